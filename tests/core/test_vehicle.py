"""The vehicle as the answers describe it, and as it is entered among the parties: one and the same."""

from dataclasses import replace

import pytest

from govflow.catalogue.loader import load
from govflow.core.assembly import assemble
from govflow.core.draft import Draft, Member
from govflow.core.errors import Severity
from govflow.core.mending import Bench
from tests.core.test_consistency import example
from tests.core.test_usual import blank

ENTERED = "Common Ground Minds CIC"


def told(draft: Draft) -> list[tuple[str, str]]:
    found = assemble(load(), draft).problems
    return [(one.field, one.message) for one in found if one.rule == "TX-15"]


def entered(name: str = ENTERED, form: str = "cic_clg", **answers: str) -> Draft:
    """The example of a vehicle, entered by this name and form, with some answers changed."""
    draft = example("spv_30").with_answers(answers)
    return replace(draft, vehicle=Member("SPV", name, form))


def test_two_names_or_two_forms_of_one_vehicle_are_warned_of_until_one_press_makes_them_one() -> None:
    draft = entered(spv_name="Quite Another Ltd", spv_form="cls")
    assembled = assemble(load(), draft)
    name, form = (one for one in assembled.problems if one.rule == "TX-15")
    assert (name.field, form.field) == ("spv_name", "spv_form")
    assert {name.severity, form.severity} == {Severity.WARNING} and name.clause == "spv-ownership"
    assert "“Quite Another Ltd”" in name.message and f"“{ENTERED}”" in name.message
    assert "limited by shares”" in form.message and "limited by guarantee”" in form.message
    mends = [Bench(load(), draft, assembled).mend_of(one) for one in (name, form)]
    assert [mend and dict(mend.answers) for mend in mends] == [{"spv_name": ENTERED}, {"spv_form": "cic_clg"}]
    assert mends[0] is not None and mends[0].words == f"Set “name of the vehicle” to {ENTERED}"


def test_it_need_not_be_a_party_to_be_called_otherwise() -> None:
    draft = replace(entered(name="Working Name CIC"), vehicle_is_party=False)
    assert [field for field, _ in told(draft)] == ["spv_name"]


@pytest.mark.parametrize(
    "draft",
    [
        example("spv_30"),
        example("coop_9"),
        entered(spv_name="  common  ground MINDS cic "),
        entered(name="St Luke's Ltd", spv_name="St Luke’s Ltd."),
        entered(name="", form=""),
        # A charity that is a guarantee company is one: the question has no answer of its own for it.
        entered(form="clg_charity", spv_form="clg"),
        # What the question does not offer cannot be answered.
        entered(form="scio", spv_form="cio"),
        replace(entered(name="Working Name CIC", form="cls"), vehicle=None),
        replace(entered(name="Working Name CIC", form="cls"), type="AL"),
    ],
)
def test_what_reads_alike_or_is_said_once_only_is_no_problem(draft: Draft) -> None:
    assert told(draft) == []


def test_what_nobody_answered_is_told_as_that_and_not_as_another_name() -> None:
    draft = entered(name="Working Name CIC", form="cls")
    bare = {name: value for name, value in draft.answers.items() if name not in ("spv_name", "spv_form")}
    assert told(replace(draft, answers=bare)) == []


def test_one_that_is_described_and_never_entered_is_told() -> None:
    described = replace(blank("SPV", spv_name="Hollin Homes", spv_form="cio"), vehicle_is_party=True)
    (missing,) = (one for one in assemble(load(), described).problems if one.rule == "TX-16")
    assert (missing.field, missing.severity) == ("spv_name", Severity.WARNING)
    for draft in (blank("SPV"), blank("LB"), example("spv_30")):
        assert "TX-16" not in {one.rule for one in assemble(load(), draft).problems}
