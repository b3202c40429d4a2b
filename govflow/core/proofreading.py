"""Reading people's own words for slips: a term that is none, a rule that counts otherwise, a sum that is another.

In: the agreement as it reads, the clauses that were put in other words, and the words a consortium defined itself.
Out: slips, each a warning ``TX-11`` to ``TX-14``; where a defined term was meant, with the token it would take.
The model text is not read here: tests read it.

A capitalised word looks like a defined term where the clause pack writes that word with a small letter: it is a
word and no name. The first word of a sentence, months and days, what a number follows ("Article 5"), Acts of
Parliament, and whatever a party or an answer is called by, are no such words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from govflow.core.answers import Kind, Value
from govflow.core.catalogue import Catalogue, slug
from govflow.core.consistency.given import figure, given_in, pence, pounds, total
from govflow.core.consistency.governance import goes_by_share
from govflow.core.definitions import HOME, OWN_TERMS, Glossary
from govflow.core.document import Document
from govflow.core.draft import Draft, rows
from govflow.core.errors import Problem, Severity
from govflow.core.setting import known_to
from govflow.core.text import BlockKind, Inline, InlineKind, parse_blocks, parse_inlines
from govflow.core.voting import PHRASES, RuleCode

TOKEN = "\ufffc"
"""What stands for a token where only the words are read."""

CLOSE = 0.8
"""How like a defined term a word must be, from 0 to 1, for the term to be offered."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip. ``words``: those it is about; ``token``: what would stand there instead, "" where nothing would."""

    problem: Problem
    words: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class _Typed:
    """Words that somebody typed. ``own``: the word they say the meaning of, "" in a clause."""

    clause: str
    place: str
    words: str
    own: str = ""

    def slip(self, rule: str, message: str, mend: str, words: str = "", token: str = "") -> Slip:
        return Slip(Problem(rule, Severity.WARNING, self.clause, self.place, message, mend), words, token)


def slips(catalogue: Catalogue, draft: Draft, terms: Glossary, document: Document) -> Iterator[Slip]:
    """The slips of a draft, in the order of its clauses."""
    clauses = tuple(_reworded(catalogue, draft, document))
    for typed in (*clauses, *_own_meanings(draft)):
        yield from _terms(catalogue, draft, terms, typed)
    for typed in clauses:
        yield from _rules(catalogue, draft, typed)
        yield from _quorums(catalogue, draft, typed)
        yield from _totals(catalogue, draft, typed)
    yield from _shares(catalogue, draft, document)


def _reworded(catalogue: Catalogue, draft: Draft, document: Document) -> Iterator[_Typed]:
    """The printed paragraphs of clauses in other words, but for those that stand as the model text has them."""
    clauses = draft.reworded.keys() & catalogue.clauses.keys()
    printed = {para.id for part in document.parts if part.id in clauses for para in part.paras}
    for clause, source in draft.reworded.items():
        model = _model(catalogue, clause)
        for ordinal, block in enumerate(parse_blocks(source), 1):
            place = f"{clause}.{block.label or ordinal}"
            own = block.kind is BlockKind.PARAGRAPH and block.inlines not in model
            if own and place in printed:
                yield _Typed(clause, place, _words(block.inlines))


@lru_cache(maxsize=256)
def _model(catalogue: Catalogue, clause: str) -> frozenset[tuple[Inline, ...]]:
    found = catalogue.clauses.get(clause)
    return frozenset() if found is None else frozenset(block.inlines for block in found.blocks)


def _own_meanings(draft: Draft) -> Iterator[_Typed]:
    for number, row in enumerate(rows(draft, OWN_TERMS)):
        words = _words(parse_inlines(str(row.get("meaning", ""))))
        yield _Typed(HOME, f"{OWN_TERMS}[{number}].meaning", words, str(row.get("term", "")))


def _words(inlines: tuple[Inline, ...]) -> str:
    return "".join(inline.text if inline.kind is InlineKind.WORDS else TOKEN for inline in inlines)


# Words that look like defined terms.

_CAPITALS = re.compile(
    r"(?<![\w'-])[A-Z][a-z]+(?:-[A-Za-z]+)*(?:(?: of)? [A-Z][a-z]+(?:-[A-Za-z]+)*)*(?![\w-])"
)
_BEGINS = re.compile(r"(?:^|[.:!?]\"?|\")\s*[(\[]?$")
_COUNTED = re.compile(r"\s+(?:\d|[IVX]+\b)")
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Christmas|Easter|Good Friday"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NO_TERMS = frozenset((*_DAYS.split("|"), *_MONTHS.split("|"), "Good", "Act", "Acts"))
_STATUTE = re.compile(
    r"\b[A-Z][\w'()-]*(?:,? (?:of|and|the|for|to|in|on|[A-Z(][\w'()-]*))*"
    r" (?:Acts?|Regulations?|Order|Rules|Directive)\b"
)
_BODIES = re.compile(
    r"\b(?:Charity Commission|Companies House|Financial Conduct Authority|Information Commissioner|"
    r"Living Wage Foundation)\b"
)
_USUAL = frozenset(
    ("partner", "steering", "executive", "advisory", "strategic", "operational", "programme", "project")
)
"""Words that agreements of this kind often capitalise, and that the pack has no use for."""


def _terms(catalogue: Catalogue, draft: Draft, terms: Glossary, typed: _Typed) -> Iterator[Slip]:
    own = {entry.term: key for key, entry in terms.entries.items() if entry.own and entry.term != typed.own}
    seen: set[str] = set()
    for word, key in own.items():
        for spelt, name in ((f"{word}s", f"{key}s"), (word, key)):
            if spelt not in seen and re.search(rf"(?<![\w-]){re.escape(spelt)}(?![\w-])", typed.words):
                seen |= {spelt, word}
                yield _plain_term(typed, spelt, name)
    text = _BODIES.sub(TOKEN, _STATUTE.sub(TOKEN, typed.words))
    for found in _CAPITALS.finditer(text):
        words = _without_the_first(text, found)
        if not words or words in seen or not _looks_like_a_term(catalogue, terms, words):
            continue
        if _COUNTED.match(text, found.end()):
            continue
        seen.add(words)
        if not _is_a_name(draft, terms, words):
            yield _like_a_term(terms, typed, words)


def _without_the_first(text: str, found: re.Match[str]) -> str:
    """The capitalised words, but not the one that a sentence begins with: every word is capitalised there."""
    words = found.group()
    if _BEGINS.search(text, 0, found.start()):
        words = words.partition(" ")[2].removeprefix("of ")
    return words


def _looks_like_a_term(catalogue: Catalogue, terms: Glossary, words: str) -> bool:
    if slug(words) in terms.words:
        return True
    known, each = _vocabulary(catalogue), [word for word in words.split() if word != "of"]
    return not _NO_TERMS.intersection(each) and all(_is_word(known, word.lower()) for word in each)


def _is_word(known: frozenset[str], word: str) -> bool:
    return not {word, word.removesuffix("s")}.isdisjoint(known | _USUAL)


@lru_cache(maxsize=4)
def _vocabulary(catalogue: Catalogue) -> frozenset[str]:
    """The words that the clause pack writes with a small letter."""
    texts = [clause.source for clause in catalogue.clauses.values()]
    texts += [schedule.source for schedule in catalogue.schedules]
    inlines = [parse_inlines(text) for text in texts] + [term.meaning for term in catalogue.terms]
    return frozenset(
        word
        for each in inlines
        for inline in each
        if inline.kind is InlineKind.WORDS
        for word in re.findall(r"(?<![\w'{-])[a-z]+(?:-[a-z]+)*(?![\w-])", inline.text)
    )


def _is_a_name(draft: Draft, terms: Glossary, words: str) -> bool:
    """Whether a party, or an answer, is called so; of a defined term, whether a party is: people write terms often."""
    called = [party.name for party in draft.parties_by_id.values()]
    if slug(words) not in terms.words:
        called += _texts(tuple(draft.answers.values()))
    whole = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    return any(whole.search(name) for name in called)


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(tuple(cell for name, cell in value.items() if name not in ("term", "meaning")))
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


def _like_a_term(terms: Glossary, typed: _Typed, words: str) -> Slip:
    if slug(words) in terms.words:
        return _plain_term(typed, words, slug(words))
    near = get_close_matches(words, sorted(terms.words.values()), n=1, cutoff=CLOSE)
    message = f"“{words}” begins with a capital, as a defined term does, but nothing defines it."
    if not near:
        return typed.slip("TX-11", message, "Write it small, or define it among your own words.")
    mend = f"Use the defined term “{near[0]}” if you mean it, write the word small, or define it."
    return typed.slip("TX-11", message, mend)


def _plain_term(typed: _Typed, words: str, key: str) -> Slip:
    message = f"“{words}” is a defined term, but here it is typed as a plain word and leads to no definition."
    return typed.slip("TX-12", message, "Mark it as the defined term.", words, f"{{term:{key}}}")


# Words about votes, and what the votes are counted by.

_MAJORITIES: Mapping[RuleCode, re.Pattern[str]] = MappingProxyType(
    {
        RuleCode.SIMPLE_MAJORITY: re.compile(r"\bsimple majority\b|\bmore than half\b", re.IGNORECASE),
        RuleCode.TWO_THIRDS: re.compile(r"\btwo[- ]thirds\b|\b6[67](?:\.\d+)?(?:%| per cent)", re.IGNORECASE),
        RuleCode.THREE_QUARTERS: re.compile(
            r"\bthree[- ]quarters\b|\b75(?:\.0+)?(?:%| per cent)", re.IGNORECASE
        ),
        RuleCode.UNANIMOUS: re.compile(r"\bunanim(?:ous|ously|ity)\b", re.IGNORECASE),
        RuleCode.DUAL_MAJORITY: re.compile(r"\bdual majority\b", re.IGNORECASE),
    }
)
_OF_VOTES = re.compile(
    r"\b(?:majority|vote[sd]?|voting|decisions?|decided?|agreed?|resolution)\b", re.IGNORECASE
)
_SAYS_TOO = {
    RuleCode.CONSENSUS_THEN_MAJORITY: RuleCode.SIMPLE_MAJORITY,
    RuleCode.DUAL_MAJORITY: RuleCode.SIMPLE_MAJORITY,
}
"""Rules whose own words name another."""


def _rules(catalogue: Catalogue, draft: Draft, typed: _Typed) -> Iterator[Slip]:
    counted = _counted_by(catalogue, draft, typed.clause)
    allowed = {*counted.values(), *(_SAYS_TOO[code] for code in counted.values() if code in _SAYS_TOO)}
    if not counted or not _OF_VOTES.search(typed.words):
        return
    for code, pattern in _MAJORITIES.items():
        said = pattern.search(typed.words)
        if said is not None and code not in allowed:
            rules = "; ".join(
                f"“{catalogue.questions[name].label}” is {PHRASES[rule]}" for name, rule in counted.items()
            )
            message = f"These words say “{said.group()}”, but votes are counted by your answers: {rules}."
            yield typed.slip("TX-13", message, "Let the words say what is counted, or change the answer.")


def _counted_by(catalogue: Catalogue, draft: Draft, clause: str) -> Mapping[str, RuleCode]:
    """The majorities that a clause is about and no longer prints as they are counted, by their questions."""
    known = known_to(catalogue, draft).values
    return {
        name: RuleCode(str(known[name]))
        for name in _no_longer_printed(catalogue, draft, clause)
        if known.get(name) in list(RuleCode)
    }


def _no_longer_printed(catalogue: Catalogue, draft: Draft, clause: str) -> list[str]:
    """The questions whose answers the model text of a clause prints, and its own words do not."""
    names = (question.name for question in catalogue.clauses[clause].questions)
    return [
        name
        for name in names
        if f"{{answer:{name}}}" in catalogue.clauses[clause].source
        and f"{{answer:{name}}}" not in draft.reworded[clause]
    ]


_IN_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBERS = {words: number for number, words in enumerate(_IN_WORDS.split("|"), 1)}
_QUORUM = re.compile(
    rf"\bquorum\b[^.;{TOKEN}]{{0,40}}?\b(?:is|be|of|are)(?: at least)? (\d+(?:\.\d+)?|{_IN_WORDS})\b"
    r"(\s*%| per cent)?(?! (?:working )?(?:days?|hours?|weeks?|months?))",
    re.IGNORECASE,
)


def _quorums(catalogue: Catalogue, draft: Draft, typed: _Typed) -> Iterator[Slip]:
    given = given_in(draft)
    for found in _QUORUM.finditer(typed.words):
        number, share = found.group(1).lower(), bool(found.group(2))
        said = Fraction(_NUMBERS.get(number, 0) or number)
        name = "quorum_assembly_pct" if share else "quorum_board_count"
        open_ = name in _no_longer_printed(catalogue, draft, typed.clause)
        counted = given.number(name) if open_ else None
        if counted is not None and counted != said:
            unit = "%" if share else ""
            message = (
                f"These words give the quorum as {figure(said)}{unit}, but it is counted by your answer:"
                f" {figure(counted)}{unit}."
            )
            yield typed.slip("TX-13", message, "Let the words say what is counted, or change the answer.")


# Sums.

_TOTAL = re.compile(r"\b(?:totals?|altogether|in all)\b", re.IGNORECASE)
_POUNDS = re.compile(r"£\s?(\d[\d,]*(?:\.\d{1,2})?)")
_SHARES = ("shares", "delivery_shares")
"""Tables of percentages that make up the whole, in their column ``share_pct``."""


def _totals(catalogue: Catalogue, draft: Draft, typed: _Typed) -> Iterator[Slip]:
    given, sums = given_in(draft), _sums(catalogue, draft, typed.clause)
    for sentence in re.split(r"(?<=[.;])\s", typed.words):
        stated = _POUNDS.findall(sentence)
        if not sums or len(stated) != 1 or not _TOTAL.search(sentence):
            continue
        said = Fraction(stated[0].replace(",", ""))
        asked = catalogue.clauses[typed.clause].questions
        answers = [given.number(one.name) for one in asked if one.kind is Kind.MONEY]
        if pence(said) not in {pence(amount) for amount in (*sums.values(), *answers) if amount is not None}:
            known = "; ".join(
                f"those of “{label}” come to {pounds(amount)}" for label, amount in sums.items()
            )
            message = f"These words give a total of {pounds(said)}, but the amounts do not make it: {known}."
            yield typed.slip("TX-14", message, "Correct the total, or the amounts.")


def _sums(catalogue: Catalogue, draft: Draft, clause: str) -> Mapping[str, Fraction]:
    """What the amounts of a clause's tables come to, by the table's label."""
    given, found = given_in(draft), {}
    for question in catalogue.clauses[clause].questions:
        money = [column.name for column in question.columns if column.kind is Kind.MONEY]
        if len(money) == 1 and (filled := given.rows(question.name)):
            found[question.label] = total(filled, money[0])
    return found


def _shares(catalogue: Catalogue, draft: Draft, document: Document) -> Iterator[Slip]:
    """Printed shares that do not make up the whole; where votes or money go by them CR-24 says so."""
    given = given_in(draft)
    printed = {para.table.subject for para in document.paragraphs() if para.table is not None}
    for table in _SHARES:
        come_to = total(given.rows(table), "share_pct")
        if table not in printed or come_to == 100 or (table == "delivery_shares" and goes_by_share(given)):
            continue
        typed = _Typed(catalogue.questions[table].clause, table, "")
        message = f"The shares come to {figure(come_to)}%, not to 100%."
        yield typed.slip("TX-14", message, "Make the shares total 100.00%.")
