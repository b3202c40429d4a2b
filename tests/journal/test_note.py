"""Signed notes, checkpoints and verifier lines, as C2SP has them."""

import base64

import pytest

from govflow.journal.keys import make_signer, public_text, read_public_text, read_signer, verifier_line
from govflow.journal.note import BadNote, Checkpoint, open_note, read_checkpoint, read_verifier

# The published example of signed notes: key, text and signature.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
WORDS = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
SIGNATURE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{WORDS}\n{SIGNATURE}"

SIGNER = read_signer(make_signer("example.org/journal"))
CHECKPOINT = Checkpoint("example.org/journal", 3, bytes(range(32)))
SIGNED = SIGNER.sign(CHECKPOINT.text)


def test_the_published_note_opens() -> None:
    assert open_note(NOTE, read_verifier(PETER)) == WORDS
    assert read_verifier(PETER).line == PETER


def test_signatures_of_other_keys_are_passed_over() -> None:
    cosigned = SIGNED + SIGNATURE
    assert read_checkpoint(cosigned, SIGNER.verifier) == CHECKPOINT


def test_a_name_shared_with_another_key_is_not_that_key() -> None:
    namesake = read_signer(make_signer("example.org/journal"))
    with pytest.raises(BadNote, match="not signed by"):
        open_note(SIGNED, namesake.verifier)


def test_a_checkpoint_is_three_lines_and_comes_back_from_its_note() -> None:
    root = base64.b64encode(bytes(range(32))).decode()
    assert CHECKPOINT.text == f"example.org/journal\n3\n{root}\n"
    assert read_checkpoint(SIGNED, SIGNER.verifier) == CHECKPOINT


def test_no_changed_byte_of_a_note_is_believed() -> None:
    for place in range(len(SIGNED)):
        for changed in (chr(ord(SIGNED[place]) ^ 1), ""):
            note = SIGNED[:place] + changed + SIGNED[place + 1 :]
            with pytest.raises(BadNote):
                read_checkpoint(note, SIGNER.verifier)


@pytest.mark.parametrize(
    "text",
    [
        "example.org/journal\n3\n",
        CHECKPOINT.text + "extension\n",
        CHECKPOINT.text.replace("\n3\n", "\n03\n"),
        CHECKPOINT.text.replace("\n3\n", "\nthree\n"),
        CHECKPOINT.text.replace("\n3\n", "\n٣\n"),
        CHECKPOINT.text.replace("example.org/journal", "example.org/other"),
        CHECKPOINT.text.replace("=\n", "\n"),
    ],
)
def test_a_signed_text_that_is_no_checkpoint_of_ours_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        read_checkpoint(SIGNER.sign(text), SIGNER.verifier)


@pytest.mark.parametrize(
    "note",
    [
        "",
        WORDS,
        NOTE.rstrip("\n"),
        NOTE.replace("cryptography", "crypto\tgraphy"),
        NOTE.replace("— ", "- "),
        f"{WORDS}\n— PeterNeumann x08go/Y=\n",
        f"{WORDS}\n" + SIGNATURE * 17,
    ],
)
def test_what_is_not_a_signed_note_is_refused(note: str) -> None:
    with pytest.raises(BadNote):
        open_note(note, read_verifier(PETER))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "name",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("Peter", "Petra"),
        PETER[:-4],
        "+" + PETER,
    ],
)
def test_a_changed_verifier_line_is_refused(line: str) -> None:
    with pytest.raises(BadNote):
        read_verifier(line)


def test_a_private_key_comes_back_from_its_text_and_signs_the_same() -> None:
    text = make_signer("example.org/journal")
    assert read_signer(text).sign("a\n") == read_signer(text + "\n").sign("a\n")
    assert verifier_line(read_signer(text)) == read_signer(text).verifier.line


def test_a_new_log_without_a_name_gets_one_nobody_else_has() -> None:
    assert read_signer(make_signer()).name != read_signer(make_signer()).name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PRIVATE+KEY+name",
        make_signer("a").replace("PRIVATE", "PUBLIC"),
        make_signer("a").replace("+a+", "+b+"),
        "PRIVATE+KEY+a+00000000+AAAA",
        "PRIVATE+KEY+a+00000000+*",
    ],
    ids=("empty", "cut short", "a public key", "another name", "no key", "no base64"),
)
def test_a_changed_private_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        read_signer(text)


def test_the_public_file_carries_the_log_key_and_the_seal_certificate() -> None:
    certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    assert read_public_text(public_text(SIGNER, certificate)) == (SIGNER.verifier, certificate)
    assert read_public_text(public_text(SIGNER)) == (SIGNER.verifier, "")
