"""What happened to an agreement, day by day, for its picture.

In: a consortium's agreement. Out: dated words: begun, put to the boards, each board's outcome, signatures held,
released. Then true: outcomes are the consortium's to know; how a board came to its own is not told.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TypeVar
from uuid import UUID

from govflow.approvals.queries import circulations, histories
from govflow.clock import uk_day
from govflow.core.approval import ApprovalEvent, ApprovalWithdrawn, MinorChangeAccepted, ResolutionRecorded
from govflow.core.signature import Signed
from govflow.core.voting import Outcome
from govflow.overview.dates import Happened
from govflow.overview.facts import AgreementFacts
from govflow.overview.journal_queries import Filter, acts
from govflow.overview.slices import NONE, Slice
from govflow.signing.queries import signature_histories

History = TypeVar("History")

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
    """What happened so far, on one day in the order of a procedure. ``nobody``: an id that is no person's."""
    names = {party.code: party.name for party in facts.parties}
    milestones = tuple(_milestones(facts, nobody))
    told: dict[str, list[Happened]] = {version: [put] for version, put in _versions(facts)}
    for version, each in chain(_decisions(facts, names), _signed(facts, names)):
        told[version].append(each)
    return (*milestones[:1], *chain(*told.values()), *milestones[1:])


def _milestones(facts: AgreementFacts, nobody: UUID) -> Iterator[Happened]:
    """The oldest first: that it was begun."""
    told = Slice(nobody, None, frozenset(MILESTONES), NONE, NONE)
    for act in reversed(acts(facts.consortium_id, told, Filter(), 0, None)):
        if act.subject == facts.agreement_id:
            yield Happened(uk_day(act.moment), MILESTONES[act.kind])


def _versions(facts: AgreementFacts) -> Iterator[tuple[str, Happened]]:
    """Each version by its name, the oldest first."""
    for each in circulations(facts.agreement_id):
        name = each.version.name
        yield name, Happened(uk_day(each.circulated_at), f"Version {name} put to the boards", "new")


def _decisions(facts: AgreementFacts, names: Mapping[str, str]) -> Iterator[tuple[str, Happened]]:
    """What the boards did, each with the version that it was about."""
    for name, history in _by_party(histories(facts.agreement_id), names):
        version = ""
        for event in history.events:
            if isinstance(event, ResolutionRecorded | MinorChangeAccepted):
                version = event.version
            yield from ((version, each) for each in _decision(name, event))


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


def _signed(facts: AgreementFacts, names: Mapping[str, str]) -> Iterator[tuple[str, Happened]]:
    for name, history in _by_party(signature_histories(facts.agreement_id), names):
        for event in history.events:
            if isinstance(event, Signed):
                did = f" signed version {event.version}"
                yield event.version, Happened(uk_day(event.at), did, who=name)


def _by_party(found: Mapping[str, History], names: Mapping[str, str]) -> Iterator[tuple[str, History]]:
    """Histories in the order of the parties, whoever is none any more last."""
    for code in sorted(found, key=[*names, *found].index):
        yield names.get(code, code), found[code]
