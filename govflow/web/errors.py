"""What a person reads when there is nothing there, when they came too late, or when we failed.

Each page says what to do next. A failure of ours has a reference that the operator finds in the log; nothing of
an agreement is written there.
"""

import logging
import uuid
from dataclasses import dataclass

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException, InternalServerError

log = logging.getLogger("govflow")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What the page says. ``reference``: "" unless it is our fault."""

    title: str
    words: str
    reference: str = ""


WORDS = {
    400: ErrorPage("We could not read that", "Go back, reload the page and try again. Nothing was changed."),
    404: ErrorPage(
        "There is nothing here for you",
        "The address may be mistyped, or the page may be for other people. If you came by a link in a message, "
        "open the newest one.",
    ),
    405: ErrorPage("That cannot be done here", "Go back to the page before and use its buttons."),
    413: ErrorPage("That is too large", "Send a smaller file or a shorter text. Nothing was changed."),
}


def use_errors(app: Flask) -> None:
    """Give an application these pages."""
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(InternalServerError, _ours)


def _known(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    page = WORDS.get(code, ErrorPage("That did not work", "Go back and try again. Nothing was changed."))
    return render_template("errors/error.html", page=page), code


def _ours(error: InternalServerError) -> tuple[str, int]:
    reference = uuid.uuid4().hex[:8]
    log.error("failure %s", reference, exc_info=error.original_exception)
    words = "We failed, not you. Nothing was changed. Try again; if it fails again, give us this reference."
    return render_template(
        "errors/error.html", page=ErrorPage("Something went wrong here", words, reference)
    ), 500
