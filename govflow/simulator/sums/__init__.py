"""The sums and dates of an agreement to play with: what is entered for each, and its working.

In: the ground that is played on, and what was entered. Out: boxes filled from the agreement, or with an example where
it does not say; and the working, line by line. All reckoning is done by ``core.working`` and what stands below it.
"""

from collections.abc import Mapping

from govflow.simulator.sums import (
    agreed_sums,
    deficit,
    final_account,
    joining,
    leaving,
    performance,
    surplus,
)
from govflow.simulator.sums.entry import Sum

SUMS: Mapping[str, Sum] = {
    "performance": performance.SUM,
    "agreed-sums": agreed_sums.SUM,
    "joining": joining.SUM,
    "leaving": leaving.SUM,
    "final-account": final_account.SUM,
    "deficit": deficit.SUM,
    "surplus": surplus.SUM,
}
"""By the last word of its address."""
