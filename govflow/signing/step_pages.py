"""What one signatory, and the witness beside them, have before them at each step.

In: a ``Ceremony``, a party, a text. Out: frozen pages, and the words on them.
"""

from dataclasses import dataclass

from flask_wtf import FlaskForm

from govflow.core.document import Document, PartKind
from govflow.core.permissions import Role
from govflow.core.words import day
from govflow.signing.ceremony_queries import Ceremony
from govflow.web.links import Link


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step of the ceremony, and what the person has to know at it."""

    form: FlaskForm
    consortium: str
    party: str
    version: str
    digest: tuple[str, ...]
    step: int
    of: int
    here_url: str
    before_url: str
    text_url: str
    size: str
    consent: str
    statement: str
    authority: str
    roles: str
    name: str
    office: str
    witnessed: bool
    email_hint: str
    helpers: tuple[tuple[str, str, str], ...]
    decline_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class NotNowPage:
    """Why somebody cannot sign now, and what to do about it."""

    consortium: str
    party: str
    why: str
    link: Link
    back_url: str


@dataclass(frozen=True, slots=True)
class WitnessPage:
    """The witness's own page, on the signatory's device."""

    form: FlaskForm
    consortium: str
    party: str
    signatory: str
    minutes: int
    late: bool
    sign_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """A no, or a second thought. ``others``: who has signed besides, and would sign again."""

    form: FlaskForm
    consortium: str
    party: str
    others: tuple[str, ...]
    helpers: tuple[tuple[str, str, str], ...]
    back_url: str


def size_of(document: Document) -> str:
    """How long a text is, in words."""
    paragraphs = [para for part in document.parts for para in part.paras]
    words = sum(len(para.text.split()) for para in paragraphs)
    clauses, schedules = len(document.clauses), len(document.schedules)
    return f"{clauses} clauses and {schedules} schedules, about {round(words, -2):,} words"


def parts_to_read(document: Document) -> tuple[tuple[str, str], ...]:
    """What is read, part by part: the agreement, then each schedule."""
    clauses = f"The agreement, {len(document.clauses)} clauses"
    schedules = [part for part in document.parts if part.kind is PartKind.SCHEDULE]
    return (("agreement", clauses), *((part.id, f"{part.label}: {part.title}") for part in schedules))


def authority(told: Ceremony, member: str) -> str:
    """The decision a signature stands on."""
    approval = told.case.approval_of(member)
    last = approval.last
    if last is None:
        return ""
    routes = {"meeting": "at a meeting", "written": "in writing", "paper": "by a resolution sent in on paper"}
    words = f"The board of {told.party(member).name} approved version {last.version} on {day(last.on)}, "
    words += f"{routes.get(str(last.route), str(last.route))}."
    if approval.version != last.version:
        words += f" Its delegates accepted the minor change of version {approval.version}."
    return words


def helpers(told: Ceremony, member: str) -> tuple[tuple[str, str, str], ...]:
    """Whom somebody can turn to: name, who they are, address."""
    found = [(one.name, "board secretary", one.email) for one in told.in_role(Role.BOARD_SECRETARY, member)]
    found += [(one.name, "chief officer", one.email) for one in told.in_role(Role.CHIEF_OFFICER, member)]
    found += [(one.name, "chair of the consortium", one.email) for one in told.in_role(Role.CONSORTIUM_CHAIR)]
    return tuple(dict.fromkeys(found))
