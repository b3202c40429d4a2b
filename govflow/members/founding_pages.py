"""What the opening shows: the six questions, the kinds side by side with their pictures, and rows to fill in.

In: the answers in an address, or rows as they were typed. Out: one frozen page for each view.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import url_for

from govflow.core.choosing import KINDS, QUESTIONS, Choice, Kind
from govflow.core.choosing import Question as KindQuestion
from govflow.core.words import join_words
from govflow.members.founding_forms import PASTED_HEADINGS, MembersForm
from govflow.members.queries import Consortium
from govflow.web.pictures import WhoHolds, who_holds

_PICTURES: Mapping[str, WhoHolds] = {
    "LB": who_holds(
        "Buyer",
        "Lead body",
        "The buyer contracts with one member, which contracts with the others.",
        is_member=True,
    ),
    "SPV": who_holds("Buyer", "Your company", "The buyer contracts with a company that all members own."),
    "AL": who_holds(
        "Those who decide", "", "The members talk together to those who decide. Nobody holds a contract."
    ),
    "COOP": who_holds(
        "Buyer", "Your society", "The buyer contracts with a society of the members, one vote each."
    ),
    "NET": who_holds("", "", "The members talk to each other. Nobody holds a contract."),
}

_ASPECTS = (
    ("Who contracts with the buyer", "contracts"),
    ("Who is liable", "liable"),
    ("Who owns what", "owns"),
    ("How decisions are made", "decides"),
    ("What it takes to set up", "set_up"),
    ("From first talk to start", "months"),
    ("It fits when", "fits"),
    ("Not when", "not_when"),
)


@dataclass(frozen=True, slots=True)
class AskedOption:
    """One answer to choose. ``id``: of its control."""

    id: str
    code: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One of the six. ``missing``: others are answered, and this one is not."""

    name: str
    ask: str
    hint: str
    options: tuple[AskedOption, ...]
    missing: bool


@dataclass(frozen=True, slots=True)
class KindCard:
    """A kind with its picture. ``mark``: "" where nothing is to be said of it; ``begin_url``: "" for who may not."""

    code: str
    name: str
    what: str
    picture: WhoHolds
    mark: str
    tone: str
    begin_url: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What the answers come to, in sentences. ``begin_url``: "" for who may not found."""

    title: str
    what: str
    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    after: str
    ruled_out: tuple[str, ...]
    tips: tuple[str, ...]
    missing: str
    begin_url: str
    begin_words: str


@dataclass(frozen=True, slots=True)
class KindPage:
    """The chooser. ``advice``: None before an answer says anything; ``told``: why there is none."""

    questions: tuple[AskedQuestion, ...]
    advice: Advice | None
    told: str
    cards: tuple[KindCard, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    action: str
    may_found: bool


def kind_page(choice: Choice, given: Mapping[str, str], may_found: bool) -> KindPage:
    """The chooser with these answers in it."""
    asked = any(question.name in given for question in QUESTIONS)
    return KindPage(
        questions=tuple(_question(one, given, asked and one in choice.missing) for one in QUESTIONS),
        advice=_advice(choice, may_found),
        told=_UNTOLD if given and not choice.says_something else "",
        cards=tuple(_card(kind, choice, may_found) for kind in KINDS.values()),
        headings=("In short", *(kind.name for kind in KINDS.values())),
        rows=tuple((words, *(getattr(kind, name) for kind in KINDS.values())) for words, name in _ASPECTS),
        action=url_for("opening.kind"),
        may_found=may_found,
    )


_UNTOLD = (
    "None of your answers says anything for or against a kind yet. Answer one question at least, as well as you can: "
    "you may change it afterwards."
)


def _question(question: KindQuestion, given: Mapping[str, str], missing: bool) -> AskedQuestion:
    options = tuple(
        AskedOption(
            f"{question.name}-{one.code}" if place else question.name,
            one.code,
            one.words,
            given.get(question.name) == one.code,
        )
        for place, one in enumerate(question.options)
    )
    return AskedQuestion(question.name, question.ask, question.hint, options, missing)


def _card(kind: Kind, choice: Choice, may_found: bool) -> KindCard:
    mark, tone = _mark(kind, choice)
    return KindCard(
        kind.code,
        kind.name,
        kind.what,
        _PICTURES[kind.code],
        mark,
        tone,
        _begin_url(kind) if may_found else "",
    )


def _mark(kind: Kind, choice: Choice) -> tuple[str, str]:
    if choice.recommended is not None and choice.recommended.kind is kind:
        return "Fits best", "good"
    if choice.runner_up is not None and choice.runner_up.kind is kind:
        return "Fits next", "new"
    if any(one.ruled_out for one in choice.standings if one.kind is kind):
        return "Ruled out", "bad"
    return "", ""


def _begin_url(kind: Kind) -> str:
    return url_for("members.found", kind=kind.code)


def _advice(choice: Choice, may_found: bool) -> Advice | None:
    best = choice.recommended
    if best is None:
        return None
    return Advice(
        title=f"By your answers: {_lower(best.kind.name)}",
        what=best.kind.what,
        in_favour=best.in_favour,
        against=best.against,
        after=_after(choice),
        ruled_out=tuple(
            f"{one.kind.name}: {' '.join(one.ruled_out)}" for one in choice.standings if one.ruled_out
        ),
        tips=tuple(_tips(choice)),
        missing=_missing(choice),
        begin_url=_begin_url(best.kind) if may_found else "",
        begin_words=f"Begin with this kind: {_lower(best.kind.name)}",
    )


def _after(choice: Choice) -> str:
    after = choice.runner_up
    if after is None:
        return ""
    name = f"{after.kind.name}. {after.kind.what}"
    close = "It fits as well; we put the one first that takes less to set up. " if choice.is_close else ""
    return f"{close}{name}"


def _tips(choice: Choice) -> Iterator[str]:
    for tip in choice.tips:
        yield f"{tip.question.ask} If you said “{tip.option.words}”: {_lower(tip.kind.name)}."


def _missing(choice: Choice) -> str:
    asks = [f"“{question.ask}”" for question in choice.missing]
    return f"Not answered yet: {join_words(asks)}" if asks else ""


def _lower(name: str) -> str:
    return f"{name[:1].lower()}{name[1:]}"


@dataclass(frozen=True, slots=True)
class TogetherPage:
    """The organisations of a consortium on one page. ``odd``: a number looks strange, and somebody may stand by it."""

    consortium: Consortium
    form: MembersForm
    on_roll: tuple[str, ...]
    odd: bool
    headings: str


def together_page(
    consortium: Consortium, form: MembersForm, on_roll: tuple[str, ...], odd: bool
) -> TogetherPage:
    """Rows to fill in."""
    return TogetherPage(consortium, form, on_roll, odd, ", ".join(PASTED_HEADINGS))
