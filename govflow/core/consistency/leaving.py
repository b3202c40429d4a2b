"""Leaving, suspension, removal, deadlock and insolvency: CR-60 to 64, 77.

In: what is given in a draft. Out: the places that break a rule. Source: docs/domain, section 2.21.
"""

from collections.abc import Iterator

from govflow.core.consistency.given import GivenDraft, Place, count, total
from govflow.core.consistency.governance import less_strict

MONTH_DAYS = 30
CONFIRM_HOURS = 168
LONG_WAIT_DAYS = 150


def longer_than_the_term(draft: GivenDraft) -> Iterator[Place]:
    term, notice = draft.number("initial_term_months"), draft.number("leave_notice_months")
    if term is None or term <= 0:
        return
    told = f"the term is {count(term, 'month')}."
    if notice is not None and notice >= term:
        words = f"Notice to leave is {count(notice, 'month')}, but {told}"
        yield Place("leave_notice_months", words, "Make the notice shorter than the term.")
    stay = draft.number("min_commitment_months")
    if stay is not None and stay + (notice or 0) > term:
        words = f"The minimum stay and the notice come to {count(stay + (notice or 0), 'month')}, but {told}"
        yield Place(
            "min_commitment_months", words, "Shorten the minimum stay or the notice, or lengthen the term."
        )
    lock = draft.number("lock_in_months")
    if lock is not None and lock > term:
        words = f"A member named in a bid must stay {count(lock, 'month')}, but {told}"
        yield Place("lock_in_months", words, "Shorten it to the term or less.")


def notice_under_handover(draft: GivenDraft) -> Iterator[Place]:
    notice = draft.number("leave_notice_months")
    if notice is None:
        return
    needed = {
        "handing work over": draft.part("handover_days"),
        "moving clients": draft.part("client_transfer_days"),
    }
    longer = [
        f"{what} takes {count(days, 'day')}" for what, days in needed.items() if notice * MONTH_DAYS < days
    ]
    if longer:
        told = f"Notice to leave is {count(notice, 'month')}, but {' and '.join(longer)}."
        yield Place("leave_notice_months", told, "Ask for longer notice, or plan a quicker handover.")


def unfair_removal(draft: GivenDraft) -> Iterator[Place]:
    if draft.text("expulsion_rule") is None:
        return
    looser = less_strict(draft, "expulsion_rule")
    if looser:
        mend = "Choose a rule at least as strict as the everyday one."
        yield Place("expulsion_rule", f"Removing a member needs {looser}.", mend)
    if not draft.true("expulsion_hearing"):
        told = "A member can be removed without being heard."
        yield Place("expulsion_hearing", told, "Confirm that the member may be heard.")
    if not draft.true("member_conflict_on_own_case"):
        told = "A member may vote on its own removal."
        yield Place("member_conflict_on_own_case", told, "Bar a member from voting on its own case.")


def unsettled_suspension(draft: GivenDraft) -> Iterator[Place]:
    hours = draft.number("suspension_confirm_hours")
    if hours is not None and hours > CONFIRM_HOURS:
        told = f"The board confirms an urgent suspension only within {count(hours, 'hour')}."
        yield Place("suspension_confirm_hours", told, f"Give {CONFIRM_HOURS} hours (7 days) or less.")
    most = draft.number("suspension_max_days")
    needed = draft.part("expulsion_notice_days") + draft.part("expulsion_appeal_days")
    if most is not None and most < needed:
        told = (
            f"A suspension lasts at most {count(most, 'day')}; notice of a hearing and the appeal take"
            f" {count(needed, 'day')}."
        )
        yield Place(
            "suspension_max_days", told, "Let a suspension last as long as notice, hearing and appeal."
        )


def slower_than_leaving(draft: GivenDraft) -> Iterator[Place]:
    notice = draft.number("leave_notice_months")
    steps = draft.part("deadlock_days") + total(draft.rows("dispute_tiers"), "days")
    if notice is not None and notice > 0 and steps > notice * MONTH_DAYS and steps > LONG_WAIT_DAYS:
        told = (
            f"Deadlock and dispute steps take {count(steps, 'day')}; a member could leave in"
            f" {count(notice, 'month')}."
        )
        yield Place("deadlock_days", told, "Shorten the steps, or record why they need so long.")


def automatic_exit(draft: GivenDraft) -> Iterator[Place]:
    if draft.text("insolvency_effect") == "automatic_exit":
        told = (
            "A member leaves at once when it becomes insolvent. That may be void against a company customer in an"
            " insolvency procedure (Insolvency Act 1986, section 233B)."
        )
        yield Place("insolvency_effect", told, "Choose review then decide, or record why not.")
