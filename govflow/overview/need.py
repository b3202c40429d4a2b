"""One act that somebody is needed for, and the page where it is done.

In: the facts of an agreement, and the words of a need. Out: the need.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

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


def need(
    facts: AgreementFacts,
    kind: Kind,
    title: str,
    text: str,
    link: str,
    endpoint: str,
    *,
    whom: str = "",
    due: date | None = None,
    **values: Value,
) -> Need:
    """A need in an agreement. ``values``: of the page, where it is not one of the agreement alone."""
    where = tuple((values or {"agreement_id": facts.agreement_id}).items())
    return Need(kind, title, text, link, whom, facts.consortium, facts.agreement_id, due, endpoint, where)


def own_need(
    facts: AgreementFacts,
    party: PartyFacts,
    kind: Kind,
    title: str,
    text: str,
    link: str,
    endpoint: str,
    due: date | None,
    **more: Value,
) -> Need:
    """A need of one organisation, on a page that is its own."""
    values = {"agreement_id": facts.agreement_id, "member": party.code, **more}
    return need(facts, kind, title, text, link, endpoint, whom=party.name, due=due, **values)
