"""What acts are told with: the names of people, organisations and versions that lines of the journal speak of.

In: lines. Out: names by id, read in three queries however many lines there are.
"""

from collections.abc import Iterable
from uuid import UUID

from govflow.accounts.queries import names_of
from govflow.agreements.queries import agreement_of
from govflow.overview.activity import Known
from govflow.overview.journal_queries import ActLine, organisations_of, version_names_by_digest


def known(consortium_id: UUID, lines: Iterable[ActLine]) -> Known:
    """The names that these lines are told with."""
    people = {line.person for line in lines if line.person is not None}
    agreement_id = agreement_of(consortium_id)
    return Known(
        people=names_of(people),
        organisations=organisations_of(consortium_id),
        versions={} if agreement_id is None else version_names_by_digest(agreement_id),
    )
