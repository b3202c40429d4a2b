"""`govflow calculate FILE`: the sums, dates and votes of an agreement, worked out afresh.

In: a file of calculations by kind (``votes``, ``deficit_calls`` ...), each a list. Out: the same file with every
``expected...`` value computed from the other values; what the file says about them is not read. All figures are
exact; numbers are printed as they were written. For people, and where it is asked for, the working of each: lines
with the id of the clause that says so.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from fractions import Fraction
from itertools import chain

import click

from govflow.cli.reading import Node, one_line_for, read_json, shown
from govflow.core.counting import (
    BOARD_RULES,
    BoardDecision,
    BoardRules,
    Meeting,
    Replies,
    WrittenRule,
    count_members,
    decide_at_meeting,
    decide_in_writing,
    one_third_quorum,
    open_roll,
)
from govflow.core.errors import Refused
from govflow.core.mechanics import (
    FinalAccount,
    LeavePoint,
    Leaver,
    LeavingTerms,
    ShareReallocation,
    deficit_calls,
    leaving_date,
    percent,
    replacement_share,
    shares_after_admission,
)
from govflow.core.performance import Direction, Judged, Kpi, LadderTerms, Period, performance_ladder
from govflow.core.voting import Basis, Choice, RuleCode
from govflow.core.working import (
    Line,
    account_working,
    admission_working,
    deficit_working,
    ladder_working,
    leaving_working,
)

Answers = dict[str, object]
"""The ``expected...`` values of one calculation."""

WorkedOut = tuple[Answers, tuple[Line, ...]]
"""One calculation with its working."""


@click.command("calculate")
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Print the whole file as JSON.")
@click.option("--working", is_flag=True, help="With --json: add to each calculation its working.")
def command(file: str, as_json: bool, working: bool) -> None:
    """Work out every expected value of FILE afresh.

    FILE holds calculations by kind: performance_ladder, votes, board_votes, one_third_quorum,
    admission_pro_rata, exit_date, deficit_calls, exit_settlement.

    Without --json each value is printed with its working, line by line, and the clause that says so.
    """
    with one_line_for(file):
        worked_out = _worked_out(Node(read_json(file)), working or not as_json)
    if as_json:
        click.echo(written(worked_out))
        return
    for line in _in_lines(worked_out):
        click.echo(shown(line))


def _worked_out(file: Node, working: bool) -> dict[str, object]:
    return {name: _section(name, node, working) for name, node in file.fields().items()}


def _section(name: str, node: Node, working: bool) -> object:
    if name in SECTIONS:
        return [_vector(vector, SECTIONS[name], working) for vector in node.items()]
    if isinstance(node.value, str):
        return node.value
    raise node.wrong(f"not a kind of calculation; known are {', '.join(SECTIONS)}")


def _vector(vector: Node, work_out: Callable[[Node], WorkedOut], working: bool) -> dict[str, object]:
    fields = vector.fields()
    try:
        answers, lines = work_out(vector)
    except Refused as refused:
        raise vector.wrong(_in_words(refused)) from None
    for name, node in fields.items():
        if name.startswith("expected") and name not in answers:
            raise node.wrong(f"nothing known is expected here but {', '.join(answers)}")
    told = {"working": [asdict(line) for line in lines]} if working else {}
    return {name: node.value for name, node in fields.items()} | answers | told


def _in_words(refused: Refused) -> str:
    facts = ", ".join(f"{name.replace('_', ' ')} {fact}" for name, fact in refused.facts.items())
    return f"{refused.code.replace('_', ' ')} ({facts})"


def _in_lines(worked_out: Mapping[str, object]) -> Iterator[str]:
    for name, vectors in worked_out.items():
        for i, vector in enumerate(vectors if isinstance(vectors, list) else ()):
            for key, value in vector.items():
                if key.startswith("expected"):
                    yield f"{name}[{i}].{key}: {' '.join(written(value).split())}"
            yield from (f"  {_in_line(**line)}" for line in vector["working"])


def _in_line(words: str, sum: str, result: str, clause: str) -> str:
    """Like "Called in all: £60,000.00 [surplus-deficit]", with the sum in brackets where there is one."""
    told = f"{words}: {result}" if result else words
    return f"{told}{f' ({sum})' if sum else ''}{f' [{clause}]' if clause else ''}"


def written(value: object, indent: str = "\n") -> str:
    """``value`` as JSON text, its decimal numbers as they were written."""
    deeper = f"{indent} "
    match value:
        case dict() if value:
            parts = [f"{json.dumps(key, ensure_ascii=False)}: {written(value[key], deeper)}" for key in value]
            return f"{{{deeper}{f',{deeper}'.join(parts)}{indent}}}"
        case list() if value:
            return f"[{deeper}{f',{deeper}'.join(written(part, deeper) for part in value)}{indent}]"
        case Decimal():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


def _fraction(node: Node) -> Fraction:
    return Fraction(node.number())


def _numbers(node: Node) -> dict[str, Decimal]:
    return {name: number.number() for name, number in node.fields().items()}


def _performance_ladder(vector: Node) -> WorkedOut:
    kpis = tuple(_kpi(node) for node in vector.field("kpis").items())
    if len({kpi.kpi_id for kpi in kpis}) < len(kpis):
        raise vector.field("kpis").wrong("names a kpi_id twice")
    periods = vector.field("input").items()
    actuals = [{kpi.kpi_id: _actual(period, kpi.kpi_id) for kpi in kpis} for period in periods]
    allocation, terms = vector.field("annual_allocation").number(), _ladder_terms(vector.field("config"))
    ladder = performance_ladder(allocation, kpis, terms, actuals)
    told = ladder_working(allocation, kpis, terms, actuals, ladder)
    lines = ((Line(f"Period {n}", "", ""), *each) for n, each in enumerate(told, 1))
    expected = [_period(*pair) for pair in zip(ladder, periods, strict=True)]
    return {"expected": expected}, tuple(chain.from_iterable(lines))


def _kpi(node: Node) -> Kpi:
    return Kpi(
        node.field("kpi_id").text(),
        Direction(node.field("direction").one_of(tuple(Direction))),
        _fraction(node.field("target")),
        _fraction(node.field("weight")),
    )


def _ladder_terms(node: Node) -> LadderTerms:
    forfeit = node.optional("withhold_forfeit_periods")
    return LadderTerms(
        _fraction(node.field("trigger_shortfall_pct")),
        node.field("trigger_periods").whole(),
        _fraction(node.field("withhold_pct")),
        _fraction(node.field("withhold_cap_pct")),
        _fraction(node.field("reallocation_step_pct")),
        forfeit.whole() if forfeit else 0,
    )


def _actual(period: Node, kpi_id: str) -> Decimal | None:
    """The figure of one target; None where the period, or the target in it, is relieved."""
    if period.value is None or _is_relieved(period):
        return None
    figure = period.optional(kpi_id)
    if figure is None or _is_relieved(figure):
        return None
    return figure.number()


def _is_relieved(node: Node) -> bool:
    relieved = node.optional("relieved") if isinstance(node.value, dict) else None
    return relieved is not None and relieved.truth()


def _period(period: Period, figures: Node) -> Answers:
    return {
        "quarter": period.number,
        "kpis": {judged.kpi_id: _judged(judged, figures) for judged in period.judged},
        "withheld": str(period.withheld),
        "released": str(period.released),
        "actions": [action.code for action in period.actions],
        **({"forfeited": str(period.forfeited)} if period.forfeited else {}),
        "held_balance": str(period.held_balance),
        "year_cap_left": str(period.year_cap_left),
    }


def _judged(judged: Judged, figures: Node) -> Answers:
    if judged.shortfall is None:
        return {"relieved": True}
    return {
        "actual": figures.field(judged.kpi_id).value,
        "shortfall_pct": str(percent(judged.shortfall)),
        "miss": judged.missed,
        "run": judged.run,
    }


def _vote(vector: Node) -> WorkedOut:
    votes = {
        name: Choice(node.one_of(tuple(Choice))) for name, node in vector.field("votes").fields().items()
    }
    shares = vector.optional("shares")
    casting = vector.optional("chair_casting")
    objections = vector.optional("objections")
    second_round = vector.optional("second_round")
    decision = count_members(
        RuleCode(vector.field("rule").one_of(tuple(RuleCode))),
        Basis(vector.field("basis").one_of(tuple(Basis))),
        open_roll(tuple(votes), shares=_numbers(shares) if shares else None),
        votes,
        chair_casting=Choice(casting.one_of((Choice.FOR, Choice.AGAINST))) if casting else None,
        objections=objections.whole() if objections else 0,
        second_round=second_round is not None and second_round.truth(),
    )
    return {"expected": str(decision.outcome)}, (Line(decision.arithmetic, "", "", "decision-rules"),)


def _board_vote(vector: Node) -> WorkedOut:
    written_rule = _written_rule(vector.optional("written"))
    rules = _board_rules(vector, written_rule)
    conflicted = vector.field("conflicted").whole()
    votes_for, against, abstain = (vector.field(name).whole() for name in ("f", "a", "ab"))
    if written_rule is not None:
        replies = Replies(conflicted, votes_for, against, abstain)
        return _of_board(decide_in_writing(rules, replies))
    chair_for = vector.optional("chair_for")
    chair_conflicted = vector.optional("chair_conflicted")
    meeting = Meeting(
        vector.field("present").whole(),
        conflicted,
        votes_for,
        against,
        abstain,
        chair_voted=None if chair_for is None else Choice.FOR if chair_for.truth() else Choice.AGAINST,
        chair_conflicted=chair_conflicted is not None and chair_conflicted.truth(),
    )
    return _of_board(decide_at_meeting(rules, meeting))


def _of_board(decision: BoardDecision) -> WorkedOut:
    """A board counts by its own constitution: no clause says how."""
    return {"expected": str(decision.outcome)}, (Line(decision.arithmetic, "", ""),)


def _board_rules(vector: Node, written_rule: WrittenRule | None) -> BoardRules:
    """The board's rules; a chair that is said to have cast a vote has one, unless the file says otherwise."""
    rule, basis, casting = (vector.optional(name) for name in ("rule", "basis", "chair_casting"))
    return BoardRules(
        seats=vector.field("seats").whole(),
        in_office=vector.field("in_office").whole(),
        quorum=vector.field("quorum").whole(),
        majority=RuleCode(rule.one_of(BOARD_RULES)) if rule else RuleCode.SIMPLE_MAJORITY,
        basis=Basis(basis.one_of(tuple(Basis))) if basis else Basis.VOTES_CAST,
        chair_casting=casting.truth() if casting else True,
        written=written_rule or WrittenRule.NONE,
    )


def _written_rule(node: Node | None) -> WrittenRule | None:
    """The rule of a written decision: true stands for the usual one; None for a vote at a meeting."""
    if node is None or node.value is False:
        return None
    if node.value is True:
        return WrittenRule.UNANIMOUS
    return WrittenRule(node.one_of((WrittenRule.UNANIMOUS, WrittenRule.MAJORITY)))


def _one_third_quorum(vector: Node) -> WorkedOut:
    trustees = vector.field("trustees")
    if trustees.whole() < 0:
        raise trustees.wrong("must not be under 0")
    quorum = one_third_quorum(trustees.whole())
    told = "to the nearest whole number, and two at the least"
    return {"expected": quorum}, (Line("The quorum", f"{trustees.whole()} ÷ 3, {told}", str(quorum)),)


def _admission(vector: Node) -> WorkedOut:
    before, new = _numbers(vector.field("before")), vector.field("new").text()
    pct, names = vector.field("new_pct").number(), {name: name for name in (*before, new)}
    shares = shares_after_admission(before, new, pct)
    lines = admission_working(before, names, new, pct, ShareReallocation.PRO_RATA)
    return {"expected": {name: str(share) for name, share in shares.items()}}, lines


def _exit_date(vector: Node) -> WorkedOut:
    config, end = vector.field("config"), vector.optional("contract_end")
    terms = LeavingTerms(
        config.field("leave_notice_months").whole(),
        config.field("min_commitment_months").whole(),
        LeavePoint(config.field("leave_point").one_of(tuple(LeavePoint))),
    )
    dates = vector.field("notice").day(), vector.field("joined").day(), terms, end.day() if end else None
    leaving = leaving_date(*dates)
    told = "leaves with the contract" if leaving.with_contract else "ok"
    return {"expected": [leaving.on.isoformat(), told]}, leaving_working(*dates, leaving)


def _deficit_calls(vector: Node) -> WorkedOut:
    shares = _numbers(vector.field("shares"))
    figures = (
        vector.field("deficit").number(),
        shares,
        _numbers(vector.field("allocations")),
        vector.field("cap_pct").number(),
    )
    result = deficit_calls(*figures)
    answers: Answers = {
        "expected_calls": {name: str(call) for name, call in result.calls.items()},
        "expected_uncovered": str(result.uncovered),
    }
    return answers, deficit_working(*figures, {name: name for name in shares})


def _exit_settlement(vector: Node) -> WorkedOut:
    pct, leaver = vector.field("replacement_share_pct").number(), vector.optional("leaver")
    kind = Leaver(leaver.one_of(tuple(Leaver))) if leaver else Leaver.DEFAULT
    account = FinalAccount(
        earned_unpaid=vector.field("earned_unpaid").number(),
        withheld_releasable=vector.field("withheld_releasable").number(),
        advance_unearned=vector.field("advance_unearned").number(),
        fixed_sums_due=vector.field("fixed_sums_due").number(),
        fees_due=vector.field("fees_due").number(),
        extra_replacement_cost=vector.field("extra_replacement_cost").number(),
        replacement_share_pct=replacement_share(kind, pct),
        liability_cap_left=vector.field("liability_cap_left").number(),
    )
    return {"expected_net_to_member": str(account.net_to_member)}, account_working(account, kind)


SECTIONS: Mapping[str, Callable[[Node], WorkedOut]] = {
    "performance_ladder": _performance_ladder,
    "votes": _vote,
    "board_votes": _board_vote,
    "one_third_quorum": _one_third_quorum,
    "admission_pro_rata": _admission,
    "exit_date": _exit_date,
    "deficit_calls": _deficit_calls,
    "exit_settlement": _exit_settlement,
}
