"""The conditions precedent: what is open, who closes it."""

from datetime import date

import pytest

from govflow.core.approval import Closing
from govflow.core.errors import Refused
from govflow.core.precedents import ALL_BOARDS, PrecedentClosed, Waiver, close, may_waive, still_open

DAY = date(2027, 3, 8)
CONDITIONS = (ALL_BOARDS, "nda_signed", "contract_awarded")


def test_what_is_open_stands_in_the_agreements_order() -> None:
    assert still_open(CONDITIONS, {}, frozenset()) == CONDITIONS


def test_what_was_closed_or_meets_itself_is_not_open() -> None:
    (nda,) = close(("nda_signed",), CONDITIONS, Closing.MET, ("chair",), DAY, "Minute 4")
    assert nda == PrecedentClosed("nda_signed", Closing.MET, DAY, ("chair",), "Minute 4")
    assert still_open(CONDITIONS, {"nda_signed": nda}, frozenset({ALL_BOARDS})) == ("contract_awarded",)


def test_several_are_closed_at_once_each_once() -> None:
    closed = close(("nda_signed", "contract_awarded", "nda_signed"), CONDITIONS, Closing.WAIVED, (), DAY, "")
    assert [one.code for one in closed] == ["nda_signed", "contract_awarded"]


def test_one_that_cannot_be_closed_refuses_all() -> None:
    with pytest.raises(Refused) as no:
        close(("nda_signed", "funder_consent"), CONDITIONS, Closing.MET, ("chair",), DAY, "")
    assert (no.value.code, no.value.facts) == ("nothing_to_act_on", {"precedent": "funder_consent"})


@pytest.mark.parametrize(
    ("waiver", "by", "allowed"),
    [
        (Waiver.NONE, {"LB1", "LB2"}, False),
        (Waiver.UNANIMOUS, {"LB1", "LB2"}, True),
        (Waiver.UNANIMOUS, {"LB1"}, False),
        (Waiver.LEAD_OR_SPV, {"LB1"}, True),
        (Waiver.LEAD_OR_SPV, {"LB2"}, False),
        (Waiver.LEAD_OR_SPV, set(), False),
    ],
)
def test_who_waives_is_what_the_agreement_says(waiver: Waiver, by: set[str], allowed: bool) -> None:
    assert may_waive(waiver, frozenset(by), frozenset({"LB1", "LB2"}), frozenset({"LB1"})) is allowed
