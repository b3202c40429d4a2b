"""The opening: which kind fits, everybody who is in it on one page, and a first draft from the usual choices."""

import uuid
from uuid import UUID

import pytest
from flask import Flask

from govflow.accounts.models import Person
from govflow.agreements.queries import agreement_of, draft_source
from govflow.core.permissions import Role
from govflow.members.queries import parties
from govflow.members.services import found_consortium
from govflow.transaction import transaction
from tests.cast import ALICE, found
from tests.web.checked_pages import CheckedClient, read_page
from tests.web.people import filled, joined, person, signed_in, submit

PURPOSE = "To help people who leave hospital to settle again at home, near those who know them."


@pytest.fixture
def founder(app: Flask) -> CheckedClient:
    dora = person("Dora Fictional")
    with transaction() as session:
        session.get_one(Person, dora).may_found = True
    return signed_in(app, dora)


@pytest.fixture
def empty(app: Flask) -> UUID:
    """A consortium with nobody on its roll."""
    return found_consortium("LB", "Hollin Together", False, (), ALICE, uuid.uuid4())


@pytest.fixture
def facilitator(app: Flask, empty: UUID) -> CheckedClient:
    return signed_in(app, joined(empty, "", Role.FACILITATOR))


def together(consortium_id: UUID) -> str:
    return f"/consortia/{consortium_id}/members/together"


def row(place: int, name: str = "", form: str = "", number: str = "", nation: str = "") -> dict[str, str]:
    return {
        f"rows-{place}-legal_name": name,
        f"rows-{place}-legal_form": form,
        f"rows-{place}-reg_no": number,
        f"rows-{place}-jurisdiction": nation,
    }


def test_from_nothing_to_a_first_draft(founder: CheckedClient) -> None:
    assert "Choose a kind" in founder.get("/").text
    chosen = founder.get("/consortia/new/kind?work=deliver&contract=soon&risk=one").text
    assert "By your answers: lead body" in chosen and "/consortia/new?kind=LB" in chosen
    founded = submit(founder, "/consortia/new?kind=LB", {"title": "Hollin Together"})
    members = {
        **row(0, "Hollin Bank Trust", "clg_charity", "9900001", "england_wales"),
        **row(1, "Careful Steps CIO", "cio", "9900002"),
    }
    entered = submit(founder, founded.location, members)
    first = submit(founder, entered.location, {"purpose_statement": PURPOSE, "lead_body": "LB1"})
    assert first.status_code == 302
    text = founder.get(first.location).text
    assert "Your first draft is written" in text and PURPOSE.rstrip(".") in text
    assert "Hollin Bank Trust" in text and "usual choices stand that nobody has confirmed" in text
    assert 'class="broken"' not in text and "To agree:" in text
