"""What a test watches meanwhile: the statements sent to the database, and by which rule something was refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from govflow.core.errors import Refused
from govflow.extensions import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def refused(code: str) -> pytest.RaisesExc[Refused]:
    """A rule says no, by this name."""
    return pytest.RaisesExc(Refused, check=lambda no: no.code == code)
