"""A consortium as a page: how far it is, who holds it up, every organisation's state, its dates, the latest acts."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from govflow.catalogue.loader import load
from govflow.core.catalogue import TYPES
from govflow.overview import progress
from govflow.overview.activity import Deed
from govflow.overview.facts import AgreementFacts, PartyFacts
from govflow.overview.pages import NeedLine
from govflow.overview.words import number_of
from govflow.pdf.pages import day
from govflow.web.forms import ActForm
from govflow.web.pictures import Timeline


@dataclass(frozen=True, slots=True)
class Row:
    """An organisation's row. ``approval``, ``signature``: words and tone; ``note``: "" where there is none."""

    name: str
    url: str
    yours: bool
    approval: tuple[str, str]
    note: str
    version: str
    conditions: str
    signature: tuple[str, str]


@dataclass(frozen=True, slots=True)
class ConsortiumPage:
    """A consortium. ``yours``: what needs the reader here first, None where nothing does; ``of`` 0: no count yet."""

    title: str
    caption: str
    standing: str
    stages: tuple[tuple[str, str, str], ...]
    yours: NeedLine | None
    more: str
    next_title: str
    next_text: str
    done: int
    of: int
    label: str
    forecast: str
    blocks: tuple[progress.Block, ...]
    rows: tuple[Row, ...]
    timeline: Timeline | None
    latest: tuple[Deed, ...]
    calendar_url: str
    activity_url: str
    journal_url: str


@dataclass(frozen=True, slots=True)
class EmptyConsortiumPage:
    """A consortium that has not begun its agreement. ``form``: None for who may not begin it."""

    title: str
    caption: str
    members_url: str
    form: ActForm | None
    begin_url: str


def consortium_page(
    type: str,
    facts: AgreementFacts,
    own: frozenset[str],
    needs: tuple[NeedLine, ...],
    timeline: Timeline,
    latest: tuple[Deed, ...],
    journal_url: str,
) -> ConsortiumPage:
    """The page of a consortium.

    ``own``: the codes of the organisations that the reader acts for; ``journal_url``: "" where they are told nothing.
    """
    next_title, next_text = progress.next_words(facts)
    where = facts.consortium_id
    return ConsortiumPage(
        title=facts.consortium,
        caption=type_words(type),
        standing=progress.standing_words(facts),
        stages=tuple((each.title, each.words, each.state) for each in progress.stages(facts)),
        yours=needs[0] if needs else None,
        more=f"{number_of(len(needs) - 1, 'more thing')} for you here" if len(needs) > 1 else "",
        next_title=next_title,
        next_text=next_text,
        done=min(facts.effective, facts.required),
        of=facts.required if facts.version else 0,
        label=f"{facts.effective} of {number_of(facts.required, 'board')} approved version {facts.version}",
        forecast=progress.forecast(facts),
        blocks=progress.blocks(facts),
        rows=tuple(_rows(facts, own)),
        timeline=timeline if timeline.events else None,
        latest=latest,
        calendar_url=url_for("overview.calendar", consortium_id=where),
        activity_url=url_for("overview.activity", consortium_id=where),
        journal_url=journal_url,
    )


def type_words(type: str) -> str:
    """What a consortium of this type is called: "A consortium with a lead body"."""
    words = load().questions["consortium_type"].options[TYPES[type]]
    return f"{words[:1].upper()}{words[1:]}"


def _rows(facts: AgreementFacts, own: frozenset[str]) -> Iterator[Row]:
    for party in facts.parties:
        yield Row(
            name=party.name,
            url=url_for("members.member", consortium_id=facts.consortium_id, member=party.code),
            yours=party.code in own,
            approval=progress.APPROVAL_TAGS[party.approval],
            note=_note(party),
            version=party.version,
            conditions=_conditions(party),
            signature=progress.SIGNATURE_TAGS[party.signature],
        )


def _note(party: PartyFacts) -> str:
    if party.effective and party.last_day is not None:
        return f"until {day(party.last_day)}"
    return "" if party.asked else "may join later"


def _conditions(party: PartyFacts) -> str:
    if not party.conditions:
        return ""
    by = "" if party.condition_due is None else f", first due {day(party.condition_due)}"
    return f"{len(party.conditions)} open{by}"
