"""A board's pack on paper is ordered, and its file written down once it is made."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from govflow.agreements.queries import the_agreement
from govflow.approvals.models import PrintedPackRow
from govflow.jobs.services import Order
from govflow.journal.perform import Act, Actor, Done, perform
from govflow.transaction import insert_unless_there

PRINTING = "board_pack_printed"
"""The kind of the job."""


def job_key(agreement_id: UUID, member: str, edition: str) -> str:
    """The one job for an edition of a board's pack."""
    return f"{PRINTING}:{agreement_id}:{member}:{edition}"


def order_pack(agreement_id: UUID, member: str, edition: str, by: Actor, key: UUID) -> None:
    """Have an edition of a board's pack printed; ordering it again changes nothing."""
    args = {"agreement": str(agreement_id), "member": member, "edition": edition}
    order = Order(PRINTING, args, job_key(agreement_id, member, edition))

    def work(session: Session, moment: datetime) -> Done:
        return Done(orders=(order,))

    consortium_id = the_agreement(agreement_id).consortium_id
    perform(Act("board_pack_ordered", by, consortium_id, agreement_id, work, {"member": member}), key)


def write_down(
    session: Session,
    agreement_id: UUID,
    member_id: UUID,
    edition: str,
    sha256: str,
    pages: int,
    moment: datetime,
) -> None:
    """Write down, as the effect of the job, where the file is."""
    insert_unless_there(
        session,
        PrintedPackRow,
        agreement_id=agreement_id,
        member_id=member_id,
        edition=edition,
        sha256=sha256,
        pages=pages,
        made_at=moment,
    )
