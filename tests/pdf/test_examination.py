"""Judging a sealed file: no byte of it can change, nothing can follow it, and whatever it is, an answer comes."""

import io
import random
import re
import time
import zlib
from functools import cache

import pikepdf
import pytest
from asn1crypto import cms
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from govflow.pdf import sealed as judging
from govflow.pdf.paper import Paper
from govflow.pdf.press import ChildFailed
from govflow.pdf.seal import P256_ORDER, Seal
from govflow.pdf.sealed import LARGEST, Examination, examine
from govflow.pdf.sealing import SealHolder, seal_pdf
from tests.conftest import full_or_small
from tests.pdf.conftest import MOMENT


def failed(judged: Examination) -> list[str]:
    """The checks that do not hold."""
    return [check.name for check in judged.checks if not check.ok]


def is_good(judged: Examination) -> bool:
    """Whether everything holds."""
    return not judged.unreadable and not failed(judged)


def hole(pdf: bytes) -> tuple[int, int]:
    """Where the seal's container stands, angle brackets included."""
    *_, told = re.finditer(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf)
    return int(told.group(1)), int(told.group(2))


def refilled(pdf: bytes, container: bytes) -> bytes:
    """The same file with something else in the container's place."""
    start, end = hole(pdf)
    digits = container.hex().upper().encode()
    return pdf[: start + 1] + digits.ljust(end - start - 2, b"0") + pdf[end - 1 :]


def container(pdf: bytes) -> bytes:
    """What fills the container's place, without the zeros after it."""
    start, end = hole(pdf)
    filled = bytes.fromhex(pdf[start + 1 : end - 1].decode())
    length = 4 + int.from_bytes(filled[2:4])
    return filled[:length]


def test_a_sealed_agreement_holds_under_its_own_key(sealed: bytes, seal: Seal) -> None:
    judged = examine(sealed, seal.public_text)
    assert is_good(judged)
    assert [check.name for check in judged.checks] == ["seal", "whole_file", "unchanged", "closed", "key"]
    assert judged.sealed_by == "O=govflow,CN=tamebrook.example"


def test_without_a_key_only_the_key_is_missing(sealed: bytes, other_seal: Seal) -> None:
    assert failed(examine(sealed, "")) == ["key"]
    assert failed(examine(sealed, other_seal.public_text)) == ["key"]


@pytest.mark.soak
def test_every_random_change_of_one_byte_is_refused(sealed: bytes, seal: Seal) -> None:
    chance = random.Random(20270310)
    for _ in range(full_or_small(5000, 300)):
        place = chance.randrange(len(sealed))
        changed = bytearray(sealed)
        changed[place] ^= chance.randrange(1, 256)
        assert not is_good(examine(bytes(changed), seal.public_text)), place


@pytest.mark.soak
def test_every_change_of_one_bit_in_and_around_the_container_is_refused(sealed: bytes, seal: Seal) -> None:
    start, end = hole(sealed)
    places = [*range(start - 40, start + 1900), *range(start + 1900, end, 97), *range(end - 20, len(sealed))]
    chance = random.Random(1)
    for place in places[:: full_or_small(1, 11)]:
        changed = bytearray(sealed)
        changed[place] ^= 1 << chance.randrange(8)
        assert not is_good(examine(bytes(changed), seal.public_text)), place


def test_an_appended_revision_is_refused(sealed: bytes, seal: Seal) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()  # type: ignore[no-untyped-call]
    output = io.BytesIO()
    writer.write(output)  # type: ignore[no-untyped-call]
    longer = output.getvalue()
    assert longer.startswith(sealed)
    assert failed(examine(longer, seal.public_text)) == ["whole_file"]


@pytest.mark.parametrize("tail", [b"\n", b"\0", b"%%EOF\n", b"PK\x03\x04"])
def test_a_single_byte_after_the_end_is_refused(sealed: bytes, seal: Seal, tail: bytes) -> None:
    assert failed(examine(sealed + tail, seal.public_text)) == ["whole_file"]


def test_something_before_the_beginning_is_refused(sealed: bytes, seal: Seal) -> None:
    assert not is_good(examine(b"#!/bin/sh\n" + sealed, seal.public_text))


def test_a_rollback_to_the_unsealed_file_is_refused(executed: Paper, seal: Seal) -> None:
    assert failed(examine(executed.pdf, seal.public_text)) == ["seal"]


def test_a_file_written_anew_with_the_same_look_is_refused(sealed: bytes, seal: Seal) -> None:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed)) as opened:
        opened.save(output)
    assert not is_good(examine(output.getvalue(), seal.public_text))


def test_the_seal_of_another_file_is_refused(sealed: bytes, drafted: Paper, seal: Seal) -> None:
    other = seal_pdf(drafted.pdf, seal, MOMENT, "another")
    assert failed(examine(refilled(sealed, container(other)), seal.public_text)) == ["unchanged"]


def test_a_second_seal_over_the_first_is_refused(sealed: bytes, other_seal: Seal) -> None:
    approved = sign(sealed, other_seal, certify=False)
    judged = examine(approved, other_seal.public_text)
    assert failed(judged) == ["closed"]


def test_a_signature_that_leaves_the_file_open_is_refused_even_under_the_key(
    executed: Paper, seal: Seal
) -> None:
    assert failed(examine(sign(executed.pdf, seal, certify=False), seal.public_text)) == ["closed"]


def sign(pdf: bytes, seal: Seal, certify: bool) -> bytes:
    """A signature that is not a seal of ours, made with a key like ours."""
    metadata = PdfSignatureMetadata(
        field_name="Another", certify=certify, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    output = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    if b"/DocMDP" in pdf:
        # pyHanko minds the first seal; somebody who forges does not.
        metadata = PdfSignatureMetadata(
            field_name="Another", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        del writer.root["/Perms"]
        writer.update_root()  # type: ignore[no-untyped-call]
    PdfSigner(metadata, SealHolder(seal)).sign_pdf(writer, output=output, bytes_reserved=4096)
    return output.getvalue()


def spelled_otherwise(pdf: bytes) -> dict[str, bytes]:
    """The same seal, written in other ways that a lenient reader would take for the same."""
    start, end = hole(pdf)
    der = container(pdf)
    info = cms.ContentInfo.load(der)
    signer = info["content"]["signer_infos"][0]
    r, s = decode_dss_signature(signer["signature"].native)
    signer["signature"] = encode_dss_signature(r, P256_ORDER - s)
    mirrored = info.dump(force=True)
    info = cms.ContentInfo.load(der)
    info["content"]["certificates"] = [*info["content"]["certificates"], info["content"]["certificates"][0]]
    twice = info.dump(force=True)
    indefinite = b"\x30\x80" + der[4:] + b"\0\0"
    return {
        "small letters": pdf[:start] + pdf[start:end].lower() + pdf[end:],
        "other room after it": refilled(pdf, der + b"\0\0\1"),
        "the mirrored signature": refilled(pdf, mirrored),
        "its certificate twice": refilled(pdf, twice),
        "an indefinite length": refilled(pdf, indefinite),
    }


def test_the_same_seal_spelled_in_another_way_is_refused(sealed: bytes, seal: Seal) -> None:
    for name, other in spelled_otherwise(sealed).items():
        assert other != sealed
        assert len(other) == len(sealed)
        assert not is_good(examine(other, seal.public_text)), name


def test_a_seal_with_our_certificate_but_another_key_is_refused(
    executed: Paper, seal: Seal, other_seal: Seal
) -> None:
    forged = seal_pdf(executed.pdf, Seal(other_seal.key, seal.certificate), MOMENT, "forged")
    assert failed(examine(forged, seal.public_text)) == ["unchanged"]


NOT_PDFS = {
    "nothing": b"",
    "text": b"This agreement is dated 10 March 2027.\n",
    "a head alone": b"%PDF-1.7\n",
    "a byte range alone": b"%PDF-1.7\n/ByteRange [0 10 20 5]\n" + b"<00>" * 9,
    "a byte range over itself": b"/ByteRange [0 1 2 0]",
    "zeros": b"\0" * 100_000,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
    "an archive": b"PK\x03\x04" + b"a" * 1000,
    "lines without end": b"%PDF-1.7\n" + b"1 0 obj\n" * 200_000 + b"startxref\n0\n%%EOF",
}


@pytest.mark.parametrize("content", NOT_PDFS.values(), ids=NOT_PDFS)
def test_what_is_no_pdf_cannot_be_judged(content: bytes, seal: Seal) -> None:
    judged = examine(content, seal.public_text)
    assert judged.unreadable or "seal" in failed(judged) or "unchanged" in failed(judged)
    assert not is_good(judged)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.97, 0.999])
def test_a_truncated_file_is_refused(sealed: bytes, seal: Seal, part: float) -> None:
    assert not is_good(examine(sealed[: int(len(sealed) * part)], seal.public_text))


def with_xref_at(body: bytes, root: bytes, objects: int) -> bytes:
    """A small PDF around an object stream."""
    start = len(b"%PDF-1.7\n")
    table = len(b"%PDF-1.7\n" + body)
    rows = b"".join(b"%010d 00000 n \n" % start for _ in range(objects))
    return (
        b"%PDF-1.7\n"
        + body
        + b"xref\n0 %d\n0000000000 65535 f \n" % (objects + 1)
        + rows
        + b"trailer <</Size %d /Root %s>>\nstartxref\n%d\n%%%%EOF" % (objects + 1, root, table)
    )


@cache
def bombs() -> dict[str, bytes]:
    """Files that grow, nest or turn in circles when they are read."""
    packed = zlib.compress(b"\0" * (900 * 1024 * 1024), 9)
    swelling = b"1 0 obj\n<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>stream\n" % len(
        packed
    )
    swollen_table = (
        b"%%PDF-1.7\n1 0 obj\n<</Type /XRef /Size 9 /W [1 8 2] /Root 1 0 R /Filter /FlateDecode /Length %d>>stream\n"
        % len(packed)
    )
    nested = b"1 0 obj\n" + b"[" * 100_000 + b"]" * 100_000 + b"\nendobj\n"
    circle = b"1 0 obj\n1 0 R\nendobj\n"
    return {
        "an object that swells to 900 MB": with_xref_at(
            swelling + packed + b"\nendstream\nendobj\n", b"1 0 R", 1
        ),
        "a table that swells to 900 MB": swollen_table + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF",
        "lists in lists": with_xref_at(nested, b"1 0 R", 1),
        "an object that is itself": with_xref_at(circle, b"1 0 R", 1),
        "a table that names itself": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer <</Size 1 /Prev 9>>\n"
        b"startxref\n9\n%%EOF",
    }


@pytest.mark.parametrize("name", bombs())
def test_a_bomb_ends_within_the_limits_and_the_next_file_is_judged(
    name: str, sealed: bytes, seal: Seal
) -> None:
    began = time.monotonic()
    assert examine(bombs()[name], seal.public_text).unreadable
    assert time.monotonic() - began < 40
    assert is_good(examine(sealed, seal.public_text))


def test_a_file_larger_than_any_agreement_is_not_even_handed_on(seal: Seal) -> None:
    assert "25 MB" in examine(b"%PDF" + b"\0" * LARGEST, seal.public_text).unreadable


def test_a_reader_that_breaks_leaves_an_answer(monkeypatch: pytest.MonkeyPatch, seal: Seal) -> None:
    class Broken:
        def run(self, *_: object) -> None:
            raise ChildFailed("it ended with -9")

    monkeypatch.setattr(judging, "the_bench", Broken)
    assert examine(b"%PDF-1.7", seal.public_text).unreadable
