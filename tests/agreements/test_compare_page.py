"""Any two texts of an agreement compared: in place, clean, side by side, and as a list of sentences."""

from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from tests.agreements.begun import example
from tests.agreements.texts import answered, drafted, frozen, reader_of, reworded
from tests.watched import statements
from tests.web.checked_pages import CheckedClient, read_page, words

SHORT = "@board A meeting of the {term:board} may decide only while five are there."


def address_of(agreement_id: UUID, **query: str) -> str:
    return f"/agreements/{agreement_id}/compare?" + "&".join(f"{key}={value}" for key, value in query.items())


def compared(browser: CheckedClient, agreement_id: UUID, **query: str) -> Element:
    answer = browser.get(address_of(agreement_id, **query))
    assert answer.status_code == 200
    return read_page(answer.text)


def main(page: Element) -> str:
    return words(page.find(".//main"))


def part(page: Element, part_id: str) -> Element:
    found = page.find(f".//section[@id='{part_id}']")
    assert found is not None
    return found


def changed_since_frozen() -> UUID:
    """Frozen as 0.9, and then with another quorum and another name for the contact point."""
    agreement_id = drafted()
    frozen(agreement_id)
    answered(agreement_id, "quorum_board_count", 7)
    return agreement_id


def test_the_newest_version_is_compared_with_the_draft_unless_asked_otherwise(app: Flask) -> None:
    agreement_id = changed_since_frozen()
    page = compared(reader_of(app, agreement_id), agreement_id)
    assert "From version 0.9 to the working draft:" in main(page)
    chosen = [words(option) for option in page.iter("option") if option.get("selected") is not None]
    assert chosen == ["Version 0.9", "The working draft"]
    quorum = part(page, "quorum")
    assert words(quorum.find(".//del")) == "[deleted: 5 people]"
    assert words(quorum.find(".//ins")) == "[inserted: 7 people]"
    assert "Material “Quorum” is a matter of voting." in words(quorum)


def test_before_any_version_the_draft_is_compared_with_the_models_words(app: Flask) -> None:
    agreement_id = drafted()
    browser = reader_of(app, agreement_id)
    page = compared(browser, agreement_id)
    assert "Nothing changed" in main(page)
    reworded(agreement_id, "quorum", SHORT)
    page = compared(browser, agreement_id)
    assert "From the draft in the model’s words to the working draft:" in main(page)
    assert "Material “Quorum” was reworded." in words(part(page, "quorum"))
    # Nothing else was reworded, and a renumbering is told apart.
    assert len(page.findall(".//section[@class='compared']")) == 1


def test_nothing_changed_says_so(app: Flask) -> None:
    agreement_id = drafted()
    frozen(agreement_id)
    said = main(compared(reader_of(app, agreement_id), agreement_id))
    assert "Nothing changed" in said
    assert "From version 0.9 to the working draft every word is the same." in said


def test_the_list_tells_each_change_with_its_kind_and_class(app: Flask) -> None:
    agreement_id = changed_since_frozen()
    answered(agreement_id, "complaint_ack_days", 4)
    page = compared(reader_of(app, agreement_id), agreement_id, view="list")
    assert "1 material, 1 minor." in main(page)
    first, second = (words(line) for line in page.findall(".//main//ol[@class='changes']/li"))
    assert first == (
        "Clause 19.1: “5 people” replaced by “7 people” Figure Material “Quorum” is a matter of voting."
    )
    assert second == (
        "Clause 32.3: “3 days” replaced by “4 days” "
        "Figure Minor Nothing in it is on the list of material changes."
    )


def test_side_by_side_shows_what_went_on_the_left_and_what_came_on_the_right(app: Flask) -> None:
    agreement_id = changed_since_frozen()
    page = compared(reader_of(app, agreement_id), agreement_id, view="side")
    row = next(each for each in part(page, "quorum").iter("div") if "differs" in each.get("class", ""))
    left, right = row.findall("div")
    assert (words(left.find(".//del")), left.find(".//ins")) == ("[deleted: 5 people]", None)
    assert (words(right.find(".//ins")), right.find(".//del")) == ("[inserted: 7 people]", None)


def test_the_clean_view_reads_without_marks_and_without_what_is_gone(app: Flask) -> None:
    agreement_id = changed_since_frozen()
    reworded(agreement_id, "quorum", SHORT)
    quorum = part(compared(reader_of(app, agreement_id), agreement_id, view="clean"), "quorum")
    assert "A meeting of the Board may decide only while five are there." in words(quorum)
    assert "rounded to the nearest whole number" not in words(quorum)
    assert quorum.find(".//ins") is None
    assert quorum.find(".//del") is None
    assert [each.get("class") for each in quorum.findall(".//p") if "level" in each.get("class", "")] == [
        "level-1 reworded"
    ]


def test_a_clause_that_is_gone_is_told_and_its_neighbours_only_renumbered(app: Flask) -> None:
    agreement_id = drafted()
    frozen(agreement_id)
    answers = example("lead_body_6")["answers"]
    assert isinstance(answers, dict)
    for question in ("brand_owner", "brand_rules", "brand_exit_days"):
        if question in answers:
            answered(agreement_id, question, None)
    frozen(agreement_id, "1.0")
    page = compared(
        reader_of(app, agreement_id), agreement_id, **{"from": "0.9", "to": "1.0", "view": "list"}
    )
    assert "From version 0.9 to version 1.0:" in main(page)


def test_the_two_can_be_swapped(app: Flask) -> None:
    agreement_id = changed_since_frozen()
    page = compared(reader_of(app, agreement_id), agreement_id, **{"from": "draft", "to": "0.9"})
    assert words(part(page, "quorum").find(".//ins")) == "[inserted: 5 people]"
    swap = next(link for link in page.iter("a") if words(link) == "Swap the two")
    assert "from=0.9&to=draft" in swap.attrib["href"]


def test_another_name_of_the_consortium_is_told_before_the_clauses(app: Flask) -> None:
    agreement_id = drafted()
    frozen(agreement_id)
    answered(agreement_id, "consortium_name", "The Other Partnership")
    said = main(compared(reader_of(app, agreement_id), agreement_id))
    assert "Title, parties and signing" in said
    assert "The title: “Tamebrook Wellbeing Partnership” replaced by “The Other Partnership”" in said


@pytest.mark.parametrize("query", [{"from": "0.1"}, {"to": "none"}, {"from": "draft", "to": "../0.9"}])
def test_a_text_that_is_not_there_is_not_compared(app: Flask, query: dict[str, str]) -> None:
    agreement_id = drafted()
    assert reader_of(app, agreement_id).get(address_of(agreement_id, **query)).status_code == 404


def test_a_view_that_is_not_there_is_the_redline(app: Flask) -> None:
    agreement_id = changed_since_frozen()
    page = compared(reader_of(app, agreement_id), agreement_id, view="upside-down")
    current = [words(link) for link in page.iter("a") if link.get("aria-current") == "page"]
    assert current == ["Redline"]


def test_comparing_asks_as_often_for_thirty_members_as_for_six(app: Flask) -> None:
    asked = []
    for name in ("lead_body_6", "spv_30"):
        agreement_id = drafted(example(name))
        frozen(agreement_id)
        browser = reader_of(app, agreement_id)
        browser.get(f"/agreements/{agreement_id}")
        with statements() as sent:
            compared(browser, agreement_id)
        asked.append(len(sent))
    assert asked[0] == asked[1]
