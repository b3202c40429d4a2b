"""The same cast everywhere: a lead body, a careful charity, a hurried CIC; entirely fictional."""

import uuid
from decimal import Decimal

from govflow.core.counting import BoardRules
from govflow.core.draft import Member
from govflow.journal.leaf import Actor
from govflow.members.services import NewParty, found_consortium

BOARD = BoardRules(seats=9, in_office=9, quorum=3, chair_casting=True)

LEAD_BODY = Member(
    "LB1",
    legal_name="Hollin Bank Trust",
    legal_form="clg_charity",
    is_charity=True,
    reg_no="99000001",
    jurisdiction="england_wales",
    registered_office="1 Fictional Lane, Hollin",
    member_class="full",
    annual_income=Decimal(1250000),
    role="Lead body",
    execution_method="director_and_witness",
)
CAREFUL_CHARITY = Member("LB2", legal_name="Careful Steps CIO", legal_form="cio", is_charity=True)
HURRIED_CIC = Member("LB3", legal_name="Quick Start CIC", legal_form="cic_clg")

ALICE = Actor(uuid.UUID("a11ce000-0000-4000-8000-000000000001"), None, "rehearsal")


def found(key: uuid.UUID | None = None, title: str = "Hollin Partnership") -> uuid.UUID:
    """A consortium of the three, founded by Alice."""
    parties = [NewParty(member, board=BOARD) for member in (LEAD_BODY, CAREFUL_CHARITY, HURRIED_CIC)]
    return found_consortium("LB", title, False, parties, ALICE, key or uuid.uuid4())
