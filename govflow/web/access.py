"""Who may enter a page: every route declares its policy, or the application does not start.

In: a request. Out, before the view runs: the person who reads, what they act as, and that they may. Who may not
enter gets the page of something absent, whatever the reason, so that nobody learns what exists; who is not
signed in is asked to, and comes back afterwards.

A route with a permission names the consortium or the agreement it is about. One that names a member too
(``<member>``) is done for that organisation: there one's roles there count, and no others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast
from uuid import UUID

from flask import Flask, abort, current_app, flash, g, redirect, request, session, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug import Response

from govflow.core.permissions import Capacity, Permission, Role, may_as, roles_to_give
from govflow.journal.leaf import Actor

View = TypeVar("View", bound=Callable[..., object])

_POLICY = "govflow_policy"
_PLACES = "govflow.places"

AFTER = "after"
"""Where the session keeps the page that somebody wanted before they signed in: only ever a path of ours."""

ACTING = "acting"
"""Where the session keeps which organisation somebody acts for, by consortium."""

CONFIRMED = "fresh_email_code"
"""How a person was known who typed a fresh code for this very act."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``open_to``: "anybody", "signed_in" or "role"; then any one of the ``permissions`` lets in."""

    open_to: str
    permissions: tuple[Permission, ...] = ()


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""What a browser may ask without anybody wanting it; it changes nothing."""

ANYBODY = Policy("anybody")
SIGNED_IN = Policy("signed_in")


def policy(*rules: Policy | Permission) -> Callable[[View], View]:
    """Declare who may enter a view: one policy, or permissions of which any one will do."""
    rule = rules[0] if isinstance(rules[0], Policy) else Policy("role", cast(tuple[Permission, ...], rules))

    def declare(view: View) -> View:
        setattr(view, _POLICY, rule)
        return view

    return declare


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """The policy of a route; static files are anybody's."""
    if endpoint == "static":
        return ANYBODY
    return cast("Policy | None", getattr(app.view_functions[endpoint], _POLICY, None))


@dataclass(frozen=True)
class Places:
    """What access asks of rooms above: what a person may act as, and which agreement is whose.

    ``agreement_of``: a consortium's agreement itself; ``agreement_to_show``: the one that its header leads to, a
    shorter instrument where that is all there is. None before there is one.
    """

    capacities: Callable[[UUID], tuple[Capacity, ...]]
    consortium_of: Callable[[UUID], UUID | None]
    agreement_of: Callable[[UUID], UUID | None]
    agreement_to_show: Callable[[UUID], UUID | None]


def use_places(app: Flask, places: Places) -> None:
    """Let an application know where to ask."""
    app.extensions[_PLACES] = places


def places() -> Places:
    """Where this application asks."""
    return cast(Places, current_app.extensions[_PLACES])


@dataclass(frozen=True, slots=True)
class Reader:
    """The person at the other end. ``capacity``: what they act as here, None where the page is of no consortium."""

    person_id: UUID
    name: str
    method: str
    capacities: tuple[Capacity, ...]
    capacity: Capacity | None = field(default=None)
    consortium_id: UUID | None = field(default=None)

    @property
    def member_id(self) -> UUID | None:
        """The organisation they act for, None where for none."""
        return None if self.capacity is None else self.capacity.member_id

    @property
    def actor(self) -> Actor:
        """Who acts, as the journal knows them."""
        return Actor(self.person_id, self.member_id, self.method)

    @property
    def confirmed(self) -> Actor:
        """As ``actor``, once they typed a fresh code for this act."""
        return Actor(self.person_id, self.member_id, CONFIRMED)

    def may(self, permission: Permission, member: str = "") -> bool:
        """Whether they may, here and as what they act as; ``member``: to that organisation, "" for their own."""
        return self.capacity is not None and may_as(self.person_id, self.capacity, permission, member)

    def may_give(self, member: str = "", *, led: bool = False) -> frozenset[Role]:
        """The roles they may give, and end, at an organisation; "": at none. ``led``: it has a chief officer."""
        if self.capacity is None:
            return frozenset()
        return roles_to_give(self.person_id, self.capacity, member, led=led)


def reader() -> Reader:
    """Who reads this page.

    :raises LookupError: nobody is signed in.
    """
    found = present()
    if found is None:
        raise LookupError("nobody is signed in")
    return found


def present() -> Reader | None:
    """Who reads this page, None where nobody is signed in or it is not known yet."""
    return cast("Reader | None", g.get("reader"))


def every_route_has_a_policy(app: Flask) -> None:
    """Check every route, and ask each request for its policy from now on.

    :raises RuntimeError: a route declares none.
    """
    bare = sorted(endpoint for endpoint in app.view_functions if policy_of(app, endpoint) is None)
    if bare:
        raise RuntimeError(f"no policy is declared for: {', '.join(bare)}")
    app.before_request(_refuse_what_others_sent)
    app.before_request(_ask)


def _ask() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    rule = policy_of(current_app, request.endpoint)
    # No address of ours holds this sign, and no database keeps it in a text.
    if rule is None or "\0" in "".join(
        (*map(str, (request.view_args or {}).values()), *request.args.values())
    ):
        abort(404)
    if not current_user.is_authenticated:
        return None if rule is ANYBODY else _sign_in_first()
    arguments = request.view_args or {}
    consortium_id = _consortium(arguments)
    capacities = places().capacities(current_user.person_id)
    g.reader = _reader(capacities, consortium_id, arguments, rule.permissions)
    if rule.permissions and not _lets_in(g.reader, rule.permissions, str(arguments.get("member", ""))):
        # A page of something absent tells nobody whom it would have been for.
        g.reader = Reader(g.reader.person_id, g.reader.name, g.reader.method, capacities)
        abort(404)
    return None


def know_reader() -> None:
    """Know who reads where a request was sent back before anybody asked: for the head of the page, and no more."""
    if present() is None and current_user.is_authenticated:
        found = places().capacities(current_user.person_id)
        g.reader = Reader(current_user.person_id, current_user.name, current_user.method, found)


def _sign_in_first() -> Response:
    if request.method not in SAFE:
        abort(401)
    session[AFTER] = request.full_path.removesuffix("?")
    return redirect(url_for("accounts.sign_in"))


def _consortium(arguments: Mapping[str, object]) -> UUID | None:
    if isinstance(agreement_id := arguments.get("agreement_id"), UUID):
        return places().consortium_of(agreement_id)
    found = arguments.get("consortium_id")
    return found if isinstance(found, UUID) else None


def _reader(
    capacities: tuple[Capacity, ...],
    consortium_id: UUID | None,
    arguments: Mapping[str, object],
    permissions: tuple[Permission, ...],
) -> Reader:
    """Who reads, and as what: for the organisation that the address names, else the chosen, else the one that may."""
    person_id = current_user.person_id
    here = [one for one in capacities if one.consortium_id == consortium_id]
    named, chosen = str(arguments.get("member", "")), chosen_in(consortium_id)

    def rank(one: Capacity) -> tuple[bool, bool, bool]:
        allowed = any(may_as(person_id, one, each, named) for each in permissions)
        return (one.code != named or not named, not allowed, one.code != chosen)

    capacity = min(here, key=rank, default=None)
    return Reader(person_id, current_user.name, current_user.method, capacities, capacity, consortium_id)


def chosen_in(consortium_id: UUID | None) -> str | None:
    """The code of the organisation a person chose to act for in a consortium, None before they chose."""
    kept = session.get(ACTING)
    return kept.get(str(consortium_id)) if isinstance(kept, dict) else None


def choose(consortium_id: UUID, code: str) -> None:
    """Remember which organisation a person acts for in a consortium."""
    session[ACTING] = {**session.get(ACTING, {}), str(consortium_id): code}


def _lets_in(who: Reader, permissions: tuple[Permission, ...], member: str) -> bool:
    return any(who.may(permission, member) for permission in permissions)


def notice(words: str, link: str = "", url: str = "") -> None:
    """Tell the reader on the next page that something was done; ``link`` leads to ``url``, "" for no link."""
    flash(Markup('{} <a href="{}">{}</a>').format(words, url, link) if link else words)


def _refuse_what_others_sent() -> None:
    """A second wall behind the form's token: a browser says itself when another site's page sends the form."""
    sent_by = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in SAFE and sent_by != "same-origin":
        abort(400)
