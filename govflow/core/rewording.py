"""A clause as people put it in other words: its blocks one by one, and its tokens spelt so that they can be read.

In: a clause's text, or the blocks somebody typed. Out: blocks with readable tokens (``{Board}``, ``{answer: quorum
of the board}``, ``{clause: Quorum}``, ``{party: lead body}``), the text again, what cannot be read in it and how to
mend that; and of two rewordings of one text the one that holds both, where they touch different blocks. It is only
ever offered: two changes that do not touch can still contradict each other.

Source of the tokens: docs/decisions/0002-clause-text.md.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from types import MappingProxyType

from govflow.core.answers import Kind
from govflow.core.catalogue import Catalogue, slug
from govflow.core.draft import Draft
from govflow.core.setting import own_terms
from govflow.core.text import Block, BlockKind, InlineKind, canonical, parse_blocks, print_inlines

MARKS: Mapping[int, str] = MappingProxyType({0: "> ", 1: "", 2: "- ", 3: "-- "})
"""How a block of each level begins."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One block as it is typed. ``level``: 0 no number, 1 numbered, 2 item, 3 sub-item.

    ``label``: its name for references; ``when``: the condition it is printed on, ``alone``: not those below it;
    ``fixed``: it prints answers as a table or list, and its words are not typed.
    """

    level: int
    words: str
    label: str = ""
    when: str = ""
    alone: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A token nobody knows. ``place``: the block it stands in, from 0; ``nearest``: what was perhaps meant."""

    place: int
    token: str
    nearest: str


@dataclass(frozen=True)
class Spelling:
    """How tokens are spelt for people here: both ways, and exact."""

    spelt: Mapping[str, str]
    read: Mapping[str, str]

    def for_people(self, text: str) -> str:
        """A text with its tokens as people read them."""
        return _BRACES.sub(lambda found: self.spelt.get(found.group(), found.group()), text)

    def exact(self, text: str) -> str:
        """A text that people typed with its tokens as the agreement keeps them; what is unknown stays."""
        return _BRACES.sub(lambda found: self.read.get(_key(found.group()), found.group()), text)

    def nearest(self, token: str) -> str:
        """What was perhaps meant by a token nobody knows, as people spell it; "" where nothing is near."""
        near = get_close_matches(_key(token), self.read, n=1, cutoff=0.6)
        return self.spelt.get(self.read[near[0]], self.read[near[0]]) if near else ""


_BRACES = re.compile(r"\{[^{}\n]*\}")


def _key(token: str) -> str:
    """A token however it was typed: capitals, spaces and curly quotes do not tell names apart."""
    return " ".join(canonical(token)[1:-1].casefold().replace(":", ": ").split())


def spelling(catalogue: Catalogue, draft: Draft) -> Spelling:
    """How the tokens of a draft are spelt; where two would be spelt alike, as the agreement keeps them."""
    pairs = list(_pairs(catalogue, draft))
    counts: dict[str, int] = {}
    for _, shown in pairs:
        counts[_key(shown)] = counts.get(_key(shown), 0) + 1
    spelt = {exact: shown for exact, shown in pairs if counts[_key(shown)] == 1}
    read = {_key(exact): exact for exact, _ in pairs} | {_key(shown): exact for exact, shown in spelt.items()}
    return Spelling(MappingProxyType(spelt), MappingProxyType(read))


def _pairs(catalogue: Catalogue, draft: Draft) -> Iterator[tuple[str, str]]:
    """Each token with its readable spelling."""
    yield from _terms(catalogue, draft)
    for name, question in catalogue.questions.items():
        if question.kind is not Kind.TABLE:
            yield f"{{answer:{name}}}", f"{{answer: {question.label}}}"
        if question.kind is Kind.PARTY:
            yield f"{{party:{name}}}", f"{{party: {question.label}}}"
    for code, party in draft.parties_by_id.items():
        yield f"{{party:{code}}}", f"{{party: {party.name}}}"
    for clause in catalogue.clauses.values():
        yield from _targets("clause", clause.id, clause.title, clause.blocks)
    for schedule in catalogue.schedules:
        yield from _targets("schedule", f"schedule-{schedule.id}", schedule.title, schedule.blocks)


def _terms(catalogue: Catalogue, draft: Draft) -> Iterator[tuple[str, str]]:
    words = {slug(word): word for term in catalogue.terms for word in (term.plural, term.term) if word}
    for word, _ in own_terms(draft):
        words |= {f"{slug(word)}s": f"{word}s", slug(word): word}
    for key, word in words.items():
        yield f"{{term:{key}}}", f"{{{word}}}"


def _targets(what: str, target: str, title: str, blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    yield f"{{ref:{target}}}", f"{{{what}: {title}}}"
    for block in blocks:
        if block.label:
            yield f"{{ref:{target}.{block.label}}}", f"{{{what}: {title}, {block.label}}}"


def cut(source: str, spelling: Spelling) -> tuple[Typed, ...]:
    """A clause's text as blocks to type in."""
    return tuple(_typed(block, spelling) for block in parse_blocks(source))


def _typed(block: Block, spelling: Spelling) -> Typed:
    fixed = block.kind is not BlockKind.PARAGRAPH
    words = _directive(block) if fixed else spelling.for_people(print_inlines(block.inlines))
    return Typed(block.level, words, block.label, bare(block.when), block.alone, fixed)


def _directive(block: Block) -> str:
    if block.kind is BlockKind.MALFORMED:
        return print_inlines(block.inlines)
    named = f"{block.kind} {block.subject}".rstrip()
    return f"[{named}: {', '.join(block.columns)}]" if block.columns else f"[{named}]"


def bare(when: str) -> str:
    """A condition without the brackets that stand around the whole of it."""
    if not when.startswith("("):
        return when
    depth = 0
    for place, sign in enumerate(when):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return bare(when[1:-1]) if place == len(when) - 1 else when
    return when


def join(blocks: Sequence[Typed], spelling: Spelling) -> str:
    """The text that these blocks are. Empty ones are left out; an empty line in one begins another like it."""
    return "\n\n".join(_printed(block, spelling) for block in blocks if block.words.strip())


def _printed(block: Typed, spelling: Spelling) -> str:
    before = f"{'??' if block.alone else '?'} {block.when}\n" if block.when.strip() else ""
    first, *more = _paragraphs(spelling.exact(block.words))
    label = f"@{block.label} " if block.label else ""
    lines = [f"{MARKS[block.level]}{label}{first}"]
    lines += [f"{before}{MARKS[block.level]}{each}" for each in more]
    return before + "\n\n".join(lines)


def _paragraphs(words: str) -> list[str]:
    """What was typed in one block, each paragraph on one line: an empty line parts them."""
    return [" ".join(each.split()) for each in re.split(r"\n\s*\n", canonical(words))]


def unread(blocks: Sequence[Typed], spelling: Spelling) -> Iterator[Unread]:
    """The tokens that nobody knows, and openings that a paragraph cannot have."""
    known = frozenset(spelling.spelt) | frozenset(spelling.read.values())
    for place, block in enumerate(blocks):
        if block.fixed:
            continue
        for part in parse_blocks(f"> {' '.join(spelling.exact(block.words).split())}"):
            for inline in part.inlines:
                if inline.kind is InlineKind.WORDS:
                    continue
                token = (
                    inline.text if inline.kind is InlineKind.MALFORMED else f"{{{inline.kind}:{inline.text}}}"
                )
                if token not in known:
                    yield Unread(place, token, spelling.nearest(token))


_SPECIAL = re.compile(r"(\?{1,2} |@[a-z0-9][a-z0-9\-]* |\[(table|list|rules)\b|-{1,2} |> )")


def begins_oddly(block: Typed) -> tuple[tuple[str, str], ...]:
    """Those of a typed block's paragraphs that begin with a sign that would make them something else.

    Each with its sign and its words. Joined unseen, a condition or a label would be taken out of the text.
    """
    paragraphs = () if block.fixed else _paragraphs(block.words)
    found = ((_SPECIAL.match(each), each) for each in paragraphs)
    return tuple((sign.group(1).strip(), each) for sign, each in found if sign)


def merged(
    base: Sequence[Typed], theirs: Sequence[Typed], yours: Sequence[Typed]
) -> tuple[Typed, ...] | None:
    """Both rewordings of one text in one, where they touch different blocks; None where they meet.

    Blocks that stand next to each other count as meeting: whoever changed one read the other.
    """
    ours, others = _changes(base, yours), _changes(base, theirs)
    if _meet(ours, others):
        return None
    result: list[Typed] = []
    place = 0
    for start, end, put in sorted({*ours, *others}, key=lambda change: change[:2]):
        result += [*base[place:start], *put]
        place = end
    return (*result, *base[place:])


_Replaced = tuple[int, int, tuple[Typed, ...]]


def _changes(base: Sequence[Typed], new: Sequence[Typed]) -> list[_Replaced]:
    codes = SequenceMatcher(None, base, new, autojunk=False).get_opcodes()
    return [(i, j, tuple(new[k:m])) for op, i, j, k, m in codes if op != "equal"]


def _meet(ours: list[_Replaced], others: list[_Replaced]) -> bool:
    return any(
        mine != theirs and mine[0] <= theirs[1] and theirs[0] <= mine[1] for mine in ours for theirs in others
    )
