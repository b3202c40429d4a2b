"""Encryption of private text and stored files at rest.

In: plain text or bytes and the place they are kept (``person|name``). Out: what the disk may see. A value
moved to another place does not open, because the place is authenticated with it (AES-256-GCM, NIST SP
800-38D, 96-bit random nonces).

What is stored says how it was stored, so that encryption is a switch and keys can be renewed:
``0:<text>`` is plain, ``1:<key name>:<base64 of nonce and ciphertext>`` is encrypted. Keys come newest first:
the first one encrypts, any of them opens.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class CannotOpen(Exception):
    """A stored private value does not open: another key, another place, or changed bytes."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


def key_name(key: bytes) -> str:
    """The name a key is stored under: it tells keys apart and tells nothing about them."""
    return hashlib.sha256(b"govflow private key\n" + key).hexdigest()[:8]


def make_keys() -> str:
    """The text of a new file of keys: one key, in hexadecimal."""
    return secrets.token_hex(KEY_BYTES) + "\n"


def read_keys(text: str, sealing: bool = True) -> "Cipher":
    """The cipher of a file of keys: one a line, newest first. To renew, put a new line at the top."""
    return Cipher(tuple(bytes.fromhex(line) for line in text.split()), sealing)


@dataclass(frozen=True)
class Cipher:
    """The keys of an installation, newest first. Not `sealing`: values are stored plain, and still opened."""

    keys: Sequence[bytes]
    sealing: bool = True

    def seal(self, place: str, plain: str) -> str:
        """The stored form of a private text."""
        if not self.sealing:
            return "0:" + plain
        sealed = self._encrypt(self.keys[0], place, plain.encode())
        return f"1:{key_name(self.keys[0])}:{base64.b64encode(sealed).decode()}"

    def open(self, place: str, stored: str) -> str:
        """The private text behind a stored form.

        :raises CannotOpen: the key is not ours, or the value was changed or moved.
        """
        version, _, rest = stored.partition(":")
        if version == "0":
            return rest
        name, _, encoded = rest.partition(":")
        sealed = _decoded(encoded)
        if version != "1" or sealed is None:
            raise CannotOpen(place, "not a private value")
        return self._decrypt(name, place, sealed).decode()

    def seal_bytes(self, place: str, plain: bytes) -> bytes:
        """The stored form of a file's content; the same versions as for text."""
        if not self.sealing:
            return b"0:" + plain
        return f"1:{key_name(self.keys[0])}:".encode() + self._encrypt(self.keys[0], place, plain)

    def open_bytes(self, place: str, stored: bytes) -> bytes:
        """The content behind a stored file.

        :raises CannotOpen: the key is not ours, or the file was changed or moved.
        """
        version, _, rest = stored.partition(b":")
        if version == b"0":
            return rest
        name, _, sealed = rest.partition(b":")
        if version != b"1":
            raise CannotOpen(place, "not a private file")
        return self._decrypt(name.decode("ascii", "replace"), place, sealed)

    def mark(self, place: str, plain: str) -> str:
        """What a private value is found by: equal values have equal marks, and a mark tells nothing more.

        The oldest key marks, so that marks outlive a renewal of keys.
        """
        return hmac.digest(self.keys[-1], f"{place}\n{plain}".encode(), "sha256").hex()

    def _encrypt(self, key: bytes, place: str, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())

    def _decrypt(self, name: str, place: str, sealed: bytes) -> bytes:
        key = next((key for key in self.keys if key_name(key) == name), None)
        if key is None:
            raise CannotOpen(place, f"the key {name} is not here")
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(place, "the value was changed or moved") from error


def _decoded(encoded: str) -> bytes | None:
    """The bytes behind base64 in its one canonical spelling; None for anything else."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if base64.b64encode(content).decode() == encoded else None
