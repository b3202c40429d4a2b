"""The conditions precedent: what must be in place before anyone is bound, and who may say that it is.

In: the conditions the agreement names (``cps``), the register of those met or waived so far, and who acts. Out:
the entries that follow, the conditions still open, or ``Refused``. Two conditions ask for approvals and for
nothing else: they meet themselves when the boards have approved, and open again when an approval is lost.

Source: docs/procedure.md; the clause ``conditions-precedent``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from govflow.core.approval import Closing
from govflow.core.errors import Refused

ALL_BOARDS = "all_boards_approved"
MIN_BOARDS = "min_boards_approved"
MEET_THEMSELVES = (ALL_BOARDS, MIN_BOARDS)

CHAIR = "chair"
"""The chair of the consortium, who says that a condition precedent is met unless somebody else is named."""


class Waiver(StrEnum):
    """Who may waive a condition precedent: the answers to ``cp_waiver``."""

    NONE = "none"
    UNANIMOUS = "unanimous"
    LEAD_OR_SPV = "lead_or_spv"


@dataclass(frozen=True, slots=True)
class PrecedentClosed:
    """A condition precedent was met (``proof`` is the evidence) or waived (``proof`` is the reason)."""

    code: str
    how: Closing
    on: date
    by: tuple[str, ...]
    proof: str


Register = Mapping[str, PrecedentClosed]


def still_open(
    conditions: tuple[str, ...], register: Register, met_by_themselves: frozenset[str]
) -> tuple[str, ...]:
    """The conditions precedent not yet met or waived, in the agreement's order."""
    return tuple(code for code in conditions if code not in register and code not in met_by_themselves)


def close(
    names: tuple[str, ...],
    closable: tuple[str, ...],
    how: Closing,
    by: tuple[str, ...],
    on: date,
    proof: str,
) -> tuple[PrecedentClosed, ...]:
    """Record conditions as met or waived. ``closable``: those that can be, now.

    :raises Refused: ``nothing_to_act_on``.
    """
    for name in names:
        if name not in closable:
            raise Refused("nothing_to_act_on", precedent=name)
    return tuple(PrecedentClosed(name, how, on, by, proof) for name in dict.fromkeys(names))


def may_waive(waiver: Waiver, by: frozenset[str], everybody: frozenset[str], heads: frozenset[str]) -> bool:
    """Whether these may waive. ``everybody``: all parties; ``heads``: the lead body and the vehicle."""
    match waiver:
        case Waiver.NONE:
            return False
        case Waiver.UNANIMOUS:
            return by >= everybody
        case Waiver.LEAD_OR_SPV:
            return bool(by & heads)
        case _:
            assert_never(waiver)
