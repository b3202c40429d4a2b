"""An agreement to print, of any length, built by hand: what the page must show is here and nowhere else.

Everybody and everything in it is invented.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from govflow.core.certificate import (
    BoardDecisionLine,
    Certificate,
    ConditionLine,
    NotYetParty,
    PersonSigned,
    PrecedentLine,
    SignatureLineFact,
    VersionLine,
    WarningLine,
)
from govflow.core.document import (
    Cell,
    Definition,
    DocTable,
    Document,
    ExecutionBlock,
    Para,
    Part,
    PartKind,
    PartyLine,
    Run,
    RunKind,
    SignatureLine,
)
from govflow.core.execution import execution_block

DIGEST = "5f3a9c0d" * 8
PARTIES = (
    ("LB1", "Tamebrook Wellbeing Trust", "clg_charity", "director_and_witness"),
    ("LB2", "Brindlecroft Community CIO", "cio", "two_trustees"),
    ("LB3", "Cwmni Lles Dŵr Gŵyr CIC", "cic_clg", "director_and_witness"),
    ("LB4", "Stowarzyszenie Łączność Żółw", "co_operative_society", "seal"),
)

TOPICS = (
    ("Purpose and objectives", "Foundations"),
    ("Term and commencement", "Foundations"),
    ("The Consortium Board", "Governance"),
    ("Quorum", "Governance"),
    ("Reserved matters", "Governance"),
    ("Delivery roles", "Delivery"),
    ("Safeguarding", "Delivery"),
    ("Payment flow", "Money"),
    ("Liability cap", "Money"),
    ("Disputes", "Ending and changing"),
    ("Exit consequences", "Ending and changing"),
    ("Notices", "General"),
)
SENTENCES = (
    "Each Member shall appoint one Representative to the Consortium Board and may replace that person at any "
    "time by giving notice in writing to the Chair.",
    "A meeting of the Consortium Board is quorate when at least five Representatives are present, of whom no "
    "more than two may be appointed by the Lead Body.",
    "The Lead Body shall pay each Member its share of the money received from the Commissioner within 10 "
    "Business Days of receiving it, and may not set off any other sum against that share.",
    "No Member is liable for more than 100% of the annual charges payable to it, except for death or personal "
    "injury caused by negligence, fraud, or anything for which liability cannot be limited by law.",
    "A Member that wishes to leave the Consortium shall give not less than 60 Business Days’ notice in writing "
    "to the Chair, and shall continue to deliver its part of the Services until a successor is in place.",
    "Words that stand for one gender stand for all; a reference to a statute is to it as amended from time to "
    "time.",
)
ITEMS = (
    "the name of the person who is to act and the office that the person holds;",
    "the date from which the change takes effect, which may not be earlier than the notice; and",
    "what the change costs, and who pays for it.",
)


def words(text: str) -> Run:
    """Plain words."""
    return Run(RunKind.WORDS, text)


def _clause(number: int, title: str, section: str, next_id: str) -> Part:
    own = f"clause-{number}"

    def para(label: str, shown: str, level: int, *runs: Run) -> Para:
        return Para(f"{own}.{label}", shown, level, runs)

    def sentence(place: int) -> Run:
        return words(SENTENCES[(number + place) % len(SENTENCES)])

    return Part(
        own,
        PartKind.CLAUSE,
        str(number),
        title,
        section,
        (
            para("first", f"{number}.1", 1, sentence(0)),
            para(
                "second",
                f"{number}.2",
                1,
                sentence(1),
                words(" This clause is read with "),
                Run(RunKind.REF, next_id.replace("clause-", "clause "), next_id),
                words("."),
            ),
            para("third", f"{number}.3", 1, words("The notice shall state:")),
            para("a", "(a)", 2, words(ITEMS[0])),
            para(
                "b", "(b)", 2, words(ITEMS[1]), words(" it is "), Run(RunKind.WORDS, "binding", strong=True)
            ),
            para("i", "(i)", 3, words("on the Member that gave it; and")),
            para(
                "ii",
                "(ii)",
                3,
                words("on the Consortium, once the Chair has "),
                Run(RunKind.WORDS, "acknowledged", emphasis=True),
                words(" it; and"),
            ),
            para("c", "(c)", 2, words(ITEMS[2])),
            para(
                "fourth",
                f"{number}.4",
                1,
                sentence(3),
                words(" The figure is "),
                Run(RunKind.BLANK, "[contract value: to be agreed]", "contract_value"),
                words("."),
            ),
            para("flush", "", 0, sentence(4)),
        ),
        f"{number:064x}",
    )


def _definitions() -> Part:
    terms = (
        ("Business Day", "a day other than a Saturday, a Sunday or a public holiday in England and Wales."),
        ("Chair", "the person who leads the meetings of the Consortium Board."),
        ("Commissioner", "the body that buys the Services under the Main Contract."),
        ("Lead Body", "Tamebrook Wellbeing Trust, or whoever replaces it."),
        ("Member", "each party to this agreement, and whoever joins it by a deed of accession."),
    )
    return Part(
        "definitions",
        PartKind.CLAUSE,
        "1",
        "Definitions and interpretation",
        "Foundations",
        (Para("definitions.open", "1.1", 1, (words("In this agreement these words have these meanings:"),)),),
        "1" * 64,
        tuple(
            Definition(
                f"term-{place}",
                term,
                (words(meaning), words(" See "), Run(RunKind.REF, "clause 2", "clause-2"), words(".")),
            )
            for place, (term, meaning) in enumerate(terms)
        ),
    )


def _cell(text: str, column: int, blank: bool) -> Cell:
    return Cell("–") if blank else Cell(text, numeric=column in {4, 5, 8})


def _table(columns: int, rows: int) -> DocTable:
    names = (
        "Service",
        "Area",
        "Member",
        "From",
        "Share",
        "Target",
        "Measured by",
        "Reported",
        "Agreed sum",
        "Notes",
    )
    cells = (
        "Community navigators",
        "Northfold",
        "Brindlecroft Community CIO",
        "1 April 2027",
        "17.50%",
        "95%",
        "Quarterly return to the Lead Body",
        "Monthly",
        "£12,500.00",
        "Reviewed after the first year",
    )
    return DocTable(
        "delivery_matrix",
        names[:columns],
        tuple(
            tuple(
                _cell(cells[column], column, row == 1 and column == columns - 1) for column in range(columns)
            )
            for row in range(rows)
        ),
    )


def _schedules() -> Iterator[Part]:
    for number, (title, columns, rows) in enumerate(
        (("Delivery matrix", 6, 14), ("Performance measures", 10, 9), ("Contacts", 3, 6)), 1
    ):
        yield Part(
            f"schedule-{number}",
            PartKind.SCHEDULE,
            str(number),
            title,
            "",
            (
                Para(
                    f"schedule-{number}.open",
                    "1",
                    1,
                    (
                        words("This schedule is read with "),
                        Run(RunKind.REF, "clause 3", "clause-3"),
                        words("."),
                    ),
                ),
                Para(f"schedule-{number}.table", "", 0, (), _table(columns, rows)),
            ),
            f"{900 + number:064x}",
        )


def agreement(clauses: int = 12) -> Document:
    """An agreement with so many clauses after the definitions; about three clauses fill two pages."""
    made = []
    for place in range(clauses):
        title, section = TOPICS[place * len(TOPICS) // clauses]
        number = place + 2
        made.append(_clause(number, title, section, f"clause-{number + 1 if place + 1 < clauses else 2}"))
    background = Part(
        "background",
        PartKind.BACKGROUND,
        "",
        "Background",
        "",
        (
            Para(
                "background.a",
                "(A)",
                1,
                (words("The Members work for the wellbeing of people in Tamebrook."),),
            ),
            Para(
                "background.b", "(B)", 1, (words("They wish to bid for and deliver the Services together."),)
            ),
        ),
        "0" * 64,
    )
    return Document(
        title="Tamebrook Wellbeing Partnership",
        subtitle="Consortium agreement",
        type="LB",
        parties=tuple(
            PartyLine(
                member_id,
                f"({place})",
                name,
                form,
                "a charitable company in England and Wales, registered "
                "number 99000001, of 4 Fictional Row, Northfold, ZZ2 1AA",
            )
            for place, (member_id, name, form, _) in enumerate(PARTIES, 1)
        ),
        parts=(background, _definitions(), *made, *_schedules()),
        execution=tuple(
            execution_block(member_id, name, form, "england_wales", method, True)
            for member_id, name, form, method in PARTIES
        ),
        blanks=("contract value",),
        pack="1",
        digest=DIGEST,
    )


def with_words(text: str) -> Document:
    """A short agreement in which one paragraph holds these words."""
    whole = agreement(1)
    odd = Part(
        "odd",
        PartKind.CLAUSE,
        "9",
        "Names",
        "General",
        (Para("odd.one", "9.1", 1, (words(text),)),),
        "9" * 64,
    )
    return Document(
        **{
            **{name: getattr(whole, name) for name in whole.__dataclass_fields__},
            "parts": (*whole.parts, odd),
        }
    )


RELEASED = datetime(2027, 3, 10, 12, tzinfo=UTC)


def certificate() -> Certificate:
    """The certificate of that agreement, once three of its four parties have signed."""
    signed = PARTIES[:3]
    return Certificate(
        title="Tamebrook Wellbeing Partnership",
        version="0.12",
        digest=DIGEST,
        pack="1",
        dated=date(2027, 3, 10),
        released_at=RELEASED,
        effective=3,
        required=3,
        counted="4 members of class full; 75% of them, so 3, must approve; 3 did.",
        decisions=(
            *(
                BoardDecisionLine(
                    member_id,
                    name,
                    "approved",
                    "Approved by the board",
                    "0.12",
                    "meeting",
                    "7 present, 1 stepped back, 6 counted, quorum 3; 5 for, 1 against; carried.",
                    date(2027, 2, 25),
                    "board",
                    leaf=30 + place,
                )
                for place, (member_id, name, _, _) in enumerate(signed)
            ),
            BoardDecisionLine(
                "LB4",
                PARTIES[3][1],
                "rejected",
                "Not approved",
                "0.12",
                "written",
                "2 for, 3 against; lost.",
                date(2027, 2, 26),
                effective=False,
                leaf=34,
            ),
        ),
        conditions=(
            ConditionLine(
                "LB2",
                PARTIES[1][1],
                "C2",
                "Liability cap confirmed by our insurer",
                "liability-cap",
                "Finance trustee",
                date(2027, 2, 26),
                "met",
                date(2027, 2, 19),
                "Insurer’s letter",
                leaf=36,
            ),
        ),
        signatures=tuple(
            SignatureLineFact(
                member_id,
                name,
                "0.12",
                DIGEST,
                method,
                "One director, in the presence of a witness.",
                (
                    PersonSigned("Director", f"A. Director of {member_id}"),
                    PersonSigned("Witness", "B. Witness", "of 9 Fictional Row, Northfold; teacher"),
                ),
                datetime(2027, 3, 3, 12, tzinfo=UTC),
                "rehearsal",
                leaf=40 + place,
            )
            for place, (member_id, name, _, method) in enumerate(signed)
        ),
        precedents=(
            PrecedentLine(
                "nda_signed",
                "Every Member has signed the confidentiality agreement",
                "met",
                date(2027, 3, 8),
                "the Chair",
                "Minute of the Consortium Board, 8 March 2027",
                leaf=46,
            ),
            PrecedentLine("all_boards_approved", "Every board has approved", "met by itself"),
        ),
        not_yet_parties=(
            NotYetParty(
                "LB4",
                PARTIES[3][1],
                "Its board has not approved this version. It may join later by a deed of accession.",
            ),
        ),
        versions=(
            VersionLine("0.9", "ab" * 32, date(2026, 11, 2), leaf=1),
            VersionLine(
                "0.12", DIGEST, date(2027, 2, 22), "material", ("term",), "A longer extension", leaf=25
            ),
        ),
        warnings=(
            WarningLine("CR-22", "The notice is shorter than the contract’s.", "Agreed with the council."),
        ),
        log="govflow.invalid/0123456789abcdef",
        not_verified=(
            "No trusted timestamp: the times are those of the server’s own clock.",
            "No independent witness has countersigned the journal.",
            "The identity of the people named was vouched for by their organisations.",
        ),
    )


__all__ = ["ExecutionBlock", "SignatureLine", "agreement", "certificate", "with_words"]
