"""What changed between two versions of an agreement: clause by clause, word by word, and what it means.

In: two documents (or two drafts). Out: for each part whether it was inserted, deleted, moved or reworded, the
words that changed in it, what kind of change each is, and a sentence for it; and, from the drafts, the class of
the change for approvals. Parts are matched by id, so a renumbering is no change and a moved clause is a move;
inside a part paragraphs are matched by id and words by the longest common runs of a legal tokeniser, in which
money, percentages, dotted numbers and hyphened words are one word.

Sources: docs/domain 4.4 (material and minor); docs/decisions/0002-clause-text.md.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from govflow.core.answers import Value, is_absent
from govflow.core.catalogue import Catalogue, ChangeClass, slug
from govflow.core.definitions import term_ids
from govflow.core.document import Document, Para, Part, PartKind, Run, RunKind
from govflow.core.draft import Draft, rows
from govflow.core.text import parse_blocks
from govflow.core.words import capital


class Fate(StrEnum):
    """What became of a part or paragraph."""

    SAME = "same"
    REWORDED = "reworded"
    MOVED = "moved"
    MOVED_AND_REWORDED = "moved_and_reworded"
    INSERTED = "inserted"
    DELETED = "deleted"


class ChangeKind(StrEnum):
    """What kind of words changed; the first that fits, in this order."""

    PARTY = "party"
    FIGURE = "figure"
    DATE = "date"
    OBLIGATION = "obligation word"
    TERM = "defined term"
    PUNCTUATION = "punctuation"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a redline. ``op``: "same", "inserted" or "deleted"."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class ParaChange:
    """One paragraph in the redline. ``kinds``: one for each change in it, in order; none where it is the same."""

    id: str
    fate: Fate
    number: str
    level: int
    pieces: tuple[Piece, ...]
    kinds: tuple[ChangeKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One change in words, with its kind: None for a part that as a whole is new, gone or moved."""

    sentence: str
    kind: ChangeKind | None = None


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part in the redline. ``was``: its number before; ``told``: each change in words."""

    id: str
    fate: Fate
    title: str
    number: str
    was: str
    paras: tuple[ParaChange, ...]
    told: tuple[Told, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each change in words."""
        return tuple(each.sentence for each in self.told)


@dataclass(frozen=True, slots=True)
class Redline:
    """Every part in reading order of the new version, deleted ones where they stood."""

    parts: tuple[PartChange, ...]

    @property
    def changed(self) -> tuple[PartChange, ...]:
        """The parts that are not the same."""
        return tuple(part for part in self.parts if part.fate is not Fate.SAME)

    @property
    def renumbered(self) -> tuple[PartChange, ...]:
        """The parts whose number alone changed."""
        return tuple(part for part in self.parts if part.fate is Fate.SAME and part.number != part.was)


def front_changes(before: Document, after: Document) -> tuple[Told, ...]:
    """What changed outside the parts: the title, the parties as they are named, and how each signs."""
    return tuple(_front_changes(before, after))


def _front_changes(before: Document, after: Document) -> Iterator[Told]:
    for was, now in ((before.title, after.title), (before.subtitle, after.subtitle)):
        if was != now:
            yield Told(f"The title: {_sentence(was, now)}", ChangeKind.WORDING)
    yield from _party_changes(
        {party.member_id: f"{party.name}, {party.words}" for party in before.parties},
        {party.member_id: f"{party.name}, {party.words}" for party in after.parties},
    )
    old = {block.member_id: block for block in before.execution}
    for block in after.execution:
        if block.member_id in old and block != old[block.member_id]:
            yield Told(f"The execution page: {block.party} signs in another way.", ChangeKind.WORDING)


def _party_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Told]:
    for code in dict.fromkeys((*old, *new)):
        was, now = old.get(code, ""), new.get(code, "")
        if was != now:
            yield Told(f"The parties: {_sentence(was, now)}", ChangeKind.PARTY)


def part_redline(before: Part | None, after: Part | None) -> PartChange:
    """Compare one part of two versions, wherever it stands."""
    return _part_change(before, after, in_order=True)


def redline(before: Document, after: Document) -> Redline:
    """Compare two versions of an agreement."""
    old = {part.id: part for part in before.parts}
    new = {part.id: part for part in after.parts}
    order = tuple(_merged([part.id for part in before.parts], [part.id for part in after.parts]))
    still = _in_order(
        [part.id for part in before.parts if part.id in new],
        [part.id for part in after.parts if part.id in old],
    )
    return Redline(
        tuple(_part_change(old.get(part_id), new.get(part_id), part_id in still) for part_id in order)
    )


def _merged(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    """The new order, with what is gone where it stood: after what came before it."""
    kept = frozenset(after)
    gone: dict[str, list[str]] = {}
    anchor = ""
    for one in before:
        if one in kept:
            anchor = one
        else:
            gone.setdefault(anchor, []).append(one)
    yield from gone.get("", ())
    for one in after:
        yield one
        yield from gone.get(one, ())


def _in_order(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Those that kept their order: the longest increasing run. All others moved."""
    place = {one: index for index, one in enumerate(before)}
    tails: list[int] = []
    tail_ids: list[str] = []
    previous: dict[str, str] = {}
    for one in after:
        at = bisect_left(tails, place[one])
        if at:
            previous[one] = tail_ids[at - 1]
        tails[at : at + 1] = [place[one]]
        tail_ids[at : at + 1] = [one]
    kept = []
    one = tail_ids[-1] if tail_ids else ""
    while one:
        kept.append(one)
        one = previous.get(one, "")
    return frozenset(kept)


def _part_change(old: Part | None, new: Part | None, in_order: bool) -> PartChange:
    if old is None or new is None:
        return _whole_part(old, new)
    if old.digest == new.digest and _definitions(old) == _definitions(new):
        fate = Fate.SAME if in_order else Fate.MOVED
        paras = tuple(
            ParaChange(p.id, Fate.SAME, p.number, p.level, (Piece("same", _read(p.text, p)),))
            for p in _lines(new)
        )
        moved = () if in_order else (Told(f"{_named(new)} moved; it was {old.label}."),)
        return PartChange(new.id, fate, new.title, new.number, old.number, paras, moved)
    paras = tuple(_para_changes(old, new))
    fate = Fate.REWORDED if in_order else Fate.MOVED_AND_REWORDED
    moves = () if in_order else (Told(f"{_named(new)} moved; it was {old.label}."),)
    return PartChange(new.id, fate, new.title, new.number, old.number, paras, (*moves, *_told(new, paras)))


def _whole_part(old: Part | None, new: Part | None) -> PartChange:
    if new is not None:
        paras = tuple(_whole_para(para, Fate.INSERTED, "inserted") for para in _lines(new))
        told = Told(f"{_named(new)} is new.")
        return PartChange(new.id, Fate.INSERTED, new.title, new.number, "", paras, (told,))
    assert old is not None  # a part stands in one version at least
    paras = tuple(_whole_para(para, Fate.DELETED, "deleted") for para in _lines(old))
    told = Told(f"“{old.title}”, which was {old.label}, is taken out.")
    return PartChange(old.id, Fate.DELETED, old.title, "", old.number, paras, (told,))


def _named(part: Part) -> str:
    return f"{capital(part.label)} (“{part.title}”)"


@dataclass(frozen=True, slots=True)
class _Line:
    """Something to compare word by word: a paragraph, a row of a table, a definition."""

    id: str
    number: str
    level: int
    text: str
    runs: tuple[Run, ...] = ()


_CELLS = " | "
"""Stands between the cells of a row, that are compared as one text."""


def _lines(part: Part) -> tuple[_Line, ...]:
    return tuple(line for para in part.paras for line in _para_lines(para)) + _definitions(part)


def _definitions(part: Part) -> tuple[_Line, ...]:
    return tuple(
        _Line(f"{part.id}.{d.id}", "", 0, f"{d.term} {_by_id(d.runs)}", d.runs) for d in part.definitions
    )


def _para_lines(para: Para) -> tuple[_Line, ...]:
    if para.table is None:
        return (_Line(para.id, para.number, para.level, _by_id(para.runs), para.runs),)
    head = _Line(f"{para.id}:head", "", 0, _CELLS.join(para.table.headings))
    texts = [_CELLS.join(cell.text for cell in row) for row in para.table.rows]
    keys = [row[0].text for row in para.table.rows]
    return (
        head,
        *(
            _Line(f"{para.id}:{keys[i]}:{keys[:i].count(keys[i])}", "", 0, text)
            for i, text in enumerate(texts)
        ),
    )


_WHOLE = "\u2060"
"""Stands around words that are compared as one: a name, a term, an answer; a reference by what it names."""


def _by_id(runs: Iterable[Run]) -> str:
    return "".join(_compared_as(run) for run in runs)


def _compared_as(run: Run) -> str:
    if run.kind is RunKind.WORDS:
        return run.text
    return f"{_WHOLE}{run.target if run.kind is RunKind.REF else run.text}{_WHOLE}"


def _whole_para(line: _Line, fate: Fate, op: str) -> ParaChange:
    pieces = (Piece(op, _read(line.text, line)),)
    return ParaChange(line.id, fate, line.number, line.level, pieces, (ChangeKind.WORDING,))


_WHOLES = re.compile(f"{_WHOLE}([^{_WHOLE}]*){_WHOLE}")


def _read(text: str, *lines: _Line) -> str:
    """Compared text as it reads: references by their numbers again."""
    names = {run.target: run.text for line in lines for run in line.runs if run.kind is RunKind.REF}
    return _WHOLES.sub(lambda found: names.get(found.group(1), found.group(1)), text)


def _para_changes(old: Part, new: Part) -> Iterator[ParaChange]:
    before, after = _lines(old), _lines(new)
    same = SequenceMatcher(
        None, [line.text for line in before], [line.text for line in after], autojunk=False
    )
    for op, i, j, k, m in same.get_opcodes():
        if op == "equal":
            for line in after[k:m]:
                pieces = (Piece("same", _read(line.text, line)),)
                yield ParaChange(line.id, Fate.SAME, line.number, line.level, pieces)
        else:
            yield from _gap(before[i:j], after[k:m])


def _gap(before: Sequence[_Line], after: Sequence[_Line]) -> Iterator[ParaChange]:
    """Paragraphs between equal ones: those alike are one reworded paragraph, the rest are gone or new."""
    waiting = list(before)
    for line in after:
        was = next((one for one in waiting if _alike(one, line)), None)
        if was is None:
            yield _whole_para(line, Fate.INSERTED, "inserted")
            continue
        at = waiting.index(was)
        yield from (_whole_para(lost, Fate.DELETED, "deleted") for lost in waiting[:at])
        del waiting[: at + 1]
        yield _compared(was, line)
    yield from (_whole_para(lost, Fate.DELETED, "deleted") for lost in waiting)


_ALIKE = 0.5
"""From this share of words in common on, two paragraphs are one that was reworded."""


def _alike(old: _Line, new: _Line) -> bool:
    words = SequenceMatcher(None, old.text.split(), new.text.split(), autojunk=False)
    return words.quick_ratio() >= _ALIKE and words.ratio() >= _ALIKE


_WORD = re.compile(
    f"{_WHOLE}[^{_WHOLE}]*{_WHOLE}"
    r"|£?\d[\d,]*(?:\.\d+)*(?:\([a-z0-9]+\))*%?|\w+(?:['\u2019\-]\w+)*|\s+|[^\w\s]"
)


def words_changed(old: str, new: str) -> tuple[Piece, ...]:
    """The redline of two texts, by words; changes that only a space parts are one change."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    pieces: list[Piece] = []
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for op, i, j, k, m in _joined(before, codes):
        if op == "equal":
            pieces.append(Piece("same", "".join(after[k:m])))
            continue
        pieces += [Piece("deleted", "".join(before[i:j]))] if j > i else []
        pieces += [Piece("inserted", "".join(after[k:m]))] if m > k else []
    return tuple(pieces)


_Opcode = tuple[str, int, int, int, int]


def _joined(before: Sequence[str], opcodes: Sequence[_Opcode]) -> Sequence[_Opcode]:
    joined: list[_Opcode] = []
    for place, (op, i, j, k, m) in enumerate(opcodes):
        only_space = op == "equal" and not "".join(before[i:j]).strip() and 0 < place < len(opcodes) - 1
        if joined and (op != "equal" or only_space) and joined[-1][0] != "equal":
            _, first, _, begin, _ = joined[-1]
            joined[-1] = ("replace", first, j, begin, m)
        else:
            joined.append((op, i, j, k, m))
    return joined


def _compared(old: _Line, new: _Line) -> ParaChange:
    pieces = words_changed(old.text, new.text)
    kinds = tuple(_kind(was, now, old, new) for was, now in _pairs(pieces))
    read = tuple(
        Piece(piece.op, _read(piece.text, old if piece.op == "deleted" else new)) for piece in pieces
    )
    return ParaChange(new.id, Fate.REWORDED, new.number, new.level, read, kinds)


def _pairs(pieces: Sequence[Piece]) -> Iterator[tuple[str, str]]:
    """Each change as (what was taken out, what was put in); "" for nothing."""
    held = ""
    for piece in (*pieces, Piece("same", "")):
        if piece.op == "deleted":
            held = piece.text
        elif piece.op == "inserted":
            yield held, piece.text
            held = ""
        elif held:
            yield held, ""
            held = ""


_MONTHS = frozenset(f"{date(2000, month, 1):%B}" for month in range(1, 13))
_OBLIGATION = frozenset(
    [
        "shall",
        "must",
        "may",
        "will",
        "not",
        "no",
        "never",
        "cannot",
        "except",
        "unless",
        "only",
        "if",
        "until",
    ]
)


def _kind(was: str, now: str, old: _Line, new: _Line) -> ChangeKind:
    """What kind of words these are: the graver kind first, so that a mixed change is called by its gravest."""
    both = f"{was} {now}"
    words = frozenset(re.findall(r"[\w'\u2019]+", both))
    if _names(both, RunKind.PARTY, old, new):
        return ChangeKind.PARTY
    if words & _MONTHS:
        return ChangeKind.DATE
    if re.search(r"\d", both):
        return ChangeKind.FIGURE
    if {word.casefold() for word in words} & _OBLIGATION:
        return ChangeKind.OBLIGATION
    if _names(both, RunKind.TERM, old, new):
        return ChangeKind.TERM
    return ChangeKind.WORDING if words else ChangeKind.PUNCTUATION


def _names(words: str, kind: RunKind, *lines: _Line) -> bool:
    return any(run.text in words for line in lines for run in line.runs if run.kind is kind)


def _told(part: Part, paras: Iterable[ParaChange]) -> Iterator[Told]:
    for para in paras:
        place = _place(part, para)
        match para.fate:
            case Fate.INSERTED:
                yield Told(f"{place}: new: “{_spoken(para, para.pieces[0].text)}”", *para.kinds)
            case Fate.DELETED:
                yield Told(f"{place}: taken out: “{_spoken(para, para.pieces[0].text)}”", *para.kinds)
            case Fate.REWORDED:
                where = f"{place}, “{_first_cell(para)}”" if _is_in_table(para) else place
                for (was, now), kind in zip(_pairs(para.pieces), para.kinds, strict=True):
                    yield Told(f"{where}: {_sentence(_spoken(para, was), _spoken(para, now))}", kind)
            case _:
                pass


def _is_in_table(para: ParaChange) -> bool:
    return ":" in para.id


def _first_cell(row: ParaChange) -> str:
    """What a row of a table is known by, as it stands now."""
    return "".join(piece.text for piece in row.pieces if piece.op != "deleted").partition(_CELLS)[0]


def _spoken(para: ParaChange, text: str) -> str:
    """Changed words as a sentence tells them: the cells of a row in commas."""
    return text.strip(_CELLS).replace(_CELLS, ", ") if _is_in_table(para) else text.strip()


def _place(part: Part, para: ParaChange) -> str:
    if part.kind is PartKind.CLAUSE and para.level == 1:
        return f"Clause {para.number}"
    label = capital(part.label)
    return f"{label}, {para.number}" if para.number else label


def _sentence(was: str, now: str) -> str:
    if was and now:
        return f"“{was}” replaced by “{now}”"
    return f"“{now}” added" if now else f"“{was}” taken out"


@dataclass(frozen=True, slots=True)
class Change:
    """What a new version means for approvals: its class, the categories and the clauses, in catalogue order.

    ``clauses``: those whose own answers were set or that were reworded. ``reason``: why it is material or minor.
    """

    change_class: ChangeClass
    categories: tuple[str, ...]
    clauses: tuple[str, ...]
    reason: str


PARTIES = "parties-background"
"""The clause that a change of the members themselves belongs to."""


def classify(catalogue: Catalogue, before: Draft, after: Draft) -> Change:
    """Say what a change means for the boards, by clause and variable (docs/domain 4.4).

    A clause's category that stands in ``material_changes`` is material; none, or a category left out of that
    list, is minor. Rewording is material unless a person marks it minor. A definition is material when a
    material clause uses the term. A change of the list itself is judged by both lists together.
    """
    answered = changed_answers(before, after)
    reworded = _reworded(catalogue, before, after)
    parties = (before.members, before.vehicle) != (after.members, after.vehicle)
    touched = (
        {catalogue.questions[name].clause for name in answered} | reworded | ({PARTIES} if parties else set())
    )
    clauses = [clause for clause in catalogue.clauses.values() if clause.id in touched]
    listed = _listed(catalogue, before) | _listed(catalogue, after)
    reasons = [
        *(f"“{clause.title}” was reworded" for clause in clauses if clause.id in reworded),
        *(
            f"“{clause.title}” is a matter of {clause.change_category.replace('_', ' ')}"
            for clause in clauses
            if clause.change_category in listed
        ),
        *(["the parties changed"] if parties else []),
        *_definition_reasons(catalogue, before, after, listed),
    ]
    reason = "; ".join(reasons) or "nothing in it is on the list of material changes"
    return Change(
        ChangeClass.MATERIAL if reasons else ChangeClass.MINOR,
        tuple(dict.fromkeys(clause.change_category for clause in clauses)),
        tuple(clause.id for clause in clauses),
        f"{capital(reason)}.",
    )


def changed_answers(before: Draft, after: Draft) -> tuple[str, ...]:
    """The names of the answers that differ."""
    names = {*before.answers, *after.answers}
    return tuple(sorted(name for name in names if before.answers.get(name) != after.answers.get(name)))


def _reworded(catalogue: Catalogue, before: Draft, after: Draft) -> set[str]:
    """The clauses of the agreement after whose own words are not those that were printed before.

    Words of a clause that is not in the agreement sleep: where it leaves, or has left, nothing was reworded.
    """
    had, has = _clauses_of(catalogue, before), _clauses_of(catalogue, after)
    printed = {clause: words for clause, words in before.reworded.items() if clause in had}
    return {clause for clause in has if printed.get(clause) != after.reworded.get(clause)}


def _listed(catalogue: Catalogue, draft: Draft) -> frozenset[str]:
    """The categories that are material: those listed; where nobody was asked, those the catalogue holds for so."""
    value = draft.answers.get("material_changes")
    if isinstance(value, tuple):
        return frozenset(str(entry) for entry in value)
    clauses = catalogue.clauses.values()
    return frozenset(
        clause.change_category for clause in clauses if clause.change_class is ChangeClass.MATERIAL
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a change of one part is material or minor, and why, in a sentence."""

    change_class: ChangeClass
    reason: str


class Judge:
    """Judges the parts that differ between two drafts one by one, as ``classify`` judges them all."""

    def __init__(self, catalogue: Catalogue, before: Draft, after: Draft) -> None:
        self._catalogue = catalogue
        self._listed = _listed(catalogue, before) | _listed(catalogue, after)
        self._reworded = _reworded(catalogue, before, after)
        self._answered = frozenset(changed_answers(before, after))
        self._parties = (before.members, before.vehicle) != (after.members, after.vehicle)
        self._definitions = tuple(_definition_reasons(catalogue, before, after, self._listed))

    def verdict(self, *parts: Part | None) -> Verdict:
        """What the change of a part means. ``parts``: it before and after, one of them perhaps absent."""
        known = [part for part in parts if part is not None]
        own = self._clause_of(known[0])
        if own in self._reworded:
            return Verdict(ChangeClass.MATERIAL, f"“{self._catalogue.clauses[own].title}” was reworded.")
        if self._definitions and any(part.definitions for part in known):
            return Verdict(ChangeClass.MATERIAL, _sentence_of(self._definitions))
        if self._parties and own == PARTIES:
            return Verdict(ChangeClass.MATERIAL, "The parties changed.")
        clauses = self._behind(known) or self._touched
        if not clauses and self._parties:
            return Verdict(ChangeClass.MATERIAL, "The parties changed.")
        return self._by_category(clauses)

    def _by_category(self, clauses: Iterable[str]) -> Verdict:
        listed = [clause for clause in clauses if self._category(clause) in self._listed]
        material = [f"“{self._title(clause)}” is a matter of {self._category(clause)}" for clause in listed]
        if material:
            return Verdict(ChangeClass.MATERIAL, _sentence_of(material).replace("_", " "))
        return Verdict(ChangeClass.MINOR, "Nothing in it is on the list of material changes.")

    def parties(self) -> Verdict:
        """What a change of the front means: the title, the parties, how they sign."""
        if self._parties:
            return Verdict(ChangeClass.MATERIAL, "The parties changed.")
        return self._by_category(self._clauses_asking(self._answered & _ON_THE_FRONT))

    @property
    def _touched(self) -> tuple[str, ...]:
        return self._clauses_asking(self._answered)

    def _behind(self, parts: Iterable[Part]) -> tuple[str, ...]:
        """The clauses whose changed answers a part shows, or that are its own."""
        shown = {name for part in parts for name in _answers_shown(part)} & self._answered
        own = {self._clause_of(part) for part in parts}
        asked = {name for name in self._answered if self._catalogue.questions[name].clause in own}
        return self._clauses_asking(shown | asked)

    def _clauses_asking(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._catalogue.questions[name].clause for name in sorted(names)))

    def _clause_of(self, part: Part) -> str:
        schedules = {f"schedule-{each.id}": each.clause for each in self._catalogue.schedules}
        return schedules.get(part.id, part.id)

    def _title(self, clause: str) -> str:
        return self._catalogue.clauses[clause].title

    def _category(self, clause: str) -> str:
        return self._catalogue.clauses[clause].change_category


_ON_THE_FRONT = frozenset({"consortium_name", "legal_effect", "sign_as", "signatories"})
"""The answers that the title and the execution page are made of (core/assembly.py)."""


def _answers_shown(part: Part) -> Iterator[str]:
    for runs in (*(para.runs for para in part.paras), *(entry.runs for entry in part.definitions)):
        yield from (run.target for run in runs)
    yield from (para.table.subject for para in part.paras if para.table is not None)


def _sentence_of(reasons: Iterable[str]) -> str:
    return f"{capital('; '.join(reasons))}."


def _definition_reasons(
    catalogue: Catalogue, before: Draft, after: Draft, listed: frozenset[str]
) -> Iterator[str]:
    old, new = _meanings(before), _meanings(after)
    changed = {term for term in {*old, *new} if old.get(term) != new.get(term)}
    read = [(draft, _clauses_of(catalogue, draft)) for draft in (before, after)] if changed else []
    for clause in catalogue.clauses.values() if changed else ():
        texts = [draft.reworded.get(clause.id, clause.source) for draft, has in read if clause.id in has]
        if clause.change_category in listed and changed & _terms_of(texts):
            yield f"a changed definition is used in “{clause.title}”"


def _clauses_of(catalogue: Catalogue, draft: Draft) -> frozenset[str]:
    """The clauses in a draft's agreement: another clause of the catalogue uses no word of it."""
    answered = frozenset(name for name, value in draft.answers.items() if not is_absent(value))
    return frozenset(clause.id for clause in catalogue.clauses_in(draft.type, answered))


def _meanings(draft: Draft) -> Mapping[str, Value]:
    return {
        slug(str(row.get("term", ""))): row.get("meaning", "") for row in rows(draft, "extra_definitions")
    }


def _terms_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(key for text in texts for block in parse_blocks(text) for key in term_ids(block.inlines))
