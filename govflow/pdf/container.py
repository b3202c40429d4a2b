"""The bytes of a seal, judged without a PDF library: where it stands, what it covers, and who made it.

In: the bytes of a file. Out: the ``Container`` found in them, and what does not hold. Then true, for a file
where nothing is wrong and a certificate that somebody vouched for: every byte of the file outside the container
is the one that was sealed, and the container itself could not be spelled in any other way. So a file that is
not ours is refused before anything in it is read as a PDF.

Sources: ISO 32000-1, 12.8.1 (byte range); RFC 5652, 5.4 (what a signature is over); ETSI EN 319 122-1, 5.2.2.3.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from govflow.pdf.seal import P256_ORDER

_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\]")
_HOLE = re.compile(rb"<([0-9A-F]+)>")


class NotCanonical(Exception):
    """A container that is not spelled as ours are."""


@dataclass(frozen=True)
class Container:
    """A seal's place in a file: ``hole`` is what stands there, ``covered`` what it speaks for, ``end`` up to where."""

    hole: bytes
    covered: tuple[bytes, bytes]
    end: int

    @property
    def der(self) -> bytes:
        """What fills the place.

        :raises NotCanonical: it is not spelled as ours are, in capitals, between angle brackets.
        """
        spelled = _HOLE.fullmatch(self.hole)
        if spelled is None or len(spelled.group(1)) % 2:
            raise NotCanonical("it is damaged")
        return bytes.fromhex(spelled.group(1).decode())


def find(pdf: bytes) -> Container | None:
    """The last seal whose byte range fits the file: all up to its place, and all after it to some end."""
    found = None
    for told in _RANGE.finditer(pdf):
        before, after, rest = (int(number) for number in told.groups())
        if before < after <= after + rest <= len(pdf):
            found = Container(pdf[before:after], (pdf[:before], pdf[after : after + rest]), after + rest)
    return found


def certificate_in(container: Container) -> x509.Certificate:
    """The certificate the container carries; nobody has vouched for it yet.

    :raises NotCanonical: there is not just one, or the container is damaged.
    """
    try:
        [chosen] = _signed_data(container)["certificates"]
        return x509.load_der_x509_certificate(chosen.chosen.dump())
    except (ValueError, TypeError, KeyError) as error:
        raise NotCanonical("it carries no certificate of its own") from error


def wrong_with(container: Container, certificate: x509.Certificate) -> Iterator[str]:
    """What does not hold of a container under this certificate, in words."""
    covered = hashlib.sha256(b"".join(container.covered)).digest()
    try:
        signer = _signed_data(container)["signer_infos"][0]
        told = {
            attribute["type"].native: attribute["values"][0].native for attribute in signer["signed_attrs"]
        }
        if told["message_digest"] != covered:
            yield "the file is not the one that was sealed: its bytes have another digest"
            return
        signature = signer["signature"].native
        attributes = signer["signed_attrs"].untag().dump(force=True)
        spelled = _spelled(attributes, signature, certificate)
        der = container.der
        if der != spelled.ljust(len(der), b"\0"):
            yield "the seal is not spelled as a seal of ours is: it was changed, or made by something else"
            return
        _check(signature, attributes, certificate)
    except (ValueError, TypeError, KeyError, IndexError):
        yield "the seal cannot be read: it was damaged"
    except (InvalidSignature, NotCanonical):
        yield "the signature of the seal does not hold under its certificate"


def _signed_data(container: Container) -> cms.SignedData:
    # What follows the value is room that was kept free: zeros, and nothing else.
    info = cms.ContentInfo.load(container.der, strict=False)
    if info["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    data = info["content"]
    assert isinstance(data, cms.SignedData)
    return data


def _check(signature: bytes, attributes: bytes, certificate: x509.Certificate) -> None:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise NotCanonical("not a P-256 key")
    key.verify(signature, attributes, ec.ECDSA(SHA256()))
    r, s = decode_dss_signature(signature)
    if s > P256_ORDER // 2 or encode_dss_signature(r, s) != signature:
        raise NotCanonical("another spelling of the signature")


def _spelled(attributes: bytes, signature: bytes, certificate: x509.Certificate) -> bytes:
    """The one container that holds these attributes and this signature under this certificate."""
    ours = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": ours.issuer, "serial_number": ours.serial_number}
                    )
                }
            ),
            "digest_algorithm": digest,
            "signed_attrs": cms.CMSAttributes.load(attributes),
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": signature,
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "data"},
            "certificates": [ours],
            "signer_infos": [signer],
        }
    )
    spelled: bytes = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump()
    return spelled
