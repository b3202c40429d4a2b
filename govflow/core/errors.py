"""The two ways a rule speaks: ``Refused`` stops an act, a ``Problem`` points at a place in a draft."""

from dataclasses import dataclass
from enum import StrEnum


class Refused(Exception):
    """A rule said no. ``code`` is stable and names the rule; ``facts`` are what its words need."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Severity(StrEnum):
    """An error blocks freezing a draft; a warning needs a recorded reason."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place. ``field`` is like ``delivery_matrix[2].where``; ``mend`` says how to mend it."""

    rule: str
    severity: Severity
    clause: str
    field: str
    message: str
    mend: str
