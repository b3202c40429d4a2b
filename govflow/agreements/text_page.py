"""The text of an agreement as HTML, and pages around it; the addresses of the pages about it.

In: a document, with what stands behind its parts where it is a working draft. Out: HTML, which is the same for
everybody with the same rights and is kept by who asks for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from flask import render_template, url_for
from markupsafe import Markup
from werkzeug import Response

from govflow.agreements.mends import Offer
from govflow.core.document import Document
from govflow.pdf.pages import Section
from govflow.web.links import Link


def place(endpoint: str, agreement_id: UUID, **more: Any) -> str:
    """The address of a page about an agreement's text."""
    return url_for(f"agreements.{endpoint}", agreement_id=agreement_id, **more)


DOWNLOADS = {"pdf": "PDF", "html": "Web page", "txt": "Plain text", "json": "Data (JSON)"}
"""The forms an agreement can be downloaded in, by their names in an address."""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A problem as the page shows it. ``target``: the place in the text; ``ask_url``: where it is mended.

    ``ask``: what that link says; "" where there is none. ``offer``: the mend of one press that the reader may do.
    """

    severity: str
    word: str
    message: str
    target: str
    ask_url: str
    ask: str
    offer: Offer | None


@dataclass(frozen=True, slots=True)
class About:
    """What stands behind a part: what it does and why, the questions that feed it, and where it is reworded.

    ``edit_url``: "" where it cannot be; ``changed_url``: its difference from the model text, "" where none.
    """

    does: str
    why: str
    clause_url: str
    questions: tuple[Link, ...]
    edit_url: str
    changed_url: str


@dataclass(frozen=True, slots=True)
class TextPage:
    """A text, ready to be read. ``about``: by part, empty where the text is frozen."""

    document: Document
    sections: tuple[Section, ...]
    about: Mapping[str, About]
    problems: tuple[OpenPoint, ...]
    show_problems: bool


def html_of(text: TextPage) -> bytes:
    """The text as HTML."""
    return render_template("agreements/_text.html", text=text).encode()


BODY = Markup("<!-- the text of the agreement -->")
"""What the page's template has in the place of the text: nobody's words can be a comment, theirs are escaped."""


class WithBody(Protocol):
    """A page with a text in it."""

    @property
    def body(self) -> bytes:
        """The text as HTML."""


def around(template: str, page: WithBody) -> Response:
    """A page with its text put in as it is kept: half a megabyte is neither escaped nor encoded for every reader."""
    head, _, foot = render_template(template, page=page, body=BODY).partition(BODY)
    return Response([head.encode(), page.body, foot.encode()], mimetype="text/html")
