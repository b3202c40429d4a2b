"""What the scenes of the demo share: a consortium founded with its people, and acts done by them.

In: an example and its cast. Out: the consortium, its members with their boards' rules, its people with their roles.
Each act is one person's, under a key made of the example and the act: the same act is never done twice.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from govflow.accounts.queries import person_by_email
from govflow.accounts.services import add_person, bring_in
from govflow.agreements.queries import version_named
from govflow.agreements.services import Amendment, begin_agreement
from govflow.approvals.services import ResolutionTold, Seen, record_resolution
from govflow.core.approval import Condition, Route
from govflow.core.counting import Meeting
from govflow.core.permissions import Role
from govflow.demo.examples import Example
from govflow.demo.people import SOURCES, Cast, Someone
from govflow.journal.leaf import Actor
from govflow.members.queries import parties
from govflow.members.services import NewParty, Post, found_consortium, give_roles

METHOD = "demo"
"""How the journal says that somebody of the demo was known."""

NOBODY = Actor(None, None, METHOD)

_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "demo.example.org")


def key_of(example: str, what: str) -> UUID:
    """The key of one act of an example."""
    return uuid.uuid5(_SPACE, f"{example}: {what}")


def consortium_of(example: str) -> UUID:
    """The id that the consortium of an example has once it is founded."""
    return uuid.uuid5(key_of(example, "founded"), "consortium")


@dataclass(frozen=True)
class Stage:
    """A consortium of the demo at work. ``day``: when it was begun; what is planned counts from there."""

    example: Example
    cast: Cast
    day: date
    consortium_id: UUID
    agreement_id: UUID
    members: Mapping[str, UUID]
    people: Mapping[Someone, UUID]

    def key(self, what: str) -> UUID:
        """The key of an act."""
        return key_of(self.example.name, what)

    def actor(self, role: Role, code: str = "", place: int = 0) -> Actor:
        """Somebody with a role, acting for their organisation."""
        person = self.cast.at(code, role)[place]
        return Actor(self.people[person], self.members.get(code), METHOD)

    def later(self, weeks: int) -> date:
        """A day some weeks ahead."""
        return self.day + timedelta(weeks=weeks)

    def seen(self, version: str) -> Seen:
        """What somebody has before them who reads a version."""
        found = version_named(self.agreement_id, version)
        assert found is not None
        return Seen(version, found.digest)

    def meet(self, code: str, version: str, votes: Meeting, *conditions: Condition, reason: str = "") -> None:
        """A board meets and decides, and its secretary records it."""
        told = ResolutionTold(Route.MEETING, votes, conditions, reason=reason)
        by = self.actor(Role.BOARD_SECRETARY, code)
        key = self.key(f"{version} decided by {code}")
        record_resolution(self.agreement_id, code, told, self.seen(version), by, key)


def set_stage(example: Example, cast: Cast, day: date, answers: Mapping[str, object]) -> Stage:
    """Found an example's consortium, bring its people in, and begin its agreement with some answers."""
    people = {
        person: _person(example, person) for person in dict.fromkeys(part.person for part in cast.parts)
    }
    # They act, and whoever looks at the demo weeks later signs in as any of them.
    bring_in(people.values())
    founder = Actor(people[cast.at("", Role.FACILITATOR)[0]], None, METHOD)
    draft = example.draft
    consortium_id = found_consortium(
        draft.type,
        example.title,
        draft.vehicle_is_party,
        tuple(_party(example, cast, code) for code in example.codes),
        founder,
        key_of(example.name, "founded"),
    )
    members = {party.code: party.id for party in parties(consortium_id)}
    for number, part in enumerate(cast.parts):
        post = Post(consortium_id, members.get(part.code), part.office)
        key, granted = key_of(example.name, f"part {number}"), Role.OBSERVER in part.roles
        give_roles(post, people[part.person], part.roles, founder, key, granted=granted)
    drafter = Actor(people[cast.at("", Role.DRAFTER)[0]], None, METHOD)
    begun = key_of(example.name, "begun")
    agreement_id = begin_agreement(consortium_id, Amendment(answers), drafter, begun)
    return Stage(example, cast, day, consortium_id, agreement_id, members, people)


def with_signatories(example: Example, cast: Cast) -> dict[str, object]:
    """The answers of an example, its signatories by the names of the cast."""
    rows = example.answers["signatories"]
    assert isinstance(rows, list)
    named = [{**row, "name": cast.at(row["member_id"], Role.SIGNATORY)[0].name} for row in rows]
    return {**example.answers, "signatories": named}


def _person(example: Example, person: Someone) -> UUID:
    found = person_by_email(person.email)
    key = key_of(example.name, person.email)
    return add_person(person.name, person.email, NOBODY, key) if found is None else found.id


def _party(example: Example, cast: Cast, code: str) -> NewParty:
    """An organisation with its board: as many in office as there are people on it here."""
    member = example.draft.parties_by_id[code]
    rules = replace(example.boards[code], in_office=len(cast.at(code, Role.BOARD_MEMBER)))
    rules = replace(rules, quorum=min(rules.quorum, rules.in_office))
    is_vehicle = example.draft.vehicle is member
    return NewParty(member, is_vehicle, rules, SOURCES.get(member.legal_form, "Governing document"))
