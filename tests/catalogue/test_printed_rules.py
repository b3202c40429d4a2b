"""The rule as the agreement prints it, read as a member would read it, and the rule that counts: always one result.

A small reader here knows nothing of the program: it takes the sentence out of the assembled agreement, and votes by
its words alone. Every way that seven members can vote is tried, each boundary of a majority among them.
"""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govflow.catalogue.loader import load
from govflow.core.answers import Value
from govflow.core.assembly import assemble
from govflow.core.catalogue import TYPES
from govflow.core.draft import Draft, Member
from govflow.core.simulation import Conduct, simulate
from govflow.core.voting import RULES, Basis, Choice, Count, Outcome, RuleCode, Tally
from govflow.core.voting_terms import terms_named

MEMBERS = tuple(Member(f"M{n}", member_class="full") for n in range(1, 8))
SHARES = {"half": Fraction(1, 2), "two-thirds": Fraction(2, 3), "three-quarters": Fraction(3, 4)}
CARRIED = (Outcome.CARRIED, Outcome.CARRIED_ON_CASTING_VOTE)

Reading = Callable[[Tally, Choice | None], bool]


def draft(code: str, basis: Basis, members: tuple[Member, ...] = MEMBERS, **answers: Value) -> Draft:
    told: dict[str, Value] = {
        "consortium_type": TYPES[code],
        "majority_basis": str(basis),
        "chair_votes": "casting_only",
        **answers,
    }
    return Draft(code, members, None, False, MappingProxyType(told))


@cache
def ordinary(code: str, basis: Basis, rule: RuleCode) -> str:
    """What the agreement of such a consortium says the rule for its ordinary decisions means."""
    return sentence(draft(code, basis, ordinary_rule=str(rule)), rule)


def sentence(of: Draft, rule: RuleCode) -> str:
    """What the agreement says the rule means."""
    part = next(p for p in assemble(load(), of).document.parts if p.id == "decision-rules")
    said = ["".join(run.text for run in para.runs) for para in part.paras]
    opening = re.compile(rf"A decision that needs {RULES[rule].phrase},? is made when ")
    found = [text for text in said if opening.match(text)]
    assert len(found) == 1, said
    return found[0].replace("\N{NO-BREAK SPACE}", " ")


def read(text: str) -> Reading:
    """The sentence, as a member would go by it."""
    casting = bool(re.search(r"the Chair has a casting vote", text))
    if "more members vote for it than against it" in text:
        assert "hold more than half of the shares of all members entitled to vote" in text
        return lambda tally, chair: (
            2 * tally.votes.votes_for > tally.votes.entitled
            and _more(tally.heads.votes_for, tally.heads.against, casting, chair)
        )
    if "reasoned objection" in text:
        return lambda tally, _chair: tally.heads.votes_for > 0 and not tally.objections
    if "nobody votes against or objects" in text:
        assert "Where somebody does, there is a second vote." in text
        second = _majority(text.partition("At that vote, ")[2], casting)
        return lambda tally, chair: (
            second(tally, chair)
            if tally.second_round
            else tally.heads.votes_for > 0 and not tally.heads.against and not tally.objections
        )
    return _majority(text, casting)


def _majority(text: str, casting: bool) -> Reading:
    whole = _whole(text)
    if "every one of" in text:
        return lambda tally, _chair: tally.heads.votes_for == whole(tally.heads) > 0
    found = re.search(r"(more than|at least) (half|two-thirds|three-quarters) of", text)
    assert found, text
    strict, share = found[1] == "more than", SHARES[found[2]]

    def carried(tally: Tally, chair: Choice | None) -> bool:
        votes_for, of = tally.votes.votes_for, whole(tally.votes)
        equal = votes_for == tally.votes.against and tally.heads.votes_for > 0
        if casting and equal and chair is Choice.FOR:
            return True
        return votes_for > 0 and (votes_for > share * of if strict else votes_for >= share * of)

    return carried


def _whole(text: str) -> Callable[[Count], int | Fraction]:
    """What the sentence says a majority is a majority of."""
    if "the votes cast are" in text or "the votes cast is" in text:
        assert "An abstention is not a vote cast." in text
        return lambda count: count.votes_for + count.against
    if "of those present and entitled to vote" in text:
        assert "works against the decision" in text
        return lambda count: count.votes_for + count.against + count.abstain
    assert "of all who are entitled to vote (present or not)" in text
    assert "An abstention or an absence" in text
    return lambda count: count.votes_for + count.against + count.abstain + count.absent


def _more(votes_for: int | Fraction, against: int | Fraction, casting: bool, chair: Choice | None) -> bool:
    return votes_for > against or (casting and votes_for == against > 0 and chair is Choice.FOR)


def ways(most: int) -> Iterator[Count]:
    """Every way that so many can vote."""
    for votes_for, against, abstain in product(range(most + 1), repeat=3):
        if votes_for + against + abstain <= most:
            yield Count(votes_for, against, abstain, most - votes_for - against - abstain)


@pytest.mark.parametrize("code", TYPES)
@pytest.mark.parametrize("rule", RuleCode)
@pytest.mark.parametrize("basis", Basis)
def test_the_printed_rule_and_the_counting_rule_agree_however_seven_members_vote(
    code: str, rule: RuleCode, basis: Basis
) -> None:
    text = ordinary(code, basis, rule)
    printed, counted = read(text), RULES[rule]
    chairs = (None, Choice.FOR, Choice.AGAINST) if "the Chair has a casting vote" in text else (None,)
    for heads, objections, second, chair in product(ways(7), (0, 1), (False, True), chairs):
        tally = Tally(basis, heads, objections=objections, second_round=second)
        by_words = printed(tally, chair)
        assert (counted.outcome(tally, chair) in CARRIED) is by_words, (text, tally, chair)


@given(
    rule=st.sampled_from(RuleCode),
    basis=st.sampled_from(Basis),
    shares=st.lists(st.integers(0, 50), min_size=4, max_size=4),
    heads=st.sampled_from(list(ways(6))),
)
def test_shares_are_counted_as_the_printed_rule_says(
    rule: RuleCode, basis: Basis, shares: list[int], heads: Count
) -> None:
    printed = read(ordinary("LB", basis, rule))
    # Nobody's vote is worth nothing, and nothing is voted with by nobody.
    given = [n and share + 1 for n, share in zip(_parts(heads), shares, strict=True)]
    tally = Tally(basis, heads, Count(*(Fraction(each, 3) for each in given)))
    assert (RULES[rule].outcome(tally) in CARRIED) is printed(tally, None)


def _parts(count: Count) -> tuple[int | Fraction, ...]:
    return (count.votes_for, count.against, count.abstain, count.absent)


@given(code=st.sampled_from(list(TYPES)), pct=st.integers(1, 100), members=st.integers(2, 31))
def test_a_quorum_is_what_its_clause_says_at_every_number_of_members(
    code: str, pct: int, members: int
) -> None:
    roll = tuple(Member(f"M{n}", member_class="full") for n in range(members))
    of = draft(code, Basis.VOTES_CAST, roll, major_rule="unanimous", quorum_assembly_pct=pct, adjourn_days=7)
    part = next(p for p in assemble(load(), of).document.parts if p.id == "quorum")
    said = " ".join("".join(run.text for run in para.runs) for para in part.paras)
    found = re.search(r"The number needed is (\d+)% of those entitled to vote, rounded to the nearest", said)
    assert found, said
    assert "(a half is rounded up), and never fewer than two" in said
    needed = max(2, (2 * int(found[1]) * members + 100) // 200)
    terms = terms_named(load(), of, "major_rule")
    for present in {needed - 1, needed} & set(range(members + 1)):
        told = {f"M{n}": Conduct.FOR for n in range(present)}
        quorate = simulate(terms, told).outcome is not Outcome.INQUORATE
        assert quorate is (present >= needed)
