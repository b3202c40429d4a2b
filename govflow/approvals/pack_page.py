"""A board's pack: what changed since it last approved, what the agreement means for it, interests and quorum."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from flask import url_for
from flask_wtf import FlaskForm

from govflow.agreements.queries import Version
from govflow.approvals.board_queries import PrintedPack
from govflow.approvals.for_us import Meaning, in_short, meanings
from govflow.approvals.room_head import Head, Row, sentence
from govflow.approvals.room_queries import Room, Tabled
from govflow.approvals.wording import Resolved, resolution
from govflow.catalogue.loader import catalogue_of
from govflow.core.approval import (
    Delegated,
)
from govflow.core.counting import BoardRules, WrittenRule, can_be_quorate, needed_in_writing
from govflow.core.redline import Fate, PartChange
from govflow.core.text import typographic
from govflow.core.words import day, moment, number_of
from govflow.members.pages import rules_in_words
from govflow.web import uk_time


@dataclass(frozen=True, slots=True)
class InterestLine:
    """What somebody on the board declared. ``nature`` is shown to their own board."""

    name: str
    office: str
    words: str
    nature: str
    on: str


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """Warnings that the drafters left, and why."""

    messages: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class BoardPack:
    """What a board reads before it decides. ``since``: the version it approved last, "" for none.

    ``left_open``: what the drafters were warned of and left, by rule.
    """

    version_facts: tuple[Row, ...]
    why: str
    since: str
    changes: tuple[PartChange, ...]
    renumbered: int
    change_words: str
    left_open: tuple[LeftOpen, ...]
    in_short: tuple[str, ...]
    meanings: tuple[Meaning, ...]
    interests: tuple[InterestLine, ...]
    quorum: str
    quorum_is_possible: bool
    rules: tuple[Row, ...]
    resolution: tuple[str, ...]


def pack_of(room: Room, text: Tabled) -> BoardPack:
    """The pack of a board about the version before it, as it is on paper."""
    catalogue = catalogue_of(text.draft.instrument)
    changes = () if text.changes is None else tuple(only_changed(part) for part in text.changes.changed)
    return BoardPack(
        version_facts=_version_facts(room, text, moment),
        why=text.version.why,
        since=text.since,
        changes=changes,
        renumbered=0 if text.changes is None else len(text.changes.renumbered),
        change_words=change_words(text, len(changes)),
        left_open=tuple(_left_open(text.version)),
        in_short=in_short(text.draft, catalogue, room.party.member),
        meanings=meanings(text.draft, text.document, catalogue, room.party.member),
        interests=tuple(_interests(room)),
        quorum=_what_it_takes(None if room.rules is None else room.rules.rules, len(room.step_back)),
        quorum_is_possible=room.rules is None or can_be_quorate(room.rules.rules, len(room.step_back)),
        rules=rules_in_words(room.rules),
        resolution=resolution(
            Resolved(
                party=room.party.member,
                consortium=room.consortium.title,
                version=text.version.name,
                digest=text.version.digest,
                rules=None if room.rules is None else room.rules.rules,
                steps_back=tuple(each.name for each in room.step_back),
                valid_months=room.case.terms.valid_months,
                delegation=room.approval.delegation(Delegated.MINOR_CHANGES),
            )
        ),
    )


def pack_on_page(room: Room, text: Tabled) -> BoardPack:
    """The same pack on a page, which tells the time of the United Kingdom, and asks for nothing that is over."""
    asks = "Deadline" if room.closed else _ASKS
    return replace(pack_of(room, text), version_facts=_version_facts(room, text, uk_time.moment, asks))


def _left_open(version: Version) -> Iterator[LeftOpen]:
    for _, warnings in groupby(version.warnings, key=lambda warning: warning.rule):
        of_rule = tuple(warnings)
        yield LeftOpen(tuple(typographic(one.message) for one in of_rule), typographic(of_rule[0].reason))


def only_changed(part: PartChange) -> PartChange:
    """The paragraphs that differ: a board reads the difference, and the whole text beside it where it wants to."""
    changed = tuple(para for para in part.paras if para.fate is not Fate.SAME)
    return replace(part, paras=changed or part.paras[:1])


_ASKS = "Please decide by"


def _version_facts(
    room: Room, text: Tabled, in_words: Callable[[datetime], str], asks: str = _ASKS
) -> tuple[Row, ...]:
    assert room.circulation is not None
    circulated, change = room.circulation, text.version.change
    facts = [
        ("Version", text.version.name, "", ""),
        ("Put to the boards", in_words(circulated.circulated_at), "", ""),
        (asks, day(circulated.deadline) if circulated.deadline else "No day is set", "", ""),
    ]
    if change is not None:
        said = f"{str(change.change_class).capitalize()}. {sentence(change.reason)}"
        if change.override:
            said = f"{said} A person set this class, and not the rules: {sentence(change.override)}"
        facts.append(("Class of the change", said, "", ""))
    return tuple(facts)


def change_words(text: Tabled, count: int) -> str:
    if text.asked:
        return f"Your board has not approved an earlier version. It was asked about version {text.asked}."
    if not text.since:
        return "Your board has not approved an earlier version: the whole text is new to it."
    if text.since == text.version.name:
        return "This is the very version your board approved."
    if not count:
        return f"No word has changed since version {text.since}, which your board approved."
    parts = number_of(count, "part has changed", "parts have changed")
    return f"{parts} since version {text.since}, which your board approved. Only these are put to it."


def since_asked(room: Room, text: Tabled | None) -> str:
    """Where it reads what changed since a version that it was asked about and did not approve; "" for none."""
    if text is None or not text.asked:
        return ""
    ends: dict[str, Any] = {"from": text.asked, "to": text.version.name}
    return url_for("agreements.compare", agreement_id=room.agreement_id, **ends)


def quorum_words(rules: BoardRules | None, step_back: int) -> str:
    """Whether a meeting can have a quorum at all, worked out before it is called."""
    if rules is None:
        return "The rules of this board are not recorded yet, so nothing can be worked out."
    left = rules.in_office - step_back
    who = (
        "Nobody steps back"
        if not step_back
        else f"{step_back} step back"
        if step_back > 1
        else "1 steps back"
    )
    said = (
        f"At a meeting: {rules.in_office} are in office. {who}, so {left} can be counted. The quorum is "
        f"{rules.quorum}."
    )
    if not can_be_quorate(rules, step_back):
        return (
            f"{said} No meeting of this board can have a quorum on this. Look in your governing document: it may "
            "let you appoint others, or ask your members or your regulator."
        )
    return f"{said} At least {rules.quorum} of these {left} must take part."


def written_words(rules: BoardRules | None, step_back: int) -> str:
    """What a written decision takes, in which no quorum counts; "" where this board makes none."""
    left = 0 if rules is None else rules.in_office - step_back
    if rules is None or rules.written is WrittenRule.NONE or left < 1:
        return ""
    needed = needed_in_writing(rules, step_back)
    if needed < left:
        who = f"{needed} of the {left} who may reply"
        return f"A decision in writing passes once {who} agree. An abstention is not a yes."
    everybody = {1: "the one who may reply agrees", 2: "both who may reply agree"}
    words = everybody.get(left, f"all {left} who may reply agree")
    return f"A decision in writing passes only if {words}. A vote against, or an abstention, rejects it."


def _what_it_takes(rules: BoardRules | None, step_back: int) -> str:
    """What either way of deciding takes."""
    return f"{quorum_words(rules, step_back)} {written_words(rules, step_back)}".strip()


def _interests(room: Room) -> Iterator[InterestLine]:
    for each in room.board:
        interest = room.interests.get(each.person_id)
        if interest is None:
            words = "Has not declared yet" if room.may_declare else "Did not declare"
            yield InterestLine(each.name, each.office, words, "", "")
            continue
        told = interest.told
        words = "No interest"
        if told.interested:
            words = "An interest; steps back" if told.steps_back else "An interest; takes part"
        yield InterestLine(each.name, each.office, words, told.nature, day(interest.declared_at))


@dataclass(frozen=True)
class PackPage:
    """The pack on a page. ``printed``: its PDF, None until it is made; ``progress``: how far the making is;
    ``since_asked``: where a board that approved none reads what changed since the version before.
    """

    head: Head
    pack: BoardPack
    since_asked: str
    printed: PrintedPack | None
    progress: str
    form: FlaskForm
