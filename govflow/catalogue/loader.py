"""Reads the clause pack's files into one catalogue.

A clause is a file in ``pack/clauses``: TOML front matter between ``+++`` lines, then the text in the language of
``core.text``. Schedules are written alike in ``pack/schedules``; defined terms stand in ``pack/definitions``;
``pack/pack.toml`` names the sections and the statements of the source. Other instruments than the agreement stand in
``pack/instruments``: each a list of clauses of the pack and of its own. The form is described in docs/clause-pack.md.
"""

import hashlib
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from govflow.core.answers import AskedOf, Column, IfAbsent, Kind, Limits, Question
from govflow.core.applies import ConditionError, parse_condition
from govflow.core.catalogue import (
    AGREEMENT,
    TYPES,
    Catalogue,
    ChangeClass,
    Clause,
    DefinedTerm,
    Instrument,
    Schedule,
    Status,
    Variant,
    slug,
)
from govflow.core.draft import DraftRead, DraftUnreadable, read_draft
from govflow.core.legal_forms import FORMS
from govflow.core.text import Inline, InlineKind, canonical
from govflow.core.voting import PHRASES

PACK = Path(__file__).parent / "pack"

_Options = Mapping[str, str]


class PackUnreadable(Exception):
    """A file of the pack cannot be used; the message names the file and says why."""


@lru_cache(maxsize=4)
def load(folder: Path = PACK) -> Catalogue:
    """The catalogue of the pack in a folder, read once. ``core.catalogue.faults`` says what is wrong with it.

    :raises PackUnreadable: a file cannot be read.
    """
    about = tomllib.loads((folder / "pack.toml").read_text("utf-8"))
    shared = _shared_options()
    shared["clauses"] = MappingProxyType(
        {clause.id: clause.title for clause in _read_clauses(folder, shared)}
    )
    clauses = _read_clauses(folder, shared)
    return Catalogue(
        version=f"{about['name']} {about['version']} ({_digest(folder)[:12]})",
        sections=MappingProxyType({section["number"]: section["title"] for section in about["sections"]}),
        headings=MappingProxyType(
            {section["number"]: section.get("heading", section["title"]) for section in about["sections"]}
        ),
        clauses=MappingProxyType({clause.id: clause for clause in clauses}),
        schedules=tuple(_schedule(path) for path in sorted((folder / "schedules").glob("*.md"))),
        terms=tuple(term for path in sorted((folder / "definitions").glob("*.md")) for term in _terms(path)),
        statements=MappingProxyType(about["statements"]),
    )


@lru_cache(maxsize=8)
def catalogue_of(instrument: str = AGREEMENT) -> Catalogue:
    """The catalogue of an instrument of the pack, read once.

    :raises KeyError: there is no such instrument.
    :raises PackUnreadable: a file cannot be read.
    """
    return load() if instrument == AGREEMENT else _shorter(_files()[instrument], load())


@lru_cache(maxsize=1)
def instruments() -> tuple[Instrument, ...]:
    """Every instrument of the pack, in the order in which a consortium comes to them; the agreement last."""
    return tuple(catalogue_of(code).instrument for code in (*_files(), AGREEMENT))


def question_named(name: str) -> Question | None:
    """The question of this name, of whichever instrument; the same name asks the same in all of them."""
    catalogues = (catalogue_of(code) for code in (AGREEMENT, *_files()))
    return next((each.questions[name] for each in catalogues if name in each.questions), None)


def draft_in(source: object) -> DraftRead:
    """Read a draft with the catalogue of the instrument that it names; the agreement where it names none.

    :raises DraftUnreadable: it is no draft at all, or names no instrument of the pack.
    """
    named = source.get("instrument", AGREEMENT) if isinstance(source, dict) else AGREEMENT
    known = [each.code for each in instruments()]
    if named not in known:
        raise DraftUnreadable("instrument", f"one of {', '.join(known)} was expected")
    return read_draft(source, catalogue_of(named))


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


_SHARED = "shared"
"""The folder of clauses and terms that several shorter instruments have of their own."""


@lru_cache(maxsize=1)
def _files() -> Mapping[str, Path]:
    """The files of the shorter instruments by their codes, in their order."""
    found = {path: tomllib.loads(path.read_text("utf-8")) for path in (PACK / "instruments").glob("*.toml")}
    return MappingProxyType(
        {told["code"]: path for path, told in sorted(found.items(), key=lambda each: each[1]["place"])}
    )


def _shorter(path: Path, whole: Catalogue) -> Catalogue:
    """The catalogue of a shorter instrument: what its file lists, its own before the pack's."""
    told = tomllib.loads(path.read_text("utf-8"))
    own = _own_clauses(path)
    sections = dict(enumerate((section["title"] for section in told["sections"]), 1))
    headings = {
        number: told["sections"][number - 1].get("heading", title) for number, title in sections.items()
    }
    try:
        clauses = {
            code: _placed({**whole.clauses, **own}[code], number, told)
            for number, section in enumerate(told["sections"], 1)
            for code in section["clauses"]
        }
    except KeyError as error:
        raise PackUnreadable(f"{path.name}: no clause is called {error}") from error
    schedules = tuple(each for each in whole.schedules if each.id in told["schedules"])
    folders = (path.with_suffix(""), path.parent / _SHARED)
    files = [each / "definitions.md" for each in folders if (each / "definitions.md").is_file()]
    terms = (*(term for file in files for term in _terms(file)), *whole.terms)
    asked = {question.name for clause in clauses.values() for question in clause.questions}
    return Catalogue(
        version=whole.version,
        sections=MappingProxyType(sections),
        headings=MappingProxyType(headings),
        clauses=MappingProxyType(clauses),
        schedules=schedules,
        terms=tuple(_used_terms(terms, clauses, schedules)),
        statements=whole.statements,
        instrument=Instrument(told["code"], told["title"], told["about"], True, told["with_vehicle"]),
        elsewhere=frozenset({*whole.clauses, *whole.questions} - {*clauses, *asked}),
    )


def _own_clauses(path: Path) -> Mapping[str, Clause]:
    """The instrument's own clauses, and those that it shares with other short ones."""
    files = [*(path.parent / _SHARED).glob("*.md"), *path.with_suffix("").glob("*.md")]
    raw = {
        question["name"]: question
        for file in sorted((path.parent.parent / "clauses").glob("*.md"))
        for question in _parts(file)[0].get("questions", ())
    }
    shared = _shared_options()
    clauses = (_own_clause(file, raw, shared) for file in files if file.name != "definitions.md")
    return {clause.id: clause for clause in clauses}


def _own_clause(path: Path, raw: Mapping[str, Mapping[str, Any]], shared: dict[str, _Options]) -> Clause:
    """A clause of an instrument's own. A question that is ``like`` one of the pack says only what differs."""
    front, text = _parts(path)
    try:
        questions = [
            {**raw[told["like"]], **told, "name": told["like"]} if "like" in told else told
            for told in front.get("questions", ())
        ]
    except KeyError as error:
        raise PackUnreadable(f"{path.name}: no question is called {error}") from error
    full = {"section": 1, "checks": [], "status": {}, **front, "questions": questions}
    return _made_clause(path, full, text, shared)


def _placed(clause: Clause, section: int, told: Mapping[str, Any]) -> Clause:
    """A clause as it stands in a shorter instrument: in its section, in for every type or offered to all."""
    status = Status.OPTIONAL if clause.id in told.get("optional", ()) else Status.MANDATORY
    narrowed = told.get("questions", {})
    return replace(
        clause,
        section=section,
        status=MappingProxyType(dict.fromkeys(TYPES, status)),
        questions=tuple(_narrowed(each, narrowed.get(each.name, {})) for each in clause.questions),
        source=_without(clause.source, told.get("without", {}).get(clause.id, ())),
    )


def _narrowed(question: Question, told: Mapping[str, Any]) -> Question:
    """A question with fewer options, or another say on what stands without an answer."""
    options = told.get("options", question.options)
    return replace(
        question,
        options=MappingProxyType({code: question.options[code] for code in options}),
        if_absent=IfAbsent(told.get("if_absent", question.if_absent)),
        usual=_value(told["usual"]) if "usual" in told else question.usual,
        usual_for=MappingProxyType({}) if "usual" in told else question.usual_for,
    )


def _without(source: str, labels: Collection[str]) -> str:
    """A clause's text without the blocks of these names, and without the conditions that stand before them."""
    kept: list[str] = []
    for line in source.split("\n"):
        named = line.removeprefix("-- ").removeprefix("- ").removeprefix("> ").partition(" ")[0]
        if named.startswith("@") and named[1:] in labels:
            while kept and kept[-1].startswith(("? ", "?? ")):
                kept.pop()
        else:
            kept.append(line)
    return canonical("\n".join(kept))


def _used_terms(
    terms: Sequence[DefinedTerm], clauses: Mapping[str, Clause], schedules: Sequence[Schedule]
) -> Iterator[DefinedTerm]:
    """The terms that these texts can use, and those that their meanings use; of one word the first meaning
    that stands without a condition is the last.
    """
    texts: tuple[Clause | Schedule, ...] = (*clauses.values(), *schedules)
    blocks = [block for each in texts for block in each.blocks]
    waiting = {key for block in blocks for key in _term_keys(block.inlines)}
    found: dict[str, None] = {}
    by_key: dict[str, list[DefinedTerm]] = {}
    for term in terms:
        for key in {term.id, slug(term.plural)}:
            if not any(each.when.words == "" for each in by_key.get(key, ())):
                by_key.setdefault(key, []).append(term)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found[key] = None
            waiting |= {inner for term in by_key.get(key, ()) for inner in _term_keys(term.meaning)}
    for term in terms:
        if any(term in by_key[key] for key in (term.id, slug(term.plural)) if key in found):
            yield term


def _term_keys(inlines: Sequence[Inline]) -> set[str]:
    return {slug(inline.text) for inline in inlines if inline.kind is InlineKind.TERM}


def _shared_options() -> dict[str, _Options]:
    return {
        "decision_rules": MappingProxyType({str(code): phrase for code, phrase in PHRASES.items()}),
        "legal_forms": MappingProxyType({code: form.label for code, form in FORMS.items()}),
        "reserved_matters": MappingProxyType({}),
        "clauses": MappingProxyType({}),
    }


def _read_clauses(folder: Path, shared: dict[str, _Options]) -> list[Clause]:
    return [_clause(path, shared) for path in sorted((folder / "clauses").glob("*.md"))]


def _parts(path: Path) -> tuple[Mapping[str, Any], str]:
    """The front matter and the text of a file."""
    try:
        _, front, text = path.read_text("utf-8").split("+++\n", 2)
        return tomllib.loads(front), canonical(text)
    except (ValueError, tomllib.TOMLDecodeError) as error:
        raise PackUnreadable(f"{path.name}: {error}") from error


def _clause(path: Path, shared: dict[str, _Options]) -> Clause:
    return _made_clause(path, *_parts(path), shared)


def _made_clause(path: Path, front: Mapping[str, Any], text: str, shared: dict[str, _Options]) -> Clause:
    try:
        questions = tuple(_question(front["id"], told, shared) for told in front.get("questions", ()))
        return Clause(
            id=front["id"],
            title=front["title"],
            section=front["section"],
            does=front["does"],
            status=MappingProxyType({code: Status(word) for code, word in front["status"].items()}),
            questions=questions,
            variants=tuple(_variant(told) for told in front.get("variants", ())),
            checks=tuple(front["checks"]),
            serves=tuple(front["serves"]),
            sources=tuple(front["sources"]),
            notes=front["notes"],
            solicitor=tuple(front["solicitor"]),
            change_category=front["change"]["category"],
            change_class=ChangeClass(front["change"]["class"]),
            source=text,
            heading=front.get("heading", front["title"]),
        )
    except (KeyError, ValueError, TypeError, ConditionError) as error:
        raise PackUnreadable(f"{path.name}: {error!r}") from error


def _variant(told: Mapping[str, Any]) -> Variant:
    return Variant(told["name"], parse_condition(told["when"]), told.get("note", ""))


def _question(clause: str, told: Mapping[str, Any], shared: dict[str, _Options]) -> Question:
    options = MappingProxyType(dict(told.get("options", {})))
    if source := told.get("options_from"):
        options = MappingProxyType(dict(shared[source]))
    if told["name"] == "reserved_matters":
        shared["reserved_matters"] = options
    return Question(
        name=told["name"],
        clause=clause,
        kind=Kind(told["kind"]),
        label=told["label"],
        ask=told["ask"],
        unit=told.get("unit", ""),
        zero=told.get("zero", ""),
        limits=_limits(told.get("limits", {})),
        options=options,
        columns=tuple(_column(column) for column in told.get("columns", ())),
        asked_of=AskedOf(told["asked_of"]),
        asked_when=told.get("asked_when", ""),
        if_absent=IfAbsent(told["if_absent"]),
        usual=_value(told.get("usual")),
        usual_for=MappingProxyType(
            {code: _value(value) for code, value in told.get("usual_for", {}).items()}
        ),
    )


def _column(told: Mapping[str, Any]) -> Column:
    return Column(
        name=told["name"],
        heading=told["heading"],
        kind=Kind(told["kind"]),
        limits=_limits(told.get("limits", {})),
        options=MappingProxyType(dict(told.get("options", {}))),
    )


def _limits(told: Mapping[str, Any]) -> Limits:
    ends: dict[str, Any] = {name: Decimal(str(told[name])) for name in ("least", "most") if name in told}
    return Limits(**{**told, **ends})


def _value(told: Any) -> Any:
    """A usual choice as an answer holds it: lists as tuples, fractions exact."""
    if isinstance(told, list):
        return tuple(_value(entry) for entry in told)
    return Decimal(str(told)) if isinstance(told, float) else told


def _schedule(path: Path) -> Schedule:
    front, text = _parts(path)
    try:
        return Schedule(front["id"], front["title"], front["clause"], parse_condition(front["when"]), text)
    except (KeyError, ConditionError) as error:
        raise PackUnreadable(f"{path.name}: {error!r}") from error


def _terms(path: Path) -> list[DefinedTerm]:
    """``## Term | Plural``, perhaps ``? condition``, then the meaning."""
    terms = []
    for entry in ("\n" + path.read_text("utf-8")).split("\n## ")[1:]:
        heading, _, body = entry.partition("\n")
        term, _, plural = (part.strip() for part in heading.partition("|"))
        lines = [line.strip() for line in body.strip().split("\n")]
        conditions = [line.removeprefix("? ") for line in lines if line.startswith("? ")]
        meaning = canonical(" ".join(line for line in lines if line and not line.startswith("? ")))
        try:
            when = parse_condition(" and ".join(f"({condition})" for condition in conditions))
        except ConditionError as error:
            raise PackUnreadable(f"{path.name}: {term}: {error}") from error
        terms.append(DefinedTerm(slug(term), term, plural or term, when, meaning))
    return terms
