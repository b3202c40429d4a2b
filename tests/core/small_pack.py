"""A small clause pack in code, for tests of the core: three clauses, one schedule, a few terms."""

from collections.abc import Iterable
from types import MappingProxyType

from govflow.core.answers import Column, IfAbsent, Kind, Limits, Question, Value
from govflow.core.applies import parse_condition
from govflow.core.catalogue import (
    TYPES,
    Catalogue,
    ChangeClass,
    Clause,
    DefinedTerm,
    Schedule,
    Status,
    Variant,
    slug,
)
from govflow.core.draft import Draft, Member

RULE_OPTIONS = MappingProxyType(
    {
        "simple_majority": "a simple majority",
        "two_thirds": "a two-thirds majority",
        "three_quarters": "a three-quarters majority",
        "unanimous": "unanimity",
        "consent": "consent",
        "consensus_then_majority": "consensus, or failing that a simple majority",
        "dual_majority": "a dual majority",
    }
)


def question(name: str, kind: Kind, clause: str, **more: object) -> Question:
    """A question with a label made from its name."""
    return Question(name, clause, kind, name.replace("_", " "), f"What about {name}?", **more)  # type: ignore[arg-type]


def clause(
    clause_id: str,
    source: str,
    questions: Iterable[Question] = (),
    variants: Iterable[tuple[str, str]] = (),
    status: Status = Status.MANDATORY,
    category: str = "none",
) -> Clause:
    """A clause of section 1 with the same status for every type."""
    return Clause(
        id=clause_id,
        title=clause_id.replace("-", " ").capitalize(),
        section=1,
        does="",
        status=MappingProxyType(dict.fromkeys(TYPES, status)),
        questions=tuple(questions),
        variants=tuple(Variant(name, parse_condition(when)) for name, when in variants),
        checks=(),
        serves=(),
        sources=(),
        notes="Why it is there.",
        solicitor=("Is a deed needed?",),
        change_category=category,
        change_class=ChangeClass.MINOR if category == "none" else ChangeClass.MATERIAL,
        source=source,
        heading=clause_id.replace("-", " ").capitalize(),
    )


def term(name: str, meaning: str, when: str = "", plural: str = "") -> DefinedTerm:
    """A defined term; its plural is made with an s."""
    return DefinedTerm(slug(name), name, plural or f"{name}s", parse_condition(when), meaning)


def catalogue(
    *clauses: Clause, schedules: Iterable[Schedule] = (), terms: Iterable[DefinedTerm] = ()
) -> Catalogue:
    """A pack of these clauses."""
    return Catalogue(
        "small pack",
        MappingProxyType({1: "Foundations"}),
        MappingProxyType({1: "Foundations"}),
        MappingProxyType({one.id: one for one in clauses}),
        tuple(schedules),
        tuple(terms),
    )


HOME_CLAUSE = clause(
    "definitions-interpretation",
    "In this agreement:",
    [
        question(
            "extra_definitions",
            Kind.TABLE,
            "definitions-interpretation",
            columns=(Column("term", "Word", Kind.TEXT), Column("meaning", "Meaning", Kind.TEXT)),
            if_absent=IfAbsent.OMIT,
        )
    ],
)

LEAVING = clause(
    "leaving",
    """
@notice A {term:member} may leave by giving {answer:notice_months} of notice to {party:lead_body}.

? leave_point is quarter_end
The notice ends with a {term:quarter}.

? leave_point is any_time
The notice ends on any day.

On leaving, under {ref:leaving.notice}, the {term:members} must:

[list duties]

> These duties are set out in {ref:schedule-work}.
""",
    [
        question("notice_months", Kind.INT, "leaving", unit="months", limits=Limits(most=None), usual=6),
        question(
            "leave_point",
            Kind.ENUM,
            "leaving",
            options=MappingProxyType({"quarter_end": "at the end of a quarter", "any_time": "at any time"}),
        ),
        question(
            "duties",
            Kind.MULTI,
            "leaving",
            options=MappingProxyType(
                {"tell": "tell the others", "pay": "pay what is owed", "hand_over": "hand work over"}
            ),
            if_absent=IfAbsent.USUAL,
            usual=("tell", "pay"),
        ),
        question("lead_body", Kind.PARTY, "leaving"),
    ],
    category="exit",
)

WORK = clause(
    "work",
    "{term:Members} do the work in {ref:schedule-work}, see {ref:leaving}.",
    [
        question(
            "matrix",
            Kind.TABLE,
            "work",
            columns=(
                Column("member_id", "Member", Kind.PARTY),
                Column("value", "Value a year", Kind.MONEY, Limits()),
                Column("who", "Users", Kind.PARTIES, options=MappingProxyType({"all": "all members"})),
                Column("start", "From", Kind.DATE),
            ),
        )
    ],
    category="delivery_role",
)

SCHEDULE = Schedule(
    "work", "Work", "work", parse_condition(""), "The work is:\n\n[table matrix: value, member_id]"
)

TERMS = (
    term("Member", "means a party; see {ref:work}."),
    term("Quarter", "means three months."),
)

PACK = catalogue(HOME_CLAUSE, LEAVING, WORK, schedules=[SCHEDULE], terms=TERMS)


def member(member_id: str, **more: object) -> Member:
    """A full member, a guarantee company in England and Wales unless said otherwise."""
    told: dict[str, object] = {
        "legal_name": f"{member_id} Limited",
        "legal_form": "clg",
        "member_class": "full",
        "jurisdiction": "england_wales",
        "execution_method": "two_authorised",
    }
    return Member(member_id, **{**told, **more})  # type: ignore[arg-type]


def draft(answers: dict[str, Value] | None = None, **more: object) -> Draft:
    """A lead body's draft with members A, B and C."""
    told: dict[str, object] = {
        "type": "LB",
        "members": (member("A"), member("B"), member("C")),
        "vehicle": None,
        "vehicle_is_party": False,
        "answers": MappingProxyType(answers or {}),
    }
    return Draft(**{**told, **more})  # type: ignore[arg-type]
