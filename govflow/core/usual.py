"""The usual choices of a first draft: for every question that nobody answered and that has one.

In: the catalogue and a draft. Out: the answers that make its text whole, as far as usual choices can: of the clauses
that the kind of consortium must have, and of those most consortia of the kind have, which come in by them. Then true:
nothing that somebody answered is among them, each question of them is asked, and each answer is allowed on this roll;
what has no usual choice stays open, as does every clause that is optional.

Source: docs/domain.md, section 2 (status by type, defaults); docs/clause-pack.md (``usual``, ``usual_for``).
"""

from collections.abc import Mapping
from types import MappingProxyType

from govflow.core.answers import Value, read_answer
from govflow.core.asking import Asked, questions_of
from govflow.core.catalogue import Catalogue, Status
from govflow.core.draft import Draft, roll_of
from govflow.core.fingerprint import plain

_IN_A_FIRST_DRAFT = (Status.MANDATORY, Status.RECOMMENDED)


def usual_answers(catalogue: Catalogue, draft: Draft) -> Mapping[str, Value]:
    """The usual choices that a draft lacks."""
    found: dict[str, Value] = {}
    # A choice may make another question needed: each round asks again, and finds something, or is the last.
    while new := _lacking(catalogue, draft.with_answers(found)):
        found |= new
    # And it may make one needless that was asked before.
    asked = questions_of(catalogue, draft.with_answers(found))
    return MappingProxyType({name: choice for name, choice in found.items() if asked[name].is_asked})


def _lacking(catalogue: Catalogue, draft: Draft) -> dict[str, Value]:
    return {
        name: choice
        for name, asked in questions_of(catalogue, draft).items()
        if asked.is_asked
        and not asked.answered
        and catalogue.clauses[asked.question.clause].status[draft.type] in _IN_A_FIRST_DRAFT
        and (choice := _choice(asked, draft)) is not None
    }


def _choice(asked: Asked, draft: Draft) -> Value | None:
    """The usual choice of a question; None where it has none, or it names a vehicle that is not on the roll."""
    choice = asked.question.usual_choice(draft.type)
    if choice is None or read_answer(asked.question, plain(choice), roll_of(draft)).faults:
        return None
    return choice
