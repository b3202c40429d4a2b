"""What is done about a question that somebody is not sure of: it is given to a person, or taken back.

A flag is an act of its own: it changes no answer, and no version waits for it. It ends when an answer is given.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govflow.agreements.models import AgreementRow, QuestionFlagRow
from govflow.agreements.queries import the_agreement
from govflow.catalogue.loader import catalogue_of
from govflow.columns import Json
from govflow.core.errors import Refused
from govflow.journal.perform import Act, Actor, Done, Lock, perform
from govflow.members.queries import party, role_holders

LONGEST_NOTE = 1000
"""Characters."""


@dataclass(frozen=True)
class Unsure:
    """A question to be settled. ``party``: whose own rows it is about, "" where it is about the whole answer.

    ``to`` with ``due``: who is asked, and by when; both None take the flag back.
    """

    question: str
    party: str = ""
    to: UUID | None = None
    due: date | None = None
    note: str = ""

    @property
    def told(self) -> Json:
        """What the journal keeps of it."""
        return {
            "question": self.question,
            "party": self.party,
            "to": None if self.to is None else str(self.to),
            "due": None if self.due is None else self.due.isoformat(),
            "note": self.note,
        }


def flag_question(agreement_id: UUID, unsure: Unsure, by: Actor, key: UUID) -> None:
    """Say that somebody is not sure of a question, and give it to a person; or take that back.

    :raises Refused: ``already_released``, ``not_an_answer`` (no such question or party), ``nobody_to_ask`` (who is
        nothing in the consortium), ``day_is_over``, ``odd_words`` (a note that is too long).
    """
    agreement = the_agreement(agreement_id)
    whose = party(agreement.consortium_id, unsure.party) if unsure.party else None
    if unsure.question not in catalogue_of(agreement.instrument).questions or (
        unsure.party and whose is None
    ):
        raise Refused("not_an_answer", question=unsure.question)
    if len(unsure.note) > LONGEST_NOTE:
        raise Refused("odd_words", most=LONGEST_NOTE)

    def work(session: Session, moment: datetime) -> Done:
        now = the_agreement(agreement_id)
        if now.released_at is not None:
            raise Refused("already_released")
        if unsure.to is not None:
            _must_be_possible(now.consortium_id, unsure.to, unsure.due, moment.date())
        session.add(
            QuestionFlagRow(
                agreement_id=agreement_id,
                number=_next_number(session, agreement_id),
                question=unsure.question,
                member_id=None if whose is None else whose.id,
                revision=now.revision,
                person_id=unsure.to,
                due=None if unsure.to is None else unsure.due,
                note=unsure.note,
                flagged_at=moment,
                act_key=key,
            )
        )
        session.flush()
        return Done()

    kind = {True: "flag_taken_back", False: "question_flagged"}[unsure.to is None]
    lock = Lock(AgreementRow, agreement_id)
    perform(Act(kind, by, agreement.consortium_id, agreement_id, work, unsure.told, lock), key)


def _must_be_possible(consortium_id: UUID, to: UUID, due: date | None, today: date) -> None:
    if to not in {holder.person_id for holder in role_holders(consortium_id)}:
        raise Refused("nobody_to_ask")
    if due is None or due < today:
        raise Refused("day_is_over")


def _next_number(session: Session, agreement_id: UUID) -> int:
    newest = select(func.max(QuestionFlagRow.number)).where(QuestionFlagRow.agreement_id == agreement_id)
    return (session.scalars(newest).one() or 0) + 1
