"""The shape of the database: where it stands, and bringing it to the newest one.

In: an application; out: its database at the pinned revision. Migrations run one at a time, each whole or not
at all; several servers that start at once wait for one another (a lock of the database).
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import op
from alembic.runtime.migration import MigrationContext
from flask_migrate import upgrade
from sqlalchemy import text

from govflow.extensions import db
from govflow.installed_files import share
from govflow.settings import ConfigurationError

_MIGRATING = 0x676F7666  # the advisory lock servers wait on: "govf"


def migrations_folder() -> Path:
    """Where the migrations are, in a checkout and in an installed copy."""
    return share() / "migrations"


def pinned_head() -> str:
    """The revision this release works with."""
    return (migrations_folder() / "HEAD").read_text(encoding="utf-8").strip()


def revision() -> str | None:
    """The revision the database stands at; None for a database without tables of ours."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def bring_up_to_date() -> None:
    """Run the migrations the database lacks.

    :raises ConfigurationError: the database is of a newer release than this program.
    """
    with _one_at_a_time():
        present = revision()
        # Numbered revisions compare as text.
        if present is not None and present > pinned_head():
            raise ConfigurationError(
                f"The database is at revision {present}, this program knows {pinned_head()} and none after it. "
                "Start the newer release."
            )
        if present != pinned_head():
            upgrade(directory=str(migrations_folder()), revision=pinned_head())


def keep_append_only(table: str) -> None:
    """For migrations: let nobody change or delete rows of a table, whatever the program says."""
    refuse(table, "UPDATE")
    refuse(table, "DELETE")


def refuse(table: str, change: str) -> None:
    """For migrations: let nobody do one kind of change (``UPDATE``, ``DELETE``) to rows of a table."""
    name, words = f"{table}_refuses_{change.lower()}", f"{table} is kept as written: no {change}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    # TRUNCATE is a DELETE that asks no row.
    events = "DELETE OR TRUNCATE" if change == "DELETE" else change
    op.execute(f"CREATE TRIGGER {name} BEFORE {events} ON {table} EXECUTE FUNCTION {name}()")


def allow(table: str, change: str) -> None:
    """For migrations down: take `refuse` back. The table may be dropped right after."""
    name = f"{table}_refuses_{change.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")


def allow_all(table: str) -> None:
    """For migrations down: take `keep_append_only` back."""
    allow(table, "UPDATE")
    allow(table, "DELETE")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold what servers that start at once wait on: a lock of PostgreSQL, a locked file beside SQLite's."""
    if db.engine.dialect.name == "sqlite":
        with Path(f"{db.engine.url.database}.migrating").open("w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with db.engine.connect() as connection:
        # Held by this transaction, let go when the connection closes. To wait long here is right.
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
        yield
