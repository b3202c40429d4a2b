"""Write files into a folder: all of them whole, or none.

In: a folder and what belongs into it. Out: the files with these bytes, or ``Unreadable`` and whatever was there
before.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

import click

from govflow.cli.reading import Unreadable


def folder_named(_: click.Context, __: click.Parameter, told: str) -> str:
    """The folder that an option names: no name at all would be the one where somebody happens to stand."""
    if not told:
        raise click.BadParameter("It names no folder.")
    return told


def make_folder(folder: Path) -> None:
    """See to it that a folder is there.

    :raises Unreadable: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise _cannot(wrong) from None


def write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Put files there by their names, each whole, or leave what is there as it was.

    :raises Unreadable: the folder cannot be written to.
    """
    make_folder(folder)
    drafts = {folder / f".{name}.{os.getpid()}": folder / name for name in contents}
    try:
        for draft, content in zip(drafts, contents.values(), strict=True):
            draft.write_bytes(content)
        # A file takes the place of a file, but of no folder: that is known before the first does.
        if any(path.is_dir() for path in drafts.values()):
            raise OSError(EISDIR, os.strerror(EISDIR))
        for draft, path in drafts.items():
            draft.replace(path)
    except OSError as wrong:
        for draft in drafts:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
        raise _cannot(wrong) from None


def _cannot(wrong: OSError) -> Unreadable:
    return Unreadable("folder", (wrong.strerror or "cannot be written to").lower())
