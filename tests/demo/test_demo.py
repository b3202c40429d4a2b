"""The demo: three invented consortia, each at another stage, loaded once, whatever day it is."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from govflow import create_app
from govflow.agreements.queries import agreement_of, draft_source, examine, the_agreement
from govflow.approvals.ballots_services import board_members
from govflow.approvals.board_queries import ballots, interests
from govflow.approvals.queries import circulation, circulations
from govflow.clock import SetClock
from govflow.core.approval import Status
from govflow.core.permissions import Role
from govflow.core.procedure import AgreementState
from govflow.demo import alliance, company, partnership
from govflow.demo.examples import read_example
from govflow.demo.loading import SCENES, load_demo
from govflow.demo.people import SOURCES, Boards, cast_of
from govflow.demo.stage import consortium_of, key_of
from govflow.extensions import db
from govflow.jobs.worker import drain
from govflow.journal.leaf import spelled
from govflow.journal.queries import entries
from govflow.members.queries import board_rules, parties, recorded_rules, role_holders
from govflow.overview.queries import Standing, standing
from govflow.settings import Settings
from govflow.signing.evidence import evidence_of
from govflow.transaction import at_work
from tests.conftest import ENGINES, TEMPLATE, full_or_small
from tests.faults import all_rows

pytestmark = pytest.mark.soak  # there it is loaded on both engines

DAYS = (date(2026, 11, 22), date(2027, 1, 31), date(2027, 5, 31), date(2027, 8, 15), date(2028, 2, 29))

BEGUN = datetime(2027, 5, 31, 23, 30, tzinfo=UTC)
"""A moment at the end of a month, and nearly of its day: what is reckoned from it must still add up."""


@pytest.fixture(scope="module", params=ENGINES[: full_or_small(len(ENGINES), 1)])
def loaded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SetClock]:
    """The demo, loaded and its jobs done, once for all who only look; its clock."""
    data, name, clock = tmp_path_factory.mktemp("demo") / "instance", "test_demo", SetClock(BEGUN)
    shutil.copytree(request.getfixturevalue(f"{request.param}_template"), data)
    settings = Settings(data=data, demo=True)
    if request.param == "postgresql":
        url = request.getfixturevalue("cluster").create(name, TEMPLATE)
        settings = Settings(data=data, demo=True, database_url=url)
    with at_work(create_app(settings, clock)):
        load_demo(lambda words: None)
        drain()
        yield clock
    if request.param == "postgresql":
        request.getfixturevalue("cluster").drop(name)


def stands(name: str, clock: SetClock) -> Standing:
    agreement_id = agreement_of(consortium_of(name))
    assert agreement_id is not None
    return standing(agreement_id, clock.moment.date())


def test_each_consortium_is_at_another_stage(loaded: SetClock) -> None:
    states = {name: stands(name, loaded).agreement.state for name in SCENES}
    assert states == {
        alliance.NAME: AgreementState.DRAFTING,
        partnership.NAME: AgreementState.APPROVING,
        company.NAME: AgreementState.EXECUTED,
    }


def test_it_is_loaded_once_and_an_act_is_not_done_twice(loaded: SetClock) -> None:
    before, told = all_rows(), list[str]()
    loaded.moment = BEGUN + timedelta(days=40)
    load_demo(told.append)
    # Done again from the beginning, as after a fault: every act finds its key.
    for scene in SCENES.values():
        scene.play(BEGUN.date())
    loaded.moment = BEGUN
    assert (all_rows(), told) == (before, [])


def test_a_second_start_asks_the_database_once(loaded: SetClock) -> None:
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    load_demo(lambda words: None)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len([each for each in asked if not each.startswith("BEGIN")]) == 1


def test_the_record_holds_no_invented_time(loaded: SetClock) -> None:
    told = [entry.facts for entry in entries()]
    assert {facts["t"] for facts in told} == {spelled(BEGUN)}
    methods = Counter(str(facts["auth"]["method"]) for facts in told)  # type: ignore[index,call-overload]
    assert set(methods) == {"demo", "system"}


def test_the_alliance_has_something_to_do(loaded: SetClock) -> None:
    agreement_id = agreement_of(consortium_of(alliance.NAME))
    assert agreement_id is not None
    examined = examine(draft_source(agreement_id))
    assert not set(alliance.OPEN) & set(examined.draft.answers)
    assert len([each for each in examined.problems if "still to be agreed" in each.message]) >= len(
        alliance.OPEN
    )
    assert examined.draft.reworded["disputes"] == alliance.DISPUTES
    said = {row["member_id"] for row in examined.draft.answers["expected_gains"]}  # type: ignore[index, union-attr, call-overload]
    assert said == set(examined.draft.parties_by_id) - alliance.SILENT
    assert the_agreement(agreement_id).revision == 5


def test_the_boards_of_the_partnership_stand_apart(loaded: SetClock) -> None:
    found = stands(partnership.NAME, loaded)
    assert {code: party.approval for code, party in found.parties.items()} == {
        "LB1": Status.APPROVED,
        "LB2": Status.CONDITIONAL,
        "LB3": Status.ASKED,
        "LB4": Status.APPROVED,
        "LB5": Status.APPROVED,
        "LB6": Status.ASKED,
    }
    agreement_id = agreement_of(consortium_of(partnership.NAME))
    assert agreement_id is not None
    assert [each.version.name for each in circulations(agreement_id)] == ["0.9", "0.10"]
    newest = circulation(agreement_id)
    assert newest is not None and newest.deadline is not None
    assert timedelta(weeks=1) < newest.deadline - loaded.moment.date() < timedelta(weeks=26)


def test_a_written_vote_is_open_and_one_person_steps_back(loaded: SetClock) -> None:
    agreement_id = agreement_of(consortium_of(partnership.NAME))
    assert agreement_id is not None
    members = {party.code: party.id for party in parties(consortium_of(partnership.NAME))}
    (ballot,) = ballots(agreement_id, members["LB3"])
    assert (len(ballot.voters), len(ballot.replies), ballot.closed_at) == (5, 3, None)
    assert ballot.replies.keys() == interests(agreement_id, members["LB3"]).keys()
    (declared,) = interests(agreement_id, members["LB5"]).values()
    assert declared.told.steps_back


def test_the_company_has_signed_and_its_document_can_be_had(loaded: SetClock) -> None:
    agreement_id = agreement_of(consortium_of(company.NAME))
    assert agreement_id is not None
    assert {party.signature for party in stands(company.NAME, loaded).parties.values()} == {"released"}
    assert the_agreement(agreement_id).dated == loaded.moment.date()
    evidence = evidence_of(agreement_id)
    assert evidence is not None and evidence.pdf.startswith(b"%PDF-")


def test_every_board_has_its_people_and_the_source_of_its_rules(loaded: SetClock) -> None:
    for name in SCENES:
        consortium_id = consortium_of(name)
        agreement_id = agreement_of(consortium_id)
        assert agreement_id is not None
        rules, recorded = board_rules(consortium_id), recorded_rules(consortium_id)
        for party in parties(consortium_id):
            people = board_members(agreement_id, party.code)
            assert len(people) == rules[party.id].in_office
            assert 0 < rules[party.id].quorum <= rules[party.id].in_office <= rules[party.id].seats
            assert recorded[party.id].source == SOURCES[party.member.legal_form]


def test_everybody_is_there_and_somebody_serves_two_organisations(loaded: SetClock) -> None:
    for name in SCENES:
        holders = role_holders(consortium_of(name))
        assert {holder.role for holder in holders} >= set(Role) - {Role.DELEGATE}
        assert all(re.fullmatch(r"[a-z]+\.[a-z]+@example\.org", holder.email) for holder in holders)
        served: dict[object, set[str]] = {}
        for holder in holders:
            served.setdefault(holder.person_id, set()).add(holder.organisation)
        assert sum(len(places) > 1 for places in served.values()) == 1


def test_weeks_later_everybody_still_is_what_they_were(loaded: SetClock) -> None:
    before = {name: len(role_holders(consortium_of(name))) for name in SCENES}
    loaded.moment = BEGUN + timedelta(days=40)
    later = {name: len(role_holders(consortium_of(name))) for name in SCENES}
    loaded.moment = BEGUN
    assert later == before


def test_nobody_is_in_two_casts() -> None:
    day = DAYS[0]
    scenes = ((alliance, 100), (partnership, 0), (company, 300))
    casts = [cast_of(read_example(each.NAME, day), each.BOARDS, first) for each, first in scenes]
    people = [{part.person for part in cast.parts} for cast in casts]
    everybody = set().union(*people)
    assert len(everybody) == sum(len(each) for each in people)
    assert len({person.name for person in everybody}) == len({person.email for person in everybody})
    assert len({person.email for person in everybody}) == len(everybody)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", SCENES)
def test_whatever_the_day_the_draft_stands_and_its_dates_lie_ahead(name: str, day: date) -> None:
    example = read_example(name, day)
    draft = example.draft
    ahead = ("approval_deadline", "long_stop_date", "start_date")
    dates = [draft.answers[question] for question in ahead]
    assert all(isinstance(each, date) and each > day + timedelta(weeks=8) for each in dates)


def test_a_cast_needs_no_organisation_told_in_full() -> None:
    example = read_example(partnership.NAME, DAYS[0])
    cast = cast_of(example, Boards({}, both=("LB5", "LB1")), first=0)
    assert {len(cast.at(code, Role.BOARD_MEMBER)) for code in example.codes} == {2}
    assert key_of("a", "b") != key_of("a", "c")
