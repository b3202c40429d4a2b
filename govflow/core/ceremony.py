"""How the people of one party complete its signature: each at their own place, each with a witness where one is asked.

In: the lines of the party's execution block, the parts that people did so far, and who wants to do the next.
Out: the seats with who took them, or ``Refused``. Then true: nobody fills two places of one party; a witness is
another person than anybody who takes part, stands beside the signatory, and signs within minutes; a signature is
complete only when every seat is.

Sources: Companies Act 2006 s44(2) and (4) (two signatories are two people); Law of Property (Miscellaneous
Provisions) Act 1989 s1(3) (the witness attests in the signatory's presence); Law Commission, Electronic execution
of documents (Law Com No 386, 2019) (physically present).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from govflow.core.document import ExecutionBlock
from govflow.core.errors import Refused

WITNESS = "Witness"
"""How the execution block calls the line of a witness."""

WITNESS_WITHIN = timedelta(minutes=15)
"""How long after the signatory a witness may sign: right after, with time to type an address."""

ON_PAPER_ONLY = frozenset({"seal"})
"""Methods that no browser can do: a common seal is put on paper."""

CONSENT = (
    "I agree to sign this agreement electronically. I know that my electronic signature is meant to bind {party} "
    "just as my signature by hand would. I know that I may sign on paper instead, and that I may take my "
    "signature back until the agreement is released."
)
INTENT = (
    "I sign version {version} of this agreement for {party}, as {role}, under the decision of its board of "
    "{decided}. By typing my name I mean to sign."
)
PRESENCE = "I was physically present and saw {signatory} sign."
ADULT = "I am 18 or over, and I am not a party to this agreement."


def consent(party: str) -> str:
    """What a signatory agrees to before they sign electronically."""
    return CONSENT.format(party=party)


def intent(version: str, party: str, role: str, decided: str) -> str:
    """What a signatory says by signing. ``decided``: the day of the board's decision, in words."""
    return INTENT.format(version=version, party=party, role=role[:1].lower() + role[1:], decided=decided)


def presence(signatory: str) -> str:
    """What a witness says by signing."""
    return f"{PRESENCE.format(signatory=signatory)} {ADULT}"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a party's execution block. ``number``: from 0; ``witnessed``: a witness signs below."""

    number: int
    role: str
    witnessed: bool


@dataclass(frozen=True, slots=True)
class PartDone:
    """What one person did. ``person``: their pseudonym, "" for a witness; ``beside``: the part witnessed, or ""."""

    id: str
    place: int
    person: str
    name: str
    at: datetime
    browser: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place, and who took it so far."""

    place: Place
    signed: PartDone | None = None
    witness: PartDone | None = None

    @property
    def complete(self) -> bool:
        """Everybody this place asks for has signed."""
        return self.signed is not None and (self.witness is not None or not self.place.witnessed)

    @property
    def waits_for_witness(self) -> bool:
        """The signatory has signed and the witness has not."""
        return self.signed is not None and not self.complete

    def lapsed(self, now: datetime) -> bool:
        """No witness signed in time: the signatory signs again, before a witness."""
        return self.waits_for_witness and self.signed is not None and now - self.signed.at > WITNESS_WITHIN

    def is_open(self, now: datetime) -> bool:
        """Somebody may take it."""
        return self.signed is None or self.lapsed(now)


@dataclass(frozen=True, slots=True)
class Attesting:
    """Somebody who is about to witness. ``browser``: the mark of the browser they sit at; ``email`` may be ""."""

    name: str
    email: str
    browser: str


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who takes part in the consortium: who may not witness. ``where``: for whom they take part."""

    name: str
    email: str
    where: str


def places(block: ExecutionBlock) -> tuple[Place, ...]:
    """The places of an execution block: every line but the witnesses', who belong to the line above."""
    roles = [line.role for line in block.lines]
    found: list[Place] = []
    for line, role in enumerate(roles):
        if role != WITNESS:
            witnessed = line + 1 < len(roles) and roles[line + 1] == WITNESS
            found.append(Place(len(found), role, witnessed))
    return tuple(found)


def seats(of: tuple[Place, ...], parts: tuple[PartDone, ...]) -> tuple[Seat, ...]:
    """Who took which place. ``parts``: oldest first; whoever signs again takes the place anew."""
    signed = {part.place: part for part in parts if part.person}
    witnesses = {part.beside: part for part in parts if part.beside}
    return tuple(
        Seat(place, done, None if done is None else witnesses.get(done.id))
        for place in of
        for done in (signed.get(place.number),)
    )


def complete(taken: tuple[Seat, ...]) -> bool:
    """Everybody whom the method asks for has done their part."""
    return bool(taken) and all(seat.complete for seat in taken)


def seat_of(taken: tuple[Seat, ...], person: str) -> Seat | None:
    """The seat a person took."""
    return next((seat for seat in taken if seat.signed is not None and seat.signed.person == person), None)


def open_seats(taken: tuple[Seat, ...], person: str, now: datetime) -> tuple[Seat, ...]:
    """The seats a person may take: their own again where its witness came too late, else those that are free."""
    mine = seat_of(taken, person)
    if mine is not None:
        return (mine,) if mine.lapsed(now) else ()
    return tuple(seat for seat in taken if seat.is_open(now))


def take(taken: tuple[Seat, ...], place: int, person: str, now: datetime) -> Seat:
    """The seat a person is about to take: the one they chose, or where somebody was quicker its like.

    :raises Refused: ``part_done_already``, ``place_taken``.
    """
    mine = seat_of(taken, person)
    if mine is not None and not mine.lapsed(now):
        raise Refused("part_done_already")
    role = next((seat.place.role for seat in taken if seat.place.number == place), "")
    alike = [seat for seat in open_seats(taken, person, now) if seat.place.role == role]
    if not alike:
        raise Refused("place_taken")
    return min(alike, key=lambda seat: seat.place.number != place)


def must_be_own_name(typed: str, known: str) -> None:
    """The name somebody types must be the one they are known by; they may add to it.

    :raises Refused: ``name_is_not_yours``.
    """
    if not set(_words(known)) <= set(_words(typed)):
        raise Refused("name_is_not_yours", name=known)


def attest(
    taken: tuple[Seat, ...], person: str, witness: Attesting, known: Iterable[Known], now: datetime
) -> Seat:
    """The seat that somebody is about to witness. ``person``: the signatory they saw; ``known``: who takes part.

    :raises Refused: ``nobody_to_witness``, ``witness_too_late``, ``witness_elsewhere``, ``witness_is_signatory``,
        ``witness_takes_part``.
    """
    seat = seat_of(taken, person)
    if seat is None or seat.signed is None or not seat.waits_for_witness:
        raise Refused("nobody_to_witness")
    if seat.lapsed(now):
        raise Refused("witness_too_late")
    if not witness.browser or seat.signed.browser != witness.browser:
        raise Refused("witness_elsewhere")
    signatories = [other.signed.name for other in taken if other.signed is not None]
    if any(same_name(witness.name, name) for name in signatories):
        raise Refused("witness_is_signatory", name=seat.signed.name)
    for one in known:
        if same_name(witness.name, one.name) or _same_email(witness.email, one.email):
            raise Refused("witness_takes_part", where=one.where)
    return seat


def same_name(one: str, other: str) -> bool:
    """Whether two names read alike: letter case, accents, dots and spaces do not tell people apart."""
    return _words(one) == _words(other)


def _same_email(one: str, other: str) -> bool:
    return bool(one.strip()) and one.strip().casefold() == other.strip().casefold()


def _words(name: str) -> tuple[str, ...]:
    letters = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    plain = "".join(letter if letter.isalnum() else " " for letter in letters if letter not in "'’")
    return tuple(plain.casefold().split())
