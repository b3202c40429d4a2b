"""Approval, governing law, joining and signing: CR-68 to CR-71.

In: what is given in a draft. Out: the places that break a rule. Source: docs/domain, section 2.21.
"""

from collections.abc import Iterator

from govflow.core.consistency.given import GivenDraft, Place, choices
from govflow.core.draft import JURISDICTIONS, VEHICLE_ID
from govflow.core.execution import METHOD_WORDS, method_is_open
from govflow.core.words import join_words

ALWAYS_MATERIAL = ("parties", "purpose", "money", "liability", "penalties", "exit", "voting", "term", "data")
SIGNED_AS = {"binding_contract": "simple_contract", "binding_deed": "deed"}


def immaterial_changes(draft: GivenDraft) -> Iterator[Place]:
    missing = draft.lacking("material_changes", ALWAYS_MATERIAL)
    if draft.entries("material_changes") is not None and missing:
        told = f"Changes about {choices(missing)} would not go back to members' boards."
        yield Place("material_changes", told, "Add what is missing to the changes that go back to boards.")


def cannot_sign_so(draft: GivenDraft) -> Iterator[Place]:
    signed, effect = draft.text("sign_as"), draft.text("legal_effect") or ""
    wanted = SIGNED_AS.get(effect)
    if signed is not None and wanted is not None and signed != wanted:
        told = f"The agreement is a {choices([effect])} but is signed as {choices([signed])}."
        yield Place("sign_as", told, f"Sign it as {choices([wanted])}, or change its legal effect.")
    yield from _closed_methods(draft, as_deed=signed == "deed")


def _closed_methods(draft: GivenDraft, *, as_deed: bool) -> Iterator[Place]:
    parties = {VEHICLE_ID: draft.vehicle, **{member.member_id: member for member in draft.members}}
    for number, row in enumerate(draft.rows("signatories")):
        party, method = parties.get(row.text("member_id") or ""), row.text("method")
        if party is None or method is None or method_is_open(party.legal_form, method, as_deed=as_deed):
            continue
        paper = "deed" if as_deed else "contract"
        told = f"{party.name} cannot sign a {paper} by {choices([METHOD_WORDS.get(method, method)])} in its legal form."
        is_open = [
            words
            for code, words in METHOD_WORDS.items()
            if method_is_open(party.legal_form, code, as_deed=as_deed)
        ]
        mend = f"Choose a way of signing that is open to it: {join_words(is_open, 'or')}."
        yield Place(f"signatories[{number}].method", told, mend)


def other_nations(draft: GivenDraft) -> Iterator[Place]:
    law = draft.text("law")
    if law is None or draft.true("cross_border_advice"):
        return
    for number, member in enumerate(draft.members):
        if member.jurisdiction and member.jurisdiction != law:
            there, here = (JURISDICTIONS.get(code, code) for code in (member.jurisdiction, law))
            told = f"{member.name} is in {there}, but the law is that of {here}."
            mend = "Take advice on signing across the border and say so, or choose another law."
            yield Place(f"members[{number}].jurisdiction", told, mend)


def joining_not_by_deed(draft: GivenDraft) -> Iterator[Place]:
    if draft.text("legal_effect") == "binding_deed" and draft.text("accession_instrument") not in (
        None,
        "deed",
    ):
        told = "The agreement is a deed, but a new member joins by a signed form."
        yield Place("accession_instrument", told, "Let new members join by deed.")
