"""Acts on approvals: what is written, what is refused, and under which key and text."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import text

from govflow.agreements.services import Amendment
from govflow.agreements.version_services import Freezing, Override, Reasons
from govflow.approvals import queries, services
from govflow.approvals.services import Seen
from govflow.clock import SetClock
from govflow.core.approval import CloseCondition, Closing, Condition, Status
from govflow.core.catalogue import ChangeClass
from govflow.core.counting import BoardRules
from govflow.extensions import db
from govflow.journal.queries import entries
from govflow.overview.queries import standing
from govflow.overview.rehearsal import Rehearsal
from tests.cast import ALICE
from tests.stage import SIX, approved, begin, carried, cast, circulated
from tests.watched import refused, statements


def digest(play: Rehearsal) -> str:
    found = queries.circulation(play.agreement_id)
    assert found is not None
    return found.version.digest


def projected(play: Rehearsal) -> dict[str, str]:
    rows = db.session.execute(
        text("SELECT code, status FROM approval JOIN member ON member.id = approval.member_id")
    )
    return {row.code: row.status for row in rows}


def test_a_circulation_asks_every_board_and_binds_the_text_in_the_journal(
    app: Flask, clock: SetClock
) -> None:
    play = circulated(clock)
    assert projected(play) == dict.fromkeys(SIX, "asked")
    leaf = list(entries(play.consortium_id))[-1].facts
    assert (leaf["type"], leaf["doc_sha256"]) == ("version_circulated", digest(play))


def test_the_state_word_kept_is_what_folding_gives(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    play.resolve("LB1", "0.9", carried())
    play.resolve("LB2", "0.9", carried(Condition("C1", "Our insurer agrees")))
    play.withdraw_approval("LB1", "New facts")
    histories = queries.histories(play.agreement_id)
    assert projected(play) == {code: str(histories[code].approval.status) for code in SIX}
    assert (projected(play)["LB1"], projected(play)["LB2"]) == ("withdrawn", "conditional")


def test_an_act_is_recorded_with_the_text_it_was_about_and_not_with_its_words(
    app: Flask, clock: SetClock
) -> None:
    play = circulated(clock)
    play.resolve("LB1", "0.9", carried(Condition("C1", "A very private condition")))
    entry = list(entries(play.consortium_id))[-1]
    assert (entry.kind, entry.facts["seen"]) == ("resolution_recorded", digest(play))
    assert entry.facts["org"] == str(play.ids["LB1"])
    assert b"private" not in entry.leaf
    assert "A very private condition" in str(entry.body)


def test_who_saw_another_text_under_the_same_name_is_refused(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    for seen in (Seen("0.9", "0" * 64), Seen("0.8", digest(play)), Seen("", "")):
        with refused("version_superseded"):
            services.record_resolution(play.agreement_id, "LB1", carried(), seen, ALICE, uuid.uuid4())
    assert projected(play)["LB1"] == "asked"


def test_an_act_done_twice_under_its_key_is_done_once(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    key, seen = uuid.uuid4(), Seen("0.9", digest(play))
    for _ in range(2):
        services.record_resolution(play.agreement_id, "LB1", carried(), seen, ALICE, key)
    assert len(queries.histories(play.agreement_id)["LB1"].events) == 2
    with refused("already_decided"):
        services.record_resolution(play.agreement_id, "LB1", carried(), seen, ALICE, uuid.uuid4())


def test_a_refused_act_on_several_members_changes_none(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    before = standing(play.agreement_id, play.today)
    with refused("not_delegated"):
        play.change(Amendment({"contact_point": "Front desk"}), Freezing("0.10", reasons=Reasons({}, "none")))
        play.accept_minor(SIX, "0.10")
    assert standing(play.agreement_id, play.today).agreement.version == "0.10"
    assert {party.approval for party in standing(play.agreement_id, play.today).parties.values()} == {
        Status.ASKED
    }
    assert before.agreement.effective == 6


def test_an_override_is_kept_with_its_reason_and_the_class_by_the_rules(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    override = Override(ChangeClass.MINOR, "Both boards had agreed to the figure")
    play.change(Amendment({"cap_pct": 110}), Freezing("0.10", override=override))
    found = queries.circulation(play.agreement_id)
    assert found is not None
    change = found.version.change
    assert change is not None
    assert (change.change_class, change.judged) == (ChangeClass.MINOR, ChangeClass.MATERIAL)
    assert change.override == "Both boards had agreed to the figure"


def test_a_later_version_keeps_the_deadline_unless_the_change_sets_another(
    app: Flask, clock: SetClock
) -> None:
    play = begin(clock)
    play.circulate("0.9", date(2027, 1, 31), {})

    def deadline() -> date | None:
        found = queries.circulation(play.agreement_id)
        assert found is not None
        return found.deadline

    assert deadline() == date(2027, 1, 31)
    play.change(Amendment({"contact_point": "Front desk"}), Freezing("0.10"))
    assert deadline() == date(2027, 1, 31)
    play.change(Amendment({"approval_deadline": "2027-03-01"}), Freezing("0.11"))
    assert deadline() == date(2027, 3, 1)


def test_without_a_deadline_given_the_agreements_own_counts(app: Flask, clock: SetClock) -> None:
    found = queries.circulation(circulated(clock).agreement_id)
    assert found is not None
    assert found.deadline == date(2027, 2, 26)


def test_a_condition_is_met_by_its_own_member(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    play.resolve("LB2", "0.9", carried(Condition("C1", "Our insurer agrees")))
    met = CloseCondition("C1", Closing.MET, "Letter")
    with refused("no_authority"):
        play.close_condition("LB2", met, "LB1")
    play.close_condition("LB2", met, "LB2")
    assert standing(play.agreement_id, play.today).parties["LB2"].effective


def test_a_boards_rules_count_from_then_on_and_only_for_parties(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    play.set_board("LB1", lambda rules: BoardRules(4, 4, 2))
    with refused("numbers_do_not_add_up"):
        play.resolve("LB1", "0.9", carried())
    with refused("not_a_member"):
        play.set_board("nobody", lambda rules: rules)
    with refused("numbers_do_not_add_up"):
        play.set_board("LB2", lambda rules: BoardRules(4, 5, 2))


def test_a_board_whose_rules_nobody_gave_cannot_decide(app: Flask, clock: SetClock) -> None:
    assert services.rules_of(circulated(clock).agreement_id, "nobody") == services.NO_BOARD


def test_leaving_a_member_out_is_one_act_and_whole(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    with refused("errors_in_draft"):
        play.leave_out("LB1", Freezing("0.10"))
    play.leave_out("LB6", Freezing("0.10", "It cannot insure its part"))
    after = standing(play.agreement_id, play.today)
    assert (after.parties["LB6"].approval, after.parties["LB6"].version) == (Status.LEFT_OUT, None)
    assert (after.agreement.required, after.agreement.effective) == (5, 0)
    assert after.change is not None
    assert after.change.categories == ("parties",)
    assert {"parties-background", "delivery-roles", "allocation-of-work"} <= set(after.change.clauses)
    assert list(entries(play.consortium_id))[-1].kind == "member_left_out"


def test_just_after_midnight_in_summer_a_board_decided_on_the_day_on_the_wall(
    app: Flask, clock: SetClock
) -> None:
    play = Rehearsal(cast(), clock, datetime(2026, 7, 10, 12, tzinfo=UTC))
    play.circulate("0.9", None, {})
    clock.moment = datetime(2026, 7, 10, 23, 30, tzinfo=UTC)
    with refused("date_does_not_fit"):
        play.resolve("LB2", "0.9", replace(carried(), held_on=date(2026, 7, 12)))
    play.resolve("LB2", "0.9", replace(carried(), held_on=date(2026, 7, 11)))
    last = queries.histories(play.agreement_id)["LB2"].approval.last
    assert last is not None and last.on == date(2026, 7, 11)


def test_all_circulations_are_read_at_once_however_many_there_are(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    for name in ("0.10", "0.11"):
        given = Amendment(answers={"contact_point": f"The desk of {name}"})
        play.change(given, Freezing(name, "Asked for", Reasons({}, "Not given")))
    db.session.rollback()
    db.session.expunge_all()
    with statements() as sent:
        found = queries.circulations(play.agreement_id)
    assert [each.version.name for each in found] == ["0.9", "0.10", "0.11"]
    assert len([one for one in sent if one.startswith("SELECT")]) == 1
    assert queries.circulation(play.agreement_id) == found[-1]
