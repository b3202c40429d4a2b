"""Encryption of private text and stored files at rest.

In: plain text or bytes and the place they are kept (``person|name``). Out: what the disk may see. A value
moved to another place does not open, because the place is authenticated with it (AES-256-GCM, NIST SP
800-38D, 96-bit random nonces).

What is stored says how it was stored, so that encryption is a switch and keys can be renewed:
``1:<key name>:<base64 of nonce and ciphertext>`` is encrypted, ``0:<key name>:<MAC>:<text>`` is plain and no less
bound to its place, or whoever can write to the disk could pass off a plain value for an encrypted one. Keys come
newest first: the first one seals, any of them opens.
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
    """The cipher of a file of keys: one a line, newest first. To renew, put a new line at the top.

    :raises ValueError: there is none, or a line is no key.
    """
    keys = tuple(bytes.fromhex(line) for line in text.split())
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise ValueError("each line must be a key in hexadecimal")
    return Cipher(keys, sealing)


@dataclass(frozen=True)
class Cipher:
    """The keys of an installation, newest first. Not `sealing`: values are stored plain, and still opened."""

    keys: Sequence[bytes]
    sealing: bool = True

    def seal(self, place: str, plain: str) -> str:
        """The stored form of a private text."""
        content = plain.encode()
        if not self.sealing:
            return self._label(place, content) + plain
        return f"1:{key_name(self.keys[0])}:{base64.b64encode(self._encrypt(place, content)).decode()}"

    def open(self, place: str, stored: str) -> str:
        """The private text behind a stored form.

        :raises CannotOpen: the key is not ours, or the value was changed or moved.
        """
        version, _, rest = stored.partition(":")
        name, _, kept = rest.partition(":")
        if version == "0":
            return self._open_plain(name, place, kept.encode()).decode()
        sealed = _decoded(kept)
        if version != "1" or sealed is None:
            raise CannotOpen(place, "not a private value")
        return self._decrypt(name, place, sealed).decode()

    def seal_bytes(self, place: str, plain: bytes) -> bytes:
        """The stored form of a file's content; the same versions as for text."""
        if not self.sealing:
            return self._label(place, plain).encode() + plain
        return f"1:{key_name(self.keys[0])}:".encode() + self._encrypt(place, plain)

    def open_bytes(self, place: str, stored: bytes) -> bytes:
        """The content behind a stored file.

        :raises CannotOpen: the key is not ours, or the file was changed or moved.
        """
        version, _, rest = stored.partition(b":")
        encoded_name, _, kept = rest.partition(b":")
        name = encoded_name.decode("ascii", "replace")
        if version == b"0":
            return self._open_plain(name, place, kept)
        if version != b"1":
            raise CannotOpen(place, "not a private file")
        return self._decrypt(name, place, kept)

    def mark(self, place: str, plain: str) -> str:
        """What a private value is found by: equal values have equal marks, and a mark tells nothing more.

        The oldest key marks, so that marks outlive a renewal of keys.
        """
        return _mac(self.keys[-1], "mark", place, plain.encode())

    def _label(self, place: str, plain: bytes) -> str:
        """What stands before a plain value: without the key nobody can write one, or pass off another."""
        return f"0:{key_name(self.keys[0])}:{_mac(self.keys[0], 'plain', place, plain)}:"

    def _open_plain(self, name: str, place: str, labelled: bytes) -> bytes:
        mac, _, plain = labelled.partition(b":")
        if not hmac.compare_digest(_mac(self._key(name, place), "plain", place, plain).encode(), mac):
            raise CannotOpen(place, "the value was changed or moved")
        return plain

    def _encrypt(self, place: str, plain: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.keys[0]).encrypt(nonce, plain, place.encode())

    def _decrypt(self, name: str, place: str, sealed: bytes) -> bytes:
        key = self._key(name, place)
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(place, "the value was changed or moved") from error

    def _key(self, name: str, place: str) -> bytes:
        for key in self.keys:
            if key_name(key) == name:
                return key
        raise CannotOpen(place, f"the key {name} is not here")


def _mac(key: bytes, use: str, place: str, plain: bytes) -> str:
    return hmac.digest(key, f"{use}\n{place}\n".encode() + plain, "sha256").hex()


def _decoded(encoded: str) -> bytes | None:
    """The bytes behind base64 in its one canonical spelling; None for anything else."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if base64.b64encode(content).decode() == encoded else None
