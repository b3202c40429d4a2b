"""Activity, journal, its file, receipts and dates: what each reader is told, and what nobody is."""

import csv
import io
import uuid

import pytest
from flask import Flask

from govflow.agreements.services import Amendment, begin_agreement
from govflow.approvals.ballots_services import declare_interest
from govflow.approvals.board_queries import InterestTold
from govflow.approvals.queries import circulation
from govflow.approvals.services import Seen, record_resolution
from govflow.clock import SetClock
from govflow.core.cells import inert
from govflow.core.permissions import Role
from govflow.journal import keys
from govflow.journal.leaf import Actor, read_leaf
from govflow.journal.proof import check_proof, read_proof
from govflow.journal.services import sign_checkpoint
from govflow.members.queries import party
from govflow.members.services import NewParty, found_consortium
from govflow.overview.journal_page import empty_words
from govflow.overview.rehearsal import Rehearsal
from tests.cast import ALICE, BOARD, LEAD_BODY
from tests.stage import approved, carried, circulated
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import joined, signed_in

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


class Told:
    """A consortium with a board at work, and its people."""

    def __init__(self, app: Flask, clock: SetClock) -> None:
        self.play: Rehearsal = circulated(clock)
        self.at = f"/consortia/{self.play.consortium_id}"
        self.people = {
            "secretary": self.joined("LB2", Role.BOARD_SECRETARY, "Sam Secretary"),
            "trustee": self.joined("LB2", Role.BOARD_MEMBER, "Tess Trustee"),
            "chief": self.joined("LB2", Role.CHIEF_OFFICER, "Cass Chief"),
            "other": self.joined("LB3", Role.BOARD_SECRETARY, "Olly Other"),
            "facilitator": self.joined("", Role.FACILITATOR, "Fay Facilitator"),
            "drafter": self.joined("", Role.DRAFTER, "Dana Drafter"),
            "observer": self.joined("", Role.OBSERVER, "Obi Observer"),
            "auditor": self.joined("", Role.AUDITOR, "Ada Auditor"),
        }
        self.app, self.browsers = app, dict[str, CheckedClient]()
        self.key = uuid.uuid4()
        self.board_works()

    def joined(self, code: str, role: Role, name: str) -> uuid.UUID:
        return joined(self.play.consortium_id, code, role, name=name)

    def actor(self, name: str, code: str) -> Actor:
        found = party(self.play.consortium_id, code)
        assert found is not None
        return Actor(self.people[name], found.id, "fresh_email_code")

    def board_works(self) -> None:
        """A trustee declares an interest; then the secretary records what the board decided."""
        put = circulation(self.play.agreement_id)
        assert put is not None
        told = InterestTold(True, "Canary of an interest", steps_back=True)
        trustee = self.actor("trustee", "LB2")
        declare_interest(self.play.agreement_id, "LB2", told, trustee, uuid.uuid4())
        seen, secretary = Seen("0.9", put.version.digest), self.actor("secretary", "LB2")
        record_resolution(self.play.agreement_id, "LB2", carried(), seen, secretary, self.key)

    def browser(self, name: str) -> CheckedClient:
        """Somebody's browser, signed in when it is first used."""
        if name not in self.browsers:
            self.browsers[name] = signed_in(self.app, self.people[name])
        return self.browsers[name]

    def says(self, name: str, page: str) -> str:
        """What a page says to somebody."""
        answer = self.browser(name).get(f"{self.at}{page}")
        assert answer.status_code == 200
        return words(read_page(answer.text).find(".//main"))


@pytest.fixture
def told(app: Flask, client: CheckedClient, clock: SetClock) -> Told:
    return Told(app, clock)


def test_activity_names_people_to_their_own_organisation_and_organisations_to_others(told: Told) -> None:
    did = "recorded its board’s decision on version 0.9"
    assert f"You, for Brindlecroft Community CIO, {did}" in told.says("secretary", "/activity")
    assert f"Sam Secretary, for Brindlecroft Community CIO, {did}" in told.says("chief", "/activity")
    assert f"Sam Secretary, for Brindlecroft Community CIO, {did}" in told.says("auditor", "/activity")
    for name in ("other", "facilitator", "drafter"):
        said = told.says(name, "/activity")
        assert f"Brindlecroft Community CIO {did}" in said
        assert "Sam" not in said


def test_a_declaration_is_told_to_who_made_it_and_to_the_auditor_alone(told: Told) -> None:
    telling = [name for name in told.people if name != "observer"]
    did = "made a declaration of interests"
    assert {name for name in telling if did in told.says(name, "/activity")} == {"trustee", "auditor"}


@pytest.mark.parametrize("page", ["", "/activity", "/journal", "/journal.csv", "/dates.ics"])
def test_nobody_is_told_a_private_word(told: Told, page: str) -> None:
    for name in told.people:
        assert "Canary" not in told.browser(name).get(f"{told.at}{page}").text, name


def test_the_journal_is_told_in_slices(told: Told) -> None:
    decided, declared, put = "Board decision recorded", "Interest declared", "Version put to the boards"
    found = {
        name: {act for act in (decided, declared, put) if act in table_of(told.browser(name), told.at)}
        for name in told.people
        if name != "observer"
    }
    assert found == {
        "secretary": {decided},
        "trustee": {decided, declared},
        "chief": {decided},
        "other": set(),
        "facilitator": {decided, put},
        "drafter": set(),
        "auditor": {decided, declared, put},
    }


def table_of(browser: CheckedClient, at: str) -> str:
    return words(read_page(browser.get(f"{at}/journal").text).find(".//main//table"))


@pytest.mark.parametrize("page", ["/journal", "/journal.csv"])
def test_an_observer_has_no_journal(told: Told, page: str) -> None:
    assert told.browser("observer").get(f"{told.at}{page}").status_code == 404


def test_the_journal_is_searched_by_kind_and_organisation(told: Told) -> None:
    lb2 = party(told.play.consortium_id, "LB2")
    assert lb2 is not None
    said = told.says("auditor", f"/journal?kind=resolution_recorded&organisation={lb2.id}")
    assert "1 act." in said
    assert "No act is like that" in told.says(
        "auditor", f"/journal?kind=version_circulated&organisation={lb2.id}"
    )


def test_only_who_searched_is_told_to_search_otherwise() -> None:
    assert "Choose another kind" in empty_words(True, "/journal")[1]
    assert "Choose" not in " ".join(empty_words(False, "/journal"))


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "organisation=nonsense", "from=-1", "from=1e9", "from=99999999"]
)
def test_a_search_for_nonsense_breaks_nothing(told: Told, query: str) -> None:
    assert told.browser("auditor").get(f"{told.at}/journal?{query}").status_code == 200


def test_fifty_acts_stand_on_a_page(told: Told) -> None:
    for number in range(60):
        told.play.meet_precedents((), "chair", f"Minute {number}")
    said = told.says("auditor", "/journal?kind=precedent_met")
    assert "Acts 1 to 50 of 60, newest first" in said
    older = told.says("auditor", "/journal?kind=precedent_met&from=50")
    assert "Acts 51 to 60 of 60" in older
    assert len(rows_of(told.browser("auditor"), f"{told.at}/journal?kind=precedent_met&from=50")) == 10


def rows_of(browser: CheckedClient, address: str) -> list[str]:
    table = read_page(browser.get(address).text).find(".//main//table")
    assert table is not None
    return [words(row) for row in table.findall(".//tbody/tr")]


def test_what_was_done_many_times_in_a_row_is_told_once(told: Told) -> None:
    for number in range(3):
        told.play.meet_precedents((), "chair", f"Minute {number}")
    assert "recorded that a condition precedent is met, 3 times" in told.says("auditor", "/activity")


def test_the_newest_signed_head_stands_on_the_page(told: Told) -> None:
    note = sign_checkpoint()
    assert words_of(note) in told.says("chief", "/journal")
    assert keys.signer().verifier.line in told.says("chief", "/journal")


def words_of(text: str) -> str:
    return " ".join(text.split())


def test_the_file_holds_what_the_page_does(told: Told) -> None:
    answer = told.browser("secretary").get(f"{told.at}/journal.csv")
    assert answer.mimetype == "text/csv"
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[0] == ["index", "time", "act", "kind", "organisation", "digest", "leaf hash"]
    assert [line[2:5] for line in lines[1:]] == [
        ["Board decision recorded", "resolution_recorded", "Brindlecroft Community CIO"]
    ]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


def test_an_organisation_cannot_be_named_a_formula(app: Flask, client: CheckedClient) -> None:
    named = NewParty(type(LEAD_BODY)("LB1", legal_name="=HYPERLINK(1)", legal_form="clg"), board=BOARD)
    consortium_id = found_consortium("LB", "Hollin", False, [named], ALICE, uuid.uuid4())
    identity = party(consortium_id, "LB1")
    assert identity is not None
    begin_agreement(consortium_id, Amendment(), Actor(None, identity.id, "rehearsal"), uuid.uuid4())
    auditor = signed_in(app, joined(consortium_id, "", Role.AUDITOR))
    answer = auditor.get(f"/consortia/{consortium_id}/journal.csv")
    cells = [cell for line in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))) for cell in line]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_receipt_proves_the_act_offline(told: Told) -> None:
    sign_checkpoint()
    answer = told.browser("secretary").get(f"{told.at}/receipts/{told.key}")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    proof = read_proof(answer.text)
    check_proof(proof, keys.signer().verifier)
    facts = read_leaf(proof.leaf)
    assert (facts["type"], facts["actor"]) == ("resolution_recorded", str(told.people["secretary"]))


def test_the_activity_page_leads_to_ones_own_receipts(told: Told) -> None:
    page = read_page(told.browser("secretary").get(f"{told.at}/activity").text)
    links = [each.attrib["href"] for each in page.findall(".//main//a") if "receipt" in words(each)]
    assert links == [f"{told.at}/receipts/{told.key}"]


def test_a_receipt_is_its_owners_and_the_auditors(told: Told) -> None:
    sign_checkpoint()
    codes = {
        name: told.browser(name).get(f"{told.at}/receipts/{told.key}").status_code for name in told.people
    }
    assert {name for name, code in codes.items() if code == 200} == {"secretary", "auditor"}
    assert set(codes.values()) == {200, 404}


def test_before_a_head_was_signed_the_receipt_says_when_it_comes(told: Told) -> None:
    said = told.says("secretary", f"/receipts/{told.key}")
    assert "within the hour" in said
    assert "Board decision recorded" in said


def test_an_act_of_another_consortium_or_none_has_no_receipt_here(
    app: Flask, clock: SetClock, told: Told
) -> None:
    sign_checkpoint()
    elsewhere = approved(clock)
    auditor = signed_in(app, joined(elsewhere.consortium_id, "", Role.AUDITOR))
    for key in (told.key, uuid.uuid4()):
        address = f"/consortia/{elsewhere.consortium_id}/receipts/{key}"
        assert auditor.get(address).status_code == 404


def test_the_dates_come_as_a_file_for_calendars(app: Flask, told: Told) -> None:
    answer = told.browser("trustee").get(f"{told.at}/dates.ics")
    assert answer.mimetype == "text/calendar"
    assert "BEGIN:VEVENT" in answer.text
    assert f"URL:http://localhost:8000{told.at}" in answer.text.replace("\r\n ", "")


def test_a_consortium_without_an_agreement_has_no_dates(app: Flask, client: CheckedClient) -> None:
    consortium_id = found_consortium("LB", "Hollin", False, [NewParty(LEAD_BODY)], ALICE, uuid.uuid4())
    browser = signed_in(app, joined(consortium_id, "LB1", Role.CHIEF_OFFICER))
    assert browser.get(f"/consortia/{consortium_id}/dates.ics").status_code == 404
