"""Write a file into a folder: whole, or not at all.

In: a path and bytes. Out: the file with these bytes, or ``Unreadable`` and whatever was there before.
"""

import os
from contextlib import suppress
from pathlib import Path

from govflow.cli.reading import Unreadable


def make_folder(folder: Path) -> None:
    """See to it that a folder is there.

    :raises Unreadable: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise _cannot(wrong) from None


def write_whole(path: Path, content: bytes) -> None:
    """Put a file there whole, or leave what is there as it was.

    :raises Unreadable: the folder cannot be written to.
    """
    make_folder(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as wrong:
        with suppress(OSError):
            draft.unlink()
        raise _cannot(wrong) from None


def _cannot(wrong: OSError) -> Unreadable:
    return Unreadable("folder", (wrong.strerror or "cannot be written to").lower())
