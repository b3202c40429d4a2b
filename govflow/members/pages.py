"""What the pages of members show: everything decided and in words, so that templates only set it.

In: the roll, recorded rules and roles of a consortium, and who reads. Out: one frozen page for each view.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from flask_wtf import FlaskForm

from govflow.core.counting import BoardRules, WrittenRule
from govflow.core.draft import JURISDICTIONS, Member
from govflow.core.legal_forms import FORMS
from govflow.core.permissions import Permission, Role
from govflow.core.voting import BASIS_NOUNS, RuleCode
from govflow.core.words import capital, day
from govflow.members.queries import Consortium, Party, RecordedRules, RoleHolder
from govflow.web.access import Reader

ROLE_WORDS: Mapping[Role, str] = MappingProxyType(
    {
        Role.FACILITATOR: "Facilitator",
        Role.DRAFTER: "Drafter",
        Role.CONSORTIUM_CHAIR: "Chair of the consortium",
        Role.EDITOR: "Editor",
        Role.CHIEF_OFFICER: "Chief officer",
        Role.BOARD_MEMBER: "Board member",
        Role.BOARD_SECRETARY: "Board secretary",
        Role.DELEGATE: "Delegate",
        Role.SIGNATORY: "Signatory",
        Role.WITNESS: "Witness",
        Role.OBSERVER: "Observer",
        Role.AUDITOR: "Auditor",
    }
)
ROLE_HINTS: Mapping[Role, str] = MappingProxyType(
    {
        Role.FACILITATOR: "Keeps the consortium's settings and members, and puts drafts to the boards. Never votes.",
        Role.DRAFTER: "Answers the consortium's questions and words the clauses.",
        Role.CONSORTIUM_CHAIR: "Records what must happen before the agreement starts, then releases and dates it.",
        Role.EDITOR: "Answers the questions about the organisation.",
        Role.CHIEF_OFFICER: "Looks after the organisation's people, and answers its questions.",
        Role.BOARD_MEMBER: "Reads the board's papers, declares interests and votes.",
        Role.BOARD_SECRETARY: "Records the board's rules and its decisions.",
        Role.DELEGATE: "Accepts minor changes where the board lets them.",
        Role.SIGNATORY: "Signs for the organisation, in person.",
        Role.WITNESS: "Watches one signature being made, and says so.",
        Role.OBSERVER: "Reads what they are let in to, and nothing else.",
        Role.AUDITOR: "Reads the record of every act.",
    }
)
CLASS_WORDS = {
    "full": "Full member",
    "associate": "Associate member",
    "affiliate": "Affiliate",
    "observer": "Observer",
}
TYPE_WORDS = {
    "LB": "Lead body: one member holds the contract, and the others deliver parts of it",
    "SPV": "A company of your own: the members own an organisation together, which holds the contract",
    "AL": "Alliance: the members speak with one voice, and each keeps its own contracts",
    "COOP": "Co-operative: the members own and run a co-operative together",
    "NET": "Network: the members share what they know, and little else",
}
MAJORITY_WORDS = {
    RuleCode.SIMPLE_MAJORITY: "more than half",
    RuleCode.TWO_THIRDS: "two thirds or more",
    RuleCode.THREE_QUARTERS: "three quarters or more",
    RuleCode.UNANIMOUS: "everybody",
}
WRITTEN_WORDS = {
    WrittenRule.UNANIMOUS: "Yes, when everybody agrees in writing",
    WrittenRule.MAJORITY: "Yes, when more than half agree in writing",
    WrittenRule.NONE: "No, only at a meeting",
}
NOT_TOLD = "Not given yet"

Row = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class RollLine:
    """One organisation on the roll, in words."""

    code: str
    name: str
    form: str
    nation: str
    number: str
    member_class: str
    people: str
    board: str


@dataclass(frozen=True, slots=True)
class RollPage:
    """Everybody on the roll. ``may_begin``: there is no agreement yet, and the reader may begin it."""

    consortium: Consortium
    kind: str
    lines: tuple[RollLine, ...]
    may_add: bool
    may_begin: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a role. ``end``: whether the reader may end it; ``waits``: what is wrong with their invitation."""

    role_id: UUID
    name: str
    email: str
    role: str
    office: str
    end: bool
    waits: str


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One organisation: what it is, how its board decides, and who its people are."""

    consortium: Consortium
    code: str
    name: str
    facts: tuple[Row, ...]
    rules: tuple[Row, ...]
    people: tuple[PersonLine, ...]
    may_correct: bool
    may_set_rules: bool
    may_invite: bool


@dataclass(frozen=True, slots=True)
class PeopleGroup:
    """The people of one organisation, or of the consortium as a whole (``code`` "")."""

    code: str
    name: str
    people: tuple[PersonLine, ...]
    may_invite: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Everybody, by organisation."""

    consortium: Consortium
    groups: tuple[PeopleGroup, ...]
    form: FlaskForm


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page with one form. ``consortium``: None where it founds one.

    ``theirs``: what stands there by now, where somebody else was quicker and something else was typed.
    """

    consortium: Consortium | None
    code: str
    name: str
    form: FlaskForm
    hints: Mapping[str, str] = field(default_factory=dict)
    theirs: tuple[Row, ...] = ()


def roll_lines(
    parties: Sequence[Party], rules: Mapping[UUID, RecordedRules], holders: Sequence[RoleHolder]
) -> tuple[RollLine, ...]:
    """The roll in words."""
    of: dict[UUID | None, set[UUID]] = {}
    for holder in holders:
        of.setdefault(holder.member_id, set()).add(holder.person_id)
    return tuple(_line(party, rules.get(party.id), len(of.get(party.id, ()))) for party in parties)


def _line(party: Party, recorded: RecordedRules | None, people: int) -> RollLine:
    member = party.member
    return RollLine(
        code=party.code,
        name=member.name,
        form=_form(member.legal_form),
        nation=JURISDICTIONS.get(member.jurisdiction, ""),
        number=member.reg_no,
        member_class="The vehicle" if party.is_vehicle else CLASS_WORDS.get(member.member_class, ""),
        people=f"{people} here" if people else "Nobody yet",
        board=NOT_TOLD if recorded is None else _board_in_short(recorded.rules),
    )


def _form(code: str) -> str:
    return capital(FORMS[code].label if code in FORMS else code)


def _board_in_short(rules: BoardRules) -> str:
    return f"{rules.in_office} in office, quorum {rules.quorum}"


def facts_of(party: Party) -> tuple[Row, ...]:
    """What an organisation is, in words."""
    member = party.member
    told = (
        ("Legal form", _form(member.legal_form)),
        ("Charity", "Yes" if member.is_charity else "No"),
        ("Nation", JURISDICTIONS.get(member.jurisdiction, "")),
        ("Registered number", member.reg_no),
        ("Registered office", member.registered_office),
        ("Class", "The vehicle" if party.is_vehicle else CLASS_WORDS.get(member.member_class, "")),
        ("Income a year", _pounds(member.annual_income)),
        ("Part in the consortium", member.role),
    )
    return tuple((key, value or NOT_TOLD, "", "") for key, value in told)


def otherwise(party: Party, typed: Member) -> tuple[Row, ...]:
    """What stands of an organisation where something else was typed, in words."""
    there, here = (
        (("Legal name", each.member.name, "", ""), *facts_of(each))
        for each in (party, replace(party, member=typed))
    )
    return tuple(row for row, other in zip(there, here, strict=True) if row != other)


def _pounds(amount: Decimal | None) -> str:
    return "" if amount is None else f"£{amount:,.2f}"


def rules_in_words(recorded: RecordedRules | None) -> tuple[Row, ...]:
    """How a board decides, in words; nothing where nobody has told."""
    if recorded is None:
        return ()
    rules = recorded.rules
    told = (
        ("In office", f"{rules.in_office} of {rules.seats} seats"),
        ("Quorum", f"{rules.quorum} present and not stepping back"),
        ("A decision needs", f"{MAJORITY_WORDS[rules.majority]} of the {BASIS_NOUNS[rules.basis]}"),
        ("When votes are equal", "The chair decides" if rules.chair_casting else "It is not carried"),
        ("Decides in writing", WRITTEN_WORDS[rules.written]),
        ("Where this comes from", recorded.source or NOT_TOLD),
        ("Told on", day(recorded.since)),
    )
    return tuple((key, value, "", "") for key, value in told)


def gives(who: Reader, holders: Iterable[RoleHolder], code: str) -> frozenset[Role]:
    """The roles that the reader may give, and end, at an organisation, with those who hold roles there."""
    led = any(
        each.code == code and each.role is Role.CHIEF_OFFICER and each.came and not each.ran_out
        for each in holders
    )
    return who.may_give(code, led=led)


def people_of(holders: Sequence[RoleHolder], code: str, who: Reader) -> tuple[PersonLine, ...]:
    """The people of one organisation. Addresses are shown to those who look after them."""
    may_end = gives(who, holders, code)
    return tuple(
        PersonLine(
            holder.role_id,
            holder.name,
            holder.email if may_end else "",
            ROLE_WORDS[holder.role],
            "" if holder.office == ROLE_WORDS[holder.role] else holder.office,
            holder.role in may_end,
            "invitation ran out" if holder.ran_out else "" if holder.came else "not signed in yet",
        )
        for holder in holders
        if holder.code == code
    )


def groups_of(
    parties: Sequence[Party], holders: Sequence[RoleHolder], who: Reader
) -> tuple[PeopleGroup, ...]:
    """Everybody by organisation: the reader's own first, then the consortium as a whole."""
    places = (("", "The consortium as a whole"), *((party.code, party.member.name) for party in parties))
    own = who.capacity.code if who.capacity is not None else ""
    return tuple(
        PeopleGroup(
            code,
            name,
            people_of(holders, code, who),
            bool(gives(who, holders, code)),
        )
        for code, name in sorted(places, key=lambda place: place[0] != own)
    )


def may_set_rules(who: Reader, code: str) -> bool:
    """Whether the reader records how the board of an organisation decides."""
    return who.may(Permission.BOARD_RULES_WRITE, code)
