"""What the pages of circulation show: what is about to be frozen, and what it would mean for each board.

In: a proposal, as queries tell it. Out: one frozen page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from flask import url_for
from wtforms import Field

from govflow.agreements.problem_places import Places
from govflow.agreements.version_services import odd_rewordings
from govflow.approvals.circulation_forms import CirculateForm, reason_name
from govflow.approvals.circulation_queries import Effect, Proposal
from govflow.approvals.room_head import SHORT, sentence
from govflow.core.approval import LIVING, Status
from govflow.core.catalogue import ChangeClass
from govflow.core.errors import Problem, Severity
from govflow.core.procedure import AgreementState, Case, would_only_undo
from govflow.core.redline import PartChange
from govflow.core.text import typographic
from govflow.core.words import join_words, number_of


@dataclass(frozen=True, slots=True)
class Point:
    """Something that does not fit: what, how to mend it, and where. ``url`` "": nowhere to go."""

    message: str
    mend: str
    link_text: str
    url: str


@dataclass(frozen=True, slots=True)
class Warned:
    """The warnings of one rule, and the field for the reason why they are left. ``hint``: where its words are from."""

    points: tuple[Point, ...]
    reason: Field
    hint: str


@dataclass(frozen=True)
class CirculatePage:
    """What is about to be put to the boards. ``left_out``: the name of the member it goes on without, "" for none.

    ``undone``: what it would undo though no word has changed, "" for nothing, and then ``offered`` only to one who has
    typed. ``change``: the class by the rules and why, "" before the first version; ``sentences``: what changed.
    """

    agreement_id: UUID
    consortium: str
    left_out: str
    left_out_code: str
    form: CirculateForm
    undone: str
    offered: bool
    facts: tuple[tuple[str, str, str, str], ...]
    errors: tuple[Point, ...]
    warnings: tuple[Warned, ...]
    since: str
    change: str
    change_reason: str
    changed: tuple[PartChange, ...]
    sentences: tuple[str, ...]
    effects: tuple[tuple[str, ...], ...]
    effect_headings: tuple[str, ...]
    unsure: str
    unsure_url: str


def circulate_page(found: Proposal, form: CirculateForm, left_out: str) -> CirculatePage:
    """The page of a proposal."""
    document, change = found.examined.assembled.document, found.change
    changed = () if found.redline is None else found.redline.changed
    names = {effect.code: effect.name for effect in found.effects}
    errors = (*found.examined.of(Severity.ERROR), *_odd(found))
    headings = ("Board", "Now", "If the change is material", "If it is minor")
    return CirculatePage(
        agreement_id=found.agreement.id,
        consortium=found.consortium.title,
        left_out=names.get(left_out, left_out),
        left_out_code=left_out,
        form=form,
        undone=form.undone,
        offered=not form.undone or form.is_submitted(),
        facts=(
            ("Text", f"{len(document.clauses)} clauses and {len(document.schedules)} schedules", "", ""),
            ("Boards asked", str(len(found.terms.asked)), "", ""),
            ("Approvals it needs", f"{found.terms.required} of {len(found.terms.counting)}", "", ""),
        ),
        errors=tuple(_point(found, problem) for problem in errors),
        warnings=tuple(_warned(found, form)),
        since="" if found.last is None else found.last.name,
        change="" if change is None else "Material" if _is_material(found, left_out) else "Minor",
        change_reason=sentence(change.reason) if change is not None else "",
        changed=changed,
        sentences=tuple(each for part in changed for each in part.sentences),
        effects=tuple(_effect(effect, found.last is None) for effect in found.effects),
        effect_headings=headings if found.last is not None else ("Board", "What it does"),
        unsure=_unsure(found.unsure),
        unsure_url=url_for("questions.tasks", agreement_id=found.agreement.id),
    )


def undone(found: Proposal, case: Case) -> str:
    """What to put the draft to the boards would undo though no word has changed, and what to do; "" for nothing.

    ``case``: the whole case, signatures included.
    """
    if not would_only_undo(case, found.examined.assembled.document.digest, found.terms):
        return ""
    told = [case.status_of(party) for party in case.standing]
    stands = (
        (told.count(Status.APPROVED), "board has approved", "boards have approved"),
        (
            told.count(Status.CONDITIONAL),
            "board has approved on conditions",
            "boards have approved on conditions",
        ),
        (len(case.held), "party has signed", "parties have signed"),
    )
    done = join_words([number_of(*each) for each in stands if each[0]])
    whom = "them" if case.standing else "the boards"
    words = f"No word has changed since version {case.version}, which {done}. "
    first = "Set a later long-stop date" if case.state is AgreementState.LAPSED else "Change the text"
    words += f"Putting it to {whom} again would undo that. {first} first."
    if case.state is AgreementState.APPROVING:
        words += f" Boards that have not approved can still decide on version {case.version}."
    return words


def _unsure(count: int) -> str:
    """That questions are still marked, "" for none. It stops nobody: an answer may stand that somebody doubts."""
    if not count:
        return ""
    return f"{number_of(count, 'question is', 'questions are')} still marked “not sure”."


def _is_material(found: Proposal, left_out: str) -> bool:
    return bool(left_out) or (found.change is not None and found.change.change_class is ChangeClass.MATERIAL)


def _warned(found: Proposal, form: CirculateForm) -> Iterator[Warned]:
    problems = found.examined.of(Severity.WARNING)
    for rule in found.warned_of:
        points = tuple(_point(found, problem) for problem in problems if problem.rule == rule)
        yield Warned(points, form[reason_name(rule)], _where_from(found, rule))


def _where_from(found: Proposal, rule: str) -> str:
    """Whose words a reason begins with, "" where nobody gave one."""
    if found.last is None or rule not in found.given_before:
        return ""
    return f"The reason given for version {found.last.name}. The warning still stands: see whether the reason does."


def _point(found: Proposal, problem: Problem) -> Point:
    """A problem with the page where it is mended."""
    places = Places(found.agreement.id, found.agreement.consortium_id, found.examined)
    return Point(typographic(problem.message), typographic(problem.mend), *places.where(problem))


def _odd(found: Proposal) -> Iterator[Problem]:
    """The clauses in words that no version may have."""
    for clause in odd_rewordings(found.examined):
        message = f"“{found.examined.catalogue.clauses[clause].title}” has no words, or too many."
        yield Problem("", Severity.ERROR, clause, "", message, "Reword it, or put the model text back.")


_AFTER = {
    Status.ASKED: "Is asked to decide",
    Status.SUPERSEDED: "Decides again: what it approved has changed",
    Status.MINOR_PENDING: "Its delegates may accept it",
    Status.NOT_ASKED: "Is not asked",
    Status.LEFT_OUT: "Is left out",
}


def _effect(effect: Effect, first: bool) -> tuple[str, ...]:
    if first:
        return (effect.name, _AFTER.get(effect.if_material, SHORT[effect.if_material]))
    return (
        effect.name,
        SHORT[effect.now],
        _told(effect.now, effect.if_material),
        _told(effect.now, effect.if_minor),
    )


def _told(now: Status, after: Status) -> str:
    """What a board has to do; one whose approval falls away without a delegation is told so."""
    if after is Status.ASKED and now in LIVING:
        return "Decides again: nobody was delegated to accept it"
    return _AFTER.get(after, SHORT[after])
