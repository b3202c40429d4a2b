"""One spelling of plain data in bytes, and the digests that bind approvals and signatures to a text.

``canonical_json``: sorted keys, UTF-8, no spaces, exact numbers (never a float). The digest of a part is by
identity (references by id, so that a renumbering changes none); the digest of the whole covers everything a
reader sees, numbers and order included. Follows RFC 8785 but for numbers, which keep their exact decimal form.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from govflow.core.answers import Value
from govflow.core.catalogue import AGREEMENT
from govflow.core.document import Document, Para, Part, Run, RunKind
from govflow.core.draft import Draft, Member

AGREEMENT_FORMAT = "govflow agreement 1"


def canonical_json(plain: object) -> bytes:
    """The bytes of plain data: dict, list or tuple, str, int, Decimal, bool, date, None.

    :raises TypeError: anything else, a float above all.
    """
    return _spell(plain).encode()


def _spell(plain: object) -> str:
    match plain:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[plain]
        case str():
            return json.dumps(plain, ensure_ascii=False)
        case date():
            return json.dumps(plain.isoformat())
        case int():
            return str(plain)
        case Decimal():
            exact = f"{plain:f}"
            return (exact.rstrip("0").rstrip(".") if "." in exact else exact) or "0"
        case Mapping():
            return "{" + ",".join(f"{_spell(str(key))}:{_spell(plain[key])}" for key in sorted(plain)) + "}"
        case list() | tuple():
            return "[" + ",".join(_spell(entry) for entry in plain) + "]"
        case _:
            raise TypeError(f"{type(plain).__name__} has no canonical form")


def digest(content: bytes) -> str:
    """sha256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of(plain: object) -> str:
    """The digest of words, whole numbers and truths in their canonical form (exact decimals have none here).

    The encoder that comes with Python spells these alike and ten times faster; a test holds the two equal.
    """
    return digest(json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def groups(digest: str) -> tuple[str, ...]:
    """A digest in groups that an eye can compare."""
    return tuple(digest[start : start + 8] for start in range(0, len(digest), 8))


def run_by_identity(run: Run) -> list[object]:
    """A run with a reference by its target, not by its number."""
    return [run.kind, run.target if run.kind is RunKind.REF else run.text, run.strong, run.emphasis]


def para_by_identity(para: Para) -> list[object]:
    """A paragraph without its number."""
    return [para.level, [run_by_identity(run) for run in para.runs], _table(para)]


def _table(para: Para) -> list[object] | None:
    table = para.table
    if table is None:
        return None
    return [table.headings, [[cell.text for cell in row] for row in table.rows]]


def part_digest(part_id: str, title: str, paras: tuple[Para, ...]) -> str:
    """The digest of a part by identity: a renumbering does not change it."""
    return digest_of([part_id, title, [para_by_identity(para) for para in paras]])


def read_digest(part: Part) -> str:
    """The digest of a part as it reads: numbers, references and definitions included."""
    return digest_of(
        [
            [part.kind, part.number, part.title, part.digest],
            [
                [para.number, [run.text for run in para.runs if run.kind is RunKind.REF]]
                for para in part.paras
            ],
            [[entry.term, entry.text] for entry in part.definitions],
        ]
    )


def document_digest(document: Document, parts: tuple[str, ...]) -> str:
    """The digest of the whole. ``parts``: ``read_digest`` of each part, in order."""
    return digest_of(
        [
            [document.title, document.subtitle, document.type],
            [[party.number, party.name, party.words] for party in document.parties],
            parts,
            [
                [
                    block.member_id,
                    block.method,
                    block.words,
                    [[line.role, line.fields] for line in block.lines],
                ]
                for block in document.execution
            ],
        ]
    )


def agreement_json(draft: Draft, document: Document) -> dict[str, object]:
    """The machine-readable agreement: what it was made of, and how it reads. A FILE of the command line too."""
    return {"format": AGREEMENT_FORMAT, **draft_plain(draft), "document": document_plain(document)}


def draft_plain(draft: Draft) -> dict[str, object]:
    """A draft as plain data: what it was read from. The agreement itself needs no name for its instrument."""
    named = {} if draft.instrument == AGREEMENT else {"instrument": draft.instrument}
    return {
        **named,
        "type": draft.type,
        "members": [member_plain(member) for member in draft.members],
        "vehicle": None if draft.vehicle is None else member_plain(draft.vehicle),
        "vehicle_is_party": draft.vehicle_is_party,
        "answers": {name: plain(value) for name, value in draft.answers.items()},
        "reworded": dict(draft.reworded),
    }


def plain(value: Value) -> object:
    """An answer as plain data: what it was read from."""
    match value:
        case tuple():
            return "all" if value == ("all",) else [plain(entry) for entry in value]
        case Mapping():
            return {name: plain(cell) for name, cell in value.items()}
        case date():
            return value.isoformat()
        case _:
            return value


def member_plain(member: Member) -> dict[str, object]:
    """A member as a file gives it."""
    return {
        "member_id": member.member_id,
        "legal_name": member.legal_name,
        "legal_form": member.legal_form,
        "is_charity": member.is_charity,
        "reg_no": member.reg_no,
        "jurisdiction": member.jurisdiction,
        "registered_office": member.registered_office,
        "class": member.member_class,
        "annual_income": member.annual_income,
        "role": member.role,
        "execution_method": member.execution_method,
    }


def document_plain(document: Document) -> dict[str, object]:
    """How the agreement reads, as plain data."""
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "pack": document.pack,
        "digest": document.digest,
        "parties": [
            {"member_id": party.member_id, "number": party.number, "name": party.name, "words": party.words}
            for party in document.parties
        ],
        "parts": [_part_plain(part) for part in document.parts],
        "execution": [
            {
                "member_id": block.member_id,
                "method": block.method,
                "words": block.words,
                "lines": [{"role": line.role, "fields": line.fields} for line in block.lines],
            }
            for block in document.execution
        ],
        "blanks": document.blanks,
    }


def _part_plain(part: Part) -> dict[str, object]:
    return {
        "id": part.id,
        "kind": part.kind,
        "number": part.number,
        "title": part.title,
        "digest": part.digest,
        "variant": part.variant,
        "changed_from_model": part.changed_from_model,
        "paragraphs": [
            {
                "id": para.id,
                "number": para.number,
                "level": para.level,
                "text": para.text,
                "table": _table(para),
            }
            for para in part.paras
        ],
        "definitions": [
            {"id": entry.id, "term": entry.term, "means": entry.text} for entry in part.definitions
        ],
    }
