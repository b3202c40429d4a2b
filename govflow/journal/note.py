"""Signed notes and checkpoints.

In: a tree's size and root, or a note's text; out: text anybody can check offline with one line of public key.
Sources: C2SP signed-note v1.0.0 (Ed25519, signature type 0x01) and tlog-checkpoint v1.0.0.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_SIGNATURE_BYTES = 64
_MOST_SIGNATURES = 16
_DASH = "— "


class BadNote(Exception):
    """A note, a checkpoint or a verifier line that cannot be believed; the words say why."""


@dataclass(frozen=True)
class Verifier:
    """The public half of a log's key, under the log's name."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def line(self) -> str:
        """The verifier line people are given: ``name+id+base64``."""
        return f"{self.name}+{self.key_id.hex()}+{write_base64(_ED25519 + self.public)}"


@dataclass(frozen=True)
class Signer:
    """The private half."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The note: the text, a blank line, our signature line."""
        signature = self.verifier.key_id + self.private.sign(text.encode())
        return f"{text}\n{_DASH}{self.name} {write_base64(signature)}\n"


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log's tree at one size."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{write_base64(self.root)}\n"


def read_verifier(line: str) -> Verifier:
    """The key a verifier line gives.

    :raises BadNote: the line is not one, or its parts do not belong together.
    """
    name, _, rest = line.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    key = read_base64(encoded)
    if not name or key[:1] != _ED25519 or len(key) != 33:
        raise BadNote("this is not the verifier line of an Ed25519 key")
    verifier = Verifier(name, key[1:])
    if verifier.key_id.hex() != key_id:
        raise BadNote("the verifier line was changed: its name, number and key do not belong together")
    return verifier


def open_note(note: str, verifier: Verifier) -> str:
    """The text of a note signed by this key. Signatures of other keys are passed over.

    :raises BadNote: no signature of this key, or one that does not hold.
    """
    text, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n") or any(sign < " " and sign != "\n" for sign in note):
        raise BadNote("this is not a signed note")
    text += "\n"
    lines = signatures.removesuffix("\n").split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise BadNote("the note has too many signatures")
    found = [signature for line in lines if (signature := _signature_by(verifier, line)) is not None]
    if not found:
        raise BadNote(f"the note is not signed by {verifier.name}")
    for signature in found:
        try:
            Ed25519PublicKey.from_public_bytes(verifier.public).verify(signature, text.encode())
        except InvalidSignature as error:
            raise BadNote(f"the signature of {verifier.name} does not hold") from error
    return text


def read_checkpoint(note: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint a note carries, when this key signed it.

    :raises BadNote: the note or its text is not a checkpoint of this log.
    """
    text = open_note(note, verifier)
    lines = text.removesuffix("\n").split("\n")
    # Extension lines are not recommended and we write none: what we cannot audit we do not accept.
    if len(lines) != 3:
        raise BadNote("this is not a checkpoint")
    checkpoint = Checkpoint(lines[0], _number(lines[1]), read_base64(lines[2]))
    if checkpoint.origin != verifier.name or checkpoint.text != text:
        raise BadNote("this is not a checkpoint of this log")
    return checkpoint


def _signature_by(verifier: Verifier, line: str) -> bytes | None:
    if not line.startswith(_DASH):
        raise BadNote("a signature line of the note is broken")
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    signature = read_base64(encoded)
    if name != verifier.name or signature[:4] != verifier.key_id:
        return None
    if len(signature) != 4 + _SIGNATURE_BYTES:
        raise BadNote("a signature line of the note is broken")
    return signature[4:]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise BadNote("a size is not a number")
    return int(text)


def write_base64(content: bytes) -> str:
    """Base64 as RFC 4648 section 4 has it."""
    return base64.b64encode(content).decode()


def read_base64(encoded: str) -> bytes:
    """The bytes behind base64, in its one canonical spelling.

    :raises BadNote: another spelling, or none.
    """
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("a part of it is not base64") from error
    if write_base64(content) != encoded:
        raise BadNote("a part of it is not canonical base64")
    return content
