"""Every answer changes what the agreement says: each question, each of its choices, each column of its tables."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from govflow.core.answers import Value
from govflow.core.assembly import assemble
from govflow.core.catalogue import TYPES
from govflow.core.draft import Draft, rows
from tests.catalogue.drafts_to_read import CATALOGUE, WORKED, blank, worked
from tests.catalogue.what_matters import Ground, ground, untold

ASKED_WITH: Mapping[str, Mapping[str, Value]] = {
    "vote_cap_pct": {"vote_basis": "by_share"},
    "markup_pct": {"charge_basis": "cost_plus"},
    "joint_several_ack": {"liability_model": "joint_and_several"},
    "cap_fixed": {"cap_basis": "fixed"},
    "suspended_vote": {"suspension_effect": ("no_new_work",)},
}
"""Questions that no worked example asks, with the answers that ask them."""

ELSEWHERE: Mapping[str, str] = {
    "parties": "The members stand on the consortium's roll; the next test reads it.",
    "consortium_type": "It is the type of the draft itself: another type is another agreement.",
    "signatories.method": "Only a way that is open to the party changes its execution block; a test below reads it.",
}
"""What does not go the way of the other answers, and where it is read instead."""


@cache
def grounds() -> tuple[Ground, ...]:
    drafts = [*(worked(name) for name in WORKED), *(blank(code) for code in TYPES)]
    return tuple(ground(CATALOGUE, draft) for draft in drafts)


@pytest.mark.parametrize("clause", CATALOGUE.clauses)
def test_each_answer_choice_and_column_of_a_clause_changes_the_words(clause: str) -> None:
    silent = [
        told
        for question in CATALOGUE.clauses[clause].questions
        if question.name not in ELSEWHERE
        for told in untold(CATALOGUE, question, grounds(), ASKED_WITH.get(question.name, {}))
        if told not in ELSEWHERE
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("legal_name", "Another Name"),
        ("legal_form", "cio"),
        ("reg_no", "99000999"),
        ("jurisdiction", "scotland"),
        ("registered_office", "1 Another Street"),
        ("member_class", "observer"),
        ("role", "Something else"),
        ("member_id", "ANOTHER"),
    ],
)
def test_what_the_roll_says_of_a_member_is_in_the_words(field: str, value: str) -> None:
    draft = worked("network_14")
    first, *others = draft.members
    told: dict[str, Any] = {field: value}
    changed = replace(draft, members=(replace(first, **told), *others))
    assert read(changed) != read(draft)


def read(draft: Draft) -> str:
    return assemble(CATALOGUE, draft).document.digest


def test_the_type_of_consortium_is_in_the_words() -> None:
    assert len({read(blank(code)) for code in TYPES}) == len(TYPES)


def test_the_way_a_party_signs_is_in_its_execution_block() -> None:
    draft = worked("lead_body_6")
    first, *others = rows(draft, "signatories")
    ways = ("authorised_person", "two_authorised", "director_and_witness", "seal")
    drafts = [draft.with_answers({"signatories": ({**first, "method": way}, *others)}) for way in ways]
    blocks = [assemble(CATALOGUE, one).document.execution[0] for one in drafts]
    assert len({block.words for block in blocks}) == len(blocks)
