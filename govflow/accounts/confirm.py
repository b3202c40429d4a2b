"""A fresh code for a vote or a signature: mailed to the person, typed into the browser where they are signed in.

In: the person. Out: a code on its way, or a code found good for one act. It is bound to the session and to this
browser's cookie, so that a code told to somebody else is of no use to them.
"""

import secrets
import uuid
from uuid import UUID

from flask import session
from flask_login import current_user

from govflow.accounts import code_services
from govflow.accounts.code_services import CONFIRM, Asker
from govflow.accounts.queries import person
from govflow.core.errors import Refused

_CONFIRMING = "confirming"


def send_code(person_id: UUID) -> None:
    """Mail the person a fresh code; the one before is good no longer.

    :raises Refused: ``too_many_codes``.
    """
    card = person(person_id)
    assert card is not None
    secret = secrets.token_urlsafe(32)
    asker = Asker(f"session {current_user.session_id}", True)
    code_services.ask(CONFIRM, card.email, asker, _bound(person_id, secret))
    session[_CONFIRMING] = secret


def check_code(person_id: UUID, typed: str, act_key: UUID | None = None) -> None:
    """Check what the person typed. A code is good once, and again for the same act: a form that is sent twice, or
    refused for another reason and sent again, need not be confirmed twice.

    :raises Refused: ``code_wrong``, ``code_used``, ``code_expired``, ``too_many_tries``.
    """
    if _CONFIRMING not in session:
        raise Refused("code_expired")
    code_services.check(CONFIRM, _bound(person_id, session[_CONFIRMING]), typed, act_key or uuid.uuid4())


def _bound(person_id: UUID, secret: str) -> str:
    return f"confirm {current_user.session_id} {person_id} {secret}"
