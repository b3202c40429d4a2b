"""The usual choices of a first draft: for every question that nobody answered and that has one.

In: the catalogue and a draft. Out: the answers that make its text whole, as far as usual choices can: of the clauses
that the kind of consortium must have, and of those most consortia of the kind have, which come in by them. Then true:
nothing that somebody answered is among them, each question of them is asked, and each answer is allowed on this roll;
what has no usual choice stays open, as does every clause that is optional. And, section by section, the usual choices
that stand in a draft until somebody confirms them, with a digest by which two lists of them are told apart.

Source: docs/domain.md, section 2 (status by type, defaults); docs/clause-pack.md (``usual``, ``usual_for``).
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from govflow.core.answers import Value, is_absent, read_answer
from govflow.core.asking import Asked, Need, each_for_itself, questions_of
from govflow.core.catalogue import Catalogue, Status
from govflow.core.draft import Draft, roll_of
from govflow.core.fingerprint import canonical_json, digest, plain

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


def to_confirm(
    catalogue: Catalogue, draft: Draft, asked: Mapping[str, Asked], unsure: Collection[str] = ()
) -> Mapping[int, Mapping[str, Value]]:
    """The usual choices that stand in a draft and that nobody confirmed, by section, in order.

    ``asked``: the questions as they stand, so that a choice that was only written down counts as unconfirmed.
    ``unsure``: questions that somebody is not sure of. They are settled one by one, as is what each party says of
    itself.
    """
    found: dict[int, dict[str, Value]] = {}
    for name, one in asked.items():
        if one.need is not Need.USUAL or one.answered or name in unsure or each_for_itself(one.question):
            continue
        given = draft.answers.get(name)
        choice = _choice(one, draft) if given is None or is_absent(given) else given
        if choice is not None:
            found.setdefault(catalogue.clauses[one.question.clause].section, {})[name] = choice
    return MappingProxyType({section: MappingProxyType(choices) for section, choices in found.items()})


def digest_of_choices(choices: Mapping[str, Value]) -> str:
    """By what two lists of choices are told apart."""
    return digest(canonical_json({name: plain(choice) for name, choice in choices.items()}))
