"""The seal: its key, what sealing leaves as it was, and that other readers find it good."""

import io
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from govflow.pdf.paper import Paper
from govflow.pdf.seal import P256_ORDER, NoSeal, Seal, make_seal, read_seal
from govflow.pdf.sealing import seal_pdf
from tests.pdf.conftest import MOMENT


def test_a_key_is_read_back_as_it_was_made() -> None:
    text = make_seal("tamebrook.example", MOMENT)
    seal = read_seal(text)
    assert seal.public_text in text
    assert "PRIVATE KEY" not in seal.public_text
    assert seal.certificate.subject.rfc4514_string() == "O=govflow,CN=tamebrook.example"
    assert seal.certificate.not_valid_before_utc == MOMENT
    assert seal.certificate.not_valid_after_utc.year == 9999


def private(key: ec.EllipticCurvePrivateKey) -> str:
    """A key's private text."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_a_key_of_another_kind_or_without_its_certificate_is_refused(seal: Seal) -> None:
    with pytest.raises(NoSeal, match="not the private text"):
        read_seal("a page of a book")
    with pytest.raises(NoSeal, match="not the private text"):
        read_seal(private(seal.key))
    with pytest.raises(NoSeal, match="P-256"):
        read_seal(private(ec.generate_private_key(ec.SECP384R1())) + seal.public_text)
    with pytest.raises(NoSeal, match="belong together"):
        read_seal(private(ec.generate_private_key(ec.SECP256R1())) + seal.public_text)


def test_a_signature_has_one_spelling(seal: Seal) -> None:
    for number in range(40):
        content = b"%d" % number
        signature = seal.signature(content)
        seal.certificate.public_key().verify(signature, content, ec.ECDSA(SHA256()))  # type: ignore[call-arg, union-attr, arg-type]
        assert decode_dss_signature(signature)[1] <= P256_ORDER // 2


def test_the_sealed_file_begins_with_the_file_as_it_was(executed: Paper, sealed: bytes) -> None:
    assert sealed.startswith(executed.pdf)
    assert len(sealed) - len(executed.pdf) < 10_000


def test_poppler_finds_the_seal_valid_over_the_whole_file(sealed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    told = subprocess.run(["pdfsig", str(file)], check=True, capture_output=True, text=True).stdout
    assert told.count("Signature #") == 1
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert "Signature Type: ETSI.CAdES.detached" in told
    assert "CN=tamebrook.example" in told


def test_the_seal_is_invisible_and_allows_no_change(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as opened:
        root = opened.Root
        [field] = root.AcroForm.Fields
        assert root.Perms.DocMDP.objgen == field.V.objgen
        assert int(field.V.Reference[0].TransformParams.P) == 1
        assert [int(edge) for edge in field.Rect] == [0, 0, 0, 0]
        assert int(field.F) == 132
        assert str(field.V.M) == "D:20270310120000Z"
        assert str(field.V.Reason) == "Released and dated 10 March 2027"
        assert int(root.AcroForm.SigFlags) == 3
        # PDF/A-3 is PDF 1.7; the document's own metadata stay those of its release.
        assert opened.pdf_version == "1.7"
        assert "/Version" not in root
        assert str(opened.docinfo["/ModDate"]) == "D:20270310120000Z"


def test_sealing_asks_no_clock(executed: Paper, seal: Seal) -> None:
    long_ago = seal_pdf(executed.pdf, seal, datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC), "a test")
    assert b"D\\07220010203040506Z" in long_ago
    assert f"D\\072{datetime.now(UTC):%Y%m%d}".encode() not in long_ago
