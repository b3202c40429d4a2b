"""The latest acts, and the page of a receipt that is not ready yet, as frozen objects."""

from dataclasses import dataclass

from govflow.overview.activity import Day


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """The latest acts by day. ``newer_url``, ``older_url``: "" where there are none."""

    consortium: str
    consortium_url: str
    days: tuple[Day, ...]
    count: str
    newer_url: str
    older_url: str


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """An act that is on the record and under no signed head yet. ``leaf_hash``: in hexadecimal."""

    consortium: str
    consortium_url: str
    act: str
    index: int
    leaf_hash: str
