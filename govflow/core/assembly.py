"""Catalogue + draft -> the agreement as it reads, and its text problems.

In: the catalogue and a draft (members, answers, reworded clauses). Out: a ``Document`` with every number, value
and reference filled in, and problems ``TX-01`` to ``TX-09``, the slips of `core.proofreading`, what
`core.vehicle` finds, and ``TX-17`` where the agreement asks for signatures that nobody can give here. Same input,
same document, to the byte.

It works in two strides, so that one changed answer costs little: each part is *set* from the answers it reads
(references still by id), then all parts are numbered together. A part whose answers did not change is taken
from the document before; a part whose numbers did not change either is the very same value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from govflow.core.answers import is_absent
from govflow.core.catalogue import Catalogue, Instrument
from govflow.core.definitions import (
    HOME,
    OWN_TERMS,
    Entry,
    Glossary,
    glossary,
    idle,
    problems_of,
    to_print,
)
from govflow.core.document import Definition, Document, ExecutionBlock, Para, Part, PartyLine, Run, RunKind
from govflow.core.draft import JURISDICTIONS, Draft, Member, rows
from govflow.core.errors import Problem, Severity
from govflow.core.execution import execution_block
from govflow.core.fingerprint import document_digest, read_digest
from govflow.core.legal_forms import FORMS
from govflow.core.numbering import Numbering, Outline, number
from govflow.core.parties import printed_parties
from govflow.core.proofreading import slips
from govflow.core.setting import (
    WORDS_SCHEDULE,
    SetPart,
    Setter,
    Setting,
    facts_of,
    known_to,
    own_rows,
)
from govflow.core.text import InlineKind, typographic
from govflow.core.vehicle import entered_otherwise
from govflow.core.words import capital

_JOINT_VENTURE = ("Joint venture agreement", "Joint venture memorandum")
_INSTRUMENTS = {
    "AL": ("Alliance agreement", "Alliance memorandum"),
    "NET": ("Network agreement", "Memorandum of understanding"),
}
"""What the document is called by type: where all of it binds in law, and where not all of it does."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A numbered part, with what its number and references were made from."""

    part: Part
    source: SetPart
    numbers: tuple[object, ...]
    read: str


@dataclass(frozen=True, slots=True)
class _Meanings:
    """The definitions, set once: references still by id."""

    inputs: tuple[object, ...]
    entries: tuple[tuple[Entry, tuple[Run, ...]], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Assembled:
    """An agreement and its text problems; hand it in again to assemble the next draft quickly."""

    document: Document
    problems: tuple[Problem, ...]
    made: Mapping[str, _Made]
    meanings: _Meanings
    terms: Glossary


def assemble(catalogue: Catalogue, draft: Draft, before: Assembled | None = None) -> Assembled:
    """Assemble the agreement of a draft. ``before``: an earlier assembly with the same catalogue, for speed."""
    known = known_to(catalogue, draft)
    answered = frozenset(name for name, value in draft.answers.items() if not is_absent(value))
    clauses = catalogue.clauses_in(draft.type, answered)
    facts = facts_of(draft, known, clauses)
    terms = glossary(catalogue, facts, own_rows(draft))
    setter = Setter(catalogue, draft, known, facts, terms)
    made = before.made if before is not None else {}
    sources = _set(setter, made)
    used = frozenset[str]().union(*(part.terms for part in sources))
    meanings = _meanings(setter, used, before)
    if meanings.entries and HOME not in facts.clauses:
        sources = (*sources, setter.words_schedule())
    numbering = number([_outline(part) for part in sources])
    numbered = {part.id: _make(part, numbering, meanings, made.get(part.id)) for part in sources}
    document = _document(catalogue, draft, tuple(numbered.values()), sources, meanings)
    names = sorted((typographic(party.name) for party in draft.parties), key=len, reverse=True)
    unused = idle(terms, used, names, lambda: _said(terms, document))
    slipped = (slip.problem for slip in slips(catalogue, draft, terms, document))
    problems = (*_problems(catalogue, sources, numbering, meanings), *unused, *slipped)
    problems = (*problems, *entered_otherwise(catalogue, draft), *_asks_for_ink(catalogue, draft))
    return Assembled(document, problems, MappingProxyType(numbered), meanings, terms)


def _set(setter: Setter, made: Mapping[str, _Made]) -> tuple[SetPart, ...]:
    """The parts of the agreement in order, set from the answers."""

    def before(part_id: str) -> SetPart | None:
        return made[part_id].source if part_id in made else None

    clauses = [
        setter.catalogue.clauses[clause_id]
        for clause_id in setter.catalogue.clauses
        if clause_id in setter.facts.clauses
    ]
    schedules = [
        schedule
        for schedule in setter.catalogue.schedules
        if schedule.clause in setter.facts.clauses and schedule.when(setter.facts)
    ]
    return (
        *(setter.clause(clause, before(clause.id)) for clause in clauses),
        *(setter.schedule(schedule, before(f"schedule-{schedule.id}")) for schedule in schedules),
    )


def _said(terms: Glossary, document: Document) -> list[str]:
    """What is printed besides the own words and what they mean."""
    found = [
        entry.text for part in document.parts for entry in part.definitions if not terms.entries[entry.id].own
    ]
    for para in document.paragraphs():
        if para.table is None:
            found.append(para.text)
        elif para.table.subject != OWN_TERMS:
            found += (cell.text for row in para.table.rows for cell in row)
    return found


def _meanings(setter: Setter, used: frozenset[str], before: Assembled | None) -> _Meanings:
    """The definitions that the text needs. ``used``: the ids of the terms in it."""
    entries = to_print(setter.terms, sorted(used))
    asked = {inline.text for entry in entries for inline in entry.meaning if inline.kind in _ASKED}
    # A usual choice that is then answered keeps its words, but no longer stands in for an answer.
    told = tuple((name, setter.known.values.get(name), name in setter.known.usual) for name in sorted(asked))
    inputs = (entries, told, setter.draft.members, setter.draft.vehicle, setter.terms)
    if before is not None and before.meanings.inputs == inputs:
        return before.meanings
    setting = Setting(setter, None, HOME)
    runs = tuple(
        (
            entry,
            setting.runs(f"{HOME}.{entry.id}", entry.meaning) or _no_meaning(entry),
        )
        for entry in entries
    )
    return _Meanings(inputs, runs, (*setting.problems, *problems_of(setter.terms, entries)))


_ASKED = (InlineKind.ANSWER, InlineKind.PARTY)


def _no_meaning(entry: Entry) -> tuple[Run, ...]:
    """The marked blank of an own word without a meaning."""
    return (Run(RunKind.BLANK, typographic(f"[{_meaning_of(entry)}: to be agreed]"), OWN_TERMS),)


def _meaning_of(entry: Entry) -> str:
    return f"meaning of {entry.term}"


def _outline(part: SetPart) -> Outline:
    return Outline(part.id, part.kind, tuple((para.level, para.label) for para in part.paras))


def _make(source: SetPart, numbering: Numbering, meanings: _Meanings, before: _Made | None) -> _Made:
    """A set part with its numbers and the names of what it refers to."""
    definitions = _definitions(numbering, meanings) if source.id in (HOME, WORDS_SCHEDULE) else ()
    numbers = (
        numbering.parts[source.id],
        numbering.paras[source.id],
        tuple(numbering.names.get(target) for target in sorted(source.refs)),
        definitions,
    )
    if before is not None and before.source is source and before.numbers == numbers:
        return before
    paras = tuple(
        Para(para.id, shown, para.level, _named(para.runs, numbering), para.table)
        for para, shown in zip(source.paras, numbering.paras[source.id], strict=True)
    )
    part = Part(
        id=source.id,
        kind=source.kind,
        number=numbering.parts[source.id],
        title=source.title,
        section=source.section,
        paras=paras,
        digest=source.digest,
        definitions=definitions,
        changed_from_model=source.changed_from_model,
        variant=source.variant,
    )
    return _Made(part, source, numbers, read_digest(part))


def _named(runs: tuple[Run, ...], numbering: Numbering) -> tuple[Run, ...]:
    """Runs with their references by number; one to something that is not there stays as it was typed."""
    named: list[Run] = []
    for run in runs:
        if run.kind is RunKind.REF:
            name = numbering.names.get(run.target)
            if name is None:
                run = replace(run, kind=RunKind.BROKEN, text=f"{{ref:{run.target}}}")
            else:
                begins = not named or named[-1].text.endswith((". ", ".” "))
                run = replace(run, text=capital(name) if begins else name)
        named.append(run)
    return tuple(named)


def _definitions(numbering: Numbering, meanings: _Meanings) -> tuple[Definition, ...]:
    return tuple(
        Definition(entry.id, typographic(entry.term), _named(runs, numbering))
        for entry, runs in meanings.entries
    )


def _problems(
    catalogue: Catalogue, sources: tuple[SetPart, ...], numbering: Numbering, meanings: _Meanings
) -> Iterator[Problem]:
    for part in sources:
        yield from part.problems
        if not part.refs <= numbering.names.keys():
            for para in part.paras:
                yield from _absent_refs(catalogue, part.clause, para.id, para.runs, numbering)
        for label in dict.fromkeys(part.blanks):
            message = still_to_be_agreed(label)
            yield Problem("TX-08", Severity.WARNING, part.clause, part.id, message, "Answer the question.")
    yield from meanings.problems
    for entry, runs in meanings.entries:
        yield from _absent_refs(catalogue, HOME, f"{HOME}.{entry.id}", runs, numbering)


def still_to_be_agreed(label: str) -> str:
    """What is said of a marked blank."""
    return f"“{capital(label)}” is still to be agreed."


def _absent_refs(
    catalogue: Catalogue, clause: str, place: str, runs: tuple[Run, ...], numbering: Numbering
) -> Iterator[Problem]:
    for run in runs:
        if run.kind is RunKind.REF and run.target not in numbering.names:
            message = f"“{_called(catalogue, run.target)}” is referred to, but it is not in this agreement."
            yield Problem(
                "TX-02",
                Severity.ERROR,
                clause,
                place,
                message,
                "Refer to a clause that is in, or take the reference out.",
            )


def _called(catalogue: Catalogue, target: str) -> str:
    """What people call a clause that is referred to; what they typed where there is none."""
    clause = catalogue.clauses.get(target.partition(".")[0])
    return target.replace("_", " ") if clause is None else clause.title


def _document(
    catalogue: Catalogue,
    draft: Draft,
    made: tuple[_Made, ...],
    sources: tuple[SetPart, ...],
    meanings: _Meanings,
) -> Document:
    open_meanings = (_meaning_of(entry) for entry, _ in meanings.entries if not entry.meaning)
    blanks = tuple(dict.fromkeys((*(label for part in sources for label in part.blanks), *open_meanings)))
    parties = printed_parties(catalogue, draft)
    document = Document(
        title=typographic(
            str(draft.answers.get("consortium_name", "[name of the consortium: to be agreed]"))
        ),
        subtitle=instrument_title(catalogue.instrument, draft),
        type=draft.type,
        parties=tuple(_party_line(place, party) for place, party in enumerate(parties, 1)),
        parts=tuple(one.part for one in made),
        execution=tuple(_execution(draft, parties)),
        blanks=blanks,
        pack=catalogue.version,
    )
    return replace(document, digest=document_digest(document, tuple(one.read for one in made)))


def _party_line(place: int, party: Member) -> PartyLine:
    form = FORMS.get(party.legal_form)
    label = (
        form.label if form is not None else party.legal_form.replace("_", " ") or "[legal form: to be agreed]"
    )
    nation = JURISDICTIONS.get(party.jurisdiction, party.jurisdiction)
    article = "an" if label[:1].lower() in "aeiou" else "a"
    words = f"{article} {label}"
    words += f" in {nation}" if nation else ""
    words += f", registered number {party.reg_no}" if party.reg_no else ""
    words += f", of {party.registered_office}" if party.registered_office else ""
    return PartyLine(party.member_id, f"({place})", typographic(party.name), label, typographic(words))


def _execution(draft: Draft, parties: tuple[Member, ...]) -> Iterator[ExecutionBlock]:
    """How each party signs: by its row among the signatories, else by its usual way."""
    named = {str(row.get("member_id")): row for row in rows(draft, "signatories")}
    for party in parties:
        row = named.get(party.member_id, {})
        method = str(row.get("method") or party.execution_method)
        block = execution_block(
            party.member_id, party.name, party.legal_form, party.jurisdiction, method, as_deed(draft)
        )
        yield replace(block, party=typographic(block.party), words=typographic(block.words))


def instrument_title(instrument: Instrument, draft: Draft) -> str:
    """What the document is called on its cover: its own title, or one by type and by whether all of it binds."""
    if instrument.own_title:
        return instrument.title
    whole, part = _INSTRUMENTS.get(draft.type, _JOINT_VENTURE)
    return part if draft.answers.get("legal_effect") in ("mixed", "not_binding") else whole


def signed_as(draft: Draft) -> str:
    """How the agreement is signed, as `sign_as` says it: as was answered, else as its legal effect asks.

    What is not to bind is a record of support, whatever was answered: a deed would bind by its form alone.
    """
    effect = draft.answers.get("legal_effect")
    if effect == "not_binding":
        return "record_of_support"
    return str(draft.answers.get("sign_as") or ("deed" if effect == "binding_deed" else "simple_contract"))


def as_deed(draft: Draft) -> bool:
    """Whether the agreement is signed as a deed."""
    return signed_as(draft) == "deed"


def in_ink(draft: Draft) -> bool:
    """Whether everyone must sign in ink."""
    return draft.answers.get("e_sign") is False


def _asks_for_ink(catalogue: Catalogue, draft: Draft) -> Iterator[Problem]:
    if in_ink(draft) and (asked := catalogue.questions.get("e_sign")) is not None:
        message = "The agreement asks everyone to sign in ink, and nobody can do that in this service."
        mend = (
            "Let people sign electronically, or plan to print it and sign it on paper, outside this service."
        )
        yield Problem("TX-17", Severity.WARNING, asked.clause, asked.name, message, mend)
