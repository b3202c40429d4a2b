"""The first page, and the page a one-use link opens: a button, because opening a page changes nothing."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, session
from flask_wtf import FlaskForm
from werkzeug import Response

from govflow.accounts import services
from govflow.accounts.sign_in import sign_in
from govflow.core.errors import Refused
from govflow.web.access import ANYBODY, OPENED, policy

rooms = Blueprint("accounts", __name__)

READ = "read"
"""The purpose of a link that opens a page for reading."""


@dataclass(frozen=True, slots=True)
class OpenPage:
    """The page of a link: its token, and the form that uses it."""

    token: str
    form: FlaskForm


@rooms.get("/")
@policy(ANYBODY)
def start() -> str:
    """The first page."""
    return render_template("accounts/start.html")


@rooms.get("/open/<token>")
@policy(ANYBODY)
def open_page(token: str) -> str:
    """Offer to open what a link is for. Whether it is still good is told when it is used."""
    return render_template("accounts/open.html", page=OpenPage(token, FlaskForm()))


@rooms.post("/open/<token>")
@policy(ANYBODY)
def open_link(token: str) -> Response:
    """Use a link and go where it leads."""
    try:
        opened = services.use_link(token, READ)
    except Refused:
        abort(404)
    session.clear()
    sign_in(opened.person_id)
    session[OPENED] = opened.target
    return redirect(opened.target)
