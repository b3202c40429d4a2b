"""`govflow doctor`: what is wrong with this installation, and how to mend it.

In: the settings, the system's libraries, our fonts, the data folder, the database, the mail server. Out: one line
for each thing looked at, "ok" or "wrong" with the mend under it; exit 1 when anything is wrong. Nothing is made
or changed by looking, and a missing library stops only the check that needs it.
"""

import ctypes
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from govflow.cli.reading import first_line
from govflow.installed_files import share
from govflow.settings import ConfigurationError, Settings, read_settings

if TYPE_CHECKING:
    from flask import Flask

LEAST_SPACE = 1_000_000_000
"""Bytes. About a thousand executed agreements with their evidence; below it a database may not grow safely."""

LATE_MINUTES = 10
"""A job that is due for longer shows that nobody does the work."""

MAIL_SECONDS = 10


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``mend`` says what to do, and is empty when all is well."""

    words: str
    mend: str = ""


def libraries(settings: Settings) -> Iterator[Finding]:
    """The system libraries a PDF needs, as requirements/system.txt lists them."""
    lacking = [row for row in _system_libraries() if not _loads(row[1])]
    if lacking:
        words = "; ".join(f"{library} is missing: it {purpose}" for _, library, purpose in lacking)
        packages = " ".join(package for package, _, _ in lacking)
        yield Finding(words, f"sudo apt-get install -y {packages}")
    else:
        yield Finding("every system library is here")


def _system_libraries() -> Iterator[tuple[str, str, str]]:
    """Package, library and what it does, of each library that running needs."""
    for line in (share() / "requirements" / "system.txt").read_text(encoding="utf-8").splitlines():
        match line.split(None, 3):
            case ["run", package, library, purpose] if ".so" in library:
                yield package, library, purpose
            case _:
                continue


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def fonts(settings: Settings) -> Iterator[Finding]:
    """The fonts an agreement is set in: each opens and can draw letters."""
    from fontTools.ttLib import TTLibError

    from govflow.pdf import typefaces

    broken = []
    for file in typefaces.FILES:
        try:
            typefaces.characters_of(file)
        except (OSError, TTLibError):
            broken.append(file)
    if broken:
        yield Finding(f"{', '.join(broken)} cannot be read", "Install govflow again: its fonts come with it.")
    elif typefaces.CJK_FILE.is_file():
        yield Finding("every font is here, those for Chinese, Japanese and Korean too")
    else:
        yield Finding(
            "every font of ours is here; a name in Chinese, Japanese or Korean letters would be refused "
            f"until the package {typefaces.CJK_PACKAGE} is installed"
        )


def disk(settings: Settings) -> Iterator[Finding]:
    """The data folder: it can be written, and there is room."""
    folder = next(path for path in (settings.data, *settings.data.parents) if path.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding(
            f"{folder} cannot be written", "Give it to the user govflow runs as, or set GOVFLOW_DATA."
        )
        return
    free = shutil.disk_usage(folder).free
    if free < LEAST_SPACE:
        yield Finding(f"{free / 1e9:.1f} GB are left for {settings.data}", "Make room, or move GOVFLOW_DATA.")
    else:
        yield Finding(f"{free / 1e9:.0f} GB are left for {settings.data}")


def database(settings: Settings) -> Iterator[Finding]:
    """The database answers, and SQLite's file is sound."""
    from sqlalchemy.exc import SQLAlchemyError

    if _not_made_yet(settings):
        folder = _sqlite_file(settings).parent
        if folder == settings.data or folder.is_dir():
            yield Finding("not made yet: the first start makes it")
        else:
            yield Finding(f"{folder} is not there", "Make the folder, or correct GOVFLOW_DATABASE_URL.")
        return
    try:
        faults = _faults_of_database(settings)
    except SQLAlchemyError as error:
        yield Finding(first_line(error), "Start the database, or correct GOVFLOW_DATABASE_URL.")
        return
    if faults:
        yield Finding(faults, "Stop govflow and put the database back from your last backup.")
    else:
        yield Finding("it answers")


def _not_made_yet(settings: Settings) -> bool:
    """SQLite makes an empty file for whoever asks: so nobody asks before there is one."""
    return settings.database.startswith("sqlite") and not _sqlite_file(settings).exists()


def _sqlite_file(settings: Settings) -> Path:
    return Path(settings.database.partition("///")[2])


def _faults_of_database(settings: Settings) -> str:
    from sqlalchemy import create_engine, text

    engine = create_engine(settings.database)
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.execute(text("SELECT 1"))
            return ""
        answer = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
        return "" if answer == "ok" else f"the file is damaged: {answer}"


def migrations(settings: Settings) -> Iterator[Finding]:
    """The database has the shape this release works with."""
    from sqlalchemy.exc import SQLAlchemyError

    from govflow.schema import pinned_head

    try:
        found = _revision(settings)
    except SQLAlchemyError:
        yield Finding("not looked at: the database does not answer", "Mend the database first.")
        return
    if found is None:
        yield Finding("none yet: the first start runs them")
    elif found == pinned_head():
        yield Finding(f"the database is at {found}, as it should be")
    else:
        yield Finding(
            f"the database is at {found}, this release works with {pinned_head()}", "govflow db upgrade"
        )


def _revision(settings: Settings) -> str | None:
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import create_engine

    if _not_made_yet(settings):
        return None
    with create_engine(settings.database).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def keys(settings: Settings) -> Iterator[Finding]:
    """The keys open the data they belong to, and nobody else can read them."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        if _revision(settings) is None and not settings.keys.exists():
            yield Finding("not made yet: the first start makes them")
            return
        _application(settings)
    except SQLAlchemyError:
        yield Finding("not looked at: the database does not answer", "Mend the database first.")
    except ConfigurationError as error:
        yield Finding("a key is not as it should be", str(error))
    else:
        yield Finding(f"the keys are in {settings.keys}. Keep a copy apart from the data")


def _application(settings: Settings) -> "Flask":
    """The application, without the key of sessions that a start would make."""
    from govflow import create_app

    lost = not (settings.secret_key or (settings.keys / "session.key").exists())
    return create_app(replace(settings, secret_key="only to look") if lost else settings)


def jobs(settings: Settings) -> Iterator[Finding]:
    """The background work is done, and in time."""
    from sqlalchemy.exc import SQLAlchemyError

    from govflow.jobs.queries import counts, lateness

    try:
        if _revision(settings) is None:
            yield Finding("none yet")
            return
        with _application(settings).app_context():
            dead = {state.value: number for state, number in counts().items()}["dead"]
            late = lateness().total_seconds() / 60
    except (SQLAlchemyError, ConfigurationError):
        yield Finding("not looked at", "Mend the database and the keys first.")
        return
    if dead:
        yield Finding(f"{dead} could not be done", "Their errors are in the table job; mend the cause first.")
    if late > LATE_MINUTES:
        yield Finding(f"one is late by {late:.0f} minutes", "Run: govflow worker")
    if not dead and late <= LATE_MINUTES:
        yield Finding("every job is done in time")


def mail(settings: Settings) -> Iterator[Finding]:
    """The mail server takes mail from us; without one, mail is a file."""
    import smtplib

    if not settings.mail_server:
        yield Finding(f"no server is set: mail is written to {settings.data / 'mail'}")
        return
    try:
        _greet(settings)
    except (OSError, smtplib.SMTPException) as error:
        where = f"{settings.mail_server}:{settings.mail_port}"
        yield Finding(
            f"{where} does not take our mail: {first_line(error)}",
            "Check GOVFLOW_MAIL_SERVER, _PORT, _SECURITY (starttls goes with port 587, tls with 465), "
            "_USER and _PASSWORD.",
        )
    else:
        yield Finding(f"{settings.mail_server} takes our mail")


def _greet(settings: Settings) -> None:
    import smtplib
    import ssl

    safe = ssl.create_default_context()
    if settings.mail_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.mail_server, settings.mail_port, timeout=MAIL_SECONDS, context=safe
        )
    else:
        server = smtplib.SMTP(settings.mail_server, settings.mail_port, timeout=MAIL_SECONDS)
    with server:
        if settings.mail_security == "starttls":
            server.starttls(context=safe)
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password)
        server.noop()


CHECKS: dict[str, Callable[[Settings], Iterator[Finding]]] = {
    "libraries": libraries,
    "fonts": fonts,
    "disk": disk,
    "database": database,
    "migrations": migrations,
    "keys": keys,
    "jobs": jobs,
    "mail": mail,
}


def examine(settings: Settings) -> Iterator[tuple[str, Finding]]:
    """Every finding with the name of its check."""
    for name, check in CHECKS.items():
        for finding in check(settings):
            yield name, finding


@click.command("doctor")
def command() -> None:
    """Say what is wrong with this installation, and how to mend it."""
    try:
        settings = read_settings()
    except ConfigurationError as error:
        _tell("settings", Finding("they cannot be used", str(error)))
        raise SystemExit(1) from None
    _tell("settings", Finding("they can be used"))
    wrong = 0
    for name, finding in examine(settings):
        _tell(name, finding)
        wrong += bool(finding.mend)
    raise SystemExit(1 if wrong else 0)


def _tell(name: str, finding: Finding) -> None:
    click.echo(f"{'wrong' if finding.mend else 'ok':<6} {name:<11} {finding.words}")
    if finding.mend:
        click.echo(f"{'':<6} {'mend':<11} {finding.mend}")
