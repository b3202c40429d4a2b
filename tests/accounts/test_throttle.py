"""How often a code may be asked for: enough for who mistypes, too little for who guesses, and nobody locked out."""

from datetime import UTC, datetime, timedelta

import pytest

from govflow.accounts.throttle import CONFIRM, SIGN_IN, Asked, Limit, in_words, wait

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
MINUTE, NOTHING = timedelta(minutes=1), timedelta()


def asked(address: str = "alice", asker: str = "here", known: bool = False, minute: float = 0) -> Asked:
    return Asked(address, asker, known, NOON + minute * MINUTE)


def let_through(hours: int, ask: list[Asked], everywhere: bool = False) -> int:
    """How many codes somebody gets who asks every minute."""
    for minute in range(hours * 60):
        one = asked(asker=f"place {minute}" if everywhere else "here", minute=minute)
        if not wait(SIGN_IN, ask, one):
            ask.append(one)
    return len(ask)


def test_five_codes_come_at_once_and_the_sixth_when_the_first_is_old() -> None:
    before = [asked(minute=minute) for minute in range(5)]
    for number in range(5):
        assert wait(SIGN_IN, before[:number], asked(minute=number)) == NOTHING
    assert wait(SIGN_IN, before, asked(minute=5)) == 10 * MINUTE
    assert wait(SIGN_IN, before, asked(minute=15)) == NOTHING


def test_who_keeps_asking_gets_ten_an_hour() -> None:
    assert let_through(1, []) == 10
    assert let_through(24, []) <= 24 * 10


def test_an_office_behind_one_internet_address_gets_twenty_in_a_quarter_of_an_hour() -> None:
    before = [asked(f"trustee {number}", minute=number / 2) for number in range(20)]
    assert wait(SIGN_IN, before[:19], asked(minute=10)) == NOTHING
    assert wait(SIGN_IN, before, asked(minute=10)) == 5 * MINUTE
    assert wait(SIGN_IN, before, asked(asker="elsewhere", minute=10)) == NOTHING


def test_strangers_everywhere_together_get_twenty_an_hour_for_one_address() -> None:
    assert let_through(1, [], everywhere=True) == 20


def test_no_stranger_uses_up_what_the_owner_of_an_address_may_ask() -> None:
    flood: list[Asked] = []
    let_through(1, flood, everywhere=True)
    assert wait(SIGN_IN, flood, asked(asker="a new phone", minute=59.5)) > NOTHING
    assert wait(SIGN_IN, flood, asked(asker="her own laptop", known=True, minute=59.5)) == NOTHING


def test_one_stranger_in_one_place_locks_nobody_out_elsewhere() -> None:
    flood: list[Asked] = []
    let_through(8, flood)
    assert wait(SIGN_IN, flood, asked(asker="home", minute=480)) == NOTHING


def test_a_known_browser_has_its_limits_too() -> None:
    before = [asked(asker="laptop", known=True) for _ in range(5)]
    assert wait(SIGN_IN, before, asked(asker="laptop", known=True, minute=1)) == 14 * MINUTE


def test_ten_votes_can_be_confirmed_one_after_another() -> None:
    before = [asked(known=True) for _ in range(10)]
    assert wait(CONFIRM, before[:9], asked(known=True)) == NOTHING
    assert wait(CONFIRM, before, asked(known=True)) == 15 * MINUTE


@pytest.mark.parametrize("limits", [SIGN_IN, CONFIRM])
def test_whoever_waits_as_long_as_told_is_let_through(limits: tuple[Limit, ...]) -> None:
    before: list[Asked] = []
    present = NOON
    for _ in range(100):
        present += wait(limits, before, Asked("alice", "here", False, present))
        again = Asked("alice", "here", False, present)
        assert wait(limits, before, again) == NOTHING
        before.append(again)


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 minute"), (60, "1 minute"), (61, "2 minutes"), (900, "15 minutes")]
)
def test_a_wait_is_told_in_whole_minutes_and_never_too_short(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words
