"""Measures, putting things right and penalties: CR-49 to CR-54.

In: what is given in a draft. Out: the places that break a rule. Source: docs/domain, section 2.21.
"""

from collections.abc import Iterator

from govflow.core.consistency.given import NOTHING, GivenDraft, Place, choices, count, figure, pence, pounds

LARGE_CONTRACT = 5_000_000
LARGE_CONTRACT_KPIS = 3
PERIOD_DAYS = {"monthly": 30, "quarterly": 91, "half_yearly": 182, "annual": 365}
LEAST_WORDS = 20
MODEST_CAP_PCT = 15


def unfinished_kpis(draft: GivenDraft) -> Iterator[Place]:
    kpis = draft.rows("kpis")
    for number, row in enumerate(kpis):
        for column, mend in (
            ("target", "Say what is good enough."),
            ("owner", "Name the member who answers for it."),
            ("frequency", "Say how often it is measured."),
        ):
            if row.lacks(column):
                told = f"Measure {number + 1} ({row.text('name') or 'without a name'}) has no {column}."
                yield Place(f"kpis[{number}].{column}", told, mend)
    worth = draft.part("contract_value_annual") * draft.part("initial_term_months") / 12
    if (
        draft.true("public_contract")
        and pence(worth) > LARGE_CONTRACT * 100
        and len(kpis) < LARGE_CONTRACT_KPIS
    ):
        told = (
            f"A public contract worth {pounds(worth)} over its term has {count(len(kpis), 'measure')} (KPIs)."
        )
        mend = f"Agree at least {LARGE_CONTRACT_KPIS}: it is worth over {pounds(LARGE_CONTRACT + NOTHING)}."
        yield Place("kpis", told, mend)


def remedy_out_of_step(draft: GivenDraft) -> Iterator[Place]:
    frequency = draft.text("report_frequency")
    if draft.number("trigger_periods") is None or frequency is None:
        return
    due, period = draft.number("plan_due_days"), PERIOD_DAYS.get(frequency)
    if due is not None and period is not None and due >= period:
        told = f"A plan is due after {count(due, 'day')}, when the next period of {period} days has ended."
        yield Place("plan_due_days", told, f"Ask for the plan in under {period} days, or report less often.")
    for number, row in enumerate(draft.rows("kpis")):
        own = row.text("frequency")
        if row.values.get("penalised") is not False and own is not None and own != frequency:
            told = f"Measure {number + 1} is {choices([own])}, but reports, which count, are {choices([frequency])}."
            mend = "Measure it as often as members report, or take it out of the money consequences."
            yield Place(f"kpis[{number}].frequency", told, mend)


def unfounded_penalties(draft: GivenDraft) -> Iterator[Place]:
    if not draft.true("penalties_used"):
        return
    words = len((draft.text("legit_interest") or "").split())
    if words < LEAST_WORDS:
        told = f"The reason for penalties has {count(words, 'word')}; the law asks what real interest they protect."
        yield Place("legit_interest", told, f"Explain it in at least {LEAST_WORDS} words.")
    if draft.number("penalty_total_cap_pct") is None:
        told = "There are financial penalties but no cap on what a member can lose in a year."
        yield Place("penalty_total_cap_pct", told, "Give a total cap.")


def caps_over_total(draft: GivenDraft) -> Iterator[Place]:
    cap, held = draft.number("penalty_total_cap_pct"), draft.part("withhold_cap_pct")
    sums = draft.part("ld_cap_pct") if draft.rows("ld_table") else NOTHING
    if draft.true("penalties_used") and cap is not None and held + sums > cap:
        told = (
            f"Up to {figure(held)}% may be held back and {figure(sums)}% taken in fixed sums, together over the total"
            f" cap of {figure(cap)}%."
        )
        yield Place("penalty_total_cap_pct", told, "Lower one of the two caps, or raise the total cap.")


def unfinished_fixed_sums(draft: GivenDraft) -> Iterator[Place]:
    table = draft.rows("ld_table")
    for number, row in enumerate(table):
        for column, mend in (
            ("reason", "Say why this sum is fair."),
            ("unit", "Say what it is counted by, such as a day or a week."),
            ("rate", "Give the sum for each unit."),
            ("cap", "Give the most that can be taken."),
        ):
            if row.lacks(column):
                yield Place(f"ld_table[{number}].{column}", f"Fixed sum {number + 1} has no {column}.", mend)
    rates = {None if rate is None else pence(rate) for rate in (row.number("rate") for row in table)}
    if len(table) > 1 and len(rates) == 1 and None not in rates:
        told = "All the fixed sums are equal: sums must differ with how grave the breach is."
        yield Place("ld_table", told, "Set each sum by the harm that its breach does.")


def heavy_penalties(draft: GivenDraft) -> Iterator[Place]:
    cap = draft.number("penalty_total_cap_pct")
    if draft.true("penalties_used") and cap is not None and cap > MODEST_CAP_PCT:
        told = f"A member can lose up to {figure(cap)}% of its yearly allocation."
        yield Place(
            "penalty_total_cap_pct", told, f"Give {MODEST_CAP_PCT}% or less, or record why more is fair."
        )
