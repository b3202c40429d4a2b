"""What an agreement says about its own procedure: who decides, how many are needed, until when, who waives.

In: a draft. Out: frozen terms that the procedure obeys. Then true: the rules that boards and signatures are
counted by are those of the very version put to the boards, not settings beside it. Where an answer is absent the
careful reading holds: every full member approves, nobody waives; what has no length in the text has no end.

Source: docs/procedure.md; the clauses ``conditions-precedent``, ``board-approval`` and ``execution``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil
from types import MappingProxyType

from govflow.core.answers import Value
from govflow.core.assembly import as_deed, in_ink
from govflow.core.catalogue import AGREEMENT
from govflow.core.draft import VEHICLE_ID, Draft, rows
from govflow.core.execution import METHODS, method_is_open
from govflow.core.precedents import Waiver

EVERY_BOARD = Decimal(100)


class Dating(StrEnum):
    """Which day an agreement is dated with: the answers to ``dating``."""

    ON_LAST_SIGNATURE = "on_last_signature"
    BY_CHAIR = "by_chair_on_release"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class SigningWays:
    """How one party can sign: its usual method ("" for none) and all methods open to it."""

    usual: str
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """The terms of one version.

    ``parties``: members in order, then the vehicle where it is one. ``counting``: the members whose approval
    counts. ``lead`` and ``vehicle``: whose approval is needed whatever the count; "" for none.
    ``valid_months``: None for approvals without end. ``long_stop``: itself still in. ``in_ink``: nobody may sign
    electronically.
    """

    parties: tuple[str, ...]
    counting: tuple[str, ...]
    lead: str = ""
    vehicle: str = ""
    min_pct: Decimal = EVERY_BOARD
    valid_months: int | None = None
    may_delegate: bool = True
    conditions: tuple[str, ...] = ()
    waiver: Waiver = Waiver.NONE
    long_stop: date | None = None
    deadline: date | None = None
    signing: Mapping[str, SigningWays] = field(default_factory=lambda: MappingProxyType({}))
    in_ink: bool = False
    dating: Dating = Dating.BY_CHAIR

    @property
    def required(self) -> int:
        """How many of the counting members must have approved."""
        return ceil(Fraction(self.min_pct) * len(self.counting) / 100)

    @property
    def asked(self) -> tuple[str, ...]:
        """Everyone whose board is asked: the counting members, and the vehicle."""
        return (*self.counting, self.vehicle) if self.vehicle else self.counting

    def passed(self, day: date) -> bool:
        """Whether the long-stop date has passed."""
        return self.long_stop is not None and day > self.long_stop


def terms_of(draft: Draft) -> Terms:
    """The terms of a draft."""
    answers = draft.answers
    # Only the agreement itself asks whose boards approve; every other instrument goes to all of them.
    everyone = draft.instrument != AGREEMENT or answers.get("approval_from") == "all_members"
    counting = tuple(m.member_id for m in draft.members if everyone or m.member_class == "full")
    lead = _text(answers.get("lead_body"))
    return Terms(
        parties=tuple(party.member_id for party in draft.parties),
        counting=counting,
        lead=lead if lead in counting else "",
        vehicle=VEHICLE_ID if draft.vehicle is not None and draft.vehicle_is_party else "",
        min_pct=_number(answers.get("min_approvals_pct"), EVERY_BOARD),
        valid_months=_months(answers.get("approval_valid_months")),
        may_delegate=answers.get("minor_delegation") is not False,
        conditions=_entries(answers.get("cps")),
        waiver=_waiver(answers.get("cp_waiver")),
        long_stop=_day(answers.get("long_stop_date")),
        deadline=_day(answers.get("approval_deadline")),
        signing=MappingProxyType(_signing(draft)),
        in_ink=in_ink(draft),
        dating=next((each for each in Dating if each == answers.get("dating")), Dating.BY_CHAIR),
    )


def _signing(draft: Draft) -> dict[str, SigningWays]:
    named = {str(row.get("member_id")): _text(row.get("method")) for row in rows(draft, "signatories")}
    deed = as_deed(draft)
    return {
        party.member_id: SigningWays(
            named.get(party.member_id) or party.execution_method,
            tuple(method for method in METHODS if method_is_open(party.legal_form, method, deed)),
        )
        for party in draft.parties
    }


def _text(value: Value | None) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Value | None, otherwise: Decimal) -> Decimal:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Decimal(str(value)) if is_number else otherwise


def _months(value: Value | None) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _day(value: Value | None) -> date | None:
    return value if isinstance(value, date) else None


def _entries(value: Value | None) -> tuple[str, ...]:
    return tuple(str(entry) for entry in value) if isinstance(value, tuple) else ()


def _waiver(value: Value | None) -> Waiver:
    return next((waiver for waiver in Waiver if waiver == value), Waiver.NONE)
