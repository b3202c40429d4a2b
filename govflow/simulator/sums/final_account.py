"""The final account of a member that leaves: what it is owed, what it owes, and who pays."""

from decimal import Decimal

from govflow.core.answers import Kind
from govflow.core.mechanics import FinalAccount, Leaver, replacement_share
from govflow.core.working import account_working
from govflow.simulator.forms import Box, number_of, text_of
from govflow.simulator.ground import Ground
from govflow.simulator.sums.entry import Entry, Sum, Values, Worked, box

_LEAVERS = {
    Leaver.GOOD: "A good leaver: through no doing of its own",
    Leaver.DEFAULT: "Any other leaver",
    Leaver.BAD: "A bad leaver: through its fault",
}


def _entry(ground: Ground, chosen: str) -> Entry:
    options = {str(leaver): words for leaver, words in _LEAVERS.items()}
    sums = {
        "earned_unpaid": ("Earned and not yet paid", "28480.00"),
        "withheld_releasable": ("Held back, and can be released", "3417.60"),
        "advance_unearned": ("Paid in advance and not earned", "6835.20"),
        "fixed_sums_due": ("Agreed sums that were decided", "250.00"),
        "fees_due": ("Fees and other sums it owes", "750.00"),
        "extra_replacement_cost": ("Extra cost of replacing it", "22000.00"),
        "liability_cap_left": ("What is left of its limit on liability", "427200.00"),
    }
    boxes = (
        Box("leaver", "Why it leaves", Kind.ENUM, str(Leaver.DEFAULT), options=options),
        box(ground, "replacement_cost_share_pct", 50),
        *(Box(name, label, Kind.MONEY, Decimal(sum), "An example.") for name, (label, sum) in sums.items()),
    )
    return Entry(boxes)


def _work(ground: Ground, values: Values) -> Worked:
    leaver = Leaver(text_of(values, "leaver"))
    account = FinalAccount(
        earned_unpaid=number_of(values, "earned_unpaid"),
        withheld_releasable=number_of(values, "withheld_releasable"),
        advance_unearned=number_of(values, "advance_unearned"),
        fixed_sums_due=number_of(values, "fixed_sums_due"),
        fees_due=number_of(values, "fees_due"),
        extra_replacement_cost=number_of(values, "extra_replacement_cost"),
        replacement_share_pct=replacement_share(leaver, number_of(values, "replacement_cost_share_pct")),
        liability_cap_left=number_of(values, "liability_cap_left"),
    )
    lines = account_working(account, leaver)
    paid = "is paid" if account.net_to_member >= 0 else "pays"
    return Worked(f"The member that leaves {paid} {lines[-1].result}.", (("", lines),))


SUM = Sum(
    "The final account of a member that leaves",
    "What it is owed, what it owes, and who pays.",
    {"exit-consequences": ("replacement_cost_share_pct",)},
    _entry,
    _work,
    {},
)
