"""What happened to an agreement, day by day, for its picture.

In: a consortium's agreement. Out: dated words: begun, put to the boards, each board's outcome, signatures held,
released. Then true: outcomes are the consortium's to know; how a board came to its own is not told.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from uuid import UUID

from govflow.approvals.queries import circulations, histories
from govflow.core.approval import ApprovalEvent, ApprovalWithdrawn, MinorChangeAccepted, ResolutionRecorded
from govflow.core.signature import Signed
from govflow.core.voting import Outcome
from govflow.overview.dates import Happened
from govflow.overview.facts import AgreementFacts
from govflow.overview.journal_queries import Filter, acts
from govflow.overview.slices import NONE, Slice
from govflow.signing.queries import signature_histories

OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.CARRIED: ("approved version {version}", "good"),
    Outcome.CARRIED_ON_CASTING_VOTE: ("approved version {version}", "good"),
    Outcome.LOST: ("said no to version {version}", "bad"),
    Outcome.LOST_ON_CASTING_VOTE: ("said no to version {version}", "bad"),
    Outcome.INQUORATE: ("met without a quorum", "bad"),
}
"""What came of a decision, after the organisation's name; one still open is not told."""

MILESTONES: Mapping[str, str] = {
    "agreement_begun": "Agreement begun",
    "agreement_released": "Released and dated",
}


def happened(facts: AgreementFacts, nobody: UUID) -> tuple[Happened, ...]:
    """What happened so far, in no order. ``nobody``: an id that is no person's."""
    names = {party.code: party.name for party in facts.parties}
    return tuple(
        chain(_milestones(facts, nobody), _versions(facts), _decisions(facts, names), _signed(facts, names))
    )


def _milestones(facts: AgreementFacts, nobody: UUID) -> Iterator[Happened]:
    told = Slice(nobody, None, frozenset(MILESTONES), NONE, NONE)
    for act in acts(facts.consortium_id, told, Filter(), 0, None):
        if act.subject == facts.agreement_id:
            yield Happened(act.moment.date(), MILESTONES[act.kind])


def _versions(facts: AgreementFacts) -> Iterator[Happened]:
    for each in circulations(facts.agreement_id):
        yield Happened(each.circulated_at.date(), f"Version {each.version.name} put to the boards", "new")


def _decisions(facts: AgreementFacts, names: Mapping[str, str]) -> Iterator[Happened]:
    for code, history in histories(facts.agreement_id).items():
        for event in history.events:
            yield from _decision(names.get(code, code), event)


def _decision(name: str, event: ApprovalEvent) -> Iterator[Happened]:
    match event:
        case ResolutionRecorded() if event.decision.outcome in OUTCOMES:
            words, tone = OUTCOMES[event.decision.outcome]
            tone = "wait" if tone == "good" and event.conditions else tone
            on_conditions = " on conditions" if event.conditions else ""
            yield Happened(event.on, f" {words.format(version=event.version)}{on_conditions}", tone, name)
        case MinorChangeAccepted():
            yield Happened(event.on, f" accepted version {event.version}", who=name)
        case ApprovalWithdrawn():
            yield Happened(event.on, " took its approval back", "bad", name)
        case _:
            return


def _signed(facts: AgreementFacts, names: Mapping[str, str]) -> Iterator[Happened]:
    for code, history in signature_histories(facts.agreement_id).items():
        for event in history.events:
            if isinstance(event, Signed):
                name = names.get(code, code)
                yield Happened(event.at.date(), f" signed version {event.version}", who=name)
