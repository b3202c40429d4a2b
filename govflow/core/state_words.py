"""The state words of the procedure as a reader sees them: on pages, on the certificate, in messages.

In: a state word; out: a few plain words that stand after a name ("Brindlecroft Community CIO: approved ...").
Then true: one state is called the same everywhere.
"""

from collections.abc import Mapping
from types import MappingProxyType

from govflow.core.approval import DecidedBy, Status
from govflow.core.signature import SignatureStatus
from govflow.core.words import capital

APPROVAL_WORDS: Mapping[Status, str] = MappingProxyType(
    {
        Status.NOT_ASKED: "not asked: its approval is not required",
        Status.ASKED: "asked, and not decided yet",
        Status.APPROVED: "approved",
        Status.CONDITIONAL: "approved on conditions that are still open",
        Status.REJECTED: "rejected",
        Status.INQUORATE: "not decided: the meeting had no quorum",
        Status.MINOR_PENDING: "approved the version before; a minor change waits for its delegates or its board",
        Status.SUPERSEDED: "approved an earlier text, which has changed since",
        Status.EXPIRED: "approved, but the approval has run out",
        Status.WITHDRAWN: "took its approval back",
        Status.LEFT_OUT: "left out of the agreement",
    }
)
SIGNATURE_WORDS: Mapping[SignatureStatus, str] = MappingProxyType(
    {
        SignatureStatus.NONE: "not signed",
        SignatureStatus.HELD: "signed; the signature is held until release",
        SignatureStatus.VOID: "signed another text, so that signature is void",
        SignatureStatus.WITHDRAWN: "took its signature back",
        SignatureStatus.DECLINED: "declined to sign",
        SignatureStatus.RELEASED: "signed and released",
    }
)
DECIDED_BY_WORDS: Mapping[DecidedBy, str] = MappingProxyType(
    {
        DecidedBy.BOARD: "by its board",
        DecidedBy.CASTING_VOTE: "by its board, on the chair's casting vote",
        DecidedBy.DELEGATES: "by its board, and for a minor change by the board's delegates",
    }
)
WAITS_FOR_BOARDS = (
    "The other boards decide",
    "Everybody who may sign has. Release waits for every board’s approval, unless the agreement lets that be waived.",
)
"""What comes next, as a title and a sentence, where only a condition that the boards meet is still open."""


def approval_in_words(status: Status, by: DecidedBy | None) -> str:
    """Where an approval stands, at the beginning of a sentence: "Approved by its board"."""
    words = APPROVAL_WORDS[status]
    who = (
        f" {DECIDED_BY_WORDS[by]}" if by is not None and status in (Status.APPROVED, Status.REJECTED) else ""
    )
    return f"{capital(words)}{who}"
