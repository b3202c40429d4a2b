"""The worked examples as the demo tells them: in this year, with invented people's names in them.

In: an example's file and the day the demo was begun. Out: its draft's source, every date as many months later as
that day is after the examples were written, so that what is planned still lies ahead.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from govflow.catalogue.loader import draft_in
from govflow.core.counting import BoardRules, WrittenRule
from govflow.core.dates import months_later
from govflow.core.draft import Draft
from govflow.core.voting import RuleCode

WRITTEN_IN = date(2026, 11, 1)
"""The month in which the examples are told."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Example:
    """An example, moved to the present. ``boards``: how each party's board decides, by the party's id in acts."""

    name: str
    title: str
    draft: Draft
    answers: Mapping[str, object]
    boards: Mapping[str, BoardRules]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every party's id in acts, in order, the vehicle last."""
        return tuple(self.draft.parties_by_id)


def read_example(name: str, day: date) -> Example:
    """An example, moved by whole months to a day."""
    path = Path(__file__).with_name(f"{name}.json")
    source = json.loads(path.read_text("utf-8"), parse_float=Decimal)
    months = (day.year - WRITTEN_IN.year) * 12 + day.month - WRITTEN_IN.month
    moved = _moved(source, months)
    assert isinstance(moved, dict)
    parties = [*moved["members"], *([moved["vehicle"]] if moved.get("vehicle") else [])]
    return Example(
        name=name,
        title=moved["title"],
        draft=draft_in(moved).draft,
        answers=moved["answers"],
        boards={each["member_id"]: _rules(each["board"]) for each in parties},
    )


def _moved(value: object, months: int) -> object:
    if isinstance(value, dict):
        return {name: _moved(each, months) for name, each in value.items()}
    if isinstance(value, list):
        return [_moved(each, months) for each in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return months_later(date.fromisoformat(value), months).isoformat()
    return value


def _rules(board: Mapping[str, object]) -> BoardRules:
    seats, quorum = board["seats"], board["quorum"]
    assert isinstance(seats, int) and isinstance(quorum, int)
    return BoardRules(
        seats=seats,
        in_office=seats,
        quorum=quorum,
        majority=RuleCode(str(board["majority"])),
        chair_casting=bool(board["chair_casting"]),
        written=WrittenRule(str(board["written"])),
    )
