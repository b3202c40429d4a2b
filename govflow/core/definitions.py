"""Defined terms: which are used, what each means here, and what is wrong with them.

In: the catalogue's terms, the words a consortium defined itself, and the term ids that the text uses. Out: the
definitions to print, sorted, with every term that a meaning uses in turn; and problems: undefined, twice
defined, defined but unused, circular.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from govflow.core.applies import Facts
from govflow.core.catalogue import Catalogue, slug
from govflow.core.errors import Problem, Severity
from govflow.core.text import Inline, InlineKind, parse_inlines

HOME = "definitions-interpretation"
"""The clause that lists the definitions, and that a problem of a definition belongs to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One definition to print. ``meaning``: its words and tokens. ``own``: the consortium's own word."""

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
        key = slug(word)
        if key in entries:
            problems.append(_twice(number, word))
        entries[key] = Entry(key, word, parse_inlines(meaning), own=True)
        for spelt, shown in ((f"{key}s", f"{word}s"), (key, word)):
            words[spelt], homes[spelt] = shown, key
    return Glossary(words, entries, homes, tuple(problems))


def _twice(number: int, word: str) -> Problem:
    return Problem(
        "TX-06",
        Severity.WARNING,
        HOME,
        f"extra_definitions[{number}].term",
        f"“{word}” is defined twice: by you and by the model text. Yours is used.",
        "Choose another word, or leave yours out.",
    )


def to_print(known: Glossary, used: Iterable[str]) -> tuple[Entry, ...]:
    """The definitions that a text with these term ids needs, by term. Ids that nobody defined are left out."""
    needed: set[str] = set()
    waiting = [known.homes[key] for key in used if key in known.homes]
    while waiting:
        home = waiting.pop()
        if home not in needed:
            needed.add(home)
            waiting += [
                known.homes[key] for key in term_ids(known.entries[home].meaning) if key in known.homes
            ]
    return tuple(sorted((known.entries[home] for home in needed), key=lambda entry: entry.term.casefold()))


def term_ids(inlines: Iterable[Inline]) -> Iterator[str]:
    """The ids of the terms that some text uses."""
    return (slug(inline.text) for inline in inlines if inline.kind is InlineKind.TERM)


def problems_of(known: Glossary, printed: tuple[Entry, ...]) -> Iterator[Problem]:
    """What is wrong with the definitions: circular ones, and own words that nobody uses."""
    yield from known.problems
    shown = {entry.id for entry in printed}
    for entry in known.entries.values():
        if entry.own and entry.id not in shown:
            message = f"You defined “{entry.term}”, but no clause uses it."
            yield Problem(
                "TX-09",
                Severity.WARNING,
                HOME,
                "extra_definitions",
                message,
                "Use it in a clause, or leave it out.",
            )
    for entry in printed:
        if entry.id in _reached(known, entry):
            message = f"The meaning of “{entry.term}” leads back to itself."
            yield Problem(
                "TX-07",
                Severity.WARNING,
                HOME,
                f"{HOME}.{entry.id}",
                message,
                "Say it without the word itself.",
            )


def _reached(known: Glossary, start: Entry) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for key in term_ids(waiting.pop().meaning):
            home = known.homes.get(key)
            if home is not None and home not in reached:
                reached.add(home)
                waiting.append(known.entries[home])
    return reached
