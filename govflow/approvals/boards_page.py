"""All boards on one page: what each decided, with its arithmetic, and nothing that is a board's own."""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from govflow.approvals.room_head import LAPSED, TO_DECIDE, TONES, Row, sentence
from govflow.approvals.room_pages import ConditionLine, condition_line, stands
from govflow.approvals.room_queries import BoardLine, Boards, is_closed
from govflow.core.approval import (
    STANDING,
    Status,
)
from govflow.core.permissions import Permission
from govflow.core.procedure import AgreementState
from govflow.core.words import day, number_of
from govflow.web.access import Reader
from govflow.web.uk_time import moment


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One board in the list of all. ``url``: its room, "" where it is not the reader's own."""

    name: str
    status: str
    tone: str
    words: str
    count: str
    late: str
    conditions: tuple[ConditionLine, ...]
    url: str


@dataclass(frozen=True)
class BoardsPage:
    """Every board. ``lapsed``: that nothing can be decided any more, as a title and a sentence; () where it can."""

    agreement_id: UUID
    consortium: str
    version: str
    facts: tuple[Row, ...]
    words: str
    lapsed: tuple[str, ...]
    effective: int
    required: int
    bar_words: str
    rows: tuple[BoardRow, ...]
    may_circulate: bool
    may_leave_out: tuple[tuple[str, str], ...]


def boards_page(boards: Boards, agreement_id: UUID, who: Reader) -> BoardsPage:
    """What everybody may see of every board."""
    case, circulated = boards.case, boards.circulation
    may_circulate = who.may(Permission.VERSION_CIRCULATE) and case.released_on is None
    stay = (case.terms.lead, case.terms.vehicle)
    can_go = [
        (line.party.code, line.party.member.name)
        for line in boards.lines
        if line.party.code in case.terms.parties and line.party.code not in stay
    ]
    facts: list[Row] = []
    if circulated is not None:
        facts = [
            ("Version before the boards", circulated.version.name, "", ""),
            ("Put to them", moment(circulated.circulated_at), "", ""),
        ]
        if not is_closed(case):
            by_when = day(circulated.deadline) if circulated.deadline else "No day is set"
            facts.append(("Please decide by", by_when, "", ""))
    approved, needed = len(case.effective), case.terms.required
    return BoardsPage(
        agreement_id,
        boards.consortium.title,
        case.version,
        tuple(facts),
        _count_words(boards),
        LAPSED if case.state is AgreementState.LAPSED else (),
        min(approved, needed),
        needed,
        f"{approved} approved, {needed} needed",
        tuple(_board_row(boards, line, agreement_id, who) for line in boards.lines),
        may_circulate,
        tuple(can_go) if may_circulate and circulated is not None else (),
    )


def _count_words(boards: Boards) -> str:
    terms, must = boards.case.terms, "had to" if is_closed(boards.case) else "must"
    share = f"{terms.min_pct.normalize():f} per cent of {len(terms.counting)}, rounded up"
    lead = next((line.party.member.name for line in boards.lines if line.party.code == terms.lead), "")
    more = f" The lead body, {lead}, {must} be among them." if lead else ""
    own = f" The vehicle’s own board {must} approve too." if terms.vehicle else ""
    approved = number_of(len(boards.case.effective), "board has", "boards have")
    return f"{approved} approved this version, and {terms.required} {must} ({share}).{more}{own}"


def _board_row(boards: Boards, line: BoardLine, agreement_id: UUID, who: Reader) -> BoardRow:
    counted, case, code = line.approval.counted, boards.case, line.party.code
    count = "" if counted is None else sentence(counted.decision.arithmetic)
    if counted is not None and counted.version != case.version:
        count = f"On version {counted.version}: {count}"
    late = ""
    if case.deadline is not None and line.asked:
        if counted is not None and counted.late and line.status in STANDING:
            late = "Decided after the deadline"
        elif line.status in TO_DECIDE and case.today > case.deadline:
            late = "Late"
    leads_to = "room" if who.may(Permission.BOARD_READ, code) else ""
    if not leads_to and line.status is Status.MINOR_PENDING and who.may(Permission.MINOR_CHANGE_ACCEPT, code):
        leads_to = "minor"
    status, standing = stands(case, line.status, line.approval, code)
    return BoardRow(
        line.party.member.name,
        status,
        TONES[line.status],
        standing,
        count,
        late,
        tuple(condition_line(each, {}, "", case.today) for each in line.approval.conditions),
        url_for(f"approvals.{leads_to}", agreement_id=agreement_id, member=code) if leads_to else "",
    )
