"""Runs the migrations: each in a transaction of its own, so that a half-done one is undone.

Alembic runs this file. In: the application at work; out: its database at the revision asked for.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from govflow.columns import Moment, PrivateJSON, PrivateText
from govflow.extensions import WRITES, Base, db

# A migration that waits for a lock makes everybody behind it wait: it gives up and is tried again.
LOCK_TIMEOUT = "5s"

PLAIN = {Moment: "sa.DateTime(timezone=True)", PrivateJSON: "sa.Text()", PrivateText: "sa.Text()"}


def spell_plainly(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Migrations say what the disk sees, and import no types of ours."""
    return PLAIN.get(type(item), False) if kind == "type" else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=spell_plainly,
        compare_type=True,
        transaction_per_migration=True,
        # SQLite keeps changes of its schema in transactions too; Alembic does not expect it.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_here() -> None:
    with db.engine.connect().execution_options(**{WRITES: True}) as connection:
        driver = connection.connection
        if db.engine.dialect.name == "postgresql":
            driver.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
            driver.commit()
            run(connection)
            return
        # A table that is remade must not take the rows that refer to it along.
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            run(connection)
        finally:
            driver.execute("PRAGMA foreign_keys = ON")


if context.is_offline_mode():
    raise SystemExit("Migrations need the database: they look at what is there.")
run_here()
