"""The performance ladder: what misses of its targets mean for one member, period by period.

In: a member's allocation, its targets, what the agreement says about misses, and the figures of each period. Out:
for each period what was missed, the steps it calls for, and what is withheld, released or lost. Then true: no more
is withheld in a contract year than the cap; what is withheld is later released, lost or still held; a period
without a figure changes nothing.

Sources: the clauses ``remedy-plan`` and ``payment-withholding``. Steps are graded and sums capped because of
Cavendish v Makdessi and ParkingEye v Beavis [2015] UKSC 67.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from govflow.core.mechanics import Number, money, must_add_up, part_of, percent, rounded


class Direction(StrEnum):
    """Whether a figure should reach its target from below or stay under it."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Kpi:
    """One target. ``weight``: per cent of what may be withheld."""

    kpi_id: str
    direction: Direction
    target: Fraction
    weight: Fraction

    def shortfall(self, actual: Fraction) -> Fraction:
        """How far short, in per cent of the target; nothing where it is met.

        Where the target is nothing at all, whatever falls short of it does so wholly.
        """
        short = self.target - actual if self.direction is Direction.UP else actual - self.target
        if short <= 0:
            return Fraction(0)
        return short / abs(self.target) * 100 if self.target else Fraction(100)


@dataclass(frozen=True, slots=True)
class LadderTerms:
    """What the agreement says about missed targets.

    ``forfeit_periods``: after how many misses beyond the first that cost something all that is held is lost,
    and at each later one what was held back since; 0 for never.
    """

    trigger_shortfall_pct: Fraction
    trigger_periods: int
    withhold_pct: Fraction
    withhold_cap_pct: Fraction
    reallocation_step_pct: Fraction
    forfeit_periods: int = 0
    periods_a_year: int = 4


class Step(StrEnum):
    """What the ladder calls for."""

    SUPPORT_CONVERSATION = "support_conversation"
    REMEDY_PLAN = "remedy_plan"
    WITHHOLD = "withhold"
    OFFER_REALLOCATION = "offer_reallocation"
    BOARD_CONSIDERS_SUSPENSION = "board_considers_suspension"
    REMOVAL_GROUND_MET = "removal_ground_met"
    FORFEIT = "forfeit"
    RECOVERED = "recovered"


# What a run of misses calls for besides withholding, by how far it is beyond ``trigger_periods``.
_BEYOND = {
    2: Step.OFFER_REALLOCATION,
    3: Step.BOARD_CONSIDERS_SUSPENSION,
    4: Step.REMOVAL_GROUND_MET,
}


@dataclass(frozen=True, slots=True)
class Action:
    """One step for one target; ``pct``: of the member's share, where a part of it is offered to others.

    ``amount``: what it withholds, releases or forfeits, in pounds.
    """

    step: Step
    kpi_id: str
    pct: Fraction | None = None
    amount: Decimal = Decimal(0)

    @property
    def code(self) -> str:
        """Like ``withhold:K2`` or ``offer_reallocation_20_pct:K2``."""
        step = self.step if self.pct is None else f"{self.step}_{_plain(self.pct)}_pct"
        return f"{step}:{self.kpi_id}"


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{percent(number)}"


@dataclass(frozen=True, slots=True)
class Judged:
    """One target in one period; ``shortfall`` is None where the period is relieved (no figure counts)."""

    kpi_id: str
    shortfall: Fraction | None
    missed: bool
    run: int


@dataclass(frozen=True, slots=True)
class Period:
    """One period of the ladder: sums in pounds; ``year_cap_left`` is what may still be withheld this year."""

    number: int
    judged: tuple[Judged, ...]
    actions: tuple[Action, ...]
    withheld: Decimal
    released: Decimal
    forfeited: Decimal
    held_balance: Decimal
    year_cap_left: Decimal


@dataclass(slots=True)
class _Held:
    """One target's run of misses, and what is held for it. ``first``: the run when a sum was first withheld."""

    run: int = 0
    first: int | None = None
    total: Fraction = Fraction(0)

    def take(self) -> Fraction:
        """Take out all that is held."""
        taken, self.total = self.total, Fraction(0)
        return taken

    def is_lost(self, forfeit_periods: int) -> bool:
        """Whether the run has gone on for so many more misses after the first that cost something."""
        return forfeit_periods > 0 and self.first is not None and self.run - self.first >= forfeit_periods


def performance_ladder(
    annual_allocation: Number,
    kpis: Sequence[Kpi],
    terms: LadderTerms,
    actuals: Sequence[Mapping[str, Number | None]],
) -> tuple[Period, ...]:
    """One member's periods in order, from the first of a contract year.

    ``actuals``: a figure for each target in each period; where there is none the period is relieved: its run of
    misses stays as it is, and nothing is withheld or released. A miss is a shortfall over the trigger. In a run of
    misses first come conversations, at ``trigger_periods`` a remedy plan, then withholding until the year's cap;
    the first period that meets the target releases all that is held for it.

    :raises Refused: ``numbers_do_not_add_up``: an allocation, or a number of the terms, under nothing.
    """
    must_add_up(annual_allocation >= 0, annual_allocation=annual_allocation)
    for each in fields(terms):
        must_add_up(getattr(terms, each.name) >= 0, **{each.name: getattr(terms, each.name)})
    held = {kpi.kpi_id: _Held() for kpi in kpis}
    year_cap = rounded(part_of(terms.withhold_cap_pct, annual_allocation), 2)
    periods = []
    for number, figures in enumerate(actuals, 1):
        if (number - 1) % terms.periods_a_year == 0:
            cap_left = year_cap
        entry = _PeriodEntry(number, cap_left)
        for kpi in kpis:
            entry.judge(kpi, figures.get(kpi.kpi_id), held[kpi.kpi_id], terms, Fraction(annual_allocation))
        cap_left = entry.cap_left
        periods.append(entry.closed(sum((one.total for one in held.values()), Fraction(0))))
    return tuple(periods)


@dataclass(slots=True)
class _PeriodEntry:
    """One period while its targets are judged one after the other, in order: they share the year's cap."""

    number: int
    cap_left: Fraction
    judged: list[Judged] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    withheld: Fraction = Fraction(0)
    released: Fraction = Fraction(0)
    forfeited: Fraction = Fraction(0)

    def judge(
        self, kpi: Kpi, actual: Number | None, held: _Held, terms: LadderTerms, allocation: Fraction
    ) -> None:
        if actual is None:
            self.judged.append(Judged(kpi.kpi_id, None, False, held.run))
            return
        shortfall = kpi.shortfall(Fraction(actual))
        missed = shortfall > terms.trigger_shortfall_pct
        if missed:
            held.run += 1
            self._forfeit(kpi, held, terms)
            self._climb(kpi, held, terms, allocation)
        else:
            self._recover(kpi, held)
        self.judged.append(Judged(kpi.kpi_id, shortfall, missed, held.run))

    def _recover(self, kpi: Kpi, held: _Held) -> None:
        released = held.take()
        held.run, held.first = 0, None
        if released:
            self.released += released
            self.actions.append(Action(Step.RECOVERED, kpi.kpi_id, amount=money(released)))

    def _forfeit(self, kpi: Kpi, held: _Held, terms: LadderTerms) -> None:
        lost = held.take() if held.is_lost(terms.forfeit_periods) else Fraction(0)
        if lost:
            self.forfeited += lost
            self.actions.append(Action(Step.FORFEIT, kpi.kpi_id, amount=money(lost)))

    def _climb(self, kpi: Kpi, held: _Held, terms: LadderTerms, allocation: Fraction) -> None:
        beyond = held.run - terms.trigger_periods
        if beyond < 0:
            self.actions.append(Action(Step.SUPPORT_CONVERSATION, kpi.kpi_id))
        elif beyond == 0:
            self.actions.append(Action(Step.REMEDY_PLAN, kpi.kpi_id))
        else:
            self._withhold(kpi, held, part_of(terms.withhold_pct, allocation) / terms.periods_a_year)
            if beyond in _BEYOND:
                step = _BEYOND[beyond]
                pct = terms.reallocation_step_pct if step is Step.OFFER_REALLOCATION else None
                self.actions.append(Action(step, kpi.kpi_id, pct))

    def _withhold(self, kpi: Kpi, held: _Held, of_period: Fraction) -> None:
        amount = min(rounded(part_of(kpi.weight, of_period), 2), self.cap_left)
        if amount > 0:
            held.first = held.run if held.first is None else held.first
            held.total += amount
            self.cap_left -= amount
            self.withheld += amount
            self.actions.append(Action(Step.WITHHOLD, kpi.kpi_id, amount=money(amount)))

    def closed(self, held_balance: Fraction) -> Period:
        sums = (self.withheld, self.released, self.forfeited, held_balance, self.cap_left)
        return Period(
            self.number, tuple(self.judged), tuple(self.actions), *(money(amount) for amount in sums)
        )


def forfeit_applied(forfeited: Number, replacement_cost: Number) -> tuple[Decimal, Decimal]:
    """A forfeited sum goes to the cost of replacement; what is over goes back: (applied, returned)."""
    applied = min(money(forfeited), money(replacement_cost))
    return applied, money(forfeited) - applied
