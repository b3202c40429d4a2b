"""What an agreement means for one party, and the resolution worded for its legal form."""

from dataclasses import replace

from govflow.approvals.for_us import LEAVING, LIABILITY, MONEY, PENALTIES, WORK, in_short, meanings
from govflow.approvals.pack_page import quorum_words, written_words
from govflow.approvals.wording import Resolved, deciders, resolution
from govflow.catalogue.loader import load
from govflow.core.assembly import assemble
from govflow.core.counting import BoardRules, WrittenRule
from govflow.core.draft import Draft, Member, read_draft, rows
from govflow.core.legal_forms import FORMS
from tests.agreements.begun import example

CAREFUL = Member("LB2", "Careful Steps CIO", "cio", reg_no="9900002")
RULES = BoardRules(seats=5, in_office=5, quorum=3)
ABOUT = Resolved(CAREFUL, "Hollin Partnership", "2", "ab" * 32, RULES, ("Bela Fictional",), 6, None)


def draft() -> Draft:
    return read_draft(example("lead_body_6"), load()).draft


def lines(found: Draft, member: str) -> dict[str, list[str]]:
    party = found.parties_by_id[member]
    told = meanings(found, assemble(load(), found).document, load(), party)
    return {each.title: [f"{line.title}: {line.words}" for line in each.lines] for each in told}


def test_every_matter_a_board_asks_for_is_there() -> None:
    told = lines(draft(), "LB2")
    assert list(told) == [WORK, MONEY, LIABILITY, PENALTIES, LEAVING]
    assert "What our work is worth: Our rows add up to £427,200 a year." in told[MONEY]
    assert "Notice to leave: 6 months." in told[LEAVING]
    assert any("at most £534,000 in our case" in line for line in told[LIABILITY])
    assert any("cost us at most £42,720 a year" in line for line in told[PENALTIES])


def test_a_row_that_names_another_member_alone_is_not_ours() -> None:
    told = lines(draft(), "LB2")
    assert not any("Access hub" in line for line in told[WORK])
    assert not any("Bid writing" in line for line in told[MONEY])
    assert any("Legal advice" in line for line in told[MONEY]), "what all pay is ours too"


def test_the_lead_body_is_told_that_it_is_named() -> None:
    assert "Lead body: We are named here." in lines(draft(), "LB1")[WORK]


def test_a_fee_is_that_of_our_own_income() -> None:
    bands = [line for line in lines(draft(), "LB2")[MONEY] if line.startswith("Fee bands")]
    assert bands == ["Fee bands: Income from: £1,000,000; Income to: £2,500,000; Fee a year: £750."]
    poor = draft()
    nothing = replace(poor.parties_by_id["LB2"], annual_income=None)
    told = meanings(poor, assemble(load(), poor).document, load(), nothing)
    assert not any(line.title == "Fee bands" for each in told for line in each.lines)


def test_the_top_band_has_no_upper_end() -> None:
    found = draft()
    open_ended = tuple(
        {key: value for key, value in row.items() if (key, row["income_from"]) != ("income_to", 1_000_000)}
        for row in rows(found, "fee_bands")
    )
    told = lines(replace(found, answers={**found.answers, "fee_bands": open_ended}), "LB2")
    assert "Fee bands: Income from: £1,000,000; Fee a year: £750." in told[MONEY]


def test_a_nought_that_stands_for_nothing_is_not_told() -> None:
    found = draft()
    short = in_short(
        replace(found, answers={**found.answers, "min_commitment_months": 0}), load(), found.members[1]
    )
    assert len(short) == 5 and not any("We stay" in line for line in short)


def test_without_answers_there_is_nothing_to_say() -> None:
    empty = replace(draft(), answers={})
    assert in_short(empty, load(), empty.members[1]) == ()
    short = in_short(draft(), load(), draft().members[1])
    assert short[0] == "Our work is worth £427,200 a year." and len(short) == 6


def test_one_month_is_said_as_one() -> None:
    assert ", for 1 month from today;" in " ".join(resolution(replace(ABOUT, valid_months=1)))


def test_the_resolution_is_worded_for_the_legal_form() -> None:
    told = " ".join(resolution(ABOUT))
    for words in (
        "Careful Steps CIO, charity number 9900002. Decision of the charity trustees",
        "Of 5 in office",
        "The quorum is 3",
        "Bela Fictional declared one and stepped back",
        "whether it furthers the charity’s purposes",
        "for 6 months from today",
        "ab" * 32,
    ):
        assert words in told
    assert {deciders(replace(CAREFUL, legal_form=code)) for code in FORMS} >= {
        "the directors",
        "the charity trustees",
        "the members of its committee",
    }
    unknown = replace(
        ABOUT, party=replace(CAREFUL, legal_form="guild"), rules=None, steps_back=(), valid_months=None
    )
    told = " ".join(resolution(unknown))
    assert "Decision of the board" in told and "quorum" not in told and "months from today" not in told


def test_a_quorum_after_conflicts_is_said_before_the_meeting() -> None:
    assert quorum_words(RULES, 0).endswith("At least 3 of these 5 must take part.")
    assert "2 step back, so 3 can be counted" in quorum_words(RULES, 2)
    assert "No meeting of this board can have a quorum" in quorum_words(RULES, 3)
    assert "not recorded yet" in quorum_words(None, 0)
    assert quorum_words(RULES, 0).startswith("At a meeting: ")


def test_what_a_decision_in_writing_takes_is_said_before_anybody_replies() -> None:
    most = replace(RULES, written=WrittenRule.MAJORITY)
    unanimous = "A vote against, or an abstention, rejects it."
    for rules, step_back, told in (
        (RULES, 0, f"passes only if all 5 who may reply agree. {unanimous}"),
        (RULES, 3, f"passes only if both who may reply agree. {unanimous}"),
        (RULES, 4, f"passes only if the one who may reply agrees. {unanimous}"),
        (most, 0, "passes once 3 of the 5 who may reply agree. An abstention is not a yes."),
        (most, 3, f"passes only if both who may reply agree. {unanimous}"),
    ):
        assert written_words(rules, step_back) == f"A decision in writing {told}"
    never = replace(RULES, written=WrittenRule.NONE)
    assert {written_words(never, 0), written_words(RULES, 5), written_words(None, 0)} == {""}
