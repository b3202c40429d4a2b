"""What acts are told with: the names of people, organisations, versions and instruments in lines of the journal.

In: lines. Out: names by id, read in four queries however many lines there are.
"""

from collections.abc import Iterable
from uuid import UUID

from govflow.accounts.queries import names_of
from govflow.agreements.queries import agreements_of
from govflow.catalogue.loader import catalogue_of
from govflow.core.catalogue import AGREEMENT
from govflow.overview.activity import Known
from govflow.overview.journal_queries import ActLine, organisations_of, version_names_by_digest


def known(consortium_id: UUID, lines: Iterable[ActLine]) -> Known:
    """The names that these lines are told with."""
    people = {line.person for line in lines if line.person is not None}
    return Known(
        people=names_of(people),
        organisations=organisations_of(consortium_id),
        versions=version_names_by_digest(consortium_id),
        instruments={
            each.id: catalogue_of(each.instrument).instrument.in_a_sentence
            for each in agreements_of(consortium_id)
            if each.instrument != AGREEMENT
        },
    )
