"""Who may enter a page: every route declares its policy, or the application does not start.

A policy is asked before the view runs. Who may not enter gets the page of something absent, whatever the
reason, so that nobody learns what exists; who is not signed in is asked to open their link.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from flask import Flask, abort, current_app, request
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., object])

_POLICY = "govflow_policy"

OPENED = "opened"
"""Where the session keeps the one page that a link opened: until people have roles, nothing else is theirs."""


@dataclass(frozen=True, slots=True)
class Policy:
    """``open_to``: "anybody" or "signed_in". What more a page asks, its view's query asks: absent is 404."""

    open_to: str


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""What a browser may ask without anybody wanting it; it changes nothing."""

ANYBODY = Policy("anybody")
SIGNED_IN = Policy("signed_in")


def policy(rule: Policy) -> Callable[[View], View]:
    """Declare who may enter a view."""

    def declare(view: View) -> View:
        setattr(view, _POLICY, rule)
        return view

    return declare


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    """The policy of a route; static files are anybody's."""
    if endpoint == "static":
        return ANYBODY
    return cast("Policy | None", getattr(app.view_functions[endpoint], _POLICY, None))


def every_route_has_a_policy(app: Flask) -> None:
    """Check every route, and ask each request for its policy from now on.

    :raises RuntimeError: a route declares none.
    """
    bare = sorted(endpoint for endpoint in app.view_functions if policy_of(app, endpoint) is None)
    if bare:
        raise RuntimeError(f"no policy is declared for: {', '.join(bare)}")
    app.before_request(_ask)
    app.before_request(_refuse_what_others_sent)


def _ask() -> None:
    if request.endpoint is None:
        return
    rule = policy_of(current_app, request.endpoint)
    if rule is None or (rule is not ANYBODY and not current_user.is_authenticated):
        abort(404)


def _refuse_what_others_sent() -> None:
    """A second wall behind the form's token: a browser says itself when another site's page sends the form."""
    sent_by = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in SAFE and sent_by != "same-origin":
        abort(400)
