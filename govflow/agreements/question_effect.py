"""What an answer does to the agreement: the words that carry it, or the words that change with it, marked.

In: the agreement as it stands, and as it would read with the answer that somebody typed. Out: for each clause and
schedule that it touches the paragraphs concerned, the question's own clause first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from govflow.core.answers import Question
from govflow.core.assembly import Assembled, assemble
from govflow.core.catalogue import Catalogue
from govflow.core.document import Document, Para, Part, RunKind
from govflow.core.draft import Draft
from govflow.core.redline import Fate, ParaChange, Piece, redline
from govflow.core.words import capital, number_of

SHOWN = 4
"""So many clauses are shown with their words; of the others the page names the places."""

LONGEST = 12
"""So many paragraphs of one clause are shown."""

_CARRYING = (RunKind.ANSWER, RunKind.USUAL, RunKind.BLANK, RunKind.PARTY)


@dataclass(frozen=True, slots=True)
class Touched:
    """A clause or schedule and the paragraphs of it that an answer touches. ``more``: how many others it has."""

    id: str
    label: str
    title: str
    fate: Fate
    paras: tuple[ParaChange, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What an answer does. ``others``: parts touched besides, as (id, label)."""

    parts: tuple[Touched, ...] = ()
    others: tuple[tuple[str, str], ...] = ()


def effect_now(catalogue: Catalogue, question: Question, draft: Draft, now: Assembled) -> Effect:
    """The words that carry the answer there is: those it stands in, and those that are there because of it."""
    without = assemble(catalogue, _otherwise(question, draft), now)
    because = {change.id: change.paras for change in _changes(without.document, now.document)}
    parts = tuple(_carrying(question, now.document, because))
    return _effect(question, parts)


def effect_of_change(question: Question, now: Assembled, then: Assembled) -> Effect:
    """The words that would change, marked."""
    changes = _changes(now.document, then.document)
    labels = {part.id: part.label for part in (*now.document.parts, *then.document.parts)}
    parts = tuple(
        _touched(change.id, labels[change.id], change.title, change.fate, _marked(change.paras))
        for change in changes
    )
    return _effect(question, parts)


def _otherwise(question: Question, draft: Draft) -> Draft:
    """The draft without the answer; with the other one where there are but two."""
    given = draft.answers.get(question.name)
    return draft.with_answers({question.name: not given if isinstance(given, bool) else None})


def _changes(before: Document, after: Document) -> tuple["PartChanged", ...]:
    """The parts that differ; only those are compared word by word."""
    old, new = ({part.id: part for part in document.parts} for document in (before, after))
    differ = frozenset(name for name in {*old, *new} if _differ(old.get(name), new.get(name)))
    left, right = (
        replace(document, parts=tuple(part for part in document.parts if part.id in differ))
        for document in (before, after)
    )
    return tuple(
        PartChanged(change.id, change.title, change.fate, change.paras)
        for change in redline(left, right).changed
    )


@dataclass(frozen=True, slots=True)
class PartChanged:
    """A part that differs between two texts."""

    id: str
    title: str
    fate: Fate
    paras: tuple[ParaChange, ...]


def _differ(old: Part | None, new: Part | None) -> bool:
    if old is None or new is None:
        return True
    return old.digest != new.digest or [one.text for one in old.definitions] != [
        one.text for one in new.definitions
    ]


def _marked(paras: tuple[ParaChange, ...]) -> tuple[ParaChange, ...]:
    changed = frozenset(place for place, para in enumerate(paras) if para.fate is not Fate.SAME)
    return tuple(_with_what_leads(paras, changed))


def _not_the_same(paras: tuple[ParaChange, ...]) -> tuple[ParaChange, ...]:
    return tuple(para for para in paras if para.fate is not Fate.SAME)


_Line = TypeVar("_Line", Para, ParaChange)


def _with_what_leads(paras: Sequence[_Line], chosen: frozenset[int]) -> Iterator[_Line]:
    """These paragraphs, and what leads to each: an item means nothing without the words before its list."""
    wanted = set(chosen)
    for place in chosen:
        level = paras[place].level
        for before in range(place - 1, -1, -1):
            if level > 1 and 0 < paras[before].level < level:
                level = paras[before].level
                wanted.add(before)
    yield from (paras[place] for place in sorted(wanted))


def _carrying(
    question: Question, document: Document, because: Mapping[str, tuple[ParaChange, ...]]
) -> Iterator[Touched]:
    for part in document.parts:
        depends = {para.id for para in _not_the_same(because.get(part.id, ()))}
        chosen = frozenset(
            place for place, para in enumerate(part.paras) if para.id in depends or _carries(question, para)
        )
        lines = [_as_it_reads(question, para) for para in _with_what_leads(part.paras, chosen)]
        # A wide table is printed in several, one under the other: it is one table all the same.
        paras = tuple({line.pieces: line for line in lines}.values())
        if paras:
            yield _touched(part.id, part.label, part.title, Fate.SAME, paras)


def _carries(question: Question, para: Para) -> bool:
    if para.table is not None:
        return para.table.subject == question.name
    return any(run.target == question.name and run.kind in _CARRYING for run in para.runs)


def _as_it_reads(question: Question, para: Para) -> ParaChange:
    """A paragraph with the words of the answer marked; of a table how many rows it has: the form shows them."""
    if para.table is not None:
        count = len(para.table.rows)
        told = f"A table of {number_of(count, 'row')}."
        return ParaChange(para.id, Fate.SAME, para.number, para.level, (Piece("same", told),))
    pieces = tuple(
        Piece("answer" if run.kind in _CARRYING and run.target == question.name else "same", run.text)
        for run in para.runs
    )
    return ParaChange(para.id, Fate.SAME, para.number, para.level, pieces)


def _touched(id: str, label: str, title: str, fate: Fate, paras: tuple[ParaChange, ...]) -> Touched:
    named = capital(label)
    return Touched(id, named, title, fate, paras[:LONGEST], len(paras[LONGEST:]))


def _effect(question: Question, parts: tuple[Touched, ...]) -> Effect:
    """The question's own clause first, then the others in order."""
    ordered = sorted(parts, key=lambda part: part.id != question.clause)
    others = tuple((part.id, part.label) for part in ordered[SHOWN:])
    return Effect(tuple(ordered[:SHOWN]), others)
