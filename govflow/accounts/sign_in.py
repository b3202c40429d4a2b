"""Who is signed in: a thin layer over Flask-Login, with nothing but the person's id in the cookie."""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask
from flask_login import LoginManager, login_user

from govflow.accounts.queries import person


@dataclass(frozen=True)
class SignedIn:
    """The person at the other end, with what Flask-Login asks of one."""

    person_id: UUID
    name: str
    method: str = "link"
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie keeps."""
        return str(self.person_id)


def use_sign_in(app: Flask) -> None:
    """Let an application know who is signed in."""
    # Templates ask their page who reads: the page of an error must not need the database that failed.
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = "strong"
    manager.user_loader(_signed_in)


def sign_in(person_id: UUID) -> None:
    """Sign a person in for this browser."""
    login_user(_signed_in(str(person_id)))


def _signed_in(told: str) -> SignedIn | None:
    try:
        card = person(UUID(told))
    except ValueError:
        return None
    return None if card is None else SignedIn(card.id, card.name)
