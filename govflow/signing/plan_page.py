"""How one party will sign: the ways open to it with their sources, those ruled out, and what to take advice on.

In: a ``Ceremony`` and a party. Out: the frozen page.
"""

from dataclasses import dataclass

from flask_wtf import FlaskForm

from govflow.core import ceremony
from govflow.core.draft import JURISDICTIONS
from govflow.core.execution import METHOD_WORDS, Nation, RuledOut, Way, execution_block, ruled_out, ways
from govflow.core.legal_forms import FORMS
from govflow.core.words import capital
from govflow.members.queries import Consortium
from govflow.signing.ceremony_queries import Ceremony
from govflow.signing.release_pages import address, in_ink


@dataclass(frozen=True, slots=True)
class WayLine:
    """A way open to a party: its words, who signs, and by which source."""

    method: str
    words: str
    hint: str
    certain: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """How a party will sign: the ways open to it, those that are not, and what to take advice on.

    ``in_ink``: as `release_pages.in_ink` says.
    """

    form: FlaskForm
    consortium: str
    in_ink: str
    party: str
    legal_form: str
    nation: str
    signed_as: str
    now: str
    hints: dict[str, str]
    closed: tuple[RuledOut, ...]
    unsure: bool
    advice: str
    begun: int
    back_url: str


def plan_page(form: FlaskForm, told: Ceremony, founded: Consortium, member: str) -> PlanPage:
    """How one party will sign."""
    party, lines = told.party(member), way_lines(told, member)
    label = FORMS[party.legal_form].label if party.legal_form in FORMS else party.legal_form
    nation = JURISDICTIONS.get(party.jurisdiction, party.jurisdiction)
    return PlanPage(
        form=form,
        consortium=founded.title,
        in_ink=in_ink(told),
        party=party.name,
        legal_form=label,
        nation=nation,
        signed_as="as a deed" if told.deed else "as a simple contract",
        now=METHOD_WORDS.get(told.method(member), told.method(member)),
        hints={line.method: line.hint for line in lines},
        closed=ruled_out(party.legal_form, told.deed),
        unsure=not all(line.certain for line in lines),
        advice=_advice(party.jurisdiction),
        begun=len([part for part in told.live(member) if part.person_id is not None]),
        back_url=address(told, "signing.start"),
    )


def way_lines(told: Ceremony, member: str) -> tuple[WayLine, ...]:
    """The ways open to a party, the usual one first."""
    party = told.party(member)
    found = ways(party.legal_form, party.jurisdiction, told.signed_as)
    return tuple(_way(told, member, way) for way in found)


def _way(told: Ceremony, member: str, way: Way) -> WayLine:
    party = told.party(member)
    block = execution_block(
        member, party.name, party.legal_form, party.jurisdiction, way.method, told.deed, told.trustees(member)
    )
    sure = "" if way.certain else " Not certain: ask your solicitor, and say below why it is right."
    paper = " Done on paper, not here." if way.method in ceremony.ON_PAPER_ONLY else ""
    hint = f"{block.words} Source: {way.source}.{sure}{paper}"
    return WayLine(way.method, capital(METHOD_WORDS.get(way.method, way.method)), hint, way.certain)


def _advice(nation: str) -> str:
    where = {
        Nation.SCOTLAND: "This party is in Scotland. Scots law has its own rules about signing, and no deed as such.",
        Nation.NORTHERN_IRELAND: "This party is in Northern Ireland, which has its own rules about signing.",
    }
    told = where.get(Nation(nation), "") if nation in set(Nation) else ""
    return f"{told} Ask your solicitor before anybody signs." if told else ""
