"""Signing in and out: an address, a code typed into the same browser, and where one is signed in.

An answer never tells whether somebody has an address: it is the same words, the same status and the same work.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, session, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug import Response

from govflow.accounts import browser, code_services, queries, services
from govflow.accounts.forms import ADDRESS_WORDS, CODE_WORDS, AddressForm, CodeForm
from govflow.accounts.queries import OpenSession
from govflow.accounts.sign_in import device, sign_in, sign_out
from govflow.core.errors import Refused
from govflow.web.access import AFTER, ANYBODY, SIGNED_IN, notice, policy
from govflow.web.forms import shown, tell

rooms = Blueprint("accounts", __name__)

_ASKED = "asked"
"""Where the session keeps the address that a code was asked for, and the secret that binds the code to it."""

METHODS = {services.BY_CODE: "with a code by e-mail", services.BY_LINK: "with a link that works once"}


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The question for an address."""

    form: AddressForm


@dataclass(frozen=True, slots=True)
class CodePage:
    """The question for the code. ``again``: asks for another one."""

    form: CodeForm
    email: str
    again: AddressForm


@dataclass(frozen=True, slots=True)
class OpenPage:
    """The page of a link: its token, and the form that uses it."""

    token: str
    form: FlaskForm


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One browser where somebody is signed in."""

    kept: OpenSession
    browser: str
    how: str
    here: bool


@dataclass(frozen=True, slots=True)
class YouPage:
    """What we know of the reader, and where they are signed in."""

    name: str
    email: str
    sessions: tuple[SessionLine, ...]
    form: FlaskForm


@rooms.route("/sign-in", methods=["GET", "POST"], endpoint="sign_in")
@policy(ANYBODY)
def ask_address() -> Response:
    """Ask who is there, and send a code."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            return _send_code(str(form.email.data).strip())
        except Refused as no:
            tell(form, no, ADDRESS_WORDS)
            return _refused(shown("accounts/sign_in.html", SignInPage(form), form), no)
    return shown("accounts/sign_in.html", SignInPage(form), form)


@rooms.route("/sign-in/code", methods=["GET", "POST"])
@policy(ANYBODY)
def type_code() -> Response:
    """Ask for the code, and sign in who types it."""
    if _ASKED not in session:
        return _to("accounts.sign_in")
    asked, form = session[_ASKED], CodeForm()
    if form.validate_on_submit():
        try:
            return _come_in(asked, str(form.code.data))
        except Refused as no:
            if no.code == "code_used":
                # The button was pressed twice: the first answer let them in.
                return _to("overview.start")
            tell(form, no, CODE_WORDS)
    again = AddressForm(formdata=None, email=asked["email"])
    return shown("accounts/type_code.html", CodePage(form, asked["email"], again), form)


@rooms.post("/sign-out", endpoint="sign_out")
@policy(ANYBODY)
def leave() -> Response:
    """Sign out."""
    sign_out()
    notice("You are signed out.")
    return _to("overview.start")


@rooms.get("/you")
@policy(SIGNED_IN)
def you() -> str:
    """Who the reader is to us, and where they are signed in."""
    card = queries.person(current_user.person_id)
    assert card is not None
    lines = sorted(map(_line, queries.sessions_of(card.id)), key=lambda line: not line.here)
    return render_template(
        "accounts/you.html", page=YouPage(card.name, card.email, tuple(lines), FlaskForm())
    )


@rooms.post("/you/sessions/<uuid:session_id>/end")
@policy(SIGNED_IN)
def end_session(session_id: UUID) -> Response:
    """Sign out of one browser."""
    if not services.end_session(current_user.person_id, session_id):
        abort(404)
    notice("That browser is signed out.")
    return _to("accounts.you")


@rooms.post("/you/sessions/end-others")
@policy(SIGNED_IN)
def end_others() -> Response:
    """Sign out of every browser but this one."""
    services.end_other_sessions(current_user.person_id, current_user.session_id)
    notice("You are signed out everywhere but here.")
    return _to("accounts.you")


@rooms.get("/open/<token>")
@policy(ANYBODY)
def open_page(token: str) -> str:
    """Offer to use a link. Whether it is still good, and whose it is, is told when it is used."""
    return render_template("accounts/open.html", page=OpenPage(token, FlaskForm()))


@rooms.post("/open/<token>")
@policy(ANYBODY)
def open_link(token: str) -> Response:
    """Sign in whoever has the link, and go where it leads."""
    try:
        opened = services.sign_in_by_link(token, device())
    except Refused:
        abort(404)
    sign_in(opened)
    return redirect(_ours(opened.target))


def _send_code(email: str) -> Response:
    services.refuse_no_address(email)
    secret = secrets.token_urlsafe(32)
    code_services.ask(code_services.SIGN_IN, email, browser.asker(email), secret)
    session[_ASKED] = {"email": email, "secret": secret}
    return _to("accounts.type_code")


def _come_in(asked: dict[str, str], typed: str) -> Response:
    opened = code_services.sign_in_by_code(asked["secret"], typed, device())
    after = str(session.get(AFTER, ""))
    sign_in(opened)
    response = redirect(_ours(after))
    browser.remember(response, asked["email"])
    return response


def _ours(path: str) -> str:
    """A path on this server, whatever is handed in: nobody is sent elsewhere after signing in."""
    safe = path.startswith("/") and path[1:2] not in {"/", "\\"} and path.isprintable()
    return path if safe else url_for("overview.start")


def _line(kept: OpenSession) -> SessionLine:
    here = kept.id == current_user.session_id
    return SessionLine(kept, browser.in_words(kept.device), METHODS[kept.method], here)


def _refused(page: Response, no: Refused) -> Response:
    if no.code == "too_many_codes":
        page.status_code = 429
    return page


def _to(endpoint: str) -> Response:
    return redirect(url_for(endpoint))
