"""The overview's pages: what needs you, a consortium, its activity, journal, receipts and dates.

Whoever may see a consortium may ask for each of them; what of the journal they are told is their slice of it.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for

from govflow.accounts.queries import may_found
from govflow.clock import now
from govflow.core.catalogue import AGREEMENT
from govflow.core.permissions import Capacity, Permission, may_as
from govflow.journal.keys import signer
from govflow.journal.queries import newest_checkpoint, proof_of
from govflow.mail import address
from govflow.members.queries import Consortium
from govflow.members.queries import consortium as the_consortium
from govflow.overview import journal_queries, pages
from govflow.overview.act_words import ACTS
from govflow.overview.activity import Deed, ReceiptUrl, days, deeds
from govflow.overview.activity_page import ActivityPage, ReceiptPage
from govflow.overview.consortium_page import EmptyConsortiumPage, consortium_page, next_link, type_words
from govflow.overview.dates import calendar_file, events
from govflow.overview.documents import Documents, documents
from govflow.overview.facts import AgreementFacts
from govflow.overview.forms import FilterForm
from govflow.overview.journal_file import journal_csv
from govflow.overview.journal_page import (
    PAGE,
    JournalPage,
    count_words,
    empty_words,
    journal_lines,
    told_words,
)
from govflow.overview.journal_queries import Filter
from govflow.overview.known_queries import known
from govflow.overview.need import Need
from govflow.overview.needs import in_order, needs_of
from govflow.overview.needs_queries import all_facts
from govflow.overview.slices import Slice, activity_of, journal_of
from govflow.overview.timeline_queries import happened
from govflow.web.access import ANYBODY, Reader, policy, present, reader
from govflow.web.pictures import timeline

rooms = Blueprint("overview", __name__)

LATEST = 6
"""Acts on a consortium's page."""


@rooms.get("/")
@policy(ANYBODY)
def start() -> str:
    """What needs you; for strangers, what this is."""
    who = present()
    if who is None:
        return render_template("overview/welcome.html")
    found = [
        (of, facts)
        for of in _by_consortium(who.capacities)
        for facts in all_facts(of[0].consortium_id, now(), _codes(of)) or (None,)
    ]
    needs = in_order(need for of, facts in found for need in _needs(who, of, facts))
    lines = tuple(pages.consortium_line(who.person_id, of, facts) for of, facts in found if _may_see(who, of))
    page = pages.needs_page(who.name, needs, lines, now().date(), may_found(who.person_id))
    return render_template("overview/needs.html", page=page)


@rooms.get("/consortia/<uuid:consortium_id>")
@policy(Permission.CONSORTIUM_READ)
def consortium(consortium_id: UUID) -> str:
    """How far a consortium is."""
    founded, who = the_consortium(consortium_id), reader()
    assert founded is not None
    here = tuple(each for each in who.capacities if each.consortium_id == consortium_id)
    agreed = all_facts(consortium_id, now(), _codes(here))
    links = {each.instrument: next_link(each) for each in agreed}
    others = documents(consortium_id, agreed, links, who.may(Permission.CONSORTIUM_WRITE))
    facts = next((each for each in agreed if each.instrument == AGREEMENT), None)
    if facts is None:
        return render_template("overview/not_begun.html", page=_empty(founded, who, others))
    pressing = in_order(need for each in agreed for need in _needs(who, here, each))
    needs = tuple(pages.need_line(each, facts.today) for each in pressing)
    line = timeline(events(facts, happened(facts, who.person_id)), facts.today)
    latest = _deeds(consortium_id, _activity(who), LATEST)
    journal_url = "" if journal_of(who.person_id, _capacity(who)).is_empty else _url("journal", consortium_id)
    page = consortium_page(founded.type, facts, _codes(here), needs, line, latest, others, journal_url)
    return render_template("overview/consortium.html", page=page)


@rooms.get("/consortia/<uuid:consortium_id>/activity")
@policy(Permission.CONSORTIUM_READ)
def activity(consortium_id: UUID) -> str:
    """The latest acts in words."""
    told, first = _activity(reader()), _first()
    lines = journal_queries.acts(consortium_id, told, Filter(), first, PAGE)
    count = journal_queries.count(consortium_id, told, Filter())
    page = ActivityPage(
        consortium=_capacity(reader()).consortium,
        consortium_url=_url("consortium", consortium_id),
        days=days(deeds(lines, told, known(consortium_id, lines), _receipts(consortium_id))),
        count=count_words(count, first),
        newer_url=_page_url("overview.activity", consortium_id, first - PAGE, count, {}),
        older_url=_page_url("overview.activity", consortium_id, first + PAGE, count, {}),
    )
    return render_template("overview/activity.html", page=page)


@rooms.get("/consortia/<uuid:consortium_id>/journal")
@policy(Permission.CONSORTIUM_READ)
def journal(consortium_id: UUID) -> str:
    """The record of every act, as far as the reader is told."""
    told, first = _journal(reader()), _first()
    form, wanted = _filter(consortium_id, told)
    lines = journal_queries.acts(consortium_id, told, wanted, first, PAGE)
    count = journal_queries.count(consortium_id, told, wanted)
    asked: dict[str, Any] = {name: value for name, value in form.data.items() if value}
    page = JournalPage(
        title="Journal",
        consortium=_capacity(reader()).consortium,
        consortium_url=_url("consortium", consortium_id),
        told=told_words(told, _capacity(reader()).organisation),
        form=form,
        action=_url("journal", consortium_id),
        lines=journal_lines(lines, told, known(consortium_id, lines)),
        count=count_words(count, first),
        empty=empty_words(bool(asked), _url("journal", consortium_id)),
        newer_url=_page_url("overview.journal", consortium_id, first - PAGE, count, asked),
        older_url=_page_url("overview.journal", consortium_id, first + PAGE, count, asked),
        file_url=url_for("overview.journal_file", consortium_id=consortium_id, **asked),
        checkpoint=newest_checkpoint() or "",
        log=signer().verifier.line,
    )
    return render_template("overview/journal.html", page=page)


@rooms.get("/consortia/<uuid:consortium_id>/journal.csv")
@policy(Permission.CONSORTIUM_READ)
def journal_file(consortium_id: UUID) -> Response:
    """The same for a spreadsheet: all of it."""
    told = _journal(reader())
    _, wanted = _filter(consortium_id, told)
    lines = journal_queries.acts(consortium_id, told, wanted, 0, None)
    return _file(journal_csv(lines, known(consortium_id, lines)), "text/csv; charset=utf-8", "journal.csv")


@rooms.get("/consortia/<uuid:consortium_id>/receipts/<uuid:act_key>")
@policy(Permission.CONSORTIUM_READ)
def receipt(consortium_id: UUID, act_key: UUID) -> Response | str:
    """The proof that an act is on the record, for who did it; for everybody where the server did it for all."""
    act = journal_queries.act_of_key(consortium_id, act_key)
    if act is None or not _activity(reader()).may_prove(act.person, act.kind):
        abort(404)
    proof = proof_of(act.index)
    if proof is None:
        consortium_url = _url("consortium", consortium_id)
        page = ReceiptPage(
            _capacity(reader()).consortium,
            consortium_url,
            ACTS[act.kind].title,
            act.index,
            act.leaf_hash.hex(),
        )
        return render_template("overview/receipt.html", page=page)
    return _file(proof.text.encode(), "text/plain; charset=utf-8", f"receipt-{act.index}.txt")


@rooms.get("/consortia/<uuid:consortium_id>/dates.ics")
@policy(Permission.CONSORTIUM_READ)
def calendar(consortium_id: UUID) -> Response:
    """The dates for people's calendars."""
    agreed, founded = all_facts(consortium_id, now()), the_consortium(consortium_id)
    if founded is None or not agreed:
        abort(404)
    host = urlsplit(address()).hostname or "localhost"
    url = f"{address()}{url_for('overview.consortium', consortium_id=consortium_id)}"
    return _file(
        calendar_file(founded.title, agreed, now(), host, url), "text/calendar; charset=utf-8", "dates.ics"
    )


def _by_consortium(capacities: tuple[Capacity, ...]) -> tuple[tuple[Capacity, ...], ...]:
    """What somebody may act as, consortium by consortium."""
    found: dict[UUID, list[Capacity]] = {}
    for each in capacities:
        found.setdefault(each.consortium_id, []).append(each)
    return tuple(tuple(of) for of in found.values())


def _codes(capacities: tuple[Capacity, ...]) -> frozenset[str]:
    """The organisations that somebody is of."""
    return frozenset(each.code for each in capacities if each.code)


def _may_see(who: Reader, capacities: tuple[Capacity, ...]) -> bool:
    return any(may_as(who.person_id, each, Permission.CONSORTIUM_READ) for each in capacities)


def _empty(founded: Consortium, who: Reader, others: Documents) -> EmptyConsortiumPage:
    return EmptyConsortiumPage(
        title=founded.title,
        caption=type_words(founded.type),
        members_url=url_for("members.roll", consortium_id=founded.id),
        documents=others,
        begin_url=url_for("beginning.first", consortium_id=founded.id)
        if who.may(Permission.CONSORTIUM_WRITE)
        else "",
    )


def _needs(who: Reader, capacities: tuple[Capacity, ...], facts: AgreementFacts | None) -> tuple[Need, ...]:
    if facts is None:
        return ()
    return tuple(need for each in capacities for need in needs_of(who.person_id, each, facts))


def _capacity(who: Reader) -> Capacity:
    """What somebody acts as: on a page of a consortium always something."""
    assert who.capacity is not None
    return who.capacity


def _url(page: str, consortium_id: UUID) -> str:
    return url_for(f"overview.{page}", consortium_id=consortium_id)


def _activity(who: Reader) -> Slice:
    return activity_of(who.person_id, _capacity(who))


def _journal(who: Reader) -> Slice:
    """The reader's slice of the journal; who is told nothing of it finds no page."""
    told = journal_of(who.person_id, _capacity(who))
    if told.is_empty:
        abort(404)
    return told


def _deeds(consortium_id: UUID, told: Slice, most: int) -> tuple[Deed, ...]:
    lines = journal_queries.acts(consortium_id, told, Filter(), 0, most)
    return deeds(lines, told, known(consortium_id, lines), _receipts(consortium_id))


def _filter(consortium_id: UUID, told: Slice) -> tuple[FilterForm, Filter]:
    form = FilterForm(request.args)
    kinds = [(kind, ACTS[kind].title) for kind in journal_queries.kinds_in(consortium_id, told)]
    organisations = journal_queries.organisations_of(consortium_id)
    form.offer(
        sorted(kinds, key=lambda each: each[1]), {str(one): name for one, name in organisations.items()}
    )
    chosen = str(form.organisation.data)
    return form, Filter(str(form.kind.data), UUID(chosen) if chosen else None)


def _first() -> int:
    """How many acts the page passes over."""
    asked = request.args.get("from", "0")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0


def _page_url(endpoint: str, consortium_id: UUID, first: int, count: int, asked: Mapping[str, Any]) -> str:
    if first <= -PAGE or first >= count:
        return ""
    return url_for(endpoint, consortium_id=consortium_id, **{**asked, "from": str(max(first, 0))})


def _receipts(consortium_id: UUID) -> ReceiptUrl:
    return lambda act_key: receipt_url(consortium_id, act_key)


def receipt_url(consortium_id: UUID, act_key: UUID) -> str:
    """Where the receipt of an act is, for who did it."""
    return url_for("overview.receipt", consortium_id=consortium_id, act_key=act_key)


def _file(content: bytes, kind: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
