"""The agreement as it reads: numbered paragraphs with every value filled in.

Out of ``core.assembly``; in to redline, fingerprint, pages and PDF. Only words and structure: a reader of these
values needs neither the catalogue nor the answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class RunKind(StrEnum):
    """Why these words stand here."""

    WORDS = "words"
    REF = "ref"
    TERM = "term"
    PARTY = "party"
    ANSWER = "answer"
    USUAL = "usual"
    """Nobody answered; the usual choice stands."""
    BLANK = "blank"
    """Nobody answered and the agreement needs it: "[contract value: to be agreed]"; or named no party of it."""
    BROKEN = "broken"
    """A token that could not be read or resolved: an error of the draft, shown as it was typed."""


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a paragraph. ``target``: the id that a token names (clause, term, party, question)."""

    kind: RunKind
    text: str
    target: str = ""
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; ``numeric`` ones are set to the right."""

    text: str
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class DocTable:
    """A table: headings and rows of equal length. ``subject``: the question whose rows these are."""

    subject: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph. ``id`` is for ever ("quorum.board"); ``number`` is computed ("5.2", "(a)", "" for none).

    ``level``: 0 no number, 1 numbered, 2 item, 3 sub-item. A paragraph with ``table`` has no runs.
    """

    id: str
    number: str
    level: int
    runs: tuple[Run, ...]
    table: DocTable | None = None

    @property
    def text(self) -> str:
        """The words, as read."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Definition:
    """One entry of the definitions: the term and what it means here."""

    id: str
    term: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The meaning, as read."""
        return "".join(run.text for run in self.runs)


class PartKind(StrEnum):
    """Where in the agreement a part stands."""

    BACKGROUND = "background"
    CLAUSE = "clause"
    SCHEDULE = "schedule"


@dataclass(frozen=True)
class Part:
    """A clause, the background (recitals) or a schedule.

    ``number``: "5" for a clause, "1" for a schedule, "" for the background. ``digest``: sha256 hex of the part
    by identity: a renumbering does not change it. ``section``: title of the catalogue's section.
    ``changed_from_model``: somebody reworded it. ``definitions``: only in the clause that lists them.
    """

    id: str
    kind: PartKind
    number: str
    title: str
    section: str
    paras: tuple[Para, ...]
    digest: str
    definitions: tuple[Definition, ...] = ()
    changed_from_model: bool = False
    variant: str = ""

    @property
    def label(self) -> str:
        """How a cross-reference names it: "clause 5", "Schedule 1", "the Background"."""
        match self.kind:
            case PartKind.CLAUSE:
                return f"clause {self.number}"
            case PartKind.SCHEDULE:
                return f"Schedule {self.number}"
            case PartKind.BACKGROUND:
                return "the Background"


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party as the front page and the parties block name it."""

    member_id: str
    number: str
    name: str
    legal_form: str
    words: str
    """ "a charitable company limited by guarantee registered in England and Wales (number 99000001) ..."."""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One person's place on the execution page: a label ("Director", "Witness") and the fields to complete."""

    role: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExecutionBlock:
    """How one party signs: the attestation words and the lines."""

    member_id: str
    party: str
    method: str
    words: str
    lines: tuple[SignatureLine, ...]


@dataclass(frozen=True)
class Document:
    """The whole agreement. ``digest``: sha256 hex of everything a reader sees, numbers and order included.

    ``blanks``: places still to be agreed, as labels, in reading order.
    """

    title: str
    subtitle: str
    type: str
    parties: tuple[PartyLine, ...]
    parts: tuple[Part, ...]
    execution: tuple[ExecutionBlock, ...]
    blanks: tuple[str, ...]
    pack: str
    digest: str = ""

    @property
    def background(self) -> Part | None:
        """The recitals."""
        return next((part for part in self.parts if part.kind is PartKind.BACKGROUND), None)

    @property
    def clauses(self) -> tuple[Part, ...]:
        """The numbered clauses, in order."""
        return tuple(part for part in self.parts if part.kind is PartKind.CLAUSE)

    @property
    def schedules(self) -> tuple[Part, ...]:
        """The schedules, in order."""
        return tuple(part for part in self.parts if part.kind is PartKind.SCHEDULE)

    def part(self, part_id: str) -> Part | None:
        """The part with this id ("quorum", "schedule-parties"), or None."""
        return next((part for part in self.parts if part.id == part_id), None)

    def paragraphs(self) -> Iterator[Para]:
        """Every paragraph in reading order."""
        for part in self.parts:
            yield from part.paras
