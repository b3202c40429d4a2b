"""Looking at a page: on a desk and on a phone, kept as pictures, with nothing in anybody's way."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.site import DESK, PHONE, SCREENS

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")


def barriers(page: Page, **only: object) -> list[str]:
    """What stands in the way of somebody who does not see, hear, point or read as we do."""
    page.evaluate(AXE)
    found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **only})
    return [
        f"{barrier['id']}: {node['html'][:200]}"
        for barrier in found["violations"]
        for node in barrier["nodes"]
    ]


def sticks_out(page: Page) -> list[str]:
    """Whatever makes the page wider than the screen."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
            [...document.querySelectorAll("body *")]
            .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map(each => each.outerHTML.slice(0, 200))"""
    )
    return found


def keep_whole(page: Page, name: str) -> None:
    """Keep a picture of the whole page; of a very long one, its beginning."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.screenshot(path=SCREENS / f"{name}.png", full_page=height < 8_000)


def look(page: Page, name: str) -> list[str]:
    """Look at a page at both sizes, and keep the pictures: what stands in anybody's way, "" where nothing does."""
    found, before = [], page.viewport_size
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        keep_whole(page, f"{name}-{size['width']}")
        found += [f"{name} {size['width']}: {fault}" for fault in (*barriers(page), *sticks_out(page))]
    if before is not None:
        page.set_viewport_size(before)
    return found
