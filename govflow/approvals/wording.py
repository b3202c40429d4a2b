"""The resolution a board is asked to pass, worded for its legal form: to be read out, minuted and certified.

In: the party, its board's rules, the version before it and what the agreement asks. Out: paragraphs. Then true:
the figures in it are those the board is counted by; what only the meeting knows is a gap to fill in. It is wording
to start from and no advice: the organisation's own governing document goes before it.

Source: docs/domain 4.3 (what a resolution holds); the deciding bodies are those of core/legal_forms.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from govflow.core.approval import Delegation
from govflow.core.counting import BoardRules
from govflow.core.draft import Member
from govflow.core.legal_forms import FORMS
from govflow.core.voting import BASIS_NOUNS
from govflow.core.words import day, number_of
from govflow.members.pages import MAJORITY_WORDS

GAP = "…………"
_OTHERWISE = "board"

# What those who decide must have considered, by legal form: their own duty in law, in few words.
_DUTIES = {
    "cio": "whether it furthers the charity’s purposes and is in its best interests",
    "scio": "whether it furthers the charity’s purposes and is in its interests",
    "clg_charity": "whether it furthers the charity’s purposes and promotes the success of the company",
    "charitable_trust": "whether it furthers the purposes of the trust and is within the trustees’ powers",
    "local_authority": "the powers under which the decision is taken, and the notice it needed",
    "llp": "whether it is in the interests of the partnership and within the members’ agreement",
    "cic_clg": "whether it serves the community the company is for and promotes its success",
    "cic_cls": "whether it serves the community the company is for and promotes its success",
    "coop_society": "whether it serves the society’s objects and its members",
    "cbs": "whether it serves the society’s objects and the community it is for",
}
_DUTY_OTHERWISE = "whether it is within the organisation’s objects and powers, and in its interests"


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the resolution is about. ``steps_back``: names."""

    party: Member
    consortium: str
    version: str
    digest: str
    rules: BoardRules | None
    steps_back: tuple[str, ...]
    valid_months: int | None
    delegation: Delegation | None


def deciders(party: Member) -> str:
    """Those who decide for a party: "the charity trustees"."""
    form = FORMS.get(party.legal_form)
    return f"the {_OTHERWISE if form is None else form.decided_by}"


def resolution(about: Resolved) -> tuple[str, ...]:
    """The resolution, paragraph by paragraph."""
    return tuple(_paragraphs(about))


def _paragraphs(about: Resolved) -> Iterator[str]:
    party, who = about.party, deciders(about.party)
    form = FORMS.get(party.legal_form)
    number = f", {form.register} {party.reg_no}" if form and form.register and party.reg_no else ""
    yield (
        f"{party.name}{number}. Decision of {who}, taken on {GAP} (at a meeting held at {GAP}, or in writing), "
        f"{GAP} in the chair."
    )
    if about.rules is not None:
        rules = about.rules
        yield (
            f"Notice was given to everybody entitled to it. Of {rules.in_office} in office {GAP} were present and "
            f"{GAP} of these stepped back. The quorum is {rules.quorum}, those who stepped back not counted, and was "
            f"kept throughout. A decision needs {MAJORITY_WORDS[rules.majority]} of the "
            f"{BASIS_NOUNS[rules.basis]}."
        )
    yield _interests(about.steps_back)
    yield (
        f"They had before them version {about.version} of the agreement of {about.consortium}, known by its digest "
        f"(SHA-256) {about.digest}, and considered {_DUTIES.get(party.legal_form, _DUTY_OTHERWISE)}; what the "
        "organisation takes on and what limits it; what was found out about the other members; and the legal advice "
        "they took, or why they took none."
    )
    yield "It was resolved that:"
    yield f"(a) version {about.version} of the agreement be approved in the form that was before them{_until(about)};"
    yield (
        f"(b) the approval be given without conditions, or on these conditions, each with who sees to it and by when: "
        f"{GAP};"
    )
    yield f"(c) {GAP} be authorised to sign it for {party.name} in that form, as the agreement says it is signed;"
    yield f"(d) {_delegated(about.delegation)}"
    yield f"For {GAP}, against {GAP}, abstaining {GAP}, stepped back {GAP}."
    yield f"Certified a true extract of the minutes, not revoked: {GAP} (secretary or chair), on {GAP}."


def _interests(steps_back: tuple[str, ...]) -> str:
    if not steps_back:
        return f"Everybody was asked for interests of their own. Declared: {GAP}."
    return (
        f"Everybody was asked for interests of their own. {', '.join(steps_back)} declared one and stepped back: "
        f"they left before it was discussed, were not counted and did not vote. Others declared: {GAP}."
    )


def _until(about: Resolved) -> str:
    return "" if about.valid_months is None else f", for {number_of(about.valid_months, 'month')} from today"


def _delegated(given: Delegation | None) -> str:
    if given is None:
        return f"{GAP} may accept minor changes for the organisation until {GAP} (or: nobody may)."
    until = f" until {day(given.until)}" if given.until else ""
    people = number_of(given.people, "person", "people")
    return f"the delegation of minor changes to {people}{until} goes on."
