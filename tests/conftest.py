"""What tests of services and pages stand on: a real database, on both engines, new for every test.

A test that asks for `app` (or `settings`) runs twice, on SQLite and on PostgreSQL. Rules need none of this:
tests of the core ask for nothing.
"""

import gc
import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from govflow import create_app
from govflow.clock import SetClock
from govflow.schema import bring_up_to_date
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.cluster import Cluster, running_cluster
from tests.faults import FailEverywhere, fail_everywhere

ENGINES = ("sqlite", "postgresql")
SOAK = bool(os.environ.get("GOVFLOW_SOAK"))
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
TEMPLATE = "govflow_template"

# A loaded machine is slow and not wrong: no property has a deadline. `make soak` asks for the other profile.
hypothesis.settings.register_profile("small", deadline=None)
hypothesis.settings.register_profile("full", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("small")

# Every page is read into a tree that is let go at once; the collector would look through all the rest for each.
gc.set_threshold(100_000, 50, 100)


def full_or_small(full: int, small: int) -> int:
    """The size of a fault run: full in a soak, small in every other run."""
    return full if SOAK else small


one_engine = pytest.mark.parametrize("engine_name", ENGINES[:1])
"""For a page that asks no database, and for a walk over very many pages that ask nothing an engine decides."""


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for the whole run; it may forget everything in a crash, and is faster for it."""
    with running_cluster(*FAST) as started:
        yield started


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine this test runs on."""
    return str(request.param)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation without data, on SQLite."""
    return _install(Settings(data=tmp_path_factory.mktemp("sqlite")))


@pytest.fixture(scope="session")
def postgresql_template(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation without data, on PostgreSQL; its database is `TEMPLATE`."""
    data = tmp_path_factory.mktemp("postgresql")
    return _install(Settings(data=data, database_url=cluster.create(TEMPLATE)))


@pytest.fixture
def settings(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """An installation of this test's own: keys and an empty database at the newest revision."""
    data = tmp_path / "instance"
    shutil.copytree(request.getfixturevalue(f"{engine_name}_template"), data)
    if engine_name == "sqlite":
        yield Settings(data=data)
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"test_{uuid.uuid4().hex}"
    yield Settings(data=data, database_url=cluster.create(name, TEMPLATE))
    cluster.drop(name)


@pytest.fixture
def clock() -> SetClock:
    """The clock of this test's application: it stands until it is set."""
    return SetClock(datetime(2026, 11, 2, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates as Python, compiled once for the whole run: a server does that once in its life."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, clock: SetClock, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application, at work."""
    application = create_app(settings, clock)
    application.jinja_env.bytecode_cache = compiled_templates
    with at_work(application):
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser; every answer it gets is checked. `app.test_client()` is another person's."""
    # Read here: most tests ask for no page, and a strict reader of HTML takes long to load.
    from tests.web.checked_pages import CheckedClient

    app.test_client_class = CheckedClient
    return app.test_client()


@pytest.fixture
def fail_at_every_statement(app: Flask) -> FailEverywhere:
    """Do an act, failing at its n-th statement for every n; see `tests.faults.fail_everywhere`."""
    return fail_everywhere


def _install(settings: Settings) -> Path:
    application = create_app(settings)
    with at_work(application):
        bring_up_to_date()
    return settings.data
