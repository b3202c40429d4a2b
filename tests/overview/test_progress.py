"""How far an agreement is: its stages in numbers, who holds it up, and a forecast from recorded days alone."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from govflow.core.approval import Status
from govflow.core.permissions import Role
from govflow.core.procedure import AgreementState
from govflow.core.signature import SignatureStatus
from govflow.overview import progress, waiting
from govflow.overview.facts import AgreementFacts, OpenCondition, PartyFacts
from govflow.overview.forecast import forecast

ROLES = frozenset({Role.BOARD_SECRETARY, Role.SIGNATORY, Role.EDITOR})
ASH = PartyFacts("LB1", "Ash Trust", approval=Status.ASKED, roles=ROLES)
BIRCH = replace(ASH, code="LB2", name="Birch CIO")
APPROVED = replace(ASH, approval=Status.APPROVED, effective=True, decided_before=True)
DRAFTING = AgreementFacts(UUID(int=1), "Hollin", UUID(int=2), date(2026, 11, 2), parties=(ASH, BIRCH))
APPROVING = replace(
    DRAFTING,
    state=AgreementState.APPROVING,
    version="0.9",
    required=2,
    deadline=date(2026, 11, 30),
    long_stop=date(2027, 3, 31),
)
SIGNING = replace(
    APPROVING,
    state=AgreementState.SIGNING,
    effective=2,
    to_sign=("LB1", "LB2"),
    held=("LB1",),
    parties=(APPROVED, replace(APPROVED, code="LB2", name="Birch CIO")),
)
WANTS_BIRCH = replace(
    SIGNING, required=1, effective=1, to_sign=("LB1",), parties=(APPROVED, BIRCH), wants_every_board=True
)
"""Enough boards approved and their parties signed; a condition precedent asks for every board."""
EXECUTED = replace(SIGNING, state=AgreementState.EXECUTED, dated=date(2027, 1, 12))
LAPSED = replace(APPROVING, state=AgreementState.LAPSED)


def said(facts: AgreementFacts) -> list[tuple[str, str]]:
    return [(stage.words, stage.state) for stage in progress.stages(facts)]


def conditional(*dues: date | None) -> PartyFacts:
    conditions = tuple(OpenCondition(f"c{number}", due) for number, due in enumerate(dues))
    return replace(ASH, approval=Status.CONDITIONAL, decided_before=True, conditions=conditions)


@pytest.mark.parametrize(
    ("facts", "stages"),
    [
        (
            replace(DRAFTING, questions=3, parties=(replace(ASH, questions=2),)),
            ["5 questions left", "not started", "not started", "not started"],
        ),
        (replace(DRAFTING, errors=1), ["1 point to mend", "not started", "not started", "not started"]),
        (DRAFTING, ["ready for the boards", "not started", "not started", "not started"]),
        (APPROVING, ["version 0.9", "0 of 2 boards", "not needed so far", "not started"]),
        (
            replace(
                APPROVING, parties=(replace(ASH, approval=Status.SUPERSEDED, decided_before=True), BIRCH)
            ),
            ["version 0.9", "0 of 2 boards", "1 board to decide again", "not started"],
        ),
        (SIGNING, ["version 0.9", "2 of 2 boards", "nothing left to approve again", "1 of 2 parties"]),
        (
            replace(EXECUTED, effective=3),
            [
                "version 0.9",
                "3 boards, 2 needed",
                "nothing left to approve again",
                "released, dated 12 January 2027",
            ],
        ),
    ],
)
def test_the_stages_say_how_far_it_is_in_numbers(facts: AgreementFacts, stages: list[str]) -> None:
    assert [words for words, _ in said(facts)] == stages


@pytest.mark.parametrize(
    ("facts", "states"),
    [
        (DRAFTING, ["now", "later", "later", "later"]),
        (APPROVING, ["done", "now", "later", "later"]),
        (SIGNING, ["done", "done", "done", "now"]),
        (EXECUTED, ["done", "done", "done", "done"]),
    ],
)
def test_one_stage_is_now_until_all_are_done(facts: AgreementFacts, states: list[str]) -> None:
    assert [state for _, state in said(facts)] == states


@pytest.mark.parametrize("status", [status for status in Status if status in waiting.WHY_NOT])
def test_whoever_has_not_approved_holds_it_up_and_something_would_help(status: Status) -> None:
    blocks = waiting.blocks(replace(APPROVING, parties=(replace(ASH, approval=status), APPROVED)))
    assert [block.name for block in blocks] == ["Ash Trust"]
    assert blocks[0].why
    assert blocks[0].help


@pytest.mark.parametrize("status", [Status.NOT_ASKED, Status.LEFT_OUT, Status.APPROVED])
def test_who_need_not_decide_holds_nothing_up(status: Status) -> None:
    party = replace(
        ASH, approval=status, asked=status is Status.APPROVED, effective=status is Status.APPROVED
    )
    assert waiting.blocks(replace(APPROVING, parties=(party,))) == ()


def test_every_state_of_an_approval_and_of_a_signature_has_a_word_and_a_tone() -> None:
    assert set(progress.APPROVAL_TAGS) == set(Status)
    assert set(progress.SIGNATURE_TAGS) == set(SignatureStatus)


def test_where_nobody_could_act_somebody_is_to_be_invited_first() -> None:
    [block] = waiting.blocks(replace(APPROVING, parties=(replace(ASH, roles=frozenset()),)))
    assert block.help == "Nobody can do it there yet: invite a board secretary."


@pytest.mark.parametrize(
    ("signature", "why"),
    [
        (SignatureStatus.NONE, "It has not signed yet."),
        (SignatureStatus.DECLINED, "It declined to sign."),
        (SignatureStatus.WITHDRAWN, "It took its signature back."),
        (SignatureStatus.VOID, "It signed an earlier text, so that signature is void."),
    ],
)
def test_who_has_not_signed_holds_the_release_up(signature: SignatureStatus, why: str) -> None:
    ash, birch = SIGNING.parties
    [block] = waiting.blocks(replace(SIGNING, parties=(ash, replace(birch, signature=signature))))
    assert (block.name, block.why) == ("Birch CIO", why)


@pytest.mark.parametrize("roles", [ROLES, frozenset[Role]()])
@pytest.mark.parametrize(
    ("signature", "why", "help"),
    [
        (
            SignatureStatus.NONE,
            "No signature of it is recorded here.",
            "It signs on paper, outside this service.",
        ),
        (SignatureStatus.DECLINED, "It declined to sign.", "Talk to it: it may still sign."),
    ],
)
def test_where_ink_is_agreed_everyone_signs_on_paper(
    roles: frozenset[Role], signature: SignatureStatus, why: str, help: str
) -> None:
    ash, birch = SIGNING.parties
    facts = replace(SIGNING, in_ink=True, parties=(ash, replace(birch, signature=signature, roles=roles)))
    assert waiting.blocks(facts) == (waiting.Block("LB2", "Birch CIO", why, help),)
    assert waiting.waiting_words(facts) == "Birch CIO to sign on paper"
    assert progress.next_words(facts) == (
        "Everyone signs on paper",
        "The agreement asks for ink: everyone signs on paper, outside this service.",
    )
    assert waiting.waiting_words(replace(WANTS_BIRCH, in_ink=True)) == "Birch CIO to approve"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (DRAFTING, ""),
        (SIGNING, ""),
        (EXECUTED, ""),
        (LAPSED, ""),
        (
            APPROVING,
            "If each board approves by its deadline, signing can begin on 30 November 2026. "
            "That leaves 121 days to the long-stop date, 31 March 2027.",
        ),
        (
            replace(APPROVING, long_stop=None),
            "If each board approves by its deadline, signing can begin on 30 November 2026.",
        ),
        (
            replace(APPROVING, long_stop=date(2026, 11, 15)),
            "If each board approves by its deadline, signing can begin on 30 November 2026. "
            "That is after the long-stop date, 15 November 2026: set a later one in time.",
        ),
        (replace(APPROVING, deadline=None), "No day can be foretold: the boards were given no deadline."),
        (
            replace(APPROVING, parties=(conditional(date(2027, 1, 10)), BIRCH), long_stop=None),
            "If each board approves by its deadline and each condition is met by its day, "
            "signing can begin on 10 January 2027.",
        ),
        (
            replace(
                APPROVING, parties=(conditional(date(2027, 1, 10)), APPROVED), deadline=None, long_stop=None
            ),
            "If each condition is met by its day, signing can begin on 10 January 2027.",
        ),
        (
            replace(APPROVING, parties=(conditional(date(2027, 1, 10), None), BIRCH)),
            "No day can be foretold: a board set a condition without a day.",
        ),
        (
            replace(APPROVING, today=date(2026, 12, 1)),
            "The last day that was set, 30 November 2026, has passed. No later one is recorded.",
        ),
        (replace(APPROVING, parties=(APPROVED,)), ""),
    ],
)
def test_a_forecast_is_made_of_recorded_days_alone(facts: AgreementFacts, words: str) -> None:
    assert forecast(facts) == words


@pytest.mark.parametrize(
    ("facts", "words", "waits"),
    [
        (DRAFTING, "Being drafted: ready for the boards.", ""),
        (
            APPROVING,
            "Before the boards: 0 of 2 boards approved version 0.9.",
            "Ash Trust and Birch CIO to approve",
        ),
        (SIGNING, "Being signed: 1 of 2 parties signed version 0.9.", "Birch CIO to sign"),
        (
            replace(SIGNING, held=("LB1", "LB2")),
            "Being signed: 2 of 2 parties signed version 0.9.",
            "the chair to release the agreement",
        ),
        (
            WANTS_BIRCH,
            "Being signed: 1 of 1 party signed version 0.9.",
            "Birch CIO to approve",
        ),
        (EXECUTED, "Signed and released, dated 12 January 2027.", ""),
        (LAPSED, "Lapsed: the long-stop date has passed.", ""),
    ],
)
def test_a_line_says_where_it_stands_and_whom_it_waits_for(
    facts: AgreementFacts, words: str, waits: str
) -> None:
    assert (progress.standing_words(facts), waiting.waiting_words(facts)) == (words, waits)


@pytest.mark.parametrize(
    ("ash", "birch", "words"),
    [
        (1, 0, "Ash Trust to answer a question about itself"),
        (2, 0, "Ash Trust to answer questions about itself"),
        (1, 1, "Ash Trust and Birch CIO to answer questions about themselves"),
    ],
)
def test_who_has_one_question_to_answer_is_not_told_of_several(ash: int, birch: int, words: str) -> None:
    parties = (replace(ASH, questions=ash), replace(BIRCH, questions=birch))
    assert waiting.waiting_words(replace(DRAFTING, parties=parties)) == words


def test_nobody_is_told_to_wait_for_themselves() -> None:
    assert waiting.waiting_words(APPROVING, {"LB1"}) == "Birch CIO to approve"


def test_release_that_waits_for_a_board_is_nobodys_next_step() -> None:
    assert progress.next_words(WANTS_BIRCH) == (
        "The other boards decide",
        "Everybody who may sign has. "
        "Release waits for every board’s approval, unless the agreement lets that be waived.",
    )
    assert [block.code for block in waiting.blocks(WANTS_BIRCH)] == ["LB2"]


@pytest.mark.parametrize("state", list(AgreementState))
@pytest.mark.parametrize("to_meet", [(), ("nda_signed",)])
def test_there_is_always_a_next_step(state: AgreementState, to_meet: tuple[str, ...]) -> None:
    title, text = progress.next_words(replace(SIGNING, state=state, held=("LB1", "LB2"), to_meet=to_meet))
    assert title
    assert text
