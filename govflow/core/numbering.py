"""Numbers and cross-references, computed in one pass: the list and every reference to it read the same table.

In: the parts of an agreement in order, each with the level and the label of its paragraphs. Out: the number of
every part and paragraph, and what a reference to each is called ("clause 5", "clause 5.2(a)", "Schedule 1").
Numbers are dense: they start at one (or a) and leave no gap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from govflow.core.document import PartKind


@dataclass(frozen=True, slots=True)
class Outline:
    """A part as numbering sees it: ``paras`` are (level, label) in order; level 0 has no number."""

    id: str
    kind: PartKind
    paras: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Numbering:
    """``parts``: part id -> number. ``paras``: part id -> numbers in order. ``names``: target -> how it is called."""

    parts: Mapping[str, str]
    paras: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]


def number(outlines: Sequence[Outline]) -> Numbering:
    """Number the parts of an agreement."""
    parts: dict[str, str] = {}
    paras: dict[str, tuple[str, ...]] = {}
    names: dict[str, str] = {}
    counts = dict.fromkeys(PartKind, 0)
    for outline in outlines:
        counts[outline.kind] += 1
        part = "" if outline.kind is PartKind.BACKGROUND else str(counts[outline.kind])
        parts[outline.id] = part
        names[outline.id] = called = _name(outline.kind, part)
        paras[outline.id] = _paras(outline, part, called, names)
    return Numbering(MappingProxyType(parts), MappingProxyType(paras), MappingProxyType(names))


def _name(kind: PartKind, number: str) -> str:
    return {
        PartKind.BACKGROUND: "the Background",
        PartKind.CLAUSE: f"clause {number}",
        PartKind.SCHEDULE: f"Schedule {number}",
    }[kind]


def _paras(outline: Outline, part: str, called: str, names: dict[str, str]) -> tuple[str, ...]:
    numbers: list[str] = []
    first = second = third = 0
    for level, label in outline.paras:
        shown = tail = ""
        match level:
            case 1:
                first, second, third = first + 1, 0, 0
                shown = tail = _under(outline.kind, part, first)
            case 2:
                second, third = second + 1, 0
                shown = f"({letter(second)})"
                tail = _under(outline.kind, part, first) + shown
            case 3:
                third += 1
                shown = f"({roman(third)})"
                tail = _under(outline.kind, part, first) + f"({letter(second or 1)})" + shown
            case _:
                pass
        numbers.append(shown)
        if label:
            names[f"{outline.id}.{label}"] = _called(outline.kind, called, tail)
    return tuple(numbers)


def _under(kind: PartKind, part: str, first: int) -> str:
    if not first:
        return part if kind is PartKind.CLAUSE else ""
    match kind:
        case PartKind.CLAUSE:
            return f"{part}.{first}"
        case PartKind.BACKGROUND:
            return f"({letter(first).upper()})"
        case PartKind.SCHEDULE:
            return str(first)


def _called(kind: PartKind, called: str, tail: str) -> str:
    if not tail:
        return called
    match kind:
        case PartKind.CLAUSE:
            return f"clause {tail}"
        case PartKind.SCHEDULE:
            return f"paragraph {tail} of {called}"
        case PartKind.BACKGROUND:
            return f"{called} {tail}"


def letter(count: int) -> str:
    """1 -> a, 26 -> z, 27 -> aa."""
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def roman(count: int) -> str:
    """1 -> i, 4 -> iv, 19 -> xix."""
    digits = ""
    for value, sign in _ROMAN:
        times, count = divmod(count, value)
        digits += sign * times
    return digits
