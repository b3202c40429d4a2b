"""A browser may keep style sheets for long, because a changed one has another address."""

import zlib
from pathlib import Path

from flask import Flask


def use_fingerprints(app: Flask) -> None:
    """Let every address of a static file carry the file's own fingerprint."""
    folder = Path(app.static_folder or "")

    def with_fingerprint(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values["v"] = f"{zlib.crc32((folder / str(values['filename'])).read_bytes()):08x}"

    app.url_defaults(with_fingerprint)
