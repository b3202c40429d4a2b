"""One consortium from the last open answer to a sealed PDF, in a real browser, as each of its people.

Drafter, board secretary, three trustees on their phones, signatories with a witness, and the chair do everything
themselves; the boards and signatories of the other organisations act through the very services their pages use.
Every page on the way is looked at, at a desk and on a phone.
"""

import shutil
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from govflow import create_app
from govflow.accounts.services import open_link
from govflow.agreements.services import record_answer
from govflow.cli.verify import command as verify
from govflow.clock import SetClock
from govflow.core.counting import BoardRules
from govflow.core.permissions import Role
from govflow.jobs.worker import drain
from govflow.members.queries import parties
from govflow.members.services import set_board_rules
from govflow.overview.rehearsal import Rehearsal
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.browser.looking import look
from tests.browser.site import DESK, PHONE, a_browser, listening, window
from tests.cast import ALICE
from tests.stage import carried, cast
from tests.web.people import SIGN_IN, code_in_mail, joined

NOW = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
MEETS, WRITES, OTHERS = "LB1", "LB2", ("LB3", "LB4", "LB5", "LB6")
SMALL_BOARD = BoardRules(seats=5, in_office=3, quorum=2)
OPEN = "quorum_board_count"

PEOPLE = (
    ("Dee Drafter", "", (Role.DRAFTER,)),
    ("Cora Chair", "", (Role.CONSORTIUM_CHAIR,)),
    ("Sam Secretary", MEETS, (Role.BOARD_SECRETARY,)),
    ("Dan Director", MEETS, (Role.SIGNATORY,)),
    ("Sal Secretary", WRITES, (Role.BOARD_SECRETARY,)),
    ("Ann Trustee", WRITES, (Role.BOARD_MEMBER, Role.SIGNATORY)),
    ("Ben Trustee", WRITES, (Role.BOARD_MEMBER, Role.SIGNATORY)),
    ("Cat Trustee", WRITES, (Role.BOARD_MEMBER,)),
)


def address_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.org"


class Town:
    """A server with the example's consortium on it, people in it, and one question that nobody has answered."""

    def __init__(self, app: Flask, address: str, browser: Browser, clock: SetClock) -> None:
        self.app, self.address, self.browser = app, address, browser
        self.faults: list[str] = []
        self.play = Rehearsal(cast(), clock, NOW)
        self.answer = self.take_an_answer_away()
        writer = next(party for party in parties(self.play.consortium_id) if party.code == WRITES)
        rules_key, source = uuid.uuid4(), "Constitution, clause 19"
        set_board_rules(self.play.consortium_id, writer.id, SMALL_BOARD, ALICE, rules_key, source)
        self.ids = {
            name: joined(self.play.consortium_id, code, *roles, name=name, email=address_of(name))
            for name, code, roles in PEOPLE
        }

    def take_an_answer_away(self) -> str:
        value = cast().amendment.answers[OPEN]
        record_answer(self.play.agreement_id, OPEN, None, 10**6, ALICE, uuid.uuid4())
        return str(value)

    @contextmanager
    def as_(self, name: str, phone: bool = False) -> Iterator[Page]:
        """A browser of somebody who is signed in, at the page of what needs them."""
        with window(self.browser, PHONE if phone else DESK) as page:
            page.goto(f"{self.address}/open/{open_link(self.ids[name], SIGN_IN, '/')}")
            page.get_by_role("button", name="Open").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("What needs you")
            yield page

    def confirm(self, page: Page, name: str) -> None:
        """Have a code sent, and type it in."""
        self.press(page, "Send me a code")
        page.get_by_label("Code").fill(code_in_mail(self.app, address_of(name)))

    def look(self, page: Page, name: str) -> None:
        """Look at a page, and remember what stands in anybody's way."""
        self.faults += look(page, name)

    def visit(self, page: Page, *places: str) -> None:
        """Look at pages of the agreement or the consortium that are only read."""
        bases = {
            "agreement": f"/agreements/{self.play.agreement_id}",
            "consortium": f"/consortia/{self.play.consortium_id}",
        }
        for place in places:
            first, _, rest = place.partition("/")
            answer = page.goto(self.address + bases.get(first, f"/{first}") + (f"/{rest}" if rest else ""))
            assert answer is not None and answer.status == 200, place
            self.look(page, place.replace("/", "-").partition("?")[0])

    def work_off(self) -> None:
        """Do the background work, in a thread of its own: the browser holds the loop of this one."""

        def work() -> None:
            with at_work(self.app):
                drain()

        worker = threading.Thread(target=work)
        worker.start()
        worker.join()

    def press(self, page: Page, name: str) -> None:
        """Press a button, and wait for the page it leads to."""
        with page.expect_navigation():
            page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def town(sqlite_template: Path, tmp_path: Path) -> Iterator[Town]:
    data, clock = tmp_path / "instance", SetClock(NOW)
    shutil.copytree(sqlite_template, data)
    app = create_app(Settings(data=data), clock)
    with a_browser() as browser, listening(app) as address, at_work(app):
        yield Town(app, address, browser, clock)


def test_a_consortium_comes_from_its_last_answer_to_a_sealed_agreement(town: Town, tmp_path: Path) -> None:
    the_drafter_answers_and_circulates(town)
    the_secretary_records_a_meeting(town)
    three_trustees_vote_on_their_phones(town)
    for member in OTHERS:
        town.play.resolve(member, "1.0", carried())
    a_director_signs_before_a_witness(town)
    two_trustees_sign(town)
    town.play.sign(OTHERS, "1.0")
    the_chair_meets_the_conditions_and_releases(town)
    file = anybody_downloads_and_verifies(town, tmp_path)
    told = CliRunner().invoke(verify, [str(file), "--key", str(Path(town.app.instance_path) / "log.pub")])
    assert told.exit_code == 0 and told.stdout.startswith("VALID")
    assert town.faults == [], "\n".join(town.faults)


def the_drafter_answers_and_circulates(town: Town) -> None:
    """Signs in by a code, answers the question that is open, and puts the draft to the boards."""
    name = "Dee Drafter"
    with window(town.browser) as page:
        page.goto(town.address)
        town.look(page, "welcome")
        page.goto(f"{town.address}/sign-in")
        town.look(page, "sign-in")
        page.get_by_label("E-mail address").fill(address_of(name))
        town.press(page, "Send me a code")
        town.look(page, "type-code")
        page.get_by_label("Code").fill(code_in_mail(town.app, address_of(name)))
        town.press(page, "Sign in")
        expect(page.get_by_role("heading", level=1)).to_have_text("What needs you")
        town.look(page, "needs-drafter")
        town.visit(page, "consortium", "agreement", "agreement/questions", "agreement/answers")
        town.visit(page, f"agreement/questions/{OPEN}", "agreement/questions/delivery_matrix", "you")
        page.goto(f"{town.address}/agreements/{town.play.agreement_id}/questions/{OPEN}")
        page.get_by_role("textbox").first.fill(town.answer)
        town.press(page, "Save and go back to the list")
        town.visit(page, f"agreement/questions/{OPEN}/history", "agreement/clauses/purpose-objectives/edit")
        town.visit(page, "agreement/versions", "agreement/compare", "agreement/circulate")
        page.get_by_label("Name of the version").fill("1.0")
        page.get_by_label("Why").last.fill("Everything is settled.")
        town.press(page, "Put this version to the boards")
        expect(page.get_by_role("heading", level=1)).to_have_text("Boards")
        town.look(page, "boards")
        town.visit(page, "consortium/members", "consortium/members/LB2", "consortium/people")


def the_secretary_records_a_meeting(town: Town) -> None:
    with town.as_("Sam Secretary") as page:
        town.look(page, "needs-secretary")
        town.visit(
            page,
            f"agreement/boards/{MEETS}",
            f"agreement/boards/{MEETS}/pack",
            f"agreement/boards/{MEETS}/meeting",
        )
        page.get_by_label("Day of the decision").fill("2026-11-23")
        for label, figure in (
            ("Present", "5"),
            ("Stepped back", "1"),
            ("For", "4"),
            ("Against", "1"),
            ("Abstained", "0"),
        ):
            page.get_by_role("textbox", name=label, exact=True).fill(figure)
        town.press(page, "Record the decision")
        town.look(page, "meeting-refused")
        page.get_by_role("textbox", name="For", exact=True).fill("3")
        town.press(page, "Work out the result")
        town.look(page, "meeting-worked-out")
        town.press(page, "Record the decision")
        expect(page.get_by_text("5 present, 1 stepped back, 4 counted, quorum 3").first).to_be_visible()
        town.look(page, "room-decided")


def three_trustees_vote_on_their_phones(town: Town) -> None:
    with town.as_("Sal Secretary") as page:
        town.visit(page, f"agreement/boards/{WRITES}/written")
        page.get_by_label("Last day to reply").fill("2026-12-07")
        town.press(page, "Ask everybody to reply")
        town.look(page, "room-open")
    for name in ("Ann Trustee", "Ben Trustee", "Cat Trustee"):
        with town.as_(name, phone=True) as page:
            town.look(page, "needs-trustee")
            town.visit(page, f"agreement/boards/{WRITES}/interests", f"agreement/boards/{WRITES}/vote")
            page.get_by_label("For", exact=True).check()
            town.confirm(page, name)
            town.press(page, "Cast my vote")
            town.look(page, f"voted-{name.split()[0].lower()}")
    with town.as_("Cat Trustee", phone=True) as page:
        town.visit(page, f"agreement/boards/{WRITES}")
        expect(page.get_by_text("3 for").first).to_be_visible()


def sign(town: Town, page: Page, member: str, name: str, office: str, shot: str = "") -> None:
    """The ceremony of one signatory, from reading to the last button."""
    page.goto(f"{town.address}/agreements/{town.play.agreement_id}/signing/{member}/sign")

    def seen(step: str) -> None:
        if shot:
            town.look(page, f"{shot}-{step}")

    seen("read")
    for box in page.get_by_role("checkbox").all():
        box.check()
    town.press(page, "Go on")
    seen("consent")
    page.get_by_role("checkbox").check()
    town.press(page, "Go on")
    seen("name")
    if page.get_by_role("radio").count():
        page.get_by_role("radio").first.check()
    page.get_by_label("Your full name").fill(name)
    page.get_by_label("Your office").fill(office)
    town.press(page, "Go on")
    town.confirm(page, name)
    seen("sign")
    town.press(page, "Sign")


def a_director_signs_before_a_witness(town: Town) -> None:
    with town.as_("Dan Director") as page:
        town.look(page, "needs-signatory")
        town.visit(page, "agreement/signing", f"agreement/signing/{MEETS}/plan")
        page.get_by_label("witness").first.check()
        town.press(page, "Record the plan")
        sign(town, page, MEETS, "Dan Director", "Director", "ceremony")
        town.look(page, "witness")
        page.get_by_label("Your full name").fill("Wyn Passerby")
        page.get_by_label("Your address").fill("12 Fictional Road, Northfold, ZZ2 1AB")
        page.get_by_label("Your occupation").fill("Baker")
        for box in page.get_by_role("checkbox").all():
            box.check()
        town.press(page, "Sign as the witness")
        town.look(page, "signed")


def two_trustees_sign(town: Town) -> None:
    for name in ("Ann Trustee", "Ben Trustee"):
        with town.as_(name, phone=True) as page:
            sign(town, page, WRITES, name, "Charity trustee")


def the_chair_meets_the_conditions_and_releases(town: Town) -> None:
    with town.as_("Cora Chair") as page:
        town.look(page, "needs-chair")
        town.visit(page, "agreement/precedents", "agreement/release")
        page.goto(f"{town.address}/agreements/{town.play.agreement_id}/precedents")
        while page.locator("a.task-title").count():
            page.locator("a.task-title").first.click()
            page.get_by_label("Met").first.check()
            page.get_by_label("How do you know?").fill("Minute 4 of 23 November 2026")
            town.press(page, "Record it")
        page.goto(f"{town.address}/agreements/{town.play.agreement_id}/release")
        town.look(page, "release-ready")
        for box in page.get_by_role("checkbox").all():
            box.check()
        town.confirm(page, "Cora Chair")
        town.press(page, "Release the agreement")
        town.look(page, "executed-printing")
        town.work_off()
        town.visit(page, "agreement/executed", "consortium", "consortium/activity")


def anybody_downloads_and_verifies(town: Town, folder: Path) -> Path:
    with town.as_("Ann Trustee", phone=True) as page:
        page.goto(f"{town.address}/agreements/{town.play.agreement_id}/executed")
        files = []
        for link in page.locator("a.task-title").all()[:2]:
            with page.expect_download() as downloading:
                link.click()
            files.append(folder / downloading.value.suggested_filename)
            downloading.value.save_as(files[-1])
    with window(town.browser) as page:
        town.visit(page, "verify", "help")
        page.goto(f"{town.address}/verify")
        pdf, proof = files
        page.get_by_label("The agreement (PDF)").set_input_files(pdf)
        page.get_by_label("Its proof").set_input_files(proof)
        town.press(page, "Verify")
        expect(page.get_by_role("heading", name="VALID SEAL")).to_be_visible()
        expect(
            page.get_by_text("Tamebrook Wellbeing Partnership, version 1.0, dated 23 November 2026.")
        ).to_be_visible()
        town.look(page, "verified")
        return pdf
