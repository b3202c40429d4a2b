"""Mends that a person may make with one press: the one sensible value that follows from a draft.

In: a draft, what it is assembled to, and one of its problems. Out: a ``Mend``, the words of its button and the
answers or clause text it puts in, or None where people must choose. Then true: a mend that is offered takes its
problem away and brings no other with it, because it was tried on the draft before it was offered; and it loses
nothing, because it completes, rounds, moves to the nearest allowed value or says yes to what the rule requires.
What states a fact (a board was told, a summary is published) is never mended for people.

Source: docs/decisions/0065-mends.md.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from govflow.core.answers import Kind, Row, Value, in_words, read_answer
from govflow.core.assembly import Assembled, assemble
from govflow.core.catalogue import Catalogue, slug
from govflow.core.consistency import Checked, check
from govflow.core.consistency.delivery import TUPE_DAYS
from govflow.core.consistency.foundations import TRUST_MEETINGS, end_of_term
from govflow.core.consistency.given import GivenDraft, given_in, total
from govflow.core.consistency.governance import LEAST_REPLY_DAYS, SEATS
from govflow.core.consistency.leaving import CONFIRM_HOURS
from govflow.core.consistency.money import PUBLIC_PAYMENT_DAYS
from govflow.core.consistency.performance import MODEST_CAP_PCT
from govflow.core.consistency.signing import ALWAYS_MATERIAL, SIGNED_AS
from govflow.core.consistency.standards import (
    CONTRACT_YEARS,
    DEED_YEARS,
    KEPT_EXCEPTIONS,
    SAFEGUARDING_HOURS,
)
from govflow.core.consistency.vehicle import DIRECTORS
from govflow.core.document import RunKind
from govflow.core.draft import VEHICLE_ID, Draft, roll_of, rows
from govflow.core.errors import Problem
from govflow.core.fingerprint import plain
from govflow.core.proofreading import slips
from govflow.core.text import canonical
from govflow.core.vehicle import as_entered
from govflow.core.words import join_words

CLOSE = 0.8
"""How like a name must be to what was typed, from 0 to 1, to be taken for it."""

ROUNDING = Decimal("0.01")
"""What a share may have lost by being rounded."""

MOST_NAMED = 2
"""So many entries are named on a button before they are only counted."""

BREACH_ADVISED = 24  # hours: what CR-58 recommends


@dataclass(frozen=True)
class Mend:
    """What one press does. ``words``: of the button; ``answers`` and ``reworded``: what it puts in."""

    words: str
    answers: Mapping[str, Value] = field(default_factory=dict)
    reworded: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bench:
    """A draft with what is wrong with it, ready to try mends on."""

    catalogue: Catalogue
    draft: Draft
    assembled: Assembled

    @cached_property
    def checked(self) -> Checked:
        """What the rules of consistency find now."""
        return check(self.draft)

    @cached_property
    def given(self) -> GivenDraft:
        """What is given, as the rules look at it."""
        return given_in(self.draft)

    def mend_of(self, problem: Problem) -> Mend | None:
        """The mend of a problem; None where there is not exactly one that helps and harms nothing."""
        propose = _MENDS.get(problem.rule)
        mend = None if propose is None else propose(self, problem)
        return mend if mend is not None and self._helps(mend, problem) else None

    def _helps(self, mend: Mend, problem: Problem) -> bool:
        allowed = all(self._is_answer(name, value) for name, value in mend.answers.items())
        after = self.draft.with_answers(mend.answers).with_reworded(mend.reworded)
        checked, assembled = check(after, self.checked), assemble(self.catalogue, after, self.assembled)
        before = (*self.checked.problems, *self.assembled.problems)
        now = (*checked.problems, *assembled.problems)
        fewer = Counter(each.rule for each in before)
        fewer.subtract(each.rule for each in now)
        return allowed and problem not in now and fewer[problem.rule] > 0 and min(fewer.values()) >= 0

    def _is_answer(self, name: str, value: Value) -> bool:
        question = self.catalogue.questions[name]
        return not read_answer(question, plain(value), roll_of(self.draft)).faults

    def put(self, name: str, value: Value, words: str = "") -> Mend:
        """A mend of one whole answer."""
        question = self.catalogue.questions[name]
        if value is True:
            told = f"Answer yes: {question.label}"
        else:
            shown = in_words(value, question.kind, question.unit, question.options)
            told = f"Set “{question.label}” to {shown}"
        return Mend(words or told, {name: value})

    def put_cell(self, problem: Problem, value: Value, words: str) -> Mend:
        """A mend of the cell that a problem points at."""
        place = _CELL.fullmatch(problem.field)
        assert place is not None  # the rule points at a cell
        table, number, column = place.group(1), int(place.group(2)), place.group(3)
        changed = [
            MappingProxyType({**row, column: value}) if at == number else row
            for at, row in enumerate(rows(self.draft, table))
        ]
        return Mend(words, {table: tuple(changed)})

    def cell(self, problem: Problem) -> Value | None:
        """What stands in the cell that a problem points at."""
        place = _CELL.fullmatch(problem.field)
        return None if place is None else _row(self, problem).get(place.group(3))


Propose = Callable[[Bench, Problem], Mend | None]
_CELL = re.compile(r"([a-z0-9_]+)\[(\d+)\]\.([a-z0-9_]+)")


def _row(bench: Bench, problem: Problem) -> Row:
    place = _CELL.fullmatch(problem.field)
    assert place is not None  # the rule points at a cell
    return rows(bench.draft, place.group(1))[int(place.group(2))]


def only_close(word: str, known: Iterable[str]) -> str | None:
    """What was meant by a word that nothing is called: the one name that is near; None for none, or several."""
    names = sorted(set(known))
    same = [name for name in names if slug(name) == slug(word)]
    near = same or get_close_matches(word, names, n=2, cutoff=CLOSE)
    return near[0] if len(near) == 1 else None


# Answers.


def _value(name: str, value: Callable[[GivenDraft], Value | None]) -> Propose:
    """One question, one value."""

    def propose(bench: Bench, problem: Problem) -> Mend | None:
        found = value(bench.given)
        return None if found is None or problem.field != name else bench.put(name, found)

    return propose


def _fixed(**values: Value) -> Propose:
    """Questions with the one value that a rule asks for."""

    def propose(bench: Bench, problem: Problem) -> Mend | None:
        value = values.get(problem.field)
        return None if value is None else bench.put(problem.field, value)

    return propose


def _any_of(*proposals: Propose) -> Propose:
    """The first that has something to propose."""

    def propose(bench: Bench, problem: Problem) -> Mend | None:
        found = (each(bench, problem) for each in proposals)
        return next((mend for mend in found if mend is not None), None)

    return propose


def _complete(name: str, needed: tuple[str, ...]) -> Propose:
    """A list with the entries that a rule asks for."""

    def propose(bench: Bench, problem: Problem) -> Mend | None:
        if problem.field != name:
            return None
        question = bench.catalogue.questions[name]
        missing = bench.given.lacking(name, needed)
        labels = [f"“{question.options.get(code, code)}”" for code in missing]
        told = join_words(labels) if len(labels) <= MOST_NAMED else f"the {len(labels)} that are missing"
        return Mend(f"Add {told}", {name: (*(bench.given.entries(name) or ()), *missing)})

    return propose


def _sum_of(parts: tuple[str, ...]) -> Callable[[GivenDraft], Value]:
    return lambda given: int(sum(given.part(name) for name in parts))


def _whole(given: GivenDraft, name: str) -> int | None:
    number = given.number(name)
    return None if number is None or number.denominator != 1 else int(number)


def _half_the_seats(given: GivenDraft) -> Value | None:
    """More than half the seats: enough for every rule about a quorum."""
    seats = _whole(given, "board_seats_total")
    return None if seats is None else seats // 2 + 1


def _decimal(name: str) -> Callable[[GivenDraft], Value | None]:
    def value(given: GivenDraft) -> Value | None:
        number = given.values.get(name)
        return number if isinstance(number, int | Decimal) else None

    return value


def _steps(given: GivenDraft) -> Value | None:
    days = given.part("expulsion_notice_days") + given.part("expulsion_appeal_days")
    return int(days) if days.denominator == 1 else None


def _kept_years(given: GivenDraft) -> Value:
    return DEED_YEARS if given.text("legal_effect") == "binding_deed" else CONTRACT_YEARS


# Rows.


def _into_the_term(bench: Bench, problem: Problem) -> Mend | None:
    """A date outside the term, moved to its nearest day; one that is inside has another fault."""
    starts = problem.field.endswith(".start")
    nearest = bench.given.day("start_date") if starts else end_of_term(bench.given)
    day = bench.cell(problem)
    if nearest is None or day is None or (not starts and str(day) <= str(nearest)):
        return None
    return bench.put_cell(problem, nearest, f"Move it to {in_words(nearest, Kind.DATE)}")


def _doubled_row(bench: Bench, problem: Problem) -> Mend | None:
    """A row of the delivery matrix that says exactly what another says."""
    table, row = rows(bench.draft, "delivery_matrix"), _row(bench, problem)
    if sum(each == row for each in table) < 2:
        return None
    first = table.index(row)
    kept = tuple(each for at, each in enumerate(table) if at == first or each != row)
    return Mend("Take the doubled row out", {"delivery_matrix": kept})


def _shares_to_the_whole(bench: Bench, problem: Problem) -> Mend | None:
    """Shares that miss the whole by no more than their rounding: the largest takes the difference."""
    table = rows(bench.draft, "delivery_shares")
    missing = Fraction(100) - total(bench.given.rows("delivery_shares"), "share_pct")
    if not 0 < abs(missing) <= Fraction(ROUNDING) * len(table):
        return None
    at = max(
        range(len(table)), key=lambda number: bench.given.rows("delivery_shares")[number].part("share_pct")
    )
    old = table[at]["share_pct"]
    assert isinstance(old, int | Decimal)  # it is the largest, so it is a number
    new = Decimal(old) + Decimal(missing.numerator) / Decimal(missing.denominator)
    changed = (*table[:at], MappingProxyType({**table[at], "share_pct": new}), *table[at + 1 :])
    name = bench.given.name_of(str(table[at].get("member_id")))
    return Mend(f"Set the share of {name} to {in_words(new, Kind.PERCENT)}", {"delivery_shares": changed})


def _closed_band(bench: Bench, problem: Problem) -> Mend | None:
    """A fee band that ends where the next begins."""
    if not problem.field.endswith(".income_to"):
        return None
    begins = _row(bench, problem)["income_from"]
    after = [
        start
        for row in rows(bench.draft, "fee_bands")
        if isinstance(start := row.get("income_from"), Decimal | int) and start > begins  # type: ignore[operator]
    ]
    return (
        bench.put_cell(problem, min(after), f"Let it end at {in_words(min(after), Kind.MONEY)}")
        if after
        else None
    )


def _named(known: Callable[[GivenDraft], Iterable[str]]) -> Propose:
    """A cell that names something by a name that nothing has, where one name is near."""

    def propose(bench: Bench, problem: Problem) -> Mend | None:
        names, cell = frozenset(known(bench.given)), bench.cell(problem)
        typed = cell if isinstance(cell, tuple) else (cell,)
        meant = [name if name in names else only_close(str(name), names) for name in typed]
        if not cell or None in meant:
            return None
        parties = bench.draft.parties_by_id
        new = [str(name) for name in meant if name not in typed]
        called = [parties[name].name if name in parties else name for name in new]
        words = join_words([f"“{name}”" for name in called])
        value = tuple(str(name) for name in meant) if isinstance(cell, tuple) else str(meant[0])
        return bench.put_cell(problem, value, f"Make it {words}")

    return propose


def _parties(given: GivenDraft) -> Iterable[str]:
    return (*given.ids, VEHICLE_ID, "all") if given.vehicle is not None else (*given.ids, "all")


# Words.


def _misspelt(kind: str, known: Callable[[Bench], Iterable[str]]) -> Propose:
    """A token that names nothing, in a clause that somebody reworded, where one name is near."""

    def propose(bench: Bench, problem: Problem) -> Mend | None:
        source = bench.draft.reworded.get(problem.clause)
        found = [name for name in _broken(bench, problem) if name.startswith(f"{{{kind}:")]
        if source is None or len(set(found)) != 1:
            return None
        typed = found[0].removeprefix(f"{{{kind}:").removesuffix("}")
        meant = only_close(typed, known(bench))
        if meant is None:
            return None
        words = _in_words(bench, kind, meant)
        return Mend(
            f"Make it {words}", reworded={problem.clause: source.replace(found[0], f"{{{kind}:{meant}}}")}
        )

    return propose


def _broken(bench: Bench, problem: Problem) -> list[str]:
    paras = bench.assembled.document.paragraphs()
    found = (para.runs for para in paras if para.id == problem.field)
    return [run.text for runs in found for run in runs if run.kind is RunKind.BROKEN]


def _in_words(bench: Bench, kind: str, name: str) -> str:
    """What a token stands for, as people call it."""
    match kind:
        case "ref":
            part = bench.assembled.document.part(name.partition(".")[0])
            return f"“{name if part is None else part.title}”"
        case "party":
            return bench.draft.parties_by_id[name].name
        case "answer":
            return f"the answer to “{bench.catalogue.questions[name].label}”"
        case _:
            return f"“{bench.assembled.terms.words[name]}”"


def _places(bench: Bench) -> Iterable[str]:
    document = bench.assembled.document
    return (*(part.id for part in document.parts), *(para.id for para in document.paragraphs()))


def _with_its_token(bench: Bench, problem: Problem) -> Mend | None:
    """A defined word that was typed as plain words, marked as the defined one."""
    read = slips(bench.catalogue, bench.draft, bench.assembled.terms, bench.assembled.document)
    slip = next(each for each in read if each.problem == problem)
    words = f"Mark “{slip.words}” as the defined word"
    if _CELL.fullmatch(problem.field) is None:
        source = bench.draft.reworded[problem.clause]
        return Mend(words, reworded={problem.clause: _marked(source, slip.words, slip.token)})
    row = _row(bench, problem)
    return bench.put_cell(problem, _marked(str(row["meaning"]), slip.words, slip.token), words)


def _marked(source: str, words: str, token: str) -> str:
    """A text with some words of it as a token, outside the tokens there are."""
    pieces = re.split(r"(\{[^{}\n]*\})", canonical(source))
    whole = re.compile(rf"(?<![\w-]){re.escape(words)}(?![\w-])")
    return "".join(piece if piece.startswith("{") else whole.sub(token, piece) for piece in pieces)


_MENDS: Mapping[str, Propose] = MappingProxyType(
    {
        "CR-08": _fixed(trust_meetings_min=TRUST_MEETINGS),
        "CR-09": _into_the_term,
        "CR-10": _named(lambda given: (row.text("kpi_id") or "" for row in given.rows("kpis"))),
        "CR-12": _fixed(charity_no_fetter=True),
        "CR-13": _fixed(no_partnership=True),
        "CR-15": _value("board_seats_total", _sum_of(SEATS)),
        "CR-16": _value("quorum_board_count", _half_the_seats),
        "CR-17": _value("quorum_board_count", _half_the_seats),
        "CR-18": _value("quorum_board_count", _half_the_seats),
        "CR-21": _complete("reserved_matters", ("amend_agreement",)),
        "CR-24": _shares_to_the_whole,
        "CR-26": _fixed(vote_basis="one_member_one_vote"),
        "CR-28": _value("papers_days", _decimal("notice_days_ordinary")),
        "CR-29": _fixed(written_response_days=LEAST_REPLY_DAYS),
        "CR-32": _doubled_row,
        "CR-33": _into_the_term,
        "CR-35": _named(lambda given: given.entries("territory") or ()),
        "CR-36": _fixed(payment_days=PUBLIC_PAYMENT_DAYS),
        "CR-38": _value("external_max_pct", _decimal("head_contract_subcontract_limit_pct")),
        "CR-39": _fixed(tupe_info_days=TUPE_DAYS),
        "CR-40": _named(_parties),
        "CR-42": _closed_band,
        "CR-47": _complete("cap_exclusions", ("death_injury", "fraud")),
        "CR-54": _fixed(penalty_total_cap_pct=Decimal(MODEST_CAP_PCT)),
        "CR-55": _fixed(safeguarding_report_hours=SAFEGUARDING_HOURS),
        "CR-56": _complete("conf_exceptions", KEPT_EXCEPTIONS),
        "CR-58": _fixed(breach_notify_hours=BREACH_ADVISED),
        "CR-60": _value("lock_in_months", _decimal("initial_term_months")),
        "CR-62": _fixed(expulsion_hearing=True, member_conflict_on_own_case=True),
        "CR-63": _any_of(
            _fixed(suspension_confirm_hours=CONFIRM_HOURS), _value("suspension_max_days", _steps)
        ),
        "CR-65": _fixed(position_opt_out=True),
        "CR-66": _fixed(campaign_law_check=True, joint_campaign_spend_record=True),
        "CR-68": _complete("material_changes", ALWAYS_MATERIAL),
        "CR-69": _value("sign_as", lambda given: SIGNED_AS.get(given.text("legal_effect") or "")),
        "CR-71": _fixed(accession_instrument="deed"),
        "CR-72": _value("retention_years", _kept_years),
        "CR-73": _value("spv_directors_total", _sum_of(DIRECTORS)),
        "CR-74": _fixed(asset_lock=True),
        "CR-77": _fixed(insolvency_effect="review_then_decide"),
        "TX-02": _misspelt("ref", _places),
        "TX-03": _misspelt("term", lambda bench: bench.assembled.terms.entries),
        "TX-04": _misspelt("answer", lambda bench: bench.catalogue.questions),
        "TX-05": _misspelt("party", lambda bench: bench.draft.parties_by_id),
        "TX-12": _with_its_token,
        "TX-15": lambda bench, problem: bench.put(problem.field, as_entered(bench.draft)[problem.field]),
    }
)
"""What is proposed, by rule. A proposal is offered only once it was tried (``Bench.mend_of``)."""
