"""The rules of consistency: each fires where its words say, at its place, and nowhere else.

The three worked consortia break no rule. Each case below changes one of them and names every place where one rule
must then find something; ``[]`` says that the rule stays silent. Source: docs/domain, section 2.21.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govflow.catalogue.loader import load
from govflow.cli.reading import read_json
from govflow.core.answers import Value
from govflow.core.consistency import RULES, Checked, check
from govflow.core.consistency.given import figure, given_in, pence, pounds
from govflow.core.draft import Draft, Member, read_draft
from govflow.core.errors import Severity

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ("lead_body_6", "spv_30", "alliance_19", "coop_9", "network_14")
Json = dict[str, Any]
Edit = Callable[[Any], Any]


@cache
def kept(name: str) -> Json:
    example = read_json(EXAMPLES / f"{name}.json")
    assert isinstance(example, dict)
    return example


@cache
def example(name: str) -> Draft:
    return read_draft(kept(name), load()).draft


BASES = {"LB": "lead_body_6", "SPV": "spv_30", "AL": "alliance_19"}
TOP = ("type", "members", "vehicle", "vehicle_is_party")


def changed(base: str, change: Mapping[str, Any]) -> Draft:
    """An example with some answers changed; None takes one away, a function edits what was there."""
    source = copy.deepcopy(kept(BASES[base]))
    for name, new in change.items():
        within = source if name in TOP else source["answers"]
        within[name] = new(within.get(name)) if callable(new) else new
    return read_draft(source, load()).draft


def row(number: int, **cells: Any) -> Edit:
    """Change some cells of one row; None takes a cell away."""

    def edit(rows: list[Json]) -> list[Json]:
        rows[number] = {k: v for k, v in {**rows[number], **cells}.items() if v is not None}
        return rows

    return edit


def every(**cells: Any) -> Edit:
    return lambda rows: [{k: v for k, v in {**old, **cells}.items() if v is not None} for old in rows]


def more(**cells: Any) -> Edit:
    return lambda rows: [*(rows or []), cells]


def first(number: int) -> Edit:
    return lambda rows: rows[:number]


def without(number: int) -> Edit:
    return lambda rows: rows[:number] + rows[number + 1 :]


def patch(**cells: Any) -> Edit:
    return lambda old: {**old, **cells}


def then(*edits: Edit) -> Edit:
    def edit(value: Any) -> Any:
        for one in edits:
            value = one(value)
        return value

    return edit


ABSENT: tuple[Any, ...] = (None, "", "  ")
PENALTY_WORDS = " ".join(["word"] * 20)


def member(number: int, **cells: Any) -> Json:
    return {"members": row(number, **cells)}


# rule, base, change, the fields where it must find something
CASES: list[tuple[str, str, Json, list[str]]] = [
    ("CR-01", "LB", {"members": first(0)}, ["members"]),
    ("CR-01", "LB", {"members": first(1)}, ["members"]),
    ("CR-01", "LB", {"members": first(2)}, []),
    ("CR-02", "LB", member(3, member_id="LB1"), ["members[3].member_id"]),
    ("CR-02", "LB", member(3, reg_no="99000001"), ["members[3].reg_no"]),
    ("CR-02", "LB", member(3, reg_no=" 99000001 "), ["members[3].reg_no"]),
    (
        "CR-02",
        "LB",
        {"members": then(row(3, member_id="LB1", reg_no="99000001"), row(4, member_id="LB1"))},
        ["members[3].member_id", "members[3].reg_no", "members[4].member_id"],
    ),
    ("CR-02", "LB", {"members": every(reg_no=None)}, []),
    ("CR-02", "LB", {"members": every(reg_no="")}, []),
    ("CR-03", "SPV", {"spv_name": None}, ["spv_name"]),
    ("CR-03", "SPV", {"spv_name": " "}, ["spv_name"]),
    ("CR-03", "SPV", {"spv_form": None}, ["spv_form"]),
    ("CR-03", "SPV", {"vehicle_is_party": False}, ["vehicle_is_party"]),
    ("CR-03", "SPV", {"vehicle_is_party": None}, ["vehicle_is_party"]),
    (
        "CR-03",
        "LB",
        {"type": "COOP"},
        ["spv_form", "spv_name", "vehicle_is_party"],
    ),
    ("CR-03", "LB", {}, []),
    ("CR-04", "LB", {"lead_body": None}, ["lead_body"]),
    ("CR-04", "LB", {"lead_body": "LB9"}, ["lead_body"]),
    ("CR-04", "LB", member(0, **{"class": "associate"}), ["lead_body"]),
    ("CR-04", "LB", member(0, **{"class": None}), ["lead_body"]),
    ("CR-04", "LB", member(0, legal_form="unincorporated_association"), ["lead_body"]),
    ("CR-04", "LB", member(0, legal_form="charitable_trust"), ["lead_body"]),
    ("CR-04", "LB", member(0, legal_form=None), ["lead_body"]),
    ("CR-04", "LB", member(0, legal_form="royal_charter"), []),
    ("CR-04", "LB", {"lead_body": "LB6"}, []),
    ("CR-04", "SPV", {}, []),
    ("CR-05", "LB", member(2, legal_form="charitable_trust"), ["members[2].legal_form"]),
    ("CR-05", "LB", member(2, legal_form="unincorporated_association"), ["members[2].legal_form"]),
    ("CR-05", "LB", member(2, legal_form="charitable_trust", **{"class": "associate"}), []),
    ("CR-05", "LB", member(2, legal_form=None), []),
    ("CR-06", "LB", {"legal_effect": None}, ["legal_effect"]),
    ("CR-06", "LB", {"legal_effect": "not_binding"}, ["legal_effect"]),
    ("CR-06", "LB", {"legal_effect": "solemn_promise"}, ["legal_effect"]),
    ("CR-06", "LB", {"legal_effect": "mixed"}, ["legal_effect"]),
    ("CR-06", "LB", {"legal_effect": "mixed", "binding_clauses": ["confidentiality"]}, ["legal_effect"]),
    ("CR-06", "LB", {"legal_effect": "mixed", "binding_clauses": ["penalty-principles"]}, []),
    (
        "CR-06",
        "LB",
        {"legal_effect": "not_binding", "binding_clauses": ["penalty-principles"]},
        ["legal_effect"],
    ),
    ("CR-06", "LB", {"legal_effect": "binding_deed"}, []),
    ("CR-06", "LB", {"legal_effect": "not_binding", "penalties_used": False}, []),
    ("CR-06", "LB", {"legal_effect": None, "penalties_used": None}, []),
    ("CR-07", "LB", {"long_stop_date": "2027-02-25"}, ["long_stop_date"]),
    ("CR-07", "LB", {"long_stop_date": "2027-02-26"}, []),
    ("CR-07", "LB", {"long_stop_date": "2027-02-25", "approval_deadline": None}, []),
    ("CR-07", "LB", {"long_stop_date": None}, []),
    ("CR-08", "LB", {"trust_meetings_min": None}, ["trust_meetings_min"]),
    ("CR-08", "LB", {"trust_meetings_min": 3}, ["trust_meetings_min"]),
    ("CR-08", "LB", {"trust_meetings_min": 1}, ["trust_meetings_min"]),
    ("CR-08", "LB", {"trust_meetings_min": 4}, []),
    ("CR-09", "LB", {"objectives": None}, ["objectives"]),
    ("CR-09", "LB", {"objectives": []}, ["objectives"]),
    ("CR-09", "LB", {"objectives": row(1, measure=" ")}, ["objectives[1].measure"]),
    ("CR-09", "LB", {"objectives": row(1, owner=None)}, ["objectives[1].owner"]),
    ("CR-09", "LB", {"objectives": row(1, due_date=None)}, ["objectives[1].due_date"]),
    (
        "CR-09",
        "LB",
        {"objectives": [{"id": "O1"}]},
        ["objectives[0].due_date", "objectives[0].measure", "objectives[0].owner"],
    ),
    ("CR-09", "LB", {"objectives": row(0, due_date="2027-03-31")}, ["objectives[0].due_date"]),
    ("CR-09", "LB", {"objectives": row(0, due_date="2027-04-01")}, []),
    ("CR-09", "LB", {"objectives": row(0, due_date="2031-04-01")}, []),
    ("CR-09", "LB", {"objectives": row(0, due_date="2031-04-02")}, ["objectives[0].due_date"]),
    (
        "CR-09",
        "LB",
        {"objectives": row(0, due_date="2030-04-02"), "extension_months": None},
        ["objectives[0].due_date"],
    ),
    ("CR-09", "LB", {"objectives": row(0, due_date="2030-04-01"), "extension_months": None}, []),
    ("CR-09", "LB", {"objectives": row(0, due_date="2099-01-01"), "initial_term_months": None}, []),
    ("CR-09", "LB", {"objectives": row(0, due_date="2099-01-01"), "start_date": None}, []),
    ("CR-09", "LB", {"objectives": row(0, due_date="1999-01-01"), "start_date": None}, []),
    (
        "CR-09",
        "LB",
        {"objectives": row(0, due_date="1999-01-01"), "initial_term_months": None},
        ["objectives[0].due_date"],
    ),
    (
        "CR-09",
        "LB",
        {
            "start_date": "2027-08-31",
            "initial_term_months": 6,
            "extension_months": 0,
            "objectives": then(row(0, due_date="2028-02-29"), row(1, due_date="2028-03-01")),
        },
        ["objectives[1].due_date"],
    ),
    ("CR-10", "LB", {"objectives": row(0, kpi_ids=None)}, ["objectives[0].kpi_ids"]),
    ("CR-10", "LB", {"objectives": row(0, kpi_ids=[])}, ["objectives[0].kpi_ids"]),
    ("CR-10", "LB", {"objectives": row(0, kpi_ids=["K1", "K9"])}, ["objectives[0].kpi_ids"]),
    ("CR-10", "LB", {"kpis": None}, ["objectives[0].kpi_ids", "objectives[1].kpi_ids"]),
    ("CR-10", "LB", {"objectives": row(0, kpi_ids=["K2"])}, []),
    ("CR-10", "LB", {"objectives": None}, []),
    ("CR-11", "LB", {"expected_gains": without(2)}, ["members[2].member_id"]),
    ("CR-11", "LB", {"expected_gains": None}, [f"members[{n}].member_id" for n in range(6)]),
    ("CR-11", "LB", {"expected_gains": without(2), "members": row(2, **{"class": "associate"})}, []),
    ("CR-12", "LB", {"charity_no_fetter": False}, ["charity_no_fetter"]),
    ("CR-12", "LB", {"charity_no_fetter": None}, ["charity_no_fetter"]),
    ("CR-12", "LB", {"charity_no_fetter": None, "members": every(is_charity=False)}, []),
    ("CR-12", "LB", {"charity_no_fetter": None, "members": every(is_charity=None)}, []),
    ("CR-13", "LB", {"no_partnership": False}, ["no_partnership"]),
    ("CR-13", "LB", {"no_partnership": None}, ["no_partnership"]),
    ("CR-13", "SPV", {"no_partnership": None, "spv_form": "llp"}, []),
    ("CR-13", "SPV", {"no_partnership": False, "spv_form": "clg"}, ["no_partnership"]),
    ("CR-14", "LB", {"max_members": 5}, ["max_members"]),
    ("CR-14", "LB", {"max_members": 6}, []),
    ("CR-14", "LB", {"max_members": 0}, []),
    ("CR-14", "LB", {"max_members": None}, []),
    ("CR-15", "LB", {"board_seats_total": 9}, ["board_seats_total"]),
    ("CR-15", "LB", {"board_seats_total": 7}, ["board_seats_total"]),
    ("CR-15", "LB", {"board_independent_seats": None}, ["board_seats_total"]),
    ("CR-15", "LB", {"board_seats_total": 7, "board_independent_seats": None}, []),
    ("CR-15", "LB", {"board_seats_total": None}, []),
    ("CR-16", "LB", {"quorum_board_count": 9}, ["quorum_board_count"]),
    ("CR-16", "LB", {"quorum_board_count": 8}, []),
    ("CR-16", "LB", {"quorum_board_count": 9, "board_seats_total": None}, []),
    ("CR-16", "LB", {"quorum_board_count": None}, []),
    ("CR-17", "LB", {"quorum_board_count": 1}, ["quorum_board_count"]),
    ("CR-17", "LB", {"quorum_board_count": 1, "board_seats_total": None}, ["quorum_board_count"]),
    ("CR-17", "LB", {"quorum_board_count": 2}, ["quorum_board_count"]),
    ("CR-17", "LB", {"quorum_board_count": 3, "board_seats_total": 9}, ["quorum_board_count"]),
    ("CR-17", "LB", {"quorum_board_count": 3}, []),
    ("CR-17", "LB", {"quorum_board_count": 2, "board_seats_total": None}, []),
    ("CR-17", "LB", {"quorum_board_count": None}, []),
    ("CR-18", "LB", {"quorum_board_count": 8}, ["quorum_board_count"]),
    ("CR-18", "LB", {"quorum_board_count": 8, "conflict_in_quorum": None}, ["quorum_board_count"]),
    ("CR-18", "LB", {"quorum_board_count": 8, "conflict_in_quorum": True}, []),
    ("CR-18", "LB", {"quorum_board_count": 7}, []),
    ("CR-18", "LB", {"quorum_board_count": 9}, []),
    ("CR-18", "LB", {"quorum_board_count": 8, "board_seats_total": None}, []),
    ("CR-18", "LB", {"quorum_board_count": None}, []),
    ("CR-19", "LB", {"quorum_assembly_pct": 0}, ["quorum_assembly_pct"]),
    ("CR-19", "LB", {"quorum_assembly_pct": Decimal("100.01")}, ["quorum_assembly_pct"]),
    ("CR-19", "LB", {"quorum_assembly_pct": 100}, []),
    ("CR-19", "LB", {"quorum_assembly_pct": Decimal("0.1")}, []),
    ("CR-19", "LB", {"quorum_assembly_pct": None}, []),
    ("CR-20", "LB", {"ordinary_rule": "consent"}, ["end_rule", "major_rule", "reserved_rule"]),
    ("CR-20", "LB", {"reserved_rule": "two_thirds", "ordinary_rule": "three_quarters"}, ["reserved_rule"]),
    ("CR-20", "LB", {"major_rule": "two_thirds", "ordinary_rule": "three_quarters"}, ["major_rule"]),
    ("CR-20", "LB", {"end_rule": "two_thirds", "ordinary_rule": "three_quarters"}, ["end_rule"]),
    ("CR-20", "LB", {"major_rule": "simple_majority", "ordinary_rule": "two_thirds"}, ["major_rule"]),
    (
        "CR-20",
        "LB",
        {"major_rule": "three_quarters", "ordinary_rule": "consent", "end_rule": None},
        ["major_rule", "reserved_rule"],
    ),
    (
        "CR-20",
        "LB",
        {"major_rule": "consent", "ordinary_rule": "unanimous", "end_rule": None, "reserved_rule": None},
        ["major_rule"],
    ),
    ("CR-20", "LB", {"ordinary_rule": "dual_majority", "major_rule": "consensus_then_majority"}, []),
    ("CR-20", "LB", {"ordinary_rule": "three_quarters"}, []),
    ("CR-20", "LB", {"ordinary_rule": "acclamation"}, []),
    ("CR-20", "LB", {"ordinary_rule": None}, []),
    (
        "CR-20",
        "LB",
        {"ordinary_rule": "unanimous", "major_rule": None, "end_rule": None, "reserved_rule": None},
        [],
    ),
    (
        "CR-21",
        "LB",
        {"reserved_matters": ["wind_up"], "member_board_matters": ["wind_up"]},
        ["reserved_matters"],
    ),
    ("CR-21", "LB", {"reserved_matters": []}, ["member_board_matters", "reserved_matters"]),
    ("CR-21", "LB", {"member_board_matters": ["amend_agreement", "borrow"]}, ["member_board_matters"]),
    ("CR-21", "LB", {"member_board_matters": None}, []),
    ("CR-21", "LB", {"reserved_matters": None}, []),
    ("CR-22", "SPV", {"ordinary_rule": "unanimous"}, ["ordinary_rule"]),
    ("CR-22", "SPV", {"ordinary_rule": "unanimous", "members": first(9)}, ["ordinary_rule"]),
    ("CR-22", "SPV", {"ordinary_rule": "unanimous", "members": first(8)}, []),
    (
        "CR-22",
        "SPV",
        {"ordinary_rule": "unanimous", "members": then(first(9), row(8, **{"class": "associate"}))},
        [],
    ),
    ("CR-22", "SPV", {"ordinary_rule": None}, []),
    ("CR-23", "LB", {"chair_votes": "no_vote"}, ["deadlock_steps"]),
    ("CR-23", "LB", {"chair_votes": "no_vote", "deadlock_steps": ["mediation"]}, []),
    ("CR-23", "LB", {"chair_votes": "no_vote", "deadlock_steps": None}, []),
    ("CR-23", "LB", {"chair_votes": None}, []),
    ("CR-24", "LB", {"delivery_shares": row(0, share_pct=31)}, ["delivery_shares"]),
    ("CR-24", "LB", {"delivery_shares": row(0, share_pct=Decimal("29.99"))}, ["delivery_shares"]),
    ("CR-24", "LB", {"delivery_shares": row(0, share_pct=Decimal("29.995"))}, []),
    ("CR-24", "LB", {"delivery_shares": row(0, share_pct=Decimal("30.004"))}, []),
    ("CR-24", "LB", {"delivery_shares": row(0, share_pct=Decimal("30.005"))}, ["delivery_shares"]),
    ("CR-24", "LB", {"delivery_shares": None}, ["delivery_shares"]),
    ("CR-24", "LB", {"delivery_shares": then(row(4, share_pct=20), without(5))}, ["delivery_shares"]),
    (
        "CR-24",
        "LB",
        {"delivery_shares": then(row(0, share_pct=15), more(member_id="LB1", share_pct=15))},
        ["delivery_shares"],
    ),
    ("CR-24", "LB", {"delivery_shares": more(member_id="SPV", share_pct=0)}, ["delivery_shares"]),
    ("CR-24", "LB", {"delivery_shares": more(share_pct=0)}, ["delivery_shares"]),
    ("CR-24", "LB", member(5, **{"class": "associate"}), ["delivery_shares"]),
    (
        "CR-24",
        "LB",
        {"delivery_shares": None, "allocation_method": "territory", "deficit_rule": "by_share_uncapped"},
        ["delivery_shares"],
    ),
    (
        "CR-24",
        "LB",
        {
            "delivery_shares": None,
            "allocation_method": "territory",
            "deficit_rule": None,
            "vote_basis": "by_share",
        },
        ["delivery_shares"],
    ),
    ("CR-24", "LB", {"delivery_shares": None, "allocation_method": None, "deficit_rule": None}, []),
    (
        "CR-25",
        "LB",
        {"vote_basis": "by_share", "delivery_shares": row(1, share_pct=50)},
        ["delivery_shares[1].share_pct"],
    ),
    ("CR-25", "LB", {"vote_basis": "by_share", "vote_cap_pct": 29}, ["delivery_shares[0].share_pct"]),
    ("CR-25", "LB", {"vote_basis": "by_share", "vote_cap_pct": 30}, []),
    (
        "CR-25",
        "LB",
        {
            "vote_basis": "by_share",
            "vote_cap_pct": None,
            "delivery_shares": row(1, share_pct=Decimal("49.99")),
        },
        [],
    ),
    ("CR-25", "LB", {"vote_basis": "by_share", "delivery_shares": None}, []),
    ("CR-25", "LB", {"vote_basis": None, "delivery_shares": row(1, share_pct=50)}, []),
    ("CR-26", "SPV", {"type": "COOP", "vote_basis": "by_share"}, ["vote_basis"]),
    ("CR-26", "SPV", {"spv_form": "coop_society", "vote_basis": "by_class"}, ["vote_basis"]),
    ("CR-26", "SPV", {"spv_form": "coop_society", "vote_basis": None}, []),
    ("CR-26", "SPV", {"spv_form": "cbs", "vote_basis": "by_share"}, []),
    ("CR-26", "SPV", {"type": "COOP"}, []),
    ("CR-27", "LB", {"associate_vote": True, "classes": ["full"]}, ["associate_vote"]),
    ("CR-27", "LB", {"associate_vote": True, "classes": None}, ["associate_vote"]),
    ("CR-27", "LB", {"associate_vote": True}, []),
    ("CR-27", "LB", {"associate_vote": None, "classes": None}, []),
    ("CR-28", "LB", {"papers_days": 15}, ["papers_days"]),
    ("CR-28", "LB", {"papers_days": 14}, []),
    ("CR-28", "LB", {"notice_days_urgent": 14}, ["notice_days_urgent"]),
    ("CR-28", "LB", {"notice_days_urgent": 13}, []),
    ("CR-28", "LB", {"notice_days_ordinary": 3}, ["notice_days_urgent", "papers_days"]),
    ("CR-28", "LB", {"papers_days": None, "notice_days_urgent": None}, []),
    ("CR-28", "LB", {"papers_days": 30, "notice_days_ordinary": None}, []),
    ("CR-29", "LB", {"written_response_days": 2}, ["written_response_days"]),
    ("CR-29", "LB", {"written_response_days": 3}, []),
    ("CR-29", "LB", {"written_response_days": 2, "written_rule": "none"}, []),
    ("CR-29", "LB", {"written_response_days": 2, "written_rule": None}, []),
    ("CR-29", "LB", {"written_response_days": None}, []),
    ("CR-30", "LB", {"lead_delivery_pct": Decimal("40.1")}, ["lead_delivery_pct"]),
    ("CR-30", "LB", {"lead_delivery_pct": 40}, []),
    ("CR-30", "LB", {"lead_delivery_pct": 55, "lead_max_delivery_pct": None}, []),
    ("CR-30", "LB", {"lead_delivery_pct": None}, []),
    ("CR-31", "LB", {"delivery_matrix": row(0, annual_value=Decimal("640800.005"))}, []),
    ("CR-31", "LB", {"delivery_matrix": row(0, annual_value=Decimal("640800.006"))}, ["delivery_matrix"]),
    ("CR-31", "LB", {"lead_fee_pct": Decimal("8.01")}, ["delivery_matrix"]),
    ("CR-31", "LB", {"evaluation_budget_pct": Decimal("3.01")}, ["delivery_matrix"]),
    ("CR-31", "LB", {"lead_fee_pct": None, "hub_fee_pct": Decimal("8.01")}, ["delivery_matrix"]),
    ("CR-31", "LB", {"lead_fee_pct": 8, "hub_fee_pct": 20}, []),
    ("CR-31", "LB", {"lead_fee_pct": None, "evaluation_budget_pct": None}, []),
    ("CR-31", "LB", {"contract_value_annual": None, "delivery_matrix": row(0, annual_value=10**9)}, []),
    ("CR-31", "LB", {"contract_value_annual": 0, "delivery_matrix": None}, []),
    ("CR-31", "LB", {"delivery_matrix": row(0, annual_value=None)}, []),
    ("CR-32", "LB", {"delivery_matrix": row(1, role="supporting")}, ["delivery_matrix[1].role"]),
    ("CR-32", "LB", {"delivery_matrix": row(1, role=None)}, ["delivery_matrix[1].role"]),
    (
        "CR-32",
        "LB",
        {"delivery_matrix": row(1, service="Access hub", where="Northfold")},
        ["delivery_matrix[1].role"],
    ),
    (
        "CR-32",
        "LB",
        {"delivery_matrix": row(1, service="Access hub", where="Northfold", role="supporting")},
        [],
    ),
    ("CR-32", "LB", {"delivery_matrix": row(1, service="Access hub", where="Eastmarsh")}, []),
    ("CR-32", "LB", {"delivery_matrix": [{"member_id": "LB1"}]}, ["delivery_matrix[0].role"]),
    ("CR-32", "LB", {"delivery_matrix": None}, []),
    ("CR-33", "LB", {"delivery_matrix": row(2, start="2027-03-31")}, ["delivery_matrix[2].start"]),
    ("CR-33", "LB", {"delivery_matrix": row(2, start="2027-03-31"), "start_date": None}, []),
    ("CR-33", "LB", {"delivery_matrix": row(2, end="2027-04-01")}, ["delivery_matrix[2].end"]),
    ("CR-33", "LB", {"delivery_matrix": row(2, end="2027-04-02")}, []),
    ("CR-33", "LB", {"delivery_matrix": row(2, end="2031-04-01")}, []),
    ("CR-33", "LB", {"delivery_matrix": row(2, end="2031-04-02")}, ["delivery_matrix[2].end"]),
    (
        "CR-33",
        "LB",
        {"delivery_matrix": row(2, start="2026-01-01", end="2040-01-01")},
        ["delivery_matrix[2].end", "delivery_matrix[2].start"],
    ),
    ("CR-33", "LB", {"delivery_matrix": row(2, end="2099-01-01"), "initial_term_months": None}, []),
    ("CR-33", "LB", {"delivery_matrix": row(2, start=None, end=None)}, []),
    ("CR-33", "LB", {"delivery_matrix": row(2, start=None, end="2020-01-01")}, []),
    ("CR-33", "LB", {"initial_term_months": 10**9}, []),
    ("CR-34", "LB", {"delivery_matrix": without(5)}, ["members[5].member_id"]),
    ("CR-34", "LB", {"delivery_matrix": without(5), "reserve_members": ["LB6"]}, []),
    ("CR-34", "LB", {"delivery_matrix": without(5), "reserve_members": ["LB5"]}, ["members[5].member_id"]),
    ("CR-34", "LB", {"delivery_matrix": without(5), "members": row(5, **{"class": "associate"})}, []),
    ("CR-34", "SPV", {"delivery_matrix": without(7)}, ["members[7].member_id"]),
    ("CR-34", "LB", {"delivery_matrix": without(5), "type": "COOP"}, []),
    ("CR-34", "AL", {}, []),
    ("CR-35", "LB", {"delivery_matrix": row(2, where="Atlantis")}, ["delivery_matrix[2].where"]),
    (
        "CR-35",
        "LB",
        {"territory": ["Northfold", "Stonelow"]},
        ["delivery_matrix[2].where", "delivery_matrix[4].where"],
    ),
    ("CR-35", "LB", {"territory": None}, []),
    ("CR-35", "LB", {"delivery_matrix": row(2, where=None)}, []),
    ("CR-35", "LB", {"delivery_matrix": row(2, where=" ")}, []),
    ("CR-36", "LB", {"payment_days": 31}, ["payment_days"]),
    ("CR-36", "LB", {"payment_days": 30}, []),
    ("CR-36", "LB", {"payment_days": 31, "public_contract": False}, []),
    ("CR-36", "LB", {"payment_days": 31, "public_contract": None}, []),
    ("CR-36", "LB", {"payment_days": None}, []),
    ("CR-37", "LB", {"payment_trigger": "pay_when_paid"}, ["payment_trigger"]),
    ("CR-37", "LB", {"payment_trigger": "pay_when_paid", "public_contract": None}, []),
    ("CR-37", "LB", {"payment_trigger": None}, []),
    ("CR-38", "LB", {"external_max_pct": 31}, ["external_max_pct"]),
    ("CR-38", "LB", {"external_max_pct": 30}, []),
    ("CR-38", "LB", {"external_max_pct": 100, "head_contract_subcontract_limit_pct": None}, []),
    (
        "CR-38",
        "LB",
        {"external_max_pct": 101, "head_contract_subcontract_limit_pct": None},
        ["external_max_pct"],
    ),
    ("CR-38", "LB", {"external_max_pct": None}, []),
    ("CR-39", "LB", {"tupe_info_days": 27}, ["tupe_info_days"]),
    ("CR-39", "LB", {"tupe_info_days": 27, "tupe_expected": "yes"}, ["tupe_info_days"]),
    ("CR-39", "LB", {"tupe_info_days": 28, "tupe_expected": "yes"}, []),
    ("CR-39", "LB", {"tupe_info_days": 27, "tupe_expected": "no"}, []),
    ("CR-39", "LB", {"tupe_info_days": 27, "tupe_expected": None}, []),
    ("CR-39", "LB", {"tupe_info_days": None}, []),
    ("CR-40", "LB", {"shared_services": row(0, provider="X1")}, ["shared_services[0].provider"]),
    ("CR-40", "LB", {"shared_services": row(1, users=["LB5", "X1"])}, ["shared_services[1].users"]),
    ("CR-40", "LB", {"shared_services": row(1, provider="SPV", users=["SPV", "LB1"])}, []),
    ("CR-40", "LB", {"shared_services": row(1, provider=None, users=None)}, []),
    ("CR-40", "LB", {"shared_services": row(1, users="all")}, []),
    ("CR-40", "LB", {"sla_exit_days": 187}, ["sla_exit_days"]),
    ("CR-40", "LB", {"sla_exit_days": 186}, []),
    ("CR-40", "LB", {"sla_exit_days": 187, "shared_services": None}, []),
    ("CR-40", "LB", {"sla_exit_days": None}, []),
    ("CR-40", "LB", {"leave_notice_months": None}, []),
    ("CR-41", "LB", {"vat_cost_sharing": True}, ["vat_cost_sharing"]),
    ("CR-41", "SPV", {"vat_cost_sharing": True}, []),
    ("CR-41", "SPV", {"vat_cost_sharing": True, "type": "COOP"}, []),
    ("CR-41", "SPV", {"vat_cost_sharing": True, "charge_basis": "fixed"}, ["charge_basis"]),
    ("CR-41", "SPV", {"vat_cost_sharing": True, "markup_pct": Decimal("0.1")}, ["markup_pct"]),
    ("CR-41", "SPV", {"vat_cost_sharing": True, "charge_basis": None, "markup_pct": None}, []),
    ("CR-41", "LB", {"vat_cost_sharing": None, "charge_basis": "fixed", "markup_pct": 5}, []),
    ("CR-42", "LB", {"setup_budget": 24001}, ["setup_items"]),
    ("CR-42", "LB", {"setup_budget": Decimal("24000.004")}, []),
    ("CR-42", "LB", {"setup_budget": Decimal("24000.01")}, ["setup_items"]),
    ("CR-42", "LB", {"setup_items": row(0, amount=None)}, ["setup_items"]),
    ("CR-42", "LB", {"setup_items": None}, []),
    ("CR-42", "LB", {"setup_budget": None}, []),
    ("CR-42", "LB", {"fee_bands": row(0, income_to=999_999)}, ["fee_bands[0].income_to"]),
    ("CR-42", "LB", {"fee_bands": row(1, income_to=3_000_000)}, ["fee_bands[1].income_to"]),
    ("CR-42", "LB", {"fee_bands": row(2, income_to=1)}, []),
    ("CR-42", "LB", {"fee_bands": lambda rows: rows[::-1]}, []),
    (
        "CR-42",
        "LB",
        {"fee_bands": then(lambda rows: rows[::-1], row(2, income_to=5))},
        ["fee_bands[2].income_to"],
    ),
    ("CR-42", "LB", {"fee_bands": row(0, income_to=None)}, []),
    ("CR-42", "LB", {"fee_bands": row(1, income_from=None)}, ["fee_bands[0].income_to"]),
    ("CR-42", "LB", {"fee_bands": None}, []),
    ("CR-43", "LB", {"deficit_rule": "by_share_uncapped"}, ["deficit_rule"]),
    ("CR-43", "LB", {"deficit_rule": "by_share_uncapped", "members": every(is_charity=False)}, []),
    ("CR-43", "LB", {"deficit_rule": None}, []),
    ("CR-44", "SPV", {"surplus_rule": "by_share"}, ["surplus_rule"]),
    ("CR-44", "SPV", {"spv_form": "cio", "profit_rule": "dividend"}, ["profit_rule"]),
    (
        "CR-44",
        "SPV",
        {"spv_form": "cbs", "profit_rule": "patronage", "surplus_rule": "by_share"},
        ["profit_rule", "surplus_rule"],
    ),
    ("CR-44", "SPV", {"profit_rule": "capped_dividend"}, []),
    ("CR-44", "SPV", {"spv_form": "cls", "profit_rule": "dividend", "surplus_rule": "by_share"}, []),
    ("CR-44", "SPV", {"spv_form": None, "profit_rule": "dividend"}, []),
    ("CR-44", "SPV", {"surplus_rule": None, "profit_rule": None}, []),
    ("CR-45", "AL", {"grant_pool_amount": None}, ["grant_total_year"]),
    ("CR-45", "AL", {"grant_total_year": Decimal("2000000.01")}, ["grant_total_year"]),
    ("CR-45", "AL", {"grant_total_year": Decimal("2000000.001")}, []),
    ("CR-45", "AL", {"grant_total_year": 0}, []),
    ("CR-45", "AL", {"grant_total_year": None}, []),
    ("CR-45", "AL", {"grant_split": None}, ["grant_total_year"]),
    ("CR-46", "LB", {"liability_model": "joint_and_several"}, ["joint_several_ack"]),
    (
        "CR-46",
        "LB",
        {"liability_model": "joint_and_several", "joint_several_ack": None},
        ["joint_several_ack"],
    ),
    ("CR-46", "LB", {"liability_model": "joint_and_several", "joint_several_ack": True}, []),
    ("CR-46", "LB", {"liability_model": None, "joint_several_ack": None}, []),
    ("CR-47", "LB", {"cap_exclusions": ["fraud"]}, ["cap_exclusions"]),
    ("CR-47", "LB", {"cap_exclusions": ["death_injury"]}, ["cap_exclusions"]),
    ("CR-47", "LB", {"cap_exclusions": []}, ["cap_exclusions"]),
    ("CR-47", "LB", {"cap_exclusions": ["death_injury", "fraud"]}, []),
    ("CR-47", "LB", {"cap_exclusions": None}, []),
    ("CR-48", "LB", {"insurance_cover": [{"min_amount": Decimal("800999.99")}]}, ["insurance_cover"]),
    ("CR-48", "LB", {"insurance_cover": [{"min_amount": 801_000}]}, []),
    ("CR-48", "LB", {"insurance_cover": [{"min_amount": 1}, {"min_amount": 801_000}]}, []),
    ("CR-48", "LB", {"insurance_cover": [{"min_amount": 1}], "cap_basis": "fixed"}, []),
    ("CR-48", "LB", {"insurance_cover": [{"min_amount": 1}], "cap_basis": None}, []),
    ("CR-48", "LB", {"insurance_cover": [{"min_amount": 1}], "cap_pct": None}, []),
    ("CR-48", "LB", {"insurance_cover": [{"min_amount": 1}], "delivery_matrix": None}, []),
    ("CR-48", "LB", {"insurance_cover": [{"min_amount": 1}], "members": first(0)}, []),
    ("CR-48", "LB", {"insurance_cover": [{"type": "public liability"}]}, []),
    ("CR-48", "LB", {"insurance_cover": None}, []),
    (
        "CR-48",
        "LB",
        {
            "insurance_cover": [{"min_amount": 801_000}],
            "delivery_matrix": more(member_id="LB1", annual_value=1),
        },
        ["insurance_cover"],
    ),
    ("CR-49", "LB", {"kpis": row(0, target=None)}, ["kpis[0].target"]),
    ("CR-49", "LB", {"kpis": row(0, target=0)}, []),
    ("CR-49", "LB", {"kpis": row(0, owner=" ", name=None)}, ["kpis[0].owner"]),
    ("CR-49", "LB", {"kpis": row(2, frequency=None)}, ["kpis[2].frequency"]),
    ("CR-49", "LB", {"kpis": row(0, tolerance_pct=None)}, []),
    ("CR-49", "LB", {"kpis": first(2)}, ["kpis"]),
    ("CR-49", "LB", {"kpis": None}, ["kpis"]),
    ("CR-49", "LB", {"kpis": None, "public_contract": False}, []),
    ("CR-49", "LB", {"kpis": None, "public_contract": None}, []),
    ("CR-49", "LB", {"kpis": None, "contract_value_annual": 5_000_000, "initial_term_months": 12}, []),
    (
        "CR-49",
        "LB",
        {"kpis": None, "contract_value_annual": Decimal("5000000.01"), "initial_term_months": 12},
        ["kpis"],
    ),
    ("CR-49", "LB", {"kpis": None, "contract_value_annual": None}, []),
    ("CR-49", "LB", {"kpis": None, "initial_term_months": None}, []),
    ("CR-50", "LB", {"plan_due_days": 91}, ["plan_due_days"]),
    ("CR-50", "LB", {"plan_due_days": 90}, []),
    ("CR-50", "LB", {"plan_due_days": 91, "trigger_periods": None}, []),
    ("CR-50", "LB", {"plan_due_days": None}, []),
    ("CR-50", "LB", {"report_frequency": None, "plan_due_days": 400}, []),
    ("CR-50", "LB", {"report_frequency": "weekly", "plan_due_days": 400, "kpis": every(frequency=None)}, []),
    (
        "CR-50",
        "LB",
        {"report_frequency": "monthly", "plan_due_days": 30, "kpis": every(frequency="monthly")},
        ["plan_due_days"],
    ),
    (
        "CR-50",
        "LB",
        {"report_frequency": "half_yearly", "plan_due_days": 182, "kpis": None},
        ["plan_due_days"],
    ),
    ("CR-50", "LB", {"report_frequency": "half_yearly", "plan_due_days": 181, "kpis": None}, []),
    ("CR-50", "LB", {"report_frequency": "annual", "plan_due_days": 365, "kpis": None}, ["plan_due_days"]),
    ("CR-50", "LB", {"report_frequency": "annual", "plan_due_days": 364, "kpis": None}, []),
    ("CR-50", "LB", {"kpis": row(1, frequency="monthly")}, ["kpis[1].frequency"]),
    ("CR-50", "LB", {"kpis": row(1, frequency="monthly", penalised=True)}, ["kpis[1].frequency"]),
    ("CR-50", "LB", {"kpis": row(1, frequency="monthly", penalised=False)}, []),
    ("CR-50", "LB", {"kpis": row(1, frequency=None)}, []),
    ("CR-51", "LB", {"legit_interest": " ".join(["word"] * 19)}, ["legit_interest"]),
    ("CR-51", "LB", {"legit_interest": PENALTY_WORDS}, []),
    ("CR-51", "LB", {"legit_interest": None}, ["legit_interest"]),
    ("CR-51", "LB", {"penalty_total_cap_pct": None}, ["penalty_total_cap_pct"]),
    (
        "CR-51",
        "LB",
        {"penalty_total_cap_pct": None, "legit_interest": "One word"},
        ["legit_interest", "penalty_total_cap_pct"],
    ),
    ("CR-51", "LB", {"penalties_used": None, "legit_interest": None, "penalty_total_cap_pct": None}, []),
    ("CR-52", "LB", {"withhold_cap_pct": Decimal("6.01")}, ["penalty_total_cap_pct"]),
    ("CR-52", "LB", {"ld_cap_pct": 5}, ["penalty_total_cap_pct"]),
    ("CR-52", "LB", {"ld_cap_pct": 5, "ld_table": None}, []),
    ("CR-52", "LB", {"ld_cap_pct": None}, []),
    ("CR-52", "LB", {"withhold_cap_pct": None, "ld_cap_pct": 11}, ["penalty_total_cap_pct"]),
    ("CR-52", "LB", {"ld_cap_pct": 5, "penalty_total_cap_pct": None}, []),
    ("CR-52", "LB", {"ld_cap_pct": 5, "penalties_used": False}, []),
    ("CR-53", "LB", {"ld_table": row(1, reason=None)}, ["ld_table[1].reason"]),
    ("CR-53", "LB", {"ld_table": row(1, unit=" ")}, ["ld_table[1].unit"]),
    ("CR-53", "LB", {"ld_table": row(1, rate=None)}, ["ld_table[1].rate"]),
    ("CR-53", "LB", {"ld_table": row(1, cap=None)}, ["ld_table[1].cap"]),
    ("CR-53", "LB", {"ld_table": every(rate=50)}, ["ld_table"]),
    ("CR-53", "LB", {"ld_table": then(every(rate=50), first(1))}, []),
    ("CR-53", "LB", {"ld_table": then(row(0, rate=50), row(1, rate=Decimal("50.01")))}, []),
    ("CR-53", "LB", {"ld_table": every(rate=None)}, ["ld_table[0].rate", "ld_table[1].rate"]),
    ("CR-53", "LB", {"ld_table": None}, []),
    ("CR-54", "LB", {"penalty_total_cap_pct": Decimal("15.5")}, ["penalty_total_cap_pct"]),
    ("CR-54", "LB", {"penalty_total_cap_pct": 15}, []),
    ("CR-54", "LB", {"penalty_total_cap_pct": 20, "penalties_used": None}, []),
    ("CR-54", "LB", {"penalty_total_cap_pct": None}, []),
    ("CR-55", "LB", {"safeguarding_lead": None}, ["safeguarding_lead"]),
    ("CR-55", "LB", {"safeguarding_report_hours": None}, ["safeguarding_report_hours"]),
    ("CR-55", "LB", {"safeguarding_report_hours": 25}, ["safeguarding_report_hours"]),
    (
        "CR-55",
        "LB",
        {
            "serves_children": True,
            "serves_adults_at_risk": None,
            "safeguarding_lead": " ",
            "safeguarding_report_hours": None,
        },
        ["safeguarding_lead", "safeguarding_report_hours"],
    ),
    ("CR-55", "LB", {"safeguarding_report_hours": 24}, []),
    ("CR-55", "LB", {"serves_adults_at_risk": None, "safeguarding_lead": None}, []),
    *(
        (
            "CR-56",
            "LB",
            {"conf_exceptions": lambda old, gone=gone: [e for e in old if e != gone]},
            ["conf_exceptions"],
        )
        for gone in ("own_board", "law_court", "regulator", "protected_disclosure")
    ),
    ("CR-56", "LB", {"conf_exceptions": []}, ["conf_exceptions"]),
    ("CR-56", "LB", {"conf_exceptions": ["own_board", "law_court", "regulator", "protected_disclosure"]}, []),
    ("CR-56", "LB", {"conf_exceptions": None}, []),
    ("CR-57", "LB", {"dp_contact_point": None}, ["dp_contact_point"]),
    ("CR-57", "LB", {"art26_summary_published": False}, ["art26_summary_published"]),
    ("CR-57", "LB", {"art26_summary_published": None}, ["art26_summary_published"]),
    ("CR-57", "LB", {"dp_model": "controller_processor", "art28_terms": None}, ["art28_terms"]),
    ("CR-57", "LB", {"dp_model": "controller_processor", "dp_contact_point": None}, []),
    ("CR-57", "LB", {"art28_terms": None}, []),
    (
        "CR-57",
        "LB",
        {"dp_model": None, "art28_terms": None, "art26_summary_published": None, "dp_contact_point": None},
        [],
    ),
    ("CR-58", "LB", {"breach_notify_hours": 73}, ["breach_notify_hours"]),
    ("CR-58", "LB", {"breach_notify_hours": 72}, []),
    ("CR-58", "LB", {"breach_notify_hours": None}, []),
    ("CR-59", "LB", {"dp_model": "none"}, ["dp_model"]),
    ("CR-59", "LB", {"dp_model": None}, ["dp_model"]),
    ("CR-59", "LB", {"dp_matrix": None}, ["dp_matrix"]),
    ("CR-59", "LB", {"dp_matrix": [], "dp_model": None, "referral_model": "open"}, ["dp_matrix", "dp_model"]),
    ("CR-59", "LB", {"dp_model": None, "referral_model": "case_conference"}, ["dp_model"]),
    ("CR-59", "LB", {"dp_model": None, "referral_model": "directory"}, []),
    ("CR-59", "LB", {"dp_model": None, "referral_model": None}, []),
    ("CR-60", "LB", {"leave_notice_months": 36, "min_commitment_months": None}, ["leave_notice_months"]),
    ("CR-60", "LB", {"leave_notice_months": 35, "min_commitment_months": 1}, []),
    ("CR-60", "LB", {"leave_notice_months": 35, "min_commitment_months": 2}, ["min_commitment_months"]),
    ("CR-60", "LB", {"leave_notice_months": None, "min_commitment_months": 37}, ["min_commitment_months"]),
    ("CR-60", "LB", {"leave_notice_months": None, "min_commitment_months": 36}, []),
    ("CR-60", "LB", {"lock_in_months": 37}, ["lock_in_months"]),
    ("CR-60", "LB", {"lock_in_months": 36}, []),
    ("CR-60", "LB", {"lock_in_months": None}, []),
    ("CR-60", "LB", {"initial_term_months": None, "lock_in_months": 99}, []),
    ("CR-60", "LB", {"initial_term_months": 0, "lock_in_months": 99}, []),
    ("CR-61", "LB", {"leave_notice_months": 1}, ["leave_notice_months"]),
    ("CR-61", "LB", {"leave_notice_months": 2}, []),
    ("CR-61", "LB", {"leave_notice_months": 2, "handover_days": 61}, ["leave_notice_months"]),
    ("CR-61", "LB", {"leave_notice_months": 2, "client_transfer_days": 61}, ["leave_notice_months"]),
    ("CR-61", "LB", {"leave_notice_months": 0, "client_transfer_days": None, "handover_days": None}, []),
    ("CR-61", "LB", {"leave_notice_months": None}, []),
    ("CR-62", "LB", {"expulsion_rule": "simple_majority", "ordinary_rule": "two_thirds"}, ["expulsion_rule"]),
    ("CR-62", "LB", {"expulsion_rule": "two_thirds", "ordinary_rule": "two_thirds"}, []),
    ("CR-62", "LB", {"expulsion_hearing": None}, ["expulsion_hearing"]),
    ("CR-62", "LB", {"member_conflict_on_own_case": None}, ["member_conflict_on_own_case"]),
    ("CR-62", "LB", {"ordinary_rule": None}, []),
    ("CR-62", "LB", {"expulsion_rule": None, "expulsion_hearing": None}, []),
    ("CR-63", "LB", {"suspension_confirm_hours": 169}, ["suspension_confirm_hours"]),
    ("CR-63", "LB", {"suspension_confirm_hours": 168}, []),
    ("CR-63", "LB", {"suspension_max_days": 27}, ["suspension_max_days"]),
    ("CR-63", "LB", {"suspension_max_days": 28}, []),
    ("CR-63", "LB", {"suspension_max_days": 14, "expulsion_appeal_days": None}, []),
    ("CR-63", "LB", {"suspension_max_days": None, "suspension_confirm_hours": None}, []),
    ("CR-64", "LB", {"deadlock_days": 121}, ["deadlock_days"]),
    ("CR-64", "LB", {"deadlock_days": 120}, []),
    ("CR-64", "LB", {"deadlock_days": 120, "dispute_tiers": more(level=5, days=1)}, ["deadlock_days"]),
    ("CR-64", "LB", {"deadlock_days": None, "dispute_tiers": [{"days": 181}]}, ["deadlock_days"]),
    ("CR-64", "LB", {"deadlock_days": 91, "leave_notice_months": 1}, ["deadlock_days"]),
    ("CR-64", "LB", {"deadlock_days": 90, "leave_notice_months": 1}, []),
    ("CR-64", "LB", {"deadlock_days": 120, "leave_notice_months": 0}, []),
    ("CR-64", "LB", {"deadlock_days": 1000, "leave_notice_months": None}, []),
    ("CR-65", "AL", {"position_opt_out": False}, ["position_opt_out"]),
    ("CR-65", "AL", {"position_opt_out": None}, ["position_opt_out"]),
    ("CR-65", "AL", {"position_opt_out": None, "members": every(is_charity=False)}, []),
    ("CR-65", "LB", {"position_opt_out": None}, []),
    ("CR-66", "AL", {"campaign_law_check": False}, ["campaign_law_check"]),
    ("CR-66", "AL", {"joint_campaign_spend_record": None}, ["joint_campaign_spend_record"]),
    (
        "CR-66",
        "AL",
        {"joint_campaign_spend_record": None, "campaign_law_check": None},
        ["campaign_law_check", "joint_campaign_spend_record"],
    ),
    ("CR-66", "LB", {}, []),
    ("CR-67", "AL", {"communities": row(2, member_ids=[])}, ["communities[2].member_ids"]),
    ("CR-67", "AL", {"communities": row(2, member_ids=None, community=None)}, ["communities[2].member_ids"]),
    ("CR-67", "AL", {"communities": row(2, member_ids=["A01", "A99"])}, ["communities[2].member_ids"]),
    ("CR-67", "AL", {"communities": row(2, member_ids=["SPV"])}, ["communities[2].member_ids"]),
    ("CR-67", "AL", {"communities": row(2, member_ids=["A01", "A02"])}, []),
    ("CR-67", "AL", {"communities": None}, []),
    *(
        (
            "CR-68",
            "LB",
            {"material_changes": lambda old, gone=gone: [e for e in old if e != gone]},
            ["material_changes"],
        )
        for gone in (
            "parties",
            "purpose",
            "money",
            "liability",
            "penalties",
            "exit",
            "voting",
            "term",
            "data",
        )
    ),
    ("CR-68", "LB", {"material_changes": []}, ["material_changes"]),
    (
        "CR-68",
        "LB",
        {"material_changes": lambda old: [e for e in old if e not in ("ip", "delivery_role", "law")]},
        [],
    ),
    ("CR-68", "LB", {"material_changes": None}, []),
    ("CR-69", "LB", {"sign_as": "deed", "signatories": None}, ["sign_as"]),
    ("CR-69", "LB", {"sign_as": "record_of_support"}, ["sign_as"]),
    ("CR-69", "LB", {"sign_as": "simple_contract", "legal_effect": "binding_deed"}, ["sign_as"]),
    ("CR-69", "LB", {"sign_as": "record_of_support", "legal_effect": "mixed"}, []),
    ("CR-69", "LB", {"sign_as": "deed", "legal_effect": "not_binding", "signatories": None}, []),
    ("CR-69", "LB", {"sign_as": "deed", "legal_effect": None, "signatories": None}, []),
    ("CR-69", "LB", {"sign_as": None}, []),
    ("CR-69", "LB", {"signatories": row(1, method="director_and_witness")}, ["signatories[1].method"]),
    ("CR-69", "LB", {"signatories": row(1, method="authorised_person")}, []),
    ("CR-69", "LB", {"signatories": row(1, method="a_handshake")}, ["signatories[1].method"]),
    ("CR-69", "LB", {"signatories": row(1, method=None)}, []),
    ("CR-69", "LB", {"signatories": row(1, member_id="X1", method="a_handshake")}, []),
    ("CR-69", "LB", {"signatories": row(1, member_id=None, method="a_handshake")}, []),
    ("CR-69", "LB", {"signatories": row(1, member_id="SPV", method="a_handshake")}, []),
    ("CR-69", "SPV", {"signatories": row(0, method="authorised_person")}, ["signatories[0].method"]),
    (
        "CR-69",
        "SPV",
        {
            "signatories": row(0, method="authorised_person"),
            "legal_effect": "mixed",
            "sign_as": "simple_contract",
        },
        [],
    ),
    (
        "CR-69",
        "SPV",
        {"signatories": row(0, method="authorised_officer"), "members": row(0, legal_form="local_authority")},
        ["signatories[0].method"],
    ),
    (
        "CR-69",
        "SPV",
        {"signatories": row(0, method="seal"), "members": row(0, legal_form="local_authority")},
        [],
    ),
    (
        "CR-69",
        "SPV",
        {"signatories": row(0, method="two_authorised"), "members": row(0, legal_form=None)},
        [],
    ),
    (
        "CR-69",
        "SPV",
        {"signatories": row(0, method="two_authorised"), "members": row(0, legal_form="scio")},
        [],
    ),
    (
        "CR-69",
        "SPV",
        {"signatories": [{"member_id": "SPV", "method": "two_trustees"}]},
        ["signatories[0].method"],
    ),
    (
        "CR-69",
        "SPV",
        {"signatories": [{"member_id": "SPV", "method": "two_trustees"}], "vehicle": patch(legal_form="cio")},
        [],
    ),
    (
        "CR-69",
        "SPV",
        {"signatories": [{"member_id": "SPV", "method": "two_trustees"}], "spv_form": "cio"},
        ["signatories[0].method"],
    ),
    (
        "CR-69",
        "SPV",
        {"signatories": [{"member_id": "SPV", "method": "two_trustees"}], "vehicle_is_party": False},
        ["signatories[0].method"],
    ),
    ("CR-69", "SPV", {"signatories": [{"member_id": "SPV", "method": "two_trustees"}], "vehicle": None}, []),
    ("CR-70", "LB", member(4, jurisdiction="scotland"), ["members[4].jurisdiction"]),
    ("CR-70", "LB", {"law": "scotland"}, [f"members[{n}].jurisdiction" for n in range(6)]),
    ("CR-70", "LB", {"law": "scotland", "cross_border_advice": True}, []),
    ("CR-70", "LB", member(4, jurisdiction=None), []),
    ("CR-70", "LB", {"law": None}, []),
    ("CR-71", "LB", {"legal_effect": "binding_deed"}, ["accession_instrument"]),
    ("CR-71", "LB", {"legal_effect": "binding_deed", "accession_instrument": "deed"}, []),
    ("CR-71", "LB", {"legal_effect": "binding_deed", "accession_instrument": None}, []),
    ("CR-71", "LB", {"legal_effect": None}, []),
    ("CR-72", "LB", {"retention_years": 5}, ["retention_years"]),
    ("CR-72", "LB", {"retention_years": 6}, []),
    ("CR-72", "LB", {"retention_years": 11, "legal_effect": "binding_deed"}, ["retention_years"]),
    ("CR-72", "LB", {"retention_years": 12, "legal_effect": "binding_deed"}, []),
    ("CR-72", "LB", {"retention_years": 5, "legal_effect": None}, ["retention_years"]),
    ("CR-72", "LB", {"retention_years": None}, []),
    ("CR-73", "SPV", {"spv_directors_total": 12}, ["spv_directors_total"]),
    ("CR-73", "SPV", {"spv_independent_directors": None}, ["spv_directors_total"]),
    ("CR-73", "SPV", {"spv_executive_directors": None}, []),
    ("CR-73", "SPV", {"spv_directors_total": None}, []),
    ("CR-74", "SPV", {"asset_lock": None}, ["asset_lock"]),
    ("CR-74", "SPV", {"asset_lock": False, "spv_form": "cic_cls"}, ["asset_lock"]),
    ("CR-74", "SPV", {"asset_lock": False, "spv_form": "cio"}, []),
    ("CR-74", "SPV", {"ownership_basis": "equal_shares"}, ["ownership_basis"]),
    ("CR-74", "SPV", {"ownership_basis": "by_delivery", "spv_form": "clg"}, ["ownership_basis"]),
    ("CR-74", "SPV", {"ownership_basis": "by_investment", "spv_form": "cio"}, ["ownership_basis"]),
    ("CR-74", "SPV", {"ownership_basis": "one_share_each"}, ["ownership_basis"]),
    (
        "CR-74",
        "SPV",
        {"ownership_basis": "one_share_each", "asset_lock": None},
        ["asset_lock", "ownership_basis"],
    ),
    ("CR-74", "SPV", {"ownership_basis": "one_share_each", "spv_form": "coop_society"}, []),
    ("CR-74", "SPV", {"ownership_basis": None}, []),
    ("CR-74", "SPV", {"ownership_basis": "one_share_each", "asset_lock": None, "spv_form": None}, []),
    ("CR-75", "LB", {"delivery_matrix": row(3, end="2031-10-01")}, []),
    ("CR-75", "LB", {"delivery_matrix": row(3, end="2031-10-02")}, ["delivery_matrix[3].end"]),
    (
        "CR-75",
        "LB",
        {"delivery_matrix": row(3, end="2031-04-02"), "runoff_months": None},
        ["delivery_matrix[3].end"],
    ),
    ("CR-75", "LB", {"delivery_matrix": row(3, end="2031-10-02"), "start_date": None}, []),
    ("CR-75", "LB", {"delivery_matrix": row(3, end="2031-10-02"), "initial_term_months": None}, []),
    ("CR-75", "LB", {"delivery_matrix": row(3, end=None)}, []),
    ("CR-76", "LB", member(2, annual_income=854_399), ["members[2].annual_income"]),
    ("CR-76", "LB", member(2, annual_income=854_400), []),
    ("CR-76", "LB", {"members": row(2, annual_income=854_399), "max_dependency_pct": None}, []),
    ("CR-76", "LB", member(2, annual_income=None), []),
    ("CR-76", "LB", member(2, annual_income=0), ["members[2].annual_income"]),
    ("CR-76", "LB", {"delivery_matrix": None, "members": row(2, annual_income=0)}, []),
    ("CR-77", "LB", {"insolvency_effect": "automatic_exit"}, ["insolvency_effect"]),
    ("CR-77", "LB", {"insolvency_effect": "automatic_suspension"}, []),
    ("CR-77", "LB", {"insolvency_effect": None}, []),
]


def fields_of(rule: str, checked: Checked) -> list[str]:
    return sorted(problem.field for problem in checked.found[rule])


@cache
def broken_at(number: int) -> Draft:
    """The draft of a case."""
    _, base, change, _ = CASES[number]
    return changed(base, change)


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: f"{CASES[n][0]}-{n}")
def test_a_rule_finds_its_places_and_no_others(number: int) -> None:
    rule, _, _, fields = CASES[number]
    assert fields_of(rule, check(broken_at(number))) == fields


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_seen_to_fire_and_to_be_silent(rule: str) -> None:
    seen = {bool(fields) for case, _, _, fields in CASES if case == rule}
    assert seen == {True, False}


@pytest.mark.parametrize("name", NAMES)
def test_the_worked_consortia_break_no_rule(name: str) -> None:
    read = read_draft(kept(name), load())
    assert read.problems == ()
    assert check(read.draft).problems == ()


BROKEN: list[Json] = read_json(EXAMPLES / "broken_variants.json")["cases"]  # type: ignore[index]


def broken_variant(case: Json) -> Draft:
    source = copy.deepcopy(kept(case["base"]))
    for name, value in case["change"].items():
        if name == "members_patch":
            for number, cells in value:
                source["members"][number].update(cells)
        else:
            source["answers"][name] = value
    return read_draft(source, load()).draft


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: "+".join(case["expect_new_rule_failures"]))
def test_a_broken_variant_breaks_exactly_its_own_rules(case: Json) -> None:
    problems = check(broken_variant(case)).problems
    assert sorted({problem.rule for problem in problems}) == case["expect_new_rule_failures"]


@pytest.mark.parametrize("absent", ABSENT)
def test_blank_text_and_null_are_as_absent_as_a_missing_answer(absent: str | None) -> None:
    missing = changed("LB", {"lead_body": None, "safeguarding_lead": None, "legal_effect": None})
    blank = changed("LB", {"lead_body": absent, "safeguarding_lead": absent, "legal_effect": absent})
    assert check(blank).problems == check(missing).problems


def test_an_answer_outside_its_limits_is_still_checked() -> None:
    assert fields_of("CR-72", check(changed("LB", {"retention_years": -3}))) == ["retention_years"]


def test_an_answer_of_the_wrong_kind_is_absent() -> None:
    assert fields_of("CR-72", check(changed("LB", {"retention_years": "five"}))) == []
    assert fields_of("CR-13", check(changed("LB", {"no_partnership": 1}))) == ["no_partnership"]


def test_a_rule_without_answers_at_all_speaks_only_of_what_is_missing() -> None:
    bare = Draft("NET", (), None, False, MappingProxyType({}))
    assert [problem.rule for problem in check(bare).problems] == ["CR-01", "CR-08", "CR-09", "CR-13"]


def test_a_problem_names_its_rule_and_says_what_is_wrong_and_how_to_mend_it() -> None:
    for number, (rule, *_) in enumerate(CASES):
        for problem in check(broken_at(number)).found[rule]:
            assert (problem.rule, problem.severity) == (rule, RULES[rule].severity)
            assert problem.clause == RULES[rule].clauses[0]
            assert problem.message.endswith((".", ")."))
            assert problem.mend.endswith(".")
            assert "None" not in problem.message + problem.mend


def test_messages_tell_the_numbers() -> None:
    told = {
        "The board's quorum is 9, but it has only 8 seats.": changed("LB", {"quorum_board_count": 9}),
        "The agreement has 1 member. An agreement is between at least 2.": changed(
            "LB", {"members": first(1)}
        ),
        (
            "Delivery £2,136,000, the fee £204,000 and evaluation £72,000 come to £2,412,000 a year, over the contract"
            " value of £2,400,000."
        ): changed("LB", {"lead_fee_pct": Decimal("8.5")}),
        "“Navigators” in Northfold has no accountable members; it needs exactly one.": changed(
            "LB", {"delivery_matrix": row(1, role="supporting")}
        ),
        "Shared service 2 is used by “X1”, which is not a party.": changed(
            "LB", {"shared_services": row(1, users=["LB5", "X1"])}
        ),
        "Shared service 2 is used by “X1”, “X2”, which are not parties.": changed(
            "LB", {"shared_services": row(1, users=["X1", "LB5", "X2"])}
        ),
    }
    closed = changed("LB", {"signatories": row(1, method="director_and_witness")})
    (mend,) = [problem.mend for problem in check(closed).problems if problem.rule == "CR-69"]
    assert mend.endswith("open to it: one authorised person or two charity trustees.")
    for message, draft in told.items():
        assert message in {problem.message for problem in check(draft).problems}


def test_problems_come_by_rule_and_then_by_place() -> None:
    problems = check(changed("LB", {"ordinary_rule": "unanimous", "members": first(1)})).problems
    assert [(p.rule, p.field) for p in problems] == sorted((p.rule, p.field) for p in problems)


def test_amounts_and_figures_in_words() -> None:
    assert [pounds(Fraction(n, 1000)) for n in (640_800_000, 1_500, -1_500, 4, 5)] == [
        "£640,800",
        "£1.50",
        "-£1.50",
        "£0",
        "£0.01",
    ]
    assert [figure(Fraction(n, 10)) for n in (667, 500, 10_000)] == ["66.7", "50", "1,000"]
    assert pence(Fraction(10**500)) == 10**502


# The table


def test_the_table_has_every_rule_once_and_in_order() -> None:
    assert list(RULES) == [f"CR-{number:02}" for number in range(1, 78)]
    assert all(rule.words and rule.clauses and rule.reads for rule in RULES.values())
    warnings = [int(rule.id[3:]) for rule in RULES.values() if rule.severity is Severity.WARNING]
    assert warnings == [5, 8, 10, 11, 17, 18, 22, 25, 29, 34, 39, 48, 54, 61, 63, 64, 70, 72, 75, 76, 77]


def test_each_clause_of_the_pack_names_the_rules_that_name_it() -> None:
    for clause in load().clauses.values():
        assert set(clause.checks) == {rule.id for rule in RULES.values() if clause.id in rule.clauses}


def test_rules_look_at_questions_of_the_pack() -> None:
    for rule in RULES.values():
        assert rule.reads - {"type", "members", "vehicle"} <= load().questions.keys()


# What each rule looks at, and checking again after a change


class Watched(Mapping[str, Value]):
    def __init__(self, answers: Mapping[str, Value], looked: set[str]) -> None:
        self.answers = answers
        self.looked = looked

    def __getitem__(self, name: str) -> Value:
        self.looked.add(name)
        return self.answers[name]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("a rule looks at named answers only")

    def __len__(self) -> int:
        raise AssertionError("a rule looks at named answers only")


@dataclass(frozen=True)
class WatchedDraft(Draft):
    """A draft that notes which of its own parts are looked at."""

    looked: set[str] = field(default_factory=set)

    def __getattribute__(self, name: str) -> Any:
        if name in TOP:
            object.__getattribute__(self, "looked").add(name.removesuffix("_is_party"))
        return super().__getattribute__(name)


def looks_at(rule: str, draft: Draft) -> set[str]:
    looked: set[str] = set()
    watched = WatchedDraft(
        draft.type,
        draft.members,
        draft.vehicle,
        draft.vehicle_is_party,
        Watched(draft.answers, looked),
        draft.reworded,
        looked=looked,
    )
    looking = given_in(watched)
    looked.clear()
    list(RULES[rule].test(looking))
    return looked


def test_a_rule_looks_at_what_it_declares_and_at_all_of_it() -> None:
    looked: dict[str, set[str]] = {rule: set() for rule in RULES}
    for number, (rule, *_) in enumerate(CASES):
        looked[rule] |= looks_at(rule, broken_at(number))
    assert looked == {rule.id: set(rule.reads) for rule in RULES.values()}


DELETIONS = st.lists(st.integers(0, 400), max_size=200)
WILD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 200),
    st.sampled_from(
        [10**390, -(10**390), Decimal("1e-390"), Decimal("0.005"), "", " ", "all", "2028-02-29", "LB1"]
    ),
    st.lists(st.sampled_from(["K1", "LB1", "SPV", None, 5]), max_size=3),
    st.lists(
        st.dictionaries(st.sampled_from(["member_id", "where", "end"]), st.none(), max_size=2), max_size=3
    ),
)


@st.composite
def torn_drafts(draw: st.DrawFn) -> Draft:
    """An example with any answers, cells and members' fields torn out or replaced by something else."""
    source = copy.deepcopy(kept(draw(st.sampled_from(NAMES))))
    answers = source["answers"]
    source["type"] = draw(st.sampled_from(["LB", "SPV", "AL", "COOP", "NET"]))
    source["members"] = source["members"][: draw(st.integers(0, 30))]
    for rows in [source["members"], *(value for value in answers.values() if isinstance(value, list))]:
        for cells in rows:
            if isinstance(cells, dict) and draw(st.integers(0, 9)) == 0:
                name = draw(st.sampled_from(sorted(cells)))
                if name != "member_id":
                    cells[name] = draw(WILD)
    names = sorted(answers)
    for number in draw(DELETIONS):
        answers.pop(names[number % len(names)], None)
    for name in draw(st.lists(st.sampled_from(names), max_size=30)):
        answers[name] = draw(WILD)
    if draw(st.booleans()):
        source["vehicle"] = None
    return read_draft(source, load()).draft


@settings(max_examples=100, deadline=None)
@given(torn_drafts())
def test_no_draft_however_torn_stops_the_check(draft: Draft) -> None:
    for problem in check(draft).problems:
        assert problem.message
    for rule in RULES.values():
        assert looks_at(rule.id, draft) <= rule.reads


@cache
def answered() -> list[tuple[str, Value]]:
    """Every answer that a case gives."""
    return [
        (name, value)
        for number, (_, _, change, _) in enumerate(CASES)
        for name, value in broken_at(number).answers.items()
        if name in change
    ]


@st.composite
def steps(draw: st.DrawFn) -> list[Callable[[Draft], Draft]]:
    """Changes to a draft one after another, as people make them."""

    def step() -> Callable[[Draft], Draft]:
        match draw(st.integers(0, 4)):
            case 0:
                number = draw(st.integers(0, 29))
                return lambda draft: replace(
                    draft, members=draft.members[:number] + draft.members[number + 1 :]
                )
            case 1:
                vehicle = draw(st.sampled_from([None, Member("SPV", legal_form="cio")]))
                party = draw(st.booleans())
                return lambda draft: replace(draft, vehicle=vehicle, vehicle_is_party=party)
            case 2:
                kind = draw(st.sampled_from(["LB", "SPV", "AL", "COOP", "NET"]))
                return lambda draft: replace(draft, type=kind)
            case 3:
                name = draw(st.sampled_from(sorted({name for name, _ in answered()})))
                return lambda draft: draft.with_answers({name: None})
            case _:
                name, value = draw(st.sampled_from(answered()))
                return lambda draft: draft.with_answers({name: value})

    return [step() for _ in range(draw(st.integers(1, 8)))]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(NAMES), steps())
def test_checking_again_after_a_change_finds_what_a_check_from_nothing_finds(
    name: str, changes: list[Callable[[Draft], Draft]]
) -> None:
    draft = example(name)
    checked = check(draft)
    for change in changes:
        draft = change(draft)
        checked = check(draft, checked)
        assert checked.problems == check(draft).problems
        assert list(checked.found) == list(RULES)


def test_only_the_rules_that_look_at_a_change_are_asked_again() -> None:
    before = check(example("lead_body_6"))
    after = check(before.draft.with_answers({"start_date": date(2027, 5, 1)}), before)
    kept_as_they_were = {rule for rule in RULES if after.found[rule] is before.found[rule]}
    assert {"CR-16", "CR-69"} <= kept_as_they_were
    assert after.problems and {problem.rule for problem in after.problems} == {"CR-33"}


def test_an_equal_answer_that_is_told_in_other_words_is_a_change() -> None:
    before = check(changed("LB", {"associate_vote": True, "classes": ["full"]}))
    after = check(before.draft.with_answers({"associate_vote": 1}), before)
    assert fields_of("CR-27", before) == ["associate_vote"]
    assert fields_of("CR-27", after) == []


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: f"{CASES[n][0]}-{n}")
def test_messages_speak_of_titles_and_labels_and_of_no_names_in_code(number: int) -> None:
    for problem in check(broken_at(number)).problems:
        for words in (problem.message, problem.mend):
            assert "_" not in words and "[" not in words, words
            assert not [name for name in load().clauses if "-" in name and name in words.split()], words
