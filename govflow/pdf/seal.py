"""The key of the seal and its certificate: made on first start, kept in one private text, shown in one public.

In: a private text from the folder of keys. Out: ``Seal``, which signs. The key is P-256. A signature is given
in one spelling only, the lower of its two values for s (``signature``), so that without the key nobody can make
a second file that passes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

SEAL_KEY = "seal.key"
"""The name of the private text in the folder of keys."""

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# RFC 5280, 4.1.2.5: the date of a certificate that has no well-defined end.
NO_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class NoSeal(Exception):
    """The text is not that of a seal."""


@dataclass(frozen=True)
class Seal:
    """A key and its certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def public_text(self) -> str:
        """The certificate in PEM: what strangers verify with."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def signature(self, content: bytes) -> bytes:
        """A signature over SHA-256 of the content, in DER, with the lower s."""
        r, s = decode_dss_signature(self.key.sign(content, ec.ECDSA(SHA256())))
        return encode_dss_signature(r, min(s, P256_ORDER - s))

    @cached_property
    def for_container(self) -> asn1_x509.Certificate:
        """The certificate as a signature carries it."""
        return asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))


def make_seal(name: str, moment: datetime) -> str:
    """The private text of a new seal: key and certificate in PEM. ``name``: who seals."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "govflow"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment)
        .not_valid_after(NO_END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_for_documents(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return (private + certificate.public_bytes(Encoding.PEM)).decode()


def _for_documents() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def read_seal(text: str) -> Seal:
    """The seal behind a private text.

    :raises NoSeal: the text is not one, or key and certificate do not belong together.
    """
    try:
        key = load_pem_private_key(text.encode(), None)
        certificate = x509.load_pem_x509_certificate(text.encode())
    except (ValueError, TypeError) as error:
        raise NoSeal("this is not the private text of a seal") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise NoSeal("the key of the seal is not a P-256 key")
    if key.public_key() != certificate.public_key():
        raise NoSeal("the key and the certificate of the seal do not belong together")
    return Seal(key, certificate)
