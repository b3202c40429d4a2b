"""The day somebody leaves: from the notice to the day on which it takes effect."""

from datetime import date, timedelta

from govflow.core.answers import Kind
from govflow.core.dates import FIRST_DAY, is_in_reach, months_later
from govflow.core.errors import Refused
from govflow.core.mechanics import LeavePoint, LeavingTerms, leaving_date, term_end
from govflow.core.working import leaving_working
from govflow.simulator.forms import Box, day_of, number_of, text_of
from govflow.simulator.ground import Ground
from govflow.simulator.sums.entry import EXAMPLE, Entry, Group, Sum, Values, Worked, box


def _entry(ground: Ground) -> Entry:
    start = ground.day("start_date")
    if start is not None and not is_in_reach(start):
        start = None
    begins = start or date(2027, 4, 1)
    months = ground.number("initial_term_months")
    # The reach is told at the box; a day before the first one there is cannot even be named.
    end = max(term_end(begins, int(months) if months else 36), FIRST_DAY) - timedelta(days=1)
    # A contract may be shorter than a year.
    given = min(months_later(begins, 13) + timedelta(days=9), end)
    notice = Box("notice", "Notice is given on", Kind.DATE, given, "An example.")
    joined = Box("joined", "The member joined on", Kind.DATE, begins, "" if start else EXAMPLE)
    last = "The last day of the term. Leave it empty if there is no contract."
    optional = "Leave it empty if there is none."
    boxes = (
        notice,
        joined,
        box(ground, "leave_notice_months", 6),
        box(ground, "min_commitment_months", 12),
        box(ground, "leave_point", "quarter_end"),
        Box("contract_end", "The contract ends on", Kind.DATE, end, last, optional=True),
        Box("break_on", "The next break of the contract", Kind.DATE, None, optional, optional=True),
        Box("locked_in", "The member has promised to stay until", Kind.DATE, None, optional, optional=True),
    )
    return Entry(boxes)


def _work(ground: Ground, values: Values) -> Worked:
    notice, joined, end = day_of(values, "notice"), day_of(values, "joined"), day_of(values, "contract_end")
    assert notice is not None and joined is not None  # these boxes may not be left empty
    if end is not None and max(notice, joined) > end:
        raise Refused("contract_over", end=end)
    terms = LeavingTerms(
        int(number_of(values, "leave_notice_months")),
        int(number_of(values, "min_commitment_months")),
        LeavePoint(text_of(values, "leave_point")),
    )
    day = day_of(values, "break_on")
    leaving = leaving_date(
        notice, joined, terms, end, breaks=[day] if day else [], locked_in_until=day_of(values, "locked_in")
    )
    lines = leaving_working(notice, joined, terms, end, leaving)
    return Worked(f"The member leaves on {lines[-1].result}.", (Group(lines),))


SUM = Sum(
    "The day somebody leaves",
    "From the notice to the day on which it takes effect.",
    {"voluntary-withdrawal": ("leave_notice_months", "min_commitment_months", "leave_point")},
    _entry,
    _work,
    {
        "contract_over": (
            "The contract ends before the member has joined or given notice. Correct one of these days, or leave the "
            "end of the contract empty if there is none."
        ),
        "locked_in": "On that day the member has still promised to stay. The others would have to agree.",
        "no_leave_point": (
            "There is no break of the contract after the notice, and the contract has no end: give one of them."
        ),
    },
)
