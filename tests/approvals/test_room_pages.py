"""The pages of a board, as its own people use them; and nobody else."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from govflow.accounts.services import bring_in
from govflow.agreements.services import Amendment
from govflow.agreements.version_services import Freezing
from govflow.approvals import ballots_services, forms, services
from govflow.approvals.board_queries import InterestTold
from govflow.approvals.circulation_queries import proposal
from govflow.approvals.pack_page import pack_of
from govflow.approvals.room_queries import board_room, every_board, tabled
from govflow.approvals.services import ResolutionTold
from govflow.clock import SetClock
from govflow.core.approval import Delegated, Delegation, Route, Status
from govflow.core.counting import Meeting
from govflow.core.dates import LAST_DAY
from govflow.core.permissions import Role
from govflow.core.voting import Choice
from govflow.extensions import db
from govflow.jobs.worker import drain
from govflow.members.queries import roles_given
from govflow.members.services import end_role
from govflow.signing.ceremony_queries import ceremony_of
from govflow.web.forms import TOO_FAR
from tests.approvals.boards import BY_MOST, MEMBER, OTHER, Board, board
from tests.approvals.test_ballots import NONE, STEPS_BACK, declare, room
from tests.approvals.test_papers import PDF, sent
from tests.stage import BEGUN, EXAMPLES, released
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import also, code_in_mail, filled, joined, mailed, signed_in, submit, token_of

FIGURES = {
    "held_on": "2026-11-02",
    "present": "3",
    "conflicted": "0",
    "votes_for": "2",
    "against": "1",
    "abstain": "0",
}
ROUTES = (
    "",
    "/pack",
    "/pack.pdf",
    "/interests",
    "/meeting",
    "/written",
    "/vote",
    "/paper",
    "/conditions/C1",
    "/delegations",
    "/minor",
    "/withdraw",
)


def said(client: CheckedClient, address: str) -> str:
    """What a page says."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return words(read_page(answer.text).find(".//main"))


def vote_on_page(app: Flask, client: CheckedClient, found: Board, choice: str, email: str) -> str:
    """Ask for a code and vote; what the page says then."""
    asked = submit(client, found.page("/vote"), {"choice": choice, "send_code": "1"})
    assert asked.status_code == 200 and "A code is on its way" in asked.text
    sent_back = read_page(asked.text)
    fields = {
        each.attrib["name"]: each.get("value", "")
        for each in sent_back.findall(".//main//form//input")
        if each.get("type") in {"hidden", "radio"}
        and (each.get("type") == "hidden" or "checked" in each.attrib)
    }
    assert fields["choice"] == choice
    answer = client.post(found.page("/vote"), data={**fields, "code": code_in_mail(app, email)})
    assert answer.status_code == 302, answer.text
    return said(client, answer.location)


def test_a_room_says_what_is_before_the_board_and_what_it_means_for_it(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    told = said(signed_in(app, found.trustees[0]), found.page())
    for sentence in (
        "Say whether you have an interest",
        "Your board has not approved an earlier version: the whole text is new to it.",
        "Our work is worth £427,200 a year.",
        "We can leave with 6 months of notice.",
        "3 are in office. Nobody steps back, so 3 can be counted. The quorum is 2.",
        "charity trustees",
    ):
        assert sentence in told
    assert "Record a meeting" not in told


def test_a_board_that_refused_a_version_is_led_to_what_changed_since(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam, ada = signed_in(app, found.secretary), signed_in(app, found.trustees[0])
    compared = f"/agreements/{found.agreement_id}/compare?from=0.9&to=0.10"

    def links(page: str) -> list[str]:
        return [each.attrib["href"] for each in read_page(ada.get(page).text).findall(".//main//p/a[@href]")]

    assert (
        submit(sam, found.page("/meeting"), {**FIGURES, "votes_for": "0", "against": "3"}).status_code == 302
    )
    assert "/compare" not in " ".join(links(found.page()))
    found.play.change(*found.lower_cap("0.10"))
    found.open_ballot("0.10")
    for page in (found.page(), found.page("/pack"), found.page("/vote")):
        told = said(ada, page)
        assert (
            "Your board has not approved an earlier version. It was asked about version 0.9. See what changed since."
            in told
        )
        assert compared in links(page), page
    assert ada.get(compared).status_code == 200
    submit(sam, found.page("/meeting"), FIGURES)
    assert "This is the very version your board approved." in said(ada, found.page())
    assert compared not in links(found.page())


def test_where_nothing_can_be_declared_any_more_nobody_is_said_to_be_late(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock)
    sam, ada = signed_in(app, found.secretary), signed_in(app, found.trustees[0])
    declare(found, found.trustees[1], NONE)
    assert said(ada, found.page()).count("Has not declared yet") == 2
    submit(sam, found.page("/meeting"), FIGURES)
    for page in (found.page(), found.page("/pack")):
        told = said(ada, page)
        assert told.count("Did not declare") == 2 and "Has not declared yet" not in told


def test_a_trustee_declares_reads_votes_and_changes_the_vote(app: Flask, clock: SetClock) -> None:
    found = board(clock, BY_MOST)
    found.open_ballot()
    ada = signed_in(app, found.trustees[0])
    declared = submit(ada, found.page("/interests"), {"interested": "no"})
    assert declared.status_code == 302
    assert "Read the pack, then vote" in said(ada, found.page())
    after = vote_on_page(app, ada, found, "against", "ada@example.org")
    assert "Your vote is recorded." in after and "Change my vote" in after
    assert "You voted: Against." in said(ada, found.page("/vote"))
    assert "Your vote is recorded." in vote_on_page(app, ada, found, "for", "ada@example.org")
    assert [reply.choice for reply in room(found).ballots[0].replies.values()] == [Choice.FOR]


def test_a_vote_needs_a_fresh_code_and_keeps_what_was_chosen(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    ada = signed_in(app, found.trustees[0])
    wrong = submit(ada, found.page("/vote"), {"choice": "for", "code": "000000"})
    assert wrong.status_code == 422 and "Ask for a new one" in wrong.text
    checked = [each.get("value") for each in read_page(wrong.text).iter("input") if "checked" in each.attrib]
    assert checked == ["for"] and not room(found).ballots[0].replies


def test_what_is_wrong_with_a_vote_is_told_in_the_order_of_the_page(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    ada = signed_in(app, found.trustees[0])
    wrong = submit(ada, found.page("/vote"), {"code": ""})
    assert wrong.status_code == 422
    assert wrong.text.index("Choose for, against or abstain.") < wrong.text.index("Type the 6 digits")


def test_a_vote_on_a_version_that_was_replaced_is_refused_in_plain_words(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    ada = signed_in(app, found.trustees[0])
    asked = submit(ada, found.page("/vote"), {"choice": "for", "send_code": "1"})
    fields = {
        each.attrib["name"]: each.get("value", "")
        for each in read_page(asked.text).findall(".//main//form//input")
        if each.get("type") == "hidden"
    }
    found.play.circulate("1", None, {})
    late = ada.post(
        found.page("/vote"),
        data={**fields, "choice": "for", "code": code_in_mail(app, "ada@example.org")},
    )
    assert late.status_code == 422
    assert "Another version was put to the boards while you had this page open" in late.text


def test_how_each_voted_is_seen_by_that_board_alone_and_only_afterwards(app: Flask, clock: SetClock) -> None:
    found = board(clock, BY_MOST)
    found.open_ballot()
    found.vote(found.trustees[0], Choice.FOR)
    cleo, sam = signed_in(app, found.trustees[2]), signed_in(app, found.secretary)
    while_open = said(cleo, found.page())
    assert "1 of 3 have replied" in while_open and "How each voted Name" not in while_open
    assert "1 for" not in while_open and "Awaited" not in while_open
    assert "Awaited: Bela Fictional, Cleo Fictional." in said(sam, found.page())
    found.vote(found.trustees[1], Choice.FOR)
    cells = [words(cell) for cell in read_page(cleo.get(found.page()).text).findall(".//tbody//*[@role]")]
    assert cells[1:3] + cells[4:6] == ["Ada Fictional", "For", "Bela Fictional", "For"]
    stranger = signed_in(app, found.strangers[0])
    everybody = said(stranger, f"/agreements/{found.agreement_id}/boards")
    assert "2 for, 0 against, 1 awaited; carried" in everybody
    assert "Ada" not in everybody and "Bela" not in everybody


def test_who_steps_back_after_a_vote_is_in_no_count_on_the_page(app: Flask, clock: SetClock) -> None:
    found = board(clock, BY_MOST)
    found.open_ballot()
    found.vote(found.trustees[0], Choice.FOR)
    declare(found, found.trustees[0], STEPS_BACK)
    told = said(signed_in(app, found.secretary), found.page())
    assert re.findall(r"\d of \d have replied", told) == ["0 of 2 have replied"] * 2


def test_a_vote_of_who_had_stepped_back_is_told_as_not_counted(app: Flask, clock: SetClock) -> None:
    found = board(clock, BY_MOST)
    found.open_ballot()
    ada, bela, cleo = found.trustees
    found.vote(ada, Choice.FOR)
    declare(found, ada, STEPS_BACK)
    found.vote(bela, Choice.AGAINST)  # of the two who are left both must agree
    clock.moment += timedelta(hours=1)
    declare(found, bela, STEPS_BACK)  # after the decision, for the next one
    told = said(signed_in(app, cleo), found.page())
    votes = "Ada FictionalFor (stepped back, not counted) Bela FictionalAgainst What happened"
    assert votes in told


def test_an_open_count_is_told_to_nobody_of_another_board(app: Flask, clock: SetClock) -> None:
    found = board(clock, BY_MOST)
    found.open_ballot()
    found.vote(found.trustees[0], Choice.AGAINST)
    told = said(signed_in(app, found.strangers[0]), f"/agreements/{found.agreement_id}/boards")
    assert "against" not in told and "awaited" not in told


def test_another_boards_room_is_not_there(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    facilitator = joined(found.play.consortium_id, "", Role.FACILITATOR, Role.DRAFTER, Role.CONSORTIUM_CHAIR)
    for person_id in (*found.strangers, facilitator):
        client = signed_in(app, person_id)
        home = read_page(client.get(f"/agreements/{found.agreement_id}/boards").text)
        token = home.find(".//input[@name='csrf_token']")
        assert token is not None
        for place in ROUTES:
            for answer in (
                client.get(found.page(place)),
                client.post(found.page(place), data={"csrf_token": token.attrib["value"]}),
            ):
                assert answer.status_code in {404, 405}, place
                assert "Ada" not in answer.text
                assert "Brindlecroft" not in answer.text.split("<main")[1]


def test_a_paper_and_its_file_are_its_own_boards(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    paper_id = sent(found)
    ada, stranger = signed_in(app, found.trustees[0]), signed_in(app, found.strangers[1])
    address = found.page(f"/paper/{paper_id}/file")
    mine = ada.get(address)
    assert (mine.status_code, mine.data, mine.mimetype) == (200, PDF, "application/pdf")
    assert mine.headers["Content-Disposition"].startswith("attachment;")
    assert mine.headers["X-Content-Type-Options"] == "nosniff"
    for other in (address, found.page(f"/paper/{paper_id}")):
        assert stranger.get(other).status_code == 404
        assert stranger.get(other.replace(f"boards/{MEMBER}", f"boards/{OTHER}")).status_code == 404


def test_one_who_sits_on_two_boards_acts_in_each_for_that_board(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    also(found.trustees[0], found.play.consortium_id, OTHER, Role.BOARD_MEMBER)
    ada = signed_in(app, found.trustees[0])
    for member in (MEMBER, OTHER):
        answer = submit(ada, found.page("/interests", member), {"interested": "no"})
        assert answer.status_code == 302
    assert list(room(found).interests) == [found.trustees[0]]


def test_the_secretary_records_a_meeting_and_sees_its_result_first(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    worked = submit(sam, found.page("/meeting"), {**FIGURES, "preview": "1"})
    assert worked.status_code == 200 and "This is not recorded yet" in worked.text
    assert "3 present, 3 counted, quorum 2; 2 for, 1 against; carried." in words(read_page(worked.text))
    assert room(found).status is Status.ASKED
    conditions = {
        "conditions-0-text": "Our insurer agrees",
        "conditions-0-clause": "liability-cap",
        "conditions-0-owner": "The treasurer",
        "conditions-0-due": "2026-12-01",
    }
    done = submit(sam, found.page("/meeting"), {**FIGURES, **conditions, "valid_months": "3"})
    assert done.status_code == 302
    told = said(sam, done.location)
    assert "Approved on conditions" in told and "C1. Our insurer agrees" in told
    assert "About clause 44; seen to by The treasurer; by 1 December 2026." in told
    assert "The approval is good until 2 February 2027." in told


def test_enter_in_a_figure_of_a_meeting_works_the_result_out_and_records_nothing(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock)
    page = read_page(signed_in(app, found.secretary).get(found.page("/meeting")).text)
    first = page.find(".//main//form//button")
    assert first is not None and first.get("name") == "preview"


def test_another_condition_is_added_and_nothing_typed_is_lost(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    more = submit(sam, found.page("/meeting"), {**FIGURES, "conditions-0-text": "One", "more": "1"})
    assert more.status_code == 200 and "Condition 2" in more.text and 'value="One"' in more.text
    clauses = [len(each) for each in read_page(more.text).findall(".//select")]
    assert len(clauses) == 2 and clauses[0] == clauses[1] > 1
    assert room(found).status is Status.ASKED


def test_one_number_never_stands_for_two_conditions_of_a_board(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam, ada = signed_in(app, found.secretary), signed_in(app, found.trustees[0])
    scan = {"scan": (io.BytesIO(PDF), "a.pdf")}
    submit(sam, found.page("/paper"), {**FIGURES, **scan, "conditions-0-text": "On the paper"})
    submit(sam, found.page("/meeting"), {**FIGURES, "conditions-0-text": "At the meeting"})
    submit(sam, found.page("/withdraw"), {"reason": "The paper is the right one"})
    (paper,) = room(found).papers
    page = found.page(f"/paper/{paper.id}")
    assert " On the paper" in said(ada, page) and "C1" not in said(ada, page)
    assert submit(ada, page, {"verdict": "yes"}).status_code == 302
    events = room(found).history.events
    numbered = [
        (one.id, one.text) for each in events if hasattr(each, "conditions") for one in each.conditions
    ]
    assert numbered == [("C1", "At the meeting"), ("C2", "On the paper")]


def test_a_decision_with_a_condition_sent_twice_is_one_act(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    (form,) = read_page(sam.get(found.page("/meeting")).text).findall(".//main//form[@method='post']")
    sent = {**filled(form), **FIGURES, "conditions-0-text": "Our insurer agrees"}
    assert [sam.post(found.page("/meeting"), data=sent).status_code for _ in range(2)] == [302, 302]
    db.session.rollback()
    assert [each.id for each in room(found).approval.conditions] == ["C1"]


FAULTS = (
    ({"votes_for": "1"}, "You gave 2 votes, but 3 present less 0 who stepped back leaves 3."),
    ({"present": "4", "votes_for": "3"}, "4 cannot have been present"),
    ({"present": "1", "conflicted": "2"}, "2 cannot have stepped back where 1 were present."),
    ({"held_on": "2026-11-01"}, "Enter a day between 2 November 2026"),
    ({"held_on": ""}, "Enter the day your board decided."),
    ({"against": "none"}, "Against: enter a whole number"),
    ({"conditions-0-owner": "The treasurer"}, "Say what must happen, or empty the rest of this condition."),
    (
        {"conditions-0-text": "Our insurer agrees", "conditions-0-due": "2026-10-01"},
        "Enter the day of the decision, or a later one.",
    ),
)


OFFERS = (
    "/interests",
    "/meeting",
    "/written",
    "/vote",
    "/paper",
    "/delegations",
    "/minor",
    "/withdraw",
)

RECORDS = ("/meeting", "/written", "/paper", "/delegations", "/withdraw")


def test_a_lapsed_agreement_offers_its_boards_no_act(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    found.open_ballot()
    people = (found.trustees[0], found.secretary)
    for person_id in people:  # who comes in time is invited for good
        signed_in(app, person_id)
    clock.moment = datetime(2027, 12, 1, 12, tzinfo=UTC)
    ada, sam = (signed_in(app, person_id) for person_id in people)
    for reader in (ada, sam):
        page = reader.get(found.page()).text
        assert "The long-stop date has passed Nothing can be decided." in words(read_page(page))
        assert not [ask for ask in OFFERS if f'href="{found.page(ask)}"' in page]
        assert "Ways to decide" not in page and "Close it" not in page
        assert "The long-stop date has passed" in said(reader, f"/agreements/{found.agreement_id}/boards")
    for reader, ask in ((ada, "/interests"), *((sam, ask) for ask in RECORDS)):
        away = reader.get(found.page(ask))
        assert away.status_code == 302 and "Nothing is recorded on this agreement" in said(
            reader, away.location
        )


def test_a_released_agreement_offers_its_boards_no_act(app: Flask, clock: SetClock) -> None:
    play = released(clock)
    sam = signed_in(app, joined(play.consortium_id, MEMBER, Role.BOARD_SECRETARY, Role.BOARD_MEMBER))
    room_page = f"/agreements/{play.agreement_id}/boards/{MEMBER}"
    page = sam.get(room_page).text
    assert "Nothing is left to decide." in page
    for over in ("must take part", "Please decide by", "The approval is good until"):
        assert over not in page
    assert not [ask for ask in OFFERS if f'href="{room_page}{ask}"' in page]
    told = said(sam, f"/agreements/{play.agreement_id}/boards")
    assert (
        "6 approved, 6 needed" in told and "6 had to (100 per cent" in told and "Please decide by" not in told
    )


def test_a_paper_that_can_no_longer_count_waits_for_nobody(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    paper_id = sent(found)
    sam, ada = signed_in(app, found.secretary), signed_in(app, found.trustees[0])
    submit(sam, found.page("/meeting"), FIGURES)
    assert "Confirm your board" not in said(ada, "/")
    for page in (found.page(), found.page(f"/paper/{paper_id}")):
        told = said(ada, page)
        assert "Your board decided without it" in told and "Waits for a second person" not in told


def test_a_paper_older_than_a_no_waits_for_nobody(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sent(found)
    clock.moment += timedelta(days=2)
    ada, sam = signed_in(app, found.trustees[0]), signed_in(app, found.secretary)
    no = {**FIGURES, "held_on": "2026-11-04", "votes_for": "0", "against": "3"}
    assert submit(sam, found.page("/meeting"), no).status_code == 302
    assert "Confirm your board" not in said(ada, "/")
    told = said(ada, found.page())
    assert "Your board said no" in told and "Your board decided without it" in told


def test_after_a_no_a_paper_that_waits_comes_first(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam, ada = signed_in(app, found.secretary), signed_in(app, found.trustees[0])
    submit(sam, found.page("/meeting"), {**FIGURES, "votes_for": "0", "against": "3"})
    assert "Your board said no" in said(sam, found.page())
    sent(found)
    assert "A second person compares the paper" in said(sam, found.page())
    assert "Compare a paper with its figures" in said(ada, found.page())


def test_who_took_an_approval_back_is_not_told_to_decide(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam, ada = signed_in(app, found.secretary), signed_in(app, found.trustees[0])
    submit(sam, found.page("/meeting"), FIGURES)
    submit(sam, found.page("/withdraw"), {"reason": "We learned more"})
    again = sam.get(found.page("/withdraw"))
    assert again.status_code == 302 and "no approval that it could take back" in said(sam, again.location)
    for reader in (sam, ada):
        told = said(reader, found.page())
        assert "Your board took its approval back" in told and "has to decide" not in told


def test_figures_that_do_not_fit_are_told_at_the_figure(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    for wrong, told in FAULTS:
        answer = submit(sam, found.page("/meeting"), {**FIGURES, **wrong})
        assert answer.status_code == 422 and told in words(read_page(answer.text)), wrong
    assert room(found).status is Status.ASKED


def test_a_written_decision_is_opened_and_closed_on_pages(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    opened = submit(sam, found.page("/written"), {"closes_on": "2026-11-20"})
    assert opened.status_code == 302 and "Open until the end of 20 November 2026." in said(
        sam, opened.location
    )
    again = submit(sam, found.page("/written"), {"closes_on": "2026-11-20"})
    assert "A written decision is open already, until 20 November 2026." in again.text
    closed = submit(sam, found.page(), form=found.page("/written/close"))
    assert closed.status_code == 302
    assert "Closed without a decision." in said(sam, closed.location)


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("2026-11-01", "1 November 2026 has passed. Choose today or a later day."),
        ("2027-03-16", "Choose 15 March 2027 or an earlier day."),
    ],
)
def test_a_written_decision_ends_within_the_agreements_time(
    app: Flask, clock: SetClock, last: str, told: str
) -> None:
    found = board(clock)
    wrong = submit(signed_in(app, found.secretary), found.page("/written"), {"closes_on": last})
    assert wrong.status_code == 422 and told in wrong.text and f'value="{last}"' in wrong.text
    assert room(found).open_ballot is None


def test_a_day_out_of_reach_is_the_last_day_of_nothing() -> None:
    today = date(2026, 11, 2)
    assert forms.last_day_fault(date(9999, 12, 31), today) == TOO_FAR
    # Where the long stop has passed, nothing else sets an end.
    assert forms.last_day_fault(date(9999, 12, 31), today, date(2026, 11, 1)) == TOO_FAR
    assert forms.last_day_fault(LAST_DAY, today) == ""


@pytest.mark.parametrize("typed", ["2026-13-45", "next Friday"])
def test_what_is_no_day_is_told_beside_its_field(app: Flask, clock: SetClock, typed: str) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    someone = joined(found.play.consortium_id, MEMBER, Role.DELEGATE, name="Del Fictional")
    for page, fields in (
        ("/written", {"closes_on": typed}),
        ("/delegations", {"people": [str(someone)], "until": typed}),
    ):
        wrong = submit(sam, found.page(page), fields)
        assert wrong.status_code == 422 and f'value="{typed}"' in wrong.text
        assert "Enter a day that exists, with its month and its year in four figures." in wrong.text
    assert room(found).open_ballot is None and not room(found).delegates


def test_a_deadline_that_has_passed_is_not_offered_for_a_written_decision(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock)
    found.play.circulate("1", date(2026, 11, 11), {})
    for days, offered in ((9, "2026-11-11"), (10, "")):
        clock.moment = BEGUN + timedelta(days=days)
        page = read_page(signed_in(app, found.secretary).get(found.page("/written")).text)
        field = page.find(".//input[@name='closes_on']")
        assert field is not None and field.get("value") == offered


@pytest.mark.parametrize(("months", "told"), [(1, "1 month Reason"), (12, "12 months Reason")])
def test_who_compares_a_paper_reads_how_long_the_approval_is_good_for(
    app: Flask, clock: SetClock, months: int, told: str
) -> None:
    found = board(clock)
    paper_id = sent(found, months=months)
    page = said(signed_in(app, found.trustees[0]), found.page(f"/paper/{paper_id}"))
    assert f"The approval is good for {told}" in page


def test_a_delegation_does_not_end_before_it_begins(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    someone = joined(found.play.consortium_id, MEMBER, Role.DELEGATE, name="Del Fictional")
    fields = {"people": [str(someone)], "until": "2026-11-01"}
    wrong = submit(signed_in(app, found.secretary), found.page("/delegations"), fields)
    assert wrong.status_code == 422 and "1 November 2026 has passed." in wrong.text
    assert 'value="2026-11-01"' in wrong.text and not room(found).delegates


def test_who_was_invited_and_has_not_come_is_called_by_name(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    someone = joined(found.play.consortium_id, MEMBER, Role.DELEGATE, name="Del Fictional")
    submit(signed_in(app, found.secretary), found.page("/delegations"), {"people": [str(someone)]})
    clock.moment += timedelta(days=15)
    told = said(signed_in(app, found.secretary), found.page())
    assert "The board let Del Fictional (no longer a delegate) accept minor changes. Nobody may now." in told
    # Nor may they witness what their own side signs.
    known = {each.name for each in ceremony_of(found.agreement_id).taking_part}
    assert "Del Fictional" in known


def test_a_delegation_to_somebody_whose_role_ended_meanwhile_shows_that_nobody_is_left(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock)
    sam, gone = signed_in(app, found.secretary), joined(found.play.consortium_id, MEMBER, Role.OBSERVER)
    fields = {"csrf_token": token_of(sam, found.page()), "people": [str(gone)]}
    late = sam.post(found.page("/delegations"), data=fields)
    assert "Nobody has the role of a delegate yet" in late.text and "problem" not in late.text
    assert not room(found).delegates


def test_pages_tell_the_time_of_the_united_kingdom_and_paper_tells_utc(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    clock.moment = datetime(2027, 3, 28, 13, 5, tzinfo=UTC)
    found.play.change(Amendment({"long_stop_date": "2027-12-31"}), Freezing("1"))
    ada = signed_in(app, joined(found.play.consortium_id, MEMBER, Role.BOARD_MEMBER))
    for page in (f"/agreements/{found.agreement_id}/boards", found.page(), found.page("/pack")):
        assert "28 March 2027, 14:05" in said(ada, page) and " UTC" not in said(ada, page), page
    told = board_room(found.agreement_id, MEMBER, clock.moment.date())
    assert told is not None and (text := tabled(told)) is not None
    assert "28 March 2027, 13:05 UTC" in str(pack_of(told, text).version_facts)


def test_who_closes_a_written_decision_closes_the_one_they_saw(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam, first = signed_in(app, found.secretary), found.open_ballot()
    close = found.page("/written/close")
    (form,) = read_page(sam.get(found.page()).text).findall(f".//form[@action='{close}']")
    by = found.actor(found.secretary)
    ballots_services.close_ballot(found.agreement_id, MEMBER, first, by, uuid.uuid4())
    second = found.open_ballot()
    late = sam.post(close, data=filled(form))
    db.session.rollback()
    told = room(found).open_ballot
    assert told is not None and told.id == second
    assert "That written decision was over already. Nothing was closed now." in said(sam, late.location)
    assert sam.post(close, data={**filled(form), "ballot": "none"}).status_code == 400


def test_a_paper_is_sent_in_and_confirmed_on_pages(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam, ada = signed_in(app, found.secretary), signed_in(app, found.trustees[0])
    files = {"scan": (io.BytesIO(PDF), "minutes.exe")}
    sent_in = submit(sam, found.page("/paper"), {**FIGURES, **files})
    assert sent_in.status_code == 302, sent_in.text
    told = said(ada, found.page())
    assert "Compare a paper with its figures" in told
    (paper,) = room(found).papers
    assert "A second person compares the paper" in said(sam, sent_in.location)
    own = said(sam, found.page(f"/paper/{paper.id}"))
    assert "You sent this paper in, so a second person of your board has to compare it." in own
    address = found.page(f"/paper/{paper.id}")
    assert submit(ada, address, {"verdict": "no"}).status_code == 422
    assert submit(ada, address, {"verdict": "yes"}).status_code == 302
    assert room(found).status is Status.APPROVED
    assert "Confirmed by Ada Fictional" in said(ada, found.page())


FILES = (
    (b"", "Choose the file of the signed paper."),
    (b"<html><script>", "That is not a PDF, a JPEG or a PNG."),
    (b"%PDF-" + b"x" * 2_000, "That file is larger than 10 MB."),
)


def test_a_file_that_will_not_do_is_refused_and_says_why(
    app: Flask, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file of 10 MB would be spooled by the test's own browser, which leaves it open.
    monkeypatch.setattr(forms, "LARGEST_FILE", 1_000)
    found = board(clock)
    sam = signed_in(app, found.secretary)
    for content, told in FILES:
        answer = submit(sam, found.page("/paper"), {**FIGURES, "scan": (io.BytesIO(content), "a.pdf")})
        assert answer.status_code == 422 and told in answer.text and 'value="2026-11-02"' in answer.text
    assert not room(found).papers


def test_a_condition_is_met_by_its_own_board_with_evidence(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    submit(sam, found.page("/meeting"), {**FIGURES, "conditions-0-text": "Our insurer agrees"})
    address = found.page("/conditions/C1")
    assert submit(sam, address, {"how": "met"}).status_code == 422
    assert submit(sam, address, {"how": "met", "proof": "Letter of 1 November"}).status_code == 302
    assert room(found).status is Status.APPROVED
    told = said(signed_in(app, found.strangers[0]), f"/agreements/{found.agreement_id}/boards")
    assert "Met: Our insurer agrees" in told and "Letter of 1 November" in told


def test_an_approval_is_taken_back_with_a_reason(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    submit(sam, found.page("/meeting"), FIGURES)
    assert submit(sam, found.page("/withdraw"), {"reason": ""}).status_code == 422
    done = submit(sam, found.page("/withdraw"), {"reason": "A new trustee asks for time"})
    assert done.status_code == 302 and room(found).status is Status.WITHDRAWN
    assert "A new trustee asks for time" in said(sam, done.location)


def test_delegates_accept_a_minor_change_and_others_cannot(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    del_, other = (
        joined(found.play.consortium_id, MEMBER, Role.DELEGATE, name=f"{name} Fictional")
        for name in ("Del", "Eve")
    )
    submit(sam, found.page("/meeting"), FIGURES)
    # A browser names nobody twice; somebody who types a request may.
    given = submit(sam, found.page("/delegations"), {"people": [str(del_)] * 2, "until": "2027-03-01"})
    assert given.status_code == 302
    assert "Del Fictional may accept minor changes for the board until 1 March 2027." in said(
        sam, given.location
    )
    found.play.circulate("1", None, {})
    assert room(found).status is Status.MINOR_PENDING
    asked = said(signed_in(app, del_), found.page("/minor"))
    assert "There is nothing to answer here" not in asked
    assert "What version 1 changes of version 0.9, which your board approved." in asked
    assert "No words of the agreement read differently." in asked
    eve = signed_in(app, other)
    barred = submit(eve, found.page("/minor"), {"answer": "accept"})
    assert barred.status_code == 422 and "Your board has not delegated this to you" in barred.text
    del_browser = signed_in(app, del_)
    (form,) = read_page(del_browser.get(found.page("/minor")).text).findall(".//main//form[@method='post']")
    pressed = {**filled(form), "answer": "accept"}
    twice = [del_browser.post(found.page("/minor"), data=pressed) for _ in range(2)]
    assert [each.status_code for each in twice] == [302, 302]
    other_words = {**pressed, "answer": "object", "reason": "It is about money"}
    wrong = del_browser.post(found.page("/minor"), data=other_words)
    assert wrong.status_code == 422 and "This was recorded when you pressed first" in wrong.text
    assert "It is about money" in wrong.text
    assert del_browser.post(found.page("/minor"), data={**pressed, "answer": "none"}).status_code == 422
    db.session.rollback()
    assert room(found).status is Status.APPROVED
    after = said(del_browser, found.page("/minor"))
    assert "Your board has approved version 1." in after and "of version 1" not in after
    assert "No words of the agreement" not in after


ALL_FOR = ResolutionTold(Route.MEETING, Meeting(3, 0, 3, 0, 0))


def let_del_accept(found: Board, *roles: Role, until: date | None = None) -> uuid.UUID:
    """The board approves, and lets Del accept minor changes."""
    code, people = found.play.consortium_id, ("Del Fictional", "del@example.org")
    del_ = joined(code, MEMBER, Role.DELEGATE, *roles, name=people[0], email=people[1])
    given, by = Delegation(Delegated.MINOR_CHANGES, 1, until), found.actor(found.secretary)
    services.delegate(found.agreement_id, (MEMBER,), given, by, uuid.uuid4(), (del_,))
    found.play.resolve(MEMBER, "0.9", ALL_FOR)
    return del_


def test_a_minor_change_comes_to_the_board_where_its_delegate_never_came(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    let_del_accept(found)
    clock.moment += timedelta(days=15)
    found.play.circulate("1", None, {})
    nobody_is_left(app, found)


def test_a_minor_change_comes_to_the_board_once_its_delegation_has_ended(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    del_ = let_del_accept(found, until=clock.now().date())
    bring_in((del_,))
    found.play.circulate("1", None, {})
    accept, nobody = "We accept it", "no delegate can accept the minor change, so the board decides."
    sam, del_browser = signed_in(app, found.secretary), signed_in(app, del_)
    assert "Have your board decide" not in said(sam, "/") and nobody not in said(sam, found.page())
    assert accept in said(del_browser, found.page("/minor"))
    clock.moment += timedelta(days=1)
    assert "Have your board decide" in said(signed_in(app, found.secretary), "/")
    in_room = said(signed_in(app, found.secretary), found.page())
    assert nobody in in_room and "waits for its delegates" not in in_room
    assert "Del Fictional may accept minor changes for the board until" in in_room
    assert "This has run out." in in_room
    now = said(signed_in(app, del_), found.page("/minor"))
    assert accept not in now and "We object" in now and nobody in now


def test_a_minor_change_comes_to_the_board_where_its_delegate_is_none_now(
    app: Flask, clock: SetClock
) -> None:
    found = board(clock)
    del_ = let_del_accept(found, Role.EDITOR)
    bring_in((del_,))
    found.play.circulate("1", None, {})
    told = "Del Fictional may accept minor changes for the board."
    assert told in said(signed_in(app, found.secretary), found.page())
    asked = mailed(app, "del@example.org")
    assert len(asked) == 1 and "/minor" in asked[0] and not mailed(app, "sam@example.org")[1:]
    assert "Have your board decide" not in said(signed_in(app, found.secretary), "/")
    (role,) = (each for each in roles_given(found.play.consortium_id) if each.role is Role.DELEGATE)
    end_role(found.play.consortium_id, role.role_id, found.actor(found.secretary), uuid.uuid4())
    found.play.circulate("2", None, {})
    assert len(mailed(app, "del@example.org")) == 1
    assert "Accept the minor change" not in said(signed_in(app, del_), "/")
    nobody_is_left(app, found, "2")


def nobody_is_left(app: Flask, found: Board, version: str = "1") -> None:
    """Of the delegates; so the board is asked."""
    assert room(found).status is Status.MINOR_PENDING and not room(found).delegates
    for email in ("sam@example.org", "ada@example.org"):
        newest = mailed(app, email)[-1]
        assert f"Decide on version {version}" in newest and "/minor" not in newest
    sam, ada = (signed_in(app, each) for each in (found.secretary, found.trustees[0]))
    assert f"Have your board decide again on version {version}" in said(sam, "/")
    assert "Say whether you have an interest" in said(ada, "/")
    in_room = said(sam, found.page())
    assert "(no longer a delegate) accept minor changes. Nobody may now." in in_room
    assert "no delegate can accept the minor change, so the board decides." in in_room
    found.play.resolve(MEMBER, version, ALL_FOR)
    db.session.rollback()
    assert room(found).status is Status.APPROVED


def test_a_board_objects_to_a_change_that_is_called_minor(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    by = found.actor(found.secretary)
    services.delegate(
        found.agreement_id,
        (MEMBER,),
        Delegation(Delegated.MINOR_CHANGES, 1, date(2027, 1, 1)),
        by,
        uuid.uuid4(),
        (found.trustees[0],),
    )
    sam = signed_in(app, found.secretary)
    submit(sam, found.page("/meeting"), FIGURES)
    found.play.circulate("1", None, {})
    assert submit(sam, found.page("/minor"), {"answer": "object"}).status_code == 422
    done = submit(sam, found.page("/minor"), {"answer": "object", "reason": "It is about money"})
    assert done.status_code == 302 and room(found).status is Status.ASKED


def test_interests_are_ones_own_and_say_what_they_are(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    ada, sam = signed_in(app, found.trustees[0]), signed_in(app, found.secretary)
    assert sam.get(found.page("/interests")).status_code == 404
    wrong = submit(ada, found.page("/interests"), {"interested": "yes"})
    assert wrong.status_code == 422
    assert (
        "Say in a few words what the interest is." in wrong.text
        and "Say whether you step back." in wrong.text
    )
    torn = submit(ada, found.page("/interests"), {"interested": "no", "nature": "My sister works there"})
    assert torn.status_code == 422 and "My sister works there" in torn.text
    assert "You chose none, but wrote something here. Choose yes, or leave this empty." in torn.text
    unclear = submit(ada, found.page("/interests"), {"interested": "no", "steps_back": "yes"})
    assert unclear.status_code == 422 and "You chose no interest." in unclear.text
    mine = {"interested": "yes", "nature": "Trustee of the lead body", "steps_back": "yes"}
    assert submit(ada, found.page("/interests"), mine).status_code == 302
    told = said(sam, found.page())
    assert "An interest; steps back: Trustee of the lead body" in told
    assert "1 steps back, so 2 can be counted. The quorum is 2." in told


def test_a_quorum_that_cannot_be_is_told_before_the_meeting(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    for trustee in found.trustees[:2]:
        declare(found, trustee, STEPS_BACK)
    told = said(signed_in(app, found.secretary), found.page())
    assert "No meeting of this board can have a quorum on this." in told


def test_the_pack_is_made_as_a_pdf_by_a_job(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    ada = signed_in(app, found.trustees[0])
    assert ada.get(found.page("/pack.pdf")).status_code == 404
    assert submit(ada, found.page("/pack")).status_code == 302
    assert "The PDF is being made." in said(ada, found.page("/pack"))
    drain()
    assert re.search(r"Download the PDF \(\d+ pages", said(ada, found.page("/pack")))
    file = ada.get(found.page("/pack.pdf"))
    assert file.data.startswith(b"%PDF-") and "attachment" in file.headers["Content-Disposition"]
    declare(found, found.trustees[0], InterestTold(False))
    assert "Make a PDF of it" in said(ada, found.page("/pack"))


def test_what_changed_since_our_own_last_approval_is_put_to_us_alone(app: Flask, clock: SetClock) -> None:
    found = board(clock)
    sam = signed_in(app, found.secretary)
    submit(sam, found.page("/meeting"), FIGURES)
    found.play.change(*found.lower_cap("1"))
    told = said(sam, found.page())
    assert "1 part has changed since version 0.9, which your board approved." in told
    assert "[deleted: 125%]" in told.replace("] ", "]") or "125%" in told
    stranger = said(signed_in(app, found.strangers[1]), found.page(member=OTHER))
    assert "It was asked about version 0.9. See what changed since." in stranger


def test_as_many_queries_for_thirty_boards_as_for_six(app: Flask, clock: SetClock) -> None:
    six, today = board(clock), clock.moment.date()
    counts = {
        agreement_id: [
            len(statements(work))
            for work in (
                lambda identity=agreement_id: every_board(identity, today),
                lambda identity=agreement_id, code=code: board_room(identity, code, today),
                lambda identity=agreement_id: proposal(identity, today),
            )
        ]
        for agreement_id, code in ((six.agreement_id, MEMBER), (thirty(clock), "S02"))
    }
    first, second = counts.values()
    assert first == second


def statements(work: Callable[[], object]) -> list[str]:
    """The statements that some work asks the database."""
    asked: list[str] = []

    def on_statement(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    db.session.rollback()
    db.session.expunge_all()
    event.listen(db.engine, "before_cursor_execute", on_statement)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", on_statement)
    return asked


def thirty(clock: SetClock) -> uuid.UUID:
    """Thirty members, before their boards."""
    from govflow.cli.rehearse import read_cast
    from govflow.overview.rehearsal import Rehearsal

    play = Rehearsal(read_cast(str(EXAMPLES / "spv_30.json")), clock, clock.moment)
    play.circulate("1", None, {})
    return play.agreement_id
