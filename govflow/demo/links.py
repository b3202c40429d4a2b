"""Links that sign in the people of the demo, whoever opens them: for this machine alone.

In: a loaded demo. Out: each of its people with what they are, and a new link that works once. It opens a page with
a button; looking at it changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from govflow.accounts.services import SIGN_IN, open_link
from govflow.core.permissions import Role
from govflow.demo import alliance, company, partnership
from govflow.demo.loading import consortia
from govflow.demo.stage import consortium_of
from govflow.members.queries import Consortium, RoleHolder, consortium, role_holders

LIFE = timedelta(hours=12)
"""How long a link of the demo lives: a day of looking around."""

INVENTED = "@example.org"
"""Nobody else is let in: the demo may have guests with an address of their own."""


@dataclass(frozen=True, slots=True)
class Place:
    """What one person is, at one organisation (or "": none) of one consortium."""

    person_id: UUID
    name: str
    code: str
    organisation: str
    consortium_id: UUID
    consortium: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link for one person. ``url``: on this server, good once."""

    place: Place
    url: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of person to try out: an example, an organisation's id in acts, a role, which of those who hold it."""

    words: str
    example: str
    code: str
    role: Role
    which: int = 0


KINDS = (
    Kind("words the draft", alliance.NAME, "", Role.DRAFTER),
    Kind("answers for an organisation", alliance.NAME, "A08", Role.CHIEF_OFFICER),
    Kind("votes in writing", partnership.NAME, "LB3", Role.BOARD_MEMBER, -1),
    Kind("records a board's meeting", partnership.NAME, "LB6", Role.BOARD_SECRETARY),
    Kind("sees who is awaited", partnership.NAME, "", Role.CONSORTIUM_CHAIR),
    Kind("has signed", company.NAME, "S01", Role.SIGNATORY),
    Kind("reads the record", company.NAME, "", Role.AUDITOR),
)
"""The handful that is shown at the start."""


def places() -> tuple[Place, ...]:
    """Everybody of the demo, by consortium and organisation."""
    return tuple(place for consortium_id in consortia() for place in _places(consortium_id))


def link_for(place: Place, address: str) -> Link:
    """Open a new link. ``address``: this server's."""
    token = open_link(place.person_id, SIGN_IN, "/", LIFE)
    return Link(place, f"{address}/open/{token}")


def handful() -> Iterator[tuple[Kind, Place]]:
    """One person of each kind, where there still is one."""
    everybody = places()
    for kind in KINDS:
        found = [place for place in everybody if _fits(kind, place)]
        if found:
            yield kind, found[kind.which]


def _fits(kind: Kind, place: Place) -> bool:
    where = (place.consortium_id, place.code)
    return where == (consortium_of(kind.example), kind.code) and kind.role in place.roles


def _places(consortium_id: UUID) -> Iterator[Place]:
    founded = consortium(consortium_id)
    if founded is None:
        return
    for _, held in groupby(role_holders(consortium_id), key=lambda each: (each.member_id, each.person_id)):
        holders = tuple(held)
        if holders[0].email.endswith(INVENTED):
            yield _place(holders, founded)


def _place(holders: tuple[RoleHolder, ...], founded: Consortium) -> Place:
    first, roles = holders[0], tuple(each.role for each in holders)
    return Place(
        first.person_id, first.name, first.code, first.organisation, founded.id, founded.title, roles
    )
