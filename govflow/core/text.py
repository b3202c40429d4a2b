"""Clause text: plain text with a small closed set of tokens, in numbered blocks.

In: what a person typed or a clause file holds. Out: blocks of inlines, which print back to the same text.
Nothing here ever raises on text, and nothing of it is ever treated as markup: what is not a token is words.

Inline:  ``{ref:clause}`` ``{ref:clause.label}`` ``{term:member}`` ``{party:LB1}`` ``{answer:name}``
         ``**strong**`` ``*emphasis*``. Any other brace is *malformed* and is reported, never dropped.
Blocks:  a paragraph is numbered (5.1); ``- `` begins an item (a); ``-- `` a sub-item (i); ``> `` a paragraph
         without a number. ``@label`` names a block so that others may refer to it. A line ``? condition``
         before a block says when it (and the deeper blocks under it) is printed; ``?? condition`` says so
         for one block alone. ``[table name: columns]``, ``[list name]`` and ``[rules]`` print answers.

Source of the tokens: docs/decisions/0002-clause-text.md.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

MAX_CLAUSE_CHARACTERS = 20_000
"""A clause longer than this is refused: long enough for any clause seen, short enough to render at once."""


class InlineKind(StrEnum):
    """What a piece of text stands for."""

    WORDS = "words"
    REF = "ref"
    TERM = "term"
    PARTY = "party"
    ANSWER = "answer"
    MALFORMED = "malformed"


class Emphasis(StrEnum):
    """How a piece of text is stressed."""

    NONE = ""
    STRONG = "strong"
    EMPHASIS = "emphasis"


@dataclass(frozen=True, slots=True)
class Inline:
    """A run of words, or one token (``text`` is then its target, e.g. a clause id)."""

    kind: InlineKind
    text: str
    emphasis: Emphasis = Emphasis.NONE


class BlockKind(StrEnum):
    """What a block prints."""

    PARAGRAPH = "paragraph"
    TABLE = "table"
    LIST = "list"
    RULES = "rules"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a clause.

    ``level``: 0 without a number, 1 numbered, 2 item (a), 3 sub-item (i). ``when``: condition in words of
    ``core.applies`` or "". ``alone``: the condition does not reach the deeper blocks below.
    ``subject``: the question a table or list prints; ``columns``: the columns of it to print (empty: all).
    """

    kind: BlockKind
    level: int
    label: str
    when: str
    inlines: tuple[Inline, ...]
    subject: str = ""
    columns: tuple[str, ...] = ()
    alone: bool = False


_TOKEN = re.compile(r"\{(ref|term|party|answer):([A-Za-z0-9_.\-]+)\}")
_STRESS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*(?!\*\*)|\*(?=[^\s*])([^*]*?)(?<=[^\s*])\*(?!\*)")
_BROKEN = re.compile(r"\{[^{}\n]{0,80}\}|[{}]")
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_QUOTES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u202f": " "}
)
_DIRECTIVE = re.compile(r"\[(table|list|rules)(?: +([a-z0-9_]+))?(?: *: *([a-z0-9_, ]+))?\]$")
_LABEL = re.compile(r"@([a-z0-9][a-z0-9\-]*) +")
_MARKS = (("-- ", 3), ("- ", 2), ("> ", 0))


def seen_only(text: str) -> str:
    """A text as it was typed, without what nobody sees: control signs, and those that turn the words after them
    round, which could make a page read otherwise than what is kept.
    """
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def canonical(text: str) -> str:
    """The one spelling of a text: composed characters, straight quotes, single spaces, nothing invisible.

    Two texts that a reader cannot tell apart become equal, so they have one digest; bidirectional controls
    and other unseen characters, which could make a page read otherwise than it is signed, are removed.
    """
    flat = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").translate(_QUOTES)
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", flat))
    lines = [" ".join(line.split()) for line in seen.strip().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def parse_inlines(text: str) -> tuple[Inline, ...]:
    """Cut one block's text into words and tokens. Joined and printed again it is the same text."""
    found: list[Inline] = []
    place = 0
    for stress in _STRESS.finditer(text):
        found += _tokens(text[place : stress.start()], Emphasis.NONE)
        strong = stress.group(1)
        found += _tokens(strong, Emphasis.STRONG) if strong else _tokens(stress.group(2), Emphasis.EMPHASIS)
        place = stress.end()
    found += _tokens(text[place:], Emphasis.NONE)
    return tuple(found)


def _tokens(text: str, emphasis: Emphasis) -> list[Inline]:
    found: list[Inline] = []
    place = 0
    for token in _TOKEN.finditer(text):
        found += _words(text[place : token.start()], emphasis)
        found.append(Inline(InlineKind(token.group(1)), token.group(2), emphasis))
        place = token.end()
    return found + _words(text[place:], emphasis)


def _words(text: str, emphasis: Emphasis) -> list[Inline]:
    found: list[Inline] = []
    place = 0
    for broken in _BROKEN.finditer(text):
        if broken.start() > place:
            found.append(Inline(InlineKind.WORDS, text[place : broken.start()], emphasis))
        found.append(Inline(InlineKind.MALFORMED, broken.group(), emphasis))
        place = broken.end()
    if place < len(text):
        found.append(Inline(InlineKind.WORDS, text[place:], emphasis))
    return found


def print_inlines(inlines: tuple[Inline, ...]) -> str:
    """The text that ``parse_inlines`` reads as these inlines."""
    printed = ""
    stressed = Emphasis.NONE
    for inline in (*inlines, Inline(InlineKind.WORDS, "")):
        if inline.emphasis is not stressed:
            printed += _STARS[stressed] + _STARS[inline.emphasis]
            stressed = inline.emphasis
        printed += inline.text if inline.kind in _AS_WRITTEN else f"{{{inline.kind}:{inline.text}}}"
    return printed


_STARS = {Emphasis.NONE: "", Emphasis.STRONG: "**", Emphasis.EMPHASIS: "*"}
_AS_WRITTEN = (InlineKind.WORDS, InlineKind.MALFORMED)


def parse_blocks(text: str) -> tuple[Block, ...]:
    """Cut a clause's text into its blocks, in order. Total: every text is some blocks."""
    blocks: list[Block] = []
    conditions: list[str] = []
    alone = False
    pending: list[str] = []

    def close() -> None:
        nonlocal alone
        if pending:
            blocks.append(_block(" ".join(pending), " and ".join(conditions), alone))
            pending.clear()
            conditions.clear()
            alone = False

    for line in canonical(text).split("\n"):
        if not line:
            close()
        elif line.startswith(("? ", "?? ")):
            close()
            mark, condition = line.split(" ", 1)
            conditions.append(f"({condition})")
            alone = mark == "??"
        elif line.startswith(("- ", "-- ", "> ", "@", "[")):
            close()
            pending.append(line)
        else:
            pending.append(line)
    close()
    return tuple(blocks)


def _block(text: str, when: str, alone: bool) -> Block:
    level = 1
    for mark, depth in _MARKS:
        if text.startswith(mark):
            level, text = depth, text.removeprefix(mark)
            break
    label = ""
    if named := _LABEL.match(text):
        label, text = named.group(1), text[named.end() :]
    if text.startswith("["):
        return _directive(text, level, label, when, alone)
    return Block(BlockKind.PARAGRAPH, level, label, when, parse_inlines(text), alone=alone)


def _directive(text: str, level: int, label: str, when: str, alone: bool) -> Block:
    told = _DIRECTIVE.match(text)
    if told is None:
        if re.match(r"\[(table|list|rules)\b", text):
            broken = (Inline(InlineKind.MALFORMED, text),)
            return Block(BlockKind.MALFORMED, level, label, when, broken, alone=alone)
        return Block(BlockKind.PARAGRAPH, level, label, when, parse_inlines(text), alone=alone)
    columns = tuple(name.strip() for name in (told.group(3) or "").split(",") if name.strip())
    return Block(BlockKind(told.group(1)), level, label, when, (), told.group(2) or "", columns, alone)


@lru_cache(maxsize=16_384)
def typographic(words: str) -> str:
    """Words as a reader sees them: curly quotes and apostrophes. ``canonical`` undoes it.

    Words may follow a token ("{term:member}'s"): an apostrophe that begins them belongs to it.
    """
    words = re.sub(r"^'(?=s\b|\W|$)", "\u2019", words)
    words = re.sub(r'(^|[\s(\[\u2014])"', "\\1\u201c", words).replace('"', "\u201d")
    return re.sub(r"(^|[\s(\[\u2014\u201c])'", "\\1\u2018", words).replace("'", "\u2019")


def plain(inlines: tuple[Inline, ...]) -> str:
    """The words alone, tokens by their target: for searching and for messages."""
    return "".join(inline.text for inline in inlines)
