"""What stands around every page: who reads, for whom they act, and where they can go.

In: the reader that access found. Out: ``frame`` for `templates/base.html`. It asks nothing but the reader, and
once the agreement of the consortium: the page of an error must not need the database that failed.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, g, get_flashed_messages, request, url_for

from govflow.core.permissions import Permission
from govflow.web.access import Reader, places, present

Link = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Frame:
    """``links``: text, address, whether it is this page's; ``switch``: text, code, chosen; "" and () for nobody."""

    reader: str = ""
    organisation: str = ""
    consortium: str = ""
    consortium_id: UUID | None = None
    agreement_id: UUID | None = None
    links: tuple[Link, ...] = ()
    switch: tuple[tuple[str, str, bool], ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def home_url(self) -> str:
        """What needs you."""
        return url_for("overview.start")

    @property
    def you_url(self) -> str:
        """Where somebody looks after their own sign-ins."""
        return url_for("accounts.you")

    @property
    def sign_out_url(self) -> str:
        """Where signing out is sent."""
        return url_for("accounts.sign_out")

    @property
    def switch_url(self) -> str:
        """Where the choice of an organisation is sent."""
        return url_for("members.act_for")


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of a consortium that the header leads to. ``of``: what its address names; ``here``: its endpoints."""

    permissions: tuple[Permission, ...]
    text: str
    endpoint: str
    of: str
    here: tuple[str, ...]


_JOURNAL = ("overview.journal", "overview.journal_file", "overview.receipt")
_PLACES = (
    _Place(
        (Permission.CONSORTIUM_READ,),
        "Overview",
        "overview.consortium",
        "consortium_id",
        ("overview.consortium", "overview.activity"),
    ),
    _Place((Permission.AGREEMENT_READ,), "Agreement", "agreements.read", "agreement_id", ("agreements.",)),
    _Place(
        (Permission.AGREEMENT_READ,), "Questions", "questions.tasks", "agreement_id", ("questions.", "usual.")
    ),
    _Place((Permission.OUTCOME_READ,), "Boards", "approvals.boards", "agreement_id", ("approvals.",)),
    _Place((Permission.OUTCOME_READ,), "Signing", "signing.start", "agreement_id", ("signing.",)),
    _Place((Permission.CONSORTIUM_READ,), "Members", "members.roll", "consortium_id", ("members.",)),
    _Place(
        (Permission.JOURNAL_READ, Permission.JOURNAL_OWN_READ),
        "Journal",
        "overview.journal",
        "consortium_id",
        _JOURNAL,
    ),
)


def use_frame(app: Flask) -> None:
    """Give every page of an application its frame."""
    app.context_processor(lambda: {"frame": _frame})


def _frame() -> Frame:
    who = present()
    # As they are: some carry a link, which str() would take away.
    notices = tuple(words for words in get_flashed_messages() if isinstance(words, str))
    if who is None:
        return Frame(notices=notices)
    if who.capacity is None:
        return Frame(who.name, notices=notices)
    capacity = who.capacity
    agreement_id = _agreement(capacity.consortium_id)
    return Frame(
        reader=who.name,
        organisation=capacity.organisation or "the consortium",
        consortium=capacity.consortium,
        consortium_id=capacity.consortium_id,
        agreement_id=agreement_id,
        links=_links(who, capacity.consortium_id, agreement_id),
        switch=_switch(who),
        notices=notices,
    )


def _agreement(consortium_id: UUID) -> UUID | None:
    """The agreement that the page is about; on a page of the consortium, the one that it leads to."""
    if isinstance(named := (request.view_args or {}).get("agreement_id"), UUID):
        return named
    if "agreement_in_hand" not in g:
        g.agreement_in_hand = places().agreement_to_show(consortium_id)
    found: UUID | None = g.agreement_in_hand
    return found


def _links(who: Reader, consortium_id: UUID, agreement_id: UUID | None) -> tuple[Link, ...]:
    ids: dict[str, Any] = {"consortium_id": consortium_id, "agreement_id": agreement_id}
    here = request.endpoint or ""
    return tuple(
        (place.text, url_for(place.endpoint, **{place.of: ids[place.of]}), here.startswith(place.here))
        for place in _PLACES
        if ids[place.of] is not None and any(who.may(each) for each in place.permissions)
    )


def _switch(who: Reader) -> tuple[tuple[str, str, bool], ...]:
    """The organisations they can act for in this consortium; nothing where there is no choice."""
    here = [one for one in who.capacities if one.consortium_id == who.consortium_id]
    if len(here) < 2:
        return ()
    return tuple((one.organisation or "The consortium", one.code, one == who.capacity) for one in here)
