"""`govflow journal`: recompute the record of every act, and sign its head.

Exit code 0: the journal holds; 1: it does not; 2: it could not be asked, and nothing is said about it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from govflow import create_app
from govflow.cli.reading import Unreadable, first_line, one_line_for
from govflow.core.words import number_of
from govflow.journal import keys, queries
from govflow.journal.proof import BadProof, read_proof
from govflow.journal.services import sign_checkpoint
from govflow.journal.verification import verify_journal
from govflow.schema import pinned_head, revision
from govflow.settings import ConfigurationError, read_settings
from govflow.signing.verification import LARGEST_TEXT
from govflow.transaction import at_work


class NotAsked(click.ClickException):
    """The journal could not be asked: never to be taken for one that does not hold."""

    exit_code = 2


@click.group()
def command() -> None:
    """The record of every act: verify it, sign its head."""


@contextmanager
def _journal_at_work() -> Iterator[None]:
    """The installation's journal, as it stands: an installation is not made by asking for its journal."""
    try:
        settings = read_settings()
        if not settings.keys.exists():
            raise NotAsked(
                f"Nothing was ever started in {settings.data}. Set GOVFLOW_DATA to another folder."
            )
        with at_work(create_app(settings)):
            if revision() != pinned_head():
                raise NotAsked("The database has not the shape of this release. Run: govflow db upgrade")
            yield
    except ConfigurationError as error:
        raise NotAsked(str(error)) from error
    except SQLAlchemyError as error:
        raise NotAsked(f"The database does not answer: {first_line(error)}") from error


@command.command()
@click.option(
    "--held",
    "files",
    multiple=True,
    metavar="FILE",
    help="A checkpoint or a proof that somebody kept; may be given several times.",
)
def verify(files: tuple[str, ...]) -> None:
    """Recompute the whole journal. Exit 0: it holds; 1: it does not, and why."""
    held = tuple(_note(file) for file in files)
    with _journal_at_work():
        problems = verify_journal(keys.signer().verifier, held)
        size, signed = queries.size(), len(queries.checkpoint_notes())
    for words in problems:
        click.echo(words)
    if problems:
        raise SystemExit(1)
    counted = (
        number_of(size, "act"),
        number_of(signed, "signed head"),
        number_of(len(files), "head you hold", "heads you hold"),
    )
    click.echo(f"The journal holds: {', '.join(counted)}.")
    if not files:
        click.echo("Nobody's checkpoint was compared: add --held FILE with one kept elsewhere.", err=True)


@command.command()
def checkpoint() -> None:
    """Sign the journal's head now and print it, to be kept elsewhere."""
    with _journal_at_work():
        note = sign_checkpoint()
    click.echo(note, nl=False)


def _note(file: str) -> str:
    """The checkpoint in a file: the file itself, or the one within a proof."""
    with one_line_for(file):
        try:
            with Path(file).open("rb") as opened:
                content = opened.read(LARGEST_TEXT + 1)
        except OSError as wrong:
            raise Unreadable("file", (wrong.strerror or "cannot be opened").lower()) from None
        if len(content) > LARGEST_TEXT:
            raise Unreadable("file", f"larger than {LARGEST_TEXT // 1024} KB")
    try:
        text = content.decode().replace("\r\n", "\n")
        return read_proof(text).note
    except UnicodeDecodeError:
        return ""
    except BadProof:
        return text
