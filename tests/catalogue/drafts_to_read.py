"""The drafts that tests of the clause pack read: the five worked examples, and a blank consortium of each type."""

import json
from decimal import Decimal
from pathlib import Path

from govflow.catalogue.loader import load
from govflow.core.draft import Draft, read_draft

EXAMPLES = Path(__file__).parent.parent / "examples"
WORKED = ("lead_body_6", "spv_30", "alliance_19", "coop_9", "network_14")
CATALOGUE = load()


def worked(name: str) -> Draft:
    """A worked example."""
    source = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"), parse_float=Decimal)
    read = read_draft(source, CATALOGUE)
    assert read.problems == ()
    return read.draft


def blank(code: str) -> Draft:
    """Three members who have answered nothing."""
    members = [{"member_id": f"M{n}", "legal_name": f"Member {n}", "class": "full"} for n in (1, 2, 3)]
    return read_draft({"type": code, "members": members, "answers": {}}, CATALOGUE).draft
