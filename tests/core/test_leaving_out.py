"""The draft without one of its members."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.core.answers import Column, Kind, Question, Row, Value
from govflow.core.draft import Draft, Member, rows
from govflow.core.leaving_out import without
from tests.core.small_pack import catalogue, clause, question


def table(name: str, **columns: Kind) -> Question:
    return question(
        name, Kind.TABLE, "tables", columns=tuple(Column(one, one, kind) for one, kind in columns.items())
    )


CATALOGUE = catalogue(
    clause(
        "tables",
        "Words.",
        [
            question("lead_successor", Kind.PARTY, "tables"),
            question("reserve_members", Kind.PARTIES, "tables"),
            question("spokespeople", Kind.LIST, "tables"),
            question("grant_pool_amount", Kind.MONEY, "tables"),
            question("start_date", Kind.DATE, "tables"),
            table("delivery_shares", member_id=Kind.PARTY, share_pct=Kind.PERCENT),
            table("shares", member_id=Kind.PARTY, share_pct=Kind.PERCENT),
            table("grant_split", member_id=Kind.PARTY, amount=Kind.MONEY),
            table("kpis", kpi_id=Kind.TEXT, owner=Kind.TEXT, target=Kind.DECIMAL),
            table("objectives", id=Kind.TEXT, owner=Kind.TEXT, kpi_ids=Kind.LIST),
            table("dp_matrix", controllers=Kind.LIST),
            table("communities", community=Kind.TEXT, member_ids=Kind.PARTIES),
            table("shared_services", provider=Kind.PARTY, users=Kind.PARTIES),
        ],
    )
)
NAMES = {4: "St John's Counselling"}
MEMBERS = tuple(Member(f"M{n}", NAMES.get(n, ""), member_class="full") for n in range(1, 5))


def row(**cells: Value) -> Row:
    return MappingProxyType(cells)


def left(**answers: Value) -> Draft:
    """The draft without M4."""
    return without(Draft("AL", MEMBERS, None, False, MappingProxyType(answers)), CATALOGUE, "M4")


def test_the_member_is_no_party() -> None:
    assert [member.member_id for member in left().members] == ["M1", "M2", "M3"]


def test_a_party_answer_that_names_it_becomes_absent() -> None:
    assert dict(left(lead_successor="M4").answers) == {}
    assert left(lead_successor="M3").answers["lead_successor"] == "M3"


def test_a_list_of_members_loses_its_id_and_an_empty_one_is_absent() -> None:
    assert left(reserve_members=("M3", "M4")).answers["reserve_members"] == ("M3",)
    assert dict(left(reserve_members=("M4",)).answers) == {}
    assert left(reserve_members=("all",)).answers["reserve_members"] == ("all",)


def test_other_answers_stay_as_they_are() -> None:
    answers: dict[str, Value] = {
        "start_date": date(2027, 4, 1),
        "spokespeople": ("M4",),
        "nobody_knows": "M4",
    }
    assert dict(left(**answers).answers) == answers


def test_the_rows_that_name_it_go_also_where_a_text_does() -> None:
    kept = row(kpi_id="K1", owner="each member", target=3)
    gone = row(kpi_id="K2", owner="M4", target=3)
    assert left(kpis=(kept, gone)).answers["kpis"] == (kept,)
    assert dict(left(kpis=(gone,)).answers) == {}


@pytest.mark.parametrize("owner", ["St John's Counselling", "st  John’s COUNSELLING "])
def test_a_text_names_it_by_its_name_too_however_that_is_typed(owner: str) -> None:
    kept = row(kpi_id="K1", owner="St John's Counselling and others", target=3)
    assert left(kpis=(kept, row(kpi_id="K2", owner=owner, target=3))).answers["kpis"] == (kept,)
    both = row(controllers=("M1", owner))
    assert left(dp_matrix=(both,)).answers["dp_matrix"] == (row(controllers=("M1",)),)


def test_what_is_only_called_like_the_member_stays() -> None:
    kept = row(community="St John's Counselling", member_ids=("M1",))
    assert left(communities=(kept,)).answers["communities"] == (kept,)


def test_a_member_without_a_name_is_in_no_empty_cell() -> None:
    kept = row(kpi_id="K1", owner="", target=3)
    found = without(Draft("AL", MEMBERS, None, False, MappingProxyType({"kpis": (kept,)})), CATALOGUE, "M3")
    assert found.answers["kpis"] == (kept,)


def test_who_has_left_already_changes_nothing() -> None:
    draft = Draft("AL", MEMBERS[:3], None, False, MappingProxyType({"kpis": (row(kpi_id="K1", owner=""),)}))
    assert without(draft, CATALOGUE, "M4") == draft


def test_a_measure_named_like_the_member_stays_where_it_is_listed() -> None:
    kept = row(id="O1", owner="M1", kpi_ids=("M4", "K1"))
    assert left(objectives=(kept,)).answers["objectives"] == (kept,)


def test_a_rows_own_name_that_looks_like_the_members_names_nobody() -> None:
    kept = row(kpi_id="M4", owner="M1", target=3)
    assert left(kpis=(kept,)).answers["kpis"] == (kept,)


def test_lists_in_rows_lose_its_id_and_a_row_left_without_any_is_dropped() -> None:
    both = row(community="Carers", member_ids=("M1", "M4"))
    alone = row(community="Women", member_ids=("M4",))
    found = left(communities=(both, alone))
    assert [dict(one) for one in rows(found, "communities")] == [
        {"community": "Carers", "member_ids": ("M1",)}
    ]


def test_a_service_for_all_stays_and_one_it_provides_goes() -> None:
    for_all = row(provider="M1", users=("all",))
    found = left(shared_services=(for_all, row(provider="M4", users=("all",))))
    assert found.answers["shared_services"] == (for_all,)


def test_the_shares_of_the_rest_total_100_again_by_largest_remainder() -> None:
    shares = tuple(
        row(member_id=f"M{n}", share_pct=Decimal(pct)) for n, pct in ((1, 30), (2, 30), (3, 30), (4, 10))
    )
    for name in ("delivery_shares", "shares"):
        found = [one["share_pct"] for one in rows(left(**{name: shares}), name)]
        assert found == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_shares_that_do_not_name_it_are_not_touched() -> None:
    shares = (row(member_id="M1", share_pct=60),)
    assert left(delivery_shares=shares).answers["delivery_shares"] == shares


def test_a_share_under_nothing_is_left_for_the_rules_to_find() -> None:
    odd = row(member_id="M1", share_pct=Decimal(-1))
    found = left(delivery_shares=(odd, row(member_id="M4", share_pct=Decimal(20))))
    assert found.answers["delivery_shares"] == (odd,)


@pytest.mark.parametrize("pool", [{}, {"grant_pool_amount": Decimal(100)}])
def test_its_grant_goes_to_the_joint_pool(pool: dict[str, Value]) -> None:
    split = (
        row(member_id="M1", amount=Decimal(500)),
        row(member_id="M4", amount=Decimal("84.50")),
        row(member_id="M4"),
    )
    found = left(grant_split=split, **pool)
    already = 100 if pool else 0
    assert found.answers["grant_pool_amount"] == Decimal("84.50") + already
    assert len(rows(found, "grant_split")) == 1


def test_without_a_grant_of_its_own_the_pool_stays() -> None:
    assert dict(left(grant_pool_amount=Decimal(100)).answers) == {"grant_pool_amount": Decimal(100)}


def test_what_is_no_row_is_dropped() -> None:
    assert dict(left(communities=("M1",)).answers) == {}


@given(st.lists(st.decimals(0, 100, places=2), min_size=4, max_size=4))
def test_the_rest_total_100_whatever_they_held(held: list[Decimal]) -> None:
    shares = tuple(row(member_id=f"M{n}", share_pct=pct) for n, pct in enumerate(held, 1))
    found = [Decimal(str(one["share_pct"])) for one in rows(left(delivery_shares=shares), "delivery_shares")]
    assert sum(found) == (100 if any(held[:3]) else 0)
