"""Reads the clause pack's files into one catalogue.

A clause is a file in ``pack/clauses``: TOML front matter between ``+++`` lines, then the text in the language of
``core.text``. Schedules are written alike in ``pack/schedules``; defined terms stand in ``pack/definitions``;
``pack/pack.toml`` names the sections and the statements of the source. The form is described in
docs/clause-pack.md.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from govflow.core.answers import AskedOf, Column, IfAbsent, Kind, Limits, Question
from govflow.core.applies import ConditionError, parse_condition
from govflow.core.catalogue import (
    Catalogue,
    ChangeClass,
    Clause,
    DefinedTerm,
    Schedule,
    Status,
    Variant,
    slug,
)
from govflow.core.legal_forms import FORMS
from govflow.core.text import canonical
from govflow.core.voting import PHRASES

PACK = Path(__file__).parent / "pack"


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


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            whole.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


_Options = Mapping[str, str]


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
    front, text = _parts(path)
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
