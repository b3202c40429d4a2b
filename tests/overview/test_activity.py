"""Acts as pages tell them: alike ones of a day together, by the day on a calendar on the wall."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from govflow.overview.activity import Known, days, deeds
from govflow.overview.journal_queries import ActLine
from govflow.overview.slices import Slice

ANN, TRUST = uuid.uuid4(), uuid.uuid4()


def answered(day: int, hour: int) -> ActLine:
    """Somebody answered a question in July 2027, at this hour in UTC: an hour later on the wall."""
    moment = datetime(2027, 7, day, hour, 30, tzinfo=UTC)
    return ActLine(day * 24 + hour, "answer_recorded", moment, ANN, TRUST, "", b"", uuid.uuid4(), False)


@pytest.mark.parametrize(
    ("newer", "older", "told"),
    [
        ((10, 23), (10, 22), [(date(2027, 7, 11), 1), (date(2027, 7, 10), 1)]),
        ((11, 0), (10, 23), [(date(2027, 7, 11), 2)]),
    ],
)
def test_what_is_joined_was_done_on_the_day_it_is_shown_under(
    newer: tuple[int, int], older: tuple[int, int], told: list[tuple[date, int]]
) -> None:
    mine = Slice(ANN, TRUST, frozenset(), frozenset(), frozenset())
    lines = (answered(*newer), answered(*older))
    shown = days(deeds(lines, mine, Known({}, {}, {}), lambda key: ""))
    assert [(day.on, 2 if "2 times" in day.deeds[0].did else len(day.deeds)) for day in shown] == told


def test_two_versions_put_to_the_boards_on_one_day_are_two_deeds() -> None:
    mine = Slice(ANN, TRUST, frozenset(), frozenset(), frozenset())
    lines = tuple(
        replace(answered(10, hour), kind="version_circulated", digest=digest)
        for hour, digest in ((12, "b" * 64), (9, "a" * 64))
    )
    known = Known({}, {}, {"a" * 64: "0.9", "b" * 64: "0.10"})
    told = [deed.did for deed in deeds(lines, mine, known, lambda key: "")]
    assert ["0.10" in told[0], "0.9" in told[1]] == [True, True]
