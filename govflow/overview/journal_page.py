"""The journal as a page: what one may be told, fifty acts at a time, and how to check the whole.

In: lines, names, the filter, the newest signed head. Out: frozen values for the template.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from govflow.core.words import moment, number_of
from govflow.journal.note import write_base64
from govflow.overview.act_words import ACTS
from govflow.overview.activity import Known, who
from govflow.overview.forms import FilterForm
from govflow.overview.journal_queries import ActLine
from govflow.overview.slices import Slice

PAGE = 50
"""Acts on one page."""

SHORT = 12
"""Signs of a digest: 48 bits or more, so that no two of one consortium look alike."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act. ``digest``: of the text it was done on; both hashes by their beginning."""

    index: str
    time: str
    act: str
    who: str
    digest: str
    leaf_hash: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """The journal. ``told``: whose acts are shown, in words; ``empty``: why none is, with a link where one helps;
    ``checkpoint``: "" before any was signed.
    """

    title: str
    consortium: str
    consortium_url: str
    told: str
    form: FilterForm
    action: str
    lines: tuple[JournalLine, ...]
    count: str
    empty: tuple[str, ...]
    newer_url: str
    older_url: str
    file_url: str
    checkpoint: str
    log: str


def journal_lines(lines: Sequence[ActLine], told: Slice, known: Known) -> tuple[JournalLine, ...]:
    """Acts as the page shows them."""
    return tuple(
        JournalLine(
            index=str(line.index),
            time=moment(line.moment),
            act=ACTS[line.kind].title,
            who=who(line, told, known).rstrip(","),
            digest=_short(line.digest),
            leaf_hash=_short(write_base64(line.leaf_hash)),
        )
        for line in lines
    )


def _short(digest: str) -> str:
    """Its beginning, which tells it from others; the file has it whole."""
    return f"{digest[:SHORT]}…" if digest else "none"


def told_words(told: Slice, organisation: str) -> str:
    """Whose acts somebody is shown."""
    if told.names_everybody:
        return "You see every act of this consortium. Nobody’s text, answer or vote is in it."
    if told.of_all:
        return "You see the acts of the consortium. What boards do among themselves is not shown to you."
    if told.of_own:
        return f"You see the acts of {organisation}, and your own."
    return "You see your own acts."


def empty_words(is_asked: bool, all_url: str) -> tuple[str, ...]:
    """Why no act is shown. ``is_asked``: some were asked for, and not all."""
    if not is_asked:
        return "No act yet", "As soon as there is one that you are told of, it stands here."
    return "No act is like that", "Choose another kind or organisation, or all of them.", "Show all", all_url


def count_words(count: int, first: int) -> str:
    """How many there are, and which are shown."""
    if count <= PAGE:
        return number_of(count, "act")
    return f"Acts {first + 1} to {min(first + PAGE, count)} of {count}, newest first"
