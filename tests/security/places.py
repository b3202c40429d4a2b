"""Three consortia, each at another stage, so that every page has something to show; and a fourth one, of others.

Boards decide in the first, people sign in the second, the third is signed and released. Whatever a person can type
holds a canary there: a word that stands nowhere else, between signs that would act if a page, a spreadsheet or a
calendar took them for its own language.
"""

import hashlib
import io
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pikepdf
from flask import Flask

from govflow import blobs
from govflow.agreements.flag_services import Unsure, flag_question
from govflow.agreements.queries import the_agreement
from govflow.agreements.services import Amendment, Rewording, begin_agreement, reword
from govflow.agreements.version_services import Freezing, Reasons
from govflow.approvals import ballots_services, papers_services, printing
from govflow.approvals.board_queries import InterestTold, PaperTold
from govflow.approvals.circulation_services import change, circulate
from govflow.approvals.pack_page import pack_of
from govflow.approvals.packs_services import order_pack
from govflow.approvals.papers_services import Scan, kind_of_file
from govflow.approvals.queries import member_codes
from govflow.approvals.room_queries import board_room, tabled
from govflow.approvals.services import withdraw_approval
from govflow.clock import SetClock
from govflow.core.approval import CloseCondition, Closing, Condition
from govflow.core.counting import BoardRules, Meeting, WrittenRule
from govflow.core.permissions import CONSORTIUM_ROLES, Role
from govflow.core.voting import Choice
from govflow.jobs.worker import drain
from govflow.journal.leaf import Actor
from govflow.members.queries import party, role_holders
from govflow.members.services import Post, give_roles, invite, set_board_rules
from govflow.overview.rehearsal import Rehearsal
from govflow.pdf.paper import Paper
from govflow.pdf.plain_text import plain_text
from govflow.signing import sealing
from govflow.signing.ceremony_services import PartTold, WitnessTold, give_part, plan_way, witness_part
from tests.cast import ALICE
from tests.stage import BEGUN, PRECEDENTS, SIX, carried, cast
from tests.web.people import person

OWN, OTHER = "LB2", "LB3"
DECIDING, SIGNING, SIGNED, ELSEWHERE = "deciding", "signing", "signed", "elsewhere"
OURS = (DECIDING, SIGNING, SIGNED)
LATER = date(2026, 12, 31)

OWN_ROWS = "expected_gains"
"""A table in which each organisation says something of itself."""

SHORTER_KEY = uuid.UUID(int=1)
SHORTER = uuid.uuid5(SHORTER_KEY, "agreement")
"""A shorter instrument beside the agreement that boards decide."""

BOARD = BoardRules(seats=3, in_office=3, quorum=2, chair_casting=True, written=WrittenRule.MAJORITY)

PEOPLE = (
    *((str(role), "", role) for role in Role if role in CONSORTIUM_ROLES),
    *((f"{role} at {OWN}", OWN, role) for role in Role if role not in CONSORTIUM_ROLES),
    (f"second board member at {OWN}", OWN, Role.BOARD_MEMBER),
    (f"third board member at {OWN}", OWN, Role.BOARD_MEMBER),
    (f"second signatory at {OWN}", OWN, Role.SIGNATORY),
    (f"second chief officer at {OWN}", OWN, Role.CHIEF_OFFICER),
    *((f"{role} at {OTHER}", OTHER, role) for role in (Role.BOARD_MEMBER, Role.BOARD_SECRETARY)),
    (f"signatory at {OTHER}", OTHER, Role.SIGNATORY),
)
"""Who is there: what they are called in the tests, where, and as what. They are the same in all three."""

ACTS = (
    "<script>alert(1)</script><b title=\"x\" onclick='x'>{{ 7 * 7 }}{% x %}${7*7} &amp; </textarea></title>"
)
LONG = "w" * 300
TURNED = "\u202e\u2066\u200f"
"""Signs that turn the words after them round."""


def canary(what: str) -> str:
    """A word that stands for one private fact and is in nothing else."""
    return f"zq{hashlib.sha256(what.encode()).hexdigest()[:12]}"


def hostile(what: str) -> str:
    """The same, as somebody would type it who means harm."""
    return f"=1+1 {ACTS} {canary(what)} {TURNED} {LONG}"


def printable(what: str) -> str:
    """As `hostile`, in signs that may stand in an agreement: what cannot be printed is an error of the draft."""
    return f"=1+1 {ACTS} {canary(what)}".replace("{", "(").replace("}", ")")


def email_of(who: str) -> str:
    """Somebody's address."""
    return f"{canary(f'address of {who}')}@example.org"


@dataclass(frozen=True)
class Stage:
    """Where everything is, whatever application looks at it. ``values``: what stands in addresses."""

    moment: datetime
    consortia: Mapping[str, UUID]
    agreements: Mapping[str, UUID]
    people: Mapping[str, UUID]
    values: Mapping[str, object]


@dataclass(frozen=True)
class Places:
    """The addresses of an application at this stage."""

    app: Flask
    stage: Stage

    @property
    def consortium_id(self) -> UUID:
        """The consortium whose boards decide."""
        return self.stage.consortia[DECIDING]

    def address(self, endpoint: str, member: str = "") -> str:
        """The address of a route; `member`: the organisation it names."""
        rule = next(each for each in self.app.url_map.iter_rules() if each.endpoint == endpoint)
        where = WHERE.get(endpoint, DECIDING)
        values = {
            **self.stage.values,
            "member": member,
            "consortium_id": self.stage.consortia[where],
            "agreement_id": self.stage.agreements[where],
        }
        values |= {name: value for (of, name), value in SPECIAL.items() if of == endpoint}
        return self.app.url_map.bind("").build(endpoint, {name: values[name] for name in rule.arguments})

    def is_of_consortium(self, endpoint: str) -> bool:
        """Whether a route is about a consortium."""
        rule = next(each for each in self.app.url_map.iter_rules() if each.endpoint == endpoint)
        return bool({"consortium_id", "agreement_id"} & rule.arguments)


WHERE = {
    "approvals.condition": SIGNING,
    "signing.decline": SIGNING,
    "signing.plan": SIGNING,
    "signing.precedents": SIGNING,
    "signing.release": SIGNING,
    "signing.sign": SIGNING,
    "signing.start": SIGNING,
    "signing.withdraw": SIGNING,
    "signing.witness": SIGNING,
    "signing.executed": SIGNED,
    "signing.file": SIGNED,
    "signing.seal_again": SIGNED,
}
"""Where a page is looked at that has nothing to show while boards decide."""

SPECIAL: Mapping[tuple[str, str], object] = {
    ("signing.file", "kind"): "agreement.pdf",
    ("questions.rows_file", "question"): "delivery_shares",
}
"""What stands in the addresses of one route only."""


def at_stage(app: Flask) -> Stage:
    """Play it all."""
    clock = app.extensions["govflow.clock"]
    assert isinstance(clock, SetClock)
    clock.moment = BEGUN
    people = {name: person(f"{hostile(f'name of {name}')} {name}", email_of(name)) for name, _, _ in PEOPLE}
    plays = {where: _begun(clock, where) for where in (*OURS, ELSEWHERE)}
    for where in OURS:
        _give(plays[where], people)
    with _press():
        told = {**_deciding(plays[DECIDING], people), "role_id": _role_to_end(plays[DECIDING], people)}
        _signing(plays[SIGNING], people)
        _signed(plays[SIGNED])
        people["a stranger"] = _elsewhere(plays[ELSEWHERE])
        drain()
    return Stage(
        clock.moment,
        {where: play.consortium_id for where, play in plays.items()},
        {where: play.agreement_id for where, play in plays.items()},
        people,
        {
            "token": "not-a-token",
            "session_id": uuid.uuid4(),
            "act_key": uuid.uuid4(),
            "question": "quorum_board_count",
            "clause": "disputes",
            "section": 1,
            "name": "0.9",
            "kind": "txt",
            "condition": "C1",
            "left_out": "LB6",
            "topic": "consortium",
            "rule": "ordinary_rule",
            "matter": "deficit",
            **told,
        },
    )


def _begun(clock: SetClock, where: str) -> Rehearsal:
    """A consortium with its draft, in which every word that a person can type is a canary."""
    told = cast()
    parties = tuple(
        replace(each, details={"notes": hostile(f"details of {each.member.member_id}, {where}")})
        for each in told.parties
    )
    answers = {**told.amendment.answers, "purpose_statement": printable(f"an answer, {where}")}
    rewordings = {"disputes": Rewording(_words(where), hostile(f"why words, {where}"))}
    title = f"{hostile(f'title, {where}')[:280]}"
    amendment = Amendment(answers, {**told.amendment.rewordings, **rewordings})
    play = Rehearsal(replace(told, title=title, parties=parties, amendment=amendment), clock, BEGUN)
    for code in (OWN, OTHER):
        found = party(play.consortium_id, code)
        assert found is not None
        source = hostile(f"source of rules of {code}, {where}")
        set_board_rules(play.consortium_id, found.id, BOARD, ALICE, uuid.uuid4(), source)
    return play


def _words(where: str) -> str:
    return f"The members settle disputes by {printable(f'words of a clause, {where}')}.\n"


def _give(play: Rehearsal, people: Mapping[str, UUID]) -> None:
    for name, code, role in PEOPLE:
        found = party(play.consortium_id, code) if code else None
        office = hostile(f"office of {name}")[:300]
        post = Post(play.consortium_id, None if found is None else found.id, office)
        give_roles(post, people[name], (role,), ALICE, uuid.uuid4())


def _role_to_end(play: Rehearsal, people: Mapping[str, UUID]) -> UUID:
    second = people[f"second chief officer at {OWN}"]
    return next(each.role_id for each in role_holders(play.consortium_id) if each.person_id == second)


def _deciding(play: Rehearsal, people: Mapping[str, UUID]) -> dict[str, object]:
    """One version was superseded. Of the second: one board approves on a condition, one says no, one took its yes
    back, and one votes in writing while a paper of it waits to be compared.
    """
    freezing = Freezing("0.8", hostile("why a version"), Reasons({}, hostile("why a warning is left")))
    circulate(play.agreement_id, freezing, None, _by(play, people, "drafter"), uuid.uuid4())
    play.resolve(OTHER, "0.8", replace(carried(), votes=_three(3, 0)))
    again = Freezing("0.9", hostile("why another version"), Reasons({}, "as before"))
    amendment = Amendment(answers={"cap_pct": 100})
    change(play.agreement_id, amendment, again, _by(play, people, "drafter"), uuid.uuid4())
    condition = Condition("C1", hostile("a condition of LB1"), owner=hostile("owner of a condition"))
    play.resolve("LB1", "0.9", carried(condition))
    no = replace(carried(), votes=_three(0, 3), reason=hostile("why LB3 says no"))
    play.resolve(OTHER, "0.9", no)
    play.resolve("LB5", "0.9", carried())
    withdraw_approval(play.agreement_id, "LB5", hostile("why LB5 took it back"), ALICE, uuid.uuid4())
    _declare(play, people, OWN, "third board member")
    _vote(play, people, {f"board_member at {OWN}": Choice.FOR})
    waiting, refused = (_paper(play, people, name) for name in ("the waiting paper", "the refused paper"))
    second = _by(play, people, f"second board member at {OWN}")
    why = hostile("why a paper is refused")
    papers_services.refuse_paper(play.agreement_id, OWN, refused, why, second, uuid.uuid4())
    _reword_after(play, people)
    _doubt(play, people)
    _begin_nda(play, people)
    _print_pack(play, people)
    invite(
        Post(play.consortium_id), "New Fictional", email_of("newcomer"), (Role.AUDITOR,), ALICE, uuid.uuid4()
    )
    return {"paper_id": waiting}


def _three(yes: int, no: int) -> Meeting:
    return Meeting(3, 0, yes, no, 0)


def _by(play: Rehearsal, people: Mapping[str, UUID], who: str) -> Actor:
    code = who.partition(" at ")[2]
    ids = {code: identity for identity, code in member_codes(play.agreement_id).items()}
    return Actor(people[who], ids.get(code), "email_code")


def _declare(play: Rehearsal, people: Mapping[str, UUID], code: str, who: str) -> None:
    told = InterestTold(True, hostile(f"interest of {who} at {code}"), steps_back=False)
    by = _by(play, people, f"{who} at {code}")
    ballots_services.declare_interest(play.agreement_id, code, told, by, uuid.uuid4())


def _vote(play: Rehearsal, people: Mapping[str, UUID], votes: Mapping[str, Choice]) -> None:
    seen, secretary = play._seen("0.9"), _by(play, people, f"board_secretary at {OWN}")
    ballot_id = ballots_services.open_ballot(
        play.agreement_id, OWN, LATER, seen, secretary, uuid.uuid5(play.agreement_id, "ballot")
    )
    for who, choice in votes.items():
        by = _by(play, people, who)
        ballots_services.cast_vote(play.agreement_id, OWN, ballot_id, choice, seen, by, uuid.uuid4())


def _paper(play: Rehearsal, people: Mapping[str, UUID], name: str) -> UUID:
    content = f"%PDF-1.7\n% {canary(f'file of {name}')}\n%%EOF\n".encode()
    kind = kind_of_file(content)
    assert kind is not None
    condition = Condition("C7", hostile(f"condition of {name}"), owner=hostile(f"owner in {name}"))
    told = PaperTold(_three(3, 0), play.today, (condition,), reason=hostile(f"reason of {name}"))
    return papers_services.send_paper(
        play.agreement_id,
        OWN,
        told,
        Scan(blobs.put(content), kind, len(content)),
        play._seen("0.9"),
        _by(play, people, f"board_secretary at {OWN}"),
        uuid.uuid4(),
    )


def _reword_after(play: Rehearsal, people: Mapping[str, UUID]) -> None:
    """The draft goes on while the boards decide."""
    words = Rewording(f"By {printable('words after the version')}.\n", hostile("why words after the version"))
    revision = the_agreement(play.agreement_id).revision
    reword(play.agreement_id, "disputes", words, revision, _by(play, people, "drafter"), uuid.uuid4())


def _doubt(play: Rehearsal, people: Mapping[str, UUID]) -> None:
    """One question of all is given to somebody to settle, and one of an organisation's own."""
    for question, code, who in (("quorum_board_count", "", "drafter"), (OWN_ROWS, OWN, f"editor at {OWN}")):
        to, note = people[f"editor at {OWN}"], hostile(f"doubt of {who}")
        flag_question(
            play.agreement_id,
            Unsure(question, code, to, play.today, note),
            _by(play, people, who),
            uuid.uuid4(),
        )


def _begin_nda(play: Rehearsal, people: Mapping[str, UUID]) -> None:
    """A shorter instrument beside the agreement, which says something of its own."""
    told = Amendment({"purpose_statement": printable("an answer of the shorter instrument")})
    by = _by(play, people, "facilitator")
    begun = begin_agreement(play.consortium_id, told, by, SHORTER_KEY, "nda")
    words = Rewording(
        f"By {printable('words of the shorter instrument')}.\n",
        hostile("why words of the shorter instrument"),
    )
    reword(begun, "nda-use", words, the_agreement(begun).revision, by, uuid.uuid4())


def _print_pack(play: Rehearsal, people: Mapping[str, UUID]) -> None:
    room = board_room(play.agreement_id, OWN, play.today)
    assert room is not None
    text = tabled(room)
    assert text is not None
    edition = printing.edition_of(pack_of(room, text))
    by = _by(play, people, f"board_secretary at {OWN}")
    order_pack(play.agreement_id, OWN, edition, by, uuid.uuid4())


def _signing(play: Rehearsal, people: Mapping[str, UUID]) -> None:
    """Every board has approved, one on a condition that was met; one party has signed before a witness, of another
    the first of two has.
    """
    play.circulate("0.9", None, {})
    condition = Condition("C1", hostile("a condition that was met"))
    for code in SIX:
        votes = _three(3, 0) if code in (OWN, OTHER) else carried().votes
        play.resolve(code, "0.9", replace(carried(*((condition,) if code == OWN else ())), votes=votes))
    met = CloseCondition("C1", Closing.MET, hostile("what shows that it is met"))
    play.close_condition(OWN, met, OWN)
    plan_way(play.agreement_id, OTHER, "director_and_witness", hostile("why so"), ALICE, uuid.uuid4())
    _part(play, people, f"signatory at {OWN}")
    _part(play, people, f"signatory at {OTHER}")
    told = WitnessTold(
        f"Wyn {canary('name of a witness')}",
        hostile("occupation of a witness"),
        hostile("home of a witness"),
        email_of("a witness"),
        "browser",
        _circumstances("a witness"),
    )
    by = _by(play, people, f"signatory at {OTHER}")
    witness_part(play.agreement_id, OTHER, told, play._seen("0.9"), by, uuid.uuid4())
    play.decline(("LB6",), "0.9", hostile("why LB6 does not sign"))
    play.meet_precedents(PRECEDENTS[:1], "chair", hostile("what shows a condition precedent"))


def _part(play: Rehearsal, people: Mapping[str, UUID], who: str) -> None:
    name = f"{hostile(f'name of {who}')} {who}"
    told = PartTold(0, name, hostile(f"office of {who} on paper"), "browser", _circumstances(who))
    by = _by(play, people, who)
    give_part(play.agreement_id, who.partition(" at ")[2], told, play._seen("0.9"), by, uuid.uuid4())


def _circumstances(who: str) -> dict[str, Any]:
    return {"device": canary(f"device of {who}"), "address": canary(f"internet address of {who}")}


def _signed(play: Rehearsal) -> None:
    play.circulate("0.9", None, {})
    for code in SIX:
        votes = _three(3, 0) if code in (OWN, OTHER) else carried().votes
        play.resolve(code, "0.9", replace(carried(), votes=votes))
    play.sign(SIX, "0.9")
    play.meet_precedents(PRECEDENTS, "chair", "Minute 4")
    play.release(None)


def _elsewhere(play: Rehearsal) -> UUID:
    """The same of others: nobody of ours takes part; who does."""
    name, email = hostile("name of a stranger"), email_of("a stranger")
    stranger = invite(Post(play.consortium_id), name, email, (Role.FACILITATOR,), ALICE, uuid.uuid4())
    found = party(play.consortium_id, OWN)
    assert found is not None
    post = Post(play.consortium_id, found.id, hostile("office of a stranger")[:300])
    give_roles(post, stranger, (Role.BOARD_MEMBER,), ALICE, uuid.uuid4())
    play.circulate("0.9", None, {})
    told = InterestTold(True, hostile("interest of a stranger"))
    by = Actor(stranger, found.id, "email_code")
    ballots_services.declare_interest(play.agreement_id, OWN, told, by, uuid.uuid4())
    condition = Condition("C1", hostile("a condition elsewhere"))
    play.resolve("LB1", "0.9", carried(condition))
    return stranger


@contextmanager
def _press() -> Iterator[None]:
    """A press that sets no type: what is to be printed stands in the file as it was handed in."""

    def agreement(page: Any, source: bytes, approvals: bytes | None = None) -> Paper:
        return _blank(plain_text(page).encode() + source + (approvals or b""))

    def pages(html: str, *_: object) -> Paper:
        return _blank(html.encode())

    with (
        patch.object(sealing, "print_agreement", agreement),
        patch.object(printing, "print_pages", pages),
    ):
        yield


def _blank(words: bytes) -> Paper:
    blank, output = pikepdf.new(), io.BytesIO()
    blank.add_blank_page()
    blank.attachments["words"] = words
    blank.save(output, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return Paper(output.getvalue(), 1, "a blank page", 1)
