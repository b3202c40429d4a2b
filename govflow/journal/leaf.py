"""The leaf of an act: the canonical JSON the journal keeps for ever.

In: what an act was. Out: bytes that tell who did what, when, to which object, and a salted commitment to the
private body, so that a leaf can be shown to anybody without telling the body. Canonical form: RFC 8785
restricted to integers, text in NFC. An event's `type` and the keys here are for ever.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from govflow.columns import Json

LEAF_VERSION = 1
SALT_BYTES = 32

# A commitment is no leaf and no node: RFC 6962 prefixes those with 0 and 1.
_COMMITMENT = b"\x02"
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Actor:
    """Who acts: a person (by pseudonym), for an organisation, and how the person was known.

    `method` names the way of sign-in or step-up on the record: ``link``, ``rehearsal``, ``system``.
    """

    person: UUID | None
    organisation: UUID | None
    method: str


SYSTEM = Actor(None, None, "system")
"""The server itself: sealing a released document, say."""


def normal(value: Json) -> Json:
    """The value as the journal keeps it: text in NFC, keys in the order of RFC 8785, tuples as lists.

    :raises TypeError: something JSON without floats cannot say.
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", value)
        case Mapping():
            return {_key(key): normal(value[key]) for key in sorted(value, key=_order)}
        case Sequence():
            return [normal(item) for item in value]
    raise TypeError(f"the journal keeps no {type(value).__name__}")


def canonical(value: Json) -> bytes:
    """The one spelling of a value, in UTF-8."""
    return json.dumps(normal(value), ensure_ascii=False, separators=(",", ":")).encode()


def commitment(salt: bytes, body: Json) -> str:
    """What a leaf says of its private body: nothing to who has not body and salt."""
    return hashlib.sha256(_COMMITMENT + salt + canonical(body)).hexdigest()


def private_body(key: UUID, body: Json, result: Json) -> Json:
    """What a leaf commits to: the act's body, its result, and the idempotency key it was done under."""
    return {"act": body, "key": str(key), "result": result}


def spelled(moment: datetime) -> str:
    """A moment as leaves spell it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime(_MOMENT)


def read_moment(told: str) -> datetime:
    """The moment a leaf spells.

    :raises ValueError: it spells none.
    """
    return datetime.strptime(told, _MOMENT).replace(tzinfo=UTC)


def build_leaf(
    kind: str,
    moment: datetime,
    actor: Actor,
    consortium: UUID | None,
    subject: UUID | None,
    seen: str | None,
    doc_sha256: str | None,
    body_commit: str,
) -> bytes:
    """The leaf's bytes. What does not apply is left out, not written as null."""
    facts: dict[str, Json] = {
        "v": LEAF_VERSION,
        "type": kind,
        "t": spelled(moment),
        "consortium": _text(consortium),
        "org": _text(actor.organisation),
        "actor": _text(actor.person),
        "object": _text(subject),
        "seen": seen,
        "doc_sha256": doc_sha256,
        "body_commit": body_commit,
        "auth": {"method": actor.method},
    }
    return canonical({key: fact for key, fact in facts.items() if fact is not None})


def read_leaf(leaf: bytes) -> Mapping[str, Json]:
    """The facts of a leaf.

    :raises ValueError: the bytes are not the canonical form of a leaf.
    """
    try:
        facts: Json = json.loads(leaf)
        if isinstance(facts, Mapping) and canonical(facts) == leaf:
            return facts
    except (TypeError, RecursionError):
        # Numbers with a fraction, or nesting without end: strangers hand in what they like.
        pass
    raise ValueError("not a leaf in canonical form")


def actor_in(facts: Mapping[str, Json]) -> Actor:
    """Who acted, by the facts of a leaf."""
    auth = facts.get("auth")
    method = auth.get("method") if isinstance(auth, Mapping) else None
    return Actor(_identifier(facts.get("actor")), _identifier(facts.get("org")), str(method or ""))


def _identifier(told: Json) -> UUID | None:
    return None if told is None else UUID(str(told))


def _key(key: str) -> str:
    return unicodedata.normalize("NFC", key)


def _order(key: str) -> bytes:
    # RFC 8785 section 3.2.3: by UTF-16 code units.
    return _key(key).encode("utf-16-be", "surrogatepass")


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)
