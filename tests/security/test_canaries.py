"""Nobody finds what is another person's: canaries in every private fact, and a crawl as everybody there is.

What is private holds a word that stands nowhere else (`tests/security/places.py`). Here everybody signs in with a
mailed code, follows every link from the first page on, files included, and finds no word but those that the table
below says are theirs to find; nor does any letter, any line of the log, or any row of the database hold one.
"""

import csv
import html
import io
import re
import shutil
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextvars import Context
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from govflow import create_app
from govflow.accounts.services import open_link
from govflow.approvals.ballots_services import cast_vote
from govflow.approvals.board_queries import ballots
from govflow.approvals.queries import circulation, member_codes
from govflow.approvals.services import Seen
from govflow.clock import SetClock
from govflow.core.permissions import Role
from govflow.core.voting import Choice
from govflow.jobs.worker import drain
from govflow.journal.leaf import Actor
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.faults import all_rows
from tests.security.conftest import Played, logged
from tests.security.places import (
    DECIDING,
    ELSEWHERE,
    OTHER,
    OURS,
    OWN,
    PEOPLE,
    SHORTER,
    Places,
    Stage,
    canary,
    email_of,
)
from tests.web.checked_pages import CheckedClient
from tests.web.people import SIGN_IN, code_in_mail, signed_in, submit

NOBODY, STRANGER = "nobody", "a stranger"

LINK = re.compile(r'(?:href|src)="(/[^"#]*)')

STAGES = ("approvals", "overview", "signing")
KINDS, CONSORTIA = ("member", "kind", "left_out"), ("agreement_id", "consortium_id")


@dataclass
class Found:
    """What somebody found: by the address, the answer, its route, and what is told there that tells something.

    ``led_to``: the addresses that a page led to, by the page.
    """

    answers: dict[str, TestResponse] = field(default_factory=dict)
    led_to: dict[str, str] = field(default_factory=dict)
    endpoints: dict[str, str] = field(default_factory=dict)
    telling: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """How many pages and files they could read."""
        return sum(answer.status_code == 200 for answer in self.answers.values())


def crawl(app: Flask, browser: FlaskClient, seeds: Iterator[str], secrets: frozenset[str]) -> Found:
    """Follow every link, to one address of each kind; see `where_is`."""
    found, waiting, seen = Found(), ["/", *seeds], set[tuple[str, ...]]()
    while waiting:
        address = waiting.pop(0)
        place = where_is(app, address)
        if place is None or place in seen or address in found.answers:
            continue
        answer = browser.get(address)
        if answer.status_code == 200:
            seen.add(place)
        found.answers[address], found.endpoints[address] = answer, place[0]
        found.telling[address] = telling(told_by(answer), secrets)
        if answer.location:
            waiting.append(answer.location)
        if answer.mimetype == "text/html":
            links = [html.unescape(each) for each in LINK.findall(answer.text)]
            waiting += links
            found.led_to |= dict.fromkeys(links, address)
    return found


def telling(text: str, secrets: frozenset[str]) -> frozenset[str]:
    """The canaries and secrets that stand in a text."""
    return frozenset(word for word in re.findall(r"[\w-]+", text) if word in secrets or WORD.fullmatch(word))


def where_is(app: Flask, address: str) -> tuple[str, ...] | None:
    """What an address counts as: its route, the organisation or kind of file it names, and what is asked of it; and
    where pages differ with the stage of the consortium or with the instrument, which one it is. None where it is no
    route.
    """
    path, _, query = address.partition("?")
    try:
        endpoint, values = app.url_map.bind("localhost").match(path)
    except (HTTPException, RequestRedirect):
        return None
    room = endpoint.partition(".")[0]
    named = KINDS + (CONSORTIA if room in STAGES or values.get("agreement_id") == SHORTER else ())
    asked = query if "step=" in query else re.sub(r"=[^&]*", "", query)
    about = tuple(str(values.get(name, "")) for name in named)
    return None if room == "static" or about[0] not in ("", OWN, OTHER) else (endpoint, *about, asked)


def every_address(places: Places) -> Iterator[str]:
    """The address of each route that can be read, for both organisations: also those nothing leads to. Of the
    consortium whose boards decide, those of its shorter instrument too.
    """
    deciding = places.stage.agreements[DECIDING]
    for rule in places.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in ("static", "accounts.open_page"):
            for member in (OWN, OTHER) if "member" in rule.arguments else ("",):
                address = places.address(rule.endpoint, member)
                yield address
                if str(deciding) in address:
                    yield address.replace(str(deciding), str(SHORTER))


def told_by(answer: TestResponse) -> str:
    """Everything that an answer tells: its headers, its body, and what is in a body that is a folder of files."""
    bodies = [answer.data]
    if answer.mimetype == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
            bodies += [folder.read(name) for name in folder.namelist()]
            bodies += [name.encode() for name in folder.namelist()]
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return heads + "\n".join(body.decode("utf-8", "replace") for body in bodies)


# What may be found, by whom and where. Whoever is not named finds it nowhere.

READERS = frozenset(name for name, _, role in PEOPLE if role not in (Role.WITNESS, Role.OBSERVER))
"""Those who read the draft, and what every board decided."""


def at(code: str, *roles: Role) -> frozenset[str]:
    """The people of an organisation, or of them those who are one thing."""
    return frozenset(name for name, of, role in PEOPLE if of == code and (not roles or role in roles))


BOARD = (Role.BOARD_MEMBER, Role.BOARD_SECRETARY)
ROOM = r"approvals\.(room|pack|pack_file|confirm_paper|paper_file|interests|vote|minor)"
ANYWHERE = ".*"


@dataclass(frozen=True)
class Fact:
    """A private fact: who may find it, and on which pages. ``sought``: one of them must."""

    what: str
    readers: frozenset[str] = frozenset()
    pages: str = ANYWHERE
    sought: bool = True

    def is_for(self, who: str, endpoint: str) -> bool:
        return who in self.readers and re.fullmatch(self.pages, endpoint) is not None


def facts() -> Iterator[Fact]:
    """Every canary there is."""
    for where in OURS:
        first = where == DECIDING
        yield Fact(f"title, {where}", frozenset(name for name, _, _ in PEOPLE))
        yield Fact(f"an answer, {where}", READERS, sought=first)
        yield Fact(f"words of a clause, {where}", READERS, sought=first)
        yield Fact(f"why words, {where}", READERS, r"agreements\.\w+", sought=False)
        for code in (OWN, OTHER):
            yield Fact(f"source of rules of {code}, {where}", READERS, r"members\.\w+|approvals\.\w+", first)
        for number in range(1, 7):
            yield Fact(f"details of LB{number}, {where}")
    yield Fact("words after the version", READERS)
    yield Fact("doubt of drafter", READERS, r"(questions|unsure)\.\w+")
    yield Fact(f"doubt of editor at {OWN}", READERS, r"(questions|unsure)\.\w+", sought=False)
    for what in ("an answer", "words"):
        yield Fact(f"{what} of the shorter instrument", READERS)
    yield Fact("why words of the shorter instrument", READERS, r"agreements\.\w+", sought=False)
    yield Fact("why words after the version", READERS, r"agreements\.\w+", sought=False)
    for why in ("why a version", "why another version"):
        yield Fact(why, READERS)
    yield Fact("why a warning is left", READERS, sought=False)
    for what in (
        "a condition of LB1",
        "owner of a condition",
        "a condition that was met",
        "what shows that it is met",
    ):
        yield Fact(what, READERS)
    yield Fact("what shows a condition precedent", READERS)
    yield Fact("why LB6 does not sign", READERS)
    yield from _of_boards()
    yield from _of_signatures()
    yield from _of_people()
    yield from _of_others()


def _of_boards() -> Iterator[Fact]:
    ours, theirs = at(OWN, *BOARD), at(OTHER, *BOARD)
    yield Fact("why LB3 says no", theirs, ROOM)
    yield Fact("why LB5 took it back")
    yield Fact(f"interest of third board member at {OWN}", ours, ROOM)
    for name in ("the waiting paper", "the refused paper"):
        yield Fact(f"file of {name}", ours, r"approvals\.paper_file", sought=name == "the waiting paper")
        for what in ("reason", "condition", "owner"):
            told = f"owner in {name}" if what == "owner" else f"{what} of {name}"
            yield Fact(told, ours, r"approvals\.(confirm_paper|room)", sought=name == "the waiting paper")
    yield Fact("why a paper is refused", ours, r"approvals\.(room|confirm_paper)")


def _of_signatures() -> Iterator[Fact]:
    """Until it is released, nobody is shown more of a signature than who gave it."""
    yield Fact("why so", at(OTHER), r"signing\.plan", sought=False)
    yield Fact("name of a witness", READERS, r"signing\.start")
    for what in ("occupation", "home", "address"):
        yield Fact(f"{what} of a witness")
    for who in ("a witness", f"signatory at {OWN}", f"signatory at {OTHER}"):
        yield Fact(f"device of {who}")
        yield Fact(f"internet address of {who}")
    for code in (OWN, OTHER):
        yield Fact(f"office of signatory at {code} on paper")


def _of_people() -> Iterator[Fact]:
    for name, code, role in PEOPLE:
        everybody = READERS | {name}
        yield Fact(f"name of {name}", everybody)
        yield Fact(f"office of {name}", everybody, r"members\.\w+|approvals\.\w+|signing\.\w+|overview\.\w+")
        yield Fact(
            f"address of {name}",
            frozenset({name}) | keepers(code) | helped(code, role),
            r"accounts\.you|members\.\w+|signing\.\w+",
        )
    yield Fact("address of newcomer", keepers(""), r"members\.\w+")


def keepers(code: str) -> frozenset[str]:
    """Who looks after the people of an organisation, or of none."""
    return frozenset({"facilitator"}) | (at(code, Role.CHIEF_OFFICER) if code else frozenset())


def helped(code: str, role: Role) -> frozenset[str]:
    """Those who sign are told to whom they can turn."""
    if role is Role.CONSORTIUM_CHAIR:
        return at(OWN, Role.SIGNATORY) | at(OTHER, Role.SIGNATORY)
    return at(code, Role.SIGNATORY) if role in (Role.BOARD_SECRETARY, Role.CHIEF_OFFICER) else frozenset()


def _of_others() -> Iterator[Fact]:
    stranger = frozenset({STRANGER})
    for what in ("an answer", "words of a clause", "title"):
        yield Fact(f"{what}, {ELSEWHERE}", stranger)
    yield Fact(f"why words, {ELSEWHERE}", stranger, sought=False)
    for code in (OWN, OTHER):
        yield Fact(f"source of rules of {code}, {ELSEWHERE}", stranger)
    for number in range(1, 7):
        yield Fact(f"details of LB{number}, {ELSEWHERE}")
    for what in (
        "name of a stranger",
        "office of a stranger",
        "interest of a stranger",
        "a condition elsewhere",
    ):
        yield Fact(what, stranger)
    yield Fact("address of a stranger", stranger)


FACTS: Mapping[str, Fact] = {canary(fact.what): fact for fact in facts()}
WORD = re.compile(r"zq[0-9a-f]{12}")

ON_THE_ROLL = ("title", "source of rules")
"""What a database keeps in plain words: it is no secret that a consortium is there."""

PRIVATE = {word for word, fact in FACTS.items() if not fact.what.startswith(ON_THE_ROLL)}

ALIKE = frozenset(name for name, _, _ in PEOPLE if name.startswith(("second ", "third ")))
"""Who would see what somebody else sees."""

LEAST = {NOBODY: 6, "observer": 7, f"witness at {OWN}": 7, STRANGER: 15}
"""How many pages somebody reads at least who may not read the draft; the others read many more."""


class Plain(CheckedClient):
    """A browser whose answers are read here, and checked for their HTML elsewhere."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer: TestResponse = Context().run(
            super(CheckedClient, self).open, *args, **{"buffered": True, **kwargs}
        )
        return answer


@dataclass
class Town:
    """Everybody with a browser of their own. ``secrets``: what lets somebody in, by whose it is."""

    app: Flask
    stage: Stage
    lines: list[str]
    browsers: dict[str, Plain] = field(default_factory=dict)
    secrets: dict[str, set[str]] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)

    @property
    def all_secrets(self) -> frozenset[str]:
        """What lets anybody in."""
        return frozenset(secret for secrets in self.secrets.values() for secret in secrets)

    def sign_in(self, who: str, person_id: UUID, email: str, number: int) -> None:
        """With a code, as people do; a link that nobody has used is on its way to them as well."""
        browser = self.browser(number)
        submit(browser, "/sign-in", {"email": email})
        code = code_in_mail(self.app, email)
        assert submit(browser, "/sign-in/code", {"code": code}).status_code == 302
        browser.get("/you")
        with browser.session_transaction() as kept:
            inside = {str(kept["_user_id"]), str(kept["csrf_token"])}
        self.browsers[who] = browser
        self.secrets[who] = {code, open_link(person_id, SIGN_IN, "/you"), *inside}

    def browser(self, number: int) -> Plain:
        """Somebody's, at a place of their own."""
        self.app.test_client_class = Plain
        browser = self.app.test_client()
        assert isinstance(browser, Plain)
        browser.environ_base |= {
            "REMOTE_ADDR": f"192.0.2.{number}",
            "HTTP_USER_AGENT": f"Browser {canary(f'browser {number}')}",
        }
        return browser


@pytest.fixture(scope="module")
def town(played: Played, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Everybody signs in, and looks at everything they can find."""
    data = tmp_path_factory.mktemp("town") / "instance"
    shutil.copytree(played.data, data)
    app, lines = create_app(Settings(data=data), SetClock(played.stage.moment)), [*played.lines]
    with at_work(app), logged(lines):
        town, places = Town(app, played.stage, lines), Places(app, played.stage)
        people = {name: (played.stage.people[name], email_of(name)) for name, _, _ in PEOPLE}
        people[STRANGER] = (played.stage.people[STRANGER], email_of(STRANGER))
        for number, (name, (person_id, email)) in enumerate(people.items(), start=1):
            if name not in ALIKE:
                town.sign_in(name, person_id, email, number)
        town.browsers[NOBODY], town.secrets[NOBODY] = town.browser(200), set()
        for name, browser in town.browsers.items():
            town.found[name] = crawl(app, browser, every_address(places), town.all_secrets)
        yield town


def test_everybody_looked_at_all_that_is_theirs(town: Town) -> None:
    read = {name: found.read for name, found in town.found.items()}
    few = {name: number for name, number in read.items() if number < LEAST.get(name, 50)}
    assert few == {}, read
    assert set(town.found) == {NOBODY, STRANGER, *(name for name, _, _ in PEOPLE)} - ALIKE
    broken = [
        (name, address, answer.status_code)
        for name, found in town.found.items()
        for address, answer in found.answers.items()
        if answer.status_code not in (200, 302, 404)
    ]
    assert broken == []


def test_no_page_leads_to_where_nothing_is(town: Town) -> None:
    astray = {
        (who, found.endpoints[found.led_to[address]], found.endpoints[address])
        for who, found in town.found.items()
        for address, answer in found.answers.items()
        if answer.status_code == 404 and address in found.led_to
    }
    assert not astray, "\n".join(map(str, sorted(astray)))


def test_nobody_finds_what_is_another_persons(town: Town) -> None:
    wrong = {
        (FACTS[word].what if word in FACTS else word, who, found.endpoints[address])
        for who, found in town.found.items()
        for address, words in found.telling.items()
        for word in words
        if WORD.fullmatch(word)
        and (word not in FACTS or not FACTS[word].is_for(who, found.endpoints[address]))
    }
    assert not wrong, "\n".join(map(str, sorted(wrong)))


def test_everybody_finds_what_is_theirs(town: Town) -> None:
    """Else the crawl would prove nothing: what somebody may find, one of them does."""
    told = {word for found in town.found.values() for words in found.telling.values() for word in words}
    sought = {word: fact for word, fact in FACTS.items() if fact.sought and fact.readers - ALIKE}
    assert {fact.what for word, fact in sought.items() if word not in told} == set()


def test_nothing_that_lets_somebody_in_is_found_by_another(town: Town) -> None:
    wrong = {
        (who, of, found.endpoints[address])
        for who, found in town.found.items()
        for address, words in found.telling.items()
        for of, secrets in town.secrets.items()
        if of != who and secrets & words
    }
    assert wrong == set()


def test_a_letter_holds_nothing_but_its_own_code(town: Town) -> None:
    drain()
    public = {canary(f"title, {where}") for where in (*OURS, ELSEWHERE)}
    wrong, number = [], 0
    for path in (Path(town.app.instance_path) / "mail").glob("*.eml"):
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        text, to = str(letter.get_content()), str(letter["To"])
        of = next((who for who in town.secrets if email_of(who) == to), "")
        allowed = public | {to.partition("@")[0]} | town.secrets.get(of, set())
        extra = telling(f"{letter['Subject']} {text}", town.all_secrets) - allowed
        wrong += [(of, FACTS[word].what if word in FACTS else word) for word in extra]
        number += 1
        assert "/open/" not in text
    assert wrong == []
    assert number > len(PEOPLE)


def test_the_log_and_the_disk_hold_nothing_private(town: Town) -> None:
    rows = "\n".join(map(str, all_rows().items()))
    assert any("INSERT INTO" in line for line in town.lines)
    for where in ("\n".join(town.lines), rows):
        told = telling(where, town.all_secrets)
        assert told & town.all_secrets == set()
        assert sorted(FACTS[word].what for word in told & PRIVATE) == []


def test_what_people_typed_acts_nowhere(town: Town) -> None:
    """Every page of every role is read by a strict reader in the matrix; here the rest."""
    kinds = set()
    for found in town.found.values():
        for answer in found.answers.values():
            kinds.add(answer.mimetype)
            if answer.mimetype == "text/html":
                assert "<script>alert" not in answer.text and "onclick='x'" not in answer.text
            if answer.mimetype == "text/csv":
                cells = [
                    cell for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))) for cell in row
                ]
                assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
            if answer.mimetype == "text/calendar":
                lines = answer.data.decode().split("\r\n")
                assert not [line for line in lines if len(line.encode()) > 75 or "\n" in line]
    assert {
        "text/html",
        "text/csv",
        "text/calendar",
        "text/plain",
        "application/json",
        "application/pdf",
        "application/zip",
    } <= kinds


VOTER = f"board_member at {OWN}"
OTHERS = (f"second board member at {OWN}", f"board_secretary at {OWN}", "facilitator", "auditor")


def read_after(choice: Choice, played: Played, data: Path) -> dict[tuple[str, str], str]:
    """What each of them reads of a board once one of it has voted so, without what is another one every time."""
    shutil.copytree(played.data, data)
    app = create_app(Settings(data=data), SetClock(played.stage.moment))
    with at_work(app):
        _vote_so(choice, played.stage)
        places, told = Places(app, played.stage), dict[tuple[str, str], str]()
        addresses = [places.address(endpoint, OWN) for endpoint in READ_OF_A_BOARD]
        for who in (VOTER, *OTHERS):
            browser = signed_in(app, played.stage.people[who])
            told |= {(who, address): EACH_TIME.sub("", browser.get(address).text) for address in addresses}
    return told


READ_OF_A_BOARD = (
    "approvals.boards",
    "approvals.room",
    "approvals.pack",
    "approvals.vote",
    "approvals.meeting",
    "overview.start",
    "overview.consortium",
    "overview.activity",
    "overview.journal",
    "overview.journal_file",
    "overview.calendar",
    "signing.start",
)
EACH_TIME = re.compile(r"""name="(?:csrf_token|key)"[^>]*|'?[\w+/=]{12,}""")
"""Tokens and keys of forms, and hashes: every act has a salt of its own. In a cell some begin like a formula."""


def _vote_so(choice: Choice, stage: Stage) -> None:
    """A later reply takes the place of an earlier one; one of three decides nothing yet."""
    agreement_id, person_id = stage.agreements[DECIDING], stage.people[VOTER]
    ids = {code: identity for identity, code in member_codes(agreement_id).items()}
    circulated, ballot = circulation(agreement_id), ballots(agreement_id, ids[OWN])[-1]
    assert circulated is not None
    seen = Seen(circulated.version.name, circulated.version.digest)
    by, key = Actor(person_id, ids[OWN], "fresh_email_code"), uuid.uuid5(agreement_id, "a vote")
    cast_vote(agreement_id, OWN, ballot.id, choice, seen, by, key)


def test_nobody_can_tell_how_somebody_voted_while_others_have_not(played: Played, tmp_path: Path) -> None:
    """Two runs that differ in one vote look alike to everybody but the voter, their own board and secretary too."""
    yes, no = (read_after(choice, played, tmp_path / choice) for choice in (Choice.FOR, Choice.AGAINST))
    told_apart = {at for at in yes if yes[at] != no[at]}
    assert {who for who, _ in told_apart} == {VOTER}
    assert sum("There is nothing here for you" in text for text in yes.values()) < len(yes) / 2
