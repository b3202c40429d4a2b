"""`govflow worker`: do the background work until told to stop (SIGTERM or Ctrl-C), the job at hand ended first."""

import signal
import threading

import click

from govflow import create_app
from govflow.jobs.worker import run_forever
from govflow.schema import bring_up_to_date


@click.command()
def command() -> None:
    """Do background work: mail, agreements to set and seal, checkpoints. As many of these may run as you like."""
    stop = threading.Event()
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: stop.set())
    app = create_app()
    with app.app_context():
        bring_up_to_date()
    click.echo("Working. Stop with Ctrl-C.", err=True)
    run_forever(app, stop)
