"""Rules to play with, as pages: what they show is what the core says, and bad input is told where it stands."""

from fractions import Fraction
from itertools import islice
from urllib.parse import urlencode
from uuid import UUID
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govflow.agreements.queries import draft_source
from govflow.catalogue.loader import load
from govflow.core.answers import Kind
from govflow.core.draft import read_draft
from govflow.core.mechanics import percent
from govflow.core.power import power
from govflow.core.simulation import CARRIED, Conduct, game_when_all_vote, simulate
from govflow.core.typed import NUMBERS
from govflow.core.voting import RULES, RuleCode
from govflow.core.voting_terms import voting_terms
from govflow.simulator.forms import read_box
from govflow.simulator.sums import SUMS
from tests.agreements.begun import example
from tests.agreements.texts import answered, drafted, reader_of
from tests.core.test_simulation import terms
from tests.faults import all_rows
from tests.watched import statements
from tests.web.checked_pages import CheckedClient, read_page, words

EXAMPLES = ("lead_body_6", "spv_30", "alliance_19", "coop_9", "network_14")
PAGES = ("", "/votes/ordinary_rule", "/power/ordinary_rule", *(f"/sums/{matter}" for matter in SUMS))


def address_of(agreement_id: UUID, page: str, **chosen: str) -> str:
    return f"/agreements/{agreement_id}/simulator{page}{f'?{urlencode(chosen)}' if chosen else ''}"


def asked(browser: CheckedClient, agreement_id: UUID, page: str, **chosen: str) -> Element:
    answer = browser.get(address_of(agreement_id, page, **chosen))
    assert answer.status_code == 200, answer.text
    return read_page(answer.text)


def refused(browser: CheckedClient, agreement_id: UUID, page: str, **chosen: str) -> Element:
    answer = browser.get(address_of(agreement_id, page, **chosen))
    assert answer.status_code == 422, answer.text
    return read_page(answer.text)


def result(page: Element) -> str:
    return words(page.find(".//section[@id='result']"))


def votes(**does: str) -> dict[str, str]:
    return {f"does-{member}": conduct for member, conduct in does.items()}


@pytest.fixture
def six(app: Flask) -> tuple[UUID, CheckedClient]:
    agreement_id = drafted()
    return agreement_id, reader_of(app, agreement_id)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_rule_and_sum_of_every_example_can_be_played(app: Flask, name: str) -> None:
    agreement_id = drafted(example(name))
    browser = reader_of(app, agreement_id)
    before = all_rows()
    for page in PAGES:
        shown = words(asked(browser, agreement_id, page).find(".//main"))
        assert "Nothing here is recorded" in shown, page
    terms = voting_terms(load(), read_draft(draft_source(agreement_id), load()).draft)
    for rule in islice(terms, 1, None):
        assert "Carried" in result(asked(browser, agreement_id, f"/votes/{rule}"))
    assert all_rows() == before


def test_a_page_asks_the_same_of_the_database_whatever_the_size(app: Flask) -> None:
    counted = []
    for name in ("lead_body_6", "spv_30"):
        agreement_id = drafted(example(name))
        browser = reader_of(app, agreement_id)
        browser.get(address_of(agreement_id, ""))
        for page in PAGES:
            with statements() as sent:
                browser.get(address_of(agreement_id, page))
            counted.append(len(sent))
    assert len(set(counted)) == 1, counted


def test_a_vote_says_what_it_comes_to_and_why(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    against = votes(LB1="for", LB2="for", LB3="for", LB4="against", LB5="against", LB6="against")
    against["by"] = "members"
    said = result(asked(browser, agreement_id, "/votes/ordinary_rule", **against))
    assert said.startswith("Result Lost Votes: for 3, against 3, abstaining 0; 4 needed")
    assert "3 for, 3 against; more than half of 6 votes cast is 4." in said
    assert "The votes are equal: the chair’s casting vote settles it." in said
    cast = result(asked(browser, agreement_id, "/votes/ordinary_rule", casting="for", **against))
    assert cast.startswith("Result Carried on the casting vote")
    assert "Any 4 of the 6 who may vote could carry it." in said


def test_the_quorum_is_told_before_and_after_somebody_steps_back(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    aside = votes(LB1="steps_back", LB2="absent", LB3="absent")
    said = result(asked(browser, agreement_id, "/votes/major_rule", **aside))
    assert said.startswith("Result No quorum")
    assert "Quorum if nobody stepped back 4 of 6 count as present, 4 needed: reached" in said
    assert "Quorum once they have 3 of 6 count as present, 4 needed: not reached" in said
    assert "Needs 1 more counted as present for a quorum." in said


def test_who_has_no_vote_on_its_own_case_is_shown_without_one(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    page = asked(browser, agreement_id, "/votes/lead_removal_rule")
    lead = page.find(".//select[@name='does-LB1']")
    assert [words(option) for option in lead or ()] == ["Has no vote on this", "Steps back"]
    refused(browser, agreement_id, "/votes/lead_removal_rule", **votes(LB1="for"))


def test_a_button_for_everybody_sets_everybody(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    for pressed, told in (("for", "Carried"), ("against", "Lost"), ("abstain", "Lost")):
        page = asked(
            browser, agreement_id, "/votes/ordinary_rule", all=pressed, **votes(LB1="absent"), by="members"
        )
        assert result(page).startswith(f"Result {told}"), pressed
        chosen = [one.get("value") for one in page.iter("option") if one.get("selected") is not None]
        assert chosen.count(pressed) == 6


def test_the_people_on_the_board_vote_on_what_the_board_decides(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    three = votes(LB1="for", LB2="for", LB3="against", LB4="against", LB5="absent", LB6="steps_back")
    page = asked(browser, agreement_id, "/votes/ordinary_rule", **three)
    rows = [words(row.find("th")) for row in page.findall(".//table/tbody/tr")]
    assert rows[6:] == ["Person with lived experience", "The chair"]
    assert "Carried Votes: for 3, against 2, abstaining 0; 3 needed" in result(page)
    assert "Quorum once they have 6 of 8 count as present, 5 needed: reached" in result(page)
    links = {words(link): link.get("href") or "" for link in page.iter("a")}
    members = links["See it with the members voting instead"]
    assert members.endswith("/votes/ordinary_rule?by=members")
    back = read_page(browser.get(members).text)
    assert "The chair" not in words(back.find(".//table"))
    assert "here the members are counted" in words(back)
    kept = back.find(".//form[@method='get']/input[@name='by']")
    assert kept is not None and kept.get("value") == "members"
    power = words(asked(browser, agreement_id, "/power/ordinary_rule"))
    assert "4 of 7 votes carry it, if everybody votes. Everybody has the same power." in power


def test_the_clause_stands_beside_what_is_played(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    page = asked(browser, agreement_id, "/votes/ordinary_rule")
    links = {link.get("href"): words(link) for link in page.iter("a")}
    assert links[f"/agreements/{agreement_id}#decision-rules"] == "Clause 17"
    assert "It is made by a simple majority." in words(page)
    leaving = words(asked(browser, agreement_id, "/sums/leaving"))
    # An item comes with the words that lead to its list.
    assert "64.2 The notice cannot take effect before the latest of:" in leaving


def by_share(agreement_id: UUID) -> None:
    answered(agreement_id, "vote_basis", "by_share")
    answered(agreement_id, "vote_cap_pct", 100)


def test_the_power_shown_is_what_the_core_counts(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    by_share(agreement_id)
    page = asked(browser, agreement_id, "/power/major_rule")
    draft = read_draft(draft_source(agreement_id), load()).draft
    terms = voting_terms(load(), draft)["major_rule"]
    tables = [
        [[words(cell) for cell in row] for row in table.findall(".//tbody/tr")]
        for table in page.iter("table")
    ]
    counted = power(game_when_all_vote(terms))
    assert len({each.banzhaf for each in counted}) > 1
    for first, second, each in zip(*tables, counted, strict=True):
        assert first[3:] == [f"{percent(each.banzhaf * 100)}%", f"{percent(each.shapley_shubik * 100)}%"]
        exact = [cell.replace(",", "") for cell in second[1:]]
        assert exact == [f"{each.swings} of 32", str(each.banzhaf), str(each.shapley_shubik)]
    assert "Tamebrook Wellbeing Trust can always block: nothing carries without it" in words(page)


def test_where_everybody_can_block_nobody_is_named_for_it(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    said = words(asked(browser, agreement_id, "/power/amendment_rule"))
    assert "Every member can always block: nothing carries without all of them." in said
    assert "Everybody has the same power." in said


def test_under_consent_it_is_said_that_votes_are_not_weighed(app: Flask) -> None:
    agreement_id = drafted(example("network_14"))
    browser = reader_of(app, agreement_id)
    assert "Under consent votes are not weighed." in words(asked(browser, agreement_id, "/power/major_rule"))
    said = result(asked(browser, agreement_id, "/votes/major_rule", **votes(N01="objects")))
    assert said.startswith("Result Returned with an objection")


def test_a_rule_that_nobody_chose_leads_to_its_question(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    answered(agreement_id, "ordinary_rule", None)
    for page in ("/votes/ordinary_rule", "/power/ordinary_rule"):
        shown = asked(browser, agreement_id, page)
        assert "The agreement does not say yet how this is decided" in words(shown)
        assert f"/agreements/{agreement_id}/questions/ordinary_rule" in {
            a.get("href") for a in shown.iter("a")
        }


@pytest.mark.parametrize(
    "page", ["/votes/no_rule", "/votes/quorum_board_count", "/power/no_rule", "/sums/nothing"]
)
def test_what_is_no_rule_is_not_there(six: tuple[UUID, CheckedClient], page: str) -> None:
    agreement_id, browser = six
    assert browser.get(address_of(agreement_id, page)).status_code == 404


def test_somebody_who_is_no_member_is_named(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    page = refused(browser, agreement_id, "/votes/ordinary_rule", **votes(LB99="for", LB2="against"))
    assert "“LB99” is no member of this agreement." in words(page.find(".//*[@role='alert']"))
    chosen = page.find(".//select[@name='does-LB2']/option[@selected]")
    assert chosen is not None and chosen.get("value") == "against"
    assert "There is no result yet." in result(page)


BAD = [
    ("deficit", "deficit", "-5"),
    ("deficit", "deficit", "NaN"),
    ("deficit", "deficit", "1e400"),
    ("deficit", "deficit", "9" * 30),
    ("deficit", "share-LB1", "a third"),
    ("deficit", "deficit", "9" * 200),
    ("deficit", "deficit", ""),
    ("leaving", "notice", "31 February 2028"),
    ("leaving", "notice", "9999-12-31"),
    ("leaving", "leave_notice_months", "1000000"),
    ("leaving", "leave_point", "never"),
    ("performance", "figure-1-3", "Infinity"),
    ("performance", "periods_a_year", "0"),
    ("joining", "new_pct", "101"),
    ("agreed-sums", "units-1", "-1"),
    ("final-account", "leaver", "ugly"),
    ("surplus", "reserve", "£"),
]


@pytest.mark.parametrize(("matter", "field", "typed"), BAD)
def test_what_cannot_be_read_is_told_at_its_field_and_kept(
    six: tuple[UUID, CheckedClient], matter: str, field: str, typed: str
) -> None:
    agreement_id, browser = six
    page = refused(browser, agreement_id, f"/sums/{matter}", **{field: typed})
    control = page.find(f".//*[@name='{field}']")
    assert control is not None and control.get("aria-invalid") == "true"
    assert control.tag == "select" or control.get("value") == typed
    assert "There is no result yet." in result(page)


def test_what_is_wrong_is_told_in_the_words_of_the_page(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    vote = words(refused(browser, agreement_id, "/votes/ordinary_rule", **votes(LB1="perhaps")))
    assert "Choose one of: For; Against; Present, abstains; " in vote and "steps_back" not in vote
    day = words(refused(browser, agreement_id, "/sums/leaving", notice="soon"))
    assert "Give the day, the month and the year, like 1 April 2027." in day


FIT = [
    ("joining", {"share_reallocation": "from_lead", "new_pct": "31"}, "These shares do not fit together."),
    ("joining", {"share_reallocation": "board_decides"}, "These shares do not fit together."),
    ("leaving", {"notice": "31 January 2031"}, "The contract ends before the member has joined or given"),
    (
        "leaving",
        {"contract_end": "1 January 2027"},
        "The contract ends before the member has joined or given",
    ),
    ("leaving", {"locked_in": "2030-01-01"}, "On that day the member has still promised to stay."),
    ("leaving", {"leave_point": "contract_break", "contract_end": ""}, "There is no break of the contract"),
    ("deficit", {"share-LB1": "90"}, "The shares total more than 100%."),
    ("surplus", {"surplus_rule": "by_share", "share-LB1": "10"}, "must total 100%."),
]


@pytest.mark.parametrize(("matter", "typed", "told"), FIT)
def test_figures_that_do_not_fit_together_are_told(
    six: tuple[UUID, CheckedClient], matter: str, typed: dict[str, str], told: str
) -> None:
    agreement_id, browser = six
    page = refused(browser, agreement_id, f"/sums/{matter}", **typed)
    assert told in words(page.find(".//*[@role='alert']"))


def with_numbers(source: dict[str, object], number: int) -> dict[str, object]:
    """An example in which every number that is answered is this one."""

    def at(kind: Kind, value: object) -> object:
        return number if kind in NUMBERS else value

    answers = source["answers"]
    assert isinstance(answers, dict)
    for name, value in answers.items():
        question = load().questions[name]
        if question.kind is Kind.TABLE:
            kinds = {column.name: column.kind for column in question.columns}
            value = [{cell: at(kinds[cell], held) for cell, held in row.items()} for row in value]
        answers[name] = at(question.kind, value)
    return source


@pytest.mark.parametrize("number", [10**28, 10**399, -(10**40)], ids=["long", "longest", "negative"])
def test_an_answer_too_large_to_work_with_is_told_at_its_box(app: Flask, number: int) -> None:
    agreement_id = drafted(with_numbers(example("lead_body_6"), number))
    browser = reader_of(app, agreement_id)
    for matter in SUMS:
        told = words(refused(browser, agreement_id, f"/sums/{matter}").find(".//*[@role='alert']"))
        assert "is too large or too small: give " in told or "give a day from" in told, matter
    performance = words(refused(browser, agreement_id, "/sums/performance").find(".//*[@role='alert']"))
    wanted = "“Target of K1” is too large or too small: give one from -1,000,000,000 to 1,000,000,000."
    assert wanted in performance
    assert "Figure of K1" not in performance


def test_shares_of_nothing_are_told_where_the_board_decides_too(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    answered(agreement_id, "delivery_shares", [{"member_id": code, "share_pct": 0} for code in SIX])
    answered(agreement_id, "share_reallocation", "board_decides")
    page = refused(browser, agreement_id, "/sums/joining")
    assert "Give at least one share now" in words(page.find(".//*[@role='alert']"))
    assert [page.find(f".//*[@name='after-{code}']").get("value") for code in SIX] == [""] * 6  # type: ignore[union-attr]


WORKED = [
    ("performance", {}, "At the end every target is met; £0.00 is held back. In all the periods together: £"),
    (
        "performance",
        {"figure-2-7": "1", "figure-2-8": "1", "figure-3-8": "9"},
        "At the end these are missed: K2 with 2 misses and K3 with 1 miss in a row; £0.00 is held back.",
    ),
    ("agreed-sums", {}, "The member owes £900.00 for the year."),
    (
        "performance",
        {"withhold_forfeit_periods": "1", "replacement_cost": "£1,000"},
        "Of what is lost, £1,000.00 pays for putting it right and £11,816.00 goes back.",
    ),
    (
        "joining",
        {"new_pct": "7.5"},
        "A new member holds 7.50%. Tamebrook Wellbeing Trust 27.75% 30% × (100 − 7.5) ÷ 100",
    ),
    (
        "joining",
        {"newcomer": "Tamebrook Wellbeing Trust", "new_pct": "7.5"},
        "Tamebrook Wellbeing Trust holds 7.50%.",
    ),
    ("leaving", {"notice": "31 March 2030"}, "The member leaves on 31 March 2030."),
    ("leaving", {"notice": "10/5/2028"}, "The member leaves on 31 December 2028."),
    (
        "leaving",
        {"leave_point": "contract_break", "break_on": "1 June 2029"},
        "The member leaves on 1 June 2029.",
    ),
    ("final-account", {}, "The member that leaves is paid £13,062.40."),
    ("final-account", {"earned_unpaid": "0"}, "The member that leaves pays £15,417.60."),
    (
        "final-account",
        {"earned_unpaid": "15,417.60"},
        "Nothing is due either way: the account comes to £0.00.",
    ),
    ("deficit", {"deficit": "£60,000"}, "The members are called for £60,000.00; £0.00 stays uncovered."),
    ("surplus", {}, "£25,000.00 goes into the reserve; £35,000.00 is used for the purpose."),
    ("surplus", {"surplus_rule": "by_share"}, "£60,000.00 is shared out."),
    ("surplus", {"surplus_rule": "return_to_funder"}, "£60,000.00 goes back to the funder."),
]


@pytest.mark.parametrize(("matter", "typed", "told"), WORKED)
def test_a_sum_is_worked_out_line_by_line(
    six: tuple[UUID, CheckedClient], matter: str, typed: dict[str, str], told: str
) -> None:
    agreement_id, browser = six
    page = asked(browser, agreement_id, f"/sums/{matter}", **typed)
    assert told in result(page)
    links = [link.get("href", "") for link in page.iterfind(".//ol[@class='working']//a")]
    assert links and all(link.startswith(f"/agreements/{agreement_id}#") for link in links)


def test_a_contract_shorter_than_the_example_of_a_notice_is_played_too(
    six: tuple[UUID, CheckedClient],
) -> None:
    agreement_id, browser = six
    answered(agreement_id, "initial_term_months", 1)
    assert "The member leaves on 30 April 2027." in result(asked(browser, agreement_id, "/sums/leaving"))


def test_the_words_of_the_agreement_are_whole_sentences(app: Flask) -> None:
    agreement_id = drafted(example("alliance_19"))
    browser = reader_of(app, agreement_id)
    page = asked(browser, agreement_id, "/sums/final-account")
    for para in page.iterfind(".//section[@class='clause']"):
        assert not words(para.findall("p")[-1]).endswith(":")
    assert "due from the Leaving Member:" in words(page)
    # Nobody pays for replacing a member of an alliance, so nothing is asked or reckoned about it.
    assert "replacing" not in words(page.find(".//form"))
    assert "The member that leaves is paid £24,062.40." in result(page)


def test_an_agreement_without_the_clause_shows_an_example_and_says_so(app: Flask) -> None:
    agreement_id = drafted(example("alliance_19"))
    browser = reader_of(app, agreement_id)
    none = words(asked(browser, agreement_id, "/sums/performance"))
    assert "This agreement has no clause about this. The figures are examples" in none
    some = asked(browser, agreement_id, "/sums/final-account")
    assert "This agreement does not have every clause that this rests on" in words(some)
    cited = {words(line[0]): words(line.find(".//a")) for line in some.iterfind(".//ol[@class='working']/li")}
    assert cited["Held back, and can be released"] == cited["Agreed sums that were decided"] == ""
    assert cited["Earned and not yet paid"] == cited["It is paid"] != ""


@pytest.mark.parametrize(
    ("name", "denied"), [("alliance_19", "no clause"), ("coop_9", "not have every clause")]
)
def test_a_clause_that_denies_a_sum_is_not_cited_for_it(app: Flask, name: str, denied: str) -> None:
    agreement_id = drafted(example(name))
    browser = reader_of(app, agreement_id)
    listed = map(words, asked(browser, agreement_id, "").iterfind(".//li[@class='task']"))
    assert "Not in this agreement" in next(each for each in listed if each.startswith("Agreed sums"))
    page = asked(browser, agreement_id, "/sums/agreed-sums")
    assert denied in words(page)
    cited = [
        words(each[0])
        for each in page.iterfind(".//ol[@class='working']/li")
        if each.find(".//a") is not None
    ]
    assert cited == ([] if name == "alliance_19" else ["What the cap on everything leaves"])


def test_a_question_leads_to_its_rule(six: tuple[UUID, CheckedClient]) -> None:
    agreement_id, browser = six
    leads = {
        "ordinary_rule": "/votes/ordinary_rule",
        "withhold_pct": "/sums/performance",
        "surplus_rule": "/sums/surplus",
        "leave_notice_months": "/sums/leaving",
        "quorum_board_count": "",
    }
    for question, page in leads.items():
        shown = read_page(browser.get(f"/agreements/{agreement_id}/questions/{question}").text)
        found = {words(link): link.get("href") for link in shown.iter("a")}
        assert found["Try this rule"] == address_of(agreement_id, page), question
    shown = read_page(browser.get(f"/agreements/{agreement_id}/questions/consortium_name").text)
    assert "Try this rule" not in words(shown)
    read = read_page(browser.get(f"/agreements/{agreement_id}").text)
    assert address_of(agreement_id, "") in {link.get("href") for link in read.iter("a")}


def test_every_kind_of_box_takes_what_stands_in_it_at_first(app: Flask) -> None:
    from govflow.agreements.text_queries import working_text
    from govflow.simulator.ground import Ground

    for name in EXAMPLES:
        ground = Ground(working_text(drafted(example(name))))
        for sum in SUMS.values():
            for box in sum.entry(ground).all_boxes:
                value, fault = read_box(box, box.typed)
                assert not fault, (name, box.name, fault)
                assert value == box.start or box.optional


SIX = ("LB1", "LB2", "LB3", "LB4", "LB5", "LB6")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(RuleCode), st.lists(st.sampled_from(Conduct), min_size=6, max_size=6))
def test_a_smallest_group_carries_and_none_of_it_can_be_spared(
    rule: RuleCode, conduct: list[Conduct]
) -> None:
    weights = dict(zip(SIX, map(Fraction, (30, 20, 16, 14, 11, 9)), strict=True))
    told = terms(rule, weights=weights, by_share=rule is not RuleCode.UNANIMOUS)
    played = simulate(told, dict(zip(SIX, conduct, strict=True)), second_round=True)
    against = Conduct.OBJECTS if rule in (RuleCode.CONSENT, RuleCode.UNANIMOUS) else Conduct.AGAINST

    def carries(places: tuple[int, ...]) -> bool:
        yes = {played.voters[place] for place in places}
        votes = {name: Conduct.FOR if name in yes else against for name in played.voters}
        does = {**dict(zip(SIX, conduct, strict=True)), **votes}
        return simulate(told, does, second_round=True).outcome in CARRIED

    for group in played.carrying.named:
        assert carries(group), RULES[rule].phrase
        assert not any(carries(tuple(one for one in group if one != left)) for left in group)
