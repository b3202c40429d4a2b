"""What needs somebody: the next acts of one person, over everything they act as.

In: what they act as in a consortium, and the facts of its agreement on a day. Out: their needs, the most pressing
first. Then true: a need is named only to who may do that act, and only while it can be done; nobody is told of
an act they have done already. Two tables hold it, permission x state -> need: one of the acts for the consortium,
one of those for an organisation.

Source: docs/procedure.md; the permissions are those of `core.permissions`.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from govflow.core.permissions import Capacity, may_as
from govflow.overview.consortium_needs import OF_CONSORTIUM
from govflow.overview.facts import AgreementFacts
from govflow.overview.need import Kind, Need
from govflow.overview.organisation_needs import OF_ORGANISATION

WEIGHT = {kind: place for place, kind in enumerate(Kind)}


def needs_of(person_id: UUID, capacity: Capacity, facts: AgreementFacts) -> tuple[Need, ...]:
    """What needs a person in one capacity."""
    found: list[Need] = []
    for permissions, of_consortium in OF_CONSORTIUM:
        if any(may_as(person_id, capacity, each) for each in permissions):
            found += of_consortium(facts, person_id)
    party = facts.party(capacity.code)
    if party is not None:
        for permission, of_organisation in OF_ORGANISATION:
            if may_as(person_id, capacity, permission, party.code):
                found += of_organisation(facts, party, person_id)
    return tuple(found)


def in_order(needs: Iterable[Need]) -> tuple[Need, ...]:
    """The earliest deadline first, without a day last; on one day the weightiest first. None is told twice."""
    latest = date.max

    def rank(need: Need) -> tuple[date, int, str, str]:
        return (need.due or latest, WEIGHT[need.kind], need.consortium, need.whom)

    return tuple(sorted(dict.fromkeys(needs), key=rank))
