"""A story in a file: the steps of a whole procedure, each with one act and what is expected after it.

In: a path. Out: steps ready to be played, read whole before the first is played; or ``Unreadable`` with the
place. What an act means is the rooms' affair: here is only how it is written. Format: docs/procedure.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from govflow.agreements.services import Amendment, Rewording
from govflow.agreements.version_services import Freezing, Override, Reasons
from govflow.approvals.services import NO_BOARD, ResolutionTold
from govflow.cli.reading import Node, read_json
from govflow.core.approval import CloseCondition, Closing, Condition, Delegated, Delegation, Route
from govflow.core.catalogue import ChangeClass
from govflow.core.counting import BOARD_RULES, BoardRules, Meeting, Replies, WrittenRule
from govflow.core.precedents import CHAIR
from govflow.core.voting import Basis, Choice, RuleCode
from govflow.overview.rehearsal import NOON, NOT_GIVEN, Deed, Step

LONGEST_NAME = 100
MOST_MONTHS = 1200
MOST_PEOPLE = 100_000
# Keys are a day older than the clock, and their certificate lives on after it.
FIRST_YEAR, LAST_YEAR = 1970, 9000


def read_story_file(file: str) -> tuple[Step, ...]:
    """The steps of a story.

    :raises Unreadable: not JSON, or not a story; the place says where.
    """
    return read_steps(Node(read_json(file)).field("steps"))


def read_steps(steps: Node) -> tuple[Step, ...]:
    """The steps in a list.

    :raises Unreadable: as ``read_story_file``.
    """
    read = tuple(_step(number, each) for number, each in enumerate(steps.items(), 1))
    if not read:
        raise steps.wrong("must have a step")
    if read[0].moment is None:
        raise steps.items()[0].wrong('lacks "on"')
    return read


def _step(number: int, step: Node) -> Step:
    act, told = step.field("act"), step.optional("step")
    read = ACTS.get(act.text())
    if read is None:
        raise act.wrong(f"must be one of {', '.join(ACTS)}")
    on, expected = step.optional("on"), step.optional("expect")
    return Step(
        number if told is None else told.whole(),
        None if on is None else _moment(on),
        read(step),
        {} if expected is None else _wanted(expected),
    )


def _moment(on: Node) -> datetime:
    """A moment; a day is its noon in UTC."""
    text = on.text()
    if len(text) <= len("2026-11-22"):
        moment = datetime.combine(on.day(), NOON)
    else:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise on.wrong("must be a date like 2026-11-22") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise on.wrong(f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _wanted(expected: Node) -> Mapping[str, object]:
    """What is expected, as plain values; members and the change must have fields of their own."""
    members, change = expected.optional("members"), expected.optional("change")
    for fields in () if members is None else members.fields().values():
        fields.fields()
    if change is not None:
        change.fields()
    return {name: each.value for name, each in expected.fields().items()}


# The parts acts are written in


def _words(fields: Node, name: str, otherwise: str = "") -> str:
    node = fields.optional(name)
    return otherwise if node is None else node.text()


def _number(fields: Node, name: str) -> int:
    node = fields.optional(name)
    return 0 if node is None else node.whole()


def _day(fields: Node, name: str) -> date | None:
    node = fields.optional(name)
    return None if node is None else node.day()


def _texts(fields: Node, name: str) -> tuple[str, ...]:
    node = fields.optional(name)
    return () if node is None else tuple(each.text() for each in node.items())


def _some(fields: Node, name: str) -> tuple[str, ...]:
    """A list that must be there and name somebody."""
    found = tuple(each.text() for each in fields.field(name).items())
    if not found:
        raise fields.field(name).wrong("must name at least one")
    return found


def _version(fields: Node) -> str:
    return read_name(fields.field("version"))


def read_name(node: Node) -> str:
    """A name that can be printed, kept and found again.

    :raises Unreadable: it is none.
    """
    name = node.text()
    if not name.isprintable() or len(name) > LONGEST_NAME:
        raise node.wrong(f"must be a name of at most {LONGEST_NAME} letters")
    return name


def _reasons(fields: Node) -> Reasons:
    node = fields.optional("reasons")
    given = {} if node is None else {rule: each.text() for rule, each in node.fields().items()}
    return Reasons(given, NOT_GIVEN)


# One reader for each act


def _circulate(fields: Node) -> Deed:
    version, deadline, reasons = _version(fields), _day(fields, "deadline"), _reasons(fields)
    return lambda play: play.circulate(version, deadline, reasons.given)


def _change(fields: Node) -> Deed:
    amendment = Amendment(_answers(fields), _rewordings(fields))
    why = _words(fields, "why")
    freezing = Freezing(_version(fields), why, _reasons(fields), _override(fields, why))
    return lambda play: play.change(amendment, freezing)


def _answers(fields: Node) -> Mapping[str, object]:
    node = fields.optional("set")
    return {} if node is None else read_answers(node)


def read_answers(node: Node) -> Mapping[str, object]:
    """Answers by question, as plain values.

    :raises Unreadable: a question's name that no question can have.
    """
    answers = node.fields()
    for name, each in answers.items():
        if not name.isprintable() or len(name) > LONGEST_NAME:
            raise each.wrong("must have a name that can be read")
    return {name: each.value for name, each in answers.items()}


def _rewordings(fields: Node) -> Mapping[str, Rewording]:
    node = fields.optional("reword")
    reason = _words(fields, "why")
    each = () if node is None else node.items()
    return {read_name(one.field("clause")): Rewording(one.field("text").text(), reason) for one in each}


def _override(fields: Node, why: str) -> Override | None:
    node = fields.optional("class")
    if node is None:
        return None
    return Override(ChangeClass(node.one_of(tuple(ChangeClass))), why or NOT_GIVEN)


BOARD = (
    *("seats", "in_office", "quorum", "majority", "basis", "chair_casting", "written"),
    *("meets", "notice_days"),
)
"""What may be set of a board: its rules of deciding, and what else a file says of it, which decides nothing."""


def _board(fields: Node) -> Deed:
    member, told = fields.field("member").text(), fields.field("set")
    for name, each in told.fields().items():
        if name not in BOARD:
            raise each.wrong(f"is none of {', '.join(BOARD)}")
    read_board(told, NO_BOARD)  # so that it is unreadable before the first step is played
    return lambda play: play.set_board(member, lambda rules: read_board(told, rules))


def read_board(told: Node, rules: BoardRules) -> BoardRules:
    """A board's own rules; what is not told stays. Without vacancies told, all seats that are told are filled.

    :raises Unreadable: a rule nobody knows, or a value of the wrong kind.
    """
    seats, in_office, quorum = (told.optional(name) for name in ("seats", "in_office", "quorum"))
    majority, basis = told.optional("majority"), told.optional("basis")
    casting, written = told.optional("chair_casting"), told.optional("written")
    if seats is not None:
        rules = replace(rules, seats=_people(seats), in_office=_people(seats))
    if in_office is not None:
        rules = replace(rules, in_office=_people(in_office))
    if quorum is not None:
        rules = replace(rules, quorum=_people(quorum))
    if majority is not None:
        rules = replace(rules, majority=RuleCode(majority.one_of(tuple(BOARD_RULES))))
    if basis is not None:
        rules = replace(rules, basis=Basis(basis.one_of(tuple(Basis))))
    if casting is not None:
        rules = replace(rules, chair_casting=casting.truth())
    if written is not None:
        rules = replace(rules, written=WrittenRule(written.one_of(tuple(WrittenRule))))
    return rules


def _people(node: Node) -> int:
    if node.whole() > MOST_PEOPLE:
        raise node.wrong(f"must be at most {MOST_PEOPLE}")
    return node.whole()


def _resolve(fields: Node) -> Deed:
    member, version = fields.field("member").text(), _version(fields)
    told = ResolutionTold(
        route=Route(fields.field("route").one_of(tuple(Route))),
        votes=_votes(fields),
        conditions=_conditions(fields),
        valid_months=_months(fields),
        reason=_words(fields, "reason"),
        confirmed_by=_words(fields, "confirmed_by"),
    )
    return lambda play: play.resolve(member, version, told)


def _votes(fields: Node) -> Meeting | Replies:
    conflicted, votes_for, against, abstain = (
        _number(fields, name) for name in ("conflicted", "for", "against", "abstain")
    )
    if fields.field("route").value == Route.WRITTEN:
        return Replies(conflicted, votes_for, against, abstain)
    voted, steps_back = fields.optional("chair_voted"), fields.optional("chair_conflicted")
    return Meeting(
        present=fields.field("present").whole(),
        conflicted=conflicted,
        votes_for=votes_for,
        against=against,
        abstain=abstain,
        chair_voted=None if voted is None else Choice(voted.one_of((Choice.FOR, Choice.AGAINST))),
        chair_conflicted=steps_back is not None and steps_back.truth(),
    )


def _conditions(fields: Node) -> tuple[Condition, ...]:
    node = fields.optional("conditions")
    read: dict[str, Condition] = {}
    for each in () if node is None else node.items():
        name = each.field("id").text()
        if name in read:
            raise each.field("id").wrong("is given twice")
        text, clause, owner = (_words(each, part) for part in ("text", "clause", "owner"))
        read[name] = Condition(name, text, clause, owner, _day(each, "due"))
    return tuple(read.values())


def _months(fields: Node) -> int | None:
    node = fields.optional("valid_months")
    if node is not None and not 0 <= node.whole() <= MOST_MONTHS:
        raise node.wrong(f"must be 0 to {MOST_MONTHS}")
    return None if node is None else node.whole()


def _close(how: Closing, proof: str) -> Callable[[Node], Deed]:
    def read(fields: Node) -> Deed:
        member = fields.field("member").text()
        condition = CloseCondition(fields.field("condition").text(), how, _words(fields, proof))
        by = _words(fields, "by", member)
        return lambda play: play.close_condition(member, condition, by)

    return read


def _delegate(fields: Node) -> Deed:
    members = _some(fields, "members")
    what = Delegated(fields.field("what").one_of(tuple(Delegated)))
    people = fields.optional("people")
    number = 1 if people is None else people.whole()
    delegation = Delegation(what, number, _day(fields, "until"), _texts(fields, "limits"))
    return lambda play: play.delegate(members, delegation)


def _accept_minor(fields: Node) -> Deed:
    members, version = _some(fields, "members"), _version(fields)
    return lambda play: play.accept_minor(members, version)


def _object(fields: Node) -> Deed:
    member, version, reason = fields.field("member").text(), _version(fields), _words(fields, "reason")
    return lambda play: play.object(member, version, reason)


def _withdraw_approval(fields: Node) -> Deed:
    member, reason = fields.field("member").text(), _words(fields, "reason")
    return lambda play: play.withdraw_approval(member, reason)


def _plan(fields: Node) -> Deed:
    member, method = fields.field("member").text(), fields.field("method").text()
    return lambda play: play.plan(member, method)


def _sign(fields: Node) -> Deed:
    members, version = _some(fields, "members"), _version(fields)
    return lambda play: play.sign(members, version)


def _withdraw_signature(fields: Node) -> Deed:
    members, version, reason = _some(fields, "members"), _version(fields), _words(fields, "reason")
    return lambda play: play.withdraw_signature(members, version, reason)


def _decline(fields: Node) -> Deed:
    members, version, reason = _some(fields, "members"), _version(fields), _words(fields, "reason")
    return lambda play: play.decline(members, version, reason)


def _meet_precedent(fields: Node) -> Deed:
    names, by, evidence = _some(fields, "names"), _words(fields, "by", CHAIR), _words(fields, "evidence")
    return lambda play: play.meet_precedents(names, by, evidence)


def _waive_precedent(fields: Node) -> Deed:
    names, members = _some(fields, "names"), _texts(fields, "members")
    by, reason = _words(fields, "by"), _words(fields, "reason")
    return lambda play: play.waive_precedents(names, members, by, reason)


def _leave_out(fields: Node) -> Deed:
    member = fields.field("member").text()
    freezing = Freezing(_version(fields), _words(fields, "reason"), _reasons(fields))
    return lambda play: play.leave_out(member, freezing)


def _pass_time(fields: Node) -> Deed:
    to = _moment(fields.field("to"))
    return lambda play: play.pass_time(to)


def _release(fields: Node) -> Deed:
    dated = _day(fields, "dated")
    return lambda play: play.release(dated)


ACTS: Mapping[str, Callable[[Node], Deed]] = {
    "circulate": _circulate,
    "change": _change,
    "board": _board,
    "resolve": _resolve,
    "meet_condition": _close(Closing.MET, "evidence"),
    "waive_condition": _close(Closing.WAIVED, "reason"),
    "delegate": _delegate,
    "accept_minor": _accept_minor,
    "object": _object,
    "withdraw_approval": _withdraw_approval,
    "plan": _plan,
    "sign": _sign,
    "withdraw_signature": _withdraw_signature,
    "decline": _decline,
    "meet_precedent": _meet_precedent,
    "waive_precedent": _waive_precedent,
    "leave_out": _leave_out,
    "pass_time": _pass_time,
    "release": _release,
}
"""Every act of a story: its name, and how it is read."""
