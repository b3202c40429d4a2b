"""Two people reword at the same moment: nobody's words are lost unseen, and who works elsewhere is in nobody's way."""

import uuid
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from govflow.agreements.queries import draft_source
from govflow.agreements.services import Rewording, record_answer, reword
from govflow.agreements.text_queries import working_text
from tests.agreements.test_question_services import _interleaved
from tests.cast import ALICE

Deed = Callable[[], int]


def rewords(agreement_id: UUID, clause: str, words: str) -> Deed:
    """Somebody who read the draft's first revision puts a clause in other words."""
    return lambda: reword(agreement_id, clause, Rewording(words), 1, ALICE, uuid.uuid4())


def own_words(agreement_id: UUID) -> object:
    return draft_source(agreement_id)["reworded"]


@pytest.mark.soak
@pytest.mark.parametrize("held", [0, 1], ids=["first held", "second held"])
def test_of_two_rewordings_at_once_of_one_clause_one_counts(app: Flask, held: int) -> None:
    def pair(agreement_id: UUID) -> tuple[Deed, Deed]:
        return rewords(agreement_id, "quorum", "Five."), rewords(agreement_id, "quorum", "Six.")

    for agreement_id, refusals in _interleaved(app, pair, held):
        assert sorted(map(str, refusals)) == ["None", "someone_else_answered"]
        assert own_words(agreement_id) == {"quorum": "Five." if refusals[0] is None else "Six."}


@pytest.mark.soak
@pytest.mark.parametrize("held", [0, 1], ids=["first held", "second held"])
def test_of_two_rewordings_at_once_of_two_clauses_both_count(app: Flask, held: int) -> None:
    def pair(agreement_id: UUID) -> tuple[Deed, Deed]:
        return rewords(agreement_id, "quorum", "Five."), rewords(agreement_id, "deadlock-and-veto", "Talk.")

    for agreement_id, refusals in _interleaved(app, pair, held):
        assert refusals == (None, None)
        assert own_words(agreement_id) == {"quorum": "Five.", "deadlock-and-veto": "Talk."}


@pytest.mark.soak
@pytest.mark.parametrize("held", [0, 1], ids=["first held", "second held"])
def test_an_answer_and_a_rewording_at_once_both_count(app: Flask, held: int) -> None:
    def pair(agreement_id: UUID) -> tuple[Deed, Deed]:
        def answers() -> int:
            return record_answer(agreement_id, "quorum_board_count", 7, 1, ALICE, uuid.uuid4())

        return rewords(agreement_id, "quorum", "With {answer:quorum_board_count}."), answers

    for agreement_id, refusals in _interleaved(app, pair, held):
        assert refusals == (None, None)
        quorum = working_text(agreement_id).part("quorum")
        assert quorum is not None
        assert quorum.paras[0].text == "With 7 people."
