"""`govflow serve`: the pages, and the background work beside them.

In: the settings. Out: a database brought to the shape of this release, a server listening until it is told to
stop, and the job ledger worked off by a thread of the same program (unless ``GOVFLOW_WORKER=off``).
"""

import gc
import multiprocessing
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from govflow.settings import ConfigurationError, Settings, read_settings

if TYPE_CHECKING:
    from flask import Flask

THREADS = 4
"""Requests answered at once by one process. SQLite has one writer, and readers do not wait for it."""

STOP_SECONDS = 30
"""A server process that has not ended so long after it was told to is killed: every act is whole or not at all."""


@click.command("serve")
@click.option(
    "--processes", type=click.IntRange(min=1), default=1, show_default=True, help="Server processes."
)
@click.option(
    "--demo", is_flag=True, help="Show invented consortia, on this machine alone (GOVFLOW_DEMO=on)."
)
def command(processes: int, demo: bool) -> None:
    """Serve the pages, and do the background work."""
    settings = read_settings()
    settings = replace(settings, demo=settings.demo or demo)
    address = free_address(settings)
    with quick_start():
        from govflow import create_app
        from govflow.schema import bring_up_to_date

        app = create_app(settings)
    with app.app_context():
        bring_up_to_date()
        if settings.demo:
            show_demo(settings)
    with background_work(app, settings):
        listen(settings, address, processes)


def show_demo(settings: Settings) -> None:
    """Load the demo unless it is there, and print links for a handful of its people."""
    from govflow.demo.links import LIFE, handful, link_for
    from govflow.demo.loading import load_demo

    load_demo(lambda words: click.echo(words, err=True))
    hours = LIFE // timedelta(hours=1)
    click.echo(f"The demo is at {settings.address}. Sign in as one of its invented people.")
    click.echo(f"Each link works once, within {hours} hours:\n")
    for kind, place in handful():
        where = f"{place.organisation}, {place.consortium}" if place.organisation else place.consortium
        click.echo(f"{place.name} {kind.words} ({where})\n  {link_for(place, settings.address).url}\n")
    click.echo("Links for everybody: .venv/bin/govflow demo links")
    click.echo(f"The mail they get: {settings.address}/dev/mail")


@contextmanager
def background_work(app: "Flask", settings: Settings) -> Iterator[None]:
    """The worker, as a thread, for as long as the server runs."""
    from govflow.jobs.worker import run_forever

    if not settings.worker:
        yield
        return
    stop = threading.Event()
    worker = threading.Thread(target=run_forever, args=(app, stop), name="worker")
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join()


def listen(settings: Settings, address: str, processes: int) -> None:
    """Answer requests until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # Server processes read the settings anew.
    os.environ["GOVFLOW_DEMO"] = "on" if settings.demo else "off"
    # A forked server would share the worker's database connections, and any lock its thread holds at that instant.
    multiprocessing.set_start_method("spawn")
    click.echo(f"govflow listens on {settings.address} (stop it with Ctrl-C)", err=True)
    Granian(
        "govflow.cli.serve:application",
        factory=True,
        address=address,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    ).serve()


def application() -> "Flask":
    """The application of one server process.

    Ctrl-C reaches every process of the terminal's group, and a server process that is told to stop twice, by the
    terminal and by its parent, may never end. So it leaves the group and hears its parent alone.
    """
    os.setpgid(0, 0)
    with quick_start():
        from govflow import create_app

        return create_app()


@contextmanager
def quick_start() -> Iterator[None]:
    """Load a program without looking for garbage: what it loads it keeps, and the search takes a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def free_address(settings: Settings) -> str:
    """The number behind the host's name, where nobody else listens.

    :raises ConfigurationError: there is no such place on this machine, or it is taken.
    """
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, kind, _, _, place = found[0]
        with socket.socket(family, kind) as probe:
            # As the server does: connections of an earlier server that are still closing are no hindrance.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        where = f"{settings.host}, port {settings.port}"
        raise ConfigurationError(
            f"Nobody can listen on {where} ({error.strerror}). Set another GOVFLOW_HOST or GOVFLOW_PORT."
        ) from error
    return str(place[0])
