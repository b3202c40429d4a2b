"""What a script adds to a page: each tried alone, in a real browser, on the page of components."""

import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, ViewportSize, expect

from govflow import create_app
from govflow.settings import Settings
from tests.browser.looking import barriers, sticks_out
from tests.browser.site import PHONE, a_browser, keep_screen, listening, window
from tests.browser.test_reading import SCHEMES, SIZES


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, str]]:
    """A browser, and a server that shows its components."""
    data = tmp_path_factory.mktemp("components") / "instance"
    shutil.copytree(sqlite_template, data)
    app = create_app(Settings(data=data, demo=True))
    with a_browser() as browser, listening(app) as address:
        yield browser, f"{address}/components"


@pytest.fixture
def page(server: tuple[Browser, str]) -> Iterator[Page]:
    """The page of components, and nothing said about it in the browser's console."""
    browser, address = server
    said = []
    with window(browser, permissions=("clipboard-read", "clipboard-write")) as page:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        yield page
        assert [each for each in said if "422" not in each] == []


def cells(page: Page) -> list[list[str]]:
    """What stands in the table that is filled in."""
    return [
        [cell.input_value() for cell in row.locator("input").all()]
        for row in page.locator("table[data-rows] tbody tr").all()
    ]


def names(page: Page) -> list[str | None]:
    return [each.get_attribute("name") for each in page.locator("table[data-rows] tbody input").all()]


def paste(page: Page, place: str, text: str) -> None:
    page.get_by_label(place, exact=True).evaluate(
        """(cell, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


@SIZES
def test_the_components_have_no_barrier(server: tuple[Browser, str], size: ViewportSize) -> None:
    browser, address = server
    for scheme in SCHEMES:
        with window(browser, size, scheme=scheme) as page:
            page.goto(address)
            keep_screen(page, f"components-{size['width']}-{scheme}")
            assert sticks_out(page) == []
            assert barriers(page) == []
            page.get_by_role("button", name="Send").click()
            expect(page.get_by_text("There is a problem")).to_be_visible()
            assert sticks_out(page) == []
            assert barriers(page) == []


def test_what_is_pressed_is_large_enough_for_a_thumb(server: tuple[Browser, str]) -> None:
    browser, address = server
    with window(browser, PHONE) as page:
        page.goto(address)
        for each in page.locator(
            "button:visible, .button:visible, main input:visible, main select:visible"
        ).all():
            box = each.bounding_box()
            assert box is not None
            assert box["height"] >= 44, each.evaluate("each => each.outerHTML")


def test_what_is_wrong_takes_the_focus(page: Page) -> None:
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your full name")).to_be_focused()


def test_a_button_pressed_twice_sends_once(page: Page) -> None:
    asked = []
    page.on("request", lambda request: asked.append(request.method))
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    assert asked.count("POST") == 1


def test_after_back_the_button_sends_again(page: Page) -> None:
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("There is a problem")).to_have_count(0)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()


def test_who_leaves_with_words_unsent_is_asked(page: Page, server: tuple[Browser, str]) -> None:
    asked = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(server[1])
    assert asked == []
    page.get_by_label("Why?").fill("Because the fee was agreed in May.")
    page.goto(server[1])
    assert asked == ["beforeunload"]
    page.get_by_label("Why?").fill("Because.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    assert asked == ["beforeunload"]
    # A press that saves nothing shows the same words again. (Browsers ask only who has touched the page.)
    with page.expect_navigation():
        page.get_by_role("button", name="Show what this changes").click()
    page.get_by_label("Why?").click()
    page.goto(server[1])
    assert asked == ["beforeunload"] * 2


def test_a_fingerprint_is_copied_without_its_spaces(page: Page) -> None:
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("9f86d081884c7d659a2feaa0")


def test_while_somebody_types_the_page_shows_what_it_changes(page: Page) -> None:
    page.get_by_label("Most that each member can owe").press_sequentially("250000")
    expect(page.locator("#preview")).to_have_text("Each member owes at most £250000.")
    expect(page.get_by_label("Most that each member can owe")).to_be_focused()


def test_rows_are_added_moved_and_removed_and_stay_numbered(page: Page) -> None:
    page.get_by_label("Service, row 1", exact=True).fill("Day centre")
    page.get_by_role("button", name="Add a row").click()
    expect(page.get_by_label("Service, row 3")).to_be_focused()
    page.get_by_label("Service, row 3").fill("Transport")
    page.get_by_role("button", name="Up row 3").click()
    expect(page.get_by_role("button", name="Up row 2")).to_be_focused()
    assert cells(page) == [["Day centre", ""], ["Transport", ""], ["", ""]]
    page.get_by_role("button", name="Remove row 1").click()
    assert cells(page) == [["Transport", ""], ["", ""]]
    assert names(page) == ["shares-0-service", "shares-0-share", "shares-1-service", "shares-1-share"]
    expect(page.get_by_label("Service, row 1", exact=True)).to_be_focused()


def test_the_last_row_is_emptied_and_stays(page: Page) -> None:
    page.get_by_role("button", name="Remove row 2").click()
    page.get_by_label("Service, row 1", exact=True).fill("Day centre")
    page.get_by_role("button", name="Remove row 1").click()
    assert cells(page) == [["", ""]]


def test_rows_are_pasted_from_a_spreadsheet(page: Page) -> None:
    paste(page, "Service, row 2", "Day centre\t40.00\r\nTransport\t35.50\r\nAdvice\t24.50\r\n")
    assert cells(page) == [["", ""], ["Day centre", "40.00"], ["Transport", "35.50"], ["Advice", "24.50"]]
    assert names(page)[-1] == "shares-3-share"


def test_one_cell_is_pasted_as_anywhere(page: Page) -> None:
    """The script leaves it to the browser, which the made-up paste of this test does not reach."""
    paste(page, "Service, row 1", "Day centre")
    assert cells(page) == [["", ""], ["", ""]]


def test_the_words_of_a_timeline_lie_side_by_side(page: Page) -> None:
    """As the browser sets them: their width is only reckoned where they are placed."""
    box = page.locator(".timeline svg").bounding_box()
    words = [each.bounding_box() for each in page.locator(".timeline text").all()]
    assert box is not None and len(words) > 12
    for one, other in combinations([each for each in words if each is not None], 2):
        across = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
        down = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
        # A line of type is taller than its letters.
        assert across < 1 or down < 4
    assert max(each["x"] + each["width"] for each in words if each is not None) <= box["x"] + box["width"]


def test_without_scripts_every_button_still_sends(server: tuple[Browser, str]) -> None:
    browser, address = server
    with window(browser, PHONE, scripts=False) as page:
        page.goto(address)
        page.get_by_label("Most that each member can owe").fill("250000")
        page.get_by_role("button", name="Show what this changes").click()
        expect(page.locator("#preview")).to_have_text("Each member owes at most £250000.")
        expect(page.get_by_text("There is a problem")).to_have_count(0)
        page.get_by_role("button", name="Add a row").click()
        expect(page.get_by_label("Service, row 3")).to_be_visible()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("There is a problem")).to_be_visible()
