"""A worked consortium to look at: entirely fictional, loaded through the same acts that people do.

In: an empty or a used database. Out: the example is there, once, and a link that lets its drafter read the
agreement. Every act has a key made from the example, so loading it again changes nothing.
"""

import json
import uuid
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from govflow.accounts.queries import person_by_email
from govflow.accounts.services import SIGN_IN, add_person, open_link
from govflow.agreements.services import Amendment, begin_agreement
from govflow.catalogue.loader import load
from govflow.core.draft import read_draft
from govflow.journal.perform import Actor
from govflow.members.services import NewParty, found_consortium

EXAMPLE = Path(__file__).parent / "lead_body_6.json"
DRAFTER = ("Robin Drafter", "robin.drafter@example.org")

_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.example.org")


def show_example() -> str:
    """Load the example unless it is there, and open a link to its agreement: the link's path on this server."""
    source = json.loads(EXAMPLE.read_text("utf-8"), parse_float=Decimal)
    person_id = _drafter()
    agreement_id = _agreement(source, person_id)
    return f"/open/{open_link(person_id, SIGN_IN, f'/agreements/{agreement_id}')}"


def _drafter() -> UUID:
    name, email = DRAFTER
    found = person_by_email(email)
    return add_person(name, email, Actor(None, None, "demo"), _key("drafter")) if found is None else found.id


def _agreement(source: dict[str, object], person_id: UUID) -> UUID:
    draft = read_draft(source, load()).draft
    by = Actor(person_id, None, "demo")
    parties = [NewParty(member) for member in draft.members]
    consortium_id = found_consortium(
        draft.type, str(source["title"]), draft.vehicle_is_party, parties, by, _key("consortium")
    )
    answers = source["answers"]
    assert isinstance(answers, dict)
    return begin_agreement(consortium_id, Amendment(answers), by, _key("agreement"))


def _key(what: str) -> UUID:
    return uuid.uuid5(_SPACE, f"{EXAMPLE.stem} {what}")
