"""The usual choices of a section on one page: confirmed with one press, and never over somebody's answer."""

import uuid
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from govflow.agreements.flag_services import Unsure, flag_question
from govflow.agreements.queries import draft_source, the_agreement
from govflow.agreements.question_queries import history, unconfirmed
from govflow.agreements.services import (
    Amendment,
    begin_agreement,
    confirm_usual_choices,
    record_answer,
    take_usual_choices,
)
from govflow.catalogue.loader import load
from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.journal.queries import keys_of
from tests.cast import ALICE, found
from tests.watched import refused
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import filled, joined, signed_in, submit

LEAVING = "leave_notice_months"
"""A question with a usual choice; the section it stands in is found, not known."""


@pytest.fixture
def agreement_id(app: Flask) -> UUID:
    """A first draft: its usual choices are written down, and nobody confirmed them."""
    begun = begin_agreement(found(), Amendment({"consortium_type": "lead_body"}), ALICE, uuid.uuid4())
    take_usual_choices(begun, ALICE, uuid.uuid4())
    return begun


@pytest.fixture
def drafter(app: Flask, agreement_id: UUID) -> CheckedClient:
    consortium_id = the_agreement(agreement_id).consortium_id
    return signed_in(app, joined(consortium_id, "", Role.DRAFTER, name="Dora Fictional"))


@pytest.fixture
def page(agreement_id: UUID) -> str:
    """The page of the section of a question."""
    section = load().clauses[load().questions[LEAVING].clause].section
    return f"/agreements/{agreement_id}/usual/{section}"


def of_section(agreement_id: UUID, page: str) -> frozenset[str]:
    """What waits to be confirmed in the section of a page."""
    section = int(page.rpartition("/")[2])
    questions = load().questions
    waiting = unconfirmed(the_agreement(agreement_id))
    return frozenset(name for name in waiting if load().clauses[questions[name].clause].section == section)


def flagged(agreement_id: UUID, consortium_id: UUID) -> None:
    to = joined(consortium_id, "", Role.FACILITATOR, name="Fay Fictional", email="fay@example.org")
    unsure = Unsure(LEAVING, to=to, due=date(2027, 1, 31), note="")
    flag_question(agreement_id, unsure, ALICE, uuid.uuid4())


def test_a_section_is_confirmed_with_one_press(drafter: CheckedClient, agreement_id: UUID, page: str) -> None:
    before, section = unconfirmed(the_agreement(agreement_id)), of_section(agreement_id, page)
    answers = draft_source(agreement_id)["answers"]
    assert f'href="{page}"' in drafter.get(f"/agreements/{agreement_id}/answers").text
    shown = read_page(drafter.get(page).text)
    links = {one.get("href", "") for one in shown.iter("a")}
    assert {f"/agreements/{agreement_id}/questions/{name}" for name in section} <= links
    assert unconfirmed(the_agreement(agreement_id)) == before
    form = {**filled(next(one for one in shown.findall(".//main//form"))), "submit": "yes"}
    for _ in range(2):  # somebody presses twice
        pressed = drafter.post(page, data=form)
        assert pressed.status_code == 302 and "/usual/" in pressed.location
    db.session.rollback()
    assert unconfirmed(the_agreement(agreement_id)) == before - section
    assert draft_source(agreement_id)["answers"] == answers
    assert history(agreement_id, LEAVING)[0].person == "Dora Fictional"
    assert len(keys_of(the_agreement(agreement_id).consortium_id, "usual_choices_confirmed")) == 1
    assert "Nothing waits here to be confirmed." in drafter.get(page).text
    assert drafter.get(f"/agreements/{agreement_id}/usual/99").status_code == 404


def test_a_nought_is_told_by_what_it_stands_for(drafter: CheckedClient, agreement_id: UUID) -> None:
    section = load().clauses[load().questions["max_members"].clause].section
    told = words(read_page(drafter.get(f"/agreements/{agreement_id}/usual/{section}").text))
    assert "Greatest number of members No limit" in told and "0 members" not in told
    asked = words(read_page(drafter.get(f"/agreements/{agreement_id}/questions/max_members").text))
    assert "0 stands for: no limit." in asked and "The usual choice No limit" in asked
    clause = load().questions["max_members"].clause
    assert "0 members" not in drafter.get(f"/help/clauses/{clause}").text


def test_what_was_changed_meanwhile_is_told_and_nothing_is_confirmed_unseen(
    drafter: CheckedClient, agreement_id: UUID, page: str
) -> None:
    section = of_section(agreement_id, page)
    seen = filled(next(one for one in read_page(drafter.get(page).text).findall(".//main//form")))
    record_answer(agreement_id, LEAVING, 11, the_agreement(agreement_id).revision, ALICE, uuid.uuid4())
    told = drafter.post(page, data=seen)
    assert told.status_code == 422
    said = words(read_page(told.text))
    assert (
        "Nothing is confirmed yet." in said
        and "Changed while you were looking" in said
        and "11 months" in said
    )
    assert of_section(agreement_id, page) == section - {LEAVING}
    again = filled(next(one for one in read_page(told.text).findall(".//main//form")))
    assert drafter.post(page, data=again).status_code == 302
    db.session.rollback()
    assert of_section(agreement_id, page) == frozenset()
    assert history(agreement_id, LEAVING)[0].plain == 11


def test_what_somebody_is_not_sure_of_is_left_to_be_settled(
    drafter: CheckedClient, agreement_id: UUID, page: str
) -> None:
    flagged(agreement_id, the_agreement(agreement_id).consortium_id)
    assert "To be settled first" in drafter.get(page).text
    assert submit(drafter, page).status_code == 302
    assert of_section(agreement_id, page) == {LEAVING}
    # What is left is not confirmed by pressing the same again.
    with refused("someone_else_answered"):
        confirm_usual_choices(agreement_id, int(page.rpartition("/")[2]), "", ALICE, uuid.uuid4())


def test_the_history_tells_a_usual_choice_that_was_merely_taken(
    drafter: CheckedClient, agreement_id: UUID, page: str
) -> None:
    earlier = f"/agreements/{agreement_id}/questions/{LEAVING}/history"
    taken = "This is the usual choice. Nobody had confirmed it then."
    assert taken in words(read_page(drafter.get(earlier).text))
    assert submit(drafter, page).status_code == 302
    confirmed, first = history(agreement_id, LEAVING)
    assert (confirmed.is_usual, first.is_usual) == (False, True)
    assert words(read_page(drafter.get(earlier).text)).count(taken) == 1


def sent_back(drafter: CheckedClient, page: str, sent: dict[str, object]) -> tuple[str, str]:
    """What a page says when a form is refused, and the key of the form that comes back; "" where none does."""
    answer = drafter.post(page, data=sent)
    assert answer.status_code == 422
    shown = read_page(answer.text)
    forms = shown.findall(".//main//form")
    return words(shown), str(filled(forms[0])["key"]) if forms else ""


def test_a_page_that_was_used_before_can_be_pressed_again(
    drafter: CheckedClient, agreement_id: UUID, page: str
) -> None:
    sent = filled(next(one for one in read_page(drafter.get(page).text).findall(".//main//form")))
    record_answer(
        agreement_id, LEAVING, 11, the_agreement(agreement_id).revision, ALICE, UUID(str(sent["key"]))
    )
    said, key = sent_back(drafter, page, sent)
    assert "This page was used before for something else." in said
    assert key not in ("", sent["key"])
    assert submit(drafter, page).status_code == 302


def test_who_comes_when_nothing_is_left_is_told_of_no_button(
    drafter: CheckedClient, agreement_id: UUID, page: str
) -> None:
    sent = filled(next(one for one in read_page(drafter.get(page).text).findall(".//main//form")))
    assert submit(drafter, page).status_code == 302
    said, key = sent_back(drafter, page, {**sent, "key": str(uuid.uuid4())})
    assert "Somebody else was faster: nothing is left here to be confirmed." in said
    assert key == "" and "press" not in said


def test_a_long_choice_is_told_as_a_list(drafter: CheckedClient, agreement_id: UUID) -> None:
    section = load().clauses[load().questions["dd_checks"].clause].section
    shown = read_page(drafter.get(f"/agreements/{agreement_id}/usual/{section}").text)
    row = next(one for one in shown.iter("dd") if len(one.findall("ul/li")) > 10)
    assert ";" not in words(row)
