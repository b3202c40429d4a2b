"""What recurs for the journal: its head is signed every hour in which something happened."""

from datetime import timedelta

from govflow.jobs.services import Job
from govflow.jobs.worker import Duties, Periodic, Report
from govflow.journal.queries import checkpoint_notes, size
from govflow.journal.services import sign_checkpoint

_KIND = "checkpoint_signed"


def _sign(job: Job, report: Report) -> None:
    if size() not in {0, *checkpoint_notes()}:
        sign_checkpoint()


DUTIES = Duties({_KIND: _sign}, (Periodic(_KIND, timedelta(hours=1)),))
