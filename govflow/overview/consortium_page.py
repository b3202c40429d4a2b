"""A consortium as a page: how far it is, who holds it up, every organisation's state, its dates, the latest acts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import url_for

from govflow.catalogue.loader import load
from govflow.core.catalogue import TYPES
from govflow.core.procedure import AgreementState
from govflow.core.words import capital, day, number_of
from govflow.overview import progress
from govflow.overview.activity import Deed
from govflow.overview.documents import Documents
from govflow.overview.facts import AgreementFacts, PartyFacts
from govflow.overview.forecast import forecast
from govflow.overview.pages import NeedLine
from govflow.overview.waiting import Block, blocks
from govflow.web.pictures import Timeline


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said of an organisation under a heading. ``tone``: of a tag, "" for plain words."""

    heading: str
    words: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """An organisation's row."""

    name: str
    url: str
    yours: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ConsortiumPage:
    """A consortium. ``yours``: what needs the reader here first, None for nothing; ``count``: done, of, words."""

    title: str
    caption: str
    standing: str
    stages: tuple[tuple[str, str, str], ...]
    yours: NeedLine | None
    more: str
    next_title: str
    next_text: str
    next_link: tuple[str, str]
    count: tuple[int, int, str]
    forecast: str
    blocks: tuple[Block, ...]
    rows: tuple[Row, ...]
    timeline: Timeline | None
    latest: tuple[Deed, ...]
    documents: Documents
    calendar_url: str
    try_url: str
    activity_url: str
    journal_url: str


@dataclass(frozen=True, slots=True)
class EmptyConsortiumPage:
    """A consortium that has not begun its agreement. ``begin_url``: "" for who may not begin it."""

    title: str
    caption: str
    members_url: str
    documents: Documents
    begin_url: str


def consortium_page(
    type: str,
    facts: AgreementFacts,
    own: frozenset[str],
    needs: tuple[NeedLine, ...],
    timeline: Timeline,
    latest: tuple[Deed, ...],
    documents: Documents,
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
        next_link=next_link(facts),
        count=progress.count(facts),
        forecast=forecast(facts),
        blocks=blocks(facts),
        rows=tuple(_rows(facts, own)),
        timeline=timeline if timeline.events else None,
        latest=latest,
        documents=documents,
        calendar_url=url_for("overview.calendar", consortium_id=where),
        try_url=url_for("simulator.start", agreement_id=facts.agreement_id),
        activity_url=url_for("overview.activity", consortium_id=where),
        journal_url=journal_url,
    )


def next_link(facts: AgreementFacts) -> tuple[str, str]:
    """Where the present stage is seen."""
    words, endpoint = LINKS[facts.state]
    return words, url_for(endpoint, agreement_id=facts.agreement_id)


LINKS = {
    AgreementState.DRAFTING: ("See the questions", "questions.tasks"),
    AgreementState.APPROVING: ("See what each board decided", "approvals.boards"),
    AgreementState.READY_TO_SIGN: ("See how signing goes", "signing.start"),
    AgreementState.SIGNING: ("See how signing goes", "signing.start"),
    AgreementState.EXECUTED: ("Download the signed agreement", "signing.executed"),
    AgreementState.LAPSED: ("Read the text", "agreements.read"),
}


def type_words(type: str) -> str:
    """What a consortium of this type is called: "A consortium with a lead body"."""
    return capital(load().questions["consortium_type"].options[TYPES[type]])


def _rows(facts: AgreementFacts, own: frozenset[str]) -> Iterator[Row]:
    drafting = facts.state is AgreementState.DRAFTING
    for party in facts.parties:
        yield Row(
            name=party.name,
            url=url_for("members.member", consortium_id=facts.consortium_id, member=party.code),
            yours=party.code in own,
            cells=_while_drafting(party) if drafting else _afterwards(party, facts.is_over),
        )


def _while_drafting(party: PartyFacts) -> tuple[Cell, ...]:
    left = number_of(party.questions, "question")
    questions = Cell("Questions about itself", f"{left} left" if party.questions else "Answered")
    somebody = bool(party.roles)
    return (
        replace(questions, tone=progress.WAITS if party.questions else progress.DONE),
        Cell("Its board", _asked(party), progress.NOT_YET),
        Cell("Its people", "Invited" if somebody else "Nobody yet", "" if somebody else progress.WAITS),
    )


def _afterwards(party: PartyFacts, is_over: bool) -> tuple[Cell, ...]:
    words, tone = progress.APPROVAL_TAGS[party.approval]
    signature, signature_tone = progress.SIGNATURE_TAGS[party.signature]
    return (
        Cell("Board", words, tone, "" if is_over else _note(party)),
        Cell("Version", party.version or "none"),
        Cell("Conditions", _conditions(party) or "none"),
        Cell("Signature", signature, signature_tone),
    )


def _asked(party: PartyFacts) -> str:
    return "Will be asked" if party.asked else "Need not be asked"


def _note(party: PartyFacts) -> str:
    if party.effective and party.last_day is not None:
        return f"until {day(party.last_day)}"
    return "" if party.asked else "may join later"


def _conditions(party: PartyFacts) -> str:
    if not party.conditions:
        return ""
    by = "" if party.condition_due is None else f", first due {day(party.condition_due)}"
    return f"{len(party.conditions)} open{by}"
