"""One vote in a written decision, with everything it decides, against an act that only writes a note; SQLite."""

import tempfile
import uuid
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from bench.acts import note, perform_one
from bench.measuring import Comparison, compare
from govflow import create_app
from govflow.clock import SetClock
from govflow.core.voting import Choice
from govflow.extensions import db
from govflow.schema import bring_up_to_date
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.approvals.boards import BY_MOST, board

VOTES = 20


def measure() -> list[Comparison]:
    """One of three changes a vote to and fro: more than half must agree, so nothing is ever decided."""
    with tempfile.TemporaryDirectory() as folder:
        clock = SetClock(datetime(2026, 11, 2, 12, tzinfo=UTC))
        app = create_app(Settings(data=Path(folder) / uuid.uuid4().hex), clock)
        with at_work(app):
            bring_up_to_date()
            note.metadata.create_all(db.engine)
            trustees = board(clock, BY_MOST)
            trustees.open_ballot()
            choices = cycle((Choice.FOR, Choice.AGAINST))

            def vote() -> None:
                for _ in range(VOTES):
                    trustees.vote(trustees.trustees[0], next(choices))

            def write() -> None:
                for _ in range(VOTES):
                    perform_one()

            return [
                compare("a vote in a written decision", vote, "an act that writes a note", write, times=VOTES)
            ]
