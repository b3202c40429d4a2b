"""The final account of a member that leaves: what it is owed, what it owes, and who pays."""

from dataclasses import replace
from decimal import Decimal
from itertools import zip_longest

from govflow.core.answers import Kind
from govflow.core.mechanics import FinalAccount, Leaver, replacement_share
from govflow.core.working import account_working, pounds
from govflow.simulator.forms import Box, number_of, text_of
from govflow.simulator.ground import Ground
from govflow.simulator.sums.entry import Entry, Group, Sum, Values, Worked, box

_LEAVERS = {
    Leaver.GOOD: "A good leaver: through no doing of its own",
    Leaver.DEFAULT: "Any other leaver",
    Leaver.BAD: "A bad leaver: through its fault",
}


_SUMS = {
    "earned_unpaid": ("Earned and not yet paid", "28480.00"),
    "withheld_releasable": ("Held back, and can be released", "3417.60"),
    "advance_unearned": ("Paid in advance and not earned", "6835.20"),
    "fixed_sums_due": ("Agreed sums that were decided", "250.00"),
    "fees_due": ("Fees and other sums it owes", "750.00"),
}

_OWN_CLAUSES = {"withheld_releasable": "payment-withholding", "fixed_sums_due": "liquidated-damages"}
"""An account has these only where the agreement has their clause."""

_OF_REPLACEMENT = {
    "extra_replacement_cost": ("Extra cost of replacing it", "22000.00"),
    "liability_cap_left": ("What is left of its limit on liability", "427200.00"),
}

SHARE = "replacement_cost_share_pct"


def _entry(ground: Ground) -> Entry:
    sums = tuple(_money_box(*one) for one in _SUMS.items())
    if SHARE not in ground.values:
        return Entry(sums)
    options = {str(leaver): words for leaver, words in _LEAVERS.items()}
    leaver = Box("leaver", "Why it leaves", Kind.ENUM, str(Leaver.DEFAULT), options=options)
    return Entry(
        (leaver, box(ground, SHARE, 50), *sums, *(_money_box(*one) for one in _OF_REPLACEMENT.items()))
    )


def _money_box(name: str, told: tuple[str, str]) -> Box:
    label, example = told
    return Box(name, label, Kind.MONEY, Decimal(example), "An example.")


def _work(ground: Ground, values: Values) -> Worked:
    """The account; without a cost of replacement where the agreement lets nobody pay for it."""
    leaver = Leaver(text_of(values, "leaver")) if SHARE in values else None
    account = FinalAccount(
        **{name: number_of(values, name) for name in _SUMS},
        **{name: number_of(values, name) if leaver else 0 for name in _OF_REPLACEMENT},
        replacement_share_pct=replacement_share(leaver, number_of(values, SHARE)) if leaver else 0,
    )
    named = zip_longest(_SUMS, account_working(account, leaver))
    lines = tuple(replace(line, clause=_OWN_CLAUSES.get(name, line.clause)) for name, line in named)
    return Worked(_outcome(account.net_to_member), (Group(lines),))


def _outcome(net: Decimal) -> str:
    if not net:
        return f"Nothing is due either way: the account comes to {pounds(net)}."
    return f"The member that leaves {'is paid' if net > 0 else 'pays'} {pounds(abs(net))}."


SUM = Sum(
    "The final account of a member that leaves",
    "What it is owed, what it owes, and who pays.",
    {
        "exit-consequences": ("final_account_days", "grant", "fee_due_days", SHARE),
        "payment-withholding": ("withhold_forfeit_periods",),
        "liquidated-damages": ("ld_cap_pct",),
    },
    _entry,
    _work,
    {},
)
