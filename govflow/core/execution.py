"""Who must sign for a party, in what form and order: by its legal form, its nation, and contract or deed.

In: a legal form's code, a nation, contract or deed, a method's code. Out: the ways open to it, and the
execution block that the agreement prints. Then true: a method that a form does not have is never offered; a way
that is not certain says so, and nothing is refused for the nation alone.

Sources: Companies Act 2006 ss43, 44 and 46; the same as applied by the Limited Liability Partnerships
(Application of Companies Act 2006) Regulations 2009, SI 2009/1804; the Charitable Incorporated Organisations
(General) Regulations 2012 regs 19 to 21; Co-operative and Community Benefit Societies Act 2014 s53; Charities
Act 2011 s333; Law of Property (Miscellaneous Provisions) Act 1989 s1; Local Government Act 1972 s135. A witness
is physically present: Law Commission, Electronic execution of documents (Law Com No 386, 2019).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from govflow.core.document import ExecutionBlock, SignatureLine
from govflow.core.errors import Refused


class Nation(StrEnum):
    """The parts of the United Kingdom, as ``jurisdiction`` holds them."""

    ENGLAND_WALES = "england_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class SignedAs(StrEnum):
    """A simple contract or a deed."""

    CONTRACT = "contract"
    DEED = "deed"


ALL = "all"
"""The number of signatories where everybody signs."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to sign. ``signatories``: a number of people, or ``ALL``; ``witness``: each of them has one.

    ``certain``: read in a source for this form and nation; otherwise a default to take advice on.
    """

    method: str
    signatories: int | str
    witness: bool
    source: str
    certain: bool


@dataclass(frozen=True, slots=True)
class _Method:
    """One method of one family of legal forms.

    ``roles``: who signs, in order. ``opening`` and ``by``: the attestation before and after the party's name;
    ``elsewhere``: ``by`` outside England and Wales, where it names a statute. ``deed``: what its source adds for
    a deed; None where it makes no deed.
    """

    code: str
    roles: tuple[str, ...]
    by: str
    source: str
    deed: str | None
    witness: bool = False
    witness_to_deed: bool = False
    certain: bool = True
    opening: str = "Executed{deed} by {party}"
    elsewhere: str = ""

    def has_witness(self, as_deed: bool) -> bool:
        return self.witness or (as_deed and self.witness_to_deed)

    @property
    def signatories(self) -> int | str:
        return ALL if self.code == "all_trustees" else len(self.roles)


_COMPANY = (
    _Method(
        "two_authorised",
        ("Director", "Director or company secretary"),
        ", acting by two authorised signatories: two directors, or a director and the company secretary",
        "Companies Act 2006 s44(2)(a)",
        "s46",
    ),
    _Method(
        "director_and_witness",
        ("Director",),
        ", acting by a director",
        "Companies Act 2006 s44(2)(b)",
        "s46",
        witness=True,
    ),
    _Method(
        "seal",
        ("Person authorised to attest the seal",),
        " by affixing its common seal, attested as its articles require",
        "Companies Act 2006 s44(1)(a)",
        "s46",
    ),
    _Method(
        "authorised_person",
        ("Authorised person",),
        " by a person acting under its authority",
        "Companies Act 2006 s43(1)(b)",
        None,
        opening="Signed on behalf of {party}",
    ),
)
# A company's ways as a default: a public body, a university or a form nobody knows has its own rules.
_OWN_RULES = "its own statute, charter or constitution"
_OTHER = tuple(
    replace(
        method, roles=roles, by=by, source=_OWN_RULES, deed=None if method.deed is None else "", certain=False
    )
    for method, roles, by in zip(
        _COMPANY,
        (
            ("Authorised signatory", "Authorised signatory"),
            ("Authorised signatory",),
            ("Person authorised to attest the seal",),
            ("Authorised person",),
        ),
        (
            ", acting by two authorised signatories",
            ", acting by an authorised signatory",
            " by affixing its seal, attested as its constitution requires",
            " by a person acting under its authority",
        ),
        strict=True,
    )
)
_CIO = (
    _Method(
        "two_trustees",
        ("Charity trustee", "Charity trustee"),
        ", acting by two of its charity trustees",
        "Charitable Incorporated Organisations (General) Regulations 2012 reg 20",
        "reg 21",
    ),
    _Method(
        "authorised_person",
        ("Authorised person",),
        " by a person acting under the authority of its charity trustees",
        "Charitable Incorporated Organisations (General) Regulations 2012 reg 19",
        None,
        opening="Signed on behalf of {party}",
    ),
)
_SOCIETY = (
    _Method(
        "two_authorised",
        ("Committee member", "Committee member or secretary"),
        ", acting by two authorised signatories: two members of its committee, or one and its secretary",
        "Co-operative and Community Benefit Societies Act 2014 s53(3)",
        "s53(4)",
    ),
    _Method(
        "seal",
        ("Person authorised to attest the seal",),
        " by affixing its common seal, attested as its rules require",
        "Co-operative and Community Benefit Societies Act 2014 s53(2)",
        "s53(4)",
    ),
    _Method(
        "authorised_person",
        ("Authorised person",),
        " by a person acting under the authority of its committee",
        "its registered rules and the authority its committee gives",
        None,
        opening="Signed on behalf of {party}",
    ),
)
_INDIVIDUALS_DEED = "Law of Property (Miscellaneous Provisions) Act 1989 s1(3)"
_UNINCORPORATED = (
    _Method(
        "s333_two_trustees",
        ("Charity trustee", "Charity trustee"),
        " by two of them, under an authority given under section 333 of the Charities Act 2011",
        "Charities Act 2011 s333 (charities only)",
        _INDIVIDUALS_DEED,
        witness_to_deed=True,
        opening="Signed{deed} on behalf of all the charity trustees of {party}",
        elsewhere=" by two of them, under an authority given by all of them",
    ),
    _Method(
        "all_trustees",
        ("Trustee",),
        ", each of whom signs below",
        "the law of trusts (trustees act together)",
        _INDIVIDUALS_DEED,
        witness_to_deed=True,
        opening="Signed{deed} by all the trustees of {party}",
    ),
)
_LOCAL_AUTHORITY = (
    _Method(
        "seal",
        ("Authorised officer attesting the seal",),
        " by affixing its common seal, attested as its constitution requires",
        "its constitution and standing orders",
        "",
        certain=False,
    ),
    _Method(
        "authorised_officer",
        ("Authorised officer",),
        " by an officer authorised under its contract standing orders",
        "Local Government Act 1972 s135",
        None,
        opening="Signed on behalf of {party}",
    ),
)
_LLP = (
    _Method(
        "two_members",
        ("Member", "Member"),
        ", acting by two of its members",
        "Companies Act 2006 s44(2)(a) as applied by SI 2009/1804",
        "s46",
    ),
    _Method(
        "member_and_witness",
        ("Member",),
        ", acting by a member",
        "Companies Act 2006 s44(2)(b) as applied by SI 2009/1804",
        "s46",
        witness=True,
    ),
    _Method(
        "authorised_person",
        ("Authorised person",),
        " by a person acting under its authority",
        "Companies Act 2006 s43(1)(b) as applied by SI 2009/1804",
        None,
        opening="Signed on behalf of {party}",
    ),
)

_METHODS: Mapping[str, tuple[_Method, ...]] = MappingProxyType(
    {
        "clg": _COMPANY,
        "cls": _COMPANY,
        "clg_charity": _COMPANY,
        "cic_clg": _COMPANY,
        "cic_cls": _COMPANY,
        "cio": _CIO,
        "coop_society": _SOCIETY,
        "cbs": _SOCIETY,
        "unincorporated_association": _UNINCORPORATED,
        "charitable_trust": _UNINCORPORATED,
        "local_authority": _LOCAL_AUTHORITY,
        "llp": _LLP,
    }
)

METHODS = tuple(dict.fromkeys(method.code for methods in _METHODS.values() for method in methods))
"""The code of every method."""

METHOD_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "two_authorised": "two authorised signatories",
        "director_and_witness": "one signatory, before a witness",
        "seal": "the common seal",
        "authorised_person": "one authorised person",
        "two_trustees": "two charity trustees",
        "s333_two_trustees": "two trustees, with the authority of them all",
        "all_trustees": "all the trustees",
        "authorised_officer": "one authorised officer",
        "two_members": "two members",
        "member_and_witness": "one member, before a witness",
    }
)
"""Each method in a few words."""


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A way that people ask for and that this legal form does not have. ``why`` names the source.

    ``deed_only``: it makes a contract all the same.
    """

    way: str
    why: str
    deed_only: bool = False


def _no_deed(source: str) -> RuledOut:
    return RuledOut(
        "One authorised person", f"It makes a contract and no deed. How a deed is made: {source}.", True
    )


_RULED_OUT: Mapping[str, tuple[RuledOut, ...]] = MappingProxyType(
    {
        form: rows
        for forms, rows in (
            (
                ("clg", "cls", "clg_charity", "cic_clg", "cic_cls"),
                (_no_deed("Companies Act 2006 s44 and s46"),),
            ),
            (
                ("cio",),
                (
                    RuledOut(
                        "One charity trustee before a witness",
                        "It signs by two of its trustees, whoever watches: Charitable Incorporated Organisations "
                        "(General) Regulations 2012 reg 20.",
                    ),
                    _no_deed(
                        "Charitable Incorporated Organisations (General) Regulations 2012 regs 20 and 21"
                    ),
                ),
            ),
            (
                ("coop_society", "cbs"),
                (
                    RuledOut(
                        "One committee member before a witness",
                        "A society has no such way: Co-operative and Community Benefit Societies Act 2014 s53.",
                    ),
                    _no_deed("Co-operative and Community Benefit Societies Act 2014 s53"),
                ),
            ),
            (
                ("unincorporated_association", "charitable_trust"),
                (
                    RuledOut(
                        "One trustee alone",
                        "Trustees act together: all of them sign, or two under an authority of them all "
                        "(Charities Act 2011 s333).",
                    ),
                    RuledOut("A common seal", "What is no person in law has no seal of its own."),
                ),
            ),
            (
                ("local_authority",),
                (
                    RuledOut(
                        "One authorised officer",
                        "It makes a contract and no deed: a council’s deed is sealed, as its constitution says.",
                        True,
                    ),
                ),
            ),
            (("llp",), (_no_deed("Companies Act 2006 s44 and s46 as applied by SI 2009/1804"),)),
        )
        for form in forms
    }
)


def ruled_out(form: str, as_deed: bool) -> tuple[RuledOut, ...]:
    """The ways that people ask for and that a party of this legal form does not have."""
    return tuple(row for row in _RULED_OUT.get(form, ()) if as_deed or not row.deed_only)


# Where the law of another nation has not been read, its name is given and the source stands as a default.
_ELSEWHERE = {
    Nation.ENGLAND_WALES: "{source}",
    Nation.SCOTLAND: (
        "take advice: the Requirements of Writing (Scotland) Act 1995 applies, and Scots law has no deed as "
        "such; in England and Wales {source}"
    ),
    Nation.NORTHERN_IRELAND: "take advice: {law}; in England and Wales {source}",
}
_IN_NORTHERN_IRELAND = "the law of Northern Ireland applies"
_TRUSTEES_IN_NORTHERN_IRELAND = (
    "in Northern Ireland trustees who are incorporated sign under the Charities Act (Northern Ireland) "
    "2008 s83"
)


def ways(form: str, nation: str, signed_as: str) -> tuple[Way, ...]:
    """The ways in which a party of this legal form can sign, the usual one first.

    A form nobody knows has a company's ways, none of them certain.

    :raises Refused: ``no_such_nation``, ``neither_contract_nor_deed``.
    """
    if nation not in set(Nation):
        raise Refused("no_such_nation", nation=nation)
    if signed_as not in set(SignedAs):
        raise Refused("neither_contract_nor_deed", signed_as=signed_as)
    as_deed = signed_as == SignedAs.DEED
    return tuple(_way(form, Nation(nation), method, as_deed) for method in _open(form, as_deed))


def _way(form: str, nation: Nation, method: _Method, as_deed: bool) -> Way:
    source = f"{method.source}, {method.deed}" if as_deed and method.deed else method.source
    law = _TRUSTEES_IN_NORTHERN_IRELAND if method in _UNINCORPORATED else _IN_NORTHERN_IRELAND
    certain = method.certain and nation is Nation.ENGLAND_WALES
    return Way(
        method.code,
        method.signatories,
        method.has_witness(as_deed),
        _ELSEWHERE[nation].format(source=source, law=law),
        certain,
    )


def _open(form: str, as_deed: bool) -> Iterator[_Method]:
    for method in _METHODS.get(form, _OTHER):
        if not as_deed or method.deed is not None:
            yield method


def method_is_open(form: str, method: str, as_deed: bool) -> bool:
    """Whether a party of this legal form can sign a contract, or a deed, by this method."""
    return any(one.code == method for one in _open(form, as_deed))


def required_signatures(method: str, as_deed: bool) -> tuple[int | str, bool]:
    """How many people sign by this method (``ALL``: everybody), and whether each of them has a witness.

    :raises Refused: ``method_not_open``: nobody has such a method.
    """
    for methods in _METHODS.values():
        for one in methods:
            if one.code == method:
                return one.signatories, one.has_witness(as_deed)
    raise Refused("method_not_open", method=method)


def execution_block(
    member_id: str, party: str, form: str, nation: str, method: str, as_deed: bool, trustees: int = 0
) -> ExecutionBlock:
    """What the execution page prints for one party.

    A method that is not open to it gives way to its usual one, so that a draft with errors can be read.
    ``trustees``: how many sign where all must; 0 where that is not known: one line stands for each.
    """
    open_methods = tuple(_open(form, as_deed))
    chosen = next((one for one in open_methods if one.code == method), open_methods[0])
    opening = chosen.opening.format(deed=" as a deed" if as_deed else "", party=party)
    at_home = nation == Nation.ENGLAND_WALES or not chosen.elsewhere
    by = chosen.by if at_home else chosen.elsewhere
    words = f"{opening}{by}{_witness_words(chosen, as_deed)}."
    return ExecutionBlock(member_id, party, chosen.code, words, tuple(_lines(chosen, as_deed, trustees)))


def _witness_words(method: _Method, as_deed: bool) -> str:
    if not method.has_witness(as_deed):
        return ""
    each = "" if method.signatories == 1 else " each"
    return f",{each} in the presence of a witness who was physically present and signs below"


# What a witness gives so that a court can find them: Law of Property (Miscellaneous Provisions) Act 1989 s1(3).
_SIGNATORY_FIELDS = ("Signature", "Full name", "Office", "Date")
_WITNESS_FIELDS = ("Signature", "Full name", "Address", "Occupation", "Date")


def _lines(method: _Method, as_deed: bool, trustees: int) -> Iterator[SignatureLine]:
    roles = method.roles
    if method.signatories == ALL:
        roles = roles * trustees or ("Trustee (one place for each)",)
    for role in roles:
        yield SignatureLine(role, _SIGNATORY_FIELDS)
        if method.has_witness(as_deed):
            yield SignatureLine("Witness", _WITNESS_FIELDS)
