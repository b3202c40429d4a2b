"""A problem is mended with one press, where there is one sensible way to."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from werkzeug import Response

from govflow.agreements.mends import MendForm, Offer, offered
from govflow.agreements.question_asking import Asking, asking_of, label_of
from govflow.agreements.services import Amendment, Rewording
from govflow.agreements.services import mend as mend_draft
from govflow.core.errors import Refused
from govflow.core.fingerprint import plain
from govflow.core.permissions import Permission
from govflow.core.text import typographic
from govflow.members.services import key_of
from govflow.web.access import notice, policy

rooms = Blueprint("mends", __name__)

GONE = "That is settled already, or stands otherwise now: nothing was changed. Look at what is still open."
REFUSED = {
    "someone_else_answered": "Somebody changed the draft at the same moment, so nothing was mended. Look again.",
    "already_released": "The agreement is signed and dated: its text no longer changes.",
}


@rooms.post("/agreements/<uuid:agreement_id>/mend")
@policy(Permission.QUESTION_ANSWER, Permission.OWN_QUESTION_ANSWER, Permission.CLAUSE_REWORD)
def mend(agreement_id: UUID) -> Response:
    """Mend a problem. Which mend was meant is looked up again: the form only names it."""
    asking, form = asking_of(agreement_id), MendForm()
    chosen = offered(asking.examined, request.form.get("mend", ""))
    if chosen is None or not asking.may_mend(chosen):
        notice(GONE)
    else:
        _mend(asking, form, chosen)
    return redirect(_back(asking, form.back.data or ""))


def _mend(asking: Asking, form: MendForm, chosen: Offer) -> None:
    amendment = Amendment(
        {name: plain(value) for name, value in chosen.mend.answers.items()},
        {name: Rewording(words, chosen.words) for name, words in chosen.mend.reworded.items()},
    )
    # The buttons of a page share one form: each is an act of its own, and so is the same mend of a later draft.
    key = key_of(form.act_key, f"{chosen.id} {asking.revision}")
    try:
        mend_draft(asking.agreement_id, amendment, asking.revision, asking.reader.actor, key)
    except Refused as no:
        if no.code not in REFUSED:
            raise
        notice(REFUSED[no.code])
    else:
        notice(f"Done: {chosen.words}.", *_history(asking, chosen))


def _history(asking: Asking, chosen: Offer) -> tuple[str, str]:
    """Where what was there before can be put back."""
    if chosen.questions:
        label = typographic(label_of(asking.catalogue.questions[chosen.questions[0]]))
        address = url_for("questions.history", agreement_id=asking.agreement_id, question=chosen.questions[0])
        return f"Earlier answers to “{label}”", address
    clause = next(iter(chosen.mend.reworded))
    return "See its words", url_for("agreements.edit", agreement_id=asking.agreement_id, clause=clause)


def _back(asking: Asking, name: str) -> str:
    """The page that the button was on."""
    if name in asking.asked:
        return asking.url(name)
    endpoint = "questions.check" if name == "check" else "agreements.read"
    return url_for(endpoint, agreement_id=asking.agreement_id)
