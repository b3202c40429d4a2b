"""What a person reads when there is nothing there, when they came too late, or when we failed.

Each page says what to do next. A failure of ours has a reference that the operator finds in the log, once, with
the place in the program where it happened; what the failure says of itself is left out there, because it may
quote an agreement, a name or the token of a link.
"""

import logging
import traceback
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import Flask, g, make_response, render_template, request, session
from sqlalchemy.exc import DBAPIError
from werkzeug import Response
from werkzeug.exceptions import HTTPException

from govflow.core.errors import Refused
from govflow.web.access import SAFE, know_reader
from govflow.web.forms import TooManyFields

log = logging.getLogger("govflow")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What the page says. ``reference``: "" unless it is our fault. ``typed``: what would be lost otherwise.

    ``back_url``: the form that was sent, "" where there is none to go back to.
    """

    title: str
    words: str
    reference: str = ""
    typed: tuple[str, ...] = ()
    back_url: str = ""


WORDS = {
    400: ErrorPage(
        "We could not read that",
        "The page may have been open too long, or part of it got lost on the way. "
        "Go back, reload it and try again. Nothing was changed.",
    ),
    401: ErrorPage(
        "You are signed out",
        "You were away for a while, so we signed you out. Nothing was changed. Sign in and open the page again.",
    ),
    404: ErrorPage(
        "There is nothing here for you",
        "The address may be mistyped, or the page may be for other people. If you came by a link in a message, "
        "open the newest one.",
    ),
    405: ErrorPage("That cannot be done here", "Go back to the page before and use its buttons."),
    413: ErrorPage(
        "That is too large",
        "{megabytes} MB at most goes through this page at once. Send a smaller file or a shorter text. Nothing was "
        "changed. Your browser’s back button mostly brings back what you typed.",
    ),
}
TOO_MANY = ErrorPage(
    "That is too much at once",
    "{fields:,} fields and 1 MB of words at most go through this page at once. Send a shorter text, or fewer rows or "
    "paragraphs now, and the others after them. Nothing was changed. Your browser’s back button mostly brings back "
    "what you typed.",
)
OTHERWISE = ErrorPage("That did not work", "Go back and try again. Nothing was changed.")
GONE = ErrorPage(
    "What you wrote this for is not here any more",
    "Somebody may have taken it out while you were writing, or the page is for other people now. Nothing was changed.",
)
REFUSED = ErrorPage(
    "That cannot be done now",
    "It may be done already, or somebody was faster. Go back, look how things stand, and try again. Nothing was "
    "changed.",
)
UNSURE = (
    "Something failed here while we recorded this, so we cannot say for certain whether it is recorded. Go back and "
    "press the button again: it will not be done twice. If it fails again, give us this reference."
)
OURS = "We failed, not you. Go back, look what is there, and try again. If it fails again, give us this reference."


def use_errors(app: Flask) -> None:
    """Give an application these pages."""
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(DBAPIError, _unsure)
    # Flask's own last resort would log the address too, and what the failure says.
    app.register_error_handler(Exception, _ours)


SENT_TOO_LATE = frozenset({400, 401, 404})
"""What answers a form whose sign-in or token is over, or whose page went while somebody wrote."""

CARRIED = "-when"
"""So ends the name of the one field of ours that holds words: the condition of a paragraph, as the pack spells it."""

WORTH_KEEPING = 20
"""Characters: whoever typed fewer types them again."""


def _known(error: HTTPException) -> Response:
    page = WORDS.get(error.code or 0, OTHERWISE)
    if error.code in SENT_TOO_LATE and (typed := tuple(_typed())):
        # Without a cookie there is no token to compare: whoever sent this was here, and is signed out.
        page = replace((GONE if error.code == 404 else page) if session else WORDS[401], typed=typed)
    if error.code == 413:
        page = replace(_too_large(page), typed=tuple(_typed()) if isinstance(error, TooManyFields) else ())
    response = _page(page, error.code or 500)
    response.headers.extend([(name, value) for name, value in error.get_headers() if name != "Content-Type"])
    return response


def _too_large(page: ErrorPage) -> ErrorPage:
    """How much it may be, and the way back. What was typed in a form that was not read is in the browser alone."""
    know_reader()
    most = request.max_content_length or 0
    if 0 < (request.content_length or 0) <= most:
        page = TOO_MANY
    words = page.words.format(megabytes=most // 2**20, fields=request.max_form_parts or 0)
    methods = (request.url_rule.methods if request.url_rule else None) or ()
    back_url = request.full_path.removesuffix("?") if "GET" in methods else ""
    return replace(page, words=words, back_url=back_url)


def _refused(error: Refused) -> Response:
    """A rule said no where no page has words for it: a form's key that was used for another act, for instance."""
    return _page(replace(REFUSED, typed=tuple(_typed())), 409)


def _ours(error: Exception) -> Response:
    return _page(ErrorPage("Something went wrong here", OURS, _logged(error)), 500)


def _unsure(error: DBAPIError) -> Response:
    """The database failed: an act may have been recorded and its answer lost. Its form's key makes a retry safe."""
    if request.method in SAFE:
        return _ours(error)
    return _page(ErrorPage("Not recorded for certain", UNSURE, _logged(error)), 503)


def _logged(error: Exception) -> str:
    # What stands around a page is asked of the database for whoever reads it, and that may be what failed.
    g.pop("reader", None)
    reference = uuid.uuid4().hex[:8]
    log.error("failure %s at %s\n%s", reference, request.endpoint, "".join(_places(error)))
    return reference


def _typed() -> Iterator[str]:
    """The texts of the form that was sent: what has spaces was typed by a person, and not by us.

    What was sent to no page of ours is not read: nobody looked yet whether it is too large.
    """
    for name, text in request.form.items() if request.endpoint else ():
        if len(text) >= WORTH_KEEPING and " " in text.strip() and not name.endswith(CARRIED):
            yield text


def _page(page: ErrorPage, code: int) -> Response:
    return make_response(render_template("errors/error.html", page=page), code)


def _places(error: BaseException | None) -> Iterator[str]:
    """Where it happened, and where what led to it: kinds, files and lines, and no words."""
    while error is not None:
        yield f"{type(error).__qualname__}\n"
        yield from traceback.format_tb(error.__traceback__)
        error = error.__cause__ or error.__context__
