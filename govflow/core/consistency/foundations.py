"""Parties, legal effect, conditions precedent, purpose and values: CR-01, 02, 05 to 13.

In: what is given in a draft. Out: the places that break a rule. Source: docs/domain, section 2.21.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from govflow.core.consistency.given import Given, GivenDraft, Place, count, in_quotes
from govflow.core.legal_forms import is_incorporated
from govflow.core.mechanics import term_end
from govflow.core.words import day

TRUST_MEETINGS = 4  # the source document's tip: at least 4 meetings


def too_few_parties(draft: GivenDraft) -> Iterator[Place]:
    if len(draft.members) < 2:
        told = f"The agreement has {count(len(draft.members), 'member')}. An agreement is between at least 2."
        yield Place("members", told, "Add the other members.")


def used_twice(draft: GivenDraft) -> Iterator[Place]:
    yield from _repeated(draft, "member_id", "id", [member.member_id for member in draft.members])
    yield from _repeated(draft, "reg_no", "registered number", [member.reg_no for member in draft.members])


def _repeated(draft: GivenDraft, field: str, label: str, values: Sequence[str]) -> Iterator[Place]:
    for number, value in enumerate(values):
        first = values.index(value)
        if value and first < number:
            here, there = draft.members[number].name, draft.members[first].name
            told = f"{here} has the same {label} as {there}: {value}."
            twice = "Where one organisation is entered twice, correct the second entry."
            yield Place(f"members[{number}].{field}", told, f"Give each member its own {label}. {twice}")


def exposed_trustees(draft: GivenDraft) -> Iterator[Place]:
    for number, member in draft.full_members:
        if not is_incorporated(member.legal_form):
            told = f"{member.name} is a full member but is not incorporated, so its trustees are exposed personally."
            yield Place(
                f"members[{number}].legal_form", told, "Make it an associate, or ask it to incorporate first."
            )


def penalties_not_binding(draft: GivenDraft) -> Iterator[Place]:
    effect = draft.text("legal_effect")
    listed = effect == "mixed" and draft.has("binding_clauses", "penalty-principles")
    if draft.true("penalties_used") and effect not in ("binding_contract", "binding_deed") and not listed:
        told = "There are financial penalties, but nothing here makes them binding."
        mend = (
            "Choose a binding contract or a deed; or, where only part binds, list “Agreement on penalties” among the"
            " binding clauses; or do without penalties."
        )
        yield Place("legal_effect", told, mend)


def lapses_before_deadline(draft: GivenDraft) -> Iterator[Place]:
    long_stop, deadline = draft.day("long_stop_date"), draft.day("approval_deadline")
    if long_stop and deadline and long_stop < deadline:
        lapse, due = day(long_stop), day(deadline)
        told = f"The draft lapses on {lapse}, before the boards' deadline of {due}."
        yield Place(
            "long_stop_date", told, "Choose a later long-stop date, or an earlier deadline for the boards."
        )


def too_few_meetings(draft: GivenDraft) -> Iterator[Place]:
    meetings = draft.number("trust_meetings_min")
    if meetings is None or meetings < TRUST_MEETINGS:
        asked = "No number of meetings" if meetings is None else f"Only {count(meetings, 'meeting')}"
        told = f"{asked} must be held before signing. Trust takes at least {TRUST_MEETINGS}."
        yield Place(
            "trust_meetings_min", told, f"Ask for {TRUST_MEETINGS} or more, or record why fewer will do."
        )


def unfinished_objectives(draft: GivenDraft) -> Iterator[Place]:
    objectives = draft.rows("objectives")
    if not objectives:
        mend = "Write down at least one: what you will achieve, how you will know, by when."
        yield Place("objectives", "There is no objective.", mend)
    end = end_of_term(draft)
    for number, row in enumerate(objectives):
        yield from _unfinished(f"objectives[{number}]", f"Objective {number + 1}", row)
        yield from _due_outside(
            f"objectives[{number}]", f"Objective {number + 1}", row, draft.day("start_date"), end
        )


def _unfinished(place: str, called: str, row: Given) -> Iterator[Place]:
    for column, words, mend in (
        ("measure", "measure", "Say how you will know that it is met."),
        ("owner", "owner", "Name the member who sees to it."),
        ("due_date", "due date", "Give a date inside the term."),
    ):
        if row.lacks(column):
            yield Place(f"{place}.{column}", f"{called} has no {words}.", mend)


def _due_outside(
    place: str, called: str, row: Given, start: date | None, end: date | None
) -> Iterator[Place]:
    due = row.day("due_date")
    if due and start and due < start:
        told = f"{called} is due on {day(due)}, before the term starts on {day(start)}."
    elif due and end and due > end:
        told = f"{called} is due on {day(due)}, after the term with its extension ends on {day(end)}."
    else:
        return
    yield Place(f"{place}.due_date", told, "Choose a date inside the term, or change the term.")


def unmeasured_objectives(draft: GivenDraft) -> Iterator[Place]:
    known = {row.text("kpi_id") for row in draft.rows("kpis")}
    for number, row in enumerate(draft.rows("objectives")):
        named = row.entries("kpi_ids") or ()
        unknown = [kpi for kpi in named if kpi not in known]
        if unknown:
            told = f"Objective {number + 1} names {in_quotes(unknown)}, which no measure is called."
        elif not named:
            told = f"Objective {number + 1} names no measure (KPI)."
        else:
            continue
        mend = "Name the measures in your list that show whether it is met."
        yield Place(f"objectives[{number}].kpi_ids", told, mend)


def unspoken_gains(draft: GivenDraft) -> Iterator[Place]:
    recorded = {row.text("member_id") for row in draft.rows("expected_gains")}
    for number, member in draft.full_members:
        if member.member_id not in recorded:
            told = f"{member.name} has not recorded what it expects to gain."
            yield Place(f"members[{number}].member_id", told, "Add its row to the expected gains.")


def fettered_charity(draft: GivenDraft) -> Iterator[Place]:
    if draft.has_charity and not draft.true("charity_no_fetter"):
        told = (
            "A member is a charity, and the statement that its trustees keep their own judgement is missing."
        )
        yield Place(
            "charity_no_fetter", told, "Confirm that no charity's trustees give up their own judgement."
        )


def legal_partnership(draft: GivenDraft) -> Iterator[Place]:
    if not draft.true("no_partnership") and draft.text("spv_form") != "llp":
        told = "Nothing here says that the members are not partners in law."
        yield Place("no_partnership", told, "Confirm that this makes no legal partnership or agency.")


def end_of_term(draft: GivenDraft, *, with_run_off: bool = False) -> date | None:
    """The last day of the term with its extension; None where it is unknown."""
    start, months = draft.day("start_date"), draft.number("initial_term_months")
    if start is None or months is None:
        return None
    run_off = draft.part("runoff_months") if with_run_off else 0
    return term_end(start, int(months), int(draft.part("extension_months")), int(run_off))
