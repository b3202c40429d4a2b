"""What is told about answers: each with its history, who gave it, for which organisation and when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from govflow.accounts.queries import names_of
from govflow.agreements.models import AgreementRow, AnswerRow
from govflow.agreements.queries import Agreement, exactly
from govflow.extensions import db
from govflow.journal.queries import actors, keys_of
from govflow.members.queries import parties

TAKEN = "usual_choices_taken"
"""The kind of act that writes usual choices down (`services.take_usual_choices`)."""


@dataclass(frozen=True)
class GivenAnswer:
    """An answer as it was given: plain data, None where it was taken away.

    ``person``, ``organisation``: their names, "" for nobody's. ``is_usual``: a usual choice that was taken, with all
    others, and that they did not look at.
    """

    revision: int
    plain: object
    given_at: datetime
    person: str
    organisation: str
    is_usual: bool


def history(agreement_id: UUID, question: str) -> tuple[GivenAnswer, ...]:
    """Every answer to a question, newest first."""
    statement = (
        select(AnswerRow)
        .where(AnswerRow.agreement_id == agreement_id, AnswerRow.question == question)
        .order_by(AnswerRow.revision.desc())
    )
    rows = db.session.scalars(statement).all()
    acted = actors([row.act_key for row in rows])
    people = names_of([actor.person for actor in acted.values() if actor.person is not None])
    consortium_id = db.session.scalars(_CONSORTIUM, {"agreement_id": agreement_id}).one()
    named = {**people, **{party.id: party.member.name for party in parties(consortium_id)}}
    usual = keys_of(consortium_id, TAKEN)

    def name(identity: UUID | None) -> str:
        return "" if identity is None else named.get(identity, "")

    return tuple(
        GivenAnswer(
            row.revision,
            None if row.value is None else exactly(row.value),
            row.given_at,
            name(acted[row.act_key].person),
            name(acted[row.act_key].organisation),
            row.act_key in usual,
        )
        for row in rows
    )


_CONSORTIUM = select(AgreementRow.consortium_id).where(AgreementRow.id == bindparam("agreement_id"))


def answer_at(agreement_id: UUID, question: str, revision: int | None = None) -> object:
    """The answer to a question in plain data, now or as of a revision; None where there was none."""
    statement = select(AnswerRow.value).where(
        AnswerRow.agreement_id == agreement_id, AnswerRow.question == question
    )
    if revision is not None:
        statement = statement.where(AnswerRow.revision <= revision)
    value = db.session.scalars(statement.order_by(AnswerRow.revision.desc()).limit(1)).first()
    return None if value is None else exactly(value)


def unconfirmed(agreement: Agreement) -> frozenset[str]:
    """The questions whose answer is a usual choice that was written down, and that nobody answered since."""
    keys = keys_of(agreement.consortium_id, TAKEN)
    if not keys:
        return frozenset()
    given = select(AnswerRow.question, AnswerRow.act_key).where(AnswerRow.agreement_id == agreement.id)
    newest = {row.question: row.act_key for row in db.session.execute(given.order_by(AnswerRow.revision))}
    return frozenset(question for question, key in newest.items() if key in keys)
