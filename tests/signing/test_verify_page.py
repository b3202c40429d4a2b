"""The public page: the verdict of `govflow verify` on a file that anybody sends, of which nothing is kept."""

import hashlib
import logging
import uuid
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from govflow.journal import keys
from govflow.journal.leaf import SYSTEM
from govflow.journal.perform import Act, Done, perform
from govflow.journal.queries import entries, proof_of
from govflow.pdf import press
from govflow.pdf.sealing import seal_pdf
from govflow.signing import verify_views
from govflow.signing.verification import HEADINGS, Verdict, verify
from tests.faults import all_rows
from tests.signing.test_verification import MOMENT, small_pdf
from tests.web.checked_pages import read_page, words
from tests.web.people import token_of


@pytest.fixture
def sealed(app: Flask) -> bytes:
    """A small PDF with this server's own seal."""
    return seal_pdf(small_pdf(), keys.seal(), MOMENT, "a test")


def journalled(content: bytes) -> str:
    """The proof that this server's journal knows a file."""
    digest = hashlib.sha256(content).hexdigest()
    act = Act("document_sealed", SYSTEM, None, None, lambda *_: Done(doc_sha256=digest, checkpoint=True))
    perform(act, uuid.uuid4())
    newest = max(entry.index for entry in entries())
    proof = proof_of(newest)
    assert proof is not None
    return proof.text


BOUNDARY = "a-boundary-of-the-tests"


def send(client: FlaskClient, pdf: bytes | None, proof: str | bytes | None = None) -> TestResponse:
    """Choose files and press the button."""
    text = proof.encode() if isinstance(proof, str) else proof
    parts = [_part("csrf_token", "", token_of(client, "/verify").encode())]
    parts += [] if pdf is None else [_part("pdf", "Private name of Maria Hughes.pdf", pdf)]
    parts += [] if text is None else [_part("proof", "agreement.tlog-proof", text)]
    body = b"".join((*parts, f"--{BOUNDARY}--\r\n".encode()))
    return client.post("/verify", data=body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


def _part(name: str, file: str, content: bytes) -> bytes:
    """One part of a form as a browser sends it: written out, because the test's own writer puts files aside."""
    named = f'; filename="{file}"' if file else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def says(answer: TestResponse) -> str:
    return words(read_page(answer.text).find(".//main"))


def test_a_sealed_file_with_its_proof_is_valid(client: FlaskClient, sealed: bytes) -> None:
    proof = journalled(sealed)
    answer = send(client, sealed, proof)
    assert answer.status_code == 200
    told = says(answer)
    key = keys.public_text(keys.signer(), keys.seal().public_text)
    judged = verify(sealed, proof, key, own=True)
    assert judged.verdict is Verdict.VALID
    assert HEADINGS[Verdict.VALID] in told
    for check in judged.checks[:-1]:
        assert f"Yes {check.words}" in told
    assert "Not checked Whether the agreement is valid in law." in told


def test_without_the_proof_the_journal_is_said_not_to_be_checked(client: FlaskClient, sealed: bytes) -> None:
    told = says(send(client, sealed))
    assert HEADINGS[Verdict.VALID] in told
    assert "It was sealed with this server’s own key." in told
    assert "Not checked That the file stands in the journal." in told


@pytest.mark.parametrize(
    ("spoilt", "verdict", "said"),
    [
        ("changed", Verdict.INVALID, "No It was changed"),
        ("appended", Verdict.INVALID, "No 18 bytes were appended after it was sealed."),
        ("unsealed", Verdict.INVALID, "No It bears no seal"),
        ("garbage", Verdict.UNREADABLE, "The file cannot be judged: it is not a PDF"),
        ("empty", Verdict.UNREADABLE, "The file cannot be judged: it is empty."),
    ],
)
def test_anything_else_is_not(
    client: FlaskClient, sealed: bytes, spoilt: str, verdict: Verdict, said: str
) -> None:
    content = {
        "changed": sealed.replace(b"/Count 1", b"/Count 2"),
        "appended": sealed + b"\n% another revision"[:18],
        "unsealed": small_pdf(),
        "garbage": b"a page of a book",
        "empty": b"",
    }[spoilt]
    told = says(send(client, content))
    assert HEADINGS[verdict] in told and said in told
    assert HEADINGS[Verdict.VALID] not in told


def test_the_proof_of_another_file_is_refused(client: FlaskClient, sealed: bytes) -> None:
    told = says(send(client, sealed, journalled(b"another file")))
    assert HEADINGS[Verdict.INVALID] in told and "No The proof is that of another file." in told


@pytest.mark.parametrize("proof", [b"\xff\xfe", b"A" * 70_000, b"no proof at all"])
def test_a_proof_that_cannot_be_read_is_never_believed(
    client: FlaskClient, sealed: bytes, proof: bytes
) -> None:
    told = says(send(client, sealed, proof))
    assert HEADINGS[Verdict.VALID] not in told and "proof" in told


def test_a_form_without_a_file_says_what_to_do(client: FlaskClient) -> None:
    answer = send(client, None)
    assert answer.status_code == 422 and "Choose the PDF to be verified." in says(answer)


def test_what_is_too_large_is_said_in_words(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    told = says(send(client, b"%PDF-1.7\n" + b"0" * (25 * 1024 * 1024)))
    assert HEADINGS[Verdict.UNREADABLE] in told and "it is larger than 25 MB" in told
    answer = send(client, b"0" * (27 * 1024 * 1024))
    assert answer.status_code == 413 and "That is too large" in answer.text


def kept(folder: Path) -> set[str]:
    """The files of a folder, but the database's own."""
    return {str(path) for path in folder.rglob("*") if "sqlite3" not in path.name}


def _refused(*_: object, **__: object) -> None:
    raise AssertionError("a stranger's file would be put on the disk")


def test_nothing_is_kept_and_nothing_is_logged(
    app: Flask,
    client: FlaskClient,
    sealed: bytes,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", _refused)
    instance = Path(app.instance_path)
    before = (kept(instance), all_rows())
    with caplog.at_level(logging.DEBUG):
        large = sealed + b"%" * 2_000_000
        for content in (sealed, large, b"a page of Maria Hughes"):
            answer = send(client, content)
            assert "Maria Hughes" not in answer.text
    assert (kept(instance), all_rows()) == before
    assert "Maria" not in caplog.text


def test_one_file_at_a_time(client: FlaskClient, sealed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_views, "PATIENCE_SECONDS", 0.01)
    with verify_views._turn:
        answer = send(client, sealed)
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "30"
    assert "Another file is being examined just now." in says(answer)
    assert send(client, sealed).status_code == 200


def test_a_file_that_breaks_its_reader_is_answered(
    client: FlaskClient, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise press.ChildFailed("it ended with -9")

    monkeypatch.setattr(press.Press, "run", dies)
    told = says(send(client, sealed))
    assert HEADINGS[Verdict.UNREADABLE] in told and "breaks every limit" in told
    monkeypatch.undo()
    assert HEADINGS[Verdict.VALID] in says(send(client, sealed))
