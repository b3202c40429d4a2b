"""When the boards can be done with an agreement.

In: its facts on a day. Out: a sentence. Then true: it names only days that somebody recorded, and says what nobody
knows.
"""

from collections.abc import Iterator
from datetime import date

from govflow.core.approval import Status
from govflow.core.procedure import AgreementState
from govflow.core.words import day, number_of
from govflow.overview.facts import AgreementFacts


def forecast(facts: AgreementFacts) -> str:
    """When the boards can be done, from recorded days alone; "" where there is nothing to foretell."""
    if facts.state is not AgreementState.APPROVING:
        return ""
    undecided = [
        each for each in facts.asked if not each.effective and each.approval is not Status.CONDITIONAL
    ]
    on_conditions = [each for each in facts.asked if each.approval is Status.CONDITIONAL]
    if undecided and facts.deadline is None:
        return "No day can be foretold: the boards were given no deadline."
    if any(condition.due is None for each in on_conditions for condition in each.conditions):
        return "No day can be foretold: a board set a condition without a day."
    dues = [c.due for each in on_conditions for c in each.conditions if c.due is not None]
    days = [*dues, *([facts.deadline] if undecided and facts.deadline is not None else [])]
    if not days:
        return ""
    last = max(days)
    ifs = " and ".join(_ifs(bool(undecided), bool(on_conditions)))
    if last < facts.today:
        return f"The last day that was set, {day(last)}, has passed. No later one is recorded."
    return f"If {ifs}, signing can begin on {day(last)}.{_against_long_stop(facts, last)}"


def _ifs(undecided: bool, on_conditions: bool) -> Iterator[str]:
    if undecided:
        yield "each board approves by its deadline"
    if on_conditions:
        yield "each condition is met by its day"


def _against_long_stop(facts: AgreementFacts, last: date) -> str:
    if facts.long_stop is None:
        return ""
    left = (facts.long_stop - last).days
    if left < 0:
        return f" That is after the long-stop date, {day(facts.long_stop)}: set a later one in time."
    return f" That leaves {number_of(left, 'day')} to the long-stop date, {day(facts.long_stop)}."
