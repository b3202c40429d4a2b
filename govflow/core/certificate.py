"""What the certificate page of an executed agreement says: who decided and signed what, and when.

In: out of ``signing`` at release, to the PDF, the verification page and the evidence bundle. Frozen, plain
values: whoever prints it needs no rule and no table. It says what happened, not that the agreement is valid in
law, and it says what was not verified.

Source: docs/procedure.md.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class BoardDecisionLine:
    """One board's decision as it stands at release.

    ``state``: the state word of the approval; ``words``: the same for a reader ("Approved by the board").
    ``arithmetic``: the count in words, "" where no board counted. ``route``: meeting, written, paper or "".
    ``on``: the day of the board's own decision; ``accepted_on``: the day its delegates accepted a minor change.
    ``last_day``: the last day on which the approval is good, None for no end. ``late``: after the deadline.
    ``counts``: whether it is one of those the agreement counts. ``leaf``: index of the act in the journal.
    """

    member_id: str
    party: str
    state: str
    words: str
    version: str
    route: str = ""
    arithmetic: str = ""
    on: date | None = None
    by: str = ""
    accepted_on: date | None = None
    confirmed_by: str = ""
    last_day: date | None = None
    late: bool = False
    counts: bool = True
    effective: bool = True
    leaf: int | None = None


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """A condition that a board set. ``how``: met, waived or open; ``proof``: the evidence or the reason."""

    member_id: str
    party: str
    id: str
    text: str
    clause: str
    owner: str
    due: date | None
    how: str
    on: date | None = None
    proof: str = ""
    late: bool = False
    leaf: int | None = None


@dataclass(frozen=True, slots=True)
class PersonSigned:
    """A person's place in a signature: ``role`` as the execution page labels it ("Director", "Witness")."""

    role: str
    name: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class SignatureLineFact:
    """One party's signature. ``method``: its code; ``words``: the method in words; ``at``: UTC."""

    member_id: str
    party: str
    version: str
    digest: str
    method: str
    words: str
    people: tuple[PersonSigned, ...]
    at: datetime
    known_by: str = ""
    leaf: int | None = None


@dataclass(frozen=True, slots=True)
class PrecedentLine:
    """A condition precedent. ``how``: met, waived, or met by itself; ``proof``: the evidence or the reason."""

    code: str
    words: str
    how: str
    on: date | None = None
    by: str = ""
    proof: str = ""
    leaf: int | None = None


@dataclass(frozen=True, slots=True)
class NotYetParty:
    """A party named in the agreement that has not signed it: it may accede later. ``why``: in words."""

    member_id: str
    party: str
    why: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version that was put to the boards, oldest first; ``change_class`` is "" for the first.

    ``override``: the reason, where a person set another class than the rules.
    """

    name: str
    digest: str
    on: date
    change_class: str = ""
    categories: tuple[str, ...] = ()
    why: str = ""
    override: str = ""
    leaf: int | None = None


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A warning of the rules that stood when the version was frozen, and the reason recorded for it."""

    rule: str
    message: str
    reason: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate of one executed agreement.

    ``digest``: of the version that was approved and signed, sha256 in hexadecimal. ``dated``: the date the chair
    gave it; ``released_at``: the moment of release, UTC. ``counted``: how the boards were counted, in words.
    ``log``: the name of the journal; ``not_verified``: sentences.
    """

    title: str
    version: str
    digest: str
    pack: str
    dated: date
    released_at: datetime
    effective: int
    required: int
    counted: str
    decisions: tuple[BoardDecisionLine, ...]
    conditions: tuple[ConditionLine, ...]
    signatures: tuple[SignatureLineFact, ...]
    precedents: tuple[PrecedentLine, ...]
    not_yet_parties: tuple[NotYetParty, ...]
    versions: tuple[VersionLine, ...]
    warnings: tuple[WarningLine, ...]
    log: str
    not_verified: tuple[str, ...]
    words: str = (
        "This certificate says who decided and signed what, and when. It does not say that the agreement is "
        "valid in law. govflow gives no legal advice: a solicitor should read the agreement."
    )
