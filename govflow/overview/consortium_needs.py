"""What a consortium needs of those who act for it: who is asked for what, and when.

In: the facts of its agreement, and a person. Out: the needs there are. Who may do an act is the table's to say;
whether it can be done now, and whether it is left to do, is each function's.

Source: docs/procedure.md.
"""

from collections.abc import Callable, Iterator
from uuid import UUID

from govflow.core.approval import Status
from govflow.core.permissions import Permission
from govflow.core.procedure import AgreementState
from govflow.core.words import first_of, number_of
from govflow.overview.facts import UNDER_WAY, AgreementFacts
from govflow.overview.need import Kind, Need, need

Found = Iterator[Need]


def _answer(facts: AgreementFacts, person: UUID) -> Found:
    if facts.state is AgreementState.DRAFTING and facts.questions:
        yield need(
            facts,
            Kind.ANSWER,
            f"Answer {number_of(facts.questions, 'question')} for the consortium",
            "The agreement has a blank for each until it is answered.",
            "Go to the questions",
            "questions.tasks",
        )


def _mend(facts: AgreementFacts, person: UUID) -> Found:
    if facts.errors and not facts.questions and not facts.is_over:
        yield need(
            facts,
            Kind.MEND,
            f"Mend {number_of(facts.errors, 'point')} in the draft",
            "They must be mended before the draft can go to the boards. Each one says how.",
            "See what to mend",
            "questions.check",
        )


def _circulate(facts: AgreementFacts, person: UUID) -> Found:
    if facts.errors or facts.questions or any(each.questions for each in facts.parties):
        return
    if facts.state is AgreementState.DRAFTING:
        title, text = "Put the draft to the boards", "Every question is answered and nothing needs mending."
    elif facts.state in UNDER_WAY and facts.changed:
        title = f"Put the changes since version {facts.version} to the boards"
        text = "The draft has changed since. The boards have not seen the changes."
    else:
        return
    yield need(facts, Kind.CIRCULATE, title, text, "Prepare it", "approvals.circulate")


def _answer_no(facts: AgreementFacts, person: UUID) -> Found:
    said_no = [each.name for each in facts.asked if each.approval in (Status.REJECTED, Status.WITHDRAWN)]
    if facts.state is AgreementState.APPROVING and said_no and not facts.changed:
        do = "does" if len(said_no) == 1 else "do"
        yield need(
            facts,
            Kind.ANSWER_NO,
            "Find a way on after a no",
            f"{', '.join(said_no)} {do} not agree to version {facts.version}. "
            "Talk to them, change the text, or go on without them.",
            "See what the boards decided",
            "approvals.boards",
        )


def _set_long_stop(facts: AgreementFacts, person: UUID) -> Found:
    if facts.state is AgreementState.LAPSED:
        yield need(
            facts,
            Kind.SET_LONG_STOP,
            "Set a later long-stop date",
            "The long-stop date has passed, so nothing can go on. A later date, put to the boards, revives it.",
            "Change the date",
            "questions.ask",
            due=facts.long_stop,
            agreement_id=facts.agreement_id,
            question="long_stop_date",
        )


def _meet_precedents(facts: AgreementFacts, person: UUID) -> Found:
    if facts.state in UNDER_WAY and facts.to_meet:
        yield need(
            facts,
            Kind.MEET_PRECEDENTS,
            f"Record {number_of(len(facts.to_meet), 'condition precedent', 'conditions precedent')}",
            "Say when each is met, with the evidence. Signatures cannot be released before.",
            "Record them",
            "signing.precedents",
            due=facts.long_stop,
        )


def _release(facts: AgreementFacts, person: UUID) -> Found:
    if facts.to_meet or facts.wants_every_board:
        return
    if facts.state is AgreementState.SIGNING and facts.everybody_signed:
        yield need(
            facts,
            Kind.RELEASE,
            "Release and date the agreement",
            f"All {len(facts.to_sign)} parties have signed and every condition precedent is met.",
            "Release it",
            "signing.release",
            due=facts.long_stop,
        )


def _invite(facts: AgreementFacts, person: UUID) -> Found:
    empty = [each.name for each in facts.parties if not each.roles]
    if empty and not facts.is_over:
        yield need(
            facts,
            Kind.INVITE,
            f"Invite somebody of {number_of(len(empty), 'organisation')}",
            f"Nobody can act for {first_of(empty)} yet. Invite a chief officer, who invites the others.",
            "Invite people",
            "members.people",
            consortium_id=facts.consortium_id,
        )


def _settle(facts: AgreementFacts, person: UUID) -> Found:
    """The questions that were given to this person, whatever they are in the consortium."""
    for one in facts.unsure:
        if one.to == person and not facts.is_over:
            party = facts.party(one.code)
            yield need(
                facts,
                Kind.SETTLE,
                f"Settle a question: {one.asks}",
                "Somebody is not sure, and asks you. Answer it, help those who may, or pass it on.",
                "Go to the question",
                "questions.ask",
                whom="" if party is None else party.name,
                due=one.due,
                agreement_id=facts.agreement_id,
                question=one.question,
            )


OF_CONSORTIUM: tuple[tuple[tuple[Permission, ...], Callable[[AgreementFacts, UUID], Found]], ...] = (
    ((Permission.QUESTION_ANSWER,), _answer),
    ((Permission.QUESTION_ANSWER, Permission.CLAUSE_REWORD), _mend),
    ((Permission.VERSION_CIRCULATE,), _circulate),
    ((Permission.VERSION_CIRCULATE,), _answer_no),
    ((Permission.QUESTION_ANSWER,), _set_long_stop),
    ((Permission.PRECEDENT_MEET,), _meet_precedents),
    ((Permission.RELEASE,), _release),
    ((Permission.CONSORTIUM_WRITE,), _invite),
    ((Permission.AGREEMENT_READ,), _settle),
)
"""Who is asked for what, for the consortium as a whole; any one of the permissions will do."""
