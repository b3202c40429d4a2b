"""What needs whom: one table, state by role, and every need told only to who may do it and has not."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from govflow.core.approval import Status
from govflow.core.permissions import Capacity, Role
from govflow.core.procedure import AgreementState
from govflow.overview.facts import (
    AgreementFacts,
    Clash,
    OpenBallot,
    OpenCondition,
    OwnFacts,
    PartyFacts,
    UnsureFacts,
    WaitingPaper,
)
from govflow.overview.need import Kind, Need
from govflow.overview.needs import in_order, needs_of

ME, OTHER, PAPER = UUID(int=1), UUID(int=2), UUID(int=3)
CONSORTIUM, AGREEMENT = UUID(int=10), UUID(int=11)
EVERY_ROLE = frozenset({Role.BOARD_SECRETARY, Role.SIGNATORY, Role.CHIEF_OFFICER})

DRAFTING = AgreementFacts(CONSORTIUM, "Hollin Partnership", AGREEMENT, date(2026, 11, 2))
APPROVING = replace(
    DRAFTING,
    state=AgreementState.APPROVING,
    version="0.9",
    deadline=date(2026, 11, 30),
    long_stop=date(2027, 3, 31),
    required=2,
)
READY = replace(APPROVING, state=AgreementState.READY_TO_SIGN, to_sign=("LB1",))
SIGNED = replace(READY, state=AgreementState.SIGNING, held=("LB1",))
EXECUTED = replace(SIGNED, state=AgreementState.EXECUTED)
LAPSED = replace(APPROVING, state=AgreementState.LAPSED)

US = PartyFacts("LB1", "Hollin Bank Trust", approval=Status.ASKED, roles=EVERY_ROLE)
APPROVED = replace(US, approval=Status.APPROVED, effective=True)


def acting(*roles: Role, code: str = "LB1") -> Capacity:
    member = UUID(int=20) if code else None
    return Capacity(CONSORTIUM, "Hollin Partnership", member, code, "Hollin Bank Trust", frozenset(roles))


def with_us(facts: AgreementFacts, party: PartyFacts) -> AgreementFacts:
    return replace(facts, parties=(party,))


def kinds(facts: AgreementFacts, *roles: Role, code: str = "LB1", person: UUID = ME) -> set[Kind]:
    return {need.kind for need in needs_of(person, acting(*roles, code=code), facts)}


def own(party: PartyFacts, **facts: object) -> PartyFacts:
    return replace(party, own=replace(OwnFacts(), **facts))  # type: ignore[arg-type]


SILENT = OpenBallot(frozenset({ME}), date(2026, 11, 20))
CONDITIONAL = replace(US, approval=Status.CONDITIONAL, conditions=(OpenCondition("c1", date(2026, 12, 1)),))
CLASH = Clash("delivery_matrix", 2, "Two members claim one service.", ("Careful Steps CIO",))
MINOR = own(replace(US, approval=Status.MINOR_PENDING), delegates=frozenset({ME}))
SAID_NO = replace(US, approval=Status.REJECTED)
TOOK_BACK = replace(US, approval=Status.WITHDRAWN)
DECLARED = {"declared": frozenset({ME})}
ASKED_OF_ME = {Kind.DECLARE_INTERESTS, Kind.VOTE}
CONFIRMS = (Role.BOARD_MEMBER, "LB1", {Kind.CONFIRM_PAPER})

UNSURE = (UnsureFacts("cap_pct", "How high is the cap?", "the cap", ME, date(2026, 11, 9)),)

TABLE = [
    # facts, our part, role, our code, what it needs of me
    (replace(DRAFTING, questions=3), US, Role.DRAFTER, "", {Kind.ANSWER}),
    (replace(DRAFTING, questions=3), US, Role.FACILITATOR, "", {Kind.ANSWER}),
    (replace(DRAFTING, questions=3), US, Role.CONSORTIUM_CHAIR, "", set()),
    (DRAFTING, replace(US, questions=2), Role.EDITOR, "LB1", {Kind.ANSWER_OWN}),
    (DRAFTING, replace(US, questions=2), Role.CHIEF_OFFICER, "LB1", {Kind.ANSWER_OWN}),
    (DRAFTING, replace(US, questions=2), Role.BOARD_MEMBER, "LB1", set()),
    (APPROVING, replace(US, questions=2), Role.EDITOR, "LB1", set()),
    (replace(DRAFTING, errors=4), US, Role.DRAFTER, "", {Kind.MEND}),
    (replace(DRAFTING, errors=4, questions=1), US, Role.DRAFTER, "", {Kind.ANSWER}),
    (replace(APPROVING, errors=4, changed=True), US, Role.DRAFTER, "", {Kind.MEND}),
    (DRAFTING, replace(US, clashes=(CLASH,)), Role.EDITOR, "LB1", {Kind.FIT_TOGETHER}),
    (
        replace(APPROVING, changed=True),
        replace(US, clashes=(CLASH,)),
        Role.EDITOR,
        "LB1",
        {Kind.FIT_TOGETHER},
    ),
    (DRAFTING, replace(US, clashes=(CLASH,)), Role.BOARD_MEMBER, "LB1", set()),
    (DRAFTING, US, Role.DRAFTER, "", {Kind.CIRCULATE}),
    (DRAFTING, US, Role.FACILITATOR, "", {Kind.CIRCULATE}),
    (DRAFTING, US, Role.CONSORTIUM_CHAIR, "", {Kind.CIRCULATE}),
    (DRAFTING, US, Role.AUDITOR, "", set()),
    (DRAFTING, replace(US, questions=1), Role.DRAFTER, "", set()),
    (APPROVING, US, Role.DRAFTER, "", set()),
    (replace(APPROVING, changed=True), US, Role.DRAFTER, "", {Kind.CIRCULATE}),
    (replace(SIGNED, changed=True), APPROVED, Role.DRAFTER, "", {Kind.CIRCULATE}),
    (APPROVING, replace(US, approval=Status.REJECTED), Role.DRAFTER, "", {Kind.ANSWER_NO}),
    (APPROVING, replace(US, approval=Status.WITHDRAWN), Role.DRAFTER, "", {Kind.ANSWER_NO}),
    (APPROVING, replace(US, approval=Status.REJECTED), Role.BOARD_SECRETARY, "LB1", set()),
    (LAPSED, US, Role.DRAFTER, "", {Kind.SET_LONG_STOP}),
    (LAPSED, US, Role.BOARD_SECRETARY, "LB1", set()),
    (APPROVING, replace(US, has_rules=False), Role.BOARD_SECRETARY, "LB1", {Kind.GIVE_BOARD_RULES}),
    (APPROVING, US, Role.BOARD_SECRETARY, "LB1", {Kind.RECORD_DECISION}),
    (APPROVING, replace(US, approval=Status.SUPERSEDED), Role.BOARD_SECRETARY, "LB1", {Kind.RECORD_DECISION}),
    (APPROVING, replace(US, approval=Status.EXPIRED), Role.BOARD_SECRETARY, "LB1", {Kind.RECORD_DECISION}),
    (APPROVING, replace(US, approval=Status.INQUORATE), Role.BOARD_SECRETARY, "LB1", {Kind.RECORD_DECISION}),
    (APPROVING, own(US, ballot=SILENT), Role.BOARD_SECRETARY, "LB1", set()),
    (APPROVING, APPROVED, Role.BOARD_SECRETARY, "LB1", set()),
    (APPROVING, replace(US, asked=False, approval=Status.NOT_ASKED), Role.BOARD_SECRETARY, "LB1", set()),
    (APPROVING, US, Role.BOARD_MEMBER, "LB1", {Kind.DECLARE_INTERESTS}),
    (APPROVING, own(US, declared=frozenset({OTHER})), Role.BOARD_MEMBER, "LB1", {Kind.DECLARE_INTERESTS}),
    (APPROVING, own(US, declared=frozenset({ME})), Role.BOARD_MEMBER, "LB1", set()),
    (APPROVING, own(US, declared=frozenset({ME}), ballot=SILENT), Role.BOARD_MEMBER, "LB1", {Kind.VOTE}),
    (APPROVING, own(US, declared=frozenset({ME}), ballot=OpenBallot()), Role.BOARD_MEMBER, "LB1", set()),
    (APPROVING, own(APPROVED, declared=frozenset({ME}), ballot=SILENT), Role.BOARD_MEMBER, "LB1", set()),
    (APPROVING, own(SAID_NO), Role.BOARD_MEMBER, "LB1", set()),
    (APPROVING, own(SAID_NO, ballot=SILENT), Role.BOARD_MEMBER, "LB1", ASKED_OF_ME),
    (APPROVING, own(TOOK_BACK, ballot=SILENT), Role.BOARD_MEMBER, "LB1", ASKED_OF_ME),
    (APPROVING, own(MINOR, ballot=SILENT), Role.BOARD_MEMBER, "LB1", ASKED_OF_ME),
    (APPROVING, own(US, papers=(WaitingPaper(PAPER, OTHER),), **DECLARED), *CONFIRMS),
    (APPROVING, own(SAID_NO, papers=(WaitingPaper(PAPER, OTHER),), **DECLARED), *CONFIRMS),
    (APPROVING, own(APPROVED, papers=(WaitingPaper(PAPER, OTHER),)), Role.BOARD_MEMBER, "LB1", set()),
    (APPROVING, own(US, papers=(WaitingPaper(PAPER, ME),), **DECLARED), Role.BOARD_MEMBER, "LB1", set()),
    (APPROVING, own(US, papers=(WaitingPaper(PAPER, ME),)), Role.BOARD_SECRETARY, "LB1", set()),
    (APPROVING, CONDITIONAL, Role.BOARD_SECRETARY, "LB1", {Kind.MEET_CONDITION}),
    (APPROVING, CONDITIONAL, Role.CHIEF_OFFICER, "LB1", set()),
    (APPROVING, MINOR, Role.DELEGATE, "LB1", {Kind.ACCEPT_MINOR}),
    (APPROVING, replace(MINOR, own=OwnFacts()), Role.DELEGATE, "LB1", set()),
    (APPROVING, replace(MINOR, own=OwnFacts()), Role.BOARD_SECRETARY, "LB1", {Kind.RECORD_DECISION}),
    (APPROVING, replace(MINOR, own=OwnFacts()), Role.BOARD_MEMBER, "LB1", {Kind.DECLARE_INTERESTS}),
    (APPROVING, MINOR, Role.BOARD_SECRETARY, "LB1", set()),
    (APPROVING, MINOR, Role.BOARD_MEMBER, "LB1", set()),
    (APPROVING, US, Role.DELEGATE, "LB1", set()),
    (READY, own(APPROVED, may_sign=frozenset({ME})), Role.SIGNATORY, "LB1", {Kind.SIGN}),
    (READY, own(APPROVED, may_sign=frozenset({OTHER})), Role.SIGNATORY, "LB1", set()),
    (READY, own(US, may_sign=frozenset({ME})), Role.SIGNATORY, "LB1", set()),
    (APPROVING, own(APPROVED, may_sign=frozenset({ME})), Role.SIGNATORY, "LB1", set()),
    (SIGNED, own(APPROVED, needs_witness=frozenset({ME})), Role.SIGNATORY, "LB1", {Kind.WITNESS}),
    (replace(READY, to_meet=("nda_signed",)), APPROVED, Role.CONSORTIUM_CHAIR, "", {Kind.MEET_PRECEDENTS}),
    (replace(SIGNED, to_meet=("nda_signed",)), APPROVED, Role.CONSORTIUM_CHAIR, "", {Kind.MEET_PRECEDENTS}),
    (SIGNED, APPROVED, Role.CONSORTIUM_CHAIR, "", {Kind.RELEASE}),
    (replace(SIGNED, wants_every_board=True), APPROVED, Role.CONSORTIUM_CHAIR, "", set()),
    (SIGNED, APPROVED, Role.DRAFTER, "", set()),
    (replace(SIGNED, to_sign=("LB1", "LB2")), APPROVED, Role.CONSORTIUM_CHAIR, "", set()),
    (READY, APPROVED, Role.CONSORTIUM_CHAIR, "", set()),
    (APPROVING, replace(US, roles=frozenset()), Role.FACILITATOR, "", {Kind.INVITE}),
    (
        APPROVING,
        replace(APPROVED, roles=frozenset({Role.CHIEF_OFFICER})),
        Role.CHIEF_OFFICER,
        "LB1",
        {Kind.INVITE},
    ),
    (APPROVING, APPROVED, Role.CHIEF_OFFICER, "LB1", set()),
    (replace(APPROVING, unsure=UNSURE), APPROVED, Role.BOARD_MEMBER, "LB1", {Kind.SETTLE}),
    (replace(APPROVING, unsure=UNSURE), APPROVED, Role.WITNESS, "LB1", set()),
    (replace(APPROVING, unsure=(replace(UNSURE[0], to=OTHER),)), APPROVED, Role.DRAFTER, "", set()),
]
"""State by role: what it needs."""


@pytest.mark.parametrize(("facts", "party", "role", "code", "expected"), TABLE)
def test_a_state_needs_of_a_role(
    facts: AgreementFacts, party: PartyFacts, role: Role, code: str, expected: set[Kind]
) -> None:
    assert kinds(with_us(facts, party), role, code=code) == expected


def test_every_kind_of_need_is_in_the_table() -> None:
    assert set().union(*(expected for *_, expected in TABLE)) == set(Kind)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("code", ["", "LB1"])
def test_an_executed_agreement_needs_nobody(role: Role, code: str) -> None:
    party = own(
        replace(
            US,
            questions=2,
            clashes=(CLASH,),
            has_rules=False,
            roles=frozenset(),
            conditions=CONDITIONAL.conditions,
        ),
        ballot=SILENT,
        papers=(WaitingPaper(PAPER, OTHER),),
        may_sign=frozenset({ME}),
        needs_witness=frozenset({ME}),
        delegates=frozenset({ME}),
    )
    facts = replace(EXECUTED, questions=1, errors=1, changed=True, to_meet=("nda_signed",), parties=(party,))
    facts = replace(facts, unsure=UNSURE)
    assert kinds(facts, role, code=code) == set()


@pytest.mark.parametrize("role", list(Role))
def test_nobody_is_needed_for_what_is_another_organisations(role: Role) -> None:
    theirs = own(
        replace(US, code="LB2", name="Careful Steps CIO", questions=2, has_rules=False),
        ballot=SILENT,
        may_sign=frozenset({ME}),
        delegates=frozenset({ME}),
        papers=(WaitingPaper(PAPER, OTHER),),
    )
    needs = needs_of(ME, acting(role), replace(READY, parties=(APPROVED, theirs)))
    assert [need for need in needs if need.whom == "Careful Steps CIO"] == []


def test_who_has_no_role_here_is_needed_for_nothing() -> None:
    nobody = Capacity(CONSORTIUM, "Hollin Partnership", None, "", "", frozenset())
    assert needs_of(ME, nobody, with_us(replace(DRAFTING, questions=3), US)) == ()


def test_a_condition_is_needed_by_its_own_day() -> None:
    [need] = needs_of(ME, acting(Role.BOARD_SECRETARY), with_us(APPROVING, CONDITIONAL))
    assert (need.due, dict(need.values)["condition"]) == (date(2026, 12, 1), "c1")


def test_a_vote_is_needed_by_the_day_the_ballot_closes() -> None:
    party = own(US, declared=frozenset({ME}), ballot=SILENT)
    [need] = needs_of(ME, acting(Role.BOARD_MEMBER), with_us(APPROVING, party))
    assert need.due == date(2026, 11, 20)


def test_a_clash_names_the_others_and_leads_to_the_row() -> None:
    [need] = needs_of(ME, acting(Role.EDITOR), with_us(DRAFTING, replace(US, clashes=(CLASH,))))
    assert need.title == "Your answer and that of Careful Steps CIO do not fit together"
    assert (need.endpoint, dict(need.values)["row"]) == ("questions.ask", "2")
    many = replace(CLASH, row=0, others=("A", "B", "C", "D"))
    [need] = needs_of(ME, acting(Role.EDITOR), with_us(DRAFTING, replace(US, clashes=(many,))))
    assert need.title == "Your answer and that of A, B and 2 more do not fit together"
    assert "row" not in dict(need.values)
    alone = replace(CLASH, others=())
    [need] = needs_of(ME, acting(Role.EDITOR), with_us(DRAFTING, replace(US, clashes=(alone,))))
    assert need.title == "An answer about you does not fit"


def test_the_earliest_deadline_comes_first_and_what_has_none_last() -> None:
    secretary = needs_of(ME, acting(Role.BOARD_SECRETARY), with_us(APPROVING, US))
    condition = needs_of(ME, acting(Role.BOARD_SECRETARY), with_us(APPROVING, CONDITIONAL))
    circulate = needs_of(ME, acting(Role.DRAFTER, code=""), with_us(DRAFTING, US))
    ordered = in_order([*circulate, *condition, *secretary])
    assert [need.kind for need in ordered] == [Kind.RECORD_DECISION, Kind.MEET_CONDITION, Kind.CIRCULATE]


def test_on_one_day_the_weightiest_comes_first_and_nothing_twice() -> None:
    party = own(replace(US, has_rules=True), papers=())
    member = needs_of(ME, acting(Role.BOARD_MEMBER, Role.BOARD_SECRETARY), with_us(APPROVING, party))
    ordered: tuple[Need, ...] = in_order([*member, *member])
    assert [need.kind for need in ordered] == [Kind.DECLARE_INTERESTS, Kind.RECORD_DECISION]
