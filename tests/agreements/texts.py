"""Agreements in the browser: drafted, frozen, and read by people with roles."""

import uuid
from uuid import UUID

from flask import Flask

from govflow.agreements.queries import agreement, consortium_of
from govflow.agreements.services import Rewording, record_answer, reword
from govflow.agreements.version_services import Freezing, Reasons
from govflow.approvals.circulation_services import circulate
from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.journal.perform import Actor
from govflow.members.queries import parties
from tests.agreements.begun import begun, example
from tests.web.checked_pages import CheckedClient
from tests.web.people import joined, person, signed_in


def drafted(source: dict[str, object] | None = None) -> UUID:
    """An agreement that members work on."""
    return begun(source or example("lead_body_6"), person())


def reader_of(app: Flask, agreement_id: UUID, *roles: Role, name: str = "Alice Fictional") -> CheckedClient:
    """A browser of somebody with roles at the first party of an agreement; a board member if none is said."""
    consortium_id = consortium_of(agreement_id)
    assert consortium_id is not None
    code = parties(consortium_id)[0].code
    return signed_in(app, joined(consortium_id, code, *(roles or (Role.BOARD_MEMBER,)), name=name))


def by(person_id: UUID | None = None) -> Actor:
    """Somebody who acts."""
    return Actor(person_id or person(), None, "email_code")


def revision(agreement_id: UUID) -> int:
    """The draft's revision now."""
    db.session.rollback()  # what a browser did meanwhile is to be seen
    found = agreement(agreement_id)
    assert found is not None
    return found.revision


def answered(agreement_id: UUID, question: str, value: object) -> None:
    """Somebody answers a question."""
    record_answer(agreement_id, question, value, revision(agreement_id), by(), uuid.uuid4())


def reworded(agreement_id: UUID, clause: str, words: str | None, who: UUID | None = None) -> None:
    """Somebody puts a clause in other words."""
    reword(agreement_id, clause, Rewording(words, "Plainer"), revision(agreement_id), by(who), uuid.uuid4())


def frozen(agreement_id: UUID, name: str = "0.9", who: UUID | None = None) -> None:
    """Freeze the draft and put it to the boards."""
    freezing = Freezing(name, why="For the boards", reasons=Reasons(otherwise="They know each other"))
    circulate(agreement_id, freezing, None, by(who), uuid.uuid4())
