"""What needs somebody: the next acts of one person, over everything they act as.

In: what they act as in a consortium, and the facts of its agreement on a day. Out: their needs, the most pressing
first. Then true: a need is named only to who may do that act, and only while it can be done; nobody is told of
an act they have done already. One table holds it: permission x state -> need.

Source: docs/procedure.md; the permissions are those of `core.permissions`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from govflow.core.approval import Status
from govflow.core.permissions import Capacity, Permission, Role, may_as
from govflow.core.procedure import AgreementState
from govflow.core.words import join_words, number_of
from govflow.overview.facts import AgreementFacts, PartyFacts


class Kind(StrEnum):
    """The acts that somebody can be needed for, the weightiest first."""

    WITNESS = "witness"
    SIGN = "sign"
    RELEASE = "release"
    DECLARE_INTERESTS = "declare_interests"
    VOTE = "vote"
    CONFIRM_PAPER = "confirm_paper"
    GIVE_BOARD_RULES = "give_board_rules"
    RECORD_DECISION = "record_decision"
    ACCEPT_MINOR = "accept_minor"
    MEET_CONDITION = "meet_condition"
    MEET_PRECEDENTS = "meet_precedents"
    SET_LONG_STOP = "set_long_stop"
    ANSWER_NO = "answer_no"
    CIRCULATE = "circulate"
    MEND = "mend"
    FIT_TOGETHER = "fit_together"
    SETTLE = "settle"
    ANSWER_OWN = "answer_own"
    ANSWER = "answer"
    INVITE = "invite"


WEIGHT = {kind: place for place, kind in enumerate(Kind)}

Value = UUID | str


@dataclass(frozen=True, slots=True)
class Need:
    """One act. ``whom``: the organisation it is done for, "" for the consortium; ``due``: None without a day.

    ``endpoint`` with ``values``: the page where it is done; ``link``: what its button says.
    """

    kind: Kind
    title: str
    text: str
    link: str
    whom: str
    consortium: str
    agreement_id: UUID
    due: date | None
    endpoint: str
    values: tuple[tuple[str, Value], ...]


DECIDING = (Status.ASKED, Status.SUPERSEDED, Status.EXPIRED, Status.INQUORATE)
"""A board in one of these states has a decision before it; after a no it is the drafters' turn."""

SIGNING = (AgreementState.READY_TO_SIGN, AgreementState.SIGNING)
UNDER_WAY = (AgreementState.APPROVING, *SIGNING)

Found = Iterator[Need]
OfConsortium = Callable[[AgreementFacts, UUID], Found]
OfOrganisation = Callable[[AgreementFacts, PartyFacts, UUID], Found]


def needs_of(person_id: UUID, capacity: Capacity, facts: AgreementFacts) -> tuple[Need, ...]:
    """What needs a person in one capacity."""
    found: list[Need] = []
    for permissions, of_consortium in OF_CONSORTIUM:
        if any(may_as(person_id, capacity, each) for each in permissions):
            found += of_consortium(facts, person_id)
    party = facts.party(capacity.code)
    if party is not None:
        for permission, of_organisation in OF_ORGANISATION:
            if may_as(person_id, capacity, permission, party.code):
                found += of_organisation(facts, party, person_id)
    return tuple(found)


def in_order(needs: Iterable[Need]) -> tuple[Need, ...]:
    """The earliest deadline first, without a day last; on one day the weightiest first. None is told twice."""
    latest = date.max

    def rank(need: Need) -> tuple[date, int, str, str]:
        return (need.due or latest, WEIGHT[need.kind], need.consortium, need.whom)

    return tuple(sorted(dict.fromkeys(needs), key=rank))


def _shared(
    facts: AgreementFacts, kind: Kind, title: str, text: str, link: str, due: date | None, endpoint: str
) -> Need:
    """An act for the consortium."""
    where = (("agreement_id", facts.agreement_id),)
    return Need(kind, title, text, link, "", facts.consortium, facts.agreement_id, due, endpoint, where)


def _own(
    facts: AgreementFacts,
    party: PartyFacts,
    kind: Kind,
    title: str,
    text: str,
    link: str,
    due: date | None,
    endpoint: str,
    *more: tuple[str, Value],
) -> Need:
    """An act for one organisation."""
    where: tuple[tuple[str, Value], ...]
    where = (("agreement_id", facts.agreement_id), ("member", party.code), *more)
    return Need(
        kind, title, text, link, party.name, facts.consortium, facts.agreement_id, due, endpoint, where
    )


# What the consortium needs.


def _answer(facts: AgreementFacts, person: UUID) -> Found:
    if facts.state is AgreementState.DRAFTING and facts.questions:
        count = number_of(facts.questions, "question")
        yield _shared(
            facts,
            Kind.ANSWER,
            f"Answer {count} for the consortium",
            "The agreement cannot go to the boards before they are answered.",
            "Go to the questions",
            None,
            "questions.tasks",
        )


def _mend(facts: AgreementFacts, person: UUID) -> Found:
    if facts.errors and not facts.questions and not facts.is_over:
        count = number_of(facts.errors, "point")
        yield _shared(
            facts,
            Kind.MEND,
            f"Mend {count} in the draft",
            "They must be mended before the draft can go to the boards. Each one says how.",
            "See what to mend",
            None,
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
    yield _shared(facts, Kind.CIRCULATE, title, text, "Prepare it", None, "approvals.circulate")


def _answer_no(facts: AgreementFacts, person: UUID) -> Found:
    said_no = [each for each in facts.asked if each.approval in (Status.REJECTED, Status.WITHDRAWN)]
    if facts.state is AgreementState.APPROVING and said_no and not facts.changed:
        names = ", ".join(each.name for each in said_no)
        yield _shared(
            facts,
            Kind.ANSWER_NO,
            "Find a way on after a no",
            f"{names} does not agree to version {facts.version}. Talk to them, change the text, "
            "or go on without them."
            if len(said_no) == 1
            else f"{names} do not agree to version {facts.version}. Talk to them, change the text, "
            "or go on without them.",
            "See what the boards decided",
            None,
            "approvals.boards",
        )


def _set_long_stop(facts: AgreementFacts, person: UUID) -> Found:
    if facts.state is AgreementState.LAPSED:
        yield Need(
            Kind.SET_LONG_STOP,
            "Set a later long-stop date",
            "The long-stop date has passed, so nothing can go on. A later date, put to the boards, revives it.",
            "Change the date",
            "",
            facts.consortium,
            facts.agreement_id,
            facts.long_stop,
            "questions.ask",
            (("agreement_id", facts.agreement_id), ("question", "long_stop_date")),
        )


def _meet_precedents(facts: AgreementFacts, person: UUID) -> Found:
    if facts.state in UNDER_WAY and facts.to_meet:
        count = number_of(len(facts.to_meet), "condition precedent", "conditions precedent")
        yield _shared(
            facts,
            Kind.MEET_PRECEDENTS,
            f"Record {count}",
            "Say when each is met, with the evidence. Signatures cannot be released before.",
            "Record them",
            facts.long_stop,
            "signing.precedents",
        )


def _release(facts: AgreementFacts, person: UUID) -> Found:
    everybody_signed = bool(facts.to_sign) and set(facts.to_sign) <= set(facts.held)
    if facts.state is AgreementState.SIGNING and everybody_signed and not facts.to_meet:
        yield _shared(
            facts,
            Kind.RELEASE,
            "Release and date the agreement",
            f"All {len(facts.to_sign)} parties have signed and every condition precedent is met.",
            "Release it",
            facts.long_stop,
            "signing.release",
        )


def _invite_to_organisations(facts: AgreementFacts, person: UUID) -> Found:
    empty = [each for each in facts.parties if not each.roles]
    if empty and not facts.is_over:
        names = ", ".join(each.name for each in empty[:3])
        rest = f" and {len(empty) - 3} more" if len(empty) > 3 else ""
        yield Need(
            Kind.INVITE,
            f"Invite somebody of {number_of(len(empty), 'organisation')}",
            f"Nobody can act for {names}{rest} yet. Invite a chief officer, who invites the others.",
            "Invite people",
            "",
            facts.consortium,
            facts.agreement_id,
            None,
            "members.people",
            (("consortium_id", facts.consortium_id),),
        )


def _settle(facts: AgreementFacts, person: UUID) -> Found:
    """The questions that were given to this person, whatever they are in the consortium."""
    for one in facts.unsure:
        if one.to == person and not facts.is_over:
            party = facts.party(one.code)
            yield Need(
                Kind.SETTLE,
                f"Settle a question: {one.asks}",
                "Somebody is not sure, and asks you. Answer it, help them to, or pass it on.",
                "Go to the question",
                "" if party is None else party.name,
                facts.consortium,
                facts.agreement_id,
                one.due,
                "questions.ask",
                (("agreement_id", facts.agreement_id), ("question", one.question)),
            )


OF_CONSORTIUM: tuple[tuple[tuple[Permission, ...], OfConsortium], ...] = (
    ((Permission.QUESTION_ANSWER,), _answer),
    ((Permission.QUESTION_ANSWER, Permission.CLAUSE_REWORD), _mend),
    ((Permission.VERSION_CIRCULATE,), _circulate),
    ((Permission.VERSION_CIRCULATE,), _answer_no),
    ((Permission.QUESTION_ANSWER,), _set_long_stop),
    ((Permission.PRECEDENT_MEET,), _meet_precedents),
    ((Permission.RELEASE,), _release),
    ((Permission.CONSORTIUM_WRITE,), _invite_to_organisations),
    ((Permission.AGREEMENT_READ,), _settle),
)
"""Who is asked for what, for the consortium as a whole; any one of the permissions will do."""


# What an organisation needs.


def _answer_own(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state is AgreementState.DRAFTING and party.questions:
        count = number_of(party.questions, "question")
        yield Need(
            Kind.ANSWER_OWN,
            f"Answer {count} about {party.name}",
            "Only your organisation can say. You can stop at any time and come back.",
            "Go to the questions",
            party.name,
            facts.consortium,
            facts.agreement_id,
            None,
            "questions.tasks",
            (("agreement_id", facts.agreement_id),),
        )


def _fit_together(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    for clash in () if facts.is_over else party.clashes:
        names = names_of(clash.others)
        title = (
            f"Your answer and that of {names} do not fit together"
            if names
            else "An answer about you does not fit"
        )
        yield Need(
            Kind.FIT_TOGETHER,
            title,
            f"{clash.message} It is shown to everybody it concerns.",
            "Go to the question",
            party.name,
            facts.consortium,
            facts.agreement_id,
            None,
            "questions.ask",
            (
                ("agreement_id", facts.agreement_id),
                ("question", clash.question),
                *((("row", str(clash.row)),) if clash.row else ()),
            ),
        )


def names_of(others: tuple[str, ...]) -> str:
    """The first names, and how many more there are; "" for none."""
    more = (f"{len(others) - MOST_NAMES} more",) if len(others) > MOST_NAMES else ()
    return join_words([*others[:MOST_NAMES], *more]) if others else ""


MOST_NAMES = 2
"""So many organisations are named before the rest are only counted."""


def _give_rules(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if party.asked and not party.has_rules and not facts.is_over and party.approval is not Status.LEFT_OUT:
        yield Need(
            Kind.GIVE_BOARD_RULES,
            "Say how your board decides",
            "How many are in office, the quorum and the majority. Without them no decision can be counted.",
            "Enter your board's rules",
            party.name,
            facts.consortium,
            facts.agreement_id,
            facts.deadline if facts.state is AgreementState.APPROVING else None,
            "members.board_rules",
            (("consortium_id", facts.consortium_id), ("member", party.code)),
        )


def _is_deciding(facts: AgreementFacts, party: PartyFacts) -> bool:
    """The board has a decision before it, and the agreement may still be decided on."""
    return facts.state in UNDER_WAY and party.asked and party.approval in DECIDING


def _declare_interests(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if _is_deciding(facts, party) and person not in party.own.declared:
        yield _own(
            facts,
            party,
            Kind.DECLARE_INTERESTS,
            "Say whether you have an interest",
            f"Before your board decides on version {facts.version}, say whether you or anybody close to you gains "
            "from it. It takes a minute.",
            "Declare your interests",
            facts.deadline if party.own.ballot is None else party.own.ballot.closes,
            "approvals.interests",
        )


def _vote(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if _is_deciding(facts, party) and party.own.ballot is not None and person in party.own.ballot.silent:
        yield _own(
            facts,
            party,
            Kind.VOTE,
            f"Vote on version {facts.version}",
            "Your board decides in writing. Silence is not consent: please vote either way.",
            "Read it and vote",
            party.own.ballot.closes,
            "approvals.vote",
        )


def _record_decision(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    waits = party.own.ballot is not None or bool(party.own.papers)
    if _is_deciding(facts, party) and party.has_rules and not waits:
        again = "again " if party.decided_before else ""
        yield _own(
            facts,
            party,
            Kind.RECORD_DECISION,
            f"Have your board decide {again}on version {facts.version}",
            "Record what a meeting decided, collect a written decision here, or send in a signed paper.",
            "Go to your board's room",
            facts.deadline,
            "approvals.room",
        )


def _confirm_paper(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state not in UNDER_WAY:
        return
    for paper in party.own.papers:
        if paper.recorded_by != person:
            yield _own(
                facts,
                party,
                Kind.CONFIRM_PAPER,
                "Confirm your board's paper decision",
                "Somebody else sent it in. It counts once a second person has compared it with the original.",
                "Compare and confirm",
                facts.deadline,
                "approvals.confirm_paper",
                ("paper_id", paper.id),
            )


def _meet_condition(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state not in UNDER_WAY or party.approval is not Status.CONDITIONAL:
        return
    for condition in party.conditions:
        yield _own(
            facts,
            party,
            Kind.MEET_CONDITION,
            "Say whether a condition of your board is met",
            "Your approval does not count before. Only your organisation can meet or waive it.",
            "See the condition",
            condition.due,
            "approvals.condition",
            ("condition", condition.id),
        )


def _accept_minor(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state in UNDER_WAY and party.approval is Status.MINOR_PENDING and person in party.own.delegates:
        yield _own(
            facts,
            party,
            Kind.ACCEPT_MINOR,
            f"Accept the minor change in version {facts.version}",
            "Your board lets its delegates accept it. If you think it is not minor, say so there.",
            "See the change",
            facts.deadline,
            "approvals.minor",
        )


def _sign(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state in SIGNING and party.effective and person in party.own.may_sign:
        yield _own(
            facts,
            party,
            Kind.SIGN,
            f"Sign version {facts.version}",
            "Your signature is held, and counts only when all are released together.",
            "Read it and sign",
            facts.long_stop,
            "signing.sign",
        )


def _witness(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    if facts.state in SIGNING and party.effective and person in party.own.needs_witness:
        yield _own(
            facts,
            party,
            Kind.WITNESS,
            "Have your witness sign beside you",
            "You signed; whoever saw it signs next, here on your screen, within minutes.",
            "Hand over to your witness",
            facts.today,
            "signing.witness",
        )


FOR_BOARDS = (Role.BOARD_SECRETARY, Role.SIGNATORY)


def _invite_own(facts: AgreementFacts, party: PartyFacts, person: UUID) -> Found:
    missing = [role for role in FOR_BOARDS if role not in party.roles]
    if party.asked and missing and not facts.is_over and party.approval is not Status.LEFT_OUT:
        names = " and ".join(f"a {ROLE_WORDS[role]}" for role in missing)
        yield Need(
            Kind.INVITE,
            f"Invite {names}",
            f"{party.name} has none yet. Nobody but your organisation can say who it is.",
            "Invite people",
            party.name,
            facts.consortium,
            facts.agreement_id,
            facts.deadline if facts.state is AgreementState.APPROVING else None,
            "members.invite",
            (("consortium_id", facts.consortium_id), ("member", party.code)),
        )


ROLE_WORDS = {Role.BOARD_SECRETARY: "board secretary", Role.SIGNATORY: "signatory"}

OF_ORGANISATION: tuple[tuple[Permission, OfOrganisation], ...] = (
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
    (Permission.PEOPLE_WRITE, _invite_own),
)
"""Who is asked for what, for one organisation."""
