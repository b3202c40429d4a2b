"""Verification: the verdict follows from the checks, and what was not judged is said."""

import hashlib
from datetime import UTC, datetime
from itertools import product

import pytest

from govflow.columns import Json
from govflow.core.merkle import inclusion_proof, leaf_hash, root
from govflow.journal.keys import make_signer, public_text, read_signer
from govflow.journal.leaf import SYSTEM, build_leaf, canonical
from govflow.journal.note import Checkpoint, Signer
from govflow.journal.proof import Proof
from govflow.pdf.seal import Seal, make_seal, read_seal
from govflow.pdf.sealing import seal_pdf
from govflow.signing.verification import Verdict, Verification, verify
from tests.conftest import full_or_small

MOMENT = datetime(2027, 3, 10, 12, tzinfo=UTC)
PLACE = 3
"""Where the act of sealing stands in the journal of these tests."""


@pytest.fixture(scope="module")
def seal() -> Seal:
    """The key of the server's seal."""
    return read_seal(make_seal("tamebrook.example", MOMENT))


@pytest.fixture(scope="module")
def log() -> Signer:
    """The key of the server's journal."""
    return read_signer(make_signer("tamebrook.example"))


@pytest.fixture(scope="module")
def key(log: Signer, seal: Seal) -> str:
    """The server's public key, as it is given away."""
    return public_text(log, seal.public_text)


@pytest.fixture(scope="module")
def sealed(seal: Seal) -> bytes:
    """A small sealed PDF."""
    return seal_pdf(small_pdf(), seal, MOMENT, "a test")


def small_pdf() -> bytes:
    """One empty page."""
    objects = (
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>",
    )
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 4\n0000000000 65535 f \n" + rows
    return body + table + b"trailer <</Size 4 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def proof_of(pdf: bytes, log: Signer) -> str:
    """The proof that the act of sealing this file stands in the journal."""
    leaves = [build_leaf("act", MOMENT, SYSTEM, None, None, None, None, f"{n:064x}") for n in range(7)]
    digest = hashlib.sha256(pdf).hexdigest()
    leaves[PLACE] = build_leaf("sealed", MOMENT, SYSTEM, None, None, None, digest, "0" * 64)
    hashes = [leaf_hash(leaf) for leaf in leaves]
    note = log.sign(Checkpoint(log.name, len(leaves), root(hashes)).text)
    return Proof(PLACE, inclusion_proof(PLACE, hashes), note, leaves[PLACE]).text


@pytest.mark.parametrize("told", ["", "2027-03-10", "\x1b[2JVALID", {"a": 1}, 1, None])
def test_a_proof_whose_entry_tells_no_time_proves_nothing(sealed: bytes, log: Signer, told: Json) -> None:
    leaf = canonical({"doc_sha256": hashlib.sha256(sealed).hexdigest(), "t": told})
    note = log.sign(Checkpoint(log.name, 1, leaf_hash(leaf)).text)
    judged = verify(sealed, Proof(0, (), note, leaf).text, None)
    assert judged.verdict is Verdict.INVALID
    assert "cannot be read" in words(judged)
    assert "VALID" not in words(judged)


def failed(judged: Verification) -> list[str]:
    """The checks that do not hold."""
    return [check.name for check in judged.checks if not check.ok]


def words(judged: Verification) -> str:
    """All that is said."""
    return " ".join(check.words for check in judged.checks)


def test_with_key_and_proof_everything_holds(sealed: bytes, key: str, log: Signer) -> None:
    judged = verify(sealed, proof_of(sealed, log), key)
    assert judged.verdict is Verdict.VALID
    assert failed(judged) == []
    assert "entry 3, of 10 March 2027, 12:00 UTC" in words(judged)
    assert "whose first 7 entries it signed" in words(judged)


def test_without_a_proof_the_seal_alone_is_judged_and_the_words_say_so(sealed: bytes, key: str) -> None:
    judged = verify(sealed, None, key)
    assert judged.verdict is Verdict.VALID
    assert "No proof was given: the seal alone was judged." in words(judged)


def test_without_a_key_nobody_vouched_for_the_sealer(sealed: bytes, log: Signer) -> None:
    for proof in (None, proof_of(sealed, log)):
        judged = verify(sealed, proof, None)
        assert judged.verdict is Verdict.UNPINNED
        assert failed(judged) == ["key"]
        assert "who sealed it" in words(judged)


def test_under_another_servers_key_it_is_not_valid(sealed: bytes, log: Signer, seal: Seal) -> None:
    stranger = read_seal(make_seal("tamebrook.example", MOMENT))
    other_log = read_signer(make_signer("tamebrook.example"))
    judged = verify(sealed, proof_of(sealed, log), public_text(log, stranger.public_text))
    assert judged.verdict is Verdict.INVALID
    assert failed(judged) == ["key"]
    judged = verify(sealed, proof_of(sealed, log), public_text(other_log, seal.public_text))
    assert judged.verdict is Verdict.INVALID
    assert failed(judged) == ["journal"]


@pytest.mark.parametrize("vouched", [True, False])
def test_the_proof_of_another_file_is_invalid(sealed: bytes, log: Signer, key: str, vouched: bool) -> None:
    judged = verify(sealed, proof_of(b"another file", log), key if vouched else None)
    assert judged.verdict is Verdict.INVALID
    assert "proof" in failed(judged)
    assert "that of another file" in words(judged)


@pytest.mark.soak
def test_no_changed_line_of_a_proof_is_believed(sealed: bytes, log: Signer, key: str) -> None:
    proof = proof_of(sealed, log)
    for place, mark in product(range(0, len(proof), full_or_small(1, 29)), "A+\n"):
        if proof[place] != mark:
            changed = proof[:place] + mark + proof[place + 1 :]
            assert verify(sealed, changed, key).verdict is Verdict.INVALID, (place, mark)
    for broken in (
        "",
        "c2sp.org/tlog-proof@v1\n",
        proof[:-1],
        proof + "\n",
        "\n" + proof,
        "a page of a book",
    ):
        assert verify(sealed, broken, key).verdict is Verdict.INVALID


def test_a_changed_file_is_invalid_with_and_without_a_key(sealed: bytes, key: str, log: Signer) -> None:
    changed = sealed.replace(b"/Count 1", b"/Count 2")
    for proof, vouched in product((None, proof_of(sealed, log)), (None, key)):
        assert verify(changed, proof, vouched).verdict is Verdict.INVALID


def test_a_file_that_is_no_pdf_is_unreadable_whatever_comes_with_it(key: str, log: Signer) -> None:
    for content in (b"", b"a page of a book"):
        judged = verify(content, proof_of(content, log), key)
        assert judged.verdict is Verdict.UNREADABLE
        assert failed(judged) == ["file"]


@pytest.mark.parametrize("part", ["log", "seal", "both"])
def test_half_a_key_is_no_key(sealed: bytes, log: Signer, seal: Seal, part: str) -> None:
    text = {
        "log": f"{log.verifier.line}\n",
        "seal": seal.public_text,
        "both": f"{log.verifier.line}\n-----BEGIN",
    }
    judged = verify(sealed, None, text[part])
    assert judged.verdict is Verdict.UNREADABLE
    assert failed(judged) == ["key"]


def test_it_always_says_what_was_not_verified(sealed: bytes, key: str, log: Signer) -> None:
    for proof, vouched in product((None, proof_of(sealed, log)), (None, key)):
        told = verify(sealed, proof, vouched).checks[-1]
        assert told.name == "limits"
        for matter in ("trusted timestamp", "people", "later version", "valid in law"):
            assert matter in told.words
        assert ("independent witness" in told.words) == (proof is not None)
