"""Who may do what: one table, deny by default.

In: an actor (a person acting for one organisation in one consortium, with the roles held there) and a thing
(whose it is, and what of it was granted). Out: yes, or no with the reason. What lies in another consortium, and
another organisation's own room, does not exist for the actor: pages answer as for something absent.

Roles belong to a person, an organisation and a consortium; no organisation is privileged in the data. The
operator of the server holds no role here and reads no text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class Role(StrEnum):
    """What a person is, for one organisation in one consortium."""

    FACILITATOR = "facilitator"
    DRAFTER = "drafter"
    CONSORTIUM_CHAIR = "consortium_chair"
    EDITOR = "editor"
    CHIEF_OFFICER = "chief_officer"
    BOARD_MEMBER = "board_member"
    BOARD_SECRETARY = "board_secretary"
    DELEGATE = "delegate"
    SIGNATORY = "signatory"
    WITNESS = "witness"
    OBSERVER = "observer"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """Each act or reading that a page or a service asks about."""

    CONSORTIUM_READ = "consortium:read"
    """See the consortium: its members, stages and dates."""
    CONSORTIUM_WRITE = "consortium:write"
    """Change the consortium's settings and record its members."""
    PEOPLE_WRITE = "people:write"
    """Invite people of one's own organisation, and end their roles."""
    AGREEMENT_READ = "agreement:read"
    """Read the draft and the versions of the agreement."""
    QUESTION_ANSWER = "question:answer"
    """Answer the questions of the consortium."""
    OWN_QUESTION_ANSWER = "question:answer_own"
    """Answer the questions that one's own organisation is asked about itself."""
    CLAUSE_SUGGEST = "clause:suggest"
    """Suggest other words for a clause."""
    CLAUSE_REWORD = "clause:reword"
    """Reword a clause of the working draft, and accept or decline suggestions."""
    COMMENT_OWN_READ = "comment:read_own"
    """Read the comments of one's own organisation."""
    COMMENT_OWN_WRITE = "comment:write_own"
    """Comment for one's own organisation."""
    VERSION_CIRCULATE = "version:circulate"
    """Freeze the draft and put it to the boards."""
    BOARD_READ = "board:read"
    """See one's own board's room: papers, interests, the vote."""
    BOARD_RULES_WRITE = "board:write_rules"
    """Record the rules of one's own board, and where they come from."""
    VOTE = "vote:cast"
    """Vote in one's own board, for oneself."""
    RESOLUTION_RECORD = "resolution:record"
    """Record what one's own board decided."""
    RESOLUTION_CONFIRM = "resolution:confirm"
    """Confirm a paper decision that another person recorded."""
    CONDITION_DISCHARGE = "condition:discharge"
    """Meet or waive a condition that one's own board set."""
    MINOR_CHANGE_ACCEPT = "change:accept_minor"
    """Accept a minor change for one's own board, under its delegation."""
    OUTCOME_READ = "outcome:read"
    """See what each board decided, and its conditions."""
    PRECEDENT_MEET = "precedent:meet"
    """Record that a condition precedent is met, or waived as the agreement says."""
    SIGNING_PLAN = "signature:plan"
    """Record how one's own organisation will sign."""
    SIGN = "signature:sign"
    """Sign for one's own organisation, in person."""
    WITNESS = "signature:witness"
    """Witness one signature, in person."""
    RELEASE = "agreement:release"
    """Release and date the agreement."""
    EXECUTED_READ = "agreement:read_executed"
    """Download the signed agreement and its proof."""
    JOURNAL_READ = "journal:read"
    """Read the whole journal of the consortium, without text."""
    JOURNAL_OWN_READ = "journal:read_own"
    """Read the journal's entries about one's own organisation."""


class Reach(StrEnum):
    """How far a role's permission reaches."""

    SHARED = "shared"
    """Everything of the consortium that belongs to no single organisation, and every organisation's public part."""
    OWN = "own"
    """What belongs to the organisation one acts for."""
    SELF = "self"
    """What is one's own: one's vote, one's signature."""
    GRANTED = "granted"
    """Only what was granted by name."""


_EVERYONE = (
    Role.FACILITATOR,
    Role.DRAFTER,
    Role.CONSORTIUM_CHAIR,
    Role.EDITOR,
    Role.CHIEF_OFFICER,
    Role.BOARD_MEMBER,
    Role.BOARD_SECRETARY,
    Role.DELEGATE,
    Role.SIGNATORY,
    Role.AUDITOR,
)
_ORGANISATION = (Role.EDITOR, Role.CHIEF_OFFICER)
_BOARD = (Role.BOARD_MEMBER, Role.BOARD_SECRETARY)


def _all(roles: tuple[Role, ...], reach: Reach) -> dict[Role, Reach]:
    return dict.fromkeys(roles, reach)


TABLE: Mapping[Permission, Mapping[Role, Reach]] = MappingProxyType(
    {
        Permission.CONSORTIUM_READ: _all(_EVERYONE, Reach.SHARED) | {Role.OBSERVER: Reach.GRANTED},
        Permission.CONSORTIUM_WRITE: _all((Role.FACILITATOR,), Reach.SHARED),
        Permission.PEOPLE_WRITE: _all((Role.CHIEF_OFFICER,), Reach.OWN),
        Permission.AGREEMENT_READ: _all(_EVERYONE, Reach.SHARED) | {Role.OBSERVER: Reach.GRANTED},
        Permission.QUESTION_ANSWER: _all((Role.FACILITATOR, Role.DRAFTER), Reach.SHARED),
        Permission.OWN_QUESTION_ANSWER: _all(_ORGANISATION, Reach.OWN),
        Permission.CLAUSE_SUGGEST: _all((Role.FACILITATOR, Role.DRAFTER, *_ORGANISATION), Reach.SHARED),
        Permission.CLAUSE_REWORD: _all((Role.DRAFTER,), Reach.SHARED),
        Permission.COMMENT_OWN_READ: _all((*_ORGANISATION, *_BOARD), Reach.OWN),
        Permission.COMMENT_OWN_WRITE: _all(_ORGANISATION, Reach.OWN),
        Permission.VERSION_CIRCULATE: _all(
            (Role.FACILITATOR, Role.DRAFTER, Role.CONSORTIUM_CHAIR), Reach.SHARED
        ),
        Permission.BOARD_READ: _all(_BOARD, Reach.OWN),
        Permission.BOARD_RULES_WRITE: _all((Role.BOARD_SECRETARY,), Reach.OWN),
        Permission.VOTE: _all((Role.BOARD_MEMBER,), Reach.SELF),
        Permission.RESOLUTION_RECORD: _all((Role.BOARD_SECRETARY,), Reach.OWN),
        Permission.RESOLUTION_CONFIRM: _all(_BOARD, Reach.OWN),
        Permission.CONDITION_DISCHARGE: _all((Role.BOARD_SECRETARY,), Reach.OWN),
        Permission.MINOR_CHANGE_ACCEPT: _all((Role.DELEGATE,), Reach.OWN),
        Permission.OUTCOME_READ: _all(_EVERYONE, Reach.SHARED) | {Role.OBSERVER: Reach.GRANTED},
        Permission.PRECEDENT_MEET: _all((Role.CONSORTIUM_CHAIR,), Reach.SHARED),
        Permission.SIGNING_PLAN: _all((Role.BOARD_SECRETARY, Role.SIGNATORY), Reach.OWN),
        Permission.SIGN: _all((Role.SIGNATORY,), Reach.SELF),
        Permission.WITNESS: _all((Role.WITNESS,), Reach.SELF),
        Permission.RELEASE: _all((Role.CONSORTIUM_CHAIR,), Reach.SHARED),
        Permission.EXECUTED_READ: _all(_EVERYONE, Reach.SHARED) | {Role.OBSERVER: Reach.GRANTED},
        Permission.JOURNAL_READ: _all((Role.AUDITOR,), Reach.SHARED),
        Permission.JOURNAL_OWN_READ: _all((*_ORGANISATION, *_BOARD), Reach.OWN),
    }
)


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a person may act as in a consortium: an organisation, or none of them, with the roles held there.

    ``consortium``: its title; ``member_id`` None, ``code`` and ``organisation`` "" where of no organisation;
    ``granted``: an observer to whom reading was granted by name.
    """

    consortium_id: UUID
    consortium: str
    member_id: UUID | None
    code: str
    organisation: str
    roles: frozenset[Role]
    granted: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, acting for one organisation in one consortium. ``roles``: those held there, now."""

    person: str
    consortium: str
    organisation: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Thing:
    """What is acted on. ``organisation``, ``person``: whose it is, "" for nobody's; ``granted``: to whom by name.

    ``barred``: people whom a separation of duties keeps out: who recorded a paper decision may not confirm it,
    a witness is neither a party's signatory here nor the one who signs.
    """

    consortium: str
    organisation: str = ""
    person: str = ""
    granted: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()


class Denied(StrEnum):
    """Why not. All but ``SEPARATION`` look to the person like something that is not there."""

    ELSEWHERE = "elsewhere"
    NO_ROLE = "no_role"
    OUT_OF_REACH = "out_of_reach"
    SEPARATION = "separation"


def denial(actor: Actor, permission: Permission, thing: Thing) -> Denied | None:
    """None where the actor may; else why not."""
    if thing.consortium != actor.consortium:
        return Denied.ELSEWHERE
    reaches = [reach for role, reach in TABLE[permission].items() if role in actor.roles]
    if not reaches:
        return Denied.NO_ROLE
    if not any(_reaches(actor, reach, thing) for reach in reaches):
        return Denied.OUT_OF_REACH
    return Denied.SEPARATION if actor.person in thing.barred else None


def may(actor: Actor, permission: Permission, thing: Thing) -> bool:
    """Whether the actor may."""
    return denial(actor, permission, thing) is None


def may_as(person_id: UUID, capacity: Capacity, permission: Permission, code: str = "") -> bool:
    """Whether a person may, in a capacity; ``code``: of the organisation it is done to, "" for their own."""
    person, consortium = str(person_id), str(capacity.consortium_id)
    granted = frozenset({person}) if capacity.granted else frozenset[str]()
    thing = Thing(consortium, code or capacity.code, person, granted)
    return may(Actor(person, consortium, capacity.code, capacity.roles), permission, thing)


CONSORTIUM_ROLES = frozenset(
    {Role.FACILITATOR, Role.DRAFTER, Role.CONSORTIUM_CHAIR, Role.OBSERVER, Role.AUDITOR}
)
"""Roles that somebody has in the consortium as a whole."""


def roles_to_give(
    person_id: UUID, capacity: Capacity, code: str = "", *, led: bool = False
) -> frozenset[Role]:
    """The roles somebody may give, and end, at an organisation; ``code`` "": at none. ``led``: it has a chief officer.

    Each organisation looks after its own people; the facilitator opens the door to each, and looks after those
    who serve the consortium. Where somebody came in, the door is theirs: a facilitator who could bring in a second
    chief officer could make a voter or a signatory.
    """
    looks_after = may_as(person_id, capacity, Permission.CONSORTIUM_WRITE)
    opens = frozenset({Role.CHIEF_OFFICER}) if code and not led else frozenset[Role]()
    roles = CONSORTIUM_ROLES | opens if looks_after else frozenset()
    if code and may_as(person_id, capacity, Permission.PEOPLE_WRITE, code):
        roles |= frozenset(Role) - CONSORTIUM_ROLES
    return roles


def _is_at_home(actor: Actor, thing: Thing) -> bool:
    return thing.organisation in ("", actor.organisation)


def _reaches(actor: Actor, reach: Reach, thing: Thing) -> bool:
    match reach:
        case Reach.SHARED:
            return True
        case Reach.OWN:
            return bool(thing.organisation) and thing.organisation == actor.organisation
        case Reach.SELF:
            # One's own vote or signature is for the organisation one acts for, and for no other.
            return bool(thing.person) and thing.person == actor.person and _is_at_home(actor, thing)
        case Reach.GRANTED:
            return actor.person in thing.granted
