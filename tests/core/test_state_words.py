"""Every state has its words."""

import pytest

from govflow.core.approval import DecidedBy, Status
from govflow.core.signature import SignatureStatus
from govflow.core.state_words import APPROVAL_WORDS, DECIDED_BY_WORDS, SIGNATURE_WORDS, approval_in_words


def test_every_state_word_has_words_of_its_own() -> None:
    assert set(APPROVAL_WORDS) == set(Status)
    assert set(SIGNATURE_WORDS) == set(SignatureStatus)
    assert set(DECIDED_BY_WORDS) == set(DecidedBy)
    for words in (APPROVAL_WORDS, SIGNATURE_WORDS, DECIDED_BY_WORDS):
        assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(
    ("status", "by", "words"),
    [
        (Status.APPROVED, DecidedBy.BOARD, "Approved by its board"),
        (Status.REJECTED, DecidedBy.CASTING_VOTE, "Rejected by its board, on the chair's casting vote"),
        (Status.INQUORATE, None, "Not decided: the meeting had no quorum"),
        (Status.SUPERSEDED, DecidedBy.BOARD, "Approved an earlier text, which has changed since"),
    ],
)
def test_an_approval_is_told_in_words(status: Status, by: DecidedBy | None, words: str) -> None:
    assert approval_in_words(status, by) == words
