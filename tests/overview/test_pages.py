"""The overview's pages, as people of a consortium see them."""

from flask import Flask

from govflow.clock import SetClock
from govflow.core.permissions import Role
from tests.stage import circulated
from tests.web.checked_pages import CheckedClient, read_page, words
from tests.web.people import joined, person, signed_in


def text_of(client: CheckedClient, address: str) -> str:
    """What a page says in its main part."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return words(read_page(answer.text).find(".//main"))


def test_a_stranger_is_told_what_this_is_and_how_to_come_in(client: CheckedClient) -> None:
    said = text_of(client, "/")
    assert "One agreement, approved by every board" in said
    assert "Sign in" in said
    assert "Verify a document" in said


def test_somebody_in_no_consortium_is_told_what_will_show_here(app: Flask) -> None:
    assert "You are in no consortium yet" in text_of(signed_in(app, person()), "/")


def test_a_secretary_is_asked_to_have_the_board_decide(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    secretary = joined(play.consortium_id, "LB2", Role.BOARD_SECRETARY)
    said = text_of(signed_in(app, secretary), "/")
    assert "Have your board decide on version 0.9" in said


def test_a_consortium_shows_where_everybody_stands(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    chief = joined(play.consortium_id, "LB2", Role.CHIEF_OFFICER)
    for stage in ("circulated",):
        said = text_of(signed_in(app, chief), f"/consortia/{play.consortium_id}")
        assert "0 of 6 boards" in said, stage
