"""What is done about signing: parties plan and sign, signatures wait in escrow, the chair releases and dates.

Every act is one act of the journal. Who signs holds the agreement's row beside others, so that no version and
no approval changes meanwhile; the register of conditions precedent and release hold it alone.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from govflow.agreements.queries import the_agreement
from govflow.agreements.services import mark_released
from govflow.approvals.queries import circulation
from govflow.approvals.services import Seen, act_on, hold_members, member_ids
from govflow.columns import Json
from govflow.core import procedure
from govflow.core.errors import Refused
from govflow.core.precedents import PrecedentClosed
from govflow.core.procedure import Case, SignatureEvents
from govflow.core.record import kind_of, write
from govflow.core.signature import Signature, SignatureStatus, Signer, evolve
from govflow.core.words import day
from govflow.jobs.services import Order
from govflow.journal.perform import SYSTEM, Act, Actor, Done, Mode, enact
from govflow.members.queries import RoleHolder, role_holders
from govflow.signing import letters
from govflow.signing.models import ExecutedRow, PrecedentRow, SignatureEventRow, SignatureRow
from govflow.signing.queries import SEALING, full_case


def plan_method(agreement_id: UUID, member: str, method: str, by: Actor, key: UUID, reason: str = "") -> None:
    """Record how a party will sign. ``reason``: why it may, where no source says so for certain.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``method_not_open``.
    """
    for_parties(
        "signing_planned",
        agreement_id,
        (member,),
        lambda case, moment: procedure.plan(case, member, method, reason),
        {"member": member, "method": method, "reason": reason},
        by,
        key,
    )


def sign(
    agreement_id: UUID, people: Mapping[str, tuple[Signer, ...]], seen: Seen, by: Actor, key: UUID
) -> None:
    """Hold the signatures of parties. ``people``: who signed for each party, witnesses included.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``version_superseded``,
        ``already_decided``, ``not_ready_to_sign``, ``method_not_open``.
    """
    body: Json = {
        "version": seen.version,
        "people": {party: [write(each) for each in signers] for party, signers in people.items()},
    }
    for_parties(
        "signature_held",
        agreement_id,
        tuple(people),
        lambda case, moment: procedure.sign(case, people, seen.named(case), moment),
        body,
        by,
        key,
        seen,
    )


def withdraw_signature(
    agreement_id: UUID, members: tuple[str, ...], seen: Seen, reason: str, by: Actor, key: UUID
) -> None:
    """Take held signatures back.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``version_superseded``,
        ``nothing_to_act_on``.
    """
    for_parties(
        "signature_withdrawn",
        agreement_id,
        members,
        lambda case, moment: procedure.withdraw_signature(case, members, seen.named(case), reason),
        {"members": list(members), "version": seen.version, "reason": reason},
        by,
        key,
        seen,
    )


def decline(
    agreement_id: UUID, members: tuple[str, ...], seen: Seen, reason: str, by: Actor, key: UUID
) -> None:
    """Record that parties will not sign this version.

    :raises Refused: ``already_released``, ``not_a_member``, ``long_stop_passed``, ``version_superseded``,
        ``already_decided``, ``not_ready_to_sign``.
    """
    for_parties(
        "signing_declined",
        agreement_id,
        members,
        lambda case, moment: procedure.decline(case, members, seen.named(case), reason),
        {"members": list(members), "version": seen.version, "reason": reason},
        by,
        key,
        seen,
    )


def meet_precedents(
    agreement_id: UUID, names: tuple[str, ...], by_whom: str, evidence: str, by: Actor, key: UUID
) -> None:
    """Record that conditions precedent are met.

    :raises Refused: ``already_released``, ``no_authority``, ``long_stop_passed``, ``nothing_to_act_on``.
    """

    def work(session: Session, moment: datetime) -> Done:
        case = full_case(agreement_id, moment.date())
        closed = procedure.meet_precedents(case, names, by_whom, evidence)
        _enter(session, agreement_id, closed, key)
        return Done(orders=ready_letters(agreement_id, moment, key))

    body: Json = {"names": list(names), "by": by_whom, "evidence": evidence}
    act_on("precedent_met", agreement_id, work, body, by, key)


def waive_precedents(
    agreement_id: UUID,
    names: tuple[str, ...],
    members: tuple[str, ...],
    by_whom: str,
    reason: str,
    by: Actor,
    key: UUID,
) -> None:
    """Record that conditions precedent are waived, by all ``members`` together or by one, ``by_whom``.

    :raises Refused: ``already_released``, ``not_a_member``, ``no_authority``, ``long_stop_passed``,
        ``nothing_to_act_on``.
    """

    def work(session: Session, moment: datetime) -> Done:
        case = full_case(agreement_id, moment.date())
        closed = procedure.waive_precedents(case, names, members, by_whom, reason)
        _enter(session, agreement_id, closed, key)
        return Done(orders=ready_letters(agreement_id, moment, key))

    body: Json = {"names": list(names), "members": list(members), "by": by_whom, "reason": reason}
    act_on("precedent_waived", agreement_id, work, body, by, key)


def release(agreement_id: UUID, dated: date, by: Actor, key: UUID, seen: Seen | None = None) -> None:
    """Release every held signature at once and date the agreement; its document is printed and sealed next.

    ``seen``: the version the chair had before them; None for one who saw none, in a rehearsal.

    :raises Refused: ``already_released``, ``long_stop_passed``, ``version_superseded``, ``approvals_missing``,
        ``signatures_missing``, ``precedents_open``.
    """

    def work(session: Session, moment: datetime) -> Done:
        case = full_case(agreement_id, moment.date())
        if seen is not None:
            procedure.admit(case, version=seen.named(case))
        record_events(session, agreement_id, case, procedure.release(case), moment, key)
        mark_released(session, agreement_id, moment, dated)
        order = Order(SEALING, {"agreement": str(agreement_id)}, key=f"{SEALING}:{agreement_id}")
        mail = letters.agreement_released(agreement_id, day(dated), _holders(agreement_id), key)
        told: Json = {"version": case.version, "digest": case.digest}
        return Done(told, doc_sha256=case.digest, orders=(order, *mail), checkpoint=True)

    act_on("agreement_released", agreement_id, work, {"dated": dated.isoformat()}, by, key, seen)


def record_sealed(
    session: Session,
    agreement_id: UUID,
    pdf_sha256: str,
    pages: int,
    renderer: str,
    moment: datetime,
    key: UUID,
) -> None:
    """Record within a job's end that the released agreement was sealed, and in the journal as which file."""

    def work(inner: Session, when: datetime) -> Done:
        circulated = circulation(agreement_id)
        assert circulated is not None
        inner.add(
            ExecutedRow(
                agreement_id=agreement_id,
                version_id=circulated.version.id,
                pdf_sha256=pdf_sha256,
                pages=pages,
                renderer=renderer,
                sealed_at=when,
                act_key=key,
            )
        )
        mail = letters.agreement_sealed(agreement_id, pdf_sha256, _holders(agreement_id), key)
        return Done(doc_sha256=pdf_sha256, orders=mail, checkpoint=True)

    consortium_id = the_agreement(agreement_id).consortium_id
    body: Json = {"pages": pages, "renderer": renderer}
    enact(session, Act("document_sealed", SYSTEM, consortium_id, agreement_id, work, body), key, moment)


def ready_letters(agreement_id: UUID, moment: datetime, key: UUID) -> tuple[Order, ...]:
    """What the chair is told within the act after which nothing is missing; nothing where something is."""
    try:
        procedure.release(full_case(agreement_id, moment.date()))
    except Refused:
        return ()
    return letters.everything_ready(agreement_id, _holders(agreement_id), key)


def _holders(agreement_id: UUID) -> tuple[RoleHolder, ...]:
    return role_holders(the_agreement(agreement_id).consortium_id)


def for_parties(
    kind: str,
    agreement_id: UUID,
    members: tuple[str, ...],
    decide: Callable[[Case, datetime], SignatureEvents],
    body: Json,
    by: Actor,
    key: UUID,
    seen: Seen | None = None,
) -> None:
    """An act of parties for themselves: beside others, but alone on their own rows."""

    def work(session: Session, moment: datetime) -> Done:
        hold_members(session, agreement_id, members)
        case = full_case(agreement_id, moment.date())
        record_events(session, agreement_id, case, decide(case, moment), moment, key)
        return Done()

    act_on(kind, agreement_id, work, body, by, key, seen, Mode.ACT_UNDER)


def record_events(
    session: Session, agreement_id: UUID, case: Case, events: SignatureEvents, moment: datetime, key: UUID
) -> None:
    """Write within an act what happened, and the state word it leads to."""
    ids = member_ids(agreement_id)
    for member, happened in events.items():
        row = _row(session, agreement_id, ids[member])
        state = case.signature_of(member)
        for event in happened:
            state = evolve(state, event)
            row.events += 1
            session.add(
                SignatureEventRow(
                    agreement_id=agreement_id,
                    member_id=ids[member],
                    number=row.events,
                    kind=kind_of(event),
                    body=write(event),
                    happened_at=moment,
                    act_key=key,
                )
            )
        _project(row, state)
    session.flush()


def _project(row: SignatureRow, state: Signature) -> None:
    row.status, row.version = str(state.status), state.version
    bound = state.status in (SignatureStatus.HELD, SignatureStatus.RELEASED)
    row.digest = state.signed.digest if bound and state.signed is not None else None


def _row(session: Session, agreement_id: UUID, member_id: UUID) -> SignatureRow:
    row = session.get(SignatureRow, (agreement_id, member_id))
    if row is None:
        status = str(SignatureStatus.NONE)
        row = SignatureRow(
            agreement_id=agreement_id, member_id=member_id, status=status, version="", events=0
        )
        session.add(row)
        session.flush()
    return row


def _enter(session: Session, agreement_id: UUID, closed: tuple[PrecedentClosed, ...], key: UUID) -> None:
    for each in closed:
        session.add(
            PrecedentRow(
                agreement_id=agreement_id,
                code=each.code,
                how=str(each.how),
                on=each.on,
                by=list(each.by),
                proof=each.proof,
                act_key=key,
            )
        )
    session.flush()
