"""An empty database comes up to the pinned head and down again; half-done migrations are undone."""

import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, inspect, text

from govflow import create_app
from govflow.extensions import Base, db
from govflow.schema import bring_up_to_date, migrations_folder, pinned_head, revision
from govflow.settings import ConfigurationError, Settings
from tests.cluster import Cluster
from tests.conftest import full_or_small
from tests.faults import Struck, processes, striking_at


@pytest.fixture
def empty(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application with a database nothing was ever done to."""
    name = f"test_{uuid.uuid4().hex}"
    cluster: Cluster | None = None
    url = ""
    if engine_name == "postgresql":
        cluster = request.getfixturevalue("cluster")
        assert cluster is not None
        url = cluster.create(name)
    app = create_app(Settings(data=tmp_path / "instance", database_url=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if cluster is not None:
        cluster.drop(name)


def shape() -> dict[str, object]:
    """Tables with their columns, checks and triggers, as the database tells them."""
    look = inspect(db.engine)
    tables = sorted(set(look.get_table_names()) - {"alembic_version"})
    triggers = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT DISTINCT trigger_name FROM information_schema.triggers",
    }[db.engine.dialect.name]
    with db.engine.connect() as connection:
        kept = sorted(connection.scalars(text(triggers)))
    return {
        "tables": {
            table: (
                sorted(
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in look.get_columns(table)
                ),
                sorted(str(check["name"]) for check in look.get_check_constraints(table)),
                sorted(str(index["name"]) for index in look.get_indexes(table)),
            )
            for table in tables
        },
        "triggers": kept,
    }


def numbered() -> list[str]:
    return sorted(path.name[:4] for path in (migrations_folder() / "versions").glob("0*.py"))


def test_migrations_are_numbered_without_gaps_and_the_last_is_pinned() -> None:
    names = sorted(path.name for path in (migrations_folder() / "versions").glob("*.py"))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in names)
    assert numbered() == [f"{number:04}" for number in range(1, len(names) + 1)]
    assert pinned_head() == numbered()[-1]


def test_an_empty_database_comes_up_and_says_what_the_models_say(empty: Flask) -> None:
    assert revision() is None
    bring_up_to_date()
    assert revision() == pinned_head()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    look = inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        checks = {str(each.name) for each in table.constraints if isinstance(each, CheckConstraint)}
        assert {str(each["name"]) for each in look.get_check_constraints(table.name)} == checks


def test_coming_up_again_changes_nothing(empty: Flask) -> None:
    bring_up_to_date()
    before = shape()
    bring_up_to_date()
    assert shape() == before


def test_every_migration_goes_down_to_what_was_there_before(empty: Flask) -> None:
    shapes = []
    for number in numbered():
        shapes.append(shape())
        upgrade(directory=str(migrations_folder()), revision=number)
    for number, before in zip(["base", *numbered()][-2::-1], reversed(shapes), strict=True):
        downgrade(directory=str(migrations_folder()), revision=number)
        assert shape() == before


@pytest.mark.soak
def test_a_fault_at_any_statement_leaves_the_old_or_the_new_shape(empty: Flask) -> None:
    shapes: dict[str | None, object] = {None: shape()}
    for number in numbered():
        upgrade(directory=str(migrations_folder()), revision=number)
        shapes[number] = shape()
    downgrade(directory=str(migrations_folder()), revision="base")
    # From the middle of a stride, so that small runs do not all strike at a migration's first statement.
    stride = full_or_small(1, 9)
    point, struck = stride // 2, ["begin"]
    while struck:
        point += stride
        with striking_at(point) as struck, suppress(Struck):
            upgrade(directory=str(migrations_folder()))
        assert shape() == shapes[revision()], f"a fault at statement {point}"
        if struck:
            downgrade_from_wherever()
    assert point > 20


def downgrade_from_wherever() -> None:
    if revision() is not None:
        downgrade(directory=str(migrations_folder()), revision="base")


def start(settings: Settings) -> None:
    """A server of its own, as far as its database."""
    app = create_app(settings)
    with app.app_context():
        bring_up_to_date()
        db.engine.dispose()


def test_servers_that_start_at_once_bring_the_database_up_once(empty: Flask) -> None:
    settings = Settings(data=Path(empty.instance_path), database_url=database_url(empty))
    servers = [processes.Process(target=start, args=(settings,)) for _ in range(3)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    assert [server.exitcode for server in servers] == [0, 0, 0]
    assert revision() == pinned_head()


def database_url(app: Flask) -> str:
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    return url if url.startswith("postgresql") else ""


def test_a_newer_database_is_left_alone(empty: Flask) -> None:
    bring_up_to_date()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="Start the newer release"):
        bring_up_to_date()
