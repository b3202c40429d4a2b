"""Tables of the journal. Rows of the first three are never changed nor deleted (triggers hold it).

`ActKey` is written first in an act, so that two submits of one form meet on a unique key; `JournalEntry` is
what anybody may be shown; `JournalBody` is private; `JournalHead` is the one row every act takes its turn on.
"""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from govflow.columns import Json, PrivateJSON
from govflow.extensions import Base

Index = BigInteger().with_variant(Integer, "sqlite")


class ActKey(Base):
    """The idempotency key of an act that happened."""

    __tablename__ = "act_key"

    key: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class JournalEntry(Base):
    """One act. `kind` and `consortium_id` repeat what the leaf says, to be found by."""

    __tablename__ = "journal_entry"

    idx: Mapped[int] = mapped_column(Index, primary_key=True, autoincrement=False)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    act_key: Mapped[uuid.UUID] = mapped_column(ForeignKey("act_key.key"), unique=True)
    consortium_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(60))


class JournalBody(Base):
    """The private body of an act with its salt: ``{"salt", "act", "result"}``."""

    __tablename__ = "journal_body"

    idx: Mapped[int] = mapped_column(
        Index, ForeignKey("journal_entry.idx"), primary_key=True, autoincrement=False
    )
    sealed: Mapped[Json] = mapped_column(PrivateJSON("journal_body|sealed"), nullable=False)


class JournalCheckpoint(Base):
    """A signed tree head (C2SP tlog-checkpoint). The log never signs two different ones of one size."""

    __tablename__ = "journal_checkpoint"

    size: Mapped[int] = mapped_column(Index, primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)


class JournalHead(Base):
    """Where the journal stands. One row; `peaks` are the roots of its full subtrees, largest first."""

    __tablename__ = "journal_head"
    __table_args__ = (CheckConstraint("id = 1", name="there_is_one_head"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(Index)
    peaks: Mapped[bytes] = mapped_column(LargeBinary)
    last_moment: Mapped[datetime | None]
