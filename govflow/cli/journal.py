"""`govflow journal`: recompute the record of every act, and sign its head."""

from pathlib import Path

import click

from govflow import create_app
from govflow.journal import keys, queries
from govflow.journal.proof import BadProof, read_proof
from govflow.journal.services import sign_checkpoint
from govflow.journal.verification import verify_journal
from govflow.schema import pinned_head, revision
from govflow.settings import ConfigurationError
from govflow.transaction import at_work


@click.group()
@click.pass_context
def command(context: click.Context) -> None:
    """The record of every act: verify it, sign its head."""
    try:
        app = create_app()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    context.with_resource(at_work(app))
    if revision() != pinned_head():
        raise click.ClickException("The database has not the shape of this release. Run: govflow db upgrade")


@command.command()
@click.option(
    "--held",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint or a proof that somebody kept; may be given several times.",
)
def verify(files: tuple[Path, ...]) -> None:
    """Recompute the whole journal. Exit 0: it holds; 1: it does not, and why."""
    problems = verify_journal(keys.signer().verifier, tuple(_note(file) for file in files))
    for words in problems:
        click.echo(words)
    if problems:
        raise SystemExit(1)
    signed = len(queries.checkpoint_notes())
    click.echo(
        f"The journal holds: {queries.size()} acts, {signed} signed heads, {len(files)} heads you hold."
    )
    if not files:
        click.echo("Nobody's checkpoint was compared: add --held FILE with one kept elsewhere.", err=True)


@command.command()
def checkpoint() -> None:
    """Sign the journal's head now and print it, to be kept elsewhere."""
    click.echo(sign_checkpoint(), nl=False)


def _note(file: Path) -> str:
    """The checkpoint in a file: the file itself, or the one within a proof."""
    try:
        text = file.read_text(encoding="utf-8")
        return read_proof(text).note
    except UnicodeDecodeError:
        return ""
    except BadProof:
        return text
