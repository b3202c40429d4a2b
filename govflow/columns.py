"""The column types of our own: moments in UTC, private text and private JSON.

In: Python values; out: what the tables keep. Private text (drafts, comments, votes, personal data) goes
through `PrivateText` and `PrivateJSON` and nothing else, so that encryption at rest is one switch
(`govflow.cipher`). The place a private column names is ``table|column``; a house test holds it to that.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias, TypeVar

from flask import Flask, current_app
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from govflow.cipher import Cipher

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None
"""JSON without floats: sums are pence, shares are text, so that a digest never hangs on rounding."""

_EXTENSION = "govflow.cipher"

Value = TypeVar("Value")


def use_cipher(app: Flask, cipher: Cipher) -> None:
    """Give the application the keys its private columns and files are kept under."""
    app.extensions[_EXTENSION] = cipher


def cipher() -> Cipher:
    """The keys of the application at work."""
    kept = current_app.extensions[_EXTENSION]
    assert isinstance(kept, Cipher)
    return kept


class Moment(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both engines; a naive one is a mistake and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone: what came in was UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Private(TypeDecorator[Value]):
    """A value the disk sees only encrypted. `place` is ``table|column``."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def copy(self, **kw: object) -> "_Private[Value]":
        return type(self)(self.place)


class PrivateText(_Private[str]):
    """Private text."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else cipher().seal(self.place, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else cipher().open(self.place, value)


class PrivateJSON(_Private[Json]):
    """Private JSON: what `Json` says, no floats."""

    cache_ok = True

    def process_bind_param(self, value: Json, dialect: Dialect) -> str | None:
        return None if value is None else cipher().seal(self.place, json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Json:
        if value is None:
            return None
        opened: Json = json.loads(cipher().open(self.place, value))
        return opened
