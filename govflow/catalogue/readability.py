"""How hard the pack is to read: length of sentences, and Flesch's reading ease.

In: the catalogue. Out: a measure of every clause, schedule, definition, note and question. Each token counts as the
words that a reader finds in its place, an answer as one; each item of a list counts as a sentence, as plain-language
guides count it. Both of two alternatives are measured, though an agreement has one.

Reading ease = 206.835 - 1.015 x words per sentence - 84.6 x syllables per word (Rudolf Flesch, "A new readability
yardstick", Journal of Applied Psychology 32 (1948), 221-233). 60 to 70 is plain English; statutes often fall under 30.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType

from govflow.core.catalogue import Catalogue
from govflow.core.text import Block, BlockKind, Inline, InlineKind

LONG = 30
"""Words over which a sentence is long."""

_END = re.compile(r"(?<=[.?!])[\"”’)]?\s+(?=[\"“‘(]?[A-Z£0-9])")
_ITEM = re.compile(r"(?:[;,]?(?: or| and)?) \([a-h]\) ")
_WORD = re.compile(r"[A-Za-z£0-9][A-Za-z£0-9%,.'’-]*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?<=[^aeiouylsxz])es$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyl])e$|(?<=[aeiouy])e$|(?<=[aeiou]l)e$"
)


def syllables(word: str) -> int:
    """Roughly how many: groups of vowels, without a silent ending; a word with a figure counts as one."""
    letters = re.sub(r"[^a-z]", "", word.casefold())
    if not letters or any(character.isdigit() for character in word):
        return 1
    return max(1, len(_VOWELS.findall(_SILENT.sub("", letters))))


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, and the items of a list that stands in it."""
    return [part for item in _ITEM.split(text.strip()) for part in _END.split(item) if _WORD.search(part)]


@dataclass(frozen=True, slots=True)
class Measure:
    """What was counted. ``most``: the words of the longest sentence, which is ``longest``."""

    sentences: int = 0
    words: int = 0
    syllables: int = 0
    long: int = 0
    most: int = 0
    longest: str = ""

    def __add__(self, other: "Measure") -> "Measure":
        worse = self if self.most >= other.most else other
        return Measure(
            self.sentences + other.sentences,
            self.words + other.words,
            self.syllables + other.syllables,
            self.long + other.long,
            worse.most,
            worse.longest,
        )

    @property
    def mean(self) -> float:
        """Words per sentence."""
        return self.words / self.sentences

    @property
    def long_share(self) -> float:
        """Long sentences in a hundred."""
        return 100 * self.long / self.sentences

    @property
    def ease(self) -> float:
        """Flesch's reading ease."""
        return 206.835 - 1.015 * self.mean - 84.6 * self.syllables / self.words


@dataclass(frozen=True, slots=True)
class Reading:
    """One piece of the pack, and how hard it is to read. ``kind``: clause, schedule, definition, note, question."""

    kind: str
    id: str
    measure: Measure


def measure(paragraphs: Iterable[str]) -> Measure:
    """How hard some paragraphs are to read."""
    return reduce(Measure.__add__, (_one(each) for text in paragraphs for each in sentences(text)), Measure())


def _one(sentence: str) -> Measure:
    words = _WORD.findall(sentence)
    count = len(words)
    return Measure(1, count, sum(syllables(word) for word in words), int(count > LONG), count, sentence)


_INSTEAD: Mapping[InlineKind, str] = MappingProxyType(
    {InlineKind.REF: "clause 1", InlineKind.ANSWER: "this", InlineKind.PARTY: "Party"}
)


def words_of(inlines: Iterable[Inline]) -> str:
    """The words a reader finds, about as long as they will be."""
    return "".join(
        inline.text.replace("-", " ").title()
        if inline.kind is InlineKind.TERM
        else _INSTEAD.get(inline.kind, inline.text)
        for inline in inlines
    )


def paragraphs_of(blocks: Iterable[Block]) -> list[str]:
    """The words of each block that has any."""
    return [words_of(block.inlines) for block in blocks if block.kind is BlockKind.PARAGRAPH]


def readings(catalogue: Catalogue) -> Iterator[Reading]:
    """Every piece of the pack that has words."""
    yield from (reading for reading in _readings(catalogue) if reading.measure.sentences)


def _readings(catalogue: Catalogue) -> Iterator[Reading]:
    for clause in catalogue.clauses.values():
        yield Reading("clause", clause.id, measure(paragraphs_of(clause.blocks)))
    for schedule in catalogue.schedules:
        yield Reading("schedule", schedule.id, measure(paragraphs_of(schedule.blocks)))
    for number, term in enumerate(catalogue.terms, 1):
        yield Reading(
            "definition", f"{term.id} ({number})", measure([f"{term.term} {words_of(term.meaning)}"])
        )
    for clause in catalogue.clauses.values():
        yield Reading("note", clause.id, measure([f"{clause.does} {clause.notes}", *clause.solicitor]))
        yield Reading("question", clause.id, measure(question.ask for question in clause.questions))


def by_kind(found: Iterable[Reading]) -> Mapping[str, Measure]:
    """The pieces of each kind together."""
    together: dict[str, Measure] = {}
    for reading in found:
        together[reading.kind] = together.get(reading.kind, Measure()) + reading.measure
    return MappingProxyType(together)


def row(found: Measure) -> str:
    """The cells of a measure: words a sentence, longest, long ones in a hundred, reading ease."""
    return f"{found.mean:.0f} | {found.most} | {found.long_share:.0f}% | {found.ease:.0f} |"


def table(found: Iterable[Reading]) -> Iterator[str]:
    """The figures by kind, as docs/readability.md has them."""
    yield "| of the pack's | words in a sentence | longest sentence | over 30 words | reading ease |"
    yield "|---|---|---|---|---|"
    for kind, together in by_kind(found).items():
        yield f"| {kind}s | {row(together)}"
