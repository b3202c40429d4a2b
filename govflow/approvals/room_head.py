"""What every page of a board shares: its head, the words of states, routes and choices, and where its pages are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for

from govflow.approvals.room_queries import Room
from govflow.core.approval import (
    STANDING,
    Route,
    Status,
)
from govflow.core.fingerprint import groups
from govflow.core.voting import Choice
from govflow.core.words import capital, number_of
from govflow.web.access import Reader

Row = tuple[str, str, str, str]

TONES: Mapping[Status, str] = {
    Status.NOT_ASKED: "plain",
    Status.ASKED: "wait",
    Status.APPROVED: "good",
    Status.CONDITIONAL: "wait",
    Status.REJECTED: "bad",
    Status.INQUORATE: "bad",
    Status.MINOR_PENDING: "wait",
    Status.SUPERSEDED: "wait",
    Status.EXPIRED: "bad",
    Status.WITHDRAWN: "bad",
    Status.LEFT_OUT: "plain",
}
SHORT: Mapping[Status, str] = {
    Status.NOT_ASKED: "Not asked",
    Status.ASKED: "Not decided yet",
    Status.APPROVED: "Approved",
    Status.CONDITIONAL: "Approved on conditions",
    Status.REJECTED: "Rejected",
    Status.INQUORATE: "No quorum",
    Status.MINOR_PENDING: "Minor change waits",
    Status.SUPERSEDED: "To decide again",
    Status.EXPIRED: "Run out",
    Status.WITHDRAWN: "Withdrawn",
    Status.LEFT_OUT: "Left out",
}
ROUTES = {Route.MEETING: "at a meeting", Route.WRITTEN: "in writing", Route.PAPER: "on paper"}
CHOICES = {Choice.FOR: "For", Choice.AGAINST: "Against", Choice.ABSTAIN: "Abstained"}

TO_DECIDE = frozenset(Status) - {*STANDING, Status.NOT_ASKED, Status.LEFT_OUT}


LAPSED = (
    "The long-stop date has passed",
    "Nothing can be decided. A later date, put to the boards, revives the agreement.",
)
"""What is said where nothing is recorded any more, as a title and a sentence."""


def place(room: Room, endpoint: str, **more: Any) -> str:
    """The address of a page of a board."""
    return url_for(f"approvals.{endpoint}", agreement_id=room.agreement_id, member=room.party.code, **more)


def sentence(words: str) -> str:
    """Words as a sentence: a capital, and a full stop."""
    return f"{capital(words)}{'' if words.endswith('.') else '.'}"


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of a board says at its top."""

    agreement_id: UUID
    consortium: str
    code: str
    name: str
    version: str
    digest: tuple[str, ...]

    @property
    def caption(self) -> str:
        """Whose board decides, on what: a consortium may have several agreements before its boards."""
        return f"{self.name} · {self.consortium}"

    @property
    def crumbs(self) -> tuple[tuple[str, str], ...]:
        """The way here."""
        return (
            ("Boards", url_for("approvals.boards", agreement_id=self.agreement_id)),
            (
                f"Board of {self.name}",
                url_for("approvals.room", agreement_id=self.agreement_id, member=self.code),
            ),
        )

    def url(self, endpoint: str, **more: Any) -> str:
        """The address of a page of this board."""
        return url_for(f"approvals.{endpoint}", agreement_id=self.agreement_id, member=self.code, **more)


def head_of(room: Room) -> Head:
    """The head of a board's pages."""
    circulated = room.circulation
    whole = "" if circulated is None else circulated.version.digest
    return Head(
        room.agreement_id,
        room.consortium.title,
        room.party.code,
        room.party.member.name,
        "" if circulated is None else circulated.version.name,
        groups(whole),
    )


def is_on_board(room: Room, who: Reader) -> bool:
    return any(each.person_id == who.person_id for each in room.board)


def people_in_words(number: int) -> str:
    return number_of(number, "person", "people")
