"""Rules to play with in a real browser: without barriers, live with scripts, and whole without them."""

import pytest
from playwright.sync_api import Page, expect

from govflow.simulator.sums import SUMS
from tests.agreements.begun import example
from tests.browser.looking import look
from tests.browser.site import PHONE, Site, press_open, window

PAGES = ("", "/votes/ordinary_rule", "/power/amendment_rule", *(f"/sums/{matter}" for matter in SUMS))


def opened(site: Site, page: Page, name: str) -> str:
    """Open the agreement of an example: the address of what there is to play with."""
    press_open(page, site.link(example(name)))
    page.get_by_role("link", name="Try the rules").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Try the rules")
    return page.url


@pytest.mark.parametrize("name", ["lead_body_6", "spv_30"])
def test_nothing_to_play_with_has_a_barrier(site: Site, name: str) -> None:
    with window(site.browser) as page:
        start = opened(site, page, name)
        for each in PAGES:
            page.goto(start + each)
            assert look(page, f"playing-{name}{each.replace('/', '-')}") == []


def test_a_vote_is_counted_while_somebody_chooses_and_its_address_kept(site: Site) -> None:
    with window(site.browser) as page:
        page.goto(opened(site, page, "lead_body_6") + "/votes/major_rule")
        result = page.locator("#result")
        expect(result).to_contain_text("Carried")
        for member in ("Tamebrook Wellbeing Trust", "Brindlecroft Community CIO", "Lanternworks CIC"):
            page.get_by_label(f"What {member} does").select_option("against")
        expect(result).to_contain_text("3 for, 3 against")
        expect(result).to_contain_text("Lost")
        page.reload()
        expect(result).to_contain_text("3 for, 3 against")


def test_figures_are_worked_out_without_scripts_on_a_phone(site: Site) -> None:
    with window(site.browser, PHONE, scripts=False) as page:
        page.goto(opened(site, page, "lead_body_6") + "/sums/deficit")
        page.get_by_label("The deficit, once the reserve is used").fill("a lot")
        page.get_by_role("button", name="Work it out").click()
        expect(page.get_by_role("alert")).to_contain_text("is not a number")
        field = page.get_by_label("The deficit, once the reserve is used")
        expect(field).to_have_value("a lot")
        field.fill("£120,000")
        page.get_by_role("button", name="Work it out").click()
        expect(page.locator("#result")).to_be_in_viewport()
        expect(page.locator("#result")).to_contain_text("The members are called for")
