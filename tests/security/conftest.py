"""The stage that is looked at here: played once, and copied for each test."""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from govflow import create_app
from govflow.clock import SetClock
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.security.places import Stage, at_stage
from tests.stage import BEGUN


@dataclass(frozen=True)
class Played:
    """An installation at this stage: its data folder, where everything is, and what was logged on the way."""

    data: Path
    stage: Stage
    lines: tuple[str, ...]


@contextmanager
def logged(lines: list[str], *, statements: bool = False) -> Iterator[None]:
    """Keep every line that anything logs meanwhile, down to the last detail; ``statements``: of the database too."""

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root, engine, keep = logging.getLogger(), logging.getLogger("sqlalchemy.engine"), Keep()
    before = root.level, engine.level
    root.addHandler(keep)
    root.setLevel(logging.DEBUG)
    engine.setLevel(logging.INFO if statements else engine.level)
    try:
        yield
    finally:
        root.setLevel(before[0])
        engine.setLevel(before[1])
        root.removeHandler(keep)


@pytest.fixture(scope="session")
def played(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Play it, on one engine: access asks the same of both."""
    data, lines = tmp_path_factory.mktemp("played") / "instance", list[str]()
    shutil.copytree(sqlite_template, data)
    with logged(lines, statements=True), at_work(app := create_app(Settings(data=data), SetClock(BEGUN))):
        return Played(data, at_stage(app), tuple(lines))
