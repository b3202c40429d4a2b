"""The lead body and the vehicle: CR-03, 04, 30, 41, 44, 73, 74.

In: what is given in a draft. Out: the places that break a rule. Source: docs/domain, section 2.21.
"""

from collections.abc import Iterator
from fractions import Fraction

from govflow.core.consistency.given import GivenDraft, Place, choices, count, figure
from govflow.core.draft import VEHICLE_TYPES
from govflow.core.legal_forms import FORMS, is_incorporated

DIRECTORS = ("spv_member_directors", "spv_independent_directors", "spv_executive_directors")
NON_DISTRIBUTING = ("cic_clg", "cio", "cbs")
ASSET_LOCKED = ("cic_clg", "cic_cls")
WITHOUT_SHARES = ("clg", "cic_clg", "cio")
SHARE_OWNERSHIP = ("equal_shares", "by_delivery", "by_investment", "one_share_each")


def unready_vehicle(draft: GivenDraft) -> Iterator[Place]:
    if draft.type not in VEHICLE_TYPES:
        return
    if draft.text("spv_name") is None:
        yield Place("spv_name", "The vehicle has no name.", "Say what the company or society is called.")
    if draft.text("spv_form") is None:
        yield Place(
            "spv_form", "The vehicle has no legal form.", "Choose the legal form of the company or society."
        )
    if not draft.vehicle_is_party:
        told = "The vehicle does not sign as a party."
        yield Place("vehicle_is_party", told, "Make the company or society a party to the agreement.")


def unfit_lead_body(draft: GivenDraft) -> Iterator[Place]:
    if draft.type != "LB":
        return
    lead = draft.text("lead_body")
    named = [member for member in draft.members if member.member_id == lead]
    if any(member.member_class == "full" and _incorporated(member.legal_form) for member in named):
        return
    if lead is None:
        told = "There is no lead body."
    elif not named:
        told = f"The lead body is “{lead}”, which is not a member."
    elif named[0].member_class != "full":
        told = f"The lead body, {named[0].name}, is not a full member."
    else:
        told = f"The lead body, {named[0].name}, is not incorporated."
    yield Place("lead_body", told, "Choose a full member that is incorporated.")


def _incorporated(form: str) -> bool:
    return bool(form) and is_incorporated(form)


def lead_delivers_too_much(draft: GivenDraft) -> Iterator[Place]:
    share, most = draft.number("lead_delivery_pct"), draft.number("lead_max_delivery_pct")
    if share is not None and most is not None and share > most:
        told = f"The lead body delivers {figure(share)}% itself, but may deliver at most {figure(most)}%."
        yield Place("lead_delivery_pct", told, "Let it deliver less, or raise the limit.")


def unsafe_cost_sharing(draft: GivenDraft) -> Iterator[Place]:
    if not draft.true("vat_cost_sharing"):
        return
    if draft.type not in VEHICLE_TYPES:
        told = "The VAT cost-sharing exemption needs a separate company or society."
        yield Place(
            "vat_cost_sharing", told, "Do not rely on the exemption, or choose a type with a vehicle."
        )
    if draft.text("charge_basis") not in (None, "at_cost"):
        told = "The VAT cost-sharing exemption needs services to be charged at cost."
        yield Place("charge_basis", told, "Charge at cost, or do not rely on the exemption.")
    if draft.part("markup_pct") > 0:
        told = f"There is a mark-up of {figure(draft.part('markup_pct'))}%; the VAT cost-sharing exemption allows none."
        yield Place("markup_pct", told, "Set the mark-up to 0, or do not rely on the exemption.")


def shares_out_surplus(draft: GivenDraft) -> Iterator[Place]:
    form = draft.text("spv_form")
    if form not in NON_DISTRIBUTING:
        return
    if draft.text("surplus_rule") == "by_share":
        told = f"A surplus is shared out among the members, which a {FORMS[form].label} may not do."
        yield Place("surplus_rule", told, "Keep the surplus in the work, or choose another form of vehicle.")
    rule = draft.text("profit_rule")
    if rule in ("dividend", "patronage"):
        told = f"Profit goes to the members as {rule}, which a {FORMS[form].label} may not do."
        yield Place("profit_rule", told, "Choose no distribution, or choose another form of vehicle.")


def directors_do_not_add_up(draft: GivenDraft) -> Iterator[Place]:
    directors, parts = draft.number("spv_directors_total"), [draft.part(name) for name in DIRECTORS]
    if directors is not None and directors != sum(parts):
        member, independent, executive = map(figure, parts)
        told = (
            f"There are {count(directors, 'director')}, but {member} from members, {independent} independent and"
            f" {executive} executive make {figure(sum(parts, Fraction(0)))}."
        )
        yield Place("spv_directors_total", told, "Make the kinds of director add up to the total.")


def wrong_lock_or_shares(draft: GivenDraft) -> Iterator[Place]:
    form, ownership = draft.text("spv_form"), draft.text("ownership_basis")
    if form in ASSET_LOCKED and not draft.true("asset_lock"):
        told = "The vehicle is a community interest company, which must have an asset lock."
        yield Place("asset_lock", told, "Confirm the asset lock, or choose another form of vehicle.")
    if form in WITHOUT_SHARES and ownership in SHARE_OWNERSHIP:
        told = f"A {FORMS[form].label} has no shares, but it is owned by {choices([ownership])}."
        yield Place("ownership_basis", told, "Choose ownership by guarantee only, or a form with shares.")
