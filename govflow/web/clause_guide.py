"""Help on the model clauses: all of them, each by itself, and where every statement of the source is served.

In: the clause pack. Out: pages that say of a clause what it does, why, what is usual, what to ask a solicitor, how
it can be written, what is asked, which rules look at it, which statements it serves and which law stands behind it.
Open to everybody; nothing here belongs to an agreement.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType

from flask import Blueprint, abort, render_template

from govflow.catalogue.loader import load
from govflow.core.answers import AskedOf, Kind, Question, Value, in_words, is_absent
from govflow.core.assembly import assemble
from govflow.core.catalogue import TYPES, Clause, Status
from govflow.core.consistency.rules import RULES
from govflow.core.document import Part
from govflow.core.draft import VEHICLE_ID, Draft, Member
from govflow.core.errors import Severity
from govflow.core.text import typographic
from govflow.core.words import join_words
from govflow.web.access import ANYBODY, policy
from govflow.web.guide import STATEMENTS, TOPICS

rooms = Blueprint("clauses", __name__)

TYPE_WORDS: Mapping[str, str] = MappingProxyType(
    {"LB": "Lead body", "SPV": "Vehicle", "AL": "Alliance", "COOP": "Co-operative", "NET": "Network"}
)
STATUS_WORDS: Mapping[Status, str] = MappingProxyType(
    {
        Status.MANDATORY: "always in",
        Status.RECOMMENDED: "recommended",
        Status.OPTIONAL: "optional",
        Status.NOT_APPLICABLE: "not used",
    }
)
ASKED_WORDS: Mapping[AskedOf, str] = MappingProxyType(
    {
        AskedOf.CONSORTIUM: "",
        AskedOf.EACH_MEMBER: "Each member is asked about itself.",
        AskedOf.LEAD_OR_VEHICLE: "The lead body or the vehicle is asked.",
        AskedOf.FACILITATOR: "The facilitator is asked.",
    }
)


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause among all the others. ``standing``: a word for each type, in the order of ``TYPE_WORDS``."""

    id: str
    title: str
    does: str
    standing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseSection:
    """The clauses of one section of the agreement."""

    title: str
    lines: tuple[ClauseLine, ...]


@dataclass(frozen=True, slots=True)
class ClausesPage:
    """Every clause. ``types``: what the columns are called."""

    types: tuple[str, ...]
    sections: tuple[ClauseSection, ...]


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A question behind a clause. ``of``: "" where the consortium as a whole is asked; ``choices`` and ``usual``: ""
    where there are none.
    """

    ask: str
    of: str
    choices: str
    usual: str


@dataclass(frozen=True, slots=True)
class Served:
    """A statement of the source: ``anchor`` is its place on the page of the source."""

    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What is checked, in words, and its code for whoever searches for that."""

    words: str
    code: str


@dataclass(frozen=True, slots=True)
class ClausePage:
    """One clause. ``standing``: type and word; ``ways``: name and words; ``shown_in``: a type's name.

    ``text``: how it reads with the usual choices, None where no usual choice brings it in.
    """

    title: str
    section: str
    does: str
    notes: str
    solicitor: tuple[str, ...]
    standing: tuple[tuple[str, str], ...]
    ways: tuple[tuple[str, str], ...]
    asked: tuple[AskedLine, ...]
    schedules: tuple[str, ...]
    must_be: tuple[RuleLine, ...]
    should_be: tuple[RuleLine, ...]
    served: tuple[Served, ...]
    sources: tuple[str, ...]
    text: Part | None
    shown_in: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement and where it is served: pages as (topic, anchor, words), clauses as (id, title)."""

    anchor: str
    words: str
    pages: tuple[tuple[str, str, str], ...]
    clauses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StatementGroup:
    """Statements of one kind."""

    title: str
    lines: tuple[StatementLine, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """Every statement of the source document."""

    groups: tuple[StatementGroup, ...]


@rooms.get("/help/clauses")
@policy(ANYBODY)
def every() -> str:
    """Every clause by section."""
    catalogue = load()
    found = tuple(
        ClauseSection(
            typographic(catalogue.sections[number]),
            tuple(
                ClauseLine(clause.id, typographic(clause.title), typographic(clause.does), _standing(clause))
                for clause in clauses
            ),
        )
        for number, clauses in groupby(catalogue.clauses.values(), key=lambda clause: clause.section)
    )
    return render_template("guide/clauses.html", page=ClausesPage(tuple(TYPE_WORDS.values()), found))


@rooms.get("/help/clauses/<clause>")
@policy(ANYBODY)
def one(clause: str) -> str:
    """One clause."""
    found = load().clauses.get(clause)
    if found is None:
        abort(404)
    return render_template("guide/clause.html", page=clause_page(found))


@rooms.get("/help/source")
@policy(ANYBODY)
def source() -> str:
    """Where each statement of the source document is served."""
    return render_template("guide/source.html", page=SourcePage(tuple(_groups())))


def clause_page(clause: Clause) -> ClausePage:
    """The page of a clause."""
    catalogue = load()
    text, shown_in = _read(clause)
    return ClausePage(
        title=typographic(clause.title),
        section=typographic(catalogue.sections[clause.section]),
        does=typographic(clause.does),
        notes=typographic(clause.notes),
        solicitor=tuple(typographic(question) for question in clause.solicitor),
        standing=tuple(zip(TYPE_WORDS.values(), _standing(clause), strict=True)),
        ways=tuple((_sentence(way.name), typographic(way.note)) for way in clause.variants),
        asked=tuple(_asked(question) for question in clause.questions),
        schedules=tuple(each.title for each in catalogue.schedules if each.clause == clause.id),
        must_be=_rules(clause, Severity.ERROR),
        should_be=_rules(clause, Severity.WARNING),
        served=tuple(_served(code) for code in clause.serves),
        sources=tuple(typographic(law) for law in clause.sources),
        text=text,
        shown_in=shown_in,
    )


def _standing(clause: Clause) -> tuple[str, ...]:
    return tuple(STATUS_WORDS[clause.status[code]] for code in TYPE_WORDS)


def _asked(question: Question) -> AskedLine:
    listed = question.kind in (Kind.ENUM, Kind.MULTI)
    choices = "; ".join(question.options.values()) if listed else ""
    return AskedLine(
        typographic(question.ask),
        ASKED_WORDS[question.asked_of],
        typographic(choices),
        "; ".join(_usual(question)),
    )


def _usual(question: Question) -> Iterator[str]:
    """The usual choice in words; by type of consortium where it differs. Nothing, where it is no choice."""
    if question.kind is Kind.TABLE or question.name in _ABOUT_YOU:
        return
    types: dict[str, list[str]] = {}
    for code, name in TYPE_WORDS.items():
        value = question.usual_choice(code)
        if value is False or (value and not is_absent(value)):
            types.setdefault(_told(question, value), []).append(name)
    for told, names in types.items():
        yield told if len(names) == len(TYPE_WORDS) else f"{join_words(names)}: {told}"


def _told(question: Question, value: Value) -> str:
    if value == VEHICLE_ID and question.kind is Kind.PARTY:
        return "the vehicle"
    if isinstance(value, tuple) and len(value) == len(question.options):
        return "all of them"
    if question.zero and value == 0:
        return question.zero
    return typographic(in_words(value, question.kind, question.unit, question.options))


_ABOUT_YOU = frozenset(
    (
        "consortium_type",
        "public_contract",
        "joint_several_ack",
        "serves_children",
        "serves_adults_at_risk",
        "dpia_done",
        "campaign_law_check",
        "joint_campaign_spend_record",
        "cross_border_advice",
    )
)
"""Questions that ask what is so. A draft begins with an answer to them, but none is usual."""


def _rules(clause: Clause, severity: Severity) -> tuple[RuleLine, ...]:
    return tuple(
        RuleLine(typographic(f"{rule.words}."), rule.id)
        for rule in RULES.values()
        if clause.id in rule.clauses and rule.severity is severity
    )


def _served(code: str) -> Served:
    return Served(code.lower(), _statement(code))


def _statement(code: str) -> str:
    """A statement without the word that says of what kind it is."""
    return _sentence(load().statements[code].partition(": ")[2])


def _sentence(words: str) -> str:
    told = f"{words[:1].upper()}{words[1:]}"
    return typographic(told)


def _groups() -> Iterator[StatementGroup]:
    for kind, codes in groupby(load().statements, key=lambda code: load().statements[code].partition(":")[0]):
        yield StatementGroup(_KINDS[kind], tuple(_statement_line(code) for code in codes))


_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "Purpose": "What a consortium is",
        "Reason": "Reasons to join",
        "Pitfall": "Pitfalls",
        "Tip": "Tips",
        "Beforehand": "What comes first",
        "Type": "Types of consortium",
        "Need": "What the sector asks for",
        "Resources": "Further reading",
    }
)


def _statement_line(code: str) -> StatementLine:
    pages = []
    for place in STATEMENTS[code]:
        topic, _, anchor = place.partition("#")
        pages.append((topic, anchor, f"{TOPICS[topic].title}: {TOPICS[topic].places[anchor]}"))
    serving = [clause for clause in load().clauses.values() if code in clause.serves]
    return StatementLine(
        code.lower(),
        _statement(code),
        tuple(pages),
        tuple((clause.id, typographic(clause.title)) for clause in serving),
    )


def _read(clause: Clause) -> tuple[Part | None, str]:
    """The clause in the first type of consortium in which the usual choices bring it in, and that type's name."""
    for code, name in TYPE_WORDS.items():
        if clause.id in (parts := usual_parts(code)):
            return parts[clause.id], name
    return None, ""


@lru_cache(maxsize=len(TYPES))
def usual_parts(code: str) -> Mapping[str, Part]:
    """The parts of an agreement of this type in which every question has its usual choice."""
    catalogue = load()
    usual = {name: _usual_or_row(question, code) for name, question in catalogue.questions.items()}
    answers = {name: value for name, value in usual.items() if value is not None}
    members = tuple(Member(f"M{n}", f"Member {n}", member_class="full") for n in (1, 2, 3))
    draft = Draft(code, members, None, False, MappingProxyType(answers))
    return MappingProxyType({part.id: part for part in assemble(catalogue, draft).document.parts})


def _usual_or_row(question: Question, code: str) -> Value | None:
    """The usual choice. A table that is all its clause asks has none: an empty row brings the clause in."""
    alone = len(load().clauses[question.clause].questions) == 1 and question.kind is Kind.TABLE
    return (MappingProxyType({}),) if alone else question.usual_choice(code)
