"""The pages on which a board acts: a decision, a vote, a paper, a delegation, a minor change."""

from dataclasses import dataclass
from uuid import UUID

from flask_wtf import FlaskForm

from govflow.accounts.queries import email_hint
from govflow.approvals.board_queries import Paper
from govflow.approvals.for_us import in_short
from govflow.approvals.pack_page import change_words, only_changed, quorum_words, since_asked, written_words
from govflow.approvals.room_head import CHOICES, Head, Row, head_of, place, sentence
from govflow.approvals.room_pages import (
    ConditionLine,
    condition_line,
    delegation_in_words,
    paper_status,
    standing_in,
)
from govflow.approvals.room_queries import Room, Tabled
from govflow.catalogue.loader import catalogue_of
from govflow.core.approval import (
    LIVING,
    Status,
)
from govflow.core.permissions import Role
from govflow.core.redline import PartChange
from govflow.core.words import day, number_of
from govflow.members.pages import rules_in_words
from govflow.web.access import Reader


@dataclass(frozen=True)
class FormPage:
    """A page with one form about a board. ``about``: the id of what it is about, "" for the board itself."""

    head: Head
    form: FlaskForm
    about: str = ""
    facts: tuple[Row, ...] = ()
    words: tuple[str, ...] = ()
    preview: str = ""
    chair_casts: bool = False


def hint_of(who: Reader) -> str:
    """The reader's own address, as it may be shown over their shoulder."""
    return email_hint(who.person_id)


def delegate_choices(room: Room) -> tuple[tuple[str, str], ...]:
    """The people a board may delegate to: those with the role of a delegate there."""
    return tuple((str(each.person_id), each.name) for each in room.people if each.role is Role.DELEGATE)


def form_page(room: Room, form: FlaskForm, about: str = "", words: tuple[str, ...] = ()) -> FormPage:
    """A page with one form."""
    return FormPage(head_of(room), form, about, words=words)


def decision_page(room: Room, form: FlaskForm, preview: str) -> FormPage:
    """A page that asks for the figures of a decision, beside the rules they are counted by."""
    rules = None if room.rules is None else room.rules.rules
    declared = ", ".join(each.name for each in room.step_back)
    return FormPage(
        head_of(room),
        form,
        facts=rules_in_words(room.rules),
        words=(
            quorum_words(rules, len(room.step_back)),
            f"Declared that they step back: {declared}."
            if declared
            else "Nobody declared that they step back.",
        ),
        preview=sentence(preview) if preview else "",
        chair_casts=rules is not None and rules.chair_settles,
    )


def written_page(room: Room, form: FlaskForm) -> FormPage:
    """The page that asks a board to decide in writing, beside what that takes."""
    rules = None if room.rules is None else room.rules.rules
    takes = written_words(rules, len(room.step_back))
    return FormPage(head_of(room), form, facts=rules_in_words(room.rules), words=(takes,))


@dataclass(frozen=True)
class VotePage:
    """Where a trustee votes. ``barred``: why this person cannot, "" where they can. ``takes``: what it takes."""

    head: Head
    form: FlaskForm
    email_hint: str
    closes: str
    takes: str
    barred: str
    voted: str
    change_words: str
    since_asked: str
    in_short: tuple[str, ...]
    must_declare: bool
    to_ask: str


def vote_page(room: Room, text: Tabled | None, form: FlaskForm, who: Reader, hint: str) -> VotePage:
    """The page of a vote: what is decided, and what it means, in short."""
    ballot = room.open_ballot
    mine = None if ballot is None else ballot.replies.get(who.person_id)
    count = 0 if text is None or text.changes is None else len(text.changes.changed)
    return VotePage(
        head_of(room),
        form,
        hint,
        "" if ballot is None else day(ballot.closes_on),
        "" if ballot is None else written_words(ballot.rules, ballot.counted(room.back).conflicted),
        _barred(room, who),
        "" if mine is None else CHOICES[mine.choice],
        "" if text is None else change_words(text, count),
        since_asked(room, text),
        () if text is None else in_short(text.draft, catalogue_of(text.draft.instrument), room.party.member),
        who.person_id not in room.interests,
        " or ".join(each.name for each in room.people if each.role is Role.BOARD_SECRETARY),
    )


def _barred(room: Room, who: Reader) -> str:
    ballot = room.open_ballot
    if ballot is None:
        return "No written decision is open for your board now."
    if who.person_id not in ballot.voters:
        return "You joined the board after this written decision was opened, so you are not on its roll."
    if any(each.person_id == who.person_id for each in room.step_back):
        return "You declared that you step back, so you do not vote on this."
    return ""


@dataclass(frozen=True)
class PaperPage:
    """A paper beside the figures that were typed. ``own``: the reader sent it in and cannot confirm it."""

    head: Head
    form: FlaskForm
    facts: tuple[Row, ...]
    conditions: tuple[ConditionLine, ...]
    file_url: str
    own: bool
    status: str
    paper_id: UUID


def paper_page(room: Room, paper: Paper, form: FlaskForm, who: Reader) -> PaperPage:
    """The page where a second person compares."""
    votes, waits = paper.told.votes, paper in room.waiting_papers
    months = paper.told.valid_months
    facts = [
        ("Day of the decision", day(paper.told.held_on)),
        ("Present", str(votes.present)),
        ("Stepped back", str(votes.conflicted)),
        ("For", str(votes.votes_for)),
        ("Against", str(votes.against)),
        ("Abstained", str(votes.abstain)),
        *([("Casting vote", CHOICES[votes.chair_voted])] if votes.chair_voted is not None else []),
        ("The approval is good for", number_of(months, "month") if months else "As the agreement says"),
        ("Reason or note", paper.told.reason or "None"),
    ]
    status = "" if waits else paper_status(room, paper)[0]
    return PaperPage(
        head_of(room),
        form,
        tuple((key, value, "", "") for key, value in facts),
        tuple(condition_line(each, {}, "", room.case.today) for each in paper.told.conditions),
        place(room, "paper_file", paper_id=paper.id),
        paper.sent_by == who.person_id,
        status,
        paper.id,
    )


@dataclass(frozen=True)
class DelegationPage:
    """Who may accept minor changes. ``now``: the delegation that stands, "" for none."""

    head: Head
    form: FlaskForm
    now: str
    has_delegates: bool


def delegation_page(room: Room, form: FlaskForm) -> DelegationPage:
    """The page of a delegation."""
    return DelegationPage(head_of(room), form, delegation_in_words(room), bool(delegate_choices(room)))


@dataclass(frozen=True)
class MinorPage:
    """A minor change and the answers open to the reader; no answers where there is nothing to answer."""

    head: Head
    form: FlaskForm
    lede: str
    reason: str
    override: str
    changes: tuple[PartChange, ...]
    same_words: bool
    choices: tuple[tuple[str, str], ...]
    status: str


def minor_page(room: Room, text: Tabled, form: FlaskForm, who: Reader) -> MinorPage:
    """The page of a minor change."""
    change = text.version.change
    accepts = room.status is Status.MINOR_PENDING and who.person_id in room.delegates
    objects = room.case.change.minor and room.status in (*LIVING, Status.ASKED)
    choices = [
        *([("accept", "We accept it: what the board approved stands, with this change")] if accepts else []),
        *([("object", "We object: this is not minor, our board decides itself")] if objects else []),
    ]
    return MinorPage(
        head_of(room),
        form,
        _what_it_changes(text),
        "" if change is None else sentence(change.reason),
        "" if change is None else change.override,
        () if text.changes is None else tuple(only_changed(part) for part in text.changes.changed),
        text.changes is not None and not text.changes.changed,
        tuple(choices),
        standing_in(room),
    )


def _what_it_changes(text: Tabled) -> str:
    """What a minor change is put beside; nothing, once the board has approved it."""
    name = text.version.name
    if text.since == name:
        return f"Your board has approved version {name}."
    before = f"version {text.since}, which" if text.since else "what"
    return f"What version {name} changes of {before} your board approved."
