"""Extensions, unbound: the database and its migrations. `create_app` binds them to an application.

SQLite and PostgreSQL are equals here. SQLite: WAL, synchronous FULL (an acknowledged act survives a loss of
power), one writer at a time through BEGIN IMMEDIATE. PostgreSQL: READ COMMITTED and row locks.
"""

import sqlite3
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event, inspect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import ConnectionPoolEntry

from govflow.columns import Moment

LOCK_SECONDS = 10
"""How long an act waits for another one before it is told that the database is busy."""

WRITES = "govflow_writes"
"""The execution option of a connection that is going to write."""


class Base(DeclarativeBase):
    """The base of every table. Names of constraints are fixed, because migrations must name them."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: Moment()},
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate()


def bind(app: Flask, migrations: Path) -> None:
    """Bind database and migrations to an application."""
    db.init_app(app)
    migrate.init_app(app, db, directory=str(migrations))
    with app.app_context():
        tend(db.engine)


def has_data(app: Flask) -> bool:
    """Whether the application's database was ever used. A database file is not made by asking."""
    with app.app_context():
        url = db.engine.url
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
            return False
        used = inspect(db.engine).has_table("alembic_version")
        # Asked before a server's processes part: no connection may be shared by them.
        db.engine.dispose()
        return used


def tend(engine: Engine) -> None:
    """Set up every connection of an engine for its dialect."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _open_postgresql)


def _open_sqlite(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    # The driver's own transactions begin late and never IMMEDIATE: we begin them ourselves, below.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"busy_timeout = {LOCK_SECONDS * 1000}",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer while another writes can only fail: a writer says so at the start.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _open_postgresql(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    cursor.execute("SET timezone = 'UTC'")
    cursor.close()
    connection.commit()
