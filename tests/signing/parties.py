"""The people of a signing: an agreement that every board approved, and signatories with browsers of their own."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from govflow.accounts.queries import person
from govflow.clock import SetClock
from govflow.core.permissions import Role
from govflow.overview.rehearsal import Rehearsal
from govflow.signing.ceremony_services import plan_way
from tests.cast import ALICE
from tests.stage import BEGUN, PRECEDENTS, SIX, carried, cast
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import code_in_mail, filled, joined, signed_in

WITNESS = {
    "name": "Wyn Neighbour",
    "address": "5 Fictional Row\nHollin\nHX9 9ZZ",
    "occupation": "Teacher",
    "present": "y",
    "adult": "y",
}


@dataclass
class Signing:
    """An agreement ready to be signed, and how to take part in it."""

    app: Flask
    play: Rehearsal

    @property
    def address(self) -> str:
        """Where the agreement's pages are."""
        return f"/agreements/{self.play.agreement_id}"

    def of(self, member: str, page: str) -> str:
        """A page of one party."""
        return f"{self.address}/signing/{member}/{page}"

    def plan(self, member: str, method: str) -> None:
        """Plan how a party signs."""
        plan_way(self.play.agreement_id, member, method, "", ALICE, uuid.uuid4())

    def signatory(self, member: str, name: str) -> "Somebody":
        """A signatory of a party, signed in."""
        return self.somebody(member, name, Role.SIGNATORY)

    def somebody(self, member: str, name: str, *roles: Role) -> "Somebody":
        """Anybody with roles at a party, signed in."""
        email = f"{name.lower().replace(' ', '.')}.{uuid.uuid4().hex[:6]}@example.org"
        who = joined(self.play.consortium_id, member, *roles, name=name, email=email)
        return Somebody(self, member, who, signed_in(self.app, who))

    def sign_the_rest(self, *but: str) -> None:
        """Everybody else signs, and what must happen first has happened."""
        self.play.sign(tuple(member for member in SIX if member not in but), "0.9")
        self.play.meet_precedents(PRECEDENTS, "chair", "Minute 4")


@dataclass
class Somebody:
    """A person at a browser."""

    signing: Signing
    member: str
    id: UUID
    browser: CheckedClient

    @property
    def name(self) -> str:
        """As they are known."""
        found = person(self.id)
        assert found is not None
        return found.name

    @property
    def email(self) -> str:
        """Where their codes go."""
        found = person(self.id)
        assert found is not None
        return found.email

    def sees(self, page: str = "") -> str:
        """What a page of the agreement says."""
        answer = self.browser.get(f"{self.signing.address}/{page or 'signing'}", follow_redirects=True)
        return words(read_page(answer.text).find(".//main"))

    def presses(
        self, address: str, fields: Mapping[str, object] | None = None, button: str = ""
    ) -> TestResponse:
        """Fill in the form of a page and press its button, or another one by its name."""
        answer = self.browser.get(address, follow_redirects=True)
        here = answer.request.full_path.rstrip("?")
        return self.sends(answer, here, fields, button)

    def sends(
        self, page: TestResponse, here: str, fields: Mapping[str, object] | None = None, button: str = ""
    ) -> TestResponse:
        """Send the form of a page that is open already."""
        forms = [
            each for each in read_page(page.text).findall(".//main//form") if each.get("method") == "post"
        ]
        assert forms, words(read_page(page.text).find(".//main"))
        told = {**filled(forms[0]), **(fields or {}), **({button: "1"} if button else {})}
        return self.browser.post(forms[0].get("action") or here, data=told)

    def code(self) -> str:
        """The newest code mailed to them."""
        return code_in_mail(self.signing.app, self.email)

    def comes_to_sign(self, name: str = "", office: str = "Director", place: int | None = None) -> str:
        """Read, agree and say who they are; the address of the last step."""
        sign = self.signing.of(self.member, "sign")
        page = read_page(self.browser.get(sign).text)
        ticks = [each.get("value") for each in page.findall(".//input[@name='read']")]
        assert ticks, words(page.find(".//main"))
        assert self.presses(sign, {"read": ticks}).location == f"{sign}?step=consent"
        assert self.presses(f"{sign}?step=consent", {"consent": "y"}).location == f"{sign}?step=name"
        told = {"name": name or self.name, "office": office}
        told |= {} if place is None else {"place": str(place)}
        answer = self.presses(f"{sign}?step=name", told)
        assert answer.location == f"{sign}?step=sign", words(read_page(answer.text).find(".//main"))
        return answer.location

    def signs(self, name: str = "", office: str = "Director", place: int | None = None) -> TestResponse:
        """Go through every step and sign."""
        last = self.comes_to_sign(name, office, place)
        asked = self.presses(last, button="send_code")
        assert asked.status_code == 200
        return self.sends(asked, last, {"code": self.code()})

    def lets_witness(self, **told: str | None) -> TestResponse:
        """Hand the device to the witness, who signs. None: a box that is not ticked."""
        fields = {name: value for name, value in {**WITNESS, **told}.items() if value is not None}
        return self.presses(self.signing.of(self.member, "witness"), fields)


def ready(
    app: Flask, clock: SetClock, others: Mapping[str, Mapping[str, Any]] | None = None, **answers: object
) -> Signing:
    """An agreement that every board approved.

    ``others``: what is otherwise about some parties; ``answers``: other answers of the agreement.
    """
    told, changed = cast(), others or {}
    given = {**told.amendment.answers, **answers}
    table = given["signatories"]
    assert isinstance(table, list)
    given["signatories"] = [_signing_by(row, changed) for row in table]
    play = Rehearsal(
        replace(
            told,
            parties=tuple(
                replace(each, member=replace(each.member, **changed.get(each.member.member_id, {})))
                for each in told.parties
            ),
            amendment=replace(told.amendment, answers=given),
        ),
        clock,
        BEGUN,
    )
    play.circulate("0.9", None, {})
    for member in SIX:
        play.resolve(member, "0.9", carried())
    return Signing(app, play)


def _signing_by(row: dict[str, object], changed: Mapping[str, Mapping[str, str]]) -> dict[str, object]:
    method = changed.get(str(row["member_id"]), {}).get("execution_method")
    return row if method is None else {**row, "method": method}


def trustees(method: str) -> dict[str, str]:
    """What a charitable trust is that signs by a method."""
    return {"legal_form": "charitable_trust", "execution_method": method}
