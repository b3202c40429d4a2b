"""Somebody with a browser and a link."""

from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from govflow.accounts.services import SIGN_IN, open_link
from tests.web.checked_pages import read_page


def link_to(agreement_id: UUID, person_id: UUID) -> str:
    """A one-use link to an agreement for a person: its path."""
    return f"/open/{open_link(person_id, SIGN_IN, f'/agreements/{agreement_id}')}"


def token_of(client: FlaskClient, address: str) -> str:
    """The token in the form of a page."""
    token = read_page(client.get(address).text).find(".//input[@name='csrf_token']")
    assert token is not None
    return token.attrib["value"]


def press_open(client: FlaskClient, link: str) -> TestResponse:
    """Open a link's page and press its button."""
    return client.post(link, data={"csrf_token": token_of(client, link)})
