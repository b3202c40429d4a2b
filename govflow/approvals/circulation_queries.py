"""What is about to be put to the boards, and what it would mean for each of them: nothing is written.

In: an agreement and a day; or also a member that would be left out. Out: the draft examined, its difference from
the version before, the class of the change by the rules, and every board's state after it, for both classes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from govflow.agreements.flag_queries import flags_asked
from govflow.agreements.queries import (
    Agreement,
    Examined,
    Version,
    consortium_for,
    draft_source,
    examine,
    the_agreement,
    version_document,
    version_draft,
)
from govflow.approvals.queries import case_of, circulation
from govflow.catalogue.loader import catalogue_of, draft_in
from govflow.core.approval import LeaveOut, Status, decide, evolve
from govflow.core.errors import Severity
from govflow.core.fingerprint import draft_plain
from govflow.core.leaving_out import without
from govflow.core.procedure import Case, CirculatedChange, put_to_boards
from govflow.core.redline import Change, Redline, classify, redline
from govflow.core.terms import Terms, terms_of
from govflow.members.queries import Consortium, parties


@dataclass(frozen=True, slots=True)
class Effect:
    """What a new version would make of one board's approval: today, and after it, by the class of the change."""

    code: str
    name: str
    now: Status
    if_material: Status
    if_minor: Status


@dataclass(frozen=True)
class Proposal:
    """What is about to be frozen. ``last``, ``redline`` and ``change``: None before the first version.

    ``unsure``: how many questions somebody is not sure of.
    """

    agreement: Agreement
    consortium: Consortium
    case: Case
    examined: Examined
    terms: Terms
    last: Version | None
    redline: Redline | None
    change: Change | None
    effects: tuple[Effect, ...]
    unsure: int

    @property
    def given_before(self) -> Mapping[str, str]:
        """The reasons that the last version was put to the boards with, by rule, where the same warnings stand."""
        if self.last is None:
            return {}
        stand = {(one.rule, one.message) for one in self.examined.of(Severity.WARNING)}
        told = {(one.rule, one.message): one.reason for one in self.last.warnings}
        changed = {rule for rule, _ in stand - told.keys()}
        return {rule: reason for (rule, _), reason in told.items() if rule not in changed}

    @property
    def warned_of(self) -> tuple[str, ...]:
        """The rules that warn, each once, in order."""
        return tuple(dict.fromkeys(each.rule for each in self.examined.of(Severity.WARNING)))


def proposal(agreement_id: UUID, today: date, leaving: str = "") -> Proposal:
    """What circulating the working draft would do; ``leaving``: the member it would go on without."""
    agreement, case, source = (
        the_agreement(agreement_id),
        case_of(agreement_id, today),
        draft_source(agreement_id),
    )
    if leaving:
        source = draft_plain(without(draft_in(source).draft, catalogue_of(agreement.instrument), leaving))
    examined, circulated = examine(source), circulation(agreement_id)
    founded = consortium_for(agreement_id)
    last = None if circulated is None else circulated.version
    change = None if last is None else classify(examined.catalogue, version_draft(last.id), examined.draft)
    document = examined.assembled.document
    terms = terms_of(examined.draft)
    return Proposal(
        agreement,
        founded,
        case,
        examined,
        terms,
        last,
        None if last is None else redline(version_document(last.id), document),
        change,
        _effects(case, terms, () if change is None else change.categories, leaving, agreement),
        len(flags_asked(agreement_id)),
    )


def _effects(
    case: Case, terms: Terms, categories: tuple[str, ...], leaving: str, agreement: Agreement
) -> tuple[Effect, ...]:
    names = {party.code: party.member.name for party in parties(agreement.consortium_id)}
    after = [_after(case, terms, CirculatedChange(minor, categories), leaving) for minor in (False, True)]
    return tuple(
        Effect(code, names[code], case.status_of(code), after[0][code], after[1][code])
        for code in names
        if code in terms.parties or code == leaving
    )


def _after(case: Case, terms: Terms, change: CirculatedChange, leaving: str) -> dict[str, Status]:
    """Every approval's state once the version is put to the boards."""
    states = {code: case.approval_of(code) for code in (*terms.parties, *([leaving] if leaving else []))}
    events = dict(put_to_boards(case, "next", terms, change))
    if leaving:
        events[leaving] = decide(states[leaving], LeaveOut("next", ""), case.today)
    for code, happened in events.items():
        for event in happened:
            states[code] = evolve(states[code], event)
    return {code: state.status_on(case.today) for code, state in MappingProxyType(states).items()}


def next_name(used: frozenset[str], last: str) -> str:
    """A name nobody has used, after the last: "0.9" gives "0.10", nothing gives "1"."""
    found = re.search(r"\d+$", last)
    stem, number = (last[: found.start()], int(found.group())) if found else ("", len(used))
    return next(name for add in range(1, len(used) + 2) if (name := f"{stem}{number + add}") not in used)
