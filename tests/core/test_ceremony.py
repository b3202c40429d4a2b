"""How the people of one party complete its signature, each at their own place."""

from datetime import UTC, datetime, timedelta

import pytest

from govflow.core import ceremony
from govflow.core.ceremony import Attesting, Known, PartDone, Place, Seat
from govflow.core.errors import Refused
from govflow.core.execution import METHOD_WORDS, METHODS, execution_block, ruled_out

NOON = datetime(2027, 3, 10, 12, tzinfo=UTC)
TWO = (Place(0, "Director", False), Place(1, "Director or company secretary", False))
ONE_BEFORE_A_WITNESS = (Place(0, "Director", True),)


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda no: no.code == code)


def signed(person: str, place: int = 0, at: datetime = NOON, name: str = "") -> PartDone:
    return PartDone(f"{person} at {place}", place, person, name or f"{person} Fictional", at, "browser")


def saw(part: PartDone, name: str = "Wyn Fictional") -> PartDone:
    return PartDone(f"{name} beside", part.place, "", name, part.at, "browser", part.id)


def attesting(name: str = "Wyn Neighbour", email: str = "", browser: str = "browser") -> Attesting:
    return Attesting(name, email, browser)


@pytest.mark.parametrize(
    ("form", "method", "deed", "expected"),
    [
        ("clg", "two_authorised", True, [("Director", False), ("Director or company secretary", False)]),
        ("clg", "director_and_witness", True, [("Director", True)]),
        ("clg", "authorised_person", False, [("Authorised person", False)]),
        ("cio", "two_trustees", True, [("Charity trustee", False)] * 2),
        ("charitable_trust", "s333_two_trustees", False, [("Charity trustee", False)] * 2),
        ("charitable_trust", "s333_two_trustees", True, [("Charity trustee", True)] * 2),
        ("charitable_trust", "all_trustees", True, [("Trustee", True)] * 3),
    ],
)
def test_the_places_are_those_of_the_execution_block(
    form: str, method: str, deed: bool, expected: list[tuple[str, bool]]
) -> None:
    block = execution_block("A", "Hollin Bank", form, "england_wales", method, deed, trustees=3)
    found = ceremony.places(block)
    assert [(place.role, place.witnessed) for place in found] == expected
    assert [place.number for place in found] == list(range(len(expected)))


def test_a_signature_is_complete_when_every_seat_is() -> None:
    assert not ceremony.complete(())
    assert not ceremony.complete(ceremony.seats(TWO, (signed("Ann"),)))
    assert ceremony.complete(ceremony.seats(TWO, (signed("Ben", 1), signed("Ann"))))
    done = signed("Ann")
    assert not ceremony.complete(ceremony.seats(ONE_BEFORE_A_WITNESS, (done,)))
    assert ceremony.complete(ceremony.seats(ONE_BEFORE_A_WITNESS, (done, saw(done))))


def test_nobody_takes_two_places_of_one_party() -> None:
    taken = ceremony.seats(TWO, (signed("Ann"),))
    with refused("part_done_already"):
        ceremony.take(taken, 1, "Ann", NOON)
    with refused("place_taken"):
        ceremony.take(taken, 0, "Ben", NOON)
    with refused("place_taken"):
        ceremony.take(taken, 7, "Ben", NOON)
    assert ceremony.take(taken, 1, "Ben", NOON).place == TWO[1]


def test_of_two_who_choose_the_same_place_the_second_takes_its_like() -> None:
    trustees = (Place(0, "Charity trustee", False), Place(1, "Charity trustee", False))
    assert ceremony.take(ceremony.seats(trustees, ()), 1, "Ben", NOON).place == trustees[1]
    taken = ceremony.seats(trustees, (signed("Ann"),))
    assert ceremony.take(taken, 0, "Ben", NOON).place == trustees[1]


def test_without_a_witness_in_time_the_signatory_signs_again() -> None:
    done = signed("Ann")
    taken = ceremony.seats(ONE_BEFORE_A_WITNESS, (done,))
    in_time, late = NOON + ceremony.WITNESS_WITHIN, NOON + ceremony.WITNESS_WITHIN + timedelta(seconds=1)
    with refused("part_done_already"):
        ceremony.take(taken, 0, "Ann", in_time)
    assert ceremony.attest(taken, "Ann", attesting(), (), in_time).signed == done
    with refused("witness_too_late"):
        ceremony.attest(taken, "Ann", attesting(), (), late)
    assert ceremony.take(taken, 0, "Ann", late).place.number == 0
    again = PartDone("again", 0, "Ann", "Ann Fictional", late, "browser")
    [seat] = ceremony.seats(ONE_BEFORE_A_WITNESS, (done, again))
    assert seat.signed == again
    # Whoever saw the first signing did not see the second.
    [seat] = ceremony.seats(ONE_BEFORE_A_WITNESS, (done, saw(done), again))
    assert seat.witness is None


def test_a_witness_sits_at_the_signatorys_own_browser() -> None:
    taken = ceremony.seats(ONE_BEFORE_A_WITNESS, (signed("Ann"),))
    for browser in ("another", ""):
        with refused("witness_elsewhere"):
            ceremony.attest(taken, "Ann", attesting(browser=browser), (), NOON)
    with refused("nobody_to_witness"):
        ceremony.attest(taken, "Ben", attesting(), (), NOON)
    with refused("nobody_to_witness"):
        ceremony.attest((Seat(ONE_BEFORE_A_WITNESS[0]),), "Ann", attesting(), (), NOON)


@pytest.mark.parametrize("name", ["Ann Fictional", "ANN  FICTIONAL", "Ánn Fictional.", "ann fictional"])
def test_the_witness_is_another_person_than_the_signatory(name: str) -> None:
    taken = ceremony.seats(ONE_BEFORE_A_WITNESS, (signed("Ann"),))
    with refused("witness_is_signatory"):
        ceremony.attest(taken, "Ann", attesting(name), (), NOON)


@pytest.mark.parametrize(
    "who", [attesting("tom o'neil"), attesting("Somebody Else", "TOM@example.org ")], ids=["name", "email"]
)
def test_whoever_takes_part_is_no_witness(who: Attesting) -> None:
    taken = ceremony.seats(ONE_BEFORE_A_WITNESS, (signed("Ann"),))
    known = (Known("Tom O’Neil", "tom@example.org", "Quick Start CIC"),)
    with refused("witness_takes_part"):
        ceremony.attest(taken, "Ann", who, known, NOON)
    assert ceremony.attest(taken, "Ann", attesting("Tom James O'Neil"), known, NOON) == taken[0]


def test_a_signatory_types_the_name_they_are_known_by() -> None:
    for typed in ("Maria Hughes", "maria louise hughes", "Dr. Maria Hughes", "Hughes, Maria"):
        ceremony.must_be_own_name(typed, "Maria Hughes")
    for typed in ("Tom Ash", "Maria", "M Hughes", ""):
        with refused("name_is_not_yours"):
            ceremony.must_be_own_name(typed, "Maria Hughes")


def test_every_method_has_words() -> None:
    assert set(METHOD_WORDS) == set(METHODS)


@pytest.mark.parametrize(
    ("form", "deed", "source"),
    [
        ("cio", True, "reg 20"),
        ("cbs", False, "s53"),
        ("clg", True, "s44 and s46"),
        ("charitable_trust", False, "s333"),
        ("local_authority", True, "sealed"),
    ],
)
def test_a_way_that_is_ruled_out_says_by_what(form: str, deed: bool, source: str) -> None:
    assert any(source in row.why for row in ruled_out(form, deed))


def test_a_contract_rules_out_less_than_a_deed() -> None:
    assert ruled_out("clg", False) == ()
    assert len(ruled_out("cio", False)) < len(ruled_out("cio", True))
    assert ruled_out("nobody knows", True) == ()


def test_what_is_said_by_signing_names_who_what_and_under_which_decision() -> None:
    said = ceremony.intent("1.0", "Hollin Bank Trust", "Director", "10 March 2027")
    assert said.startswith("I sign version 1.0 of this agreement for Hollin Bank Trust, as director, under")
    assert "10 March 2027" in said
    assert "Hollin Bank Trust" in ceremony.consent("Hollin Bank Trust")
    assert ceremony.presence("Ann Fictional") == (
        "I was physically present and saw Ann Fictional sign. I am 18 or over, and I am not a party to this agreement."
    )
