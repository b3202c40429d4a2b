"""Who votes on what, with how many votes, by the answers of an agreement."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pytest

from govflow.catalogue.loader import load
from govflow.core.answers import Value
from govflow.core.draft import Draft, Member
from govflow.core.errors import Refused
from govflow.core.voting import RULES, Basis, RuleCode
from govflow.core.voting_terms import (
    BOARD_NOTE,
    CAP_NOTE,
    CLASS_NOTE,
    EACH_APPOINTS_NOTE,
    EQUAL_NOTE,
    MEMBER_BOARDS_NOTE,
    NOBODY_NAMED_NOTE,
    SEATS_NOTE,
    SECOND_VOTE_NOTE,
    SILENT_NOTE,
    VotingTerms,
    board_terms,
    terms_named,
    voting_terms,
)

FULL = ("LB1", "LB2", "LB3")
MEMBERS = (*(Member(name, member_class="full") for name in FULL), Member("A1", member_class="associate"))
SHARES: Value = tuple(
    MappingProxyType({"member_id": name, "share_pct": Decimal(pct)})
    for name, pct in zip(FULL, ("60", "25.5", "14.5"), strict=True)
)


def terms(
    name: str = "major_rule",
    answers: Mapping[str, Value] = MappingProxyType({}),
    *,
    kind: str = "LB",
    members: tuple[Member, ...] = MEMBERS,
    **more: Value,
) -> VotingTerms:
    told = {"major_rule": "three_quarters", "admission_rule": "two_thirds", **answers, **more}
    return terms_named(load(), Draft(kind, members, None, False, MappingProxyType(told)), name)


def votes(found: VotingTerms) -> dict[str, str]:
    return {member: str(held) for member, held in found.weights.items()}


def test_every_rule_of_the_agreement_has_its_terms() -> None:
    draft = Draft("LB", MEMBERS, None, False, MappingProxyType({"major_rule": "consent", "bid_rule": "odd"}))
    found = voting_terms(load(), draft)
    assert {"major_rule"} <= set(found)
    assert "bid_rule" not in found
    assert (found["major_rule"].rule, found["major_rule"].label) == (
        RuleCode.CONSENT,
        "majority for major decisions",
    )
    assert "ordinary_rule" not in found


def test_a_rule_of_a_clause_that_is_not_there_has_none() -> None:
    assert "lead_removal_rule" not in voting_terms(
        load(), Draft("SPV", MEMBERS, None, False, MappingProxyType({"lead_removal_rule": "two_thirds"}))
    )


@pytest.mark.parametrize("code", RuleCode)
def test_each_of_the_seven_rules_can_be_named(code: RuleCode) -> None:
    found = terms(code)
    assert (found.rule, found.label) == (code, RULES[code].phrase)


def test_an_unknown_rule_tells_the_names_there_are() -> None:
    with pytest.raises(Refused) as refused:
        terms("biggest_rule")
    assert refused.value.facts["rule"] == "biggest_rule"
    known = refused.value.facts["known"]
    assert isinstance(known, tuple)
    assert {"major_rule", "simple_majority"} <= set(known)


def test_full_members_have_one_vote_each() -> None:
    found = terms(vote_basis="one_member_one_vote")
    assert votes(found) == dict.fromkeys(FULL, "1")
    assert (found.by_share, found.members) == (False, (*FULL, "A1"))


def test_without_classes_every_member_votes() -> None:
    assert set(terms(members=(Member("X"), Member("Y"))).weights) == {"X", "Y"}


def test_associates_vote_where_they_may_but_not_on_reserved_matters_or_changes() -> None:
    answers: dict[str, Value] = {"reserved_rule": "two_thirds", "amendment_rule": "unanimous"}
    assert "A1" in terms(associate_vote=True).weights
    assert "A1" not in terms(associate_vote=False).weights
    assert "A1" not in terms("reserved_rule", answers, associate_vote=True).weights
    assert "A1" not in terms("amendment_rule", answers, associate_vote=True).weights


def test_votes_by_share_are_capped() -> None:
    capped = terms(vote_basis="by_share", delivery_shares=SHARES, vote_cap_pct=40)
    assert votes(capped) == {"LB1": "40", "LB2": "51/2", "LB3": "29/2"}
    assert (capped.by_share, CAP_NOTE in capped.notes) == (True, True)
    free = terms(vote_basis="by_share", delivery_shares=SHARES, vote_cap_pct=100)
    assert votes(free)["LB1"] == "60"
    assert CAP_NOTE not in free.notes


def test_an_associate_votes_with_one_beside_shares() -> None:
    found = terms(vote_basis="by_share", delivery_shares=SHARES, vote_cap_pct=100, associate_vote=True)
    assert votes(found)["A1"] == "1"


def test_without_shares_each_counts_alike() -> None:
    found = terms(vote_basis="by_share", vote_cap_pct=100)
    assert votes(found) == dict.fromkeys(FULL, "100/3")
    assert EQUAL_NOTE in found.notes
    nobody = terms(vote_basis="by_share", members=(Member("A1", member_class="associate"),))
    assert not nobody.weights


def test_a_member_without_a_share_has_no_votes_by_share() -> None:
    found = terms(vote_basis="by_share", delivery_shares=(SHARES[0],) if isinstance(SHARES, tuple) else ())
    assert votes(found) == {"LB1": "24", "LB2": "0", "LB3": "0"}


def test_a_dual_majority_counts_whole_shares_though_members_have_one_vote_each() -> None:
    found = terms(
        vote_basis="one_member_one_vote",
        delivery_shares=SHARES,
        vote_cap_pct=40,
        major_rule="dual_majority",
        associate_vote=True,
    )
    assert votes(found) == {"LB1": "60", "LB2": "51/2", "LB3": "29/2", "A1": "0"}


def test_the_lead_body_has_no_vote_on_its_own_replacement() -> None:
    found = terms("lead_removal_rule", lead_removal_rule="two_thirds", lead_body="LB1")
    assert (found.own_case, set(found.weights)) == (("LB1",), {"LB2", "LB3"})
    assert terms("lead_removal_rule", lead_removal_rule="two_thirds").own_case == ()


def test_who_steps_back_from_a_removal_is_the_member_concerned() -> None:
    assert terms("expulsion_rule", expulsion_rule="two_thirds").steps_back_as_own_case
    assert not terms().steps_back_as_own_case


@pytest.mark.parametrize(
    ("pct", "entitled", "needed"),
    [(Decimal("66.7"), 6, 4), (Decimal("66.7"), 19, 13), (50, 5, 3), (50, 30, 15), (1, 30, 2), (100, 7, 7)],
)
def test_a_quorum_is_rounded_to_the_nearest(pct: Value, entitled: int, needed: int) -> None:
    quorum = terms(quorum_assembly_pct=pct).quorum
    assert quorum is not None
    assert quorum.needed(entitled) == needed


def test_a_quorum_is_there_where_the_agreement_has_one() -> None:
    assert terms().quorum is None
    assert terms(kind="NET").quorum is None


def test_the_lead_body_must_be_there_where_the_agreement_says_so() -> None:
    answers: dict[str, Value] = {"quorum_assembly_pct": 50, "quorum_needs_lead": True, "lead_body": "LB1"}
    found = terms("major_rule", answers, conflict_in_quorum=True).quorum
    assert found is not None
    assert (found.lead, found.stepped_back_count, found.pct) == ("LB1", True, Fraction(50))
    own_case = terms("lead_removal_rule", answers, lead_removal_rule="two_thirds").quorum
    assert own_case is not None
    assert (own_case.lead, own_case.stepped_back_count) == ("", False)


def test_the_chair_has_a_casting_vote_where_the_text_gives_one() -> None:
    assert terms(chair_votes="casting_only").casting
    assert not terms(chair_votes="no_vote").casting
    assert not terms(chair_votes="casting_only", majority_basis="present").casting


@pytest.mark.parametrize(("told", "basis"), [("present", Basis.PRESENT), ("odd", Basis.VOTES_CAST)])
def test_a_majority_is_of_what_was_answered(told: str, basis: Basis) -> None:
    assert terms(majority_basis=told).basis is basis


def test_a_usual_choice_is_told_apart_from_an_answer() -> None:
    assert not terms().usual
    assert terms("change_of_role_rule").usual


def test_admission_by_the_members_boards_has_one_vote_each_and_no_quorum() -> None:
    found = terms(
        "admission_rule",
        admission_body="each_member_board",
        vote_basis="by_share",
        delivery_shares=SHARES,
        quorum_assembly_pct=50,
        associate_vote=True,
    )
    assert (votes(found), found.by_share, found.quorum) == (dict.fromkeys(FULL, "1"), False, None)
    assert found.notes == (MEMBER_BOARDS_NOTE,)


@pytest.mark.parametrize(
    ("name", "answers", "by_board"),
    [
        ("ordinary_rule", {"ordinary_rule": "consent"}, True),
        ("major_rule", {}, False),
        ("admission_rule", {"admission_body": "board"}, True),
        ("admission_rule", {"admission_body": "assembly"}, False),
        ("expulsion_rule", {"expulsion_rule": "unanimous"}, True),
        ("expulsion_rule", {"expulsion_rule": "unanimous", "reserved_matters": ("expel_member",)}, False),
    ],
)
def test_it_is_said_that_the_board_decides(name: str, answers: dict[str, Value], by_board: bool) -> None:
    assert (BOARD_NOTE in terms(name, answers).notes) is by_board


def test_without_a_board_the_members_decide() -> None:
    assert BOARD_NOTE not in terms("ordinary_rule", kind="NET", ordinary_rule="consent").notes


def test_who_carries_at_a_second_vote_is_said_to() -> None:
    assert SECOND_VOTE_NOTE in terms("consensus_then_majority").notes_on_power
    assert SECOND_VOTE_NOTE not in terms("consent").notes_on_power


def test_what_a_count_leaves_aside_is_said() -> None:
    assert SEATS_NOTE in terms(vote_basis="by_seat").notes
    assert SEATS_NOTE not in terms(vote_basis="by_seat", board_selection="one_each").notes
    assert CLASS_NOTE in terms(vote_basis="by_class").notes


BOARD: dict[str, Value] = {
    "ordinary_rule": "simple_majority",
    "board_selection": "one_each",
    "board_seats_total": 6,
    "board_member_seats": 3,
    "board_independent_seats": 2,
    "board_lived_experience_seats": 1,
    "quorum_board_count": 4,
}


def board(**more: Value | None) -> VotingTerms | None:
    told = {name: value for name, value in {**BOARD, **more}.items() if value is not None}
    draft = Draft("LB", MEMBERS, None, False, MappingProxyType(told))
    return board_terms(load(), draft).get("ordinary_rule")


def test_the_board_votes_by_its_seats() -> None:
    found = board(conflict_in_quorum=True)
    assert found is not None
    assert dict(found.seats) == {
        **{name: name for name in FULL},
        "independent-1": "Independent person 1",
        "independent-2": "Independent person 2",
        "lived-experience-1": "Person with lived experience",
    }
    assert votes(found) == dict.fromkeys(found.seats, "1")
    assert found.quorum is not None
    assert (found.quorum.needed(6), found.quorum.stepped_back_count) == (4, True)
    assert (found.notes, found.silent) == ((EACH_APPOINTS_NOTE,), ())


def test_elected_seats_have_numbers_and_no_names() -> None:
    found = board(board_selection="elected", quorum_board_count=None)
    assert found is not None
    assert list(found.seats)[:3] == ["member-1", "member-2", "member-3"]
    assert (found.notes, found.quorum) == ((NOBODY_NAMED_NOTE,), None)


def test_an_independent_chair_without_a_vote_only_counts_for_the_quorum() -> None:
    found = board(chair_kind="independent", chair_votes="casting_only")
    assert found is not None
    assert (found.silent, found.casting) == (("chair",), True)
    assert "chair" not in found.weights
    assert SILENT_NOTE in found.notes
    voting = board(chair_kind="independent", chair_votes="vote_and_casting")
    assert voting is not None
    assert len(voting.weights) == 6


def test_under_a_dual_majority_a_seat_brings_the_share_of_who_fills_it() -> None:
    found = board(ordinary_rule="dual_majority", delivery_shares=SHARES)
    assert found is not None
    assert (found.by_share, votes(found)["LB1"], votes(found)["independent-1"]) == (True, "60", "0")
    assert board(ordinary_rule="dual_majority", board_selection="elected") is None


@pytest.mark.parametrize(
    "more",
    [
        {"board_seats_total": 7},
        {"board_member_seats": 2, "board_seats_total": 5},
        {"board_member_seats": None, "board_seats_total": 3},
        {"board_member_seats": 4, "board_lived_experience_seats": -1, "board_seats_total": 5},
        {"board_selection": "elected", "board_member_seats": 998, "board_seats_total": 1001},
    ],
)
def test_a_board_that_does_not_add_up_does_not_vote(more: dict[str, Value | None]) -> None:
    assert board(**more) is None


def test_what_is_not_the_boards_is_not_voted_on_there() -> None:
    draft = Draft("LB", MEMBERS, None, False, MappingProxyType({**BOARD, "major_rule": "two_thirds"}))
    assert "major_rule" not in board_terms(load(), draft)
