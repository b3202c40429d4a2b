"""Reminders: a letter a week before a deadline, the day before and on the day, to those who have not acted.

In: a periodic job. Out: letters ordered, each under a key that makes it one however often the job runs. Then true:
who needs to act is read when the letter is ordered and was never written down; a letter that is not sent changes
nothing; none holds a word of an agreement or the name of anybody who voted.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from govflow.agreements.queries import told_apart
from govflow.catalogue.loader import catalogue_of
from govflow.clock import now
from govflow.core.words import capital, day
from govflow.jobs.services import Effect, Job, Order, enqueue
from govflow.jobs.worker import Duties, Periodic, Report
from govflow.mail import Message, address
from govflow.mail.words import letter
from govflow.overview.need import Kind, Need
from govflow.overview.reminder_queries import Reminded, consortia_at_work, needed
from govflow.overview.words import days_until

DAYS_BEFORE = (7, 1, 0)
"""How long before a deadline a letter goes out."""

MORNING = 7
"""The hour, UTC, before which nobody is written to."""

_REMINDED, _SIGNATORIES_TOLD = "people_reminded", "signatories_told"


def remind(job: Job, report: Report) -> Effect | None:
    """Write to everybody whose deadline is near."""
    moment = now()
    if moment.hour < MORNING:
        return None
    return _ordered(reminder for each in _everybody(moment) for reminder in reminders(each, moment.date()))


def tell_signatories(job: Job, report: Report) -> Effect | None:
    """Write to everybody who may sign, once for each version."""
    return _ordered(order for each in _everybody(now()) for order in invitations_to_sign(each))


def reminders(person: Reminded, today: date) -> Iterator[Order]:
    """One letter a person, agreement and day, with everything of theirs that is due on one of the days."""
    due = [need for need in person.needs if need.due is not None and (need.due - today).days in DAYS_BEFORE]
    if not due:
        return
    subject, text = letter(
        "reminder",
        when=_when(due[0], today),
        asked=due[0].title,
        **_about(person),
        needs="\n".join(_line(need) for need in due),
        address=f"{address()}/",
    )
    key = f"reminder:{today}:{person.person_id}:{person.facts.agreement_id}"
    yield Message(person.email, subject, text).order(key)


def invitations_to_sign(person: Reminded) -> Iterator[Order]:
    """One letter for each party that somebody may sign for."""
    agreement_id = person.facts.agreement_id
    for need in person.needs:
        if need.kind is Kind.SIGN:
            code = dict(need.values)["member"]
            where = f"{address()}/agreements/{agreement_id}/signing/{code}/sign"
            subject, text = letter("ready_to_sign", party=need.whom, address=where, **_about(person))
            key = f"ready_to_sign:{agreement_id}:{person.facts.version}:{code}:{person.person_id}"
            yield Message(person.email, subject, text).order(key)


def _everybody(moment: datetime) -> Iterator[Reminded]:
    for consortium_id in consortia_at_work():
        yield from needed(consortium_id, moment)


def _ordered(orders: Iterable[Order]) -> Effect | None:
    """The effect that orders them; nothing where there are none."""
    found = tuple(orders)

    def effect(session: Session, moment: datetime) -> None:
        for order in found:
            enqueue(session, order)

    return effect if found else None


def _about(person: Reminded) -> Mapping[str, str]:
    return told_apart(person.facts.consortium, catalogue_of(person.facts.instrument).instrument)


def _when(need: Need, today: date) -> str:
    assert need.due is not None
    return capital(days_until(need.due, today))


def _line(need: Need) -> str:
    assert need.due is not None
    whom = f"For {need.whom}: " if need.whom else ""
    return f"- {whom}{need.title}, by {day(need.due)}"


DUTIES = Duties(
    {_REMINDED: remind, _SIGNATORIES_TOLD: tell_signatories},
    (Periodic(_REMINDED, timedelta(hours=1)), Periodic(_SIGNATORIES_TOLD, timedelta(minutes=10))),
)
"""What the workers do for this room."""
