"""What is done about an agreement's text: it is begun, answered and reworded.

An answer is an act of its own and touches no approval: a working draft was never put to a board. To amend and to take
a member out are parts of acts of rooms above, which write within their own transaction: those functions take a session.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govflow.agreements.flag_queries import open_flags
from govflow.agreements.models import AgreementRow, AnswerRow, DepartureRow, RewordingRow
from govflow.agreements.queries import (
    Agreement,
    agreements_of,
    catalogue_for,
    draft_source,
    the_agreement,
)
from govflow.agreements.question_queries import answer_at, unconfirmed
from govflow.catalogue.loader import catalogue_of, draft_in
from govflow.columns import Json
from govflow.core.answers import FaultKind, Value, read_answer
from govflow.core.asking import (
    OWN,
    each_for_itself,
    own_rows,
    parties_asked,
    plain_rows,
    questions_of,
    with_own_rows,
)
from govflow.core.catalogue import AGREEMENT
from govflow.core.draft import roll_of
from govflow.core.errors import Refused
from govflow.core.fingerprint import canonical_json, plain
from govflow.core.leaving_out import without
from govflow.core.redline import changed_answers
from govflow.core.text import MAX_CLAUSE_CHARACTERS
from govflow.core.usual import digest_of_choices, to_confirm, usual_answers
from govflow.journal.perform import Act, Actor, Done, Lock, Work, perform
from govflow.members.models import ConsortiumRow


@dataclass(frozen=True)
class Rewording:
    """A clause in other words; ``words`` None: the model text again."""

    words: str | None
    reason: str = ""


@dataclass(frozen=True)
class Amendment:
    """Changes of a working draft. ``answers``: plain data by question, None takes an answer away."""

    answers: Mapping[str, object] = field(default_factory=dict)
    rewordings: Mapping[str, Rewording] = field(default_factory=dict)

    @property
    def told(self) -> Json:
        """The amendment as the journal keeps it: exact numbers in a text."""
        return {
            "answers": canonical_json(self.answers).decode(),
            "rewordings": {clause: [each.words, each.reason] for clause, each in self.rewordings.items()},
        }


def begin_agreement(
    consortium_id: UUID, amendment: Amendment, by: Actor, key: UUID, instrument: str = AGREEMENT
) -> UUID:
    """Begin a consortium's agreement, or another instrument, with the answers there are; its id.

    What another of its agreements answers already is taken over, in the same act, but for what is None here.

    :raises Refused: ``already_begun``: a consortium has one of each.
    """
    identity = uuid.uuid5(key, "agreement")

    def work(session: Session, moment: datetime) -> Done:
        if any(each.instrument == instrument for each in agreements_of(consortium_id)):
            raise Refused("already_begun", instrument=instrument)
        row = AgreementRow(
            id=identity, consortium_id=consortium_id, revision=0, begun_at=moment, instrument=instrument
        )
        session.add(row)
        session.flush()
        before = taken_over(consortium_id, instrument)
        taken = {
            name: value for name, value in before.items() if amendment.answers.get(name, value) is not None
        }
        given = {name: value for name, value in amendment.answers.items() if value is not None}
        amend(session, identity, replace(amendment, answers={**taken, **given}), moment, key)
        return Done(sorted(taken) or None)

    told: Json = {"instrument": instrument, "begun_with": amendment.told}
    told = amendment.told if instrument == AGREEMENT else told
    lock = Lock(ConsortiumRow, consortium_id)
    perform(Act("agreement_begun", by, consortium_id, identity, work, told, lock), key)
    return identity


FOUNDED_WITH = frozenset({"consortium_type", "consortium_name"})
"""What a consortium had before any document: nobody is told that it is taken over."""

OF_ONE_DOCUMENT = frozenset(
    {"approval_deadline", "approval_valid_months", "minor_delegation", "sign_as", "signatories", "dating"}
)
"""Questions about the approval and signing of one document: its answers say nothing of another."""


def taken_over(consortium_id: UUID, instrument: str) -> Mapping[str, object]:
    """The answers, as plain data, that a new agreement of a consortium takes over from its others: to the same
    questions, where they are answers there too; of two, that of the agreement begun last. A usual choice that nobody
    confirmed is no answer.
    """
    questions = catalogue_of(instrument).questions
    found: dict[str, object] = {}
    for other in (each for each in agreements_of(consortium_id) if each.instrument != instrument):
        source = draft_source(other.id)
        given, roll = source["answers"], roll_of(draft_in(source).draft)
        assert isinstance(given, Mapping)
        for name in given.keys() & questions.keys() - OF_ONE_DOCUMENT - unconfirmed(other):
            if not read_answer(questions[name], given[name], roll).faults:
                found[name] = given[name]
    return found


def record_answer(
    agreement_id: UUID, question: str, value: object, seen_revision: int, by: Actor, key: UUID
) -> int:
    """Record an answer; the draft's new revision. ``value``: plain data, None takes the answer away.

    :raises Refused: ``already_released``, ``someone_else_answered`` (this question, since the revision seen:
        whoever answered another one is in nobody's way), ``not_an_answer`` (no such question, or not of its kind).
    """
    amendment = Amendment(answers={question: value})
    _must_be_answer(agreement_id, question, value)
    return _amended(agreement_id, "answer_recorded", amendment, seen_revision, by, key)


def take_usual_choices(agreement_id: UUID, by: Actor, key: UUID) -> int:
    """Write the usual choices down wherever the draft lacks one; its new revision.

    They are told apart from answers until somebody answers: nobody chose them.

    :raises Refused: ``already_released``, ``nothing_to_take``, ``someone_else_answered`` (one of them, meanwhile).
    """
    seen = the_agreement(agreement_id).revision
    draft = draft_in(draft_source(agreement_id)).draft
    found = usual_answers(catalogue_of(draft.instrument), draft)
    if not found:
        raise Refused("nothing_to_take")
    amendment = Amendment({question: plain(value) for question, value in found.items()})
    return _amended(agreement_id, "usual_choices_taken", amendment, seen, by, key)


def confirm_usual_choices(agreement_id: UUID, section: int, seen: str, by: Actor, key: UUID) -> int:
    """Make answers of the usual choices of a section that somebody looked through; the draft's new revision.

    ``seen``: the digest of those they had before them (`core.usual.digest_of_choices`).

    :raises Refused: ``already_released``, ``someone_else_answered`` (the choices to confirm are others by now).
    """

    def work(session: Session, moment: datetime) -> Done:
        agreement = _open(agreement_id)
        choices = _to_confirm(agreement).get(section, {})
        if not choices or digest_of_choices(choices) != seen:
            raise Refused("someone_else_answered", seen=seen, revision=agreement.revision)
        amendment = Amendment({question: plain(value) for question, value in choices.items()})
        return Done(amend(session, agreement_id, amendment, moment, key))

    return _done(agreement_id, "usual_choices_confirmed", work, {"section": section, "seen": seen}, by, key)


def _to_confirm(agreement: Agreement) -> Mapping[int, Mapping[str, Value]]:
    draft = draft_in(draft_source(agreement.id)).draft
    catalogue = catalogue_of(draft.instrument)
    asked = questions_of(catalogue, draft, unconfirmed(agreement))
    return to_confirm(catalogue, draft, asked, {flag.question for flag in open_flags(agreement.id)})


def mend(agreement_id: UUID, amendment: Amendment, seen_revision: int, by: Actor, key: UUID) -> int:
    """Put in what mends a problem, as it was worked out at a revision; the draft's new revision.

    :raises Refused: ``already_released``, ``someone_else_answered`` (anything: the mend was tried on that draft).
    """

    def work(session: Session, moment: datetime) -> Done:
        agreement = _open(agreement_id)
        if agreement.revision != seen_revision:
            raise Refused("someone_else_answered", seen=seen_revision, revision=agreement.revision)
        return Done(amend(session, agreement_id, amendment, moment, key))

    return _done(agreement_id, "problem_mended", work, amendment.told, by, key)


@dataclass(frozen=True)
class OwnRows:
    """What one party says of itself in a table of all: its rows, plain data without the column of the party."""

    question: str
    party: str
    rows: tuple[Mapping[str, object], ...]


def record_own_rows(agreement_id: UUID, own: OwnRows, seen_revision: int, by: Actor, key: UUID) -> int:
    """Record a party's own rows in a table that each party fills in for itself; the draft's new revision.

    What the others say stands, in its place, whoever changed it meanwhile.

    :raises Refused: ``already_released``, ``someone_else_answered`` (these rows, since the revision seen),
        ``not_an_answer`` (no such table, or the rows are none of it).
    """
    mine = [{**row, OWN: own.party} for row in own.rows]
    _must_be_rows(agreement_id, own, mine)

    def work(session: Session, moment: datetime) -> Done:
        agreement = _open(agreement_id)
        now = plain_rows(answer_at(agreement_id, own.question))
        seen = plain_rows(answer_at(agreement_id, own.question, seen_revision))
        if own_rows(now, own.party) != own_rows(seen, own.party):
            raise Refused("someone_else_answered", seen=seen_revision, revision=agreement.revision)
        answers = {own.question: with_own_rows(now, own.party, mine) or None}
        return Done(amend(session, agreement_id, Amendment(answers), moment, key))

    told: Json = {"question": own.question, "party": own.party, "rows": canonical_json(mine).decode()}
    return _done(agreement_id, "own_rows_recorded", work, told, by, key)


def reword(
    agreement_id: UUID, clause: str, rewording: Rewording, seen_revision: int, by: Actor, key: UUID
) -> int:
    """Put a clause in other words; the draft's new revision.

    :raises Refused: ``already_released``, ``someone_else_answered`` (this clause, since the revision seen: whoever
        reworded another one is in nobody's way), ``not_an_answer`` (no such clause), ``odd_words`` (none, or too many).
    """
    if clause not in catalogue_for(agreement_id).clauses:
        raise Refused("not_an_answer", clause=clause)
    if rewording.words is not None and is_odd(rewording.words):
        raise Refused("odd_words", most=MAX_CLAUSE_CHARACTERS)
    amendment = Amendment(rewordings={clause: rewording})
    return _amended(agreement_id, "clause_reworded", amendment, seen_revision, by, key)


def is_odd(words: str) -> bool:
    """Whether these are no words for a clause: none, or too many."""
    return not words.strip() or len(words) > MAX_CLAUSE_CHARACTERS


def _must_be_answer(agreement_id: UUID, question: str, value: object) -> None:
    asked = catalogue_for(agreement_id).questions.get(question)
    if asked is None:
        raise Refused("not_an_answer", question=question)
    roll = roll_of(draft_in(draft_source(agreement_id)).draft)
    found = read_answer(asked, value, roll)
    if found.value is None and found.faults:
        raise Refused("not_an_answer", question=question, faults=found.faults)


def _must_be_rows(agreement_id: UUID, own: OwnRows, mine: list[dict[str, object]]) -> None:
    asked = catalogue_for(agreement_id).questions.get(own.question)
    draft = draft_in(draft_source(agreement_id)).draft
    if asked is None or not each_for_itself(asked) or own.party not in parties_asked(asked, draft):
        raise Refused("not_an_answer", question=own.question)
    if any(
        fault.kind is not FaultKind.OUT_OF_LIMITS for fault in read_answer(asked, mine, roll_of(draft)).faults
    ):
        raise Refused("not_an_answer", question=own.question)


def _amended(
    agreement_id: UUID, kind: str, amendment: Amendment, seen_revision: int, by: Actor, key: UUID
) -> int:
    def work(session: Session, moment: datetime) -> Done:
        agreement = _open(agreement_id)
        if _newest_touching(session, agreement_id, amendment) > seen_revision:
            raise Refused("someone_else_answered", seen=seen_revision, revision=agreement.revision)
        return Done(amend(session, agreement_id, amendment, moment, key))

    return _done(agreement_id, kind, work, amendment.told, by, key)


def _open(agreement_id: UUID) -> Agreement:
    """The agreement, while its draft may still change.

    :raises Refused: ``already_released``.
    """
    agreement = the_agreement(agreement_id)
    if agreement.released_at is not None:
        raise Refused("already_released")
    return agreement


def _newest_touching(session: Session, agreement_id: UUID, amendment: Amendment) -> int:
    """The newest revision that changed anything of what an amendment changes; 0 where none did."""
    answers = select(func.max(AnswerRow.revision)).where(
        AnswerRow.agreement_id == agreement_id, AnswerRow.question.in_(amendment.answers)
    )
    rewordings = select(func.max(RewordingRow.revision)).where(
        RewordingRow.agreement_id == agreement_id, RewordingRow.clause.in_(amendment.rewordings)
    )
    return max(session.scalars(newest).one() or 0 for newest in (answers, rewordings))


def _done(agreement_id: UUID, kind: str, work: Work, told: Json, by: Actor, key: UUID) -> int:
    consortium_id = the_agreement(agreement_id).consortium_id
    lock = Lock(AgreementRow, agreement_id)
    revision = perform(Act(kind, by, consortium_id, agreement_id, work, told, lock), key)
    assert isinstance(revision, int)
    return revision


def amend(session: Session, agreement_id: UUID, amendment: Amendment, moment: datetime, key: UUID) -> int:
    """Write changes of the working draft within an act; its new revision."""
    agreement = session.get_one(AgreementRow, agreement_id)
    agreement.revision += 1
    told = {"agreement_id": agreement_id, "revision": agreement.revision, "given_at": moment, "act_key": key}
    for question, value in amendment.answers.items():
        text = None if value is None else canonical_json(value).decode()
        session.add(AnswerRow(question=question, value=text, **told))
    for clause, rewording in amendment.rewordings.items():
        session.add(RewordingRow(clause=clause, words=rewording.words, reason=rewording.reason, **told))
    session.flush()
    return agreement.revision


def depart(
    session: Session, agreement_id: UUID, member_id: UUID, code: str, reason: str, moment: datetime, key: UUID
) -> None:
    """Take a member out of the working draft within an act: as a party, and from every answer."""
    before = draft_in(draft_source(agreement_id)).draft
    after = without(before, catalogue_of(before.instrument), code)
    changed = {
        name: plain(after.answers[name]) if name in after.answers else None
        for name in changed_answers(before, after)
    }
    revision = amend(session, agreement_id, Amendment(answers=changed), moment, key)
    session.add(
        DepartureRow(
            agreement_id=agreement_id, member_id=member_id, revision=revision, reason=reason, act_key=key
        )
    )
    session.flush()


def mark_released(session: Session, agreement_id: UUID, moment: datetime, dated: date) -> None:
    """Record within an act that the agreement is executed, and its date."""
    agreement = session.get_one(AgreementRow, agreement_id)
    agreement.released_at, agreement.dated = moment, dated
    session.flush()
