"""A clause on the desk of somebody who puts it in other words: what they typed, and what is in its way.

In: the working text and the blocks that were typed. Out: the words as the agreement would keep them, with what has to
be mended at its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import shorten

from govflow.agreements.forms import MOST_BLOCKS, RewordForm
from govflow.agreements.text_queries import Reworded, WorkingText, words_at
from govflow.core.assembly import Assembled
from govflow.core.catalogue import Clause
from govflow.core.errors import Problem, Severity
from govflow.core.rewording import Spelling, Typed, Unread, begins_oddly, cut, join, merged, spelling, unread
from govflow.core.text import MAX_CLAUSE_CHARACTERS, parse_blocks


@dataclass(frozen=True)
class Fault:
    """What has to be mended. ``block``: which of the typed blocks, from 0; -1: the clause as a whole."""

    block: int
    words: str


@dataclass(frozen=True)
class Tried:
    """What was typed, as the agreement would keep it: ``words`` None where it is the model text."""

    words: str | None
    assembled: Assembled
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Desk:
    """A clause on the desk: the text it is in, and how its tokens are spelt."""

    text: WorkingText
    clause: Clause
    spelling: Spelling
    history: tuple[Reworded, ...]

    @property
    def revision(self) -> int:
        """The draft's revision now."""
        return self.text.agreement.revision

    @property
    def words(self) -> str:
        """The clause's words now."""
        return self.words_at(self.revision)

    def words_at(self, revision: int) -> str:
        """The clause's words at a revision."""
        own = words_at(self.history, revision)
        return self.clause.source if own is None else own

    def blocks_at(self, revision: int) -> tuple[Typed, ...]:
        """The clause's blocks at a revision, as they are typed."""
        return cut(self.words_at(revision), self.spelling)

    def touched_since(self, revision: int) -> bool:
        """Whether somebody reworded this clause after a revision."""
        return bool(self.history) and self.history[0].revision > revision


def desk(text: WorkingText, clause: Clause, history: tuple[Reworded, ...]) -> Desk:
    """The clause on the desk. ``history``: its rewordings, newest first."""
    return Desk(text, clause, spelling(text.examined.catalogue, text.examined.draft), history)


def tried(here: Desk, blocks: Sequence[Typed]) -> Tried:
    """What these blocks would be."""
    source = join(blocks, here.spelling)
    model = join(cut(here.clause.source, here.spelling), here.spelling)
    words = None if parse_blocks(source) == parse_blocks(model) else source
    assembled = here.text.with_words(here.clause.id, words)
    return Tried(words, assembled, tuple(_faults(here, blocks, source, assembled)))


def _faults(here: Desk, blocks: Sequence[Typed], source: str, assembled: Assembled) -> Iterator[Fault]:
    if not source.strip():
        yield Fault(-1, "A clause needs some words. Write a paragraph, or go back to the model text.")
    if len(source) > MAX_CLAUSE_CHARACTERS:
        yield Fault(
            -1, f"The clause has {len(source):,} characters; at most {MAX_CLAUSE_CHARACTERS:,} can be kept."
        )
    elif (count := len(cut(source, here.spelling))) > MOST_BLOCKS:
        yield Fault(-1, f"The clause has {count:,} paragraphs; at most {MOST_BLOCKS} can be kept.")
    for one in unread(blocks, here.spelling):
        yield Fault(one.place, _unknown(one))
    for number, block in enumerate(blocks):
        for sign, words in begins_oddly(block):
            yield Fault(number, _odd(sign, words))
    before = frozenset(map(_told, here.text.examined.assembled.problems))
    for problem in assembled.problems:
        if problem.severity is Severity.ERROR and problem.rule in _OF_WORDS and _told(problem) not in before:
            yield _misfit(here, blocks, problem)


_OF_WORDS = frozenset({"TX-02", "TX-05"})
"""A reference, or a party, that is not in this agreement; the other faults of words are told by ``unread``."""


def _told(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, problem.clause, problem.message


def _odd(sign: str, words: str) -> str:
    told = shorten(words, _SHOWN, placeholder=" …")
    return f"A paragraph cannot begin with “{sign}”: begin with a word. Look for “{told}”."


_SHOWN = 60
"""Characters of a paragraph that has to be mended: enough to find it by."""


def _unknown(one: Unread) -> str:
    asked = f" Did you mean {one.nearest}?" if one.nearest else ""
    if not (one.token.startswith("{") and one.token.endswith("}")):
        return f"There is a single “{one.token}”. Braces stand around a name only: write both, or none."
    return f"Nothing here is called {one.token}.{asked} Choose a name from the list below, or take the braces away."


def _misfit(here: Desk, blocks: Sequence[Typed], problem: Problem) -> Fault:
    if problem.clause != here.clause.id:
        part = here.text.part(problem.clause)
        where = problem.clause if part is None else f"{part.label} (“{part.title}”)"
        return Fault(
            -1, f"In {where}: {problem.message} Keep the paragraph it refers to, or reword that clause first."
        )
    return Fault(_block_of(blocks, here, problem.field), f"{problem.message} {problem.mend}")


def _block_of(blocks: Sequence[Typed], here: Desk, place: str) -> int:
    """Which block a paragraph of the text came from; -1 where it cannot be told."""
    name = place.removeprefix(f"{here.clause.id}.")
    ordinal = 0
    for number, block in enumerate(blocks):
        ordinal += len(parse_blocks(join((block,), here.spelling)))
        if name in (block.label, str(ordinal)):
            return number
    return -1


def differs(here: Desk, looked: Tried) -> bool:
    """Whether what was typed is anything else than what stands."""
    now = words_at(here.history, here.revision)
    return parse_blocks(looked.words or here.clause.source) != parse_blocks(now or here.clause.source)


def both(here: Desk, form: RewordForm) -> tuple[Typed, ...] | None:
    """Their rewording and yours in one, where they touch different paragraphs: to be offered, never made."""
    return merged(here.blocks_at(form.began()), here.blocks_at(here.revision), form.typed())
