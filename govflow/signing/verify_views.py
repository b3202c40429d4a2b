"""The public page that judges a file: no sign-in, nothing kept, nothing logged.

In: a PDF, and its proof where its holder has it. Out: the verdict of `govflow verify`, check by check, and what was
not judged. The bytes stay in memory, are read in a child process within limits (`govflow.pdf.sealed`), and are gone
with the answer. One file at a time: whoever comes meanwhile is asked to try again.
"""

import hashlib
import io
import threading
from dataclasses import dataclass
from typing import IO

from flask import Blueprint, make_response, render_template, request
from flask_wtf import FlaskForm
from werkzeug import Response
from werkzeug.datastructures import FileStorage

from govflow.core.words import capital, day
from govflow.journal import keys
from govflow.pdf.sealed import LARGEST
from govflow.signing.forms import VerifyForm
from govflow.signing.queries import sealed_as
from govflow.signing.verification import (
    HEADINGS,
    LARGEST_TEXT,
    Verdict,
    Verification,
    unreadable,
    verify,
)
from govflow.web.access import ANYBODY, policy
from govflow.web.forms import shown

rooms = Blueprint("verify", __name__)

LARGEST_UPLOAD = LARGEST + LARGEST_TEXT + 64 * 1024
"""Bytes of the whole form: the file, its proof, and what a browser puts between them."""

PATIENCE_SECONDS = 5
"""How long a file waits for the one before it."""

_turn = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class Row:
    """One check: yes, no or not checked, and what that means."""

    answer: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """The form, and the verdict once a file was judged. ``tone``: its; ``which``: agreement it is, if ours."""

    form: FlaskForm
    verdict: str = ""
    tone: str = ""
    which: str = ""
    advice: str = ""
    rows: tuple[Row, ...] = ()
    busy: bool = False


_TONES = {
    Verdict.VALID: "good",
    Verdict.INVALID: "bad",
    Verdict.UNPINNED: "wait",
    Verdict.UNREADABLE: "bad",
}
_ADVICE = {
    Verdict.VALID: "Judged by this server’s own key. Below is what was verified, and what was not.",
    Verdict.INVALID: "Ask whoever gave it to you for the file they were given, or ask a party for its own copy.",
    Verdict.UNPINNED: "Whether this server sealed it could not be judged.",
    Verdict.UNREADABLE: "Choose the agreement as it was downloaded. A scan, or a copy saved anew, is another file.",
}
_ONLY_THE_PROOF = (
    "The seal of the PDF is whole: it is the proof that does not fit. Choose the small file that was downloaded "
    "with this PDF, or leave the proof out."
)


@rooms.url_value_preprocessor
def _take_a_file(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Let this page take a file, in memory alone: asked for before anything reads the form."""
    request.max_content_length = LARGEST_UPLOAD
    request._get_file_stream = _in_memory  # type: ignore[method-assign]


def _in_memory(*_: object, **__: object) -> IO[bytes]:
    return io.BytesIO()


@rooms.route("/verify", methods=["GET", "POST"])
@policy(ANYBODY)
def start() -> Response:
    """Judge a file."""
    form = VerifyForm()
    if not form.validate_on_submit():
        return shown("verify/start.html", VerifyPage(form), form)
    if not _turn.acquire(timeout=PATIENCE_SECONDS):
        busy = make_response(render_template("verify/start.html", page=VerifyPage(form, busy=True)), 503)
        busy.headers["Retry-After"] = "30"
        return busy
    try:
        pdf = form.pdf.data.stream.read()
        judged = _judge(form, pdf)
    finally:
        _turn.release()
    return shown("verify/start.html", _page(judged, _which(judged, pdf)))


def _which(judged: Verification, pdf: bytes) -> str:
    """Which agreement it is, told to who holds the very file."""
    sealed = sealed_as(hashlib.sha256(pdf).hexdigest()) if judged.verdict is Verdict.VALID else None
    return "" if sealed is None else f"{sealed.title}, version {sealed.version}, dated {day(sealed.dated)}."


def _judge(form: VerifyForm, pdf: bytes) -> Verification:
    proof = form.proof.data
    try:
        text = _text(proof) if isinstance(proof, FileStorage) and proof.filename else None
    except UnicodeDecodeError:
        return unreadable("proof", "The proof cannot be read: it is not text.")
    if text is not None and len(text) > LARGEST_TEXT:
        return unreadable("proof", "The proof cannot be read: it is larger than 64 KB.")
    return verify(pdf, text, keys.public_text(keys.signer(), keys.seal().public_text), own=True)


def _text(proof: FileStorage) -> str:
    return proof.stream.read(LARGEST_TEXT + 1).decode()


def _page(judged: Verification, which: str) -> VerifyPage:
    rows = [
        Row("Yes" if check.ok else "No", "good" if check.ok else "bad", check.words)
        for check in judged.checks
        if check.name != "limits"
    ]
    rows += [Row("Not checked", "plain", f"{capital(words)}.") for words in judged.unchecked]
    failed = {check.name for check in judged.checks if not check.ok}
    return VerifyPage(
        VerifyForm(formdata=None),
        HEADINGS[judged.verdict],
        _TONES[judged.verdict],
        which,
        _ONLY_THE_PROOF
        if judged.verdict is Verdict.INVALID and failed == {"proof"}
        else _ADVICE[judged.verdict],
        tuple(rows),
    )
