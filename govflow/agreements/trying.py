"""Where the rule that a question is about can be tried: played with, before anybody agrees to it.

In: a question. Out: the address, "" where there is nothing to play with. The pages are those of `govflow/simulator/`.
"""

from collections.abc import Mapping
from uuid import UUID

from flask import url_for

from govflow.core.answers import Question
from govflow.core.voting import RULES

SUMS: Mapping[str, str] = {
    "remedy-plan": "performance",
    "payment-withholding": "performance",
    "performance-targets": "performance",
    "liquidated-damages": "agreed-sums",
    "penalty-principles": "agreed-sums",
    "admission": "joining",
    "voluntary-withdrawal": "leaving",
    "exit-consequences": "final-account",
    "surplus-deficit": "deficit",
}
"""What is reckoned for each clause."""

VOTING = (
    "decision-rules",
    "voting-rights",
    "quorum",
    "reserved-matters",
    "conflicts-of-interest",
    "allocation-of-work",
)
"""Clauses about votes and shares, that any decision rests on."""


def try_url(agreement_id: UUID, question: Question) -> str:
    """Where to try the rule of a question."""
    if frozenset(question.options) == frozenset(RULES):
        return url_for("simulator.votes", agreement_id=agreement_id, rule=question.name)
    if question.name == "surplus_rule":
        return url_for("simulator.sums", agreement_id=agreement_id, matter="surplus")
    if question.clause in SUMS:
        return url_for("simulator.sums", agreement_id=agreement_id, matter=SUMS[question.clause])
    return url_for("simulator.start", agreement_id=agreement_id) if question.clause in VOTING else ""
