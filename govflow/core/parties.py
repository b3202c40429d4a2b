"""The parties as a draft prints them.

In: a draft. Out: everyone who signs, and a marked party where the members or the vehicle are still to be agreed. Then
true: a draft never passes over in silence who there is to be.
"""

from govflow.core.catalogue import Catalogue
from govflow.core.consistency.given import given_in
from govflow.core.consistency.vehicle import unready_vehicle
from govflow.core.draft import VEHICLE_ID, VEHICLE_TYPES, Draft, Member

NAMELESS = "[name of the vehicle: to be agreed]"
NOBODY = Member("", "[members: to be agreed]", "")


def printed_parties(catalogue: Catalogue, draft: Draft) -> tuple[Member, ...]:
    """Everyone who signs, a marked party while there is no member (rule CR-01), and the vehicle that nobody has entered
    while rule CR-03 misses something of it.

    Both rules are errors, so nobody is ever asked to sign for a party that is only printed.
    """
    parties = draft.parties if draft.members else (NOBODY, *draft.parties)
    given = given_in(draft)
    none_signs = draft.type not in VEHICLE_TYPES or not catalogue.instrument.with_vehicle
    if draft.vehicle is not None or none_signs or not any(unready_vehicle(given)):
        return parties
    name, form = given.text("spv_name"), given.text("spv_form")
    return (*parties, Member(VEHICLE_ID, name or NAMELESS, form or ""))
