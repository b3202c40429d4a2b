"""Pages in a real browser: at a desk, on a phone, by keyboard, in the dark, on paper, and without scripts."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TypeAlias
from uuid import UUID

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from govflow.core.permissions import Role
from govflow.jobs.worker import drain
from govflow.transaction import at_work
from tests.agreements.begun import example
from tests.agreements.texts import answered, frozen, reworded
from tests.browser.looking import barriers, look, sticks_out
from tests.browser.site import DESK, PHONE, Scheme, Site, Source, keep_screen, press_open, window

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])

Read: TypeAlias = Callable[..., Page]

SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@pytest.fixture
def read(site: Site) -> Iterator[Read]:
    """Open a page anew, as its reader: an agreement's by its name, or another address."""
    with ExitStack() as windows:

        def read(what: str, size: ViewportSize, scheme: Scheme = "light") -> Page:
            address, state = (
                site.opened(what, AGREEMENTS[what]) if what in AGREEMENTS else (site.address + what, None)
            )
            page = windows.enter_context(window(site.browser, size, scheme=scheme, signed_in=state))
            page.goto(address)
            return page

        yield read


def with_long_words_and_open_points() -> Source:
    """What a page finds hard: words that do not break, names of three lines, and much that nobody answered."""
    source = example("lead_body_6")
    members, answers = source["members"], source["answers"]
    assert isinstance(members, list) and isinstance(answers, dict)
    place = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    members[0]["legal_name"] = f"The {place} and District Association for the Advancement of Wellbeing"
    members[1]["registered_office"] = "https://example.org/" + "address" * 12
    answers["consortium_name"] = f"Partneriaeth Lles {place}"
    for row in (*answers["kpis"], *answers["delivery_matrix"]):
        row.update({name: place for name, value in row.items() if isinstance(value, str) and " " in value})
    answers["start_date"] = "soon"
    return source | {"answers": dict(list(answers.items())[30:])}


AGREEMENTS: dict[str, Callable[[], Source]] = {
    "six": lambda: example("lead_body_6"),
    "thirty": lambda: example("spv_30"),
    "hard": with_long_words_and_open_points,
}


def test_a_link_is_opened_and_the_agreement_is_read(site: Site) -> None:
    asked, said = [], []
    with window(site.browser) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        link = site.link(example("lead_body_6"))
        page.goto(link)
        keep_screen(page, "open")
        page.get_by_role("button", name="Open").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Joint venture agreement")
        expect(page.get_by_role("heading", name="Is this legally binding?")).to_be_attached()
        page.goto(link)
        page.get_by_role("button", name="Open").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing here for you")
        keep_screen(page, "nothing-here")
    assert [each for each in asked if not each.startswith(site.address)] == []
    # The browser tells there of whatever the page's own policy forbids; the 404 above is one line.
    assert [each for each in said if "404" not in each] == []


@SIZES
def test_the_agreement_has_no_barrier(read: Read, size: ViewportSize) -> None:
    page = read("six", size)
    keep_screen(page, f"agreement-{size['width']}-light")
    assert sticks_out(page) == []
    assert barriers(page) == []
    page.emulate_media(color_scheme="dark")
    keep_screen(page, f"agreement-{size['width']}-dark")
    assert barriers(page, runOnly=["color-contrast"]) == []


@pytest.mark.parametrize("address", ["/", "/open/any", "/nowhere"])
def test_the_small_pages_have_no_barrier(read: Read, address: str) -> None:
    page = read(address, DESK)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert sticks_out(page) == []
            assert barriers(page) == []


@SIZES
def test_open_points_have_no_barrier(read: Read, size: ViewportSize) -> None:
    page = read("hard", size)
    if size is PHONE:
        page.get_by_role("link", name="open points").click()
    expect(page.get_by_text("Start date is not a date.")).to_be_visible()
    keep_screen(page, f"open-points-{size['width']}")
    page.evaluate("document.querySelector('.agreement').remove()")
    assert barriers(page) == []


@pytest.mark.parametrize("agreement", ["hard", "thirty"])
def test_nothing_is_wider_than_the_screen(read: Read, agreement: str) -> None:
    page = read(agreement, PHONE)
    for width in (320, 700, 1000, 1360):
        page.set_viewport_size({"width": width, "height": 800})
        for place in ("schedule-delivery", "schedule-measures", "execution-page"):
            page.locator(f"#{place}").evaluate("each => each.scrollIntoView()")
            keep_screen(page, f"{agreement}-{width}-{place}")
        assert sticks_out(page) == [], width
    page.set_viewport_size(PHONE)
    for larger in ("150%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size; scroll(0, 0); }", larger)
        keep_screen(page, f"{agreement}-{PHONE['width']}-text-{larger}")
        assert sticks_out(page) == [], larger
        for_whom = page.locator(".you-for").bounding_box()
        assert for_whom is not None and for_whom["width"] > 100, larger


def test_a_table_on_a_phone_names_its_columns(read: Read) -> None:
    page = read("six", PHONE)
    cells = page.locator("#schedule-parties tbody tr").first.locator("td")
    named = [each.evaluate("each => getComputedStyle(each, '::before').content") for each in cells.all()]
    assert named == ['"Ref: "', '"Name: "', '"Legal form: "', '"Registered number: "', '"Nation: "']


def test_contents_make_way_on_a_phone(read: Read) -> None:
    page = read("six", PHONE)
    contents = page.get_by_role("navigation", name="Contents")
    expect(contents).to_be_hidden()
    page.get_by_role("link", name="Contents", exact=True).first.click()
    expect(contents).to_be_in_viewport()
    keep_screen(page, "contents-320")
    contents.get_by_role("link", name="General terms").click()
    expect(page.get_by_role("heading", name="General terms")).to_be_in_viewport()
    expect(contents).to_be_hidden()
    keep_screen(page, "clause-320")


def test_contents_and_open_points_stay_beside_the_text_at_a_desk(read: Read) -> None:
    page = read("hard", DESK)
    contents = page.get_by_role("navigation", name="Contents")
    contents.get_by_role("link", name="Execution", exact=True).click()
    expect(page.get_by_role("heading", name="Execution", exact=True)).to_be_in_viewport()
    expect(contents).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Open points")).to_be_in_viewport()
    page.get_by_role("link", name="Show it in the text").first.click()
    expect(page.get_by_role("heading", name="Start and length")).to_be_in_viewport()


@SIZES
def test_the_first_key_leads_to_the_text(read: Read, size: ViewportSize) -> None:
    page = read("six", size)
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    keep_screen(page, f"skip-{size['width']}")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_button_of_a_link_is_pressed_by_key(site: Site) -> None:
    with window(site.browser) as page:
        page.goto(site.link(example("lead_body_6")))
        button = page.get_by_role("button", name="Open")
        for _ in range(4):
            page.keyboard.press("Tab")
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Joint venture agreement")


def test_on_paper_stand_the_text_and_the_warning_alone(read: Read) -> None:
    page = read("hard", DESK, "dark")
    page.emulate_media(media="print")
    for there in ("Joint venture agreement", "govflow gives no legal advice.", "Working draft."):
        expect(page.get_by_text(there).first).to_be_visible()
    for away in (
        page.get_by_role("navigation"),
        page.get_by_role("complementary"),
        page.get_by_role("banner"),
    ):
        expect(away).to_be_hidden()
    expect(page.locator(".agreement")).to_have_css("color", "rgb(22, 33, 31)")
    expect(page.locator("html")).to_have_css("color-scheme", "light")
    expect(page.locator("body")).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    keep_screen(page, "paper")


def test_everything_works_without_scripts(site: Site) -> None:
    with window(site.browser, PHONE, scripts=False) as page:
        press_open(page, site.link(example("lead_body_6")))
        expect(page.get_by_role("heading", level=1)).to_have_text("Joint venture agreement")
        page.get_by_role("link", name="Contents", exact=True).first.click()
        page.get_by_role("link", name="Start and length").click()
        expect(page.get_by_role("heading", name="Start and length")).to_be_in_viewport()


def in_hand(page: Page) -> UUID:
    """The agreement that a page is about."""
    found = re.search(r"/agreements/([0-9a-f-]{36})", page.url)
    assert found is not None
    return UUID(found.group(1))


@pytest.fixture
def drafter(site: Site) -> Iterator[Page]:
    """A drafter who has the agreement open."""
    with window(site.browser) as page:
        press_open(page, site.link(example("lead_body_6"), Role.DRAFTER))
        yield page


def test_a_clause_is_reworded_looked_at_and_saved(site: Site, drafter: Page) -> None:
    drafter.get_by_role("link", name="Reword clause 19", exact=True).click()
    expect(drafter.get_by_role("heading", level=1)).to_have_text("Reword “Quorum”")
    words = drafter.get_by_label("19.1 paragraph 1", exact=True)
    words.fill(words.input_value().replace("with a seat on it", "in {offiice}"))
    assert look(drafter, "reword") == []
    drafter.get_by_role("button", name="See what changes").click()
    expect(drafter.get_by_role("alert")).to_contain_text("Nothing here is called {offiice}.")
    assert look(drafter, "reword-wrong") == []
    words.fill(words.input_value().replace("{offiice}", "office"))
    drafter.get_by_role("button", name="See what changes").click()
    expect(drafter.get_by_role("heading", name="How it would read")).to_be_in_viewport()
    assert look(drafter, "reword-preview") == []
    drafter.get_by_role("button", name="Save these words").click()
    expect(drafter.get_by_text("“Quorum” is saved in your words.")).to_be_visible()
    expect(drafter.get_by_text("at least 5 people in office are present.")).to_be_visible()
    drafter.get_by_role("link", name="Changed from the model text").click()
    expect(drafter.locator(".compared ins").first).to_contain_text("in office")


def test_who_comes_late_is_shown_all_three_texts(site: Site, drafter: Page) -> None:
    drafter.get_by_role("link", name="Reword clause 19", exact=True).click()
    with at_work(site.app):
        reworded(in_hand(drafter), "quorum", "@board Six are enough for the {term:board}.")
    drafter.get_by_label("19.1 paragraph 1", exact=True).fill("Five are enough for the {Board}.")
    drafter.get_by_role("button", name="Save these words").click()
    expect(drafter.get_by_role("heading", level=1)).to_have_text("Somebody else reworded this clause")
    assert look(drafter, "stale") == []
    drafter.get_by_role("button", name="Go on editing yours").click()
    expect(drafter.get_by_label("paragraph 1").first).to_have_value("Five are enough for the {Board}.")


def test_texts_are_compared_without_barriers(site: Site, drafter: Page) -> None:
    agreement_id = in_hand(drafter)
    with at_work(site.app):
        frozen(agreement_id)
        answered(agreement_id, "quorum_board_count", 7)
        answered(agreement_id, "consortium_name", "The Other Partnership")
        reworded(agreement_id, "deadlock-and-veto", "They talk again, and again.")
    drafter.get_by_role("link", name="Versions").click()
    assert look(drafter, "versions") == []
    drafter.get_by_role("link", name="Version 0.9").click()
    expect(drafter.get_by_role("button", name="Copy")).to_be_visible()
    assert look(drafter, "version") == []
    drafter.get_by_role("link", name="Compare with the working draft").click()
    for view in ("Redline", "Clean", "Side by side", "List of changes"):
        drafter.get_by_role("link", name=view, exact=True).click()
        expect(drafter.get_by_role("link", name=view, exact=True)).to_have_attribute("aria-current", "page")
        assert look(drafter, f"compare-{view.split()[0].lower()}") == []
        drafter.emulate_media(color_scheme="dark")
        keep_screen(drafter, f"compare-{view.split()[0].lower()}-dark")
        assert barriers(drafter, runOnly=["color-contrast"]) == []
        drafter.emulate_media(color_scheme="light")


def test_the_printed_draft_comes_by_itself(site: Site, drafter: Page) -> None:
    drafter.get_by_text("Download the draft").click()
    drafter.get_by_role("link", name="PDF").click()
    drafter.get_by_role("button", name="Print the PDF").click()
    expect(drafter.get_by_text("Printing. It takes about 10 seconds.")).to_be_visible()
    drafter.reload()
    assert barriers(drafter) == []
    with at_work(site.app):
        drain()
    expect(drafter.get_by_role("heading", name="Your file is ready")).to_be_visible()
    with drafter.expect_download() as download:
        drafter.get_by_role("link", name="Download the PDF").click()
    assert download.value.suggested_filename == "agreement-draft.pdf"


def test_a_clause_is_reworded_without_scripts_on_a_phone(site: Site) -> None:
    with window(site.browser, PHONE, scripts=False) as page:
        press_open(page, site.link(example("lead_body_6"), Role.DRAFTER))
        page.get_by_role("link", name="Reword clause 19", exact=True).click()
        page.get_by_role("button", name="Add one below paragraph 1", exact=True).click()
        page.get_by_label("Without a number paragraph 2", exact=True).fill("Nobody counts twice.")
        page.get_by_role("button", name="Take out paragraph 3", exact=True).click()
        expect(page.get_by_role("button", name="Put it back paragraph 3")).to_be_visible()
        page.get_by_role("button", name="Save these words").click()
        expect(page.get_by_text("Nobody counts twice.")).to_be_visible()
