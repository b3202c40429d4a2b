"""A draft: everything an agreement's text is made of, read from plain data.

In: the object of a FILE (``type``, ``members``, ``vehicle``, ``vehicle_is_party``, ``answers``, ``reworded``) and
the catalogue. Out: a frozen Draft, and the problems of its answers (``AN-01`` to ``AN-04``).

Source: the command line's contract in docs/operate.md; docs/domain 2.21.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from govflow.core.answers import Fault, FaultKind, Roll, Value, read_answer
from govflow.core.catalogue import AGREEMENT, TYPES, Catalogue
from govflow.core.errors import Problem, Severity

VEHICLE_ID = "SPV"
"""The id under which answers and acts name the vehicle."""

VEHICLE_TYPES = ("SPV", "COOP")
"""The types of consortium whose members own a vehicle, which signs as a party (rule CR-03)."""

CLASSES = ("full", "associate", "affiliate", "observer")
JURISDICTIONS: Mapping[str, str] = MappingProxyType(
    {"england_wales": "England and Wales", "scotland": "Scotland", "northern_ireland": "Northern Ireland"}
)


class DraftUnreadable(Exception):
    """The object is no draft at all: ``place`` and ``reason``, for one line to the person who gave it."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Member:
    """A party: an organisation with a legal form, a nation and a number. "" and None: not given.

    ``annual_income``: pounds a year. ``member_class``: full, associate, affiliate or observer.
    """

    member_id: str
    legal_name: str = ""
    legal_form: str = ""
    is_charity: bool = False
    reg_no: str = ""
    jurisdiction: str = ""
    registered_office: str = ""
    member_class: str = ""
    annual_income: Decimal | None = None
    role: str = ""
    execution_method: str = ""

    @property
    def name(self) -> str:
        """The legal name, or the id where no name was given."""
        return self.legal_name or self.member_id


@dataclass(frozen=True)
class Draft:
    """What an agreement is made of. ``reworded``: clause id -> the text that replaces the model text.

    ``instrument``: the code of the instrument that it is.
    """

    type: str
    members: tuple[Member, ...]
    vehicle: Member | None
    vehicle_is_party: bool
    answers: Mapping[str, Value]
    reworded: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    instrument: str = AGREEMENT

    @cached_property
    def parties(self) -> tuple[Member, ...]:
        """The members, and the vehicle where it is a party: everyone who signs."""
        if self.vehicle is not None and self.vehicle_is_party:
            return (*self.members, self.vehicle)
        return self.members

    @cached_property
    def parties_by_id(self) -> Mapping[str, Member]:
        """Every party by its id; the vehicle under ``SPV`` too, whether or not it signs."""
        found = {party.member_id: party for party in self.members}
        if self.vehicle is not None:
            found[VEHICLE_ID] = self.vehicle
        return MappingProxyType(found)

    @property
    def full_members(self) -> tuple[Member, ...]:
        """The members of class full, in order."""
        return tuple(member for member in self.members if member.member_class == "full")

    def with_answers(self, changed: Mapping[str, Value | None]) -> "Draft":
        """The same draft with some answers changed; None takes an answer away."""
        answers = {name: value for name, value in {**self.answers, **changed}.items() if value is not None}
        return replace(self, answers=MappingProxyType(answers))

    def with_reworded(self, reworded: Mapping[str, str]) -> "Draft":
        """The same draft with some clauses in other words."""
        return replace(self, reworded=MappingProxyType({**self.reworded, **reworded}))


@dataclass(frozen=True, slots=True)
class DraftRead:
    """A draft, and what is wrong with the answers it was read from."""

    draft: Draft
    problems: tuple[Problem, ...]


def read_draft(source: object, catalogue: Catalogue) -> DraftRead:
    """Read a draft of the catalogue's instrument from plain data. Unknown top-level keys are left alone.

    An instrument that a vehicle does not sign knows of none.

    :raises DraftUnreadable: not an object; ``type``, ``members`` or ``answers`` absent or of the wrong kind; a
        type that is none of the five; a member without ``member_id``.
    """
    if not isinstance(source, dict):
        raise DraftUnreadable("top level", "an object was expected")
    consortium_type = source.get("type")
    if not isinstance(consortium_type, str) or consortium_type not in TYPES:
        raise DraftUnreadable("type", f"one of {', '.join(TYPES)} was expected")
    answers = source.get("answers")
    if not isinstance(answers, dict):
        raise DraftUnreadable("answers", "an object was expected")
    problems: list[Problem] = []
    members = _read_members(source.get("members"), problems)
    vehicle = _read_vehicle(source.get("vehicle"), problems)
    vehicle_is_party = _read_vehicle_is_party(source.get("vehicle_is_party"), problems)
    if not catalogue.instrument.with_vehicle:
        vehicle, vehicle_is_party = None, False
    roll = Roll(tuple(member.member_id for member in members), vehicle is not None or vehicle_is_party)
    values = _read_answers(answers, catalogue, roll, problems)
    _check_type(consortium_type, values, problems)
    told = source.get("reworded")
    reworded = (
        {str(clause): text for clause, text in told.items() if isinstance(text, str)}
        if isinstance(told, dict)
        else {}
    )
    draft = Draft(
        consortium_type,
        members,
        vehicle,
        vehicle_is_party,
        MappingProxyType(values),
        MappingProxyType(reworded),
        catalogue.instrument.code,
    )
    return DraftRead(draft, tuple(problems))


def roll_of(draft: Draft) -> Roll:
    """The ids that an answer of this draft may name."""
    return Roll(
        tuple(member.member_id for member in draft.members),
        draft.vehicle is not None or draft.vehicle_is_party,
    )


def _read_members(raw: object, problems: list[Problem]) -> tuple[Member, ...]:
    if not isinstance(raw, list):
        raise DraftUnreadable("members", "a list was expected")
    members = []
    for number, row in enumerate(raw):
        place = f"members[{number}]"
        if (
            not isinstance(row, dict)
            or not isinstance(row.get("member_id"), str)
            or not row["member_id"].strip()
        ):
            raise DraftUnreadable(place, "a member needs a member_id")
        members.append(_read_member(place, row, problems))
    return tuple(members)


def _read_vehicle(raw: object, problems: list[Problem]) -> Member | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        mend = "Give its name and legal form, as for a member."
        problems.append(_party_problem("vehicle", "The vehicle is not an organisation.", mend))
        return None
    return _read_member("vehicle", {**raw, "member_id": VEHICLE_ID}, problems)


def _read_vehicle_is_party(raw: object, problems: list[Problem]) -> bool:
    if raw is not None and not isinstance(raw, bool):
        told = "Whether the vehicle is a party is not yes or no."
        problems.append(_party_problem("vehicle_is_party", told, "Answer true or false."))
    return raw is True


_TEXTS = (
    "member_id",
    "legal_name",
    "legal_form",
    "reg_no",
    "jurisdiction",
    "registered_office",
    "class",
    "role",
    "execution_method",
)


def _read_member(place: str, row: Mapping[str, object], problems: list[Problem]) -> Member:
    texts: dict[str, str] = {}
    for name in _TEXTS:
        value = row.get(name)
        if value is not None and not isinstance(value, str):
            problems.append(_member_problem(place, name, "is not text", "Give it in words."))
            value = None
        texts[name] = (value or "").strip()
    for name, allowed in (("class", CLASSES), ("jurisdiction", tuple(JURISDICTIONS))):
        if texts[name] and texts[name] not in allowed:
            mend = f"Choose one of: {', '.join(allowed)}."
            told = f"is “{texts[name]}”, which is not one of the choices"
            problems.append(_member_problem(place, name, told, mend, FaultKind.OUT_OF_LIMITS))
    income = row.get("annual_income")
    if income is not None and (isinstance(income, bool) or not isinstance(income, int | Decimal)):
        problems.append(_member_problem(place, "annual_income", "is not a number", "Give pounds a year."))
        income = None
    charity = row.get("is_charity")
    if charity is not None and not isinstance(charity, bool):
        problems.append(_member_problem(place, "is_charity", "is not yes or no", "Answer true or false."))
    texts["member_class"] = texts.pop("class")
    return Member(
        **texts, is_charity=charity is True, annual_income=None if income is None else Decimal(income)
    )


def _member_problem(
    place: str, name: str, told: str, mend: str, kind: FaultKind = FaultKind.WRONG_KIND
) -> Problem:
    label = f"“{name.replace('_', ' ')}” of {place}"
    return _party_problem(f"{place}.{name}", f"{label} {told}.", mend, kind)


def _party_problem(place: str, message: str, mend: str, kind: FaultKind = FaultKind.WRONG_KIND) -> Problem:
    return Problem(str(kind), Severity.ERROR, "parties-background", place, message, mend)


def _read_answers(
    raw: Mapping[str, object], catalogue: Catalogue, roll: Roll, problems: list[Problem]
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, given in raw.items():
        question = catalogue.questions.get(name)
        if question is None or name == "parties":
            problems.append(_unknown(name))
            continue
        read = read_answer(question, given, roll)
        problems += [problem_of(fault, question.clause) for fault in read.faults]
        if read.value is not None:
            values[name] = read.value
    return values


def _unknown(name: str) -> Problem:
    if name == "parties":
        message, mend = (
            "The parties are not an answer.",
            "Leave “parties” out: the members of the file are the parties.",
        )
    else:
        message, mend = f"No question is called “{name}”.", "Check the spelling, or leave it out."
    return Problem(str(FaultKind.UNKNOWN), Severity.ERROR, "", name, message, mend)


def problem_of(fault: Fault, clause: str) -> Problem:
    """A fault of an answer as a problem of its question's clause."""
    return Problem(str(fault.kind), Severity.ERROR, clause, fault.field, fault.message, fault.mend)


def _check_type(consortium_type: str, values: Mapping[str, Value], problems: list[Problem]) -> None:
    told = values.get("consortium_type")
    if told is not None and told != TYPES[consortium_type]:
        message = f"The kind of consortium is “{told}”, but the type is {consortium_type}."
        mend = f"Answer “{TYPES[consortium_type]}”, or change the type."
        problems.append(
            Problem(
                str(FaultKind.TYPE_DIFFERS),
                Severity.ERROR,
                "parties-background",
                "consortium_type",
                message,
                mend,
            )
        )


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By rule, then by place, as `govflow check` prints them."""
    return tuple(sorted(problems, key=lambda problem: (problem.rule, problem.field, problem.message)))


def rows(draft: Draft, table: str) -> tuple[Mapping[str, Value], ...]:
    """The rows of a table answer; an absent table has none."""
    value = draft.answers.get(table)
    return tuple(row for row in value if isinstance(row, Mapping)) if isinstance(value, tuple) else ()
