"""Payment, costs, surplus and deficit, grants, liability and insurance: CR-36, 37, 42, 43, 45 to 48.

In: what is given in a draft. Out: the places that break a rule. Source: docs/domain, section 2.21.
"""

from collections.abc import Iterator
from itertools import pairwise

from govflow.core.consistency.given import GivenDraft, Place, choices, count, figure, pence, pounds, total

PUBLIC_PAYMENT_DAYS = 30  # Procurement Act 2023, sections 68 and 73


def late_public_payment(draft: GivenDraft) -> Iterator[Place]:
    days = draft.number("payment_days")
    if draft.true("public_contract") and days is not None and days > PUBLIC_PAYMENT_DAYS:
        told = (
            f"Members are paid after {count(days, 'day')}; under a public contract the limit is {PUBLIC_PAYMENT_DAYS}"
            " (Procurement Act 2023, sections 68 and 73)."
        )
        yield Place("payment_days", told, f"Give {PUBLIC_PAYMENT_DAYS} or less.")


def paid_when_paid(draft: GivenDraft) -> Iterator[Place]:
    if draft.true("public_contract") and draft.text("payment_trigger") == "pay_when_paid":
        told = "Members are paid only when the lead body or vehicle is paid, which a public contract does not allow."
        yield Place("payment_trigger", told, "Choose another trigger for payment.")


def budget_or_bands_with_gaps(draft: GivenDraft) -> Iterator[Place]:
    items, budget = draft.rows("setup_items"), draft.number("setup_budget")
    spent = total(items, "amount")
    if items and budget is not None and pence(spent) != pence(budget):
        told = f"The set-up items come to {pounds(spent)}, but the set-up budget is {pounds(budget)}."
        yield Place("setup_items", told, "Make the items add up to the budget.")
    yield from _gaps_in_bands(draft)


def _gaps_in_bands(draft: GivenDraft) -> Iterator[Place]:
    ends = [
        (start, number, band.number("income_to"))
        for number, band in enumerate(draft.rows("fee_bands"))
        if (start := band.number("income_from")) is not None
    ]
    for (_, number, end), (following, _, _) in pairwise(sorted(ends, key=lambda band: band[0])):
        if end is not None and pence(end) != pence(following):
            told = f"A fee band ends at {pounds(end)}, but the next begins at {pounds(following)}."
            yield Place(f"fee_bands[{number}].income_to", told, "Let each band end where the next begins.")


def uncapped_charity(draft: GivenDraft) -> Iterator[Place]:
    if draft.text("deficit_rule") == "by_share_uncapped" and draft.has_charity:
        told = "Members share a deficit without a cap, and a member is a charity."
        yield Place("deficit_rule", told, "Cap what each member may have to pay, or choose another rule.")


def grant_does_not_add_up(draft: GivenDraft) -> Iterator[Place]:
    grant, pool = draft.number("grant_total_year"), draft.part("grant_pool_amount")
    shared = total(draft.rows("grant_split"), "amount")
    if grant is not None and grant > 0 and pence(grant) != pence(shared + pool):
        told = (
            f"The grant is {pounds(grant)} a year, but members' {pounds(shared)} and the joint pool's {pounds(pool)}"
            f" make {pounds(shared + pool)}."
        )
        yield Place(
            "grant_total_year", told, "Make the members' amounts and the joint pool add up to the grant."
        )


def unacknowledged_joint_liability(draft: GivenDraft) -> Iterator[Place]:
    if draft.text("liability_model") == "joint_and_several" and not draft.true("joint_several_ack"):
        told = "Each member could have to pay everything, and the boards have not been told so in terms."
        yield Place(
            "joint_several_ack", told, "Tell each board and record it, or choose another model of liability."
        )


def capped_beyond_law(draft: GivenDraft) -> Iterator[Place]:
    missing = draft.lacking("cap_exclusions", ("death_injury", "fraud"))
    if draft.entries("cap_exclusions") is not None and missing:
        told = f"The cap on liability does not leave out {choices(missing)}, which can never be capped."
        yield Place("cap_exclusions", told, "Add what is missing to what is outside the cap.")


def under_insured(draft: GivenDraft) -> Iterator[Place]:
    covers = [
        cover for row in draft.rows("insurance_cover") if (cover := row.number("min_amount")) is not None
    ]
    cap, worths = draft.number("cap_pct"), [draft.worth_of(member_id) for member_id in draft.ids]
    if draft.text("cap_basis") != "pct_annual_allocation" or cap is None or not covers or not worths:
        return
    needed = max(worths) * cap / 100
    if pence(max(covers)) < pence(needed):
        told = (
            f"The largest cover is {pounds(max(covers))}, but the liability cap of the largest allocation is"
            f" {pounds(needed)} ({figure(cap)}% of {pounds(max(worths))})."
        )
        yield Place(
            "insurance_cover", told, "Ask for more cover, lower the cap, or record why this is enough."
        )
