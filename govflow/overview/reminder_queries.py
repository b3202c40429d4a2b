"""Whom a reminder concerns: everybody with a role in a consortium whose agreement is not released, and what needs them.

In: a moment. Out: people with their needs, agreement by agreement. Then true: nobody is in it who has nothing to do,
or has done it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from govflow.agreements.models import AgreementRow
from govflow.extensions import db
from govflow.members.queries import RoleHolder, capacities, role_holders
from govflow.overview.facts import AgreementFacts
from govflow.overview.need import Need
from govflow.overview.needs import in_order, needs_of
from govflow.overview.needs_queries import all_facts


@dataclass(frozen=True, slots=True)
class Reminded:
    """A person and what needs them in one agreement."""

    person_id: UUID
    email: str
    facts: AgreementFacts
    needs: tuple[Need, ...]


def consortia_at_work() -> tuple[UUID, ...]:
    """The consortia with an agreement that is not released."""
    found = select(AgreementRow.consortium_id).where(AgreementRow.released_at.is_(None)).distinct()
    return tuple(db.session.scalars(found.order_by(AgreementRow.consortium_id)))


def needed(consortium_id: UUID, moment: datetime) -> Iterator[Reminded]:
    """Everybody whom something needs in a consortium."""
    holders = role_holders(consortium_id)
    for facts in all_facts(consortium_id, moment, {holder.code for holder in holders if holder.code}):
        for holder in {holder.person_id: holder for holder in holders}.values():
            if needs := _needs(holder, facts):
                yield Reminded(holder.person_id, holder.email, facts, needs)


def _needs(holder: RoleHolder, facts: AgreementFacts) -> tuple[Need, ...]:
    here = [each for each in capacities(holder.person_id) if each.consortium_id == facts.consortium_id]
    return in_order(need for each in here for need in needs_of(holder.person_id, each, facts))
