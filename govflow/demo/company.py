"""The company of thirty, which has signed: every board approved, all signed, the chair released and dated.

The last act orders the sealed document; a worker prints it while people look around.
"""

from datetime import date

from govflow.agreements.queries import version_draft, version_named
from govflow.agreements.version_services import Freezing, Reasons
from govflow.approvals.circulation_services import circulate
from govflow.approvals.services import close_condition
from govflow.core.approval import CloseCondition, Closing, Condition
from govflow.core.assembly import as_deed
from govflow.core.counting import Meeting
from govflow.core.draft import Draft
from govflow.core.execution import execution_block
from govflow.core.permissions import Role
from govflow.core.signature import Signer
from govflow.core.terms import terms_of
from govflow.demo.examples import read_example
from govflow.demo.people import Boards, cast_of
from govflow.demo.stage import Stage, set_stage, with_signatories
from govflow.signing.services import meet_precedents, release, sign

NAME = "spv_30"
BOARDS = Boards({"S01": 5, "S02": 6, "S03": 4, "S10": 3, "SPV": 7}, both=("SPV", "S01"))
VERSION = "1.0"
LAST = "released"
"""The last act of the scene."""

_PRECEDENTS = (
    "due_diligence_passed",
    "nda_signed",
    "trust_meetings_held",
    "spv_incorporated",
    "legal_advice_taken",
)


def play(day: date) -> None:
    """Load the company."""
    example = read_example(NAME, day)
    cast = cast_of(example, BOARDS, first=300)
    stage = set_stage(example, cast, day, with_signatories(example, cast))
    _approve(stage)
    _sign(stage)
    chair = stage.actor(Role.CONSORTIUM_CHAIR)
    minute = "Minutes of the working group, and the register of companies"
    meet_precedents(stage.agreement_id, _PRECEDENTS, "chair", minute, chair, stage.key("precedents"))
    release(stage.agreement_id, stage.day, chair, stage.key(LAST))


def _approve(stage: Stage) -> None:
    freezing = Freezing(
        VERSION, reasons=Reasons(otherwise="The working group talked about it and wants it so")
    )
    drafter = stage.actor(Role.DRAFTER)
    circulate(stage.agreement_id, freezing, stage.later(6), drafter, stage.key(VERSION))
    lender = Condition("C1", "Our lender agrees", "liability-cap", "Treasurer", stage.later(2))
    for code in stage.example.codes:
        people = len(stage.cast.at(code, Role.BOARD_MEMBER))
        conditions = (lender,) if code == "S10" else ()
        stage.meet(code, VERSION, Meeting(people, 0, people, 0, 0), *conditions)
    met = CloseCondition("C1", Closing.MET, "The lender's letter")
    by = stage.actor(Role.BOARD_SECRETARY, "S10")
    close_condition(stage.agreement_id, "S10", met, "S10", by, stage.key("condition of S10"))


def _sign(stage: Stage) -> None:
    version = version_named(stage.agreement_id, VERSION)
    assert version is not None
    draft, seen = version_draft(version.id), stage.seen(VERSION)
    for code in stage.example.codes:
        by, key = stage.actor(Role.SIGNATORY, code), stage.key(f"signed by {code}")
        sign(stage.agreement_id, {code: _signers(stage, draft, code)}, seen, by, key)


def _signers(stage: Stage, draft: Draft, code: str) -> tuple[Signer, ...]:
    """The people on each line of a party's execution block, by the method the agreement names for it."""
    party = draft.parties_by_id[code]
    method = terms_of(draft).signing[code].usual
    block = execution_block(
        party.member_id, party.name, party.legal_form, party.jurisdiction, method, as_deed(draft)
    )
    names = iter(stage.cast.at(code, Role.SIGNATORY))
    witness = stage.cast.at(code, Role.BOARD_SECRETARY)[0].name
    return tuple(
        Signer(line.role, witness if line.role == "Witness" else next(names).name) for line in block.lines
    )
