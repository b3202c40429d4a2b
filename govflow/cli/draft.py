"""`govflow draft`: the agreement of a file, to read: PDF, web page, plain text, data. Each is marked a draft.

In: a FILE of type, members, vehicle and answers; it may have errors. Out: files in a folder, each whole or not
there. Exit code 1 when the draft has errors or a form of it could not be made; 2 when FILE could not be read,
and then nothing is written.
"""

from collections.abc import Callable
from pathlib import Path

import click

from govflow.catalogue.loader import catalogue_of
from govflow.cli.draft_file import problems_of, read_draft_file
from govflow.cli.reading import one_line_for
from govflow.cli.writing import folder_named, write_all
from govflow.core.assembly import assemble
from govflow.core.errors import Refused, Severity
from govflow.core.words import number_of
from govflow.pdf.draft_forms import FORMATS, Drafted, why_not
from govflow.pdf.pages import front
from govflow.pdf.press import LibraryMissing


def _formats(_: click.Context, __: click.Parameter, told: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in told.split(","))
    for name in names:
        if name not in FORMATS:
            raise click.BadParameter(f"{name!r} is none of {', '.join(FORMATS)}.")
    return names


@click.command("draft")
@click.argument("file")
@click.option(
    "--out",
    required=True,
    callback=folder_named,
    metavar="DIR",
    help="The folder to write to; it is made where it is missing.",
)
@click.option(
    "--format",
    "formats",
    default=",".join(FORMATS),
    show_default=True,
    callback=_formats,
    metavar="NAMES",
    help="What to write, with commas between.",
)
def command(file: str, out: str, formats: tuple[str, ...]) -> None:
    """Write the agreement of the draft in FILE: agreement.pdf and so on.

    Not legal advice: a solicitor should read the agreement.
    """
    with one_line_for(file):
        read = read_draft_file(file)
    assembled = assemble(catalogue_of(read.draft.instrument), read.draft)
    drafted = Drafted(read.draft, front(assembled.document))
    made = {name: _made(FORMATS[name], drafted) for name in formats}
    with one_line_for(out):
        write_all(
            Path(out), {f"agreement.{name}": content for name, content in made.items() if content is not None}
        )
    problems = problems_of(read, assembled)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if errors:
        click.echo(f"The draft has {number_of(errors, 'error')}: govflow check {file}", err=True)
    raise SystemExit(1 if errors or None in made.values() else 0)


def _made(form: Callable[[Drafted], bytes], drafted: Drafted) -> bytes | None:
    """One form of the agreement; None where it cannot be made, and then the person is told why."""
    try:
        return form(drafted)
    except LibraryMissing as missing:
        click.echo(str(missing), err=True)
    except Refused as refused:
        click.echo(why_not(refused), err=True)
    return None
