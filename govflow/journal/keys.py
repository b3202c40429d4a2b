"""The keys the record is vouched for with, and the public file strangers verify with.

In: two private texts from the folder of keys; out: the log's `Signer` and the `Seal` of documents, bound to the
application. The log's private text is one line, ``PRIVATE+KEY+name+id+base64``, as note signers keep it; whoever
holds it can sign for the log.
"""

import base64
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, current_app

from govflow.journal.note import BadNote, Signer, Verifier, read_base64, read_verifier
from govflow.pdf.seal import Seal

_LOG = "govflow.log_key"
_SEAL = "govflow.seal"
_PRIVATE = "PRIVATE+KEY"
_ED25519 = b"\x01"
_CERTIFICATE = "-----BEGIN CERTIFICATE-----"


def make_signer(name: str = "") -> str:
    """The private text of a new key. Without a name the log gets one nobody else has."""
    private = Ed25519PrivateKey.generate()
    signer = Signer(name or f"govflow/{secrets.token_hex(8)}", private)
    encoded = base64.b64encode(_ED25519 + private.private_bytes_raw()).decode()
    return f"{_PRIVATE}+{signer.name}+{signer.verifier.key_id.hex()}+{encoded}\n"


def read_signer(text: str) -> Signer:
    """The signer behind a private text.

    :raises BadNote: the text is not one, or its parts do not belong together.
    """
    parts = text.strip().split("+", 4)
    if len(parts) != 5 or "+".join(parts[:2]) != _PRIVATE:
        raise BadNote("this is not the private key of a log")
    key = read_base64(parts[4])
    if key[:1] != _ED25519 or len(key) != 33:
        raise BadNote("this is not the private key of a log")
    signer = Signer(parts[2], Ed25519PrivateKey.from_private_bytes(key[1:]))
    if signer.verifier.key_id.hex() != parts[3]:
        raise BadNote("the private key of the log was changed")
    return signer


def verifier_line(signer: Signer) -> str:
    """The log's public key as one line (C2SP)."""
    return signer.verifier.line


def public_text(signer: Signer, seal_certificate: str = "") -> str:
    """The file strangers verify with: the log's line, then the seal's certificate in PEM."""
    return f"{verifier_line(signer)}\n{seal_certificate}"


def read_public_text(text: str) -> tuple[Verifier, str]:
    """The log's key and the seal's certificate (PEM, empty when absent) of a public file.

    :raises BadNote: its first line is no verifier line.
    """
    line, _, rest = text.partition("\n")
    _, begin, certificate = rest.partition(_CERTIFICATE)
    return read_verifier(line), begin + certificate


def use_signer(app: Flask, signer: Signer) -> None:
    """Give the application the key of its log."""
    app.extensions[_LOG] = signer


def signer() -> Signer:
    """The key of the log of the application at work."""
    kept = current_app.extensions[_LOG]
    assert isinstance(kept, Signer)
    return kept


def use_seal(app: Flask, seal: Seal) -> None:
    """Give the application the seal of its documents."""
    app.extensions[_SEAL] = seal


def seal() -> Seal:
    """The seal of the documents of the application at work."""
    kept = current_app.extensions[_SEAL]
    assert isinstance(kept, Seal)
    return kept


def publish(path: Path, text: str) -> None:
    """Keep the public file beside the data, for `govflow verify` and to be given to anybody."""
    if not path.exists() or path.read_bytes() != text.encode():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
