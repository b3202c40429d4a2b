"""The `govflow` command: our own commands, one a module of this package, and Flask's own beside them.

In: the command line. Out: the answer on stdout and nothing else there; words for people on stderr; exit
code 0 done, 1 the answer is no, 2 the input could not be read. A command's module is loaded when it is
called, and Flask only for Flask's own commands: `govflow check` must not wait for a web framework.
"""

import io
import os
import sys
from importlib import import_module
from typing import Any, cast

import click

from govflow.settings import ConfigurationError

COMMANDS = (
    "check",
    "draft",
    "rehearse",
    "verify",
    "calculate",
    "simulate",
    "power",
    "execution",
    "invite",
    "doctor",
    "serve",
    "demo",
    "worker",
    "journal",
)


def flask_commands(ctx: click.Context) -> dict[str, click.Command]:
    """Flask's own commands and its migrations' (`db`), which build our application when they are run.

    Flask's group itself would build it to list its commands or to find a misspelt one, and building it makes
    the keys of a new installation.
    """
    from flask.cli import FlaskGroup, ScriptInfo
    from flask_migrate.cli import db

    from govflow import create_app

    ctx.obj = ScriptInfo(create_app=create_app, load_dotenv_defaults=False)
    return {**FlaskGroup().commands, "db": db}


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *sorted(flask_commands(ctx))]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name in COMMANDS:
            return cast(click.Command, import_module(f"govflow.cli.{name}").command)
        return flask_commands(ctx).get(name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ConfigurationError as error:
            click.echo(f"govflow: {error}", err=True)
            ctx.exit(2)
        except database_errors() as error:
            from govflow.cli.reading import first_line

            told = (
                f"govflow: The database cannot be used: {first_line(error).rstrip('.')}. Ask: govflow doctor"
            )
            click.echo(told, err=True)
            ctx.exit(2)


def database_errors() -> tuple[type[Exception], ...]:
    """What work on a database ends with that cannot be used; nothing while nobody worked on one."""
    if "sqlalchemy.exc" not in sys.modules:
        return ()
    from sqlalchemy.exc import SQLAlchemyError

    return (SQLAlchemyError,)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="govflow")
def govflow() -> None:
    """Draw up a consortium agreement, have every member's board approve it, sign it and prove it.

    govflow gives no legal advice: a solicitor should read the agreement.
    """


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        # An agreement is written in UTF-8 wherever it goes, whatever the locale of the terminal says.
        if isinstance(stream, io.TextIOWrapper):
            # A file's name may hold bytes that are no text; it is named all the same.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        govflow()
    except OSError as error:
        # A full disk, a file that is not to be opened: the machine's trouble and not the program's.
        click.echo(f"govflow: {': '.join(filter(None, (error.filename, error.strerror)))}", err=True)
        # What could not be written would be tried again on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise SystemExit(2) from None
