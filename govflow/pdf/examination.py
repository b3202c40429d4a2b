"""In the child: is this file sealed, whole, and unchanged?

In: a job with the file and, where somebody vouches for a key, its certificate in PEM. Out: whether the file can
be read at all, and the checks. The bytes are judged first (``container``); only a file whose every byte its
seal speaks for is then read as a PDF, for a second opinion by pyHanko. Its comparison of revisions is left out:
it can take minutes on a tagged PDF, and a file of ours has nothing after the seal to compare.
"""

import asyncio
import io
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from govflow.core.words import number_of
from govflow.pdf.container import Container, NotCanonical, certificate_in, find, wrong_with
from govflow.pdf.frames import Message

REVISIONS = 2
"""The document, and the seal upon it."""

# What reading a damaged or hostile file ends with, short of the limits of this process.
_UNREADABLE = (
    PdfError,
    SignatureValidationError,
    ValidationInfoReadingError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, whether it holds, and what that means in words."""

    name: str
    ok: bool
    words: str


@cache
def identity() -> str:
    """What judges."""
    return f"pyhanko {version('pyhanko')}"


def work(job: Message) -> Message:
    """Examine one file. Parts: the file; the certificate in PEM, or nothing. Fact in: ``own``, whether it is our own.

    Facts out: ``unreadable``: why it is no PDF, "" where it is one; ``checks``; ``sealed_by``: the name on the seal.
    """
    pdf, vouched = job.parts
    container = find(pdf)
    if container is None:
        return _unsealed(pdf)
    try:
        certificate = certificate_in(container)
    except NotCanonical as wrong:
        return _told([Check("seal", False, f"Its seal cannot be believed: {wrong}.")])
    checks = [
        Check("seal", True, "It bears a seal."),
        _whole(pdf, container),
        _unchanged(container, certificate),
    ]
    if all(check.ok for check in checks):
        checks.append(_second_opinion(pdf, certificate))
    checks.append(_key(certificate, vouched, job.facts.get("own") is True))
    return _told(checks, certificate)


def _told(checks: list[Check], certificate: x509.Certificate | None = None) -> Message:
    name = "" if certificate is None else certificate.subject.rfc4514_string()
    return Message({"unreadable": "", "checks": [asdict(check) for check in checks], "sealed_by": name})


def _unsealed(pdf: bytes) -> Message:
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        bears_a_seal = bool(reader.embedded_signatures) if "/AcroForm" in reader.root else False
        _ = reader.root["/Pages"]["/Kids"]
    except _UNREADABLE:
        return Message({"unreadable": "it is not a PDF, or too damaged to be read as one", "checks": []})
    if bears_a_seal:
        return _told([Check("seal", False, "It bears a seal that does not fit its bytes: it was changed.")])
    return _told([Check("seal", False, "It bears no seal: nobody sealed it, or the seal was taken off.")])


def _whole(pdf: bytes, container: Container) -> Check:
    more = len(pdf) - container.end
    if more:
        appended = number_of(more, "byte was", "bytes were")
        return Check("whole_file", False, f"{appended} appended after it was sealed.")
    return Check("whole_file", True, "The seal covers the whole file: nothing was appended.")


def _unchanged(container: Container, certificate: x509.Certificate) -> Check:
    for wrong in wrong_with(container, certificate):
        return Check("unchanged", False, f"It was changed: {wrong}.")
    return Check("unchanged", True, "Not a byte was changed since it was sealed.")


def _key(certificate: x509.Certificate, vouched: bytes, own: bool) -> Check:
    if not vouched:
        words = "Nobody vouched for the key that sealed it: give the server's public key to have it judged."
        return Check("key", False, words)
    if x509.load_pem_x509_certificate(vouched) != certificate:
        than = "this server’s own" if own else "the one given"
        return Check("key", False, f"It was sealed with another key than {than}.")
    return Check("key", True, f"It was sealed with {'this server’s own key' if own else 'the key given'}.")


def _second_opinion(pdf: bytes, certificate: x509.Certificate) -> Check:
    try:
        wrong = _wrong_as_pdf(pdf, certificate)
    except _UNREADABLE:
        wrong = "it cannot be read as a sealed PDF"
    if wrong:
        return Check("closed", False, f"It does not hold as a sealed PDF: {wrong}.")
    return Check("closed", True, "It is one document and one seal that allows no change after it.")


def _wrong_as_pdf(pdf: bytes, certificate: x509.Certificate) -> str:
    """Why it does not hold, "" where it does."""
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    signatures = reader.embedded_signatures
    if len(signatures) != 1 or reader.xrefs.total_revisions != REVISIONS:
        return "there is more in it than one document and one seal"
    [signature] = signatures
    certifying = reader.root["/Perms"].raw_get("/DocMDP")
    if (
        signature.docmdp_level is not MDPPerm.NO_CHANGES
        or signature.sig_object.container_ref != certifying.reference
    ):
        return "the seal does not forbid later changes"
    status = asyncio.run(
        async_validate_pdf_signature(
            signature, signer_validation_context=_context(certificate), skip_diff=True
        )
    )
    if not (status.intact and status.valid and status.trusted):
        return "the signature does not hold"
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return "the seal does not cover the entire file"
    return ""


def _context(certificate: x509.Certificate) -> ValidationContext:
    # The key is trusted because somebody vouched for it, not for its dates: it has no end, and no clock is asked.
    root = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    return ValidationContext(
        trust_roots=[root], allow_fetching=False, moment=certificate.not_valid_before_utc
    )
