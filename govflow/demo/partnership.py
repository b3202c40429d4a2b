"""The partnership of six, whose boards decide: its first version was superseded, and the second is before them.

One board has approved, one on a condition, one by its chair's casting vote, one is voting in writing, one meets
short of a person who stepped back, and one has not begun.
"""

from datetime import date

from govflow.agreements.services import Amendment
from govflow.agreements.version_services import Freezing
from govflow.approvals.ballots_services import cast_vote, declare_interest, open_ballot
from govflow.approvals.board_queries import InterestTold
from govflow.approvals.circulation_services import change, circulate
from govflow.core.approval import Condition
from govflow.core.counting import Meeting
from govflow.core.permissions import Role
from govflow.core.voting import Choice
from govflow.demo.examples import read_example
from govflow.demo.people import Boards, cast_of
from govflow.demo.stage import Stage, set_stage, with_signatories

NAME = "lead_body_6"
BOARDS = Boards({"LB1": 7, "LB2": 6, "LB3": 5, "LB4": 6, "LB5": 4, "LB6": 3}, both=("LB5", "LB1"))
LAST = "third vote of LB3"
"""The last act of the scene: once it is there, all of it is."""


def play(day: date) -> None:
    """Load the partnership."""
    example = read_example(NAME, day)
    cast = cast_of(example, BOARDS, first=0)
    stage = set_stage(example, cast, day, with_signatories(example, cast))
    _first_version(stage)
    _second_version(stage)


def _first_version(stage: Stage) -> None:
    drafter = stage.actor(Role.DRAFTER)
    circulate(stage.agreement_id, Freezing("0.9"), stage.later(6), drafter, stage.key("0.9"))
    stage.meet("LB1", "0.9", Meeting(7, 0, 7, 0, 0))
    insured = Condition(
        "C1", "Our insurer confirms the cover in writing", "insurance-indemnity", "Treasurer", stage.later(5)
    )
    stage.meet("LB2", "0.9", Meeting(6, 0, 4, 1, 1), insured)
    too_high = "The most we could lose is more than our free reserves."
    stage.meet("LB6", "0.9", Meeting(3, 0, 0, 3, 0), reason=too_high)
    halved = Freezing("0.10", "Hazelbank could not carry so high a limit: it is now one year's share")
    amendment = Amendment(answers={"cap_pct": 100})
    change(stage.agreement_id, amendment, halved, drafter, stage.key("0.10"))


def _second_version(stage: Stage) -> None:
    told = InterestTold(True, "I am employed by the lead body", steps_back=True)
    both = stage.actor(Role.BOARD_MEMBER, "LB5", place=-1)
    declare_interest(stage.agreement_id, "LB5", told, both, stage.key("interest at LB5"))
    stage.meet("LB1", "0.10", Meeting(6, 0, 6, 0, 0))
    insured = Condition(
        "C2",
        "Our insurer confirms the lower cover in writing",
        "insurance-indemnity",
        "Treasurer",
        stage.later(5),
    )
    stage.meet("LB2", "0.10", Meeting(6, 0, 5, 1, 0), insured)
    stage.meet("LB4", "0.10", Meeting(6, 0, 3, 3, 0, Choice.FOR))
    stage.meet("LB5", "0.10", Meeting(4, 1, 3, 0, 0))
    _vote_in_writing(stage)


def _vote_in_writing(stage: Stage) -> None:
    """Three of five have declared and replied: nobody is asked at a meeting, and it is still open."""
    seen, secretary = stage.seen("0.10"), stage.actor(Role.BOARD_SECRETARY, "LB3")
    closes_on, key = stage.later(2), stage.key("ballot of LB3")
    ballot_id = open_ballot(stage.agreement_id, "LB3", closes_on, seen, secretary, key)
    for place, number in enumerate(("first", "second", "third")):
        voter, act = stage.actor(Role.BOARD_MEMBER, "LB3", place), stage.key(f"{number} vote of LB3")
        declared = stage.key(f"{number} interest at LB3")
        declare_interest(stage.agreement_id, "LB3", InterestTold(False), voter, declared)
        cast_vote(stage.agreement_id, "LB3", ballot_id, Choice.FOR, seen, voter, act)
