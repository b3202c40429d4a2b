"""Recompute the whole journal, and believe nothing that is only written down.

In: the journal's tables, the log's public key, and any checkpoint somebody kept. Out: what does not hold, in
words; an empty list means: every entry stands where it stood when a checkpoint was signed, none was added,
changed or taken away, and each private body is the one its leaf commits to.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.exc import NoResultFound

from govflow.cipher import CannotOpen
from govflow.core.merkle import leaf_hash
from govflow.journal import queries
from govflow.journal.leaf import commitment, private_body, read_leaf, read_moment
from govflow.journal.note import BadNote, Checkpoint, Verifier, read_checkpoint
from govflow.journal.peaks import Peaks
from govflow.journal.queries import Entry


@dataclass
class _Walk:
    """The tree as it grows while entries are read, and its roots at the sizes checkpoints speak of."""

    wanted: frozenset[int]
    peaks: Peaks = field(default_factory=Peaks)
    roots: dict[int, bytes] = field(default_factory=dict)
    moment: datetime | None = None

    def add(self, entry: Entry) -> None:
        self.note_root()
        self.peaks = self.peaks.grown(leaf_hash(entry.leaf))

    def note_root(self) -> None:
        if self.peaks.size in self.wanted:
            self.roots[self.peaks.size] = self.peaks.root


def verify_journal(verifier: Verifier, held: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What does not hold. `held`: checkpoint notes kept outside, by members or in proofs."""
    try:
        return _what_does_not_hold(verifier, held)
    except NoResultFound:
        return ("the journal has no head",)
    except (TypeError, ValueError):
        # SQLite keeps whatever is written into a column, and then no program can read it as what it should be.
        return ("a row of the journal holds what cannot stand there, and cannot be read",)


def _what_does_not_hold(verifier: Verifier, held: tuple[str, ...]) -> tuple[str, ...]:
    problems: list[str] = []
    checkpoints = list(_believed(verifier, held, problems))
    walk = _Walk(frozenset(checkpoint.size for checkpoint in checkpoints))
    try:
        for entry in queries.entries():
            problems += _wrong_with(entry, walk)
            walk.add(entry)
    except CannotOpen as error:
        return (*problems, f"after entry {walk.peaks.size - 1}: a private body does not open: {error.reason}")
    walk.note_root()
    problems += _wrong_with_head(walk)
    problems += [words for each in checkpoints if (words := _contradiction(each, walk)) is not None]
    if lost := queries.keys_without_act():
        problems.append(f"{lost} acts have a key but no entry: entries were taken away")
    return tuple(problems)


def _believed(verifier: Verifier, held: tuple[str, ...], problems: list[str]) -> Iterator[Checkpoint]:
    kept = [(f"the checkpoint of size {size}", note) for size, note in queries.checkpoint_notes().items()]
    brought = [(f"checkpoint {number} you hold", note) for number, note in enumerate(held, 1)]
    for name, note in kept + brought:
        try:
            checkpoint = read_checkpoint(note, verifier)
        except BadNote as error:
            problems.append(f"{name} cannot be believed: {error}")
            continue
        if name.startswith("the checkpoint of size") and name != f"the checkpoint of size {checkpoint.size}":
            problems.append(f"{name} speaks of size {checkpoint.size}")
        yield checkpoint


def _wrong_with(entry: Entry, walk: _Walk) -> Iterator[str]:
    place = f"entry {entry.index}"
    if entry.index != walk.peaks.size:
        yield f"{place} stands where entry {walk.peaks.size} should"
    if entry.leaf_hash != leaf_hash(entry.leaf):
        yield f"{place}: its hash is not the hash of its leaf"
    try:
        facts = read_leaf(entry.leaf)
        moment = read_moment(str(facts.get("t")))
    except ValueError:
        yield f"{place}: its leaf cannot be read"
        return
    if walk.moment is not None and moment < walk.moment:
        yield f"{place}: it is earlier than the entry before it"
    walk.moment = moment
    found_by = (entry.kind, None if entry.consortium_id is None else str(entry.consortium_id))
    if found_by != (facts.get("type"), facts.get("consortium")):
        yield f"{place}: it is filed under another kind or consortium than its leaf says"
    private = private_body(entry.act_key, entry.body, entry.result)
    if facts.get("body_commit") != commitment(entry.salt, private):
        yield f"{place}: its key or private body is missing or not the one the leaf commits to"


def _wrong_with_head(walk: _Walk) -> Iterator[str]:
    head = queries.head()
    if (head.size, head.peaks) != (walk.peaks.size, walk.peaks.packed):
        yield f"the head says {head.size} entries, there are {walk.peaks.size}, or their tree is another"
    if head.last_moment != walk.moment:
        yield "the head's time is not that of the last entry"


def _contradiction(checkpoint: Checkpoint, walk: _Walk) -> str | None:
    if checkpoint.size > walk.peaks.size:
        return f"a checkpoint signs {checkpoint.size} entries, there are only {walk.peaks.size}"
    if walk.roots[checkpoint.size] != checkpoint.root:
        return f"the first {checkpoint.size} entries are not those a checkpoint signs"
    return None
