"""From an empty server to a first complete draft, in a real browser, as somebody who was never here before.

Somebody lets her in at the command line; everything else she does herself, at a desk and on a phone, with scripts and
without. Every field she fills in and every press is counted: what that takes a person is in docs/decisions.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, ViewportSize, expect

from govflow import create_app
from govflow.catalogue.loader import load
from govflow.cli import govflow
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.browser.looking import look
from tests.browser.site import DESK, PHONE, a_browser, listening, window
from tests.web.people import code_in_mail

DORA = "dora@example.org"
PURPOSE = "To help people who leave hospital to settle again at home, near those who know them."
MEMBERS = (
    ("Hollin Bank Trust", "Charitable company limited by guarantee", "9900001"),
    ("Careful Steps CIO", "Charitable incorporated organisation", "9900002"),
    ("Fenwick Carers", "We will tell later", ""),
)

WORDS_A_MINUTE, LETTERS_A_WORD = 40, 5
SECONDS_A_PRESS, SECONDS_A_PAGE = 2, 12
"""What a person takes: to aim and press, and to find their way on a page they never saw."""


@dataclass
class Walk:
    """What somebody did on the way."""

    page: Page
    looks: bool
    pages: int = 0
    presses: int = 0
    fields: int = 0
    letters: int = 0
    faults: list[str] = field(default_factory=list)

    def arrive(self, name: str, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.pages += 1
        if self.looks:
            self.faults += look(self.page, f"opening-{name}")

    def press(self, role: str, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.presses += 1

    def choose(self, name: str) -> None:
        self.page.get_by_label(name, exact=True).check()
        self.presses += 1

    def fill(self, label: str, words: str, place: int = 0) -> None:
        control = self.page.get_by_label(label).nth(place)
        if control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(label=words)
            self.presses += 2
        else:
            control.fill(words)
            self.letters += len(words)
        self.fields += 1

    @property
    def seconds(self) -> float:
        """What a person would take for as much."""
        typing = self.letters / LETTERS_A_WORD / WORDS_A_MINUTE * 60
        return typing + self.presses * SECONDS_A_PRESS + self.pages * SECONDS_A_PAGE


@pytest.mark.parametrize(
    ("size", "scripts"), [(DESK, True), (PHONE, False)], ids=["at a desk", "on a phone, without scripts"]
)
def test_from_an_empty_server_to_a_first_draft_in_five_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: ViewportSize, scripts: bool
) -> None:
    monkeypatch.setenv("GOVFLOW_DATA", str(tmp_path / "data"))
    told = CliRunner().invoke(govflow, ["invite", "--email", DORA, "--name", "Dora Fictional"])
    assert told.exit_code == 0, told.output
    app = create_app(Settings(data=tmp_path / "data"))
    with (
        a_browser() as browser,
        listening(app) as address,
        window(browser, size, scripts=scripts) as page,
    ):
        walk = Walk(page, looks=scripts)
        walk.page.goto(f"{address}/sign-in")
        walk.fill("E-mail address", DORA)
        walk.press("button", "Send me a code")
        with at_work(app):
            walk.fill("Code", code_in_mail(app, DORA))
        walk.press("button", "Sign in")
        walk.pages += 2
        walk_to_a_draft(walk)
        assert walk.faults == [], "\n".join(walk.faults)
        assert walk.seconds < 5 * 60


def walk_to_a_draft(walk: Walk) -> None:
    page = walk.page
    walk.arrive("needs", "What needs you")
    walk.press("link", "Choose a kind")
    walk.arrive("kind", "Which kind fits you?")
    for answer in (
        "Deliver services that somebody pays us for",
        "Yes, one, within about a year",
        "Yes: one of us can, and the others trust it",
        "Firmly, in law",
    ):
        walk.choose(answer)
    walk.press("button", "Show what fits")
    expect(page.get_by_role("heading", name="By your answers: lead body")).to_be_visible()
    walk.arrive("advice", "Which kind fits you?")
    walk.press("link", "Begin with this kind: lead body")
    walk.arrive("found", "Begin a consortium")
    walk.fill("What is the consortium called?", "Hollin Together")
    walk.press("button", "Begin, and say who is in it")
    walk.arrive("together", "Who is in it?")
    for place, (name, form, number) in enumerate(MEMBERS):
        walk.fill("Legal name", name, place)
        walk.fill("Legal form", form, place)
        if number:
            walk.fill("Registered number", number, place)
    walk.press("button", "Save, and go on")
    walk.arrive("first", "Your first draft")
    for question, words in (
        ("purpose_statement", PURPOSE),
        ("lead_body", "Hollin Bank Trust"),
        ("territory", "Hollin"),
    ):
        walk.fill(load().questions[question].ask, words)
    walk.press("button", "Write the first draft")
    walk.arrive("draft", "Joint venture agreement")
    assert page.locator(".broken").count() == 0
    text = page.locator("article.agreement").inner_text()
    assert "{" not in text and PURPOSE.rstrip(".") in text and "Hollin Bank Trust" in text
    assert page.locator("article.agreement .blank").count() > 10
    assert page.locator("#open-points li a", has_text="Answer it").count() > 10
