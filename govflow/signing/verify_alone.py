"""Check the evidence of an executed agreement, offline: python3 verify.py [FOLDER]

It needs Python 3.11 and the library ``cryptography``, and nothing of ours. In: the folder with agreement.pdf,
agreement.tlog-proof, acts.jsonl, log.pub and text.json. Out: what was checked, in words; exit code 0 when
everything holds, 1 when something does not, 2 when a file cannot be read.

Formats: C2SP signed-note, tlog-checkpoint and tlog-proof (c2sp.org); the tree is RFC 6962, the proof is verified
as RFC 9162 section 2.1.3.2 says.
"""

import base64
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NOT_VERIFIED = (
    "the seal inside the PDF (any PDF reader, or the program that made this, judges it)",
    "whether log.pub is the server's own key: compare it with the copy each member was given",
    "agreement.json and agreement.txt: they repeat what agreement.pdf and text.json say, and prove nothing",
    "whether acts were left out of acts.jsonl (a withdrawal, say): ask the server for its journal",
    "who the people named are, and whether a trusted clock was used: there is none",
    "whether everybody is shown the same journal: no independent witness signed it",
    "whether the agreement is valid in law",
)


class Wrong(Exception):
    """Something does not hold; the words say what."""


def must(holds: bool, words: str) -> None:
    if not holds:
        raise Wrong(words)


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def spelled(plain: object) -> bytes:
    """Plain data in its one spelling: sorted keys, UTF-8, no spaces."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(plain: object) -> str:
    return hashlib.sha256(spelled(plain)).hexdigest()


# The journal


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that a leaf and the hashes beside its way up lead to: RFC 9162 section 2.1.3.2."""
    must(0 <= index < size, "an act stands beyond the end of the journal")
    node, last, result = index, size - 1, sha256(b"\x00" + leaf)
    for beside in path:
        must(last > 0, "a proof has too many hashes")
        if node % 2 or node == last:
            result = sha256(b"\x01" + beside + result)
            while not node % 2 and node:
                node, last = node >> 1, last >> 1
        else:
            result = sha256(b"\x01" + result + beside)
        node, last = node >> 1, last >> 1
    must(last == 0, "a proof has too few hashes")
    return result


def checkpoint(note: str, key_line: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint, when the journal's key signed it."""
    name, key_id, encoded = key_line.strip().split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    must(key[:1] == b"\x01" and len(key) == 33, "log.pub holds no Ed25519 key")
    must(sha256(f"{name}\n".encode() + key)[:4].hex() == key_id, "log.pub was changed")
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    own = [line for line in signatures.splitlines() if line.startswith(f"— {name} ")]
    must(bool(own), "the checkpoint is not signed by the key in log.pub")
    for line in own:
        signature = base64.b64decode(line.rsplit(" ", 1)[1], validate=True)
        must(signature[:4].hex() == key_id, "the checkpoint names another key")
        try:
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], text.encode())
        except InvalidSignature:
            raise Wrong("the checkpoint's signature does not hold") from None
    origin, size, root = text.removesuffix("\n").split("\n")
    must(origin == name, "the checkpoint is of another journal")
    return int(size), base64.b64decode(root, validate=True)


def proven(proof: str) -> tuple[bytes, int, list[bytes], str]:
    """Leaf, index, hashes and checkpoint of a proof file."""
    top, _, note = proof.partition("\n\n")
    header, extra, index, *path = top.split("\n")
    must(header == "c2sp.org/tlog-proof@v1", "agreement.tlog-proof is no proof")
    must(extra.startswith("extra ") and index.startswith("index "), "agreement.tlog-proof is no proof")
    hashes = [base64.b64decode(each, validate=True) for each in path]
    return base64.b64decode(extra[6:], validate=True), int(index[6:]), hashes, note


# The text


def text_digest(text: dict[str, Any]) -> str:
    """The digest of the whole text as it reads: numbers, references, parties and execution blocks included."""
    return digest_of(
        [
            [text["title"], text["subtitle"], text["type"]],
            [[party["number"], party["name"], party["words"]] for party in text["parties"]],
            [part_digest(part) for part in text["parts"]],
            [
                [
                    block["member_id"],
                    block["method"],
                    block["words"],
                    [[line["role"], line["fields"]] for line in block["lines"]],
                ]
                for block in text["execution"]
            ],
        ]
    )


def part_digest(part: dict[str, Any]) -> str:
    """The digest of a part as it reads, over its digest by identity."""
    identity = digest_of([part["id"], part["title"], [by_identity(para) for para in part["paras"]]])
    return digest_of(
        [
            [part["kind"], part["number"], part["title"], identity],
            [
                [para["number"], [run["text"] for run in para["runs"] if run["kind"] == "ref"]]
                for para in part["paras"]
            ],
            [[each["term"], "".join(run["text"] for run in each["runs"])] for each in part["definitions"]],
        ]
    )


def by_identity(para: dict[str, Any]) -> list[object]:
    """A paragraph without its number, references by what they refer to."""
    runs = [
        [run["kind"], run["target"] if run["kind"] == "ref" else run["text"], run["strong"], run["emphasis"]]
        for run in para["runs"]
    ]
    table = para["table"]
    if table is None:
        return [para["level"], runs, None]
    return [
        para["level"],
        runs,
        [table["headings"], [[cell["text"] for cell in row] for row in table["rows"]]],
    ]


# All of it


def check(folder: Path) -> Iterator[str]:
    """Check everything, telling what holds.

    :raises Wrong: something does not hold.
    """
    pdf = (folder / "agreement.pdf").read_bytes()
    leaf, index, path, note = proven((folder / "agreement.tlog-proof").read_text(encoding="utf-8"))
    size, root = checkpoint(note, (folder / "log.pub").read_text(encoding="utf-8").partition("\n")[0])
    sealed = json.loads(leaf)
    must(sealed.get("doc_sha256") == sha256(pdf).hex(), "agreement.pdf is not the file that was sealed")
    must(root_from(leaf, index, size, path) == root, "the sealing stands not in the journal")
    yield f"agreement.pdf is exactly the file that entry {index} of the journal names, written {sealed['t']}."
    acts = [json.loads(line) for line in (folder / "acts.jsonl").read_text(encoding="utf-8").splitlines()]
    for act in acts:
        content = json.dumps(act["leaf"], ensure_ascii=False, separators=(",", ":")).encode()
        hashes = [base64.b64decode(each, validate=True) for each in act["path"]]
        must(
            root_from(content, act["index"], size, hashes) == root,
            f"act {act['index']} stands not in the journal",
        )
    places = [act["index"] for act in acts]
    must(places == sorted(set(places)), "acts.jsonl tells an act twice, or not in order")
    yield f"All {len(acts)} acts in acts.jsonl stand in the same journal, under the same signature."
    digest = text_digest(json.loads((folder / "text.json").read_text(encoding="utf-8")))
    leaves = [act["leaf"] for act in acts]
    released = [each for each in leaves if each["type"] == "agreement_released"]
    # One consortium may sign several instruments, all in one journal.
    released = [each for each in released if each.get("object") == sealed.get("object")]
    must(len(released) == 1, "acts.jsonl holds not exactly one release")
    must(released[0]["doc_sha256"] == digest, "text.json is not the text that was released")
    yield f"text.json is the text that was released on {released[0]['t']}: digest {digest}."
    upon = Counter(each["type"] for each in leaves if each.get("seen") == digest)
    yield (
        f"Upon this very text: {upon['resolution_recorded']} decisions of boards recorded, "
        f"{upon['minor_change_accepted']} acceptances by delegates, {upon['signature_held']} acts of signing."
    )


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        for words in check(folder):
            print(f"yes  {words}")  # noqa: T201
    except Wrong as wrong:
        print(f"NO   {wrong}.")  # noqa: T201
        return 1
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as unreadable:
        print(f"NO   A file cannot be read: {unreadable!r}.")  # noqa: T201
        return 2
    print(f"Not verified: {'; '.join(NOT_VERIFIED)}.")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
