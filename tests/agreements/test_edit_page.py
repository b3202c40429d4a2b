"""A clause put in other words: typed in its blocks, looked at, saved, and what happens when somebody is quicker."""

import uuid
from collections.abc import Iterator, Mapping
from typing import TypeAlias
from uuid import UUID

import pytest
from flask import Flask, current_app
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from govflow.agreements.forms import FULL, MOST_BLOCKS, MOST_SENT, SAVE_FIRST, RewordForm, rearranged
from govflow.agreements.queries import draft_source
from govflow.agreements.services import Rewording, reword
from govflow.clock import SetClock
from govflow.core.errors import Refused
from govflow.core.permissions import Role
from govflow.extensions import db
from tests.agreements.texts import answered, by, drafted, reader_of, revision, reworded
from tests.stage import released
from tests.watched import statements
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import filled, person

CLAUSE = "quorum"
MODEL = (
    "A meeting of the {Board} may decide only while at least {answer: quorum of the board} with a seat on it "
    "are present."
)


def page_of(agreement_id: UUID, clause: str = CLAUSE) -> str:
    return f"/agreements/{agreement_id}/clauses/{clause}/edit"


def opened(browser: CheckedClient, address: str) -> dict[str, object]:
    """What the form of the page would send as it stands."""
    return form_of(browser.get(address))


def form_of(answer: TestResponse, place: int = 0) -> dict[str, object]:
    page = read_page(answer.text)
    return filled([form for form in page.findall(".//main//form") if form.get("method") == "post"][place])


def pressed(browser: CheckedClient, address: str, sent: dict[str, object], do: str) -> TestResponse:
    return browser.post(address, data={**sent, "do": do})


def own_words(agreement_id: UUID, clause: str = CLAUSE) -> object:
    """The clause's own words in the draft, None where the model text stands."""
    db.session.rollback()  # what the browser saved meanwhile is to be seen
    found = draft_source(agreement_id)["reworded"]
    assert isinstance(found, dict)
    return found.get(clause)


def place_of(sent: dict[str, object], label: str) -> int:
    """Where the block of this name stands in the form."""
    return next(place for place in range(100) if sent.get(f"blocks-{place}-label") == label)


def drafter(app: Flask, agreement_id: UUID, name: str = "Robin Drafter") -> CheckedClient:
    return reader_of(app, agreement_id, Role.DRAFTER, name=name)


def said_of(answer: TestResponse) -> str:
    return words(read_page(answer.text))


def test_a_clause_is_typed_in_its_blocks_with_names_that_can_be_read(app: Flask) -> None:
    agreement_id = drafted()
    sent = opened(drafter(app, agreement_id), page_of(agreement_id))
    assert sent["blocks-0-words"] == MODEL
    assert "{clause: Conflicts of interest and loyalty}" in str(
        sent[f"blocks-{place_of(sent, 'conflicts')}-words"]
    )


def test_what_is_printed_only_sometimes_says_when(app: Flask) -> None:
    agreement_id = drafted()
    said = said_of(drafter(app, agreement_id).get(page_of(agreement_id)))
    assert "Not in the agreement now. Only when “quorum at a further meeting” is “the same”." in said
    assert (
        "Only when “kind of consortium” is “a consortium with a lead body”, and “presence of the lead body” is “yes”."
        in said
    )
    assert "Only when the clause “Conflicts of interest and loyalty” is in the agreement." in said


def test_saved_words_stand_in_the_agreement_with_their_answers_in_them(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = opened(browser, address) | {
        "blocks-0-words": "The {Board} decides when {answer: quorum of the board} or more are there.",
        "reason": "Plainer",
    }
    saved = pressed(browser, address, sent, "save")
    assert saved.location == f"/agreements/{agreement_id}#quorum"
    assert "“Quorum” is saved in your words." in said_of(browser.get(saved.location))
    text = str(own_words(agreement_id))
    assert "@board The {term:board} decides when {answer:quorum_board_count} or more are there." in text
    assert (
        "The Board decides when 5 people or more are there."
        in browser.get(f"/agreements/{agreement_id}").text
    )
    answered(agreement_id, "quorum_board_count", 6)
    assert (
        "The Board decides when 6 people or more are there."
        in browser.get(f"/agreements/{agreement_id}").text
    )


def full_of(sent: dict[str, object], count: int = MOST_BLOCKS) -> dict[str, object]:
    """The form with as many paragraphs as a clause holds, or another number of them."""
    names = ("label", "when", "alone", "fixed", "gone")
    blocks = {f"blocks-{n}-{name}": "" for n in range(count) for name in names}
    for n in range(count):
        blocks |= {f"blocks-{n}-level": "1", f"blocks-{n}-words": f"They meet in week {n}."}
    return {**sent, **blocks}


def test_to_a_clause_that_is_full_nothing_is_added_and_what_was_typed_stays(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = full_of(opened(browser, address))
    answer = pressed(browser, address, sent, "add-0")
    assert answer.status_code == 422
    assert "A clause holds 200 paragraphs. Take some out before you add another." in said_of(answer)
    assert form_of(answer)["blocks-199-words"] == "They meet in week 199."
    doubled = sent | {"blocks-0-words": "They meet.\n\nThey part."}
    saved = pressed(browser, address, doubled, "save")
    assert saved.status_code == 422
    assert "The clause has 201 paragraphs; at most 200 can be kept." in said_of(saved)
    assert own_words(agreement_id) is None


@pytest.fixture
def bare(app: Flask) -> Iterator[None]:
    """No page at all: forms alone."""
    with app.test_request_context():
        yield


@pytest.mark.usefixtures("bare")
def test_what_was_taken_out_of_a_full_clause_makes_room() -> None:
    form = RewordForm(MultiDict(full_of({}, 210)))
    for place in range(9):
        form.blocks[place].form.gone.data = "1"
    still_full = rearranged(form, "add-20")
    assert still_full.form_errors == [FULL] and len(still_full.blocks) == 210
    room = rearranged(rearranged(form, "out-9"), "out-10")
    added = rearranged(room, "add-20")
    assert not added.form_errors and (len(added.blocks), len(added.typed())) == (211, 200)
    assert added.blocks[21].form.words.data == ""


@pytest.mark.usefixtures("bare")
def test_what_was_taken_out_does_not_pile_up_beyond_what_a_form_may_send() -> None:
    form = RewordForm(MultiDict(full_of({}, MOST_SENT)))
    for place in range(MOST_SENT - 50):
        form.blocks[place].form.gone.data = "1"
    told = rearranged(form, "add-240")
    assert told.form_errors == [SAVE_FIRST] and len(told.blocks) == MOST_SENT
    whole = len(told.blocks) * len(told.blocks[0].form.data) + len(told.data)
    assert whole <= current_app.config["MAX_FORM_PARTS"]


def test_a_clause_kept_with_more_paragraphs_can_be_opened_and_shortened(app: Flask) -> None:
    agreement_id = drafted()
    reworded(agreement_id, CLAUSE, "\n\n".join(f"They meet in week {n}." for n in range(MOST_BLOCKS + 20)))
    sent = opened(drafter(app, agreement_id), page_of(agreement_id))
    assert sent[f"blocks-{MOST_BLOCKS + 19}-words"] == f"They meet in week {MOST_BLOCKS + 19}."


def test_a_reason_is_no_treatise(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = opened(browser, address) | {"blocks-0-words": "Five are enough.", "reason": "x" * 1001}
    answer = pressed(browser, address, sent, "save")
    assert answer.status_code == 422
    assert "Keep it under 1000 characters." in said_of(answer)
    assert own_words(agreement_id) is None


def test_looking_shows_what_changes_and_saves_nothing(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = opened(browser, address) | {"blocks-0-words": MODEL.replace("with a seat on it", "in office")}
    looked = pressed(browser, address, sent, "look")
    assert looked.status_code == 200
    preview = read_page(looked.text).find(".//section[@id='preview']//div")
    assert preview is not None
    assert words(preview.find(".//del")) == "[deleted: with a seat on it]"
    assert words(preview.find(".//ins")) == "[inserted: in office]"
    assert form_of(looked)["blocks-0-words"] == sent["blocks-0-words"]
    assert own_words(agreement_id) is None
    assert revision(agreement_id) == 1


def test_a_clause_already_reworded_is_compared_with_the_model_text_too(app: Flask) -> None:
    agreement_id = drafted()
    reworded(agreement_id, CLAUSE, "@board Five are enough for the {term:board}.")
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = opened(browser, address) | {"blocks-0-words": "Six are enough for the {Board}."}
    said = said_of(pressed(browser, address, sent, "look"))
    assert "Against the words that stand now" in said
    assert "[deleted: Five]" in said
    assert "Against the model text" in said


def test_a_name_nobody_knows_is_told_at_its_place_with_what_was_perhaps_meant(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    wrong = MODEL.replace("quorum of the board", "quorm of the board")
    sent = opened(browser, address) | {"blocks-0-words": wrong}
    for do in ("look", "save"):
        answer = pressed(browser, address, sent, do)
        assert answer.status_code == 422
        page = read_page(answer.text)
        told = (
            "Nothing here is called {answer: quorm of the board}. Did you mean {answer: quorum of the board}?"
        )
        assert told in words(page.find(".//p[@id='blocks-0-words-error']"))
        assert told in words(page.find(".//div[@role='alert']"))
        assert form_of(answer)["blocks-0-words"] == wrong
    assert own_words(agreement_id) is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("A brace { alone.", "There is a single “{”."),
        ("? type is LB", "A paragraph cannot begin with “?”"),
        ("@other A name.", "A paragraph cannot begin with “@other”"),
        ("[table kpis]", "A paragraph cannot begin with “[table”"),
        (
            "They meet.\n\n? clause spv-ownership",
            "A paragraph cannot begin with “?”: begin with a word. Look for “? clause spv-ownership”.",
        ),
        ("See {clause: Directors of the vehicle}.", "is referred to, but it is not in this agreement."),
        ("x " * 10_001, "at most 20,000 can be kept"),
    ],
)
def test_what_cannot_be_kept_is_told_and_everything_typed_is_still_there(
    app: Flask, typed: str, told: str
) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = opened(browser, address) | {"blocks-0-words": typed}
    answer = pressed(browser, address, sent, "save")
    assert answer.status_code == 422
    assert told in said_of(answer)
    assert str(form_of(answer)["blocks-0-words"]).strip() == typed.strip()
    assert own_words(agreement_id) is None


def test_a_clause_is_not_left_without_words(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = {
        name: "" if name.endswith("-words") else value for name, value in opened(browser, address).items()
    }
    answer = pressed(browser, address, sent, "save")
    assert answer.status_code == 422
    assert "A clause needs some words." in said_of(answer)


def test_a_paragraph_that_another_clause_refers_to_is_not_taken_out_unseen(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id, "board-approval")
    sent = opened(browser, address)
    place = place_of(sent, "later")
    answer = pressed(browser, address, {**sent, f"blocks-{place}-gone": "1"}, "save")
    assert answer.status_code == 422
    assert "Keep the paragraph it refers to" in said_of(answer)
    assert own_words(agreement_id, "board-approval") is None


def test_blocks_are_moved_added_taken_out_and_put_back_without_saving(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = opened(browser, address)
    first, second = sent["blocks-0-words"], sent["blocks-1-words"]
    sent = form_of(pressed(browser, address, sent, "down-0"))
    assert (sent["blocks-0-words"], sent["blocks-1-words"]) == (second, first)
    sent = form_of(pressed(browser, address, sent, "up-1"))
    assert (sent["blocks-0-words"], sent["blocks-1-words"]) == (first, second)
    sent = form_of(pressed(browser, address, sent, "add-0"))
    assert (sent["blocks-1-words"], sent["blocks-2-words"]) == ("", second)
    answer = pressed(browser, address, sent, "out-2")
    assert "Taken out:" in said_of(answer)
    sent = form_of(answer)
    assert (sent["blocks-2-words"], sent["blocks-2-gone"]) == (second, "1")
    sent = form_of(pressed(browser, address, sent, "back-2"))
    assert (sent["blocks-2-words"], sent["blocks-2-gone"]) == (second, "")
    for nothing in ("up-900", "nonsense", "turn-1"):
        assert form_of(pressed(browser, address, sent, nothing)) | {"csrf_token": sent["csrf_token"]} == sent
    assert revision(agreement_id) == 1


def test_blocks_are_saved_as_they_were_arranged(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = form_of(pressed(browser, address, opened(browser, address), "add-0"))
    sent |= {"blocks-1-words": "Nobody counts twice.\n\nNobody counts for two.", "blocks-1-level": "2"}
    pressed(browser, address, form_of(pressed(browser, address, sent, "out-2")), "save")
    text = str(own_words(agreement_id))
    assert "- Nobody counts twice.\n\n- Nobody counts for two." in text
    assert "@members" not in text


def test_nothing_changed_is_nothing_saved(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    saved = pressed(browser, address, opened(browser, address), "save")
    assert "Nothing was changed, so nothing was saved." in said_of(browser.get(saved.location))
    assert revision(agreement_id) == 1


def test_back_to_the_model_text_is_one_press_and_the_clause_is_the_packs_again(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    assert "Back to the model text" not in browser.get(address).text
    reworded(agreement_id, CLAUSE, "Five are enough.")
    sent = form_of(browser.get(address), place=1)
    undone = browser.post(f"/agreements/{agreement_id}/clauses/{CLAUSE}/model-text", data=sent)
    assert "“Quorum” stands in the model text again." in said_of(browser.get(undone.location))
    assert own_words(agreement_id) is None


def test_typing_the_model_text_again_is_the_model_text(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    model = opened(browser, address)
    reworded(agreement_id, CLAUSE, "Five are enough.")
    now = opened(browser, address)
    sent = {**model, "seen": now["seen"], "base": now["base"], "key": now["key"]}
    assert pressed(browser, address, sent, "save").status_code == 302
    assert own_words(agreement_id) is None


def test_an_edit_elsewhere_disturbs_nobody(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = opened(browser, address) | {"blocks-0-words": "Five are enough."}
    reworded(agreement_id, "deadlock-and-veto", "They talk again.")
    answered(agreement_id, "quorum_board_count", 6)
    assert pressed(browser, address, sent, "save").status_code == 302
    assert "Five are enough." in str(own_words(agreement_id))


Late: TypeAlias = tuple[CheckedClient, TestResponse]


def stale(app: Flask, agreement_id: UUID, theirs: Mapping[str, object], mine: Mapping[str, object]) -> Late:
    """Two open the clause; one saves, then the other."""
    address = page_of(agreement_id)
    quick, slow = drafter(app, agreement_id, "Quick Drafter"), drafter(app, agreement_id)
    first, second = opened(quick, address), opened(slow, address)
    assert pressed(quick, address, {**first, **theirs}, "save").status_code == 302
    answer = pressed(slow, address, {**second, **mine}, "save")
    assert answer.status_code == 409
    return slow, answer


def test_who_comes_late_sees_all_three_texts_and_loses_nothing(app: Flask) -> None:
    agreement_id = drafted()
    theirs = {"blocks-0-words": MODEL.replace("at least", "no fewer than"), "reason": "As the auditor asked"}
    mine = {"blocks-0-words": MODEL.replace("with a seat on it", "in office"), "reason": "Plainer"}
    _, answer = stale(app, agreement_id, theirs, mine)
    page = read_page(answer.text)
    said = words(page)
    assert "Quick Drafter saved other words on" in said
    assert "Their reason: “As the auditor asked”" in said
    three = [words(each) for each in page.findall(".//div[@class='three']/section")]
    assert "[deleted: at least][inserted: no fewer than]" in three[0]
    assert "[deleted: with a seat on it][inserted: in office]" in three[1]
    assert "You both changed the same place." in said
    assert "Look at both together" not in said
    kept = form_of(answer)
    assert kept["blocks-0-words"] == mine["blocks-0-words"]
    assert kept["reason"] == "Plainer"
    assert "no fewer than" in str(own_words(agreement_id))


def test_mine_replaces_theirs_once_theirs_was_seen(app: Flask) -> None:
    agreement_id = drafted()
    browser, answer = stale(
        app, agreement_id, {"blocks-0-words": "Six are."}, {"blocks-0-words": "Five are."}
    )
    assert pressed(browser, page_of(agreement_id), form_of(answer), "save").status_code == 302
    assert "Five are." in str(own_words(agreement_id))


def test_whoever_is_late_twice_is_told_twice(app: Flask) -> None:
    agreement_id = drafted()
    browser, answer = stale(
        app, agreement_id, {"blocks-0-words": "Six are."}, {"blocks-0-words": "Five are."}
    )
    reworded(agreement_id, CLAUSE, "Seven are.")
    again = pressed(browser, page_of(agreement_id), form_of(answer), "save")
    assert again.status_code == 409
    assert "Seven are." in said_of(again)
    assert own_words(agreement_id) == "Seven are."


def test_two_rewordings_of_other_paragraphs_are_offered_in_one_and_never_made(app: Flask) -> None:
    agreement_id = drafted()
    sent = opened(drafter(app, agreement_id), page_of(agreement_id))
    far = place_of(sent, "adjourn")
    browser, answer = stale(
        app, agreement_id, {"blocks-0-words": "Six are."}, {f"blocks-{far}-words": "They meet again."}
    )
    assert "Look at both together" in said_of(answer)
    both = pressed(browser, page_of(agreement_id), form_of(answer), "both")
    assert both.status_code == 200
    combined = form_of(both)
    assert (combined["blocks-0-words"], combined[f"blocks-{far}-words"]) == ("Six are.", "They meet again.")
    assert "They meet again." not in str(own_words(agreement_id))
    assert pressed(browser, page_of(agreement_id), combined, "save").status_code == 302
    assert "They meet again." in str(own_words(agreement_id))
    assert "Six are." in str(own_words(agreement_id))


def test_going_on_with_mine_compares_it_with_theirs(app: Flask) -> None:
    agreement_id = drafted()
    browser, answer = stale(
        app, agreement_id, {"blocks-0-words": "Six are."}, {"blocks-0-words": "Five are."}
    )
    edited = pressed(browser, page_of(agreement_id), form_of(answer), "edit")
    assert edited.status_code == 200
    assert form_of(edited)["blocks-0-words"] == "Five are."
    assert "[deleted: Six][inserted: Five]" in said_of(edited)


def test_going_back_to_the_model_text_does_not_undo_what_was_not_seen(app: Flask) -> None:
    agreement_id = drafted()
    reworded(agreement_id, CLAUSE, "Five are enough.")
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = form_of(browser.get(address), place=1)
    reworded(agreement_id, CLAUSE, "Six are enough.")
    answer = browser.post(f"/agreements/{agreement_id}/clauses/{CLAUSE}/model-text", data=sent)
    assert answer.location == address
    assert "Somebody reworded this clause a moment ago." in said_of(browser.get(address))
    assert own_words(agreement_id) == "Six are enough."


def test_a_button_pressed_twice_saves_once(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = opened(browser, address) | {"blocks-0-words": "Five are enough."}
    assert pressed(browser, address, sent, "save").status_code == 302
    again = pressed(browser, address, sent, "save")
    assert again.status_code == 302
    assert revision(agreement_id) == 2


def test_the_service_holds_rewordings_apart_clause_by_clause(app: Flask) -> None:
    agreement_id, who = drafted(), by(person())
    seen = revision(agreement_id)
    reword(agreement_id, CLAUSE, Rewording("Five."), seen, who, uuid.uuid4())
    reword(agreement_id, "deadlock-and-veto", Rewording("Talk."), seen, who, uuid.uuid4())
    with pytest.raises(Refused, match="someone_else_answered"):
        reword(agreement_id, CLAUSE, Rewording("Six."), seen, who, uuid.uuid4())
    assert own_words(agreement_id) == "Five."


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 20_001])
def test_the_service_keeps_no_words_that_no_version_could_hold(app: Flask, words: str) -> None:
    agreement_id = drafted()
    with pytest.raises(Refused, match="odd_words"):
        reword(agreement_id, CLAUSE, Rewording(words), 1, by(), uuid.uuid4())
    assert own_words(agreement_id) is None


@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.CHIEF_OFFICER, Role.FACILITATOR, Role.OBSERVER])
def test_who_is_no_drafter_finds_no_such_page(app: Flask, role: Role) -> None:
    agreement_id = drafted()
    browser = reader_of(app, agreement_id, role)
    assert browser.get(page_of(agreement_id)).status_code == 404


def test_what_is_no_clause_of_this_agreement_is_not_reworded(app: Flask) -> None:
    agreement_id = drafted()
    browser = drafter(app, agreement_id)
    for clause in ("no-such-clause", "spv-ownership", "schedule-parties"):
        assert browser.get(page_of(agreement_id, clause)).status_code == 404


def test_after_release_the_text_no_longer_changes(app: Flask, clock: SetClock) -> None:
    agreement_id = released(clock).agreement_id
    browser, address = drafter(app, agreement_id), page_of(agreement_id)
    sent = opened(browser, address) | {"blocks-0-words": "Five are enough."}
    answer = pressed(browser, address, sent, "save")
    assert answer.status_code == 422
    assert "its text no longer changes" in said_of(answer)
    assert form_of(answer)["blocks-0-words"] == "Five are enough."
    assert address not in browser.get(f"/agreements/{agreement_id}").text


def test_the_page_asks_as_often_for_a_long_history_as_for_a_short_one(app: Flask) -> None:
    agreement_id = drafted()
    browser, asked = drafter(app, agreement_id), []
    for count in (1, 5):
        for number in range(count):
            reworded(agreement_id, CLAUSE, f"{number} are enough.")
        browser.get(page_of(agreement_id))
        with statements() as sent:
            browser.get(page_of(agreement_id))
        asked.append(len(sent))
    assert asked[0] == asked[1]
