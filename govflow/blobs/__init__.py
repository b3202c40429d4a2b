"""Files kept by what they hold: rendered agreements, evidence, papers of boards.

In: bytes; out: their SHA-256, under which the same bytes come back, or nothing does. A file is written
whole, safely on disk, and read back before its name is told; it is never changed. At rest it is encrypted
like private text (`govflow.cipher`); its name is the digest of what it says, not of what the disk sees.
"""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app

from govflow.cipher import CannotOpen
from govflow.columns import cipher

_EXTENSION = "govflow.blobs"
_NAME = re.compile(r"[0-9a-f]{64}")


class BlobLost(Exception):
    """A file that was kept is not there, or no longer what it was."""


@dataclass(frozen=True)
class Folder:
    """The folder of files: ``<first two signs>/<digest>``."""

    root: Path

    def path(self, digest: str) -> Path:
        if not _NAME.fullmatch(digest):
            raise ValueError("a file is named by its SHA-256")
        return self.root / digest[:2] / digest


def use_folder(app: Flask, root: Path) -> None:
    """Give the application the folder its files are kept in."""
    app.extensions[_EXTENSION] = Folder(root)


def put(content: bytes) -> str:
    """Keep a file; its SHA-256 in hexadecimal. Keeping it again changes nothing.

    :raises BlobLost: the disk did not give back what was written.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = _folder().path(digest)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(path, cipher().seal_bytes(_place(digest), content))
    get(digest)
    return digest


def get(digest: str) -> bytes:
    """The file with this SHA-256.

    :raises BlobLost: it is not there, or no longer what it was.
    """
    try:
        content = cipher().open_bytes(_place(digest), _folder().path(digest).read_bytes())
    except FileNotFoundError as error:
        raise BlobLost(f"{digest} is not there") from error
    except CannotOpen as error:
        raise BlobLost(f"{digest} does not open: {error.reason}") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise BlobLost(f"{digest} is not what was kept")
    return content


def has(digest: str) -> bool:
    """Whether a file with this SHA-256 is kept."""
    return _folder().path(digest).exists()


def forget(digest: str) -> None:
    """Keep a file no longer. Only what nobody's record names may be forgotten."""
    _folder().path(digest).unlink(missing_ok=True)


def _write_whole(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # The new name must survive a loss of power too.
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _place(digest: str) -> str:
    return f"blobs|{digest}"


def _folder() -> Folder:
    folder = current_app.extensions[_EXTENSION]
    assert isinstance(folder, Folder)
    return folder
