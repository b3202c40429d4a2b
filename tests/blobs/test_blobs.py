"""Files are kept by what they hold, whole or not at all."""

import hashlib
import os
from pathlib import Path

import pytest
from flask import Flask

from govflow import blobs, create_app
from govflow.blobs import BlobLost
from govflow.columns import cipher
from govflow.settings import Settings

CONTENT = b"%PDF-1.7 agreement"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def kept(tmp_path: Path) -> "Path":
    """The folder of files of an application at work."""
    return tmp_path / "instance" / "blobs"


@pytest.fixture(autouse=True)
def at_work(kept: Path) -> "object":
    app: Flask = create_app(Settings(data=kept.parent))
    with app.app_context():
        yield app


def test_a_file_comes_back_under_its_digest(kept: Path) -> None:
    assert blobs.put(CONTENT) == DIGEST
    assert blobs.get(DIGEST) == CONTENT
    assert blobs.has(DIGEST)
    assert [path.name for path in kept.rglob("*") if path.is_file()] == [DIGEST]
    assert blobs.put(b"") == hashlib.sha256().hexdigest()


def test_keeping_a_file_again_changes_nothing(kept: Path) -> None:
    blobs.put(CONTENT)
    before = (kept / DIGEST[:2] / DIGEST).stat().st_mtime_ns
    blobs.put(CONTENT)
    assert (kept / DIGEST[:2] / DIGEST).stat().st_mtime_ns == before


def test_the_disk_sees_nothing_of_a_file(kept: Path) -> None:
    blobs.put(CONTENT)
    assert b"agreement" not in (kept / DIGEST[:2] / DIGEST).read_bytes()


def test_a_file_that_was_changed_or_lost_is_not_given_out(kept: Path) -> None:
    blobs.put(CONTENT)
    path = kept / DIGEST[:2] / DIGEST
    other = blobs.put(b"another agreement")
    path.write_bytes((kept / other[:2] / other).read_bytes())
    with pytest.raises(BlobLost, match="does not open"):
        blobs.get(DIGEST)
    path.write_bytes(cipher().seal_bytes(f"blobs|{DIGEST}", b"another agreement"))
    with pytest.raises(BlobLost, match="is not what was kept"):
        blobs.get(DIGEST)
    path.unlink()
    with pytest.raises(BlobLost, match="is not there"):
        blobs.get(DIGEST)
    assert not blobs.has(DIGEST)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", DIGEST.upper(), DIGEST + "/", "a" * 63])
def test_no_path_is_built_from_what_is_no_digest(name: str) -> None:
    with pytest.raises(ValueError, match="named by its SHA-256"):
        blobs.get(name)


def test_a_write_that_fails_leaves_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        blobs.put(CONTENT)
    assert not blobs.has(DIGEST)
    assert [path for path in kept.rglob("*") if path.is_file()] == []
