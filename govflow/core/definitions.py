"""Defined terms: which are used, what each means here, and what is wrong with them.

In: the catalogue's terms, the words a consortium defined itself, and the term ids that the text uses. Out: the
definitions to print, sorted, with every term that a meaning uses in turn; and problems: twice defined, defined
but unused, circular, and a word or a meaning that is still missing. The consortium's own words are printed whether
they are used or not.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce

from govflow.core.applies import Facts
from govflow.core.catalogue import Catalogue, slug
from govflow.core.errors import Problem, Severity
from govflow.core.text import Inline, InlineKind, parse_inlines, plain, typographic
from govflow.core.words import capital

HOME = "definitions-interpretation"
"""The clause that lists the definitions, and that a problem of a definition belongs to."""

OWN_TERMS = "extra_definitions"
"""The question that asks a consortium for its own words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One definition to print. ``own``: the consortium's own word.

    ``meaning``: its words and tokens; none where the consortium has not yet said what its word means.
    """

    id: str
    term: str
    meaning: tuple[Inline, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Glossary:
    """What terms are called here: ``words`` by id (of the plural too), and the entries by id."""

    words: Mapping[str, str]
    entries: Mapping[str, Entry]
    homes: Mapping[str, str]
    problems: tuple[Problem, ...]


def glossary(catalogue: Catalogue, facts: Facts, own: Iterable[tuple[str, str]]) -> Glossary:
    """The terms that are defined in an agreement with these facts. ``own``: (word, meaning) the members gave."""
    words: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    homes: dict[str, str] = {}
    problems: list[Problem] = []
    for term in catalogue.terms:
        if term.id in entries or not term.when(facts):
            continue
        entries[term.id] = Entry(term.id, term.term, term.meaning)
        for key, word in ((slug(term.plural), term.plural), (term.id, term.term)):
            words[key], homes[key] = word, term.id
    for number, (word, meaning) in enumerate(own):
        key, plural = slug(word), f"{slug(word)}s"
        home = homes.get(key, homes.get(plural))
        twice = None if home is None else entries[home]
        problems += _faults_of_row(number, word, meaning, twice)
        if not word:
            continue
        if homes.get(key, key) != key or (twice is not None and twice.own and twice.id == key):
            # Both meanings are printed until one of them is left out; the text refers to the first.
            again = f"{key}--{number}"
            entries[again], homes[again] = Entry(again, word, parse_inlines(meaning), own=True), again
            continue
        entries[key] = Entry(key, word, parse_inlines(meaning), own=True)
        words[key], homes[key] = word, key
        if homes.setdefault(plural, key) == key:
            words[plural] = f"{word}s"
    return Glossary(words, entries, homes, tuple(problems))


def _faults_of_row(number: int, word: str, meaning: str, twice: Entry | None) -> Iterator[Problem]:
    """What is wrong with one of the consortium's own words. ``twice``: what defines it already, in either number."""
    if not word and meaning:
        yield _missing(number, "term", "The word for one of your own meanings", "Give the word")
    if word and not meaning:
        yield _missing(number, "meaning", f"The meaning of “{word}”", "Say what it means")
    if word and twice is not None:
        yield _of_own("TX-06", f"{OWN_TERMS}[{number}].term", *_defined_twice(word, twice))


def _defined_twice(word: str, twice: Entry) -> tuple[str, str]:
    """What is told of a word that something defines already, and how to mend it."""
    is_same, elsewhere = slug(word) == slug(twice.term), "Choose another word, or leave yours out."
    if not twice.own and is_same:
        return f"“{word}” is defined twice: by you and by the model text. Yours is used.", elsewhere
    if not twice.own:
        told = f"The model text defines “{twice.term}” already, and “{word}” reads as the same word."
        return f"{told} The clauses mean what the model text says.", elsewhere
    if word.casefold() == twice.term.casefold():
        return f"You defined “{word}” twice.", "Keep one."
    if is_same:
        return f"“{twice.term}” and “{word}” are told apart by signs alone.", "Reword one of them."
    return f"“{twice.term}” and “{word}” are the same word, for one or for several.", "Keep one."


def _missing(number: int, column: str, what: str, mend: str) -> Problem:
    message = f"{what} is still to be agreed."
    return _of_own("TX-08", f"{OWN_TERMS}[{number}].{column}", message, f"{mend}, or leave the row out.")


def _of_own(rule: str, place: str, message: str, mend: str) -> Problem:
    return Problem(rule, Severity.WARNING, HOME, place, message, mend)


def to_print(known: Glossary, used: Iterable[str]) -> tuple[Entry, ...]:
    """The definitions to print where the text uses these term ids, by term; ids that nobody defined are left out."""
    own = (entry.id for entry in known.entries.values() if entry.own)
    needed = _needed(known, (*used, *own))
    found = (known.entries[home] for home in needed)
    return tuple(sorted(found, key=lambda entry: (entry.term.casefold(), entry.id)))


def _needed(known: Glossary, used: Iterable[str]) -> frozenset[str]:
    """The entries that these term ids lead to, through every meaning."""
    needed: set[str] = set()
    waiting = [known.homes[key] for key in used if key in known.homes]
    while waiting:
        home = waiting.pop()
        if home not in needed:
            needed.add(home)
            waiting += _homes_in(known, known.entries[home])
    return frozenset(needed)


def _homes_in(known: Glossary, entry: Entry) -> list[str]:
    """The entries that a meaning uses by their tokens."""
    return [known.homes[key] for key in term_ids(entry.meaning) if key in known.homes]


def term_ids(inlines: Iterable[Inline]) -> Iterator[str]:
    """The ids of the terms that some text uses."""
    return (slug(inline.text) for inline in inlines if inline.kind is InlineKind.TERM)


def problems_of(known: Glossary, printed: tuple[Entry, ...]) -> Iterator[Problem]:
    """What is wrong with the definitions: of the own words, and meanings that lead back to themselves."""
    yield from known.problems
    own = [entry for entry in printed if entry.own]
    leads_to = {entry.id: _leads_to(known, entry, own) for entry in printed}
    for entry in printed:
        if entry.id in _reached(leads_to, entry.id):
            message = f"The meaning of “{entry.term}” leads back to itself."
            yield _of_own("TX-07", f"{HOME}.{entry.id}", message, "Say it without the word itself.")


def _leads_to(known: Glossary, entry: Entry, own: Iterable[Entry]) -> frozenset[str]:
    """The entries that a meaning uses: by tokens, and in an own word's also other own words typed as plain ones."""
    found = frozenset(_homes_in(known, entry))
    if not entry.own:
        return found
    words = typographic(plain(entry.meaning))
    return found.union(other.id for other in own if other is not entry and _spelt(other.term).search(words))


def _reached(leads_to: Mapping[str, frozenset[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        further = leads_to[waiting.pop()] - reached
        reached |= further
        waiting += further
    return reached


def idle(
    known: Glossary, used: Iterable[str], names: Collection[str], texts: Callable[[], Sequence[str]]
) -> Iterator[Problem]:
    """Own words that nothing uses: no clause by a token, no other own word's meaning, no printed words.

    ``texts``: what is printed besides the own words and their meanings; asked for only where it matters.
    ``names``: of the parties; a word that is a part of one is not used by it.
    """
    own = [entry for entry in known.entries.values() if entry.own]
    needed = _needed(known, used) if own else frozenset()
    unused = [entry for entry in own if entry.id not in needed]
    if not unused:
        return
    said = {home for entry in own for home in _leads_to(known, entry, own) if home != entry.id}
    printed = texts()
    for entry in unused:
        if entry.id not in said and not _is_printed(entry.term, names, printed):
            message = f"You defined “{entry.term}”, but no clause uses it."
            yield _of_own("TX-09", OWN_TERMS, message, "Use it in a clause, or leave it out.")


def _is_printed(word: str, names: Collection[str], texts: Iterable[str]) -> bool:
    spelt = _spelt(word)
    # What the singular and the plural share: to look for it is far cheaper than to look for the word.
    shared = typographic(word)[1:-1]
    held = (text for text in texts if shared in text and spelt.search(text))
    return any(spelt.search(reduce(lambda text, name: text.replace(name, " "), names, text)) for text in held)


@lru_cache(maxsize=1024)
def _spelt(word: str) -> re.Pattern[str]:
    """A word as it is printed: in the singular or the plural, also where a sentence begins with it."""
    shown = typographic(word)
    either = (shown, capital(shown))
    forms = {f"{each}{ending}" for each in either for ending in ("", "s", "es")}
    forms |= {f"{each[:-1]}ies" for each in either if each.endswith("y")}
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, forms)))})(?![\w-])")
