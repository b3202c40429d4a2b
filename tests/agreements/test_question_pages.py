"""Questions as people answer them in a browser."""

import io
import re
import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from flask import Flask, current_app
from werkzeug.test import TestResponse

from govflow.agreements.queries import the_agreement
from govflow.agreements.question_forms import LARGEST_CSV, ROOM_FOR_FIELDS
from govflow.agreements.question_queries import answer_at, history
from govflow.agreements.services import record_answer
from govflow.catalogue.loader import load
from govflow.core.answers import Kind
from govflow.core.permissions import Role
from govflow.extensions import db
from tests.agreements.begun import begun, example, somebody
from tests.cast import ALICE
from tests.conftest import one_engine
from tests.stage import released
from tests.watched import statements
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import also, filled, joined, signed_in


@dataclass(frozen=True)
class Site:
    """An agreement, and how people come to it."""

    app: Flask
    agreement_id: UUID

    def as_(self, code: str, *roles: Role, name: str = "Bea Fictional") -> "Browser":
        """Somebody with these roles, in a browser of their own."""
        consortium_id = the_agreement(self.agreement_id).consortium_id
        return Browser(signed_in(self.app, joined(consortium_id, code, *roles, name=name)), self.agreement_id)

    def answer(self, question: str) -> object:
        """The answer there is now."""
        db.session.rollback()
        return answer_at(self.agreement_id, question)


@dataclass(frozen=True)
class Browser:
    """Somebody who answers questions."""

    client: CheckedClient
    agreement_id: UUID

    def url(self, rest: str) -> str:
        """An address under the agreement."""
        return f"/agreements/{self.agreement_id}{rest}"

    def get(self, rest: str) -> Element:
        """A page that is there."""
        answer = self.client.get(self.url(rest))
        assert answer.status_code == 200, answer.status
        return read_page(answer.text)

    def fill(self, question: str, **fields: Any) -> dict[str, object]:
        """The form of a question, filled in."""
        page = self.get(f"/questions/{question}")
        form = next(each for each in page.findall(".//main//form") if each.get("method") == "post")
        return {**filled(form), **fields}

    def send(self, question: str, fields: dict[str, object]) -> TestResponse:
        """Send the form of a question."""
        return self.client.post(self.url(f"/questions/{question}"), data=fields)

    def forge(self, question: str, fields: dict[str, object]) -> TestResponse:
        """Send a form that this browser was never shown."""
        token = self.get("/questions").find(".//input[@name='csrf_token']")
        assert token is not None
        return self.send(question, {**fields, "csrf_token": token.get("value")})

    def press(self, question: str, button: str, value: str = "yes", **fields: Any) -> TestResponse:
        """Open a question, fill it in and press a button."""
        return self.send(question, {**self.fill(question, **fields), button: value})

    def again(self, question: str, place: int = 0, page: Element | None = None) -> TestResponse:
        """Press one of the buttons that put an earlier answer back into the form."""
        page = self.get(f"/questions/{question}/history") if page is None else page
        (form,) = (each for each in page.findall(".//main//form") if each.get("method") == "post")
        button = buttons_in(page)[place]
        return self.client.post(form.attrib["action"], data={**filled(form), "again": button.get("value")})

    def save(self, question: str, **fields: Any) -> TestResponse:
        """Answer a question and go back to the list."""
        return self.press(question, "save", "back", **fields)


@pytest.fixture
def site(app: Flask) -> Site:
    """The example of six members, all of it answered."""
    return Site(app, begun(example("lead_body_6"), somebody()))


@pytest.fixture
def drafter(site: Site) -> Browser:
    """Somebody who drafts for the consortium."""
    return site.as_("", Role.DRAFTER, name="Dana Fictional")


@pytest.fixture
def editor(site: Site) -> Browser:
    """Somebody who answers for LB2."""
    return site.as_("LB2", Role.EDITOR, name="Edith Fictional")


@pytest.fixture
def bare(app: Flask) -> Site:
    """The same consortium before anybody answered much."""
    source = example("lead_body_6")
    source["answers"] = {"lead_body": "LB1", "consortium_name": "Tamebrook Partnership"}
    return Site(app, begun(source, somebody()))


def buttons_in(page: Element) -> list[Element]:
    """Those that put an earlier answer back."""
    return [each for each in page.iter("button") if words(each).startswith("Use this answer again")]


def said(answer: TestResponse) -> str:
    return words(read_page(answer.text).find(".//main"))


def values(answer: TestResponse) -> dict[str, object]:
    form = next(each for each in read_page(answer.text).findall(".//main//form"))
    return filled(form)


# Every page, for everybody


def test_every_kind_of_question_has_a_page_for_who_answers_and_for_who_reads(app: Flask) -> None:
    site = Site(app, begun(example("spv_30"), somebody()))
    people = [site.as_("SPV", Role.EDITOR), site.as_("S02", Role.EDITOR), site.as_("S02", Role.BOARD_MEMBER)]
    for browser in people:
        for kind in Kind:
            for question in _two_of(kind):
                assert words(browser.get(f"/questions/{question}").find(".//h1"))


def _two_of(kind: Kind) -> list[str]:
    names = [name for name, one in load().questions.items() if one.kind is kind and name != "parties"]
    return [names[0], names[-1]]


@one_engine
def test_every_question_has_a_page(drafter: Browser) -> None:
    for question in load().questions:
        assert drafter.client.get(drafter.url(f"/questions/{question}")).status_code == (
            302 if question == "parties" else 200
        )


def test_the_members_are_no_question(site: Site, drafter: Browser) -> None:
    answer = drafter.client.get(drafter.url("/questions/parties"))
    consortium_id = the_agreement(site.agreement_id).consortium_id
    assert answer.location == f"/consortia/{consortium_id}/members"


@pytest.mark.parametrize(
    "rest",
    ["/questions/no_such", "/questions/no_such/history", "/answers?section=21", "/answers?party=nobody"],
)
def test_what_is_not_there_is_not_found(drafter: Browser, rest: str) -> None:
    assert drafter.client.get(drafter.url(rest)).status_code == 404


def test_the_pages_ask_the_database_as_often_for_thirty_members_as_for_six(app: Flask) -> None:
    asked: dict[str, list[int]] = {}
    for name, code in (("lead_body_6", "LB2"), ("spv_30", "S02")):
        browser = Site(app, begun(example(name), somebody(email=f"{name}@example.org"))).as_(
            code, Role.EDITOR
        )
        for rest in (
            "/questions",
            "/answers",
            "/questions/expected_gains",
            "/questions/expected_gains/history",
        ):
            browser.get(rest)
            with statements() as sent:
                browser.get(rest)
            asked.setdefault(rest, []).append(len(sent))
    assert all(six == thirty for six, thirty in asked.values()), asked
    assert max(thirty for _, thirty in asked.values()) <= 20, asked


# Tasks and checking


def test_the_tasks_say_what_is_left_and_lead_to_the_next_question(bare: Site) -> None:
    page = bare.as_("", Role.FACILITATOR).get("/questions")
    said = words(page.find(".//main"))
    assert "Foundations" in said and "1 of" in said
    assert {"Not started", "Some left"} <= {words(tag) for tag in page.iter("strong")}
    next_link = next(link for link in page.iter("a") if words(link) == "Answer this question")
    assert "/questions/" in next_link.attrib["href"]


def test_a_finished_section_is_done_and_nothing_more_is_asked_for(drafter: Browser) -> None:
    page = drafter.get("/questions")
    assert "All needed answers are there" in words(page.find(".//main"))
    assert "Answer this question" not in words(page.find(".//main"))
    assert {words(tag) for tag in page.findall(".//*[@class='tag good']")} == {"Done"}


def test_a_section_is_not_done_while_one_organisations_own_row_is_missing(
    site: Site, drafter: Browser, editor: Browser
) -> None:
    name = "Brindlecroft Community CIO"
    editor.press("expected_gains", "save", "away")
    whole = words(drafter.get("/questions").find(".//main"))
    assert "All needed answers are there" not in whole
    assert "1 answer is still missing, but somebody else is asked for it" in whole
    (left,) = (
        words(each)
        for each in drafter.get("/questions").findall(".//li")
        if "Some left" in words(each) and name not in words(each)
    )
    section = load().clauses[load().questions["expected_gains"].clause].section
    assert left.startswith(load().sections[section]) and "1 left" in left
    checked = words(drafter.get(f"/answers?section={section}").find(".//main"))
    assert "Still missing: 1 answer" in checked
    assert f"Not answered yet by {name}" in checked
    assert "Still missing: 1 answer" in words(editor.get("/answers?party=LB2").find(".//main"))
    assert "Still missing" not in words(editor.get("/answers?party=LB3").find(".//main"))


def test_what_is_left_is_one_number_on_every_page(bare: Site) -> None:
    facilitator = bare.as_("", Role.FACILITATOR)
    page = facilitator.get("/questions")
    whole = left_in(words(page.find(".//*[@class='bar-words']")))
    sections, parties = (
        [left_in(words(each)) for each in found.findall("li")]
        for found in page.findall(".//ul[@class='tasks']")[-2:]
    )
    assert whole == sum(sections) == sum(parties) > 0
    checked = words(facilitator.get("/answers").find(".//main"))
    assert f"Still missing: {whole} answers" in checked
    consortium_id = the_agreement(bare.agreement_id).consortium_id
    standing = words(read_page(facilitator.client.get(f"/consortia/{consortium_id}").text).find(".//main"))
    assert f"{whole} questions left" in standing
    home = words(read_page(facilitator.client.get("/").text).find(".//main"))
    assert f"Answer {sum(parties[:2])} questions for the consortium" in home
    assert parties[3] == 1 and "1 question left" in standing


def left_in(said: str) -> int:
    """How many are left, as a page says."""
    found = re.search(r"(\d+) left", said)
    return int(found[1]) if found else 0


def test_an_organisation_finds_its_own_questions_first(bare: Site) -> None:
    page = bare.as_("LB2", Role.CHIEF_OFFICER).get("/questions")
    lists = page.findall(".//ul[@class='tasks']")
    assert [words(each) for each in page.iter("h2")][1] == "Asked of Brindlecroft Community CIO"
    assert words(lists[0]).count("Not answered yet") == 1
    assert words(lists[-1].find(".//li")).startswith("Brindlecroft Community CIO (you act for it)")
    (link,) = (each for each in page.iter("a") if words(each) == "Answer this question")
    assert link.attrib["href"].endswith("/questions/signatories")


def test_who_is_asked_for_nothing_is_told_so(bare: Site) -> None:
    assert "Nothing waits for you here" in words(bare.as_("LB2", Role.BOARD_MEMBER).get("/questions"))


def test_the_answers_are_checked_in_words_with_a_way_to_change_each(drafter: Browser) -> None:
    page = drafter.get("/answers?section=18")
    said = words(page.find(".//main"))
    assert "Notice to leave 6 months Change" in said
    assert "the usual choice; nobody changed it" in said
    assert words(page.find(".//h1")) == "Leaving"
    assert len(drafter.get("/answers").findall(".//dl")) > 60


def test_what_is_missing_and_what_does_not_fit_is_told_where_answers_are_checked(bare: Site) -> None:
    drafter = bare.as_("", Role.DRAFTER)
    assert "Not answered yet" in words(drafter.get("/answers?section=18"))
    assert "Still missing: 14 answers" in words(drafter.get("/answers?section=18"))
    drafter.save("approval_deadline", answer="2027-05-01")
    drafter.save("long_stop_date", answer="2027-04-01")
    assert "What does not fit yet" in words(drafter.get("/answers?section=1"))


def test_a_party_is_shown_what_it_was_asked(editor: Browser) -> None:
    said = words(editor.get("/answers?party=LB2").find(".//main"))
    assert "What each member expects to gain" in said
    assert "Notice to leave" not in said


# Answering


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        ("leave_notice_months", "9", 9),
        ("contract_value_annual", "£2,500,000", 2_500_000),
        ("cap_pct", "112.5%", None),
        ("start_date", "2027-06-01", "2027-06-01"),
        ("start_date", "1 June 2027", "2027-06-01"),
        ("public_contract", "no", False),
        ("legal_effect", "binding_deed", "binding_deed"),
        ("cps", ["all_boards_approved", "nda_signed"], ["all_boards_approved", "nda_signed"]),
        ("board_name", "The Round Table", "The Round Table"),
        ("lead_body", "LB3", "LB3"),
        ("foi_members", ["LB2", "LB4"], ["LB2", "LB4"]),
        ("territory", "Northfold\nStonelow", ["Northfold", "Stonelow"]),
    ],
)
def test_each_kind_of_answer_is_saved_as_what_it_is(
    site: Site, drafter: Browser, question: str, typed: object, kept: object
) -> None:
    answer = drafter.save(question, answer=typed)
    assert answer.status_code == 302, said(answer)
    if kept is not None:
        assert site.answer(question) == kept
    assert "saved" in words(read_page(drafter.client.get(answer.location).text))


def test_saving_goes_on_to_the_next_open_question_of_the_section(bare: Site) -> None:
    drafter = bare.as_("", Role.DRAFTER)
    answer = drafter.press("leave_notice_months", "save", "on", answer="6")
    following = answer.location.rsplit("/", 1)[-1]
    assert following != "leave_notice_months"
    assert load().clauses[load().questions[following].clause].section == 18
    skip = next(a for a in drafter.get(f"/questions/{following}").iter("a") if words(a) == "Skip for now")
    assert skip.attrib["href"].rsplit("/", 1)[-1] not in (following, "leave_notice_months")


def test_after_the_last_question_of_a_section_comes_its_list(drafter: Browser) -> None:
    drafter.save("leave_notice_months", answer="9")
    for question in load().questions.values():
        if load().clauses[question.clause].section == 13 and question.kind is Kind.INT:
            answer = drafter.press(question.name, "save", "on")
    assert "/questions/" in answer.location or "section=13" in answer.location


def test_the_same_answer_again_is_no_act(site: Site, drafter: Browser) -> None:
    before = history(site.agreement_id, "leave_notice_months")
    assert drafter.save("leave_notice_months", answer="6 months").status_code == 302
    assert history(site.agreement_id, "leave_notice_months") == before


def test_the_kind_of_consortium_is_told_to_stay(drafter: Browser) -> None:
    assert "another kind is another consortium" in words(drafter.get("/questions/consortium_type"))


def test_an_answer_is_taken_away(site: Site, drafter: Browser) -> None:
    answer = drafter.press("leave_notice_months", "save", "away")
    assert answer.status_code == 302
    assert site.answer("leave_notice_months") is None
    assert "taken away" in words(read_page(drafter.client.get(answer.location).text))


def test_the_usual_choice_is_filled_in_and_not_saved(bare: Site) -> None:
    answer = bare.as_("", Role.DRAFTER).press("leave_notice_months", "usual")
    assert (answer.status_code, values(answer)["answer"]) == (200, "6")
    assert bare.answer("leave_notice_months") is None


@pytest.mark.parametrize(
    ("question", "typed", "told"),
    [
        ("leave_notice_months", "", "Give an answer, or skip this question for now."),
        (
            "leave_notice_months",
            "six",
            "Give a whole number, like 30, and in no unit but the one asked for. Use at most 15 figures.",
        ),
        ("leave_notice_months", "6.5", "is not a whole number. Give a whole number, like 30"),
        ("leave_notice_months", "99", "Give 24 or less."),
        ("contract_value_annual", "12,5", "Type it in figures"),
        ("contract_value_annual", "1" + "0" * 15, "Give 999,999,999,999,999 or less."),
        ("contract_value_annual", "9" * 31, "Use at most 15 figures."),
        pytest.param("contact_point", "x" * 10_001, "Use at most 10000 characters.", id="endless"),
        ("start_date", "9999-12-31", "Give 31 December 2200 or an earlier day."),
        ("start_date", "soon", "Give the day, the month and the year, like 1 April 2027."),
        ("purpose_statement", "Too short", "Use at least 10 words."),
        ("lead_body", "LB9", "Choose one of: Tamebrook Wellbeing Trust"),
        ("legal_effect", "none", "Choose one of: a contract that binds"),
        ("shared_values", "One\nTwo", "Give at least 3."),
        ("territory", "Ashby\nNorthfold\nAshby", "“Ashby” is in the list more than once. Keep it once."),
        ("cps", [], "Give an answer, or skip"),
    ],
)
def test_a_wrong_answer_is_told_how_to_mend_it_and_keeps_what_was_typed(
    site: Site, drafter: Browser, question: str, typed: object, told: str
) -> None:
    before = site.answer(question)
    fields = drafter.fill(question, answer=typed)
    for answer in (drafter.send(question, {**fields, "save": "on"}),):
        assert answer.status_code == 422
        assert told in said(answer)
        assert "There is a problem" in said(answer)
        if isinstance(typed, str) and load().questions[question].kind not in (Kind.PARTY, Kind.ENUM):
            assert str(values(answer)["answer"]).replace("\r\n", "\n").strip("\n") == typed
    assert site.answer(question) == before


def test_two_presses_of_the_button_are_one_act(site: Site, drafter: Browser) -> None:
    fields = {**drafter.fill("leave_notice_months", answer="9"), "save": "back"}
    assert {drafter.send("leave_notice_months", fields).status_code for _ in range(2)} == {302}
    assert len(history(site.agreement_id, "leave_notice_months")) == 2


# What an answer changes


def test_the_words_that_rest_on_the_answer_stand_beside_it(drafter: Browser) -> None:
    effect = words(drafter.get("/questions/leave_notice_months").find(".//*[@id='effect']"))
    assert "Leaving by choice" in effect
    assert "6 months after the Secretariat receives it" in effect


def test_what_would_change_is_marked_and_nothing_is_saved(site: Site, drafter: Browser) -> None:
    answer = drafter.press("leave_notice_months", "preview", answer="9")
    page = read_page(answer.text)
    effect = page.find(".//*[@id='effect']")
    assert effect is not None
    assert "[deleted: 6 months]" in {words(each) for each in effect.iter("del")}
    assert "[inserted: 9 months]" in {words(each) for each in effect.iter("ins")}
    assert values(answer)["answer"] == "9"
    assert site.answer("leave_notice_months") == 6


def test_an_answer_that_does_not_fit_the_others_is_told_beside_it(drafter: Browser) -> None:
    answer = drafter.press("long_stop_date", "preview", answer="2020-01-01")
    page = read_page(answer.text)
    assert "To mend:" in words(page.find(".//*[@id='effect']"))


def test_the_first_answer_shows_the_whole_clause_it_brings_in(site: Site) -> None:
    drafter = site.as_("", Role.DRAFTER)
    offered = next(
        row for row in drafter.get("/answers").iter("a") if words(row).startswith("Add it")
    ).attrib["href"]
    assert "not in the agreement yet" in words(read_page(drafter.client.get(offered).text))


# Tables


def rows_of(answer: TestResponse) -> dict[str, object]:
    return {name: value for name, value in values(answer).items() if name.startswith("answer-")}


def test_rows_are_added_moved_and_removed_before_anything_is_saved(site: Site, drafter: Browser) -> None:
    before = site.answer("delivery_shares")
    fields = drafter.fill("delivery_shares")
    first, second = fields["answer-0-cell_member_id"], fields["answer-1-cell_member_id"]
    down = values(drafter.send("delivery_shares", {**fields, "row": "down-0"}))
    assert (down["answer-0-cell_member_id"], down["answer-1-cell_member_id"]) == (second, first)
    up = values(drafter.send("delivery_shares", {**down, "row": "up-1"}))
    assert up["answer-0-cell_member_id"] == first
    gone = values(drafter.send("delivery_shares", {**up, "row": "remove-0"}))
    assert gone["answer-0-cell_member_id"] == second and "answer-5-cell_member_id" not in gone
    more = values(drafter.send("delivery_shares", {**gone, "row": "add"}))
    assert more["answer-5-cell_share_pct"] == ""
    same = values(drafter.send("delivery_shares", {**fields, "row": "sideways-9"}))
    assert same["answer-0-cell_member_id"] == first
    assert site.answer("delivery_shares") == before


def test_no_row_is_added_that_could_not_be_sent_back(
    drafter: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = drafter.fill("delivery_shares", **{"answer-0-cell_share_pct": "17.5"})
    monkeypatch.setitem(current_app.config, "MAX_FORM_PARTS", ROOM_FOR_FIELDS + 2 * 6)
    told = drafter.send("delivery_shares", {**fields, "row": "add"})
    assert told.status_code == 422 and "One page holds 6 rows." in told.text
    assert rows_of(told) == {name: value for name, value in fields.items() if name.startswith("answer-")}


def test_a_table_is_saved_without_its_blank_rows_and_a_wrong_cell_is_named(
    site: Site, drafter: Browser
) -> None:
    fields = drafter.fill("delivery_shares")
    more = values(drafter.send("delivery_shares", {**fields, "row": "add"}))
    wrong = drafter.send("delivery_shares", {**more, "answer-1-cell_share_pct": "a lot", "save": "back"})
    assert wrong.status_code == 422
    assert "“Delivery share” in row 2 of delivery shares is not a number" in said(wrong)
    assert values(wrong)["answer-1-cell_share_pct"] == "a lot"
    answer = drafter.send("delivery_shares", {**more, "answer-0-cell_share_pct": "39.5", "save": "back"})
    assert answer.status_code == 302
    kept = site.answer("delivery_shares")
    assert isinstance(kept, list) and len(kept) == 6
    assert str(kept[0]["share_pct"]) == "39.5"


def test_rows_pasted_from_a_spreadsheet_fill_the_table(site: Site, drafter: Browser) -> None:
    block = "Delivery share\tMember\n60%\tTamebrook Wellbeing Trust\n40\tLB2\n"
    answer = drafter.press("delivery_shares", "paste", pasted=block)
    assert answer.status_code == 200
    assert "These rows are read and not saved yet" in said(answer)
    assert rows_of(answer) == {
        "answer-0-cell_member_id": "LB1",
        "answer-0-cell_share_pct": "60",
        "answer-1-cell_member_id": "LB2",
        "answer-1-cell_share_pct": "40",
    }
    drafter.send("delivery_shares", {**values(answer), "save": "back"})
    assert site.answer("delivery_shares") == [
        {"member_id": "LB1", "share_pct": 60},
        {"member_id": "LB2", "share_pct": 40},
    ]


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("LB1\t60\nLB2\t40\tmore\tand more", "Row 2 has 4 cells, but there are 2 columns."),
        ("  ", "Paste the rows first"),
        ("Member\tDelivery share", "Paste the rows first"),
    ],
)
def test_a_block_that_cannot_be_read_stays_as_it_was_pasted(drafter: Browser, block: str, told: str) -> None:
    answer = drafter.press("delivery_shares", "paste", pasted=block)
    assert answer.status_code == 422
    assert told in said(answer)
    assert str(values(answer)["pasted"]).strip() == block.strip()


@pytest.mark.parametrize("save", ["on", "back"])
def test_rows_left_in_the_box_are_not_lost_when_somebody_saves(
    site: Site, drafter: Browser, save: str
) -> None:
    before = site.answer("delivery_shares")
    answer = drafter.press("delivery_shares", "save", save, pasted="LB1\t60\nLB2\t40")
    assert answer.status_code == 422
    assert "Press “Read these rows” first, or empty the box." in said(answer)
    assert str(values(answer)["pasted"]).strip() == "LB1\t60\nLB2\t40"
    assert site.answer("delivery_shares") == before
    more = drafter.press("delivery_shares", "row", "add", pasted="LB1\t60")
    assert more.status_code == 200 and str(values(more)["pasted"]).strip() == "LB1\t60"
    file = (io.BytesIO(b"LB1,60"), "rows.csv")
    chosen = drafter.press("delivery_shares", "save", save, file=file)
    assert chosen.status_code == 422
    assert "Choose the file again, and press “Read these rows” first." in said(chosen)


def test_choices_in_an_order_are_moved_too(site: Site, drafter: Browser) -> None:
    fields = drafter.fill("deadlock_steps")
    moved = values(drafter.send("deadlock_steps", {**fields, "row": "down-0"}))
    assert drafter.send("deadlock_steps", {**moved, "save": "back"}).status_code == 302
    assert site.answer("deadlock_steps") == ["chief_execs", "cool_off", "mediation", "casting_vote"]


def test_a_choice_in_an_order_stands_there_once(site: Site, drafter: Browser) -> None:
    before = site.answer("deadlock_steps")
    answer = drafter.save("deadlock_steps", **{"answer-1": "mediation"})
    assert answer.status_code == 422
    told = "“mediation by a neutral person whom they choose together” is in the list more than once."
    assert told in said(answer)
    assert rows_of(answer)["answer-1"] == "mediation"
    assert site.answer("deadlock_steps") == before


ORDERED = [one.name for one in load().questions.values() if one.kind is Kind.LIST and one.options]


@pytest.mark.parametrize("question", ORDERED)
def test_choices_in_an_order_are_added_to(
    drafter: Browser, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    fields = drafter.fill(question)
    kept = rows_in(fields)
    answer = drafter.send(question, {**fields, "row": "add"})
    assert answer.status_code == 200
    assert rows_of(answer) == {**kept, f"answer-{len(kept)}": ""}
    monkeypatch.setitem(current_app.config, "MAX_FORM_PARTS", ROOM_FOR_FIELDS + len(kept))
    full = drafter.send(question, {**fields, "row": "add"})
    assert full.status_code == 422 and f"One page holds {len(kept)} rows." in full.text


# Who may


def test_a_member_changes_only_its_own_rows(site: Site, editor: Browser) -> None:
    before = site.answer("expected_gains")
    page = editor.get("/questions/expected_gains")
    assert "nobody else changes what it says" in words(page)
    assert "What the others say" in words(page)
    fields = editor.fill("expected_gains")
    assert fields["answer-0-cell_gain"] == "Contract income without bidding alone"
    assert "answer-1-cell_gain" not in fields and "answer-0-cell_member_id" not in fields
    answer = editor.send(
        "expected_gains",
        {**fields, "answer-0-cell_gain": "More reach", "answer-0-cell_member_id": "LB1", "save": "back"},
    )
    assert answer.status_code == 302
    after = site.answer("expected_gains")
    assert isinstance(before, list) and isinstance(after, list)
    assert [row for row in after if row["member_id"] != "LB2"] == [
        row for row in before if row["member_id"] != "LB2"
    ]
    assert [row["gain"] for row in after if row["member_id"] == "LB2"] == ["More reach"]


def test_a_member_sees_what_its_own_rows_change(editor: Browser) -> None:
    fields = editor.fill("expected_gains", preview="yes")
    answer = editor.send("expected_gains", {**fields, "answer-0-cell_main_risk": "Too much paper"})
    effect = words(read_page(answer.text).find(".//*[@id='effect']"))
    assert "Too much paper" in effect and "Schedule" in effect
    assert "Tamebrook" not in effect


def test_the_lead_body_is_asked_about_itself(site: Site) -> None:
    lead, other = site.as_("LB1", Role.EDITOR), site.as_("LB3", Role.EDITOR)
    assert lead.save("contact_point", answer="The hub").status_code == 302
    fields = lead.fill("contact_point", answer="Us", save="back")
    assert other.forge("contact_point", fields).status_code == 404
    assert site.answer("contact_point") == "The hub"


@pytest.mark.parametrize("question", ["leave_notice_months", "broker_use", "expected_gains"])
def test_who_may_not_answer_reads_who_may(site: Site, drafter: Browser, question: str) -> None:
    reader = site.as_("LB2", Role.BOARD_MEMBER)
    page = reader.get(f"/questions/{question}")
    assert page.find(".//main//form") is None
    assert "asked this" in words(page.find(".//main"))
    fields = drafter.fill("leave_notice_months", answer="9", save="back")
    assert reader.forge(question, fields).status_code == 404


def test_a_drafter_does_not_speak_for_a_member(drafter: Browser) -> None:
    assert drafter.get("/questions/expected_gains").find(".//main//form") is None
    fields = drafter.fill("leave_notice_months", save="back")
    assert drafter.forge("expected_gains", fields).status_code == 404


def test_who_could_answer_for_somebody_else_is_told_to_switch(site: Site) -> None:
    consortium_id = the_agreement(site.agreement_id).consortium_id
    both = joined(consortium_id, "LB2", Role.EDITOR)
    also(both, consortium_id, "", Role.DRAFTER)
    browser = Browser(signed_in(site.app, both), site.agreement_id)
    shown = {words(browser.get(f"/questions/{name}")) for name in ("expected_gains", "leave_notice_months")}
    assert sum("You may answer when you act for" in each for each in shown) == 1


def test_nobody_outside_the_consortium_sees_a_question(app: Flask, site: Site) -> None:
    stranger = Site(app, begun(example("alliance_19"), somebody(email="c@example.org"))).as_("", Role.DRAFTER)
    for rest in ("/questions", "/questions/cap_pct", "/questions/cap_pct/history", "/answers"):
        assert stranger.client.get(site.as_("", Role.DRAFTER).url(rest)).status_code == 404


def test_after_the_agreement_is_signed_its_answers_are_read_only(app: Flask, clock: Any) -> None:
    site = Site(app, released(clock).agreement_id)
    drafter = site.as_("", Role.DRAFTER)
    assert drafter.get("/questions/leave_notice_months").find(".//main//form") is None
    assert "signed and dated" in words(drafter.get("/questions"))


@pytest.mark.parametrize(
    ("code", "role", "question", "field"),
    [
        ("", Role.DRAFTER, "purpose_statement", "answer"),
        ("LB2", Role.EDITOR, "expected_gains", "answer-0-cell_gain"),
    ],
)
def test_who_was_writing_when_the_agreement_was_signed_keeps_what_they_typed(
    app: Flask, clock: Any, code: str, role: Role, question: str, field: str
) -> None:
    site = Site(app, released(clock).agreement_id)
    writer = site.as_(code, role)
    before = site.answer(question)
    late = writer.forge(question, {field: "Ten minutes of careful words", "save": "back", "seen": "1"})
    assert late.status_code == 422
    assert "its answers cannot change any more. Yours is still in the form" in said(late)
    assert values(late)[field] == "Ten minutes of careful words"
    assert f"{field.rpartition('-')[0]}-cell_member_id" not in values(late)
    assert site.answer(question) == before


# Answers that other answers make needless


def test_an_answer_that_became_needless_is_kept_grey_and_in_history_and_counts_again(
    site: Site, drafter: Browser
) -> None:
    drafter.save("cap_basis", answer="fixed")
    drafter.save("cap_fixed", answer="750000")
    drafter.save("cap_basis", answer="pct_annual_allocation")
    assert site.answer("cap_fixed") == 750_000
    page = drafter.get("/questions/cap_fixed")
    assert "nobody is asked it now" in words(page.find(".//main"))
    assert "£750,000" in words(page.find(".//main//div[@class='unused']"))
    assert page.find(".//main//form") is None
    checked = drafter.get("/answers?section=11")
    kept = [words(each) for each in checked.findall(".//main//dl[@class='summary unused']")]
    assert any("£750,000" in each for each in kept) and "Kept, but not used now" in words(checked)
    past = words(drafter.get("/questions/cap_fixed/history").find(".//main"))
    assert "£750,000" in past and "Kept, not used" in past
    drafter.save("cap_basis", answer="fixed")
    assert values_of(drafter, "cap_fixed") == "750,000"


def values_of(browser: Browser, question: str) -> object:
    return browser.fill(question)["answer"]


def test_words_are_counted_where_there_is_a_limit(drafter: Browser) -> None:
    page = drafter.get("/questions/purpose_statement")
    field, shown = page.find(".//textarea[@id='answer']"), page.find(".//*[@data-words='answer']")
    assert field is not None and words(shown) == str(len((field.text or "").split()))
    answer = drafter.press("purpose_statement", "save", "back", answer="Far too short")
    assert "Words so far: 3" in said(answer) and "10 to 80 words" in said(answer)
    assert drafter.get("/questions/legit_interest").find(".//*[@data-words]") is not None
    assert drafter.get("/questions/board_name").find(".//*[@data-words]") is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("leave_notice_months", {"type": "text", "inputmode": "numeric", "autocomplete": "off"}),
        ("contract_value_annual", {"type": "text", "inputmode": "decimal", "autocomplete": "off"}),
        ("cap_pct", {"type": "text", "inputmode": "decimal", "autocomplete": "off"}),
        ("start_date", {"type": "date", "autocomplete": "off"}),
    ],
)
def test_a_field_opens_the_right_keyboard(drafter: Browser, question: str, expected: dict[str, str]) -> None:
    field = drafter.get(f"/questions/{question}").find(".//*[@id='answer']")
    assert field is not None
    assert {name: field.get(name) for name in expected} == expected


def test_rows_are_moved_with_everything_that_was_typed(drafter: Browser) -> None:
    fields = drafter.fill("kpis")
    typed = {
        name: "typed now" for name, value in fields.items() if name.endswith(("cell_name", "cell_source"))
    }
    assert typed
    moved = values(drafter.send("kpis", {**fields, **typed, "row": "down-0"}))
    back = values(drafter.send("kpis", {**moved, "row": "up-1"}))
    assert rows_in(back) == {**rows_in(fields), **typed}


# Files of rows


def csv_of(browser: Browser, question: str) -> bytes:
    """The file that a question's page leads to."""
    page = browser.get(f"/questions/{question}")
    (link,) = (each for each in page.iter("a") if "CSV file" in words(each))
    answer = browser.client.get(link.attrib["href"])
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    return bytes(answer.data)


def upload(browser: Browser, question: str, content: bytes) -> TestResponse:
    """Choose a file and press the button that reads it."""
    fields = {**browser.fill(question), "paste": "yes", "file": (io.BytesIO(content), "rows.csv")}
    return browser.send(question, fields)


@pytest.mark.parametrize("question", ["delivery_shares", "kpis", "objectives", "dispute_tiers"])
def test_the_rows_go_out_as_a_file_and_come_back_the_same(
    site: Site, drafter: Browser, question: str
) -> None:
    content, before = csv_of(drafter, question), rows_in(drafter.fill(question))
    assert content.startswith(b"\xef\xbb\xbf") and len(before) > 1
    answer = upload(drafter, question, content)
    assert (answer.status_code, rows_of(answer)) == (200, before)
    assert "not saved yet" in said(answer)


def rows_in(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name.startswith("answer-")}


def test_an_organisation_is_given_its_own_rows_and_who_reads_all_of_them(site: Site, editor: Browser) -> None:
    own, everybody = csv_of(editor, "expected_gains"), csv_of(site.as_("", Role.DRAFTER), "expected_gains")
    assert b"Lanternworks" in everybody and b"Lanternworks" not in own
    assert rows_of(upload(editor, "expected_gains", own)) == rows_in(editor.fill("expected_gains"))


@pytest.mark.parametrize(
    ("content", "shares"),
    [
        (b"Share;Member\r\n60;LB2\r\n40;LB1\r\n", ("60", "40")),
        (b"share_pct,member_id\n60,LB2\n40,LB1\n", ("60", "40")),
        ("Member,Share\nLB2,60\u00a0%\nLB1,40\n".encode("cp1252"), ("60", "40")),
        ("\ufeffMember\tShare\r\nLB2\t60\u00a0%\r\nLB1\t40\r\n".encode("utf-16-le"), ("60", "40")),
        ("\ufeffMember,Share\nLB2,60\nLB1,40\n".encode("utf-16-be"), ("60", "40")),
    ],
)
def test_a_file_is_read_however_a_spreadsheet_saved_it(
    site: Site, drafter: Browser, content: bytes, shares: tuple[str, str]
) -> None:
    before = site.answer("delivery_shares")
    answer = upload(drafter, "delivery_shares", content)
    assert answer.status_code == 200, said(answer)
    found = rows_of(answer)
    assert (found["answer-0-cell_member_id"], found["answer-0-cell_share_pct"]) == ("LB2", shares[0])
    assert found["answer-1-cell_share_pct"] == shares[1]
    assert site.answer("delivery_shares") == before


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "There are no rows in this file."),
        (b"Member,Share\n", "There are no rows in this file."),
        (b"Member,Share\n,\n,\n", "There are no rows in this file."),
        (b"Member,Share,Colour\n", "no column is called “Colour”"),
        (b"\xff\xfeM\x00e", "This is no CSV file."),
        (b"Member,Share,Colour\nLB1,60,red\n", "no column is called “Colour”"),
        (b"Member,Share\nLB1,60,1,2,3,4,5\n", "Row 2 has 7 cells"),
        (b"Member,Share\nNobody,many\n", "Type it in figures"),
        (b"\x81\x8d\x8f", "This is no CSV file."),
        (b"x" * (LARGEST_CSV + 1), "larger than 250 kB"),
        (b"Member,Share\n" + b"LB1,1\n" * 2_000, "There are 2000 rows, and one page holds"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_why_and_changes_nothing(
    site: Site, drafter: Browser, content: bytes, told: str
) -> None:
    before = site.answer("delivery_shares")
    answer = upload(drafter, "delivery_shares", content)
    assert answer.status_code == 422
    assert told in said(answer) and "There is a problem" in said(answer)
    assert site.answer("delivery_shares") == before


def test_only_tables_have_a_file(drafter: Browser) -> None:
    assert drafter.client.get(drafter.url("/questions/leave_notice_months.csv")).status_code == 404
    assert drafter.client.get(drafter.url("/questions/no_such.csv")).status_code == 404


# Others meanwhile


def meanwhile(site: Site, question: str, value: object) -> None:
    """Somebody else answers."""
    seen = the_agreement(site.agreement_id).revision
    record_answer(site.agreement_id, question, value, seen, ALICE, uuid.uuid4())


def test_who_answered_the_same_question_meanwhile_is_shown_and_what_was_typed_stays(
    site: Site, drafter: Browser
) -> None:
    fields = {**drafter.fill("leave_notice_months", answer="9"), "save": "back"}
    other = site.as_("", Role.FACILITATOR, name="Fay Fictional")
    other.save("leave_notice_months", answer="12")
    stale = drafter.send("leave_notice_months", fields)
    assert stale.status_code == 422
    assert "What Fay Fictional answered meanwhile" in said(stale)
    assert "12 months" in said(stale)
    assert values(stale)["answer"] == "9"
    assert site.answer("leave_notice_months") == 12
    assert drafter.send("leave_notice_months", {**values(stale), "save": "back"}).status_code == 302
    assert site.answer("leave_notice_months") == 9


def test_who_answered_another_question_meanwhile_is_in_nobodys_way(site: Site, drafter: Browser) -> None:
    fields = {**drafter.fill("leave_notice_months", answer="9"), "save": "back"}
    meanwhile(site, "cap_pct", 110)
    assert drafter.send("leave_notice_months", fields).status_code == 302
    assert site.answer("leave_notice_months") == 9


def test_a_question_that_became_needless_meanwhile_keeps_what_was_typed(site: Site, drafter: Browser) -> None:
    fields = {**drafter.fill("cap_pct", answer="110"), "save": "back"}
    meanwhile(site, "cap_basis", "insurance")
    answer = drafter.send("cap_pct", fields)
    assert answer.status_code == 422
    assert "Nobody is asked this any more" in said(answer)
    assert values(answer)["answer"] == "110"


def test_what_is_no_longer_asked_is_kept_and_told_so(site: Site, drafter: Browser) -> None:
    meanwhile(site, "cap_basis", "insurance")
    page = drafter.get("/questions/cap_pct")
    assert page.find(".//main//form") is None
    assert "nobody is asked it now" in words(page)
    assert "Kept, not used" in words(drafter.get("/questions/cap_pct/history"))
    assert re.search(r"Kept, but not used now: \d", words(drafter.get("/answers?section=11")))


def test_an_answer_that_cannot_be_read_is_shown_as_it_was_given(app: Flask) -> None:
    source = example("lead_body_6")
    answers = source["answers"]
    assert isinstance(answers, dict)
    answers["start_date"], answers["reserve_members"] = "soon", "all"
    drafter = Site(app, begun(source, somebody())).as_("", Role.DRAFTER)
    assert "soon" in words(drafter.get("/questions/start_date/history"))
    assert "start date is not a date" in words(drafter.get("/questions/start_date")).casefold()


def test_the_history_shows_every_answer_in_words(site: Site, drafter: Browser) -> None:
    drafter.save("leave_notice_months", answer="9")
    drafter.press("leave_notice_months", "save", "away")
    said = words(drafter.get("/questions/leave_notice_months/history").find(".//main"))
    assert said.index("Taken away") < said.index("9 months") < said.index("6 months")
    assert "Dana Fictional" in said and "2 November 2026" in said
    assert "Nobody has answered this yet" in words(drafter.get("/questions/foi_members/history"))
    assert "Tamebrook Wellbeing Trust" in words(drafter.get("/questions/expected_gains/history"))


# An earlier answer again


def test_an_earlier_answer_is_filled_in_again_shows_what_it_changes_and_is_saved_as_a_new_one(
    site: Site, drafter: Browser
) -> None:
    drafter.save("leave_notice_months", answer="9")
    answer = drafter.again("leave_notice_months")
    assert (answer.status_code, values(answer)["answer"]) == (200, "6")
    assert "not saved yet" in said(answer) and "2 November 2026" in said(answer)
    changed = {words(each) for each in read_page(answer.text).iter("ins")}
    assert "[inserted: 6 months]" in changed
    assert site.answer("leave_notice_months") == 9
    assert drafter.send("leave_notice_months", {**values(answer), "save": "back"}).status_code == 302
    assert site.answer("leave_notice_months") == 6
    assert [one.plain for one in history(site.agreement_id, "leave_notice_months")] == [6, 9, 6]


def test_an_answer_that_was_taken_away_is_filled_in_again(site: Site, drafter: Browser) -> None:
    drafter.press("leave_notice_months", "save", "away")
    answer = drafter.again("leave_notice_months")
    drafter.send("leave_notice_months", {**values(answer), "save": "back"})
    assert site.answer("leave_notice_months") == 6


def test_only_an_answer_that_would_change_something_can_be_used_again(drafter: Browser) -> None:
    assert buttons_in(drafter.get("/questions/leave_notice_months/history")) == []
    drafter.save("leave_notice_months", answer="9")
    drafter.save("leave_notice_months", answer="6")
    (button,) = buttons_in(drafter.get("/questions/leave_notice_months/history"))
    assert "9 months" in words(button)


def test_who_answered_after_the_history_was_read_is_in_the_way_of_the_answer_used_again(
    site: Site, drafter: Browser
) -> None:
    drafter.save("leave_notice_months", answer="9")
    page = drafter.get("/questions/leave_notice_months/history")
    meanwhile(site, "leave_notice_months", 12)
    answer = drafter.again("leave_notice_months", page=page)
    stale = drafter.send("leave_notice_months", {**values(answer), "save": "back"})
    assert stale.status_code == 422 and "answered meanwhile" in said(stale)
    assert values(stale)["answer"] == "6"
    assert site.answer("leave_notice_months") == 12


def test_a_member_puts_back_only_its_own_rows(site: Site, editor: Browser) -> None:
    other = site.as_("LB3", Role.EDITOR, name="Cleo Fictional")
    first = site.answer("expected_gains")
    assert isinstance(first, list)
    for browser, gain in ((editor, "More reach"), (other, "Speed")):
        fields = browser.fill("expected_gains")
        browser.send("expected_gains", {**fields, "answer-0-cell_gain": gain, "save": "back"})
    (_,) = buttons_in(editor.get("/questions/expected_gains/history"))
    answer = editor.again("expected_gains")
    assert "Only your organisation’s own rows" in said(answer)
    assert values(answer)["answer-0-cell_gain"] == "Contract income without bidding alone"
    assert "answer-1-cell_gain" not in values(answer)
    editor.send("expected_gains", {**values(answer), "save": "back"})
    after = site.answer("expected_gains")
    assert isinstance(after, list)
    assert [row for row in after if row["member_id"] == "LB2"] == [
        row for row in first if row["member_id"] == "LB2"
    ]
    assert [row["gain"] for row in after if row["member_id"] == "LB3"] == ["Speed"]


def test_who_may_not_answer_uses_no_earlier_answer_again(site: Site, drafter: Browser) -> None:
    drafter.save("leave_notice_months", answer="9")
    reader = site.as_("LB2", Role.BOARD_MEMBER)
    assert buttons_in(reader.get("/questions/leave_notice_months/history")) == []
    for browser, question in (
        (reader, "leave_notice_months"),
        (site.as_("LB2", Role.EDITOR), "leave_notice_months"),
        (drafter, "expected_gains"),
        (drafter, "no_such"),
    ):
        assert browser.forge(f"{question}/history", {"seen": "1", "again": "1"}).status_code == 404


@pytest.mark.parametrize("revision", ["", "99", "two"])
def test_an_answer_that_was_never_given_is_not_found(drafter: Browser, revision: str) -> None:
    fields: dict[str, object] = {"seen": "1", "again": revision}
    assert drafter.forge("leave_notice_months/history", fields).status_code == 404


def test_what_is_no_longer_asked_is_not_used_again(site: Site, drafter: Browser) -> None:
    drafter.save("cap_pct", answer="110")
    page = drafter.get("/questions/cap_pct/history")
    meanwhile(site, "cap_basis", "insurance")
    assert buttons_in(drafter.get("/questions/cap_pct/history")) == []
    answer = drafter.again("cap_pct", page=page)
    assert answer.status_code == 422
    assert "Nobody is asked this any more" in said(answer)


def test_an_earlier_answer_that_cannot_be_read_is_filled_in_with_what_to_mend(app: Flask) -> None:
    source = example("lead_body_6")
    answers = source["answers"]
    assert isinstance(answers, dict)
    answers["start_date"] = "soon"
    drafter = Site(app, begun(source, somebody())).as_("", Role.DRAFTER)
    drafter.save("start_date", answer="2027-06-01")
    answer = drafter.again("start_date")
    assert answer.status_code == 422
    assert "Give the day, the month and the year" in said(answer)


# The last of one's own rows


def test_who_removed_every_own_row_is_asked_whether_to_take_the_answer_away(
    site: Site, editor: Browser
) -> None:
    before = site.answer("expected_gains")
    fields = editor.fill("expected_gains")
    bare = values(editor.send("expected_gains", {**fields, "row": "remove-0"}))
    asked = editor.send("expected_gains", {**bare, "save": "on"})
    assert asked.status_code == 200
    assert "Take your organisation’s answer away?" in said(asked)
    assert "Give an answer, or skip" not in said(asked)
    assert site.answer("expected_gains") == before
    done = editor.send("expected_gains", {**values(asked), "save": "away"})
    assert done.status_code == 302
    after = site.answer("expected_gains")
    assert isinstance(after, list) and "LB2" not in {row["member_id"] for row in after}
    nothing = editor.save("expected_gains")
    assert nothing.status_code == 422 and "Give an answer, or skip" in said(nothing)
