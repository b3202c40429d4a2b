"""People of the tests: with roles, signed in, and pressing buttons as people do."""

import re
import uuid
from collections.abc import Mapping
from email import message_from_bytes, policy
from pathlib import Path
from uuid import UUID
from xml.etree.ElementTree import Element

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from govflow.accounts.services import add_person, open_link
from govflow.core.permissions import Role
from govflow.extensions import db
from govflow.jobs.worker import drain
from govflow.members.queries import party
from govflow.members.services import Post, give_roles
from tests.cast import ALICE
from tests.web.checked_pages import CheckedClient, read_page

SIGN_IN = "sign_in"


def person(name: str = "Alice Fictional", email: str = "") -> UUID:
    """Somebody new."""
    return add_person(name, email or f"{uuid.uuid4().hex[:12]}@example.org", ALICE, uuid.uuid4())


def joined(
    consortium_id: UUID, code: str, *roles: Role, name: str = "Alice Fictional", email: str = ""
) -> UUID:
    """Somebody new with roles at a party of a consortium; code "": at none."""
    identity = person(name, email)
    also(identity, consortium_id, code, *roles)
    return identity


def also(person_id: UUID, consortium_id: UUID, code: str, *roles: Role, granted: bool = False) -> None:
    """Give somebody more roles."""
    found = party(consortium_id, code) if code else None
    post = Post(consortium_id, None if found is None else found.id)
    give_roles(post, person_id, roles, ALICE, uuid.uuid4(), granted=granted)


def signed_in(app: Flask, person_id: UUID) -> CheckedClient:
    """A browser of their own, signed in."""
    app.test_client_class = CheckedClient
    browser = app.test_client()
    assert isinstance(browser, CheckedClient)
    link = f"/open/{open_link(person_id, SIGN_IN, '/')}"
    answer = submit(browser, link)
    assert answer.status_code in {302, 303}, answer.text
    return browser


def token_of(client: FlaskClient, address: str) -> str:
    """The token in the first form of a page."""
    token = read_page(client.get(address).text).find(".//input[@name='csrf_token']")
    assert token is not None
    return token.attrib["value"]


def submit(
    client: CheckedClient, address: str, fields: Mapping[str, object] | None = None, form: str = ""
) -> TestResponse:
    """Open a page, fill in its form and press its button. ``form``: a part of the form's own address."""
    page = read_page(client.get(address).text)
    forms = [each for each in page.findall(".//main//form") if each.get("method") == "post"]
    chosen = next(each for each in forms if form in each.get("action", ""))
    answer = client.post(chosen.get("action") or address, data={**filled(chosen), **(fields or {})})
    # What the test read before the act is read anew after it.
    db.session.rollback()
    return answer


def filled(form: Element) -> dict[str, object]:
    """What a form would send as it stands, its buttons left out."""
    sent: dict[str, object] = {}
    for control in form.iter():
        name, kind = control.get("name"), control.get("type", "text")
        if not name or kind in {"submit", "file", "button"}:
            continue
        if control.tag == "input":
            if kind in {"checkbox", "radio"} and control.get("checked") is None:
                continue
            sent[name] = control.get("value", "on" if kind == "checkbox" else "")
        elif control.tag == "textarea":
            sent[name] = control.text or ""
        elif control.tag == "select":
            options = list(control.iter("option"))
            chosen = [each for each in options if each.get("selected") is not None] or options[:1]
            sent[name] = chosen[0].get("value", "") if chosen else ""
    return sent


def mailed(app: Flask, email: str) -> list[str]:
    """The text of every message to an address, oldest first, once the outbox is emptied."""
    drain()
    folder = Path(app.instance_path) / "mail"
    found = []
    for path in sorted(folder.glob("*.eml"), key=lambda each: each.stat().st_mtime_ns):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        if message["To"] == email:
            found.append(f"{message['Subject']}\n\n{message.get_content()}")
    return found


def code_in_mail(app: Flask, email: str) -> str:
    """The newest code mailed to an address."""
    found = re.findall(r"\b\d{6}\b", mailed(app, email)[-1])
    assert len(found) == 1, found
    return str(found[0])
