"""Problems are mended with one press, where there is one sensible way to; and each leads to its place."""

import uuid
from functools import cache
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from govflow.agreements import services
from govflow.agreements.problem_places import Places, row_of
from govflow.agreements.queries import Examined, consortium_of
from govflow.agreements.question_queries import answer_at
from govflow.agreements.services import Amendment
from govflow.catalogue.loader import load
from govflow.core.assembly import Assembled, assemble
from govflow.core.consistency import RULES, check
from govflow.core.errors import Refused
from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.journal.perform import Actor
from tests.agreements.begun import begun, example, somebody
from tests.agreements.texts import answered, reworded
from tests.conftest import one_engine
from tests.core.test_consistency import CASES, broken_at, changed
from tests.stage import released
from tests.watched import statements
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import filled, joined, signed_in

LABEL = "Set “quorum of the board” to 5 people"


@pytest.fixture
def agreement_id(app: Flask) -> UUID:
    source = example("lead_body_6")
    assert isinstance(source["answers"], dict)
    source["answers"]["quorum_board_count"] = 9
    return begun(source, somebody())


def browser(app: Flask, agreement_id: UUID, code: str, *roles: Role) -> CheckedClient:
    consortium_id = consortium_of(agreement_id)
    assert consortium_id is not None
    return signed_in(app, joined(consortium_id, code, *roles, name="Dora Fictional"))


def offers(page: str) -> dict[str, str]:
    """The buttons that mend, by their words."""
    return {
        words(one): str(one.get("value"))
        for one in read_page(page).iter("button")
        if one.get("name") == "mend"
    }


def press(client: CheckedClient, agreement_id: UUID, at: str, label: str) -> TestResponse:
    """Press a button that mends."""
    page = client.get(at).text
    form = read_page(page).find(".//form[@id='mend']")
    assert form is not None
    return client.post(f"/agreements/{agreement_id}/mend", data={**filled(form), "mend": offers(page)[label]})


def quorum(agreement_id: UUID) -> object:
    db.session.rollback()
    return answer_at(agreement_id, "quorum_board_count")


PAGES = ("/questions/quorum_board_count", "/answers", "")


@pytest.mark.parametrize("at", PAGES)
def test_a_drafter_mends_with_one_press_wherever_the_problem_is_shown(
    app: Flask, agreement_id: UUID, at: str
) -> None:
    dora, address = browser(app, agreement_id, "", Role.DRAFTER), f"/agreements/{agreement_id}{at}"
    done = press(dora, agreement_id, address, LABEL)
    assert (done.status_code, done.location) == (302, address)
    assert quorum(agreement_id) == 5
    page = dora.get(address).text
    assert LABEL not in offers(page)
    assert f"Done: {LABEL}." in words(read_page(page))
    assert f'href="/agreements/{agreement_id}/questions/quorum_board_count/history"' in page
    told = words(read_page(dora.get(f"{address.removesuffix(at)}/questions/quorum_board_count/history").text))
    assert "9 people" in told and "5 people" in told


def test_a_mend_of_exact_decimals_is_offered_and_made(app: Flask, agreement_id: UUID) -> None:
    answered(agreement_id, "penalty_total_cap_pct", 60)
    dora, address = browser(app, agreement_id, "", Role.DRAFTER), f"/agreements/{agreement_id}"
    label = next(each for each in offers(dora.get(address).text) if "money consequences" in each)
    assert press(dora, agreement_id, address, label).status_code == 302
    db.session.rollback()
    assert answer_at(agreement_id, "penalty_total_cap_pct") == 15


def test_who_may_not_answer_sees_the_problem_and_no_button(app: Flask, agreement_id: UUID) -> None:
    bea = browser(app, agreement_id, "LB2", Role.EDITOR)
    for at in PAGES:
        page = bea.get(f"/agreements/{agreement_id}{at}").text
        assert "quorum is 9" in words(read_page(page))
        assert offers(page) == {}


def test_a_mend_that_was_never_offered_changes_nothing(app: Flask, agreement_id: UUID) -> None:
    dora, bea = browser(app, agreement_id, "", Role.DRAFTER), browser(app, agreement_id, "LB2", Role.EDITOR)
    address = f"/agreements/{agreement_id}/questions/quorum_board_count"
    name = offers(dora.get(address).text)[LABEL]
    token = read_page(bea.get(f"/agreements/{agreement_id}/questions").text).find(
        ".//input[@name='csrf_token']"
    )
    assert token is not None
    sent = {"csrf_token": token.get("value"), "key": str(uuid.uuid4()), "back": "nowhere"}
    for mend in (name, "", "f" * 32):
        done = bea.post(f"/agreements/{agreement_id}/mend", data={**sent, "mend": mend})
        assert done.location == f"/agreements/{agreement_id}"
    assert quorum(agreement_id) == 9
    assert "nothing was changed" in words(read_page(bea.get(f"/agreements/{agreement_id}").text))


def test_what_somebody_settled_meanwhile_is_not_mended_again(app: Flask, agreement_id: UUID) -> None:
    dora, address = browser(app, agreement_id, "", Role.DRAFTER), f"/agreements/{agreement_id}/answers"
    page = dora.get(address).text
    form = read_page(page).find(".//form[@id='mend']")
    assert form is not None
    sent = {**filled(form), "mend": offers(page)[LABEL]}
    answered(agreement_id, "quorum_board_count", 6)
    dora.post(f"/agreements/{agreement_id}/mend", data=sent)
    assert quorum(agreement_id) == 6
    assert "That is settled already" in words(read_page(dora.get(address).text))


def test_a_mend_pressed_twice_is_one_act(app: Flask, agreement_id: UUID) -> None:
    dora, address = browser(app, agreement_id, "", Role.DRAFTER), f"/agreements/{agreement_id}/answers"
    page = dora.get(address).text
    form = read_page(page).find(".//form[@id='mend']")
    assert form is not None
    sent = {**filled(form), "mend": offers(page)[LABEL]}
    for _ in range(2):
        assert dora.post(f"/agreements/{agreement_id}/mend", data=sent).status_code == 302
    assert quorum(agreement_id) == 5


def test_the_draft_a_mend_was_tried_on_must_stand(app: Flask, agreement_id: UUID) -> None:
    by = Actor(somebody(email="other@example.org"), None, "test")
    with pytest.raises(Refused, match="someone_else_answered"):
        services.mend(agreement_id, Amendment({"quorum_board_count": 5}), 0, by, uuid.uuid4())
    assert quorum(agreement_id) == 9


def test_a_signed_agreement_is_mended_no_more(app: Flask, clock: object) -> None:
    play = released(clock)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="already_released"):
        services.mend(
            play.agreement_id,
            Amendment({"quorum_board_count": 5}),
            1,
            Actor(None, None, "test"),
            uuid.uuid4(),
        )


def test_a_word_is_marked_in_a_reworded_clause_by_who_may_reword(app: Flask, agreement_id: UUID) -> None:
    reworded(agreement_id, "deadlock-and-veto", "They ask the Members again.")
    address = f"/agreements/{agreement_id}"
    facilitator = browser(app, agreement_id, "", Role.FACILITATOR)
    assert "Mark “Members” as the defined word" not in offers(facilitator.get(address).text)
    dora = browser(app, agreement_id, "", Role.DRAFTER)
    press(dora, agreement_id, address, "Mark “Members” as the defined word")
    page = dora.get(address).text
    assert "They ask the Members again." in words(read_page(page))
    assert "Mark “Members” as the defined word" not in offers(page)
    assert f"{address}/clauses/deadlock-and-veto/edit" in page


@cache
def text_of(base: str) -> Assembled:
    """The text of an example that nothing is wrong with."""
    return assemble(load(), changed(base, {}))


@one_engine
def test_every_problem_leads_to_a_page_that_is_there(app: Flask, agreement_id: UUID) -> None:
    consortium_id = consortium_of(agreement_id)
    assert consortium_id is not None
    seen: set[str] = set()
    routes = app.url_map.bind("localhost")
    for number, (_, base, _, fields) in enumerate(CASES):
        draft = broken_at(number)
        examined = Examined(draft, text_of(base), check(draft).problems)
        places = Places(agreement_id, consortium_id, examined)
        for problem in examined.problems if fields else ():
            with app.test_request_context():
                words, url = places.where(problem)
            path, _, anchor = url.partition("#")
            endpoint, values = routes.match(path.partition("?")[0])
            assert words and endpoint in (
                "questions.ask",
                "members.member",
                "members.roll",
                "agreements.read",
            )
            assert values.get("question", "quorum_board_count") in load().questions
            row = row_of(problem)
            assert anchor == (f"row-{row}" if row else anchor)
            seen.add(problem.rule)
    assert seen == set(RULES)


def test_a_row_that_a_problem_points_at_is_open(app: Flask, agreement_id: UUID) -> None:
    dora = browser(app, agreement_id, "", Role.DRAFTER)
    page = read_page(dora.get(f"/agreements/{agreement_id}/questions/delivery_matrix?row=3#row-3").text)
    opened = [one.get("id") for one in page.iter("details") if one.get("open") is not None]
    assert opened == ["row-3"]
    page = read_page(dora.get(f"/agreements/{agreement_id}/questions/delivery_matrix?row=zzz").text)
    assert [one for one in page.iter("details") if one.get("open") is not None] == []


def claimed_twice(agreement_id: UUID, source: dict[str, object]) -> tuple[str, str]:
    """Two members of an example claim one service in one place: which."""
    assert isinstance(source["answers"], dict)
    table = source["answers"]["delivery_matrix"]
    one, other = (row["member_id"] for row in table[:2])
    answered(agreement_id, "delivery_matrix", [*table, {**table[0], "member_id": other}])
    return one, other


def test_what_two_members_claim_is_told_to_both_at_once(app: Flask, agreement_id: UUID) -> None:
    for code in claimed_twice(agreement_id, example("lead_body_6")):
        bea = browser(app, agreement_id, code, Role.EDITOR)
        told = words(read_page(bea.get("/").text))
        assert "do not fit together" in told
        asked = bea.get(f"/agreements/{agreement_id}/questions/delivery_matrix").text
        assert "2 accountable members" in words(read_page(asked))


def test_to_tell_it_costs_no_more_queries_among_thirty_than_among_six(app: Flask) -> None:
    counts = set()
    for name in ("lead_body_6", "spv_30"):
        source = example(name)
        agreement_id = begun(source, somebody("Drafter Fictional", f"{name}@example.org"))
        bea = browser(app, agreement_id, claimed_twice(agreement_id, source)[0], Role.EDITOR)
        with statements() as sent:
            told = words(read_page(bea.get("/").text))
        assert "do not fit together" in told
        counts.add(len(sent))
    assert len(counts) == 1
