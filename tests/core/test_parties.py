"""The parties as a draft prints them: everyone who signs, and a vehicle that is still to be agreed."""

from dataclasses import replace

import pytest

from govflow.catalogue.loader import catalogue_of, load
from govflow.core.assembly import assemble
from govflow.core.consistency import check
from govflow.core.document import Document
from govflow.core.draft import Draft
from tests.core.test_consistency import example
from tests.core.test_usual import blank

NAMELESS = "[name of the vehicle: to be agreed]"


def named_in(document: Document) -> tuple[list[str], list[str], list[str]]:
    """Who stands in the list of parties, in the schedule of them and on the pages for signing."""
    schedule = document.part("schedule-parties")
    assert schedule is not None
    table = next(para.table for para in schedule.paras if para.table is not None)
    place = table.headings.index("Name")
    return (
        [line.name for line in document.parties],
        [row[place].text for row in table.rows],
        [block.party for block in document.execution],
    )


@pytest.mark.parametrize("kind", ["SPV", "COOP"])
@pytest.mark.parametrize("is_party", [False, True])
def test_a_vehicle_that_is_still_to_be_agreed_is_a_marked_party(kind: str, is_party: bool) -> None:
    draft = replace(blank(kind), vehicle_is_party=is_party)
    assembled = assemble(load(), draft)
    everybody = ["Organisation 1", "Organisation 2", "Organisation 3", NAMELESS]
    assert named_in(assembled.document) == (everybody, everybody, everybody)
    line = assembled.document.parties[-1]
    assert (line.number, line.words) == ("(4)", "a [legal form: to be agreed]")
    assert draft.parties == draft.members
    assert {one.rule for one in check(draft).problems} >= {"CR-03"}


def test_what_is_known_of_it_stands_there_as_soon_as_it_is_answered() -> None:
    draft = replace(blank("SPV"), vehicle_is_party=True)
    before = assemble(load(), draft)
    named = draft.with_answers({"spv_name": "Hollin Homes"})
    after = assemble(load(), named, before)
    assert after.document == assemble(load(), named).document
    assert [who[-1] for who in named_in(after.document)] == ["Hollin Homes"] * 3
    formed = assemble(load(), draft.with_answers({"spv_form": "cio"})).document.parties[-1]
    assert (formed.name, formed.words) == (NAMELESS, "a charitable incorporated organisation")


@pytest.mark.parametrize(
    "draft",
    [
        replace(example("spv_30"), vehicle_is_party=False),
        blank("LB"),
        # Nothing of it is open any more: a text that may be frozen names nobody who is not entered.
        replace(blank("SPV", spv_name="Hollin Homes", spv_form="cio"), vehicle_is_party=True),
    ],
)
def test_no_party_is_made_up_where_none_is_open(draft: Draft) -> None:
    parties = [party.member_id for party in draft.parties]
    assert [line.member_id for line in assemble(load(), draft).document.parties] == parties


def test_a_vehicle_stands_in_no_instrument_that_it_does_not_sign() -> None:
    for code in ("nda", "heads_of_terms"):
        document = assemble(catalogue_of(code), replace(blank("SPV"), instrument=code)).document
        assert len(document.parties) == len(document.execution) == 3


@pytest.mark.parametrize("kind", ["LB", "SPV", "AL", "COOP", "NET"])
def test_members_that_are_still_to_be_agreed_are_a_marked_party(kind: str) -> None:
    nobody = replace(blank(kind), members=())
    assert [who[0] for who in named_in(assemble(load(), nobody).document)] == ["[members: to be agreed]"] * 3
    assert "CR-01" in {one.rule for one in check(nobody).problems}
