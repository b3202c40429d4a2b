"""Who is signed in: a thin layer over Flask-Login, with nothing in the cookie but the token of a session we keep."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import Flask, request, session
from flask_login import LoginManager, current_user, login_user

from govflow.accounts.queries import session_of
from govflow.accounts.services import LONGEST_DEVICE, Opened, end_session


@dataclass(frozen=True)
class SignedIn:
    """The person at the other end, with what Flask-Login asks of one."""

    session_id: UUID
    person_id: UUID
    name: str
    method: str
    token: str = field(repr=False)
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie keeps."""
        return self.token


def use_sign_in(app: Flask) -> None:
    """Let an application know who is signed in."""
    # Templates ask their page who reads: the page of an error must not need the database that failed.
    manager = LoginManager(app, add_context_processor=False)
    # Its own protection goes by the internet address too, and a phone's changes on the way home: see `_signed_in`.
    manager.session_protection = None
    manager.user_loader(_signed_in)


def sign_in(opened: Opened) -> None:
    """Sign a person in for this browser: nothing of what it had before is kept."""
    sign_out()
    session.permanent = True
    login_user(_signed_in(opened.token))


def sign_out() -> None:
    """Sign whoever is signed in out of this browser; their token is worth nothing from now on."""
    if current_user.is_authenticated:
        end_session(current_user.person_id, current_user.session_id)
    session.clear()


def device() -> str:
    """What this browser says of itself."""
    return (request.user_agent.string or "")[:LONGEST_DEVICE]


def _signed_in(token: str) -> SignedIn | None:
    found = session_of(token)
    if found is None or found.device != device():
        return None
    return SignedIn(found.id, found.person_id, found.name, found.method, token)
