"""What needs you, as a page: everything decided here, nothing left to reckon in a template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for

from govflow.core.permissions import Capacity, Permission, may_as
from govflow.core.words import day, number_of
from govflow.overview import progress
from govflow.overview.facts import AgreementFacts
from govflow.overview.need import Need
from govflow.overview.waiting import waiting_words
from govflow.overview.words import days_until

SOON_DAYS = 7
"""Nearer than this a deadline is shown as pressing."""


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One thing to do. ``whose``: for which organisation, in which consortium; ``due``: "" without a day."""

    title: str
    text: str
    link: str
    url: str
    whose: str
    due: str
    left: str
    tone: str


@dataclass(frozen=True, slots=True)
class ConsortiumLine:
    """A consortium that somebody belongs to. ``waits``: whom it waits for, "" for nobody; ``of`` 0: no count yet.

    ``begin_url``: where they begin its agreement, "" where it is begun or is not theirs to begin.
    """

    title: str
    url: str
    acting: str
    words: str
    waits: str
    done: int = 0
    of: int = 0
    label: str = ""
    links: tuple[tuple[str, str], ...] = ()
    begin_url: str = ""


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """What needs somebody. ``first``: the one thing to do now; ``count``: all of them, in words.

    ``begin_url``: where they begin the agreement of a consortium that has none, "" where there is no such;
    ``may_found``: whether they may found a consortium on this server.
    """

    name: str
    count: str
    first: NeedLine | None
    others: tuple[NeedLine, ...]
    waiting: tuple[ConsortiumLine, ...]
    consortia: tuple[ConsortiumLine, ...]
    begin_url: str
    may_found: bool


def needs_page(
    name: str, needs: Sequence[Need], consortia: tuple[ConsortiumLine, ...], today: date, may_found: bool
) -> NeedsPage:
    """The page of what needs somebody."""
    different: dict[tuple[str, str], NeedLine] = {}
    for line in (need_line(need, today) for need in needs):
        # What is done once for several agreements, like inviting somebody, is one thing to do.
        different.setdefault((line.title, line.url), line)
    lines = tuple(different.values())
    return NeedsPage(
        name=name,
        count=number_of(len(lines), "thing"),
        first=lines[0] if lines else None,
        others=lines[1:],
        waiting=tuple(each for each in consortia if each.waits),
        consortia=consortia,
        begin_url=next((each.begin_url for each in consortia if each.begin_url), ""),
        may_found=may_found,
    )


def need_line(need: Need, today: date) -> NeedLine:
    """One need as a page shows it."""
    soon = need.due is not None and (need.due - today).days <= SOON_DAYS
    late = need.due is not None and need.due < today
    return NeedLine(
        title=need.title,
        text=need.text,
        link=need.link,
        url=url_for(need.endpoint, **dict(need.values)),  # type: ignore[arg-type]
        whose=f"For {need.whom}, in {need.consortium}" if need.whom else f"For {need.consortium}",
        due="" if need.due is None else day(need.due),
        left="" if need.due is None else days_until(need.due, today),
        tone="bad" if late else "wait" if soon else "plain",
    )


def consortium_line(
    person_id: UUID, capacities: Sequence[Capacity], facts: AgreementFacts | None
) -> ConsortiumLine:
    """A consortium in a line, with what somebody is in it. ``capacities``: theirs there, one at least."""
    one = capacities[0]
    acting = ", ".join(each.organisation for each in capacities if each.organisation)
    url = url_for("overview.consortium", consortium_id=one.consortium_id)
    if facts is None:
        may_begin = any(may_as(person_id, each, Permission.CONSORTIUM_WRITE) for each in capacities)
        begin_url = url_for("beginning.first", consortium_id=one.consortium_id) if may_begin else ""
        words = "Its agreement has not been begun."
        return ConsortiumLine(one.consortium, url, acting, words, "", begin_url=begin_url)
    done, of, label = progress.count(facts)
    return ConsortiumLine(
        title=facts.consortium,
        url=url,
        acting=acting,
        words=progress.standing_words(facts),
        waits=waiting_words(facts, {each.code for each in capacities}),
        done=done,
        of=of,
        label=label,
        links=tuple(_links(person_id, capacities, facts)),
    )


def _links(
    person_id: UUID, capacities: Sequence[Capacity], facts: AgreementFacts
) -> Iterator[tuple[str, str]]:
    """Where somebody goes most: the rooms of their own boards, and the text."""
    for each in capacities:
        party = facts.party(each.code)
        in_board = may_as(person_id, each, Permission.BOARD_READ, each.code)
        if party is not None and party.asked and facts.version and in_board:
            text = "Your board’s room" if len(capacities) == 1 else f"The board room of {party.name}"
            yield text, url_for("approvals.room", agreement_id=facts.agreement_id, member=each.code)
    if any(may_as(person_id, each, Permission.AGREEMENT_READ) for each in capacities):
        if facts.is_over:
            yield (
                "Download the signed agreement",
                url_for("signing.executed", agreement_id=facts.agreement_id),
            )
        yield "Read the agreement", url_for("agreements.read", agreement_id=facts.agreement_id)
