"""The letters of signing: who must do what next, and where; never a word of the agreement.

In: what happened, and the people it concerns. Out: orders of mail for the act to order with itself, each under a
key, so that nobody is told twice.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from govflow.agreements.queries import facts_for_letters
from govflow.core.permissions import Role
from govflow.jobs.services import Order
from govflow.mail import Message, address
from govflow.mail.words import letter
from govflow.members.queries import RoleHolder


def to_each(name: str, people: Iterable[RoleHolder], key: str, facts: Mapping[str, str]) -> tuple[Order, ...]:
    """One letter to everybody, once to each address."""
    subject, text = letter(name, **facts)
    of_address = {one.email: one.person_id for one in people}
    return tuple(
        Message(email, subject, text).order(f"{name}:{key}:{person_id}")
        for email, person_id in of_address.items()
    )


def signature_held(
    agreement_id: UUID, party: str, signed: Iterable[RoleHolder], key: UUID
) -> tuple[Order, ...]:
    """To those who signed: what held means, and how to take it back."""
    facts = {**facts_for_letters(agreement_id), "party": party, "address": _signing(agreement_id)}
    return to_each("signature_held", signed, str(key), facts)


def everything_ready(agreement_id: UUID, holders: Iterable[RoleHolder], key: UUID) -> tuple[Order, ...]:
    """To the chair: nothing stands between the agreement and its release."""
    chairs = [one for one in holders if one.role is Role.CONSORTIUM_CHAIR]
    facts = {**facts_for_letters(agreement_id), "address": f"{address()}/agreements/{agreement_id}/release"}
    return to_each("ready_to_release", chairs, str(key), facts)


def agreement_released(
    agreement_id: UUID, dated: str, holders: Iterable[RoleHolder], key: UUID
) -> tuple[Order, ...]:
    """To everybody who signs or leads: from now on it binds."""
    bound = [one for one in holders if one.role in _BOUND]
    facts = {**facts_for_letters(agreement_id), "dated": dated, "address": _executed(agreement_id)}
    return to_each("agreement_released", bound, str(key), facts)


def agreement_sealed(
    agreement_id: UUID, pdf_sha256: str, holders: Iterable[RoleHolder], key: UUID
) -> tuple[Order, ...]:
    """To everybody: the executed agreement can be downloaded, and how to check it."""
    facts = {**facts_for_letters(agreement_id), "digest": pdf_sha256, "address": _executed(agreement_id)}
    return to_each("agreement_sealed", [one for one in holders if _may_download(one)], str(key), facts)


_BOUND = frozenset({Role.SIGNATORY, Role.CHIEF_OFFICER, Role.CONSORTIUM_CHAIR})


def _may_download(one: RoleHolder) -> bool:
    return one.role not in (Role.OBSERVER, Role.WITNESS)


def _signing(agreement_id: UUID) -> str:
    return f"{address()}/agreements/{agreement_id}/signing"


def _executed(agreement_id: UUID) -> str:
    return f"{address()}/agreements/{agreement_id}/executed"
