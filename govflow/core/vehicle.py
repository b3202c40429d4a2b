"""The vehicle as the answers describe it and as it is entered among the parties: one and the same.

In: a draft. Out: problems ``TX-15`` where its name or its legal form is one thing in the answers, which some clauses
print, and another in its entry, which the rest of the agreement prints; ``TX-16`` where the answers describe it and
nobody entered it. Then true: no text that is frozen names a party that is not entered, and none calls the vehicle by
two names, or says that it has two forms, without a reason on the record.
"""

from collections.abc import Iterator, Mapping

from govflow.core.catalogue import Catalogue
from govflow.core.ceremony import same_name
from govflow.core.consistency.given import given_in
from govflow.core.consistency.vehicle import unready_vehicle
from govflow.core.draft import VEHICLE_TYPES, Draft
from govflow.core.errors import Problem, Severity
from govflow.core.legal_forms import FORMS

_ANSWERED_AS = {"clg_charity": "clg"}
"""Legal forms that the question has no answer of their own for, and the answer that is true of them."""


def as_entered(draft: Draft) -> Mapping[str, str]:
    """What the entry of the vehicle says that is answered too, by the question; "" where it says nothing."""
    if draft.vehicle is None:
        return {}
    form = draft.vehicle.legal_form
    return {"spv_name": draft.vehicle.legal_name, "spv_form": _ANSWERED_AS.get(form, form)}


def entered_otherwise(catalogue: Catalogue, draft: Draft) -> Iterator[Problem]:
    """Where the answers and the entry of the vehicle differ. Forms that cannot be answered are left alone."""
    if draft.type not in VEHICLE_TYPES:
        return
    named = catalogue.questions.get("spv_name")
    if draft.vehicle is None and named is not None and not any(unready_vehicle(given_in(draft))):
        message = "The vehicle is not entered among the members, so it is no party and does not sign."
        mend = "Enter it, if it is to sign."
        yield Problem("TX-16", Severity.WARNING, named.clause, named.name, message, mend)
    for name, entry in as_entered(draft).items():
        question, answer = catalogue.questions.get(name), str(draft.answers.get(name, ""))
        may_be_answered = question is not None and (not question.options or entry in question.options)
        if question is None or not may_be_answered or not entry or not answer or same_name(answer, entry):
            continue
        told, known = _words(answer), _words(entry)
        message = f"This answer says “{told}”, but the vehicle’s entry among the members says “{known}”."
        mend = "Answer as it is entered there, or correct the entry."
        yield Problem("TX-15", Severity.WARNING, question.clause, name, message, mend)


def _words(told: str) -> str:
    return FORMS[told].label if told in FORMS else told
