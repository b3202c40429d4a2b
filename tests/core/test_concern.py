"""Whom a problem concerns: what does not fit together is the problem of everybody whose answer it is."""

from types import MappingProxyType

from govflow.core.concern import at_odds, parties_of
from govflow.core.consistency import check
from govflow.core.draft import Draft
from govflow.core.errors import Problem, Severity
from tests.core.small_pack import draft, member


def row(**cells: str) -> MappingProxyType[str, str]:
    return MappingProxyType(cells)


def matrix(*rows: MappingProxyType[str, str]) -> Draft:
    return draft({"delivery_matrix": rows})


def claim(who: str, role: str = "accountable", service: str = "Advice") -> MappingProxyType[str, str]:
    return row(member_id=who, role=role, service=service, where="Northfold")


def problem(rule: str, field: str) -> Problem:
    return Problem(rule, Severity.ERROR, "", field, "", "")


def test_two_members_who_claim_one_service_are_both_told() -> None:
    torn = matrix(claim("A"), claim("B"), claim("C", "supporting"), claim("C", service="Support"))
    [found] = check(torn).found["CR-32"]
    assert at_odds(found, torn) == parties_of(found, torn) == ("A", "B")


def test_a_service_that_nobody_answers_for_is_told_to_all_who_deliver_it() -> None:
    torn = matrix(claim("C", "supporting"), claim("A", "supporting"))
    [found] = check(torn).found["CR-32"]
    assert at_odds(found, torn) == ("A", "C")


def test_shares_that_miss_the_whole_are_told_to_everybody_with_a_share() -> None:
    shares = (row(member_id="A", share_pct="x"), row(member_id="B", share_pct="y"))
    torn = draft({"delivery_shares": shares})
    assert at_odds(problem("CR-24", "delivery_shares"), torn) == ("A", "B")
    assert at_odds(problem("CR-24", "delivery_shares[0].share_pct"), torn) == ("A", "B")
    assert at_odds(problem("CR-99", "delivery_shares"), torn) == parties_of(problem("CR-99", "x"), torn) == ()


def test_a_row_concerns_those_it_names() -> None:
    torn = matrix(row(member_id="B", users=("C", "nobody")))  # type: ignore[arg-type]
    assert parties_of(problem("CR-40", "delivery_matrix[0].where"), torn) == ("B", "C")
    assert at_odds(problem("CR-40", "delivery_matrix[0].where"), torn) == ()
    assert at_odds(problem("CR-33", "delivery_matrix[0].end"), torn) == ("B", "C")


def test_a_member_is_concerned_and_so_is_who_has_its_number() -> None:
    alike = draft(members=(member("A", reg_no="1"), member("B"), member("C", reg_no="1")))
    assert parties_of(problem("CR-05", "members[2].legal_form"), alike) == ("C",)
    assert parties_of(problem("CR-02", "members[2].reg_no"), alike) == ("A", "C")
    assert parties_of(problem("CR-02", "members[1].member_id"), alike) == ("B",)


def test_what_has_no_place_concerns_nobody_in_particular() -> None:
    assert parties_of(problem("TX-01", ""), draft()) == parties_of(problem("CR-17", "quorum"), draft()) == ()
