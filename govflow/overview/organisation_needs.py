"""What one organisation needs of its own people: who is asked for what, and when.

In: the facts of an agreement, the organisation's part in them, and a person. Out: the needs there are. Who may do an
act is the table's to say; whether it can be done now, and whether this person has done it, is each function's.

Source: docs/procedure.md.
"""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

from govflow.core.approval import STANDING, Status
from govflow.core.permissions import Permission, Role
from govflow.core.procedure import AgreementState
from govflow.core.words import first_of, join_words, number_of
from govflow.overview.facts import SIGNING, UNDER_WAY, AgreementFacts, PartyFacts
from govflow.overview.need import Kind, Need, need, own_need

Found = Iterator[Need]

DECIDING = (Status.ASKED, Status.SUPERSEDED, Status.EXPIRED, Status.INQUORATE)
"""A board in one of these states has a decision before it; after a no it is the drafters' turn.

So has one with a minor change, where no delegate is left who could accept it.
"""


def _answer_own(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state is AgreementState.DRAFTING and party.questions:
        yield need(
            facts,
            Kind.ANSWER_OWN,
            f"Answer {number_of(party.questions, 'question')} about {party.name}",
            "Only your organisation can say. You can stop at any time and come back.",
            "Go to the questions",
            "questions.tasks",
            whom=party.name,
        )


def _fit_together(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    for clash in () if facts.is_over else party.clashes:
        names = first_of(clash.others, 2)
        yield need(
            facts,
            Kind.FIT_TOGETHER,
            f"Your answer and that of {names} do not fit together"
            if names
            else "An answer about you does not fit",
            f"{clash.message} It is shown to everybody it concerns.",
            "Go to the question",
            "questions.ask",
            whom=party.name,
            due=None,
            agreement_id=facts.agreement_id,
            question=clash.question,
            **({"row": str(clash.row)} if clash.row else {}),
        )


def _give_rules(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if party.asked and not party.has_rules and not facts.is_over and party.approval is not Status.LEFT_OUT:
        yield need(
            facts,
            Kind.GIVE_BOARD_RULES,
            "Say how your board decides",
            "How many are in office, the quorum and the majority. Without them no decision can be counted.",
            "Enter your board's rules",
            "members.board_rules",
            whom=party.name,
            due=_while_approving(facts),
            consortium_id=facts.consortium_id,
            member=party.code,
        )


def _while_approving(facts: AgreementFacts) -> date | None:
    return facts.deadline if facts.state is AgreementState.APPROVING else None


def _is_deciding(facts: AgreementFacts, party: PartyFacts) -> bool:
    """The board has a decision before it, and the agreement may still be decided on."""
    no_delegates = party.approval is Status.MINOR_PENDING and not party.own.delegates
    return facts.state in UNDER_WAY and party.asked and (party.approval in DECIDING or no_delegates)


def _is_asked(facts: AgreementFacts, party: PartyFacts) -> bool:
    """Its people are asked: the board has a decision before it, or was asked in writing to decide again."""
    in_writing = party.own.ballot is not None and party.approval not in STANDING
    return _is_deciding(facts, party) or (facts.state in UNDER_WAY and party.asked and in_writing)


def _declare_interests(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if _is_asked(facts, party) and person not in party.own.declared:
        yield own_need(
            facts,
            party,
            Kind.DECLARE_INTERESTS,
            "Say whether you have an interest",
            f"Before your board decides on version {facts.version}, say whether you or anybody close to you gains "
            "from it. It takes a minute.",
            "Declare your interests",
            "approvals.interests",
            facts.deadline if party.own.ballot is None else party.own.ballot.closes,
        )


def _vote(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if _is_asked(facts, party) and party.own.ballot is not None and person in party.own.ballot.silent:
        yield own_need(
            facts,
            party,
            Kind.VOTE,
            f"Vote on version {facts.version}",
            "Your board decides in writing. Silence is not consent: please vote either way.",
            "Read it and vote",
            "approvals.vote",
            party.own.ballot.closes,
        )


def _record_decision(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    waits = party.own.ballot is not None or bool(party.own.papers)
    if _is_deciding(facts, party) and party.has_rules and not waits:
        again = "again " if party.decided_before else ""
        yield own_need(
            facts,
            party,
            Kind.RECORD_DECISION,
            f"Have your board decide {again}on version {facts.version}",
            "Record what a meeting decided, collect a written decision here, or send in a signed paper.",
            "Go to your board's room",
            "approvals.room",
            facts.deadline,
        )


def _confirm_paper(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state not in UNDER_WAY or party.approval in STANDING:
        return
    for paper in party.own.papers:
        if paper.recorded_by != person:
            yield own_need(
                facts,
                party,
                Kind.CONFIRM_PAPER,
                "Confirm your board's paper decision",
                "Somebody else sent it in. It counts once a second person has compared it with the original.",
                "Compare and confirm",
                "approvals.confirm_paper",
                facts.deadline,
                paper_id=paper.id,
            )


def _meet_condition(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state not in UNDER_WAY or party.approval is not Status.CONDITIONAL:
        return
    for condition in party.conditions:
        yield own_need(
            facts,
            party,
            Kind.MEET_CONDITION,
            "Say whether a condition of your board is met",
            "Your approval does not count before. Only your organisation can meet or waive it.",
            "See the condition",
            "approvals.condition",
            condition.due,
            condition=condition.id,
        )


def _accept_minor(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state in UNDER_WAY and party.approval is Status.MINOR_PENDING and person in party.own.delegates:
        yield own_need(
            facts,
            party,
            Kind.ACCEPT_MINOR,
            f"Accept the minor change in version {facts.version}",
            "Your board lets its delegates accept it. If you think it is not minor, say so there.",
            "See the change",
            "approvals.minor",
            facts.deadline,
        )


def _sign(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state in SIGNING and party.effective and person in party.own.may_sign:
        yield own_need(
            facts,
            party,
            Kind.SIGN,
            f"Sign version {facts.version}",
            "Your signature is held, and counts only when all are released together.",
            "Read it and sign",
            "signing.sign",
            facts.long_stop,
        )


def _witness(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state in SIGNING and party.effective and person in party.own.needs_witness:
        yield own_need(
            facts,
            party,
            Kind.WITNESS,
            "Have your witness sign beside you",
            "You signed; whoever saw it signs next, here on your screen, within minutes.",
            "Hand over to your witness",
            "signing.witness",
            facts.today,
        )


FOR_BOARDS = {Role.BOARD_SECRETARY: "a board secretary", Role.SIGNATORY: "a signatory"}
"""Whom a board needs to decide and to sign."""


def _invite(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    missing = [words for role, words in FOR_BOARDS.items() if role not in party.roles]
    if party.asked and missing and not facts.is_over and party.approval is not Status.LEFT_OUT:
        yield need(
            facts,
            Kind.INVITE,
            f"Invite {join_words(missing)}",
            f"{party.name} has none yet. Nobody but your organisation can say who it is.",
            "Invite people",
            "members.invite",
            whom=party.name,
            due=_while_approving(facts),
            consortium_id=facts.consortium_id,
            member=party.code,
        )


OF_ORGANISATION: tuple[tuple[Permission, Callable[[AgreementFacts, PartyFacts, UUID], Found]], ...] = (
    (Permission.OWN_QUESTION_ANSWER, _answer_own),
    (Permission.OWN_QUESTION_ANSWER, _fit_together),
    (Permission.BOARD_RULES_WRITE, _give_rules),
    (Permission.VOTE, _declare_interests),
    (Permission.VOTE, _vote),
    (Permission.RESOLUTION_RECORD, _record_decision),
    (Permission.RESOLUTION_CONFIRM, _confirm_paper),
    (Permission.CONDITION_DISCHARGE, _meet_condition),
    (Permission.MINOR_CHANGE_ACCEPT, _accept_minor),
    (Permission.SIGN, _sign),
    (Permission.SIGN, _witness),
    (Permission.PEOPLE_WRITE, _invite),
)
"""Who is asked for what, for one organisation."""
