"""The agreement as it is read, its versions, and the draft to take away."""

import uuid
from collections import Counter
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from govflow import blobs
from govflow.agreements.printing import FORGOTTEN, KEPT_FOR, forget_draft, order, printing
from govflow.agreements.printing import drafted as in_hand
from govflow.agreements.queries import version_named
from govflow.agreements.text_queries import working_text
from govflow.clock import SetClock
from govflow.core.fingerprint import digest
from govflow.core.permissions import Role
from govflow.jobs.services import Job
from govflow.jobs.worker import drain
from tests.agreements.begun import example
from tests.agreements.texts import answered, drafted, frozen, reader_of, reworded
from tests.stage import released
from tests.watched import statements
from tests.web.checked_pages import read_page, words
from tests.web.people import joined, person, signed_in, submit

SIZES = ("lead_body_6", "alliance_19", "spv_30")


def test_a_member_reads_the_agreement(app: Flask) -> None:
    agreement_id = drafted()
    page = read_page(reader_of(app, agreement_id).get(f"/agreements/{agreement_id}").text)
    assert words(page.find(".//h1")) == "Joint venture agreement"
    said = words(page)
    assert "Tamebrook Wellbeing Partnership" in said
    assert "Alice Fictional" in said
    assert "no open points" in said
    assert "Nothing is open" in said
    assert "A solicitor should read your agreement" in said


def test_who_has_no_role_there_finds_nothing(app: Flask) -> None:
    mine, theirs = drafted(), drafted()
    browser = reader_of(app, mine, Role.DRAFTER)
    for place in ("", "/versions", "/compare", "/clauses/quorum/edit", "/draft.txt", "/draft.pdf"):
        assert browser.get(f"/agreements/{mine}{place}").status_code == 200
        assert browser.get(f"/agreements/{theirs}{place}").status_code == 404
        assert browser.get(f"/agreements/{uuid.uuid4()}{place}").status_code == 404


def behind(page: Element, clause: str) -> str:
    """What stands under a clause."""
    parents = {child: parent for parent in page.iter() for child in parent}
    section = page.find(f".//section[@id='{clause}']")
    assert section is not None
    siblings = list(parents[section])
    return words(siblings[siblings.index(section) + 1])


def test_each_clause_says_why_it_is_there_and_which_questions_feed_it(app: Flask) -> None:
    agreement_id = drafted()
    page = read_page(reader_of(app, agreement_id).get(f"/agreements/{agreement_id}").text)
    said = behind(page, "quorum")
    assert "Why this clause" in said
    assert "so that a handful cannot decide for all" in said
    assert "Ask a solicitor" in said
    assert "Quorum of the board" in said
    assert f"/agreements/{agreement_id}/questions/quorum_board_count" in {
        link.get("href") for link in page.iter("a")
    }


def test_only_a_drafter_is_offered_to_reword(app: Flask) -> None:
    agreement_id = drafted()
    edits = f"/agreements/{agreement_id}/clauses/quorum/edit"
    for role, offered in ((Role.DRAFTER, True), (Role.BOARD_MEMBER, False), (Role.CHIEF_OFFICER, False)):
        page = read_page(reader_of(app, agreement_id, role).get(f"/agreements/{agreement_id}").text)
        assert (edits in {link.get("href") for link in page.iter("a")}) is offered


def test_a_clause_in_other_words_is_marked(app: Flask) -> None:
    agreement_id = drafted()
    browser = reader_of(app, agreement_id)
    assert "Changed from the model text" not in browser.get(f"/agreements/{agreement_id}").text
    reworded(agreement_id, "quorum", "Five are enough.")
    page = read_page(browser.get(f"/agreements/{agreement_id}").text)
    assert "Changed from the model text" in behind(page, "quorum")
    assert "Changed from the model text" not in behind(page, "deadlock-and-veto")


def test_whoever_reads_next_reads_what_was_changed(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = reader_of(app, agreement_id), f"/agreements/{agreement_id}"
    assert "The Other Partnership" not in browser.get(address).text
    answered(agreement_id, "consortium_name", "The Other Partnership")
    assert "The Other Partnership" in browser.get(address).text


def test_the_page_asks_the_database_as_often_for_thirty_members_as_for_six(app: Flask) -> None:
    first: dict[str, int] = {}
    again: dict[str, int] = {}
    for name in SIZES:
        agreement_id = drafted(example(name))
        browser = reader_of(app, agreement_id)
        for asked in (first, again):
            with statements() as sent:
                assert browser.get(f"/agreements/{agreement_id}").status_code == 200
            asked[name] = len(sent)
    assert len(set(first.values())) == 1, first
    assert len(set(again.values())) == 1, again
    assert first["spv_30"] <= 16
    # What was read a moment ago is not put together again.
    assert again["spv_30"] < first["spv_30"]


def test_what_is_open_leads_to_its_place(app: Flask) -> None:
    source = example("lead_body_6")
    answers = source["answers"]
    assert isinstance(answers, dict)
    answers["start_date"] = "soon"
    agreement_id = drafted(source)
    page = read_page(reader_of(app, agreement_id).get(f"/agreements/{agreement_id}").text)
    assert "2 open points" in words(page.find(".//main"))
    points = [words(point) for point in page.iterfind(".//aside//li")]
    assert points[0].startswith("To mend: Start date is not a date.")
    assert points[1].startswith("To agree: “Start date” is still to be agreed.")
    questions = f"/agreements/{agreement_id}/questions/start_date"
    assert {link.get("href") for link in page.iterfind(".//aside//li//a")} == {
        "#term-commencement",
        questions,
    }


def test_before_anything_is_frozen_the_list_of_versions_says_so(app: Flask) -> None:
    agreement_id = drafted()
    said = words(read_page(reader_of(app, agreement_id).get(f"/agreements/{agreement_id}/versions").text))
    assert "No version yet" in said


def test_a_version_reads_as_it_was_frozen_with_its_digest_and_who_froze_it(app: Flask) -> None:
    source = example("lead_body_6")
    answers = source["answers"]
    assert isinstance(answers, dict)
    answers["trust_meetings_min"] = 3
    agreement_id = drafted(source)
    frozen(agreement_id, who=person("Robin Drafter"))
    version = version_named(agreement_id, "0.9")
    assert version is not None
    answered(agreement_id, "consortium_name", "The Other Partnership")
    browser = reader_of(app, agreement_id)
    listed = words(read_page(browser.get(f"/agreements/{agreement_id}/versions").text))
    assert "Version 0.9" in listed
    assert "Robin Drafter" in listed
    assert version.digest[:8] in listed
    page = read_page(browser.get(f"/agreements/{agreement_id}/versions/0.9").text)
    said = words(page)
    assert words(page.find(".//h1")) == "Version 0.9"
    assert version.digest in said
    assert "By Robin Drafter" in said
    assert "For the boards" in said
    assert "Left because: They know each other" in said
    assert "Tamebrook Wellbeing Partnership" in said
    assert "The Other Partnership" not in words(page.find(".//article"))
    assert "Why this clause" not in said
    assert browser.get(f"/agreements/{agreement_id}/versions/0.8").status_code == 404


def test_the_list_of_versions_asks_as_often_for_three_as_for_one(app: Flask) -> None:
    asked = []
    for names in (("1",), ("1", "2", "3")):
        agreement_id = drafted()
        for name in names:
            answered(agreement_id, "consortium_name", f"The Partnership {name}")
            frozen(agreement_id, name)
        browser = reader_of(app, agreement_id)
        browser.get(f"/agreements/{agreement_id}")
        with statements() as sent:
            listed = browser.get(f"/agreements/{agreement_id}/versions")
        asked.append(len(sent))
        assert [words(each) for each in read_page(listed.text).findall(".//main//ol//h2/a")] == [
            f"Version {name}" for name in reversed(names)
        ]
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("kind", "mimetype"), [("html", "text/html"), ("txt", "text/plain"), ("json", "application/json")]
)
def test_the_draft_is_taken_away_and_says_that_it_is_one(app: Flask, kind: str, mimetype: str) -> None:
    agreement_id = drafted()
    file = reader_of(app, agreement_id).get(f"/agreements/{agreement_id}/draft.{kind}")
    assert file.mimetype == mimetype
    assert file.headers["Content-Disposition"] == f'attachment; filename="agreement-draft.{kind}"'
    assert "Tamebrook Wellbeing Partnership" in file.text
    assert "Not legal advice" in file.text
    assert "Draft" in file.text


def test_only_the_forms_there_are_can_be_taken_away(app: Flask) -> None:
    agreement_id = drafted()
    assert reader_of(app, agreement_id).get(f"/agreements/{agreement_id}/draft.docx").status_code == 404


def test_the_draft_is_printed_in_the_background(app: Flask) -> None:
    agreement_id = drafted()
    browser, address = reader_of(app, agreement_id), f"/agreements/{agreement_id}/draft.pdf"
    assert "Print the PDF" in browser.get(address).text
    waiting = f"{address}?wait=yes"
    assert submit(browser, address).location == waiting
    assert "Printing. It takes about 10 seconds." in browser.get(waiting).text
    drain()
    assert "Your file is ready" in browser.get(waiting).text
    file = browser.get(address)
    assert file.mimetype == "application/pdf"
    assert file.data.startswith(b"%PDF-")
    # Another draft is another file; the one that was printed is not handed out for it.
    answered(agreement_id, "consortium_name", "The Other Partnership")
    assert "Print the PDF" in browser.get(address).text


def test_a_printed_draft_is_forgotten_unless_it_was_printed_again_that_day(
    app: Flask, clock: SetClock
) -> None:
    text = working_text(drafted())
    order(text)
    drain()
    kept = printing(text).kept
    assert blobs.get(kept).startswith(b"%PDF-")
    job = Job(uuid.uuid4(), FORGOTTEN, {"content": digest(in_hand(text).data), "kept": kept}, 1, uuid.uuid4())
    forget_draft(job, print)
    assert blobs.has(kept)
    clock.moment += KEPT_FOR
    assert not printing(text).ordered
    forget_draft(job, print)
    assert not blobs.has(kept)


def test_a_draft_that_no_typeface_can_print_is_not_printed_and_says_why(app: Flask) -> None:
    agreement_id = drafted()
    answered(agreement_id, "consortium_name", "The \U00012000 Partnership")
    browser, address = reader_of(app, agreement_id), f"/agreements/{agreement_id}/draft.pdf"
    submit(browser, address)
    drain()
    said = words(read_page(browser.get(address).text))
    assert "no typeface here has the character U+12000" in said
    assert "Try again" in said
    submit(browser, address)
    assert "Printing." in browser.get(address).text


STRANGE = (
    "<script>alert(1)</script>",
    "\"><img src='x' onerror='alert(1)'>",
    "</td></table></main><iframe src='//elsewhere.example'></iframe>",
    "{{ 7 * 7 }} {% include 'base.html' %}",
    'Cymdeithas Tŷ Ŵyl & Llŷn "Âu"',
    "עמותה חברתית جمعية",
    "O'Brien & Sons' <b>bold</b> -->",
)


def with_words(texts: tuple[str, ...]) -> dict[str, object]:
    """The example with other words wherever people write some."""
    source = example("lead_body_6")
    members, answers = source["members"], source["answers"]
    assert isinstance(members, list) and isinstance(answers, dict)
    for member, text in zip(members, texts, strict=False):
        member.update(legal_name=text, registered_office=text, role=text)
    answers["consortium_name"], answers["purpose_statement"] = texts[5:]
    for row, text in zip(answers["delivery_matrix"], texts, strict=False):
        row["what"] = text
    # What nobody asked is an open point, and quoted there.
    answers[texts[0]] = texts[1]
    return source


def test_somebodys_words_stay_words(app: Flask) -> None:
    pages: list[Element] = []
    for texts in (tuple("abcdefg"), STRANGE):
        agreement_id = drafted(with_words(texts))
        browser = reader_of(app, agreement_id, name=texts[0])
        pages.append(read_page(browser.get(f"/agreements/{agreement_id}").text))
    plain, strange = pages
    assert Counter(each.tag for each in strange.iter()) == Counter(each.tag for each in plain.iter())
    # Quotation marks are set right in an agreement; all else stands as it was written.
    said = words(strange).translate(str.maketrans("‘’“”", "''\"\""))
    assert [text for text in STRANGE if text not in said] == []


def test_once_it_is_signed_the_agreement_reads_as_it_was_signed(app: Flask, clock: SetClock) -> None:
    play = released(clock)
    browser = signed_in(app, joined(play.consortium_id, "LB2", Role.BOARD_MEMBER))
    answer = browser.get(f"/agreements/{play.agreement_id}", follow_redirects=True)
    assert answer.request.path.endswith("/versions/0.9")
    assert "This is what was signed, dated" in answer.text
    assert "Working draft" not in answer.text and "Compare with the working draft" not in answer.text
