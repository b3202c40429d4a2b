"""Who does what, where and when; sub-contracts, staff and shared services: CR-31 to 35, 38 to 40, 75, 76.

In: what is given in a draft. Out: the places that break a rule. Source: docs/domain, section 2.21.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from govflow.core.consistency.foundations import end_of_term
from govflow.core.consistency.given import (
    Given,
    GivenDraft,
    Place,
    count,
    figure,
    in_quotes,
    pence,
    pounds,
    total,
)
from govflow.core.draft import VEHICLE_ID
from govflow.core.words import day

HALF_A_PENNY = Fraction(1, 200)
TUPE_DAYS = 28  # Transfer of Undertakings (Protection of Employment) Regulations 2006, regulation 11(6)
LONGEST_MONTH = 31
EVERYBODY = "all"


def over_contract_value(draft: GivenDraft) -> Iterator[Place]:
    contract = draft.number("contract_value_annual")
    if contract is None:
        return
    fee = draft.number("lead_fee_pct")
    fee = draft.part("hub_fee_pct") if fee is None else fee
    delivery, managing = total(draft.rows("delivery_matrix"), "annual_value"), contract * fee / 100
    evaluation = contract * draft.part("evaluation_budget_pct") / 100
    if delivery + managing + evaluation - contract > HALF_A_PENNY:
        told = (
            f"Delivery {pounds(delivery)}, the fee {pounds(managing)} and evaluation {pounds(evaluation)} come to"
            f" {pounds(delivery + managing + evaluation)} a year, over the contract value of {pounds(contract)}."
        )
        yield Place("delivery_matrix", told, "Lower the delivery values, the fee or the evaluation budget.")


def not_one_accountable(draft: GivenDraft) -> Iterator[Place]:
    services: dict[tuple[str | None, str | None], list[tuple[int, Given]]] = {}
    for number, row in enumerate(draft.rows("delivery_matrix")):
        services.setdefault((row.text("service"), row.text("where")), []).append((number, row))
    for (service, where), rows in services.items():
        accountable = [number for number, row in rows if row.text("role") == "accountable"]
        if len(accountable) == 1:
            continue
        called = f"“{service or 'A service without a name'}” in {where or 'no stated area'}"
        told = f"{called} has {len(accountable) or 'no'} accountable members; it needs exactly one."
        # The row to mend: the second that claims the service, or the first that could.
        number = accountable[1] if accountable else rows[0][0]
        mend = "Make exactly one member accountable for it, and the others supporting."
        yield Place(f"delivery_matrix[{number}].role", told, mend)


def outside_the_term(draft: GivenDraft) -> Iterator[Place]:
    first, last = draft.day("start_date"), end_of_term(draft)
    for number, row in enumerate(draft.rows("delivery_matrix")):
        place, start = f"delivery_matrix[{number}]", row.day("start")
        if first and start and start < first:
            told = f"{_row(number)} starts on {day(start)}, before the term on {day(first)}."
            yield Place(f"{place}.start", told, "Choose a later start, or an earlier start of the term.")
        yield from _bad_end(place, number, row, last)


def _bad_end(place: str, number: int, row: Given, last: date | None) -> Iterator[Place]:
    start, end = row.day("start"), row.day("end")
    if start and end and end <= start:
        told = f"{_row(number)} ends on {day(end)}, which is not after its start on {day(start)}."
    elif end and last and end > last:
        told = f"{_row(number)} ends on {day(end)}, after the term with its extension on {day(last)}."
    else:
        return
    yield Place(
        f"{place}.end", told, "Choose an end after the start and inside the term, or change the term."
    )


def _row(number: int) -> str:
    return f"Row {number + 1} of the delivery matrix"


def outlives_run_off(draft: GivenDraft) -> Iterator[Place]:
    last = end_of_term(draft, with_run_off=True)
    for number, row in enumerate(draft.rows("delivery_matrix")):
        end = row.day("end")
        if end and last and end > last:
            ends = f"ends on {day(end)}, after the term and its run-off on {day(last)}"
            mend = "Choose an earlier end, a longer term or a longer run-off, or record why it must last so long."
            yield Place(f"delivery_matrix[{number}].end", f"{_row(number)} {ends}.", mend)


def idle_members(draft: GivenDraft) -> Iterator[Place]:
    if draft.type not in ("LB", "SPV"):
        return
    placed = {row.text("member_id") for row in draft.rows("delivery_matrix")}
    for number, member in draft.full_members:
        if member.member_id not in placed and not draft.has("reserve_members", member.member_id):
            told = f"{member.name} is a full member but delivers nothing and is not a reserve."
            yield Place(
                f"members[{number}].member_id", told, "Give it a delivery row, or list it among the reserves."
            )


def outside_the_area(draft: GivenDraft) -> Iterator[Place]:
    territory = draft.entries("territory")
    for number, row in enumerate(draft.rows("delivery_matrix")):
        where = row.text("where")
        if where is not None and territory is not None and where not in territory:
            told = f"{_row(number)} is in “{where}”, which is not one of your areas."
            mend = "Add it to your areas, or correct the row."
            yield Place(f"delivery_matrix[{number}].where", told, mend)


def too_much_outside(draft: GivenDraft) -> Iterator[Place]:
    most, allowed = draft.number("external_max_pct"), draft.number("head_contract_subcontract_limit_pct")
    allowed = Fraction(100) if allowed is None else allowed
    if most is not None and most > allowed:
        told = f"Up to {figure(most)}% may go to outside sub-contractors; the main contract allows {figure(allowed)}%."
        yield Place("external_max_pct", told, f"Give {figure(allowed)} or less.")


def late_staff_details(draft: GivenDraft) -> Iterator[Place]:
    days = draft.number("tupe_info_days")
    if draft.text("tupe_expected") in ("yes", "unknown") and days is not None and days < TUPE_DAYS:
        told = f"Staff may transfer, and their details are due only {count(days, 'day')} before."
        yield Place(
            "tupe_info_days", told, f"Ask for them at least {TUPE_DAYS} days before, or record why not."
        )


def services_of_strangers(draft: GivenDraft) -> Iterator[Place]:
    parties = {*draft.ids, VEHICLE_ID}
    services = draft.rows("shared_services")
    for number, row in enumerate(services):
        provider, users = row.text("provider"), row.entries("users") or ()
        if provider is not None and provider not in parties:
            told = f"Shared service {number + 1} is provided by “{provider}”, which is not a party."
            yield Place(f"shared_services[{number}].provider", told, "Name a member, or SPV for the vehicle.")
        strangers = [user for user in users if user not in parties and user != EVERYBODY]
        if strangers:
            are = "is not a party" if len(strangers) == 1 else "are not parties"
            told = f"Shared service {number + 1} is used by {in_quotes(strangers)}, which {are}."
            yield Place(
                f"shared_services[{number}].users", told, "Name members, SPV for the vehicle, or all."
            )
    exit_days, leaving = draft.number("sla_exit_days"), draft.number("leave_notice_months")
    if services and exit_days is not None and leaving is not None and exit_days > leaving * LONGEST_MONTH:
        told = (
            f"Notice to stop a shared service is {count(exit_days, 'day')}, longer than the"
            f" {count(leaving, 'month')} of notice to leave."
        )
        yield Place(
            "sla_exit_days", told, "Shorten the notice to stop a service, or lengthen the notice to leave."
        )


def too_dependent(draft: GivenDraft) -> Iterator[Place]:
    most = draft.number("max_dependency_pct")
    for number, member in enumerate(draft.members):
        if most is None or member.annual_income is None:
            continue
        worth, income = draft.worth_of(member.member_id), Fraction(member.annual_income)
        if pence(worth) > pence(income * most / 100):
            told = (
                f"{member.name} would get {pounds(worth)} a year from this work, over {figure(most)}% of its income of"
                f" {pounds(income)}."
            )
            mend = "Give it less of the work, raise the limit, or record why it is safe."
            yield Place(f"members[{number}].annual_income", told, mend)
