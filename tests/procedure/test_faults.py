"""A fault at any statement of any kind of act leaves the state before it, or the state after it: nothing between.

One story holds every kind of act of the procedure. Each act is done failing at its first statement, then at its
second, and so on until it comes through (in a soak; otherwise at every third), under one key; then it is done
again and must change nothing.
"""

import re
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from govflow.cli.reading import Node
from govflow.cli.rehearse import read_cast
from govflow.cli.story_file import read_steps
from govflow.clock import SetClock
from govflow.extensions import db
from govflow.overview import rehearsal
from govflow.overview.rehearsal import Rehearsal
from tests.conftest import full_or_small
from tests.faults import fail_everywhere
from tests.procedure.every_act import STORY

PACKAGE = Path(rehearsal.__file__).parent.parent
EXAMPLE = Path(__file__).parent.parent / "examples" / "lead_body_6.json"


@pytest.mark.soak
def test_a_fault_at_any_statement_leaves_before_or_after(
    app: Flask, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = Rehearsal(read_cast(str(EXAMPLE)), clock, clock.moment)
    for step in read_steps(Node(STORY)):
        # Each act has one key of its own, however often it is tried.
        monkeypatch.setattr(rehearsal, "uuid", SimpleNamespace(uuid4=partial(UUID, int=step.number)))
        clock.moment = step.moment or clock.moment
        points = fail_everywhere(lambda: step.deed(play), full_or_small(1, 3))  # noqa: B023 (called before the next step)
        assert points > 3, f"step {step.number} wrote nothing"
    with db.engine.connect() as connection:
        done = set(connection.scalars(text("SELECT kind FROM journal_entry")))
    assert done >= kinds_of_acts()


def kinds_of_acts() -> set[str]:
    """Every kind of act that boards, drafters, signatories and the chair do."""
    files = ("approvals/services.py", "approvals/circulation_services.py", "signing/services.py")
    sources = [(PACKAGE / file).read_text("utf-8") for file in files]
    kinds = {
        kind for source in sources for kind in re.findall(r'(?<!Refused\()"([a-z]+(?:_[a-z]+)+)"', source)
    }
    assert len(kinds) == 19, sorted(kinds)
    return kinds - {"document_sealed"}
