"""A version goes to the boards: the draft as it stands, a change of it, or the draft without a member.

Each is one act: it holds the agreement's row alone, freezes the draft and writes what that means for every approval.
What was approved before stands, or is superseded, as `core.procedure` says.
"""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from govflow.agreements.queries import the_agreement
from govflow.agreements.services import Amendment, amend, depart
from govflow.agreements.version_services import Freezing, freeze
from govflow.approvals import letters
from govflow.approvals.models import CirculationRow
from govflow.approvals.queries import case_of, circulated_change, draft_terms
from govflow.approvals.services import act_on, member_ids, record
from govflow.columns import Json
from govflow.core import procedure
from govflow.core.errors import Refused
from govflow.core.procedure import Case
from govflow.core.terms import Terms, terms_of
from govflow.journal.perform import Actor, Done


def circulate(
    agreement_id: UUID,
    freezing: Freezing,
    deadline: date | None,
    by: Actor,
    key: UUID,
    seen_revision: int | None = None,
) -> None:
    """Freeze the working draft and put it to every board whose approval is required.

    ``seen_revision``: the draft's, as the person had it before them; None where nobody read it.

    :raises Refused: ``already_released``, ``someone_else_answered``, ``long_stop_passed``, ``version_superseded``
        (the name is taken), ``errors_in_draft``, ``reasons_missing``.
    """

    def work(session: Session, moment: datetime) -> Done:
        case = case_of(agreement_id, moment.date())
        _must_be_as_read(agreement_id, seen_revision)
        procedure.admit_new_version(case, freezing.name)
        return _put_to_boards(session, agreement_id, case, freezing, deadline, moment, key)

    body = {**_told(freezing), "deadline": _on_record(deadline)}
    act_on("version_circulated", agreement_id, work, body, by, key)


def change(agreement_id: UUID, amendment: Amendment, freezing: Freezing, by: Actor, key: UUID) -> None:
    """Change the working draft, freeze it and put it to the boards.

    :raises Refused: as ``circulate``; one with a later long-stop date revives an agreement that has lapsed.
    """

    def work(session: Session, moment: datetime) -> Done:
        case = case_of(agreement_id, moment.date())
        amend(session, agreement_id, amendment, moment, key)
        revived_until = draft_terms(agreement_id).long_stop
        procedure.admit_new_version(case, freezing.name, revived_until=revived_until)
        own = replace(freezing, reworded=frozenset(amendment.rewordings))
        return _put_to_boards(session, agreement_id, case, own, None, moment, key)

    act_on("change_circulated", agreement_id, work, {**_told(freezing), "amendment": amendment.told}, by, key)


def leave_out(
    agreement_id: UUID,
    member: str,
    freezing: Freezing,
    by: Actor,
    key: UUID,
    seen_revision: int | None = None,
    deadline: date | None = None,
) -> None:
    """Go on without a member: change the draft, freeze it and put it to the boards of the others.

    ``seen_revision``: as for ``circulate``; ``deadline``: None for the one that stands.

    :raises Refused: ``already_released``, ``someone_else_answered``, ``not_a_member``, ``long_stop_passed``,
        ``version_superseded``, ``errors_in_draft`` (the lead body, the vehicle, or a draft that does not stand
        without the member), ``reasons_missing``.
    """

    def work(session: Session, moment: datetime) -> Done:
        case = case_of(agreement_id, moment.date())
        _must_be_as_read(agreement_id, seen_revision)
        procedure.admit_leaving_out(case, member, freezing.name)
        gone = procedure.leave_out(case, member, freezing.name, freezing.why)
        depart(session, agreement_id, member_ids(agreement_id)[member], member, freezing.why, moment, key)
        record(session, agreement_id, case, gone, moment, key)
        alone = replace(freezing, parties_only=True)
        return _put_to_boards(session, agreement_id, case, alone, deadline, moment, key)

    body = {**_told(freezing), "deadline": _on_record(deadline), "member": member}
    act_on("member_left_out", agreement_id, work, body, by, key)


def _told(freezing: Freezing) -> dict[str, Json]:
    override = freezing.override
    return {
        "version": freezing.name,
        "why": freezing.why,
        "reasons": dict(freezing.reasons.given),
        "override": None if override is None else [str(override.change_class), override.reason],
    }


def _on_record(deadline: date | None) -> str | None:
    return None if deadline is None else deadline.isoformat()


def _put_to_boards(
    session: Session,
    agreement_id: UUID,
    case: Case,
    freezing: Freezing,
    deadline: date | None,
    moment: datetime,
    key: UUID,
) -> Done:
    """Freeze the working draft and write what it means for every approval."""
    frozen = freeze(session, agreement_id, freezing, moment, key)
    terms, version = terms_of(frozen.draft), frozen.version
    deadline = deadline or standing_deadline(case, terms)
    session.add(
        CirculationRow(
            agreement_id=agreement_id,
            number=version.number,
            version_id=version.id,
            deadline=deadline,
            circulated_at=moment,
            act_key=key,
        )
    )
    session.flush()
    asked = procedure.put_to_boards(case, version.name, terms, circulated_change(version))
    record(session, agreement_id, case, asked, moment, key)
    return Done(
        {"version": version.name, "digest": version.digest},
        doc_sha256=version.digest,
        orders=letters.board_asked(agreement_id, version.name, deadline, key),
    )


def _must_be_as_read(agreement_id: UUID, seen_revision: int | None) -> None:
    """What is frozen is what the person read.

    :raises Refused: ``someone_else_answered``.
    """
    revision = the_agreement(agreement_id).revision
    if seen_revision not in (None, revision):
        raise Refused("someone_else_answered", seen=seen_revision, revision=revision)


def standing_deadline(case: Case, terms: Terms) -> date | None:
    """A version's deadline where none is given: what the change sets, else the one that stands."""
    if terms.deadline != case.terms.deadline or case.deadline is None:
        return terms.deadline
    return case.deadline
