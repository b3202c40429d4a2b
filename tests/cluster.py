"""A throw-away PostgreSQL cluster: made in a temporary folder, reached through a socket there, gone at the end.

PostgreSQL refuses to run as root; as root, everything is done as the user ``postgres``.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

USER = "govflow"


@dataclass(frozen=True)
class Cluster:
    """A running server. Databases are made from a template or empty, and dropped by the caller."""

    programs: Path
    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        self.run(f"CREATE DATABASE {database} TEMPLATE {template}")
        return self.url(database)

    def drop(self, database: str) -> None:
        self.run(f"DROP DATABASE {database} WITH (FORCE)")

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self, *options: str) -> None:
        settings = ["listen_addresses=''", f"unix_socket_directories='{self.folder}'", *options]
        flags = " ".join(f"-c {setting}" for setting in settings)
        log = self.folder / "log"
        self._control("start", "-w", "-t", "60", "-l", str(log), "-o", flags)

    def stop(self, mode: str = "fast") -> None:
        self._control("stop", "-w", "-m", mode)

    def _control(self, *words: str) -> None:
        data = self.folder / "data"
        run_as_owner([str(self.programs / "pg_ctl"), "-s", "-D", str(data), *words], self.folder)


def find_programs() -> Path:
    """The folder of the newest PostgreSQL on this machine."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if (named := shutil.which("initdb")) is not None:
        found.append(Path(named).parent)
    assert found, "PostgreSQL is not installed: make setup-tests installs it"
    return max(found, key=lambda path: int(path.parent.name) if path.parent.name.isdecimal() else 0)


def run_as_owner(command: list[str], folder: Path) -> None:
    """Run one of PostgreSQL's programs as somebody it accepts."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


@contextmanager
def running_cluster(*options: str) -> Iterator[Cluster]:
    """A cluster of our own, started with these settings."""
    folder = Path(tempfile.mkdtemp(prefix="govflow-postgresql-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        cluster = Cluster(find_programs(), folder)
        initdb = [str(cluster.programs / "initdb"), "-D", str(folder / "data"), "-U", USER]
        run_as_owner([*initdb, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], folder)
        cluster.start(*options)
        try:
            yield cluster
        finally:
            cluster.stop("immediate")
    finally:
        shutil.rmtree(folder)
