"""The catalogue: sections, clauses, questions, variants, schedules and defined terms; it checks itself.

In: the parts that the clause pack's loader read from its files. Out: one frozen catalogue, and a list of what
is wrong with it in words (an empty list for a pack that may be used).

An instrument is one kind of document made from the pack: the agreement itself, or a shorter one with clauses of its
own. Each has a catalogue; what the pack has besides stands in ``elsewhere``, and conditions may ask for it in vain.

A clause is in an agreement when it is mandatory for its type or one of its questions is answered, and it has
text. Source: docs/domain, section 2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType

from govflow.core.answers import Kind, Question
from govflow.core.applies import Applies, ConditionError, parse_condition
from govflow.core.text import Block, BlockKind, Inline, InlineKind, parse_blocks, parse_inlines

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "LB": "lead_body",
        "SPV": "spv",
        "AL": "alliance",
        "COOP": "coop",
        "NET": "network",
    }
)
"""The five types of consortium: code -> the answer to ``consortium_type``."""

PSEUDO_NAMES = frozenset({"type", "variant", "members", "charities", "vehicle"})
"""Names a condition may use that are not questions."""


class Status(StrEnum):
    """How a clause stands for a type of consortium."""

    MANDATORY = "mandatory"
    RECOMMENDED = "recommended"
    OPTIONAL = "optional"
    NOT_APPLICABLE = "not_applicable"


class ChangeClass(StrEnum):
    """What a change of a clause means for approvals (docs/domain 4.4)."""

    MATERIAL = "material"
    MINOR = "minor"


@dataclass(frozen=True, slots=True)
class Variant:
    """One way a clause is written; the first whose condition holds is chosen."""

    name: str
    when: Applies
    note: str = ""


@dataclass(frozen=True, eq=False)
class Clause:
    """One clause of the pack. ``source`` is its text as a lawyer edits it; "" while it is not written yet.

    ``title`` is what pages call it, ``heading`` what the agreement does: the law hears a heading too. ``notes``: why
    it is there and the usual choice; ``solicitor``: what to ask one about it.
    """

    id: str
    title: str
    section: int
    does: str
    status: Mapping[str, Status]
    questions: tuple[Question, ...]
    variants: tuple[Variant, ...]
    checks: tuple[str, ...]
    serves: tuple[str, ...]
    sources: tuple[str, ...]
    notes: str
    solicitor: tuple[str, ...]
    change_category: str
    change_class: ChangeClass
    source: str
    heading: str

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The text, cut into blocks."""
        return parse_blocks(self.source)


@dataclass(frozen=True, eq=False)
class Schedule:
    """A schedule at the end of the agreement, printed when its condition holds. ``clause``: whose it is."""

    id: str
    title: str
    clause: str
    when: Applies
    source: str

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The text, cut into blocks."""
        return parse_blocks(self.source)


@dataclass(frozen=True, eq=False)
class DefinedTerm:
    """A word with a special meaning. The same term may be defined several ways; the first that applies counts."""

    id: str
    term: str
    plural: str
    when: Applies
    source: str

    @cached_property
    def meaning(self) -> tuple[Inline, ...]:
        """What it means, in inlines."""
        return parse_inlines(self.source)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A kind of document. ``title``: on its cover; ``about``: what it is for, in a sentence.

    ``own_title``: the title is its own, whatever the type of consortium; ``with_vehicle``: a vehicle may sign it.
    """

    code: str
    title: str
    about: str = ""
    own_title: bool = True
    with_vehicle: bool = True

    @property
    def in_a_sentence(self) -> str:
        """The title as it stands within a sentence."""
        return f"{self.title[:1].lower()}{self.title[1:]}"


AGREEMENT = "agreement"
"""The code of a consortium's main instrument: the joint venture agreement."""

JOINT_VENTURE = Instrument(AGREEMENT, "Joint venture agreement", own_title=False)


@lru_cache(maxsize=4096)
def slug(words: str) -> str:
    """The id of a term: "Annual Allocation" -> ``annual-allocation``."""
    return "-".join("".join(c if c.isalnum() else " " for c in words.casefold()).split())


@dataclass(frozen=True, eq=False)
class Catalogue:
    """What one instrument is made of. ``version``: the pack's name and digest, kept with every version.

    ``sections``: number -> title on pages; ``headings``: number -> heading in the agreement; ``elsewhere``: ids of
    clauses and names of questions that the pack has and this instrument has not.
    """

    version: str
    sections: Mapping[int, str]
    headings: Mapping[int, str]
    clauses: Mapping[str, Clause]
    schedules: tuple[Schedule, ...]
    terms: tuple[DefinedTerm, ...]
    statements: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    instrument: Instrument = JOINT_VENTURE
    elsewhere: frozenset[str] = frozenset()

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by its name."""
        return MappingProxyType({q.name: q for clause in self.clauses.values() for q in clause.questions})

    @cached_property
    def checks(self) -> frozenset[str]:
        """The rules of consistency that look at a clause of this instrument."""
        return frozenset(rule for clause in self.clauses.values() for rule in clause.checks)

    @cached_property
    def terms_by_id(self) -> Mapping[str, tuple[DefinedTerm, ...]]:
        """Terms by id, by the id of their plural too; several where the meaning depends on a condition."""
        found: dict[str, tuple[DefinedTerm, ...]] = {}
        for term in self.terms:
            for key in dict.fromkeys((term.id, slug(term.plural))):
                found[key] = (*found.get(key, ()), term)
        return MappingProxyType(found)

    def clauses_in(self, consortium_type: str, answered: frozenset[str]) -> tuple[Clause, ...]:
        """The clauses of an agreement, in order. ``answered``: names of the questions that have an answer."""
        return tuple(
            clause
            for clause in self.clauses.values()
            if clause.source
            and clause.status[consortium_type] is not Status.NOT_APPLICABLE
            and (
                clause.status[consortium_type] is Status.MANDATORY
                or any(question.name in answered for question in clause.questions)
            )
        )


def faults(catalogue: Catalogue) -> Iterator[str]:
    """What is wrong with a clause pack, in words; nothing for one that may be used."""
    questions = [q.name for clause in catalogue.clauses.values() for q in clause.questions]
    for name in sorted({name for name in questions if questions.count(name) > 1}):
        yield f"question {name} is asked by two clauses"
    for clause in catalogue.clauses.values():
        yield from _clause_faults(catalogue, clause)
    for schedule in catalogue.schedules:
        here = f"schedule {schedule.id}"
        yield from _block_faults(catalogue, here, schedule.blocks)
        yield from _reads_faults(catalogue, here, schedule.when)
        if schedule.clause not in catalogue.clauses:
            yield f"{here}: no clause is called {schedule.clause}"
    for term in catalogue.terms:
        if catalogue.elsewhere.isdisjoint(term.when.reads | term.when.clauses):
            yield from _inline_faults(catalogue, f"term {term.id}", term.meaning)
        yield from _reads_faults(catalogue, f"term {term.id}", term.when)


def _clause_faults(catalogue: Catalogue, clause: Clause) -> Iterator[str]:
    here = f"clause {clause.id}"
    if clause.section not in catalogue.sections:
        yield f"{here}: there is no section {clause.section}"
    if set(clause.status) != set(TYPES):
        yield f"{here}: a status is needed for each of {', '.join(TYPES)}"
    if not clause.notes:
        yield f"{here}: no note says why it is there"
    if not clause.solicitor:
        yield f"{here}: nothing says what to ask a solicitor"
    labels = [block.label for block in clause.blocks if block.label]
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        yield f"{here}: two blocks are called @{label}"
    for variant in clause.variants:
        yield from _reads_faults(catalogue, f"{here}, variant {variant.name}", variant.when)
    for question in clause.questions:
        yield from _question_faults(catalogue, question)
    yield from _block_faults(catalogue, here, clause.blocks)


def _question_faults(catalogue: Catalogue, question: Question) -> Iterator[str]:
    here = f"question {question.name}"
    if question.kind in (Kind.ENUM, Kind.MULTI) and not question.options:
        yield f"{here}: it has no options"
    if question.kind is Kind.TABLE and not question.columns:
        yield f"{here}: it has no columns"
    yield from _condition_faults(catalogue, here, question.asked_when)


def _block_faults(catalogue: Catalogue, here: str, blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield from _condition_faults(catalogue, here, block.when)
        if _asks_elsewhere(catalogue, block.when):
            continue  # it speaks of what is elsewhere; that it then stays out is for the texts to prove
        yield from _inline_faults(catalogue, here, block.inlines)
        if block.kind in (BlockKind.TABLE, BlockKind.LIST):
            yield from _subject_faults(catalogue, here, block)


def _asks_elsewhere(catalogue: Catalogue, words: str) -> bool:
    try:
        when = parse_condition(words)
    except ConditionError:
        return False
    return not catalogue.elsewhere.isdisjoint(when.reads | when.clauses)


def _subject_faults(catalogue: Catalogue, here: str, block: Block) -> Iterator[str]:
    question = catalogue.questions.get(block.subject)
    if question is None:
        yield f"{here}: [{block.kind} {block.subject}] names no question"
        return
    known = {column.name for column in question.columns}
    for column in block.columns:
        if column not in known:
            yield f"{here}: {block.subject} has no column {column}"


def _inline_faults(catalogue: Catalogue, here: str, inlines: tuple[Inline, ...]) -> Iterator[str]:
    for inline in inlines:
        match inline.kind:
            case InlineKind.MALFORMED:
                yield f"{here}: “{inline.text}” is not a token"
            case InlineKind.TERM if slug(inline.text) not in catalogue.terms_by_id:
                yield f"{here}: the term {inline.text} is not defined"
            case InlineKind.ANSWER if inline.text not in catalogue.questions:
                yield f"{here}: no question is called {inline.text}"
            case InlineKind.REF:
                yield from _ref_faults(catalogue, here, inline.text)
            case _:
                pass


def _ref_faults(catalogue: Catalogue, here: str, target: str) -> Iterator[str]:
    whole, _, label = target.partition(".")
    if whole.startswith("schedule-"):
        if whole.removeprefix("schedule-") not in {schedule.id for schedule in catalogue.schedules}:
            yield f"{here}: no schedule is called {whole.removeprefix('schedule-')}"
    elif whole not in catalogue.clauses:
        yield f"{here}: no clause is called {whole}"
    elif label and catalogue.clauses[whole].source and label not in _labels(catalogue.clauses[whole]):
        yield f"{here}: clause {whole} has no block called @{label}"


def _labels(clause: Clause) -> frozenset[str]:
    return frozenset(block.label for block in clause.blocks)


def _condition_faults(catalogue: Catalogue, here: str, words: str) -> Iterator[str]:
    try:
        yield from _reads_faults(catalogue, here, parse_condition(words))
    except ConditionError as error:
        yield f"{here}: {error}"


def _reads_faults(catalogue: Catalogue, here: str, when: Applies) -> Iterator[str]:
    for name in sorted(when.reads - PSEUDO_NAMES - catalogue.elsewhere):
        if name not in catalogue.questions:
            yield f"{here}: the condition “{when.words}” asks about {name}, which is no question"
    for clause in sorted(when.clauses - catalogue.elsewhere):
        if clause not in catalogue.clauses:
            yield f"{here}: the condition “{when.words}” names no clause: {clause}"
