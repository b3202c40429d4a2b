"""Printed, sealed and judged once for all these tests: a press takes a second to warm."""

from datetime import UTC, datetime

import pytest

from govflow.pdf.pages import Front, front
from govflow.pdf.paper import Paper, approvals_json, print_agreement
from govflow.pdf.seal import Seal, make_seal, read_seal
from govflow.pdf.sealing import seal_pdf
from tests.pdf import sample

MOMENT = datetime(2027, 3, 10, 12, tzinfo=UTC)
AGREEMENT_DATA = b'{"format":"govflow agreement 1"}'


@pytest.fixture(scope="session")
def draft_page() -> Front:
    """A draft of the sample."""
    return front(sample.agreement(), "0.9")


@pytest.fixture(scope="session")
def executed_page() -> Front:
    """The sample once executed."""
    return front(sample.agreement(), certificate=sample.certificate())


@pytest.fixture(scope="session")
def drafted(draft_page: Front) -> Paper:
    """The draft on paper."""
    return print_agreement(draft_page, AGREEMENT_DATA)


@pytest.fixture(scope="session")
def executed(executed_page: Front) -> Paper:
    """The executed agreement on paper, before it is sealed."""
    return print_agreement(executed_page, AGREEMENT_DATA, approvals_json(sample.certificate()))


@pytest.fixture(scope="session")
def seal() -> Seal:
    """The key of a server."""
    return read_seal(make_seal("tamebrook.example", datetime(2026, 11, 1, tzinfo=UTC)))


@pytest.fixture(scope="session")
def other_seal() -> Seal:
    """The key of somebody else."""
    return read_seal(make_seal("tamebrook.example", datetime(2026, 11, 1, tzinfo=UTC)))


@pytest.fixture(scope="session")
def sealed(executed: Paper, seal: Seal) -> bytes:
    """The sealed agreement."""
    return seal_pdf(executed.pdf, seal, MOMENT, "Released and dated 10 March 2027")
