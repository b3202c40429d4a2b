"""What an agreement says about its own procedure."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest

from govflow.core.answers import Value
from govflow.core.draft import Draft, Member
from govflow.core.precedents import Waiver
from govflow.core.terms import Dating, Terms, terms_of

LEAD = Member("LB1", legal_form="clg_charity", member_class="full", execution_method="director_and_witness")
CHARITY = Member("LB2", legal_form="cio", member_class="full", execution_method="two_trustees")
FRIEND = Member("LB3", legal_form="cic_clg", member_class="associate")
VEHICLE = Member("SPV", legal_form="cic_clg", execution_method="seal")


def terms(vehicle: Member | None = None, is_party: bool = False, **answers: Value) -> Terms:
    return terms_of(Draft("LB", (LEAD, CHARITY, FRIEND), vehicle, is_party, MappingProxyType(answers)))


def test_full_members_count_and_the_others_accede_later() -> None:
    found = terms()
    assert found.parties == ("LB1", "LB2", "LB3")
    assert found.counting == ("LB1", "LB2")
    assert found.asked == ("LB1", "LB2")


@pytest.mark.parametrize("whose", ["full_members", "pct_members"])
def test_every_member_counts_only_where_the_agreement_asks_them_all(whose: str) -> None:
    assert terms(approval_from="all_members").counting == ("LB1", "LB2", "LB3")
    assert terms(approval_from=whose).counting == ("LB1", "LB2")


@pytest.mark.parametrize(
    ("pct", "needed"),
    [(100, 2), (50, 1), (51, 2), (Decimal("66.7"), 2), (Decimal("50.00"), 1), (Decimal("33.34"), 1)],
)
def test_the_number_of_boards_is_rounded_up_exactly(pct: Value, needed: int) -> None:
    assert terms(min_approvals_pct=pct).required == needed


def test_three_quarters_of_nineteen_are_fifteen() -> None:
    members = tuple(Member(f"A{n}", member_class="full") for n in range(19))
    draft = Draft("AL", members, None, False, MappingProxyType({"min_approvals_pct": 75}))
    assert terms_of(draft).required == 15


def test_the_vehicle_is_asked_and_counted_in_neither_where_it_is_a_party() -> None:
    party = terms(VEHICLE, is_party=True)
    assert (party.vehicle, party.asked, party.counting) == ("SPV", ("LB1", "LB2", "SPV"), ("LB1", "LB2"))
    assert party.parties == ("LB1", "LB2", "LB3", "SPV")
    assert terms(VEHICLE).vehicle == ""


def test_the_lead_body_is_a_counting_member() -> None:
    assert terms(lead_body="LB1").lead == "LB1"
    assert terms(lead_body="LB3").lead == ""
    assert terms().lead == ""


def test_where_answers_are_absent_the_careful_reading_holds() -> None:
    found = terms()
    assert (found.min_pct, found.valid_months, found.may_delegate) == (Decimal(100), None, True)
    assert (found.conditions, found.waiver, found.long_stop, found.deadline) == ((), Waiver.NONE, None, None)
    assert not found.passed(date(2099, 1, 1))


def test_given_answers_are_the_terms() -> None:
    found = terms(
        approval_valid_months=6,
        minor_delegation=False,
        cps=("nda_signed",),
        cp_waiver="lead_or_spv",
        long_stop_date=date(2027, 3, 15),
        approval_deadline=date(2027, 2, 26),
    )
    assert (found.valid_months, found.may_delegate, found.conditions) == (6, False, ("nda_signed",))
    assert (found.waiver, found.deadline) == (Waiver.LEAD_OR_SPV, date(2027, 2, 26))


def test_the_long_stop_day_itself_is_in() -> None:
    found = terms(long_stop_date=date(2027, 3, 15))
    assert not found.passed(date(2027, 3, 15))
    assert found.passed(date(2027, 3, 16))


def test_a_party_signs_by_its_row_among_the_signatories_else_by_its_usual_method() -> None:
    rows = (MappingProxyType({"member_id": "LB1", "method": "authorised_person"}),)
    found = terms(signatories=rows).signing
    assert found["LB1"].usual == "authorised_person"
    assert found["LB2"].usual == "two_trustees"
    assert found["LB3"].usual == ""


def test_a_deed_closes_the_ways_that_make_none() -> None:
    assert set(terms().signing["LB2"].ways) == {"two_trustees", "authorised_person"}
    assert terms(sign_as="deed").signing["LB2"].ways == ("two_trustees",)


def test_people_sign_in_ink_only_where_the_agreement_says_so() -> None:
    assert terms(e_sign=False).in_ink
    assert not terms(e_sign=True).in_ink and not terms().in_ink


@pytest.mark.parametrize("dating", Dating)
def test_an_agreement_is_dated_as_it_says(dating: Dating) -> None:
    assert terms(dating=str(dating)).dating is dating


def test_where_nothing_is_said_the_chair_dates_it() -> None:
    assert terms().dating is Dating.BY_CHAIR
