"""Agreements to read: an example, or the same with other words in it."""

import json
import uuid
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from govflow.accounts.services import add_person
from govflow.agreements.services import Amendment, begin_agreement
from govflow.catalogue.loader import draft_in
from govflow.journal.perform import Actor
from govflow.members.services import NewParty, found_consortium

EXAMPLES = Path(__file__).parents[1] / "examples"


def example(name: str) -> dict[str, object]:
    """An example as its file gives it; a number with a fraction is exact."""
    source = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"), parse_float=Decimal)
    assert isinstance(source, dict)
    return source


def somebody(name: str = "Alice Fictional", email: str = "alice@example.org") -> UUID:
    """A person on the register."""
    return add_person(name, email, Actor(None, None, "demo"), uuid.uuid4())


def begun(source: dict[str, object], by: UUID) -> UUID:
    """The agreement of a draft's source, begun by a person: its id."""
    draft = draft_in(source).draft
    parties = [NewParty(member) for member in draft.members]
    if draft.vehicle is not None:
        parties.append(NewParty(draft.vehicle, is_vehicle=True))
    actor, title = Actor(by, None, "demo"), str(source["title"])
    consortium_id = found_consortium(draft.type, title, draft.vehicle_is_party, parties, actor, uuid.uuid4())
    answers = source["answers"]
    assert isinstance(answers, dict)
    return begin_agreement(consortium_id, Amendment(answers), actor, uuid.uuid4(), draft.instrument)
