"""What is told about an agreement: its working draft, what is wrong with it, and its frozen versions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from sqlalchemy import func, select

from govflow.agreements.models import AgreementRow, AnswerRow, DepartureRow, RewordingRow, VersionRow
from govflow.catalogue.loader import catalogue_of, draft_in
from govflow.core.assembly import Assembled, assemble
from govflow.core.catalogue import AGREEMENT, Catalogue, ChangeClass, Instrument
from govflow.core.consistency import check
from govflow.core.document import Document
from govflow.core.draft import Draft, sort_problems
from govflow.core.errors import Problem, Severity
from govflow.core.fingerprint import member_plain
from govflow.core.mending import Bench, Mend
from govflow.core.record import read
from govflow.extensions import db
from govflow.members.queries import Consortium, consortium, parties
from govflow.pdf.printable import unprintable

_AT_HAND = "agreement at hand"


@dataclass(frozen=True)
class Agreement:
    """An agreement; ``dated`` and ``released_at`` once it is executed. ``instrument``: which document it is."""

    id: UUID
    consortium_id: UUID
    revision: int
    released_at: datetime | None
    dated: date | None
    instrument: str = AGREEMENT


@dataclass(frozen=True)
class Examined:
    """A draft, the agreement assembled from it, and everything that is wrong with it."""

    draft: Draft
    assembled: Assembled
    problems: tuple[Problem, ...]

    @cached_property
    def mends(self) -> Mapping[Problem, Mend]:
        """The problems that one press mends, and how."""
        bench = Bench(self.catalogue, self.draft, self.assembled)
        found = ((problem, bench.mend_of(problem)) for problem in self.problems)
        return {problem: mend for problem, mend in found if mend is not None}

    @property
    def catalogue(self) -> Catalogue:
        """What the draft's instrument is made of."""
        return catalogue_of(self.draft.instrument)

    @property
    def name(self) -> str:
        """What its pages call the agreement: a consortium may have several."""
        return name_of(self.assembled.document.title, self.catalogue.instrument)

    def of(self, severity: Severity) -> tuple[Problem, ...]:
        """The problems of one severity."""
        return tuple(problem for problem in self.problems if problem.severity is severity)


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What a version changed of the one before.

    ``reason``: why it is of its class. ``judged``: the class by the rules; ``override``: the reason a person
    gave for another one, "" where nobody did.
    """

    change_class: ChangeClass
    categories: tuple[str, ...]
    clauses: tuple[str, ...]
    reason: str
    judged: ChangeClass
    override: str = ""


@dataclass(frozen=True, slots=True)
class KeptWarning:
    """A warning that stood when a version was frozen, and why it was left."""

    rule: str
    clause: str
    field: str
    message: str
    reason: str


@dataclass(frozen=True)
class Version:
    """A frozen version, without its text. ``change``: None for the first."""

    id: UUID
    agreement_id: UUID
    number: int
    name: str
    revision: int
    digest: str
    pack: str
    why: str
    change: VersionChange | None
    warnings: tuple[KeptWarning, ...]
    frozen_at: datetime
    act_key: UUID


def agreement(agreement_id: UUID) -> Agreement | None:
    """One agreement."""
    row = db.session.get(AgreementRow, agreement_id)
    # A session forgets rows that nobody holds, and every page asks for this one again and again.
    db.session.info[_AT_HAND] = row
    return None if row is None else _agreement(row)


def _agreement(row: AgreementRow) -> Agreement:
    return Agreement(row.id, row.consortium_id, row.revision, row.released_at, row.dated, row.instrument)


def consortium_of(agreement_id: UUID) -> UUID | None:
    """Whose an agreement is."""
    found = agreement(agreement_id)
    return None if found is None else found.consortium_id


def agreements_of(consortium_id: UUID) -> tuple[Agreement, ...]:
    """Everything that a consortium agrees, in the order in which it was begun."""
    of_it = select(AgreementRow).where(AgreementRow.consortium_id == consortium_id)
    rows = db.session.scalars(of_it.order_by(AgreementRow.begun_at, AgreementRow.id))
    return tuple(_agreement(row) for row in rows)


def agreement_of(consortium_id: UUID) -> UUID | None:
    """A consortium's agreement itself: not a shorter instrument before it."""
    of_it = select(AgreementRow.id).where(
        AgreementRow.consortium_id == consortium_id, AgreementRow.instrument == AGREEMENT
    )
    return db.session.scalars(of_it.order_by(AgreementRow.begun_at.desc()).limit(1)).first()


def agreement_to_show(consortium_id: UUID) -> UUID | None:
    """What a consortium's header leads to: its agreement itself, or before that what it began last."""
    of_it = select(AgreementRow.id).where(AgreementRow.consortium_id == consortium_id)
    order = (AgreementRow.instrument != AGREEMENT, AgreementRow.begun_at.desc(), AgreementRow.id)
    return db.session.scalars(of_it.order_by(*order).limit(1)).first()


def catalogue_for(agreement_id: UUID) -> Catalogue:
    """What an agreement is made of: its instrument's clauses, questions and words."""
    return catalogue_of(the_agreement(agreement_id).instrument)


def consortium_for(agreement_id: UUID) -> Consortium:
    """The consortium of an agreement, titled as letters and headings call that agreement, and as it signs it: a
    shorter instrument is named beside the consortium, and no vehicle signs where the instrument has none.
    """
    found = the_agreement(agreement_id)
    founded, instrument = consortium(found.consortium_id), catalogue_of(found.instrument).instrument
    assert founded is not None
    with_vehicle = founded.vehicle_is_party and instrument.with_vehicle
    return replace(founded, title=name_of(founded.title, instrument), vehicle_is_party=with_vehicle)


def name_of(title: str, instrument: Instrument) -> str:
    """What an agreement of a consortium with this title is called."""
    return f"{title}: {instrument.in_a_sentence}" if instrument.own_title else title


def told_apart(name: str, instrument: Instrument) -> Mapping[str, str]:
    """What ``name_of`` says in one, for a letter that says first which instrument it is about."""
    word = instrument.in_a_sentence if instrument.own_title else AGREEMENT
    return {"consortium": name.removesuffix(f": {word}"), "instrument": word}


def facts_for_letters(agreement_id: UUID) -> Mapping[str, str]:
    """The consortium and the instrument of an agreement, as letters name them."""
    instrument = catalogue_of(the_agreement(agreement_id).instrument).instrument
    return told_apart(consortium_for(agreement_id).title, instrument)


def the_agreement(agreement_id: UUID) -> Agreement:
    """An agreement that is there.

    :raises LookupError: it is not.
    """
    found = agreement(agreement_id)
    if found is None:
        raise LookupError(f"there is no agreement {agreement_id}")
    return found


def draft_source(agreement_id: UUID) -> dict[str, object]:
    """The working draft as plain data, answers as they were given: what `draft_in` reads."""
    own = the_agreement(agreement_id)
    blank = blank_source(own.consortium_id, frozenset(departures(agreement_id)))
    told = {"answers": _answers(agreement_id), "reworded": _rewordings(agreement_id)}
    return {**blank, **told, "instrument": own.instrument}


def blank_source(consortium_id: UUID, left: frozenset[UUID] = frozenset()) -> dict[str, object]:
    """A draft of a consortium as plain data, without an answer. ``left``: parties that it goes on without."""
    founded = consortium(consortium_id)
    assert founded is not None
    everybody = [party for party in parties(consortium_id) if party.id not in left]
    vehicle = next((party for party in everybody if party.is_vehicle), None)
    return {
        "type": founded.type,
        "members": [member_plain(party.member) for party in everybody if not party.is_vehicle],
        "vehicle": None if vehicle is None else member_plain(vehicle.member),
        "vehicle_is_party": founded.vehicle_is_party,
        "answers": {},
        "reworded": {},
    }


def departures(agreement_id: UUID) -> Mapping[UUID, str]:
    """The members that the working draft goes on without, and why."""
    rows = db.session.scalars(select(DepartureRow).where(DepartureRow.agreement_id == agreement_id))
    return {row.member_id: row.reason for row in rows}


def _answers(agreement_id: UUID) -> dict[str, object]:
    given = select(AnswerRow).where(AnswerRow.agreement_id == agreement_id).order_by(AnswerRow.revision)
    newest = {row.question: row.value for row in db.session.scalars(given)}
    return {question: exactly(value) for question, value in newest.items() if value is not None}


def _rewordings(agreement_id: UUID) -> dict[str, object]:
    given = (
        select(RewordingRow).where(RewordingRow.agreement_id == agreement_id).order_by(RewordingRow.revision)
    )
    newest = {row.clause: row.words for row in db.session.scalars(given)}
    return {clause: words for clause, words in newest.items() if words is not None}


def exactly(text: str) -> object:
    """The plain data of a JSON text; a number with a fraction is an exact decimal."""
    plain: object = json.loads(text, parse_float=Decimal)
    return plain


def examine(source: object, before: Assembled | None = None) -> Examined:
    """Read, assemble and check a draft. ``before``: an earlier assembly of it, for speed.

    :raises DraftUnreadable: it is no draft at all.
    """
    found = draft_in(source)
    catalogue = catalogue_of(found.draft.instrument)
    assembled = assemble(catalogue, found.draft, before)
    problems = (*found.problems, *assembled.problems, *check(found.draft, of=catalogue).problems)
    problems = sort_problems((*problems, *unprintable(found.draft, assembled.document)))
    return Examined(found.draft, assembled, problems)


def version_names(agreement_id: UUID) -> frozenset[str]:
    """Every name that stands for a text of this agreement."""
    return frozenset(
        db.session.scalars(select(VersionRow.name).where(VersionRow.agreement_id == agreement_id))
    )


def version(version_id: UUID) -> Version:
    """A version that is there."""
    return as_version(db.session.get_one(VersionRow, version_id))


def version_named(agreement_id: UUID, name: str) -> Version | None:
    """The version of this name."""
    row = db.session.scalars(
        select(VersionRow).where(VersionRow.agreement_id == agreement_id, VersionRow.name == name)
    ).one_or_none()
    return None if row is None else as_version(row)


def signed_on(frozen: Version) -> date | None:
    """The date of the agreement that was signed with this version; None for any other version."""
    signed = the_agreement(frozen.agreement_id)
    newest = select(func.max(VersionRow.number)).where(VersionRow.agreement_id == frozen.agreement_id)
    return signed.dated if db.session.scalars(newest).one() == frozen.number else None


def version_draft(version_id: UUID) -> Draft:
    """The draft that a version was made of."""
    kept = db.session.scalars(select(VersionRow.draft).where(VersionRow.id == version_id)).one()
    return draft_in(exactly(kept)).draft


def version_document(version_id: UUID) -> Document:
    """The text of a version, exactly as it was frozen, whatever became of the clause pack since."""
    kept = db.session.scalars(select(VersionRow.document).where(VersionRow.id == version_id)).one()
    return read(Document, json.loads(kept))


def as_version(row: VersionRow) -> Version:
    """A version as its row keeps it."""
    warnings = row.warnings
    assert isinstance(warnings, list)
    return Version(
        id=row.id,
        agreement_id=row.agreement_id,
        number=row.number,
        name=row.name,
        revision=row.revision,
        digest=row.digest,
        pack=row.pack,
        why=row.why,
        change=None if row.change is None else read(VersionChange, row.change),
        warnings=tuple(read(KeptWarning, warning) for warning in warnings),
        frozen_at=row.frozen_at,
        act_key=row.act_key,
    )
