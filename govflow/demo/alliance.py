"""The alliance of nineteen, which drafts: some questions are open, two members have not said what they hope for,
one clause was reworded and one answer changed.
"""

from collections.abc import Mapping
from datetime import date

from govflow.agreements.queries import the_agreement
from govflow.agreements.services import Rewording, record_answer, reword
from govflow.core.permissions import Role
from govflow.demo.examples import read_example
from govflow.demo.people import Boards, cast_of
from govflow.demo.stage import Stage, set_stage, with_signatories

NAME = "alliance_19"
BOARDS = Boards({"A01": 5, "A02": 4, "A03": 6, "A08": 3}, both=("A03", "A02"))
LAST = "reworded"
"""The last act of the scene."""

OPEN = (
    "chair_term_months",
    "evaluation_budget_pct",
    "gap_review_months",
    "lived_experience_pay",
    "press_signoff_hours",
    "results_owner",
    "spokespeople",
    "underspend_rule",
)
"""Questions nobody has answered yet."""

SILENT = frozenset({"A02", "A08"})
"""Members that have not said yet what they hope to gain."""

DISPUTES = """@steps A dispute between members goes through these steps. Each must end before the next begins.

[table dispute_tiers]

Nobody may go to court before the last step has ended, save to stop harm that cannot wait."""


def play(day: date) -> None:
    """Load the alliance."""
    example = read_example(NAME, day)
    cast = cast_of(example, BOARDS, first=100)
    stage = set_stage(example, cast, day, _answers(with_signatories(example, cast)))
    _answer(stage, Role.FACILITATOR, "leave_notice_months", 6)
    _answer(stage, Role.DRAFTER, "leave_notice_months", 4)
    _answer(stage, Role.DRAFTER, "learning_events_year", 4)
    wording = Rewording(DISPUTES, "Plainer words, asked for by three members")
    revision, drafter = the_agreement(stage.agreement_id).revision, stage.actor(Role.DRAFTER)
    reword(stage.agreement_id, "disputes", wording, revision, drafter, stage.key(LAST))


def _answers(answers: Mapping[str, object]) -> dict[str, object]:
    gains = answers["expected_gains"]
    assert isinstance(gains, list)
    said = [row for row in gains if row["member_id"] not in SILENT]
    given = {name: value for name, value in answers.items() if name not in OPEN}
    return {**given, "expected_gains": said}


def _answer(stage: Stage, role: Role, question: str, value: object) -> None:
    revision = the_agreement(stage.agreement_id).revision
    key = stage.key(f"{question}: {value}")
    record_answer(stage.agreement_id, question, value, revision, stage.actor(role), key)
