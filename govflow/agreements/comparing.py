"""Two texts of one agreement side by side: what changed, of which kind, and whether it is material.

In: the names of two texts (a version, the working draft, or the draft in the model's words) and how to show them.
Out: values for the page, or None where a name stands for nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from govflow.agreements.queries import version_document, version_draft
from govflow.agreements.text_page import place
from govflow.agreements.text_queries import FrozenBy, WorkingText
from govflow.core.catalogue import ChangeClass
from govflow.core.document import Document, PartKind
from govflow.core.draft import Draft
from govflow.core.redline import (
    Fate,
    Judge,
    ParaChange,
    Piece,
    Redline,
    Told,
    Verdict,
    front_changes,
    redline,
)
from govflow.core.words import capital, number_of

DRAFT, MODEL = "draft", "model"
"""The names of the two texts that are no versions; a version of such a name cannot be compared."""


class View(StrEnum):
    """How a comparison is shown."""

    REDLINE = "redline"
    CLEAN = "clean"
    SIDE = "side"
    LIST = "list"


_VIEWS = {
    View.REDLINE: "Redline",
    View.CLEAN: "Clean",
    View.SIDE: "Side by side",
    View.LIST: "List of changes",
}


def view_named(name: str | None) -> View:
    """The view of this name; the redline where it is none."""
    return View(name) if name in frozenset(View) else View.REDLINE


@dataclass(frozen=True)
class _Text:
    """One of the two: what it is called in a sentence, and what it is."""

    called: str
    document: Document
    draft: Draft


@dataclass(frozen=True, slots=True)
class Line:
    """One change in a sentence. ``material``: its class as a word, ``tone``: and how it is tagged."""

    sentence: str
    kind: str
    material: str
    tone: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of a part that changed, in one column or in two; ``before`` and ``after`` are empty where it is not.

    ``changed``: the two differ; ``left_out``: in words, how many that are the same are not shown before it.
    """

    para: ParaChange
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    changed: bool
    left_out: str


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """One part that differs. ``fate``: a word and its tone; ``moved``: "" or where it stood."""

    id: str
    label: str
    title: str
    fate: str
    tone: str
    moved: str
    material: str
    material_tone: str
    reason: str
    rows: tuple[Row, ...]
    left_out: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The comparison. ``choices``: name and words of each text there is; ``views``: words, address, shown now."""

    caption: str
    first: str
    second: str
    first_words: str
    second_words: str
    choices: tuple[tuple[str, str], ...]
    view: str
    views: tuple[tuple[str, str, bool], ...]
    summary: str
    lines: tuple[Line, ...]
    front: tuple[Line, ...]
    parts: tuple[ComparedPart, ...]
    renumbered: str
    url: str
    swap_url: str
    read_url: str


def compare_page(
    text: WorkingText, versions: tuple[FrozenBy, ...], first: str, second: str, view: View
) -> ComparePage | None:
    """The comparison for a reader; None where a name stands for no text."""
    first, second = first or (versions[0].version.name if versions else MODEL), second or DRAFT
    before, after = _text(text, versions, first), _text(text, versions, second)
    if before is None or after is None:
        return None
    found = redline(before.document, after.document)
    judge = Judge(text.examined.catalogue, before.draft, after.draft)
    front = tuple(_front(before.document, after.document, judge))
    parts = tuple(_parts(before.document, after.document, found, judge, view))
    lines = (*front, *_lines(before.document, after.document, found, judge))
    here = text.agreement.id

    def address(shown: View, one: str = first, other: str = second) -> str:
        return place("compare", here, **{"from": one, "to": other, "view": shown})

    return ComparePage(
        caption=text.examined.name,
        first=first,
        second=second,
        first_words=before.called,
        second_words=after.called,
        choices=_choices(versions),
        view=view,
        views=tuple((words, address(shown), shown is view) for shown, words in _VIEWS.items()),
        summary=_summary(lines, parts),
        lines=lines,
        front=front,
        parts=parts,
        renumbered=_renumbered(found, after.document),
        url=place("compare", here),
        swap_url=address(view, second, first),
        read_url=place("read", here),
    )


def _choices(versions: tuple[FrozenBy, ...]) -> tuple[tuple[str, str], ...]:
    frozen = ((each.version.name, f"Version {each.version.name}") for each in versions)
    return ((DRAFT, "The working draft"), *frozen, (MODEL, "The draft in the model’s words"))


def _text(text: WorkingText, versions: tuple[FrozenBy, ...], name: str) -> _Text | None:
    if name == DRAFT:
        return _Text("the working draft", text.examined.assembled.document, text.examined.draft)
    if name == MODEL:
        model = text.in_model_words()
        return _Text("the draft in the model’s words", model.document, text.model_draft)
    found = next((each.version for each in versions if each.version.name == name), None)
    if found is None:
        return None
    return _Text(f"version {name}", version_document(found.id), version_draft(found.id))


def _front(before: Document, after: Document, judge: Judge) -> Iterator[Line]:
    verdict = judge.parties()
    for told in front_changes(before, after):
        yield _line(told, verdict)


def _lines(before: Document, after: Document, found: Redline, judge: Judge) -> Iterator[Line]:
    for change in found.changed:
        verdict = judge.verdict(before.part(change.id), after.part(change.id))
        yield from (_line(told, verdict) for told in change.told)


def _line(told: Told, verdict: Verdict) -> Line:
    kind = "whole clause" if told.kind is None else told.kind
    return Line(told.sentence, kind.capitalize(), *_class(verdict), verdict.reason)


def _class(verdict: Verdict) -> tuple[str, str]:
    """The class as a word, and its tone."""
    return ("Material", "wait") if verdict.change_class is ChangeClass.MATERIAL else ("Minor", "plain")


_FATES = {
    Fate.REWORDED: ("Changed", "new"),
    Fate.MOVED: ("Moved", "moved"),
    Fate.MOVED_AND_REWORDED: ("Moved and changed", "moved"),
    Fate.INSERTED: ("New", "good"),
    Fate.DELETED: ("Taken out", "bad"),
    Fate.SAME: ("The same", "plain"),
}


def _parts(
    before: Document, after: Document, found: Redline, judge: Judge, view: View
) -> Iterator[ComparedPart]:
    for change in found.changed:
        old, new = before.part(change.id), after.part(change.id)
        part = new or old
        assert part is not None  # what changed stands in one of them
        verdict = judge.verdict(old, new)
        moved = change.fate in (Fate.MOVED, Fate.MOVED_AND_REWORDED)
        paras = _as_shown(change.paras, view)
        near = _near(paras)
        yield ComparedPart(
            change.id,
            "" if part.kind is PartKind.BACKGROUND else capital(part.label),
            change.title,
            *_FATES[change.fate],
            f"It was {old.label}." if moved and old is not None else "",
            *_class(verdict),
            verdict.reason,
            tuple(_rows(paras, near)),
            _unshown(len(paras) - near[-1] - 1 if near else len(paras)),
        )


def _as_shown(paras: tuple[ParaChange, ...], view: View) -> tuple[ParaChange, ...]:
    if view is not View.CLEAN:
        return paras
    return tuple(_clean(para) for para in paras if para.fate is not Fate.DELETED)


def _clean(para: ParaChange) -> ParaChange:
    """A paragraph as it reads now, without marks; it keeps that it changed."""
    words = "".join(piece.text for piece in para.pieces if piece.op != "deleted")
    return replace(para, pieces=(Piece("same", words),))


def _near(paras: tuple[ParaChange, ...]) -> tuple[int, ...]:
    """Which paragraphs are shown: those that changed, with the one before and the one after each."""
    changed = [at for at, para in enumerate(paras) if para.fate is not Fate.SAME]
    around = {at + step for at in changed for step in (-1, 0, 1)}
    return tuple(sorted(around & set(range(len(paras)))))


def _rows(paras: tuple[ParaChange, ...], near: tuple[int, ...]) -> Iterator[Row]:
    for previous, at in zip((-1, *near), near, strict=False):
        para = paras[at]
        before = tuple(piece for piece in para.pieces if piece.op != "inserted")
        after = tuple(piece for piece in para.pieces if piece.op != "deleted")
        yield Row(para, before, after, para.fate is not Fate.SAME, _unshown(at - previous - 1))


def _unshown(count: int) -> str:
    """How many paragraphs that are the same are not shown; "" for none."""
    if not count:
        return ""
    return number_of(count, "paragraph is the same.", "paragraphs are the same.")


def _summary(lines: tuple[Line, ...], parts: tuple[ComparedPart, ...]) -> str:
    if not lines:
        return ""
    material = sum(line.material == "Material" for line in lines)
    changes = number_of(len(lines), "change")
    where = number_of(len(parts), "clause or schedule", "clauses and schedules")
    return f"{changes} in {where}: {material} material, {len(lines) - material} minor."


def _renumbered(found: Redline, after: Document) -> str:
    """The parts that only have another number, in a sentence."""
    clauses = sum(
        part.kind is PartKind.CLAUSE
        for part in (after.part(change.id) for change in found.renumbered)
        if part is not None
    )
    if not found.renumbered:
        return ""
    count = len(found.renumbered)
    what = "clause has" if count == 1 and clauses else "clauses and schedules have"
    return f"{count} other {what} another number and the same words."
