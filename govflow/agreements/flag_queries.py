"""The questions that somebody is not sure of, and whom they are given to.

In: an agreement. Out: every flag that stands. Then true: the newest counts; one that was taken back, or after which
somebody gave an answer, stands no more. Nothing is written when it ends: it is read from the answers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from govflow.accounts.queries import names_of
from govflow.agreements.models import AgreementRow, AnswerRow, QuestionFlagRow
from govflow.agreements.question_queries import TAKEN
from govflow.agreements.text_queries import working_text
from govflow.core.asking import questions_of
from govflow.extensions import db
from govflow.journal.queries import actors, keys_of
from govflow.members.queries import Party, parties


@dataclass(frozen=True, slots=True)
class Flag:
    """A question somebody is not sure of. ``party``: whose own rows it is about, "" where it is about all.

    ``by``: who is not sure, and ``organisation`` for whom; ``to``, ``to_name``: whom it is given to.
    """

    question: str
    party: str
    by: str
    organisation: str
    to: UUID
    to_name: str
    due: date
    note: str
    flagged_at: datetime

    def is_overdue(self, today: date) -> bool:
        """Whether its day is over."""
        return self.due < today


NOBODY_ANSWERED = (TAKEN, "member_left_out")
"""The kinds of acts that write rows of answers down, though nobody settled a question by them."""

# Asked by every page of questions, so built once.
_FLAGS_OF = (
    select(QuestionFlagRow)
    .where(QuestionFlagRow.agreement_id == bindparam("agreement_id"))
    .order_by(QuestionFlagRow.number)
)


def open_flags(agreement_id: UUID) -> tuple[Flag, ...]:
    """The flags that stand, the earliest day first."""
    newest: dict[tuple[str, UUID | None], QuestionFlagRow] = {}
    for row in db.session.scalars(_FLAGS_OF, {"agreement_id": agreement_id}):
        newest[row.question, row.member_id] = row
    standing = [row for row in newest.values() if row.person_id is not None]
    if not standing:
        return ()
    consortium_id = _consortium_of(agreement_id)
    by_the_way = frozenset[UUID]().union(*(keys_of(consortium_id, kind) for kind in NOBODY_ANSWERED))
    answers = [each for each in _answers_since(agreement_id, standing) if each.act_key not in by_the_way]
    acted = actors([*(row.act_key for row in standing), *(each.act_key for each in answers)])
    people = {row.person_id for row in standing} | {acted[row.act_key].person for row in standing}
    names = names_of([each for each in people if each is not None])
    known: Mapping[UUID, Party] = {party.id: party for party in parties(consortium_id)}

    def ended(row: QuestionFlagRow) -> bool:
        """Whether it was answered since; of one party's own rows, whether that party did."""
        return any(
            answer.question == row.question
            and answer.revision > row.revision
            and row.member_id in (None, acted[answer.act_key].organisation)
            for answer in answers
        )

    def told(row: QuestionFlagRow) -> Iterator[Flag]:
        by, party = acted[row.act_key], None if row.member_id is None else known.get(row.member_id)
        organisation = None if by.organisation is None else known.get(by.organisation)
        if row.person_id is not None and row.due is not None:
            yield Flag(
                question=row.question,
                party="" if party is None else party.code,
                by="" if by.person is None else names.get(by.person, ""),
                organisation="" if organisation is None else organisation.member.name,
                to=row.person_id,
                to_name=names.get(row.person_id, ""),
                due=row.due,
                note=row.note,
                flagged_at=row.flagged_at,
            )

    found = [flag for row in standing if not ended(row) for flag in told(row)]
    return tuple(sorted(found, key=lambda flag: (flag.due, flag.question, flag.party)))


def flags_asked(agreement_id: UUID) -> tuple[Flag, ...]:
    """As `open_flags`, without those of questions that nobody is asked now, and of who is no party any more."""
    flags = open_flags(agreement_id)
    if not flags:
        return ()
    examined = working_text(agreement_id).examined
    draft, asked = examined.draft, questions_of(examined.catalogue, examined.draft)
    return tuple(
        flag
        for flag in flags
        if asked[flag.question].is_asked and (not flag.party or flag.party in draft.parties_by_id)
    )


@dataclass(frozen=True, slots=True)
class _Answered:
    question: str
    revision: int
    act_key: UUID


def _answers_since(agreement_id: UUID, flags: list[QuestionFlagRow]) -> tuple[_Answered, ...]:
    """The answers given to these questions since the oldest of the flags; no answer is read, only that it is there."""
    found = select(AnswerRow.question, AnswerRow.revision, AnswerRow.act_key).where(
        AnswerRow.agreement_id == agreement_id,
        AnswerRow.question.in_({row.question for row in flags}),
        AnswerRow.revision > min(row.revision for row in flags),
        AnswerRow.value.is_not(None),
    )
    return tuple(_Answered(*row) for row in db.session.execute(found))


def _consortium_of(agreement_id: UUID) -> UUID:
    return db.session.scalars(select(AgreementRow.consortium_id).where(AgreementRow.id == agreement_id)).one()
