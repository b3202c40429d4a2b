"""The whole procedure: state words, the arithmetic of approvals, and refusals in their order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govflow.core import approval, procedure, signature
from govflow.core.approval import (
    STANDING,
    Approval,
    ApprovalEvent,
    CloseCondition,
    Closing,
    Condition,
    Delegate,
    Delegated,
    Delegation,
    Resolve,
    Route,
    Status,
)
from govflow.core.counting import BoardRules, Meeting
from govflow.core.errors import Refused
from govflow.core.precedents import CHAIR, PrecedentClosed, Waiver
from govflow.core.procedure import ORDER, AgreementState, Case, CirculatedChange
from govflow.core.signature import Signature, SignatureEvent, SignatureStatus
from govflow.core.terms import Dating, SigningWays, Terms

MEMBERS = ("LB1", "LB2", "LB3", "LB4")
RULES = BoardRules(seats=5, in_office=5, quorum=2)
DAY = date(2027, 1, 4)
LONG_STOP = date(2027, 3, 15)
WAYS = SigningWays("two_trustees", ("two_trustees",))
INSURER = Condition("C1", "Cap confirmed by our insurer")
MINOR = CirculatedChange(minor=True, categories=("none",))
MATERIAL = CirculatedChange(categories=("liability",))
TERMS = Terms(
    parties=MEMBERS,
    counting=MEMBERS,
    lead="LB1",
    conditions=("all_boards_approved", "nda_signed"),
    long_stop=LONG_STOP,
    waiver=Waiver.UNANIMOUS,
    signing=dict.fromkeys((*MEMBERS, "SPV"), WAYS),
)


@dataclass
class Play:
    """A procedure that is played: what each act leads to becomes the next case."""

    case: Case = field(default_factory=lambda: Case(DAY, TERMS))

    def pass_to(self, day: date) -> None:
        self.case = replace(self.case, today=day)

    def approvals(self, events: Mapping[str, tuple[ApprovalEvent, ...]]) -> None:
        states: dict[str, Approval] = dict(self.case.approvals)
        for member, happened in events.items():
            for event in happened:
                states[member] = approval.evolve(states.get(member, Approval()), event)
        self.case = replace(self.case, approvals=states)

    def signatures(self, events: Mapping[str, tuple[SignatureEvent, ...]]) -> None:
        states: dict[str, Signature] = dict(self.case.signatures)
        for party, happened in events.items():
            for event in happened:
                states[party] = signature.evolve(states.get(party, Signature()), event)
        self.case = replace(self.case, signatures=states)

    def circulate(
        self, version: str = "0.9", change: CirculatedChange = procedure.FIRST_CIRCULATION, **terms: object
    ) -> None:
        after = replace(self.case.terms, **terms)  # type: ignore[arg-type]
        procedure.admit_new_version(self.case, version, revived_until=after.long_stop)
        self.approvals(procedure.put_to_boards(self.case, version, after, change))
        self.case = replace(
            self.case,
            version=version,
            terms=after,
            change=change,
            digest=version * 8,
            versions=self.case.versions | {version},
        )

    def resolve(
        self, member: str, votes_for: int = 5, conditions: tuple[Condition, ...] = (), **more: object
    ) -> None:
        facts: dict[str, object] = {
            "version": self.case.version,
            "route": Route.MEETING,
            "votes": Meeting(5, 0, votes_for, 5 - votes_for, 0),
            "rules": RULES,
            "conditions": conditions,
        }
        self.approvals(procedure.resolve(self.case, member, Resolve(**{**facts, **more})))  # type: ignore[arg-type]

    def all_resolve(self, *members: str) -> None:
        for member in members or self.case.terms.asked:
            self.resolve(member)

    def meet_condition(self, member: str, by: str | None = None) -> None:
        command = CloseCondition("C1", Closing.MET, "Letter")
        self.approvals(procedure.close_condition(self.case, member, command, by or member))

    def delegate(self, *members: str, people: int = 2, what: Delegated = Delegated.MINOR_CHANGES) -> None:
        self.approvals(procedure.delegate(self.case, members, Delegate(Delegation(what, people))))

    def accept(self, *members: str, version: str | None = None) -> None:
        self.approvals(procedure.accept_minor(self.case, members, version or self.case.version))

    def object(self, member: str) -> None:
        self.approvals(procedure.object_to_minor(self.case, member, self.case.version, "It moves money"))

    def withdraw(self, member: str) -> None:
        self.approvals(procedure.withdraw_approval(self.case, member, "New facts"))

    def leave_out(self, member: str, version: str) -> None:
        procedure.admit_leaving_out(self.case, member, version)
        self.approvals(procedure.leave_out(self.case, member, version, "Cannot insure it"))
        rest = tuple(one for one in self.case.terms.parties if one != member)
        counting = tuple(one for one in self.case.terms.counting if one != member)
        self.circulate(version, MATERIAL, parties=rest, counting=counting)

    def plan(self, member: str, method: str) -> None:
        self.signatures(procedure.plan(self.case, member, method))

    def sign(self, *members: str, version: str | None = None) -> None:
        at = datetime.combine(self.case.today, time(12), UTC)
        people = dict.fromkeys(members, ())
        self.signatures(procedure.sign(self.case, people, version or self.case.version, at))

    def withdraw_signature(self, *members: str) -> None:
        self.signatures(procedure.withdraw_signature(self.case, members, self.case.version, "Wait"))

    def decline(self, *members: str) -> None:
        self.signatures(procedure.decline(self.case, members, self.case.version, "Not yet"))

    def close(self, closed: tuple[PrecedentClosed, ...]) -> None:
        register = {**self.case.register, **{one.code: one for one in closed}}
        self.case = replace(self.case, register=register)

    def meet(self, *names: str, by: str = CHAIR) -> None:
        self.close(procedure.meet_precedents(self.case, names, by, "Minute 4"))

    def waive(self, *names: str, members: tuple[str, ...] = (), by: str = "") -> None:
        self.close(procedure.waive_precedents(self.case, names, members, by, "Not needed"))

    def release(self) -> None:
        self.signatures(procedure.release(self.case))
        self.case = replace(self.case, released_on=self.case.today)


def play(**terms: object) -> Play:
    """A procedure on its first day; ``terms`` that differ from the usual."""
    return Play(Case(DAY, replace(TERMS, **terms)))  # type: ignore[arg-type]


def circulated(**terms: object) -> Play:
    found = play(**terms)
    found.circulate()
    return found


def approved(**terms: object) -> Play:
    found = circulated(**terms)
    found.all_resolve()
    return found


def signed(**terms: object) -> Play:
    found = approved(**terms)
    found.sign(*found.case.signatories)
    return found


def executed() -> Play:
    found = signed()
    found.meet("nda_signed")
    found.release()
    return found


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def state(found: Play) -> AgreementState:
    return found.case.state


def still_open(found: Play) -> tuple[str, ...]:
    return found.case.open_precedents


# State words


def test_an_agreement_goes_from_drafting_to_executed() -> None:
    found = play()
    assert state(found) is AgreementState.DRAFTING
    found.circulate()
    assert state(found) is AgreementState.APPROVING
    found.all_resolve()
    assert state(found) is AgreementState.READY_TO_SIGN
    found.sign("LB2")
    assert state(found) is AgreementState.SIGNING
    found.sign("LB1", "LB3", "LB4")
    found.meet("nda_signed")
    found.release()
    assert state(found) is AgreementState.EXECUTED
    assert {found.case.signature_status_of(member) for member in MEMBERS} == {SignatureStatus.RELEASED}


def test_an_executed_agreement_is_judged_as_on_its_release() -> None:
    found = circulated()
    for member in MEMBERS:
        found.resolve(member, valid_months=1)
    found.sign(*MEMBERS)
    found.meet("nda_signed")
    found.release()
    found.pass_to(date(2030, 1, 1))
    assert state(found) is AgreementState.EXECUTED
    assert found.case.status_of("LB1") is Status.APPROVED
    assert found.case.effective == MEMBERS
    assert still_open(found) == ()


def test_the_long_stop_day_itself_is_in_and_the_next_day_it_has_lapsed() -> None:
    found = circulated()
    found.pass_to(LONG_STOP)
    assert state(found) is AgreementState.APPROVING
    found.pass_to(LONG_STOP + timedelta(days=1))
    assert state(found) is AgreementState.LAPSED


def test_while_lapsed_every_act_is_refused_but_a_change_with_a_later_long_stop_date() -> None:
    found = signed()
    found.pass_to(LONG_STOP + timedelta(days=3))
    acts: list[Callable[[], object]] = [
        lambda: found.circulate("0.10", MATERIAL),
        lambda: found.circulate("0.10", MATERIAL, long_stop=LONG_STOP + timedelta(days=2)),
        lambda: found.circulate("0.10", MATERIAL, long_stop=None),
        lambda: found.resolve("LB1"),
        lambda: found.meet_condition("LB1"),
        lambda: found.delegate("LB1"),
        lambda: found.accept("LB1"),
        lambda: found.object("LB1"),
        lambda: found.withdraw("LB1"),
        lambda: found.leave_out("LB2", "0.10"),
        lambda: found.plan("LB1", "two_trustees"),
        lambda: found.sign("LB1"),
        lambda: found.withdraw_signature("LB1"),
        lambda: found.decline("LB1"),
        lambda: found.meet("nda_signed"),
        lambda: found.waive("nda_signed", members=MEMBERS),
        lambda: found.release(),
    ]
    assert {refused(act) for act in acts} == {"long_stop_passed"}
    found.circulate("0.10", MATERIAL, long_stop=LONG_STOP + timedelta(days=3))
    assert state(found) is AgreementState.APPROVING


def test_after_release_every_act_is_already_released() -> None:
    found = executed()
    found.pass_to(LONG_STOP + timedelta(days=3))
    acts: list[Callable[[], object]] = [
        lambda: found.circulate("0.10", MATERIAL),
        lambda: found.resolve("nobody"),
        lambda: found.sign("nobody", version="0.1"),
        lambda: found.meet("nda_signed", by="nobody"),
        lambda: found.leave_out("LB2", "0.10"),
        lambda: found.release(),
    ]
    assert {refused(act) for act in acts} == {"already_released"}


# Who decides


def test_an_agreement_is_ready_when_enough_boards_are_effective() -> None:
    found = circulated(min_pct=Decimal(75), conditions=())
    found.all_resolve("LB1", "LB2")
    assert state(found) is AgreementState.APPROVING
    found.resolve("LB3")
    assert state(found) is AgreementState.READY_TO_SIGN
    assert (len(found.case.effective), found.case.terms.required) == (3, 3)
    assert found.case.not_yet_parties == ("LB4",)


def test_the_lead_body_must_be_among_them() -> None:
    found = circulated(min_pct=Decimal(75))
    found.all_resolve("LB2", "LB3", "LB4")
    assert state(found) is AgreementState.APPROVING
    assert "min_boards_approved" not in found.case.terms.conditions


def test_the_vehicles_own_approval_is_needed_and_counted_in_neither() -> None:
    found = circulated(parties=(*MEMBERS, "SPV"), vehicle="SPV", lead="", min_pct=Decimal(50))
    found.all_resolve("LB1", "LB2")
    assert (found.case.effective, found.case.terms.required) == (("LB1", "LB2"), 2)
    assert state(found) is AgreementState.APPROVING
    found.resolve("SPV")
    assert state(found) is AgreementState.READY_TO_SIGN
    assert len(found.case.effective) == 2
    assert found.case.signatories == ("LB1", "LB2", "SPV")


def test_a_member_of_another_class_is_not_asked_and_is_not_yet_a_party() -> None:
    found = approved(counting=("LB1", "LB2", "LB3"))
    assert found.case.status_of("LB4") is Status.NOT_ASKED
    assert state(found) is AgreementState.READY_TO_SIGN
    assert found.case.not_yet_parties == ("LB4",)
    assert refused(lambda: found.sign("LB4")) == "not_ready_to_sign"


def test_an_agreement_that_nobody_approves_is_never_ready() -> None:
    found = circulated(counting=(), lead="", conditions=())
    assert state(found) is AgreementState.APPROVING
    assert refused(found.release) == "approvals_missing"


def test_an_expired_approval_opens_the_approving_again_and_held_signatures_stay_held() -> None:
    found = circulated()
    for member in MEMBERS:
        found.resolve(member, valid_months=1)
    found.sign("LB1", "LB2")
    found.pass_to(date(2027, 2, 5))
    assert state(found) is AgreementState.APPROVING
    assert found.case.held == ("LB1", "LB2")
    assert refused(found.release) == "approvals_missing"


def test_a_withdrawn_approval_opens_the_approving_again_until_the_board_decides_anew() -> None:
    found = signed()
    found.withdraw("LB3")
    assert state(found) is AgreementState.APPROVING
    assert found.case.signature_status_of("LB3") is SignatureStatus.HELD
    assert refused(found.release) == "approvals_missing"
    found.resolve("LB3")
    assert state(found) is AgreementState.SIGNING


# Refusals


def test_the_order_of_refusals_is_fixed_and_has_no_code_twice() -> None:
    assert len(set(ORDER)) == len(ORDER) == 17


def test_of_several_refusals_the_first_counts() -> None:
    found = circulated()
    assert refused(lambda: found.accept("LB1", "nobody", version="0.1")) == "not_a_member"
    assert refused(lambda: found.accept("LB1", version="0.1")) == "version_superseded"
    found.resolve("LB1")
    assert refused(lambda: found.accept("LB2", "LB1")) == "already_decided"
    assert refused(lambda: found.accept("LB2")) == "not_delegated"


def test_an_act_on_several_members_is_done_for_all_or_for_none() -> None:
    found = approved()
    found.delegate("LB1", "LB2")
    found.circulate("0.10", MINOR)
    before = found.case
    assert refused(lambda: found.accept("LB1", "LB2", "LB3")) == "not_delegated"
    assert found.case == before
    found.accept("LB1", "LB2", "LB1")
    assert found.case.effective == ("LB1", "LB2")


@pytest.mark.parametrize("version", ["0.8", "", "0.10"])
def test_a_version_that_is_not_the_one_put_to_the_boards_is_superseded(version: str) -> None:
    found = circulated()
    assert refused(lambda: found.resolve("LB1", version=version)) == "version_superseded"
    assert refused(lambda: found.sign("LB1", version=version or "x")) == "version_superseded"


def test_before_any_version_there_is_none_to_act_on() -> None:
    found = play()
    assert refused(lambda: found.resolve("LB1", version="")) == "version_superseded"
    assert refused(found.release) == "approvals_missing"


@pytest.mark.parametrize("name", ["0.9", " "])
def test_a_name_stands_for_one_text_for_ever(name: str) -> None:
    found = circulated()
    assert refused(lambda: found.circulate(name, MINOR)) == "version_superseded"


def test_a_condition_is_met_by_its_own_member_alone() -> None:
    found = circulated()
    found.resolve("LB2", conditions=(INSURER,))
    assert refused(lambda: found.meet_condition("LB2", by="LB1")) == "no_authority"
    assert refused(lambda: found.meet_condition("LB3")) == "nothing_to_act_on"
    found.meet_condition("LB2")
    assert found.case.is_effective("LB2")


def test_where_the_agreement_forbids_it_nobody_may_delegate_minor_changes() -> None:
    found = circulated(may_delegate=False)
    assert refused(lambda: found.delegate("LB1")) == "no_authority"
    found.delegate("LB1", what=Delegated.SIGN)
    assert refused(lambda: found.delegate("LB1", people=0, what=Delegated.SIGN)) == "numbers_do_not_add_up"


# New versions


def test_a_material_change_supersedes_and_a_minor_one_is_offered() -> None:
    found = approved()
    found.delegate("LB1")
    found.circulate("0.10", MINOR)
    assert [found.case.status_of(member) for member in MEMBERS] == [Status.MINOR_PENDING, *[Status.ASKED] * 3]
    found.accept("LB1")
    found.object("LB1")
    assert found.case.status_of("LB1") is Status.ASKED
    found.all_resolve("LB1")
    found.circulate("0.11", MATERIAL)
    assert found.case.status_of("LB1") is Status.SUPERSEDED
    assert found.case.effective == ()


@pytest.mark.parametrize("change", [MINOR, MATERIAL])
def test_any_new_version_makes_held_signatures_void(change: CirculatedChange) -> None:
    found = approved()
    found.sign("LB1")
    found.circulate("0.10", change)
    assert found.case.signature_status_of("LB1") is SignatureStatus.VOID
    assert found.case.signature_status_of("LB2") is SignatureStatus.NONE
    assert found.case.held == ()


def again(found: Play, **terms: object) -> bool:
    """Whether to put the same text to the boards again would only undo what stands."""
    return procedure.would_only_undo(found.case, found.case.digest, replace(found.case.terms, **terms))  # type: ignore[arg-type]


def test_to_put_the_same_text_to_the_boards_again_undoes_what_they_approved() -> None:
    found = circulated()
    assert not again(found)
    found.resolve("LB2", conditions=(INSURER,))
    found.resolve("LB3", votes_for=1)
    assert found.case.standing == ("LB2",)
    assert again(found)
    assert not procedure.would_only_undo(found.case, "another text", found.case.terms)
    assert not again(found, deadline=date(2027, 3, 1))
    found.withdraw("LB2")
    assert not again(found)


def test_to_put_the_same_text_to_the_boards_again_undoes_what_is_signed() -> None:
    found = signed()
    for member in MEMBERS:
        found.withdraw(member)
    assert found.case.standing == () and found.case.held == MEMBERS
    assert again(found)
    found.withdraw_signature(*MEMBERS)
    assert not again(found)


def test_nothing_is_undone_before_the_first_version_or_after_release() -> None:
    assert not again(play()) and not again(executed())


def wall_day(at: datetime) -> date:
    """A calendar that is an hour ahead of the record's."""
    return (at + timedelta(hours=1)).date()


@pytest.mark.parametrize(
    ("dating", "first", "last"),
    [(Dating.ON_LAST_SIGNATURE, 5, 5), (Dating.BY_CHAIR, 5, 9), (Dating.FIXED, 5, 9)],
)
def test_an_agreement_bears_a_day_from_its_last_signature_to_today(
    dating: Dating, first: int, last: int
) -> None:
    found = approved(dating=dating)
    found.sign("LB1", "LB2")
    found.pass_to(date(2027, 1, 5))
    found.sign("LB3", "LB4")
    days = procedure.days_to_date(found.case, date(2027, 1, 9), wall_day)
    assert days == (date(2027, 1, first), date(2027, 1, last))


def test_it_bears_no_day_that_only_one_who_is_no_party_signed_on() -> None:
    found = signed(dating=Dating.ON_LAST_SIGNATURE, min_pct=Decimal(50))
    found.withdraw_signature("LB4")
    found.pass_to(date(2027, 1, 6))
    found.sign("LB4")
    found.withdraw("LB4")
    assert procedure.days_to_date(found.case, date(2027, 1, 9), wall_day) == (DAY, DAY)


@pytest.mark.parametrize("dating", Dating)
def test_it_bears_no_day_after_the_long_stop_date(dating: Dating) -> None:
    found = approved(dating=dating)
    found.pass_to(LONG_STOP)
    found.sign(*MEMBERS)
    late = LONG_STOP + timedelta(days=1)
    assert procedure.days_to_date(found.case, late, lambda _: late) == (LONG_STOP, LONG_STOP)


def test_before_anybody_signs_there_is_today_alone() -> None:
    assert procedure.days_to_date(approved(long_stop=None).case, DAY, wall_day) == (DAY, DAY)


def test_leaving_a_member_out_is_material_for_every_board_and_needs_one_less() -> None:
    found = approved()
    found.leave_out("LB4", "0.10")
    assert found.case.status_of("LB4") is Status.LEFT_OUT
    assert found.case.terms.required == 3
    assert {found.case.status_of(member) for member in MEMBERS[:3]} == {Status.SUPERSEDED}
    assert refused(lambda: found.resolve("LB4")) == "not_a_member"
    found.all_resolve()
    assert state(found) is AgreementState.READY_TO_SIGN


def test_neither_the_lead_body_nor_the_vehicle_can_be_left_out() -> None:
    found = circulated(parties=(*MEMBERS, "SPV"), vehicle="SPV")
    assert refused(lambda: found.leave_out("LB1", "0.10")) == "errors_in_draft"
    assert refused(lambda: found.leave_out("SPV", "0.10")) == "errors_in_draft"
    assert refused(lambda: found.leave_out("LB1", "0.9")) == "version_superseded"


# Signing


def test_signing_is_open_when_the_agreement_is_ready_and_not_before() -> None:
    found = circulated()
    assert refused(lambda: found.sign("LB1")) == "not_ready_to_sign"
    assert refused(lambda: found.decline("LB1")) == "not_ready_to_sign"


def test_a_signature_withdrawn_or_declined_may_be_given_after_all() -> None:
    found = approved()
    found.sign("LB1")
    found.withdraw_signature("LB1")
    assert state(found) is AgreementState.READY_TO_SIGN
    found.decline("LB2")
    assert found.case.signature_status_of("LB2") is SignatureStatus.DECLINED
    found.sign("LB1", "LB2")
    assert found.case.held == ("LB1", "LB2")


def test_a_planned_method_must_be_open_to_the_party() -> None:
    found = circulated()
    assert refused(lambda: found.plan("LB1", "seal")) == "method_not_open"
    assert refused(lambda: found.plan("nobody", "seal")) == "not_a_member"
    found.plan("LB1", "two_trustees")
    assert found.case.signature_of("LB1").planned == "two_trustees"


def test_release_waits_for_every_party_whose_approval_is_effective() -> None:
    found = approved(min_pct=Decimal(50))
    found.sign("LB1", "LB2", "LB3")
    found.meet("nda_signed")
    assert refused(found.release) == "signatures_missing"
    found.sign("LB4")
    found.release()


def test_release_leaves_out_of_the_agreement_who_did_not_approve() -> None:
    found = circulated(min_pct=Decimal(75), conditions=())
    found.all_resolve("LB1", "LB2", "LB3")
    found.sign("LB1", "LB2", "LB3")
    found.release()
    assert found.case.not_yet_parties == ("LB4",)
    assert found.case.signature_status_of("LB4") is SignatureStatus.NONE


# Conditions precedent


def test_release_waits_for_the_conditions_precedent_in_the_agreements_order() -> None:
    found = signed(conditions=("nda_signed", "all_boards_approved", "contract_awarded"))
    assert refused(found.release) == "precedents_open"
    assert still_open(found) == ("nda_signed", "contract_awarded")


def test_conditions_about_approvals_meet_themselves_and_open_again() -> None:
    found = circulated(conditions=("all_boards_approved", "min_boards_approved"), min_pct=Decimal(75))
    assert still_open(found) == ("all_boards_approved", "min_boards_approved")
    found.all_resolve("LB1", "LB2", "LB3")
    assert still_open(found) == ("all_boards_approved",)
    found.resolve("LB4")
    assert still_open(found) == ()
    found.withdraw("LB1")
    assert still_open(found) == ("all_boards_approved", "min_boards_approved")


def test_nobody_meets_by_hand_what_meets_itself_or_what_is_closed_or_what_nobody_asked_for() -> None:
    found = circulated()
    found.meet("nda_signed")
    for name in ("all_boards_approved", "nda_signed", "funder_consent"):
        assert refused(lambda name=name: found.meet(name)) == "nothing_to_act_on"  # type: ignore[misc]


def test_the_chair_or_a_party_says_that_a_condition_is_met() -> None:
    found = circulated()
    assert refused(lambda: found.meet("nda_signed", by="nobody")) == "no_authority"
    found.meet("nda_signed", by="LB3")
    assert found.case.register["nda_signed"].by == ("LB3",)


def test_a_waiver_needs_those_whom_the_agreement_names() -> None:
    together = circulated()
    assert refused(lambda: together.waive("nda_signed", members=MEMBERS[:3])) == "no_authority"
    assert refused(lambda: together.waive("nda_signed", members=(*MEMBERS, "nobody"))) == "not_a_member"
    assert refused(lambda: together.waive("funder_consent", members=MEMBERS)) == "nothing_to_act_on"
    together.waive("nda_signed", "all_boards_approved", members=MEMBERS)
    assert together.case.open_precedents == ()
    assert refused(lambda: together.waive("nda_signed", members=MEMBERS)) == "nothing_to_act_on"
    nobody = circulated(waiver=Waiver.NONE)
    assert refused(lambda: nobody.waive("nda_signed", members=MEMBERS)) == "no_authority"
    lead = circulated(waiver=Waiver.LEAD_OR_SPV)
    assert refused(lambda: lead.waive("nda_signed", by="LB2")) == "no_authority"
    assert refused(lambda: lead.waive("nda_signed")) == "no_authority"
    lead.waive("nda_signed", by="LB1")
    assert lead.case.register["nda_signed"].how is Closing.WAIVED


def test_every_party_waives_together_the_vehicle_among_them() -> None:
    found = circulated(parties=(*MEMBERS, "SPV"), vehicle="SPV")
    assert refused(lambda: found.waive("nda_signed", members=MEMBERS)) == "no_authority"
    found.waive("nda_signed", members=(*MEMBERS, "SPV"))


# Laws, over random orders of acts


def finish(found: Play, member: str, number: int) -> None:
    """Whatever is left to do, to the release."""
    found.all_resolve(*(one for one in found.case.terms.asked if found.case.status_of(one) not in STANDING))
    found.sign(*(one for one in found.case.signatories if one not in found.case.held))
    if "nda_signed" in found.case.open_precedents:
        found.meet("nda_signed")
    found.release()


ACTS: list[Callable[[Play, str, int], object]] = [
    lambda p, m, n: p.circulate(f"1.{n}", MINOR),
    lambda p, m, n: p.circulate(f"1.{n}", MATERIAL),
    lambda p, m, n: p.circulate(f"1.{n}", MATERIAL, long_stop=p.case.today + timedelta(days=90)),
    lambda p, m, n: p.resolve(m, valid_months=3),
    lambda p, m, n: p.all_resolve(),
    lambda p, m, n: p.resolve(m, votes_for=n % 6, conditions=(INSURER,)),
    lambda p, m, n: p.meet_condition(m),
    lambda p, m, n: p.delegate(m),
    lambda p, m, n: p.accept(m),
    lambda p, m, n: p.accept(*MEMBERS),
    lambda p, m, n: p.object(m),
    lambda p, m, n: p.withdraw(m),
    lambda p, m, n: p.leave_out(m, f"1.{n}"),
    lambda p, m, n: p.sign(m),
    lambda p, m, n: p.sign(*p.case.signatories),
    lambda p, m, n: p.withdraw_signature(m),
    lambda p, m, n: p.decline(m),
    lambda p, m, n: p.meet("nda_signed"),
    lambda p, m, n: p.waive("all_boards_approved", members=p.case.terms.asked),
    lambda p, m, n: p.pass_to(p.case.today + timedelta(days=n)),
    lambda p, m, n: p.release(),
    finish,
]
STEPS = st.lists(
    st.tuples(st.integers(0, len(ACTS) - 1), st.sampled_from(MEMBERS), st.integers(0, 40)), max_size=40
)
QUOTAS = st.sampled_from([Decimal(50), Decimal(75), Decimal(100)])


def hold(case: Case) -> None:
    """What is true of every case, whatever was done."""
    for member in case.terms.parties:
        state = case.approval_of(member)
        if case.is_effective(member):
            assert state.version == case.version
            assert state.last is not None
            assert state.last.decision.outcome.startswith("carried")
            assert not state.open_conditions
        held = case.signature_of(member)
        if case.signature_status_of(member) in (SignatureStatus.HELD, SignatureStatus.RELEASED):
            assert held.version == case.version
            assert held.signed is not None
            assert held.signed.digest == case.digest
    if case.signing_is_open or case.state is AgreementState.EXECUTED:
        assert len(case.effective) >= case.terms.required
        assert case.is_effective(case.terms.lead)
    if case.state is AgreementState.EXECUTED:
        for party in case.signatories:
            assert case.signature_status_of(party) is SignatureStatus.RELEASED
        assert case.open_precedents == ()


@given(STEPS, QUOTAS)
@settings(deadline=None, max_examples=150)
def test_whatever_is_done_in_whatever_order_the_promises_hold(
    steps: list[tuple[int, str, int]], quota: Decimal
) -> None:
    found = circulated(min_pct=quota)
    for which, member, number in steps:
        before = found.case
        try:
            ACTS[which](found, member, number)
        except Refused as no:
            assert no.code in ORDER
            if which not in (4, len(ACTS) - 1):  # several acts, one after the other
                assert found.case == before
        hold(found.case)
        if before.state is AgreementState.EXECUTED:
            assert replace(found.case, today=before.today) == before


@given(STEPS)
@settings(deadline=None, max_examples=60)
def test_a_new_version_never_carries_an_approval_over(steps: list[tuple[int, str, int]]) -> None:
    found = circulated()
    for which, member, number in steps:
        try:
            ACTS[which](found, member, number)
        except Refused:
            continue
        if which in (0, 1, 2, 12):
            assert found.case.effective == ()
            assert found.case.held == ()
