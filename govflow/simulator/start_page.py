"""Where everything to play with is: the decisions of an agreement, and its sums and dates."""

from collections.abc import Iterator
from dataclasses import dataclass

from govflow.catalogue.loader import load
from govflow.simulator.decision_words import rule_words, title_of, who_decides
from govflow.simulator.ground import Ground
from govflow.simulator.sums import SUMS
from govflow.web.links import Link


@dataclass(frozen=True, slots=True)
class Decision:
    """A kind of decision: its rule in words, who votes, and its clause where the agreement has one."""

    title: str
    rule: str
    who: str
    clause: Link | None
    votes_url: str
    power_url: str


@dataclass(frozen=True)
class StartPage:
    """Everything to play with. ``sums``: title, address, hint, status, tone, as a list of tasks shows them."""

    title: str
    caption: str
    lede: str
    crumbs: tuple[Link, ...]
    decisions: tuple[Decision, ...]
    questions_url: str
    sums: tuple[tuple[str, str, str, str, str], ...]


def start_page(ground: Ground) -> StartPage:
    """The page for a reader."""
    return StartPage(
        title="Try the rules",
        caption=ground.caption,
        lede="See what the rules of this agreement do before anybody agrees to them. Nothing here is recorded.",
        crumbs=ground.crumbs[:1],
        decisions=tuple(_decisions(ground)),
        questions_url=ground.question_url("ordinary_rule"),
        sums=tuple(_sums(ground)),
    )


def _decisions(ground: Ground) -> Iterator[Decision]:
    for name, terms in ground.terms.items():
        yield Decision(
            title_of(terms),
            rule_words(terms),
            who_decides(terms),
            ground.label(load().questions[name].clause),
            ground.place("votes", rule=name),
            ground.place("power", rule=name),
        )


def _sums(ground: Ground) -> Iterator[tuple[str, str, str, str, str]]:
    for name, sum in SUMS.items():
        has = ground.has(*next(iter(sum.clauses.items())))
        yield (
            sum.title,
            ground.place("sums", matter=name),
            sum.lede,
            "" if has else "Not in this agreement",
            "plain",
        )
