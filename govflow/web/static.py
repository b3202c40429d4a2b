"""A browser may keep style sheets for long, because a changed one has another address."""

import zlib
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, url_for


def use_fingerprints(app: Flask) -> None:
    """Let every address of a static file carry the file's own fingerprint."""
    folder = Path(app.static_folder or "")

    def with_fingerprint(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            file = folder / str(values["filename"])
            values["v"] = _fingerprint(file, file.stat().st_mtime_ns)

    @cache
    def asset(name: str) -> str:
        """The address of a static file, built once: every page names a score of them."""
        return url_for("static", filename=name)

    app.url_defaults(with_fingerprint)
    app.jinja_env.globals["asset"] = asset


@lru_cache(maxsize=256)
def _fingerprint(file: Path, written_at: int) -> str:
    """The fingerprint of a file as it was written at a moment: read once, not for every address of it."""
    return f"{zlib.crc32(file.read_bytes()):08x}"
