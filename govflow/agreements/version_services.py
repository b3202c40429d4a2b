"""A working draft is frozen into a version: the text that boards decide on and parties sign, never changed again.

In: how it is to be frozen, and a reason for each warning that is left. Out: the version. It is a part of acts of rooms
above (to circulate, to change, to leave a member out), which write within their own transaction: it takes a session.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from govflow.agreements.models import AgreementRow, VersionRow
from govflow.agreements.queries import (
    Examined,
    KeptWarning,
    Version,
    VersionChange,
    draft_source,
    examine,
    version,
    version_draft,
)
from govflow.agreements.services import is_odd
from govflow.catalogue.loader import catalogue_of
from govflow.core.catalogue import ChangeClass
from govflow.core.draft import Draft
from govflow.core.errors import Problem, Refused, Severity
from govflow.core.fingerprint import canonical_json, draft_plain
from govflow.core.record import write
from govflow.core.redline import PARTIES, classify


@dataclass(frozen=True)
class Override:
    """A person's own class for a change, and the reason."""

    change_class: ChangeClass
    reason: str


@dataclass(frozen=True)
class Reasons:
    """Why warnings are left, by rule. ``otherwise``: for those without a reason; "" where each needs one."""

    given: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = ""

    def of(self, warning: Problem) -> str:
        """The reason for a warning, "" where there is none."""
        return self.given.get(warning.rule, "").strip() or self.otherwise


@dataclass(frozen=True)
class Freezing:
    """How a version is to be frozen. ``parties_only``: the change is that a member was left out.

    ``reworded``: the clauses that this very change puts in other words, which must be in the agreement.
    """

    name: str
    why: str = ""
    reasons: Reasons = Reasons()
    override: Override | None = None
    parties_only: bool = False
    reworded: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Frozen:
    """A version that was just frozen, and the draft it was made of."""

    version: Version
    draft: Draft


def freeze(session: Session, agreement_id: UUID, freezing: Freezing, moment: datetime, key: UUID) -> Frozen:
    """Freeze the working draft into a version within an act.

    :raises Refused: ``errors_in_draft`` (with its problems, and the clauses in words that cannot stand),
        ``reasons_missing`` (a warning nobody explained).
    """
    examined = examine(draft_source(agreement_id))
    errors = examined.of(Severity.ERROR)
    odd = tuple(odd_rewordings(examined, freezing.reworded))
    if errors or odd:
        raise Refused("errors_in_draft", problems=errors, rewordings=odd)
    warnings = _kept(examined, freezing.reasons)
    before = _newest_version(session, agreement_id)
    change = None if before is None else _change(version_draft(before), examined.draft, freezing)
    identity = uuid.uuid5(agreement_id, f"version {freezing.name}")
    document = examined.assembled.document
    session.add(
        VersionRow(
            id=identity,
            agreement_id=agreement_id,
            number=_next_number(session, agreement_id),
            name=freezing.name,
            revision=session.get_one(AgreementRow, agreement_id).revision,
            digest=document.digest,
            pack=document.pack,
            draft=canonical_json(draft_plain(examined.draft)).decode(),
            document=json.dumps(write(document), ensure_ascii=False, separators=(",", ":")),
            why=freezing.why,
            change=None if change is None else write(change),
            warnings=[write(warning) for warning in warnings],
            frozen_at=moment,
            act_key=key,
        )
    )
    session.flush()
    return Frozen(version(identity), examined.draft)


def odd_rewordings(examined: Examined, just_given: frozenset[str] = frozenset()) -> Iterator[str]:
    """Clauses whose own words are none or too many, or were just given though the clause is not in the agreement.

    Words of a clause that has left the agreement sleep, as an answer nobody asks for does, and come back with it.
    """
    parts = {part.id for part in examined.assembled.document.parts}
    for clause, words in examined.draft.reworded.items():
        if is_odd(words) if clause in parts else clause in just_given:
            yield clause


def _kept(examined: Examined, reasons: Reasons) -> tuple[KeptWarning, ...]:
    """The warnings with the reason each is left for.

    :raises Refused: ``reasons_missing``.
    """
    found = examined.of(Severity.WARNING)
    if missing := tuple(dict.fromkeys(one.rule for one in found if not reasons.of(one))):
        raise Refused("reasons_missing", rules=missing)
    return tuple(KeptWarning(one.rule, one.clause, one.field, one.message, reasons.of(one)) for one in found)


def _newest_version(session: Session, agreement_id: UUID) -> UUID | None:
    newest = select(VersionRow.id).where(VersionRow.agreement_id == agreement_id)
    return session.scalars(newest.order_by(VersionRow.number.desc()).limit(1)).first()


def _next_number(session: Session, agreement_id: UUID) -> int:
    highest = select(func.coalesce(func.max(VersionRow.number), 0)).where(
        VersionRow.agreement_id == agreement_id
    )
    return session.scalars(highest).one() + 1


def _change(before: Draft, after: Draft, freezing: Freezing) -> VersionChange:
    """The change by the rules, or as a person set it; a member left out is a change of the parties."""
    catalogue = catalogue_of(after.instrument)
    found = classify(catalogue, before, after)
    categories = (catalogue.clauses[PARTIES].change_category,) if freezing.parties_only else found.categories
    override = freezing.override
    return VersionChange(
        change_class=found.change_class if override is None else override.change_class,
        categories=categories,
        clauses=found.clauses,
        reason=found.reason,
        judged=found.change_class,
        override="" if override is None else override.reason,
    )
