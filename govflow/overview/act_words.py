"""Every kind of act in words, and to whom it is open.

In: the kind of an act, as the journal has it for ever. Out: words that follow a name ("Ada, for Hollin Bank Trust,
put version 0.9 to the boards"), and who may be told of it. Then true: no words quote an agreement, an answer or a
vote; what a board does among itself is told to nobody else.

Source: docs/architecture.md (one doorway for every act); a test holds that no kind is without words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Open(StrEnum):
    """To whom an act is told."""

    CONSORTIUM = "consortium"
    """Everybody who may see the consortium."""
    ORGANISATION = "organisation"
    """The people of the organisation it was done for."""
    BOARD = "board"
    """The board of the organisation it was done for."""
    SELF = "self"
    """Who did it."""


@dataclass(frozen=True, slots=True)
class Words:
    """``did``: after a name; ``title``: in a list of kinds; ``{version}`` stands for "version 0.9"."""

    title: str
    did: str
    open: Open = Open.CONSORTIUM


ACTS: Mapping[str, Words] = MappingProxyType(
    {
        # Who is in.
        "consortium_founded": Words("Consortium founded", "founded the consortium"),
        "member_added": Words("Organisation entered", "entered an organisation on the roll"),
        "members_added": Words("Organisations entered", "entered organisations on the roll"),
        "member_corrected": Words(
            "Organisation corrected", "corrected what the roll says of an organisation"
        ),
        "board_rules_set": Words("Board rules recorded", "recorded how its board decides"),
        "person_added": Words("Person added", "added a person", Open.SELF),
        "founder_invited": Words("First person invited", "asked the server’s first person in", Open.SELF),
        "roles_given": Words("Roles given", "gave somebody a role", Open.ORGANISATION),
        "role_ended": Words("Role ended", "ended somebody’s role", Open.ORGANISATION),
        # The text.
        "agreement_begun": Words("Agreement begun", "began the agreement"),
        "answer_recorded": Words("Question answered", "answered a question"),
        "usual_choices_taken": Words(
            "Usual choices taken", "took the usual choices for what nobody answered"
        ),
        "usual_choices_confirmed": Words(
            "Usual choices confirmed", "confirmed the usual choices of a section"
        ),
        "own_rows_recorded": Words("Own rows answered", "answered a question about itself"),
        "question_flagged": Words("Question marked not sure", "asked somebody to settle a question"),
        "flag_taken_back": Words("Not sure taken back", "took a question back from who should settle it"),
        "problem_mended": Words("Problem mended", "mended a problem of the draft"),
        "clause_reworded": Words("Clause reworded", "changed the words of a clause"),
        "version_circulated": Words("Version put to the boards", "put {version} to the boards"),
        "change_circulated": Words(
            "Change put to the boards", "changed the text and put {version} to the boards"
        ),
        "member_left_out": Words("Organisation left out", "went on without an organisation, in {version}"),
        # Boards.
        "resolution_recorded": Words("Board decision recorded", "recorded its board’s decision on {version}"),
        "condition_met": Words("Condition met", "said that a condition of its board is met"),
        "condition_waived": Words("Condition waived", "waived a condition of its board"),
        "delegation_given": Words("Delegation recorded", "recorded what its board delegates"),
        "minor_change_accepted": Words("Minor change accepted", "accepted the minor change in {version}"),
        "minor_change_objected_to": Words(
            "Minor change objected to", "objected that a change in {version} is minor"
        ),
        "approval_withdrawn": Words("Approval taken back", "took its board’s approval back"),
        "interest_declared": Words("Interest declared", "made a declaration of interests", Open.SELF),
        "ballot_opened": Words("Written decision opened", "asked the board to decide in writing", Open.BOARD),
        "ballot_closed": Words("Written decision closed", "closed the board’s written decision", Open.BOARD),
        "vote_cast": Words("Vote cast", "voted on {version}", Open.SELF),
        "paper_sent_in": Words("Paper decision sent in", "sent in a signed paper of the board", Open.BOARD),
        "paper_refused": Words(
            "Paper decision not confirmed", "did not confirm a paper of the board", Open.BOARD
        ),
        "paper_confirmed": Words(
            "Paper decision confirmed", "confirmed its board’s decision on {version}, made on paper"
        ),
        "board_pack_ordered": Words("Board pack printed", "had the board pack printed", Open.BOARD),
        # Signing.
        "signing_planned": Words("Way of signing planned", "planned how it signs"),
        "signature_part_given": Words(
            "Part of a signature given", "signed {version}, as one of its people", Open.ORGANISATION
        ),
        "signature_witnessed": Words("Signature witnessed", "had a signature witnessed", Open.ORGANISATION),
        "signature_held": Words("Signature given", "signed {version}; the signature is held"),
        "signature_withdrawn": Words("Signature taken back", "took its signature of {version} back"),
        "signing_declined": Words("Signing declined", "declined to sign {version}"),
        "precedent_met": Words("Condition precedent met", "recorded that a condition precedent is met"),
        "precedent_waived": Words(
            "Condition precedent waived", "recorded that a condition precedent is waived"
        ),
        "agreement_released": Words("Agreement released", "released and dated the agreement"),
        "document_sealed": Words("Document sealed", "printed and sealed the executed agreement"),
        "sealing_ordered_again": Words("Sealing ordered again", "had the executed agreement printed again"),
    }
)
"""Every kind of act, by the name the journal keeps."""


def kinds_open_to(*levels: Open) -> frozenset[str]:
    """The kinds of act that are told to these."""
    return frozenset(kind for kind, words in ACTS.items() if words.open in levels)
