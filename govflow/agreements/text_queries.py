"""What is told about the agreement's text: the working draft as it reads, its versions, and how a clause came to be.

The working draft is assembled and checked once for each of its states and kept (`kept_texts`): a state is the
draft's revision with everything else that the text is made of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from govflow.accounts.queries import names_of
from govflow.agreements.kept_texts import kept_texts
from govflow.agreements.models import AgreementRow, RewordingRow, VersionRow
from govflow.agreements.queries import (
    Agreement,
    Examined,
    Version,
    as_version,
    draft_source,
    examine,
    version_named,
)
from govflow.core.assembly import Assembled, assemble
from govflow.core.document import Part
from govflow.core.draft import Draft
from govflow.extensions import db
from govflow.journal.queries import actors_of
from govflow.members.models import ConsortiumRow, MemberRow


@dataclass(frozen=True)
class WorkingText:
    """The working draft as it reads now. ``state``: everything that it was made from, to tell it from another."""

    agreement: Agreement
    examined: Examined
    state: tuple[object, ...]

    def part(self, part_id: str) -> Part | None:
        """A part of the text."""
        return self.examined.assembled.document.part(part_id)

    def with_words(self, clause: str, words: str | None) -> Assembled:
        """The text if a clause stood in other words; None: in the model text."""
        draft = self.examined.draft
        others = {name: text for name, text in draft.reworded.items() if name != clause}
        reworded = others if words is None else {**others, clause: words}
        tried = replace(draft, reworded=MappingProxyType(reworded))
        return assemble(self.examined.catalogue, tried, self.examined.assembled)

    @property
    def model_draft(self) -> Draft:
        """The draft with nothing reworded."""
        return replace(self.examined.draft, reworded=MappingProxyType({}))

    def in_model_words(self) -> Assembled:
        """The text with nothing reworded."""
        return assemble(self.examined.catalogue, self.model_draft, self.examined.assembled)


def working_text(agreement_id: UUID) -> WorkingText:
    """The working draft as it reads now.

    :raises LookupError: there is no such agreement.
    """
    state = _state(agreement_id)

    def make(before: Examined | None) -> Examined:
        return examine(draft_source(agreement_id), None if before is None else before.assembled)

    found = Agreement(agreement_id, *state[0][:5])
    return WorkingText(found, kept_texts().take(("working", agreement_id), state, make), state)


def _state(agreement_id: UUID) -> tuple[tuple[Any, ...], ...]:
    """Everything the draft is made of, in one question and unread: every act that changes it shows in here.

    A row for each party: the agreement's own columns, the consortium's, the party's. Nothing is deciphered for it.
    """
    found = tuple(tuple(row) for row in db.session.execute(_STATE, {"agreement_id": agreement_id}))
    if not found:
        raise LookupError(f"there is no agreement {agreement_id}")
    return found


_PARTY = tuple(column for column in MemberRow.__table__.columns if column.name != MemberRow.details.key)
"""What a party's name and form say in the text; its details do not stand there."""

# Asked by every page of an agreement, so built once.
_STATE = (
    select(
        AgreementRow.consortium_id,
        AgreementRow.revision,
        AgreementRow.released_at,
        AgreementRow.dated,
        AgreementRow.instrument,
        ConsortiumRow.type,
        ConsortiumRow.vehicle_is_party,
        *_PARTY,
    )
    .join(ConsortiumRow, ConsortiumRow.id == AgreementRow.consortium_id)
    .outerjoin(MemberRow, MemberRow.consortium_id == ConsortiumRow.id)
    .where(AgreementRow.id == bindparam("agreement_id"))
    .order_by(MemberRow.position)
)


@dataclass(frozen=True, slots=True)
class Reworded:
    """What a clause was put into from a revision on; ``words`` None: the model text again."""

    revision: int
    words: str | None
    reason: str
    given_at: datetime
    act_key: UUID


def rewordings_of(agreement_id: UUID, clause: str) -> tuple[Reworded, ...]:
    """How a clause was reworded, newest first."""
    found = select(RewordingRow).where(
        RewordingRow.agreement_id == agreement_id, RewordingRow.clause == clause
    )
    rows = db.session.scalars(found.order_by(RewordingRow.revision.desc()))
    return tuple(Reworded(row.revision, row.words, row.reason, row.given_at, row.act_key) for row in rows)


def words_at(history: tuple[Reworded, ...], revision: int) -> str | None:
    """A clause's own words at a revision of the draft; None: the model text stood. ``history``: newest first."""
    return next((each.words for each in history if each.revision <= revision), None)


@dataclass(frozen=True)
class FrozenBy:
    """A version, and the name of the person who froze it; "" where nobody's name is kept."""

    version: Version
    person: str


def versions_of(agreement_id: UUID) -> tuple[FrozenBy, ...]:
    """The versions of an agreement, newest first, without their text."""
    rows = select(VersionRow).where(VersionRow.agreement_id == agreement_id)
    found = [as_version(row) for row in db.session.scalars(rows.order_by(VersionRow.number.desc()))]
    doers = who_did(version.act_key for version in found)
    return tuple(FrozenBy(version, doers.get(version.act_key, "")) for version in found)


def frozen_by(agreement_id: UUID, name: str) -> FrozenBy | None:
    """The version of this name, and who froze it."""
    found = version_named(agreement_id, name)
    return None if found is None else FrozenBy(found, who_did([found.act_key]).get(found.act_key, ""))


def who_did(keys: Iterable[UUID]) -> Mapping[UUID, str]:
    """The names of the people who did the acts with these keys."""
    people = actors_of(frozenset(keys))
    names = names_of(frozenset(people.values()))
    return {key: names[person] for key, person in people.items() if person in names}
