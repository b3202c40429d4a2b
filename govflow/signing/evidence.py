"""The evidence of an executed agreement: what its holder needs to prove it to anybody, offline, without us.

In: an agreement whose document is sealed. Out: the PDF; its proof; the acts as the journal has them, each with
the hashes that lead to the same checkpoint; the public key; the text in the form its digest is of; and a program
that checks them. Then true: everything is made from the record alone, and tells nothing of what is private
in an act but a salted commitment to it (C2SP tlog-proof; RFC 6962).
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from uuid import UUID

from govflow import blobs
from govflow.agreements.queries import agreements_of, the_agreement, version_document
from govflow.columns import Json
from govflow.core.document import Document
from govflow.core.fingerprint import agreement_json, canonical_json
from govflow.core.merkle import levels, proof_within
from govflow.core.record import write
from govflow.core.signature import SignatureStatus
from govflow.journal import keys
from govflow.journal.leaf import spelled
from govflow.journal.note import read_checkpoint, write_base64
from govflow.journal.proof import Proof
from govflow.journal.queries import entries, leaf_hashes, proof_of
from govflow.pdf.pages import front
from govflow.pdf.plain_text import plain_text
from govflow.signing.ceremony_queries import Part, parts, parts_behind
from govflow.signing.certificates import executed_text
from govflow.signing.queries import Executed, executed, on_record, signature_histories

READ_ME = """\
The evidence of one executed agreement. It needs nobody's server.

  agreement.pdf           the executed agreement, sealed
  agreement.tlog-proof    that exactly this file stands in the server's journal (c2sp.org/tlog-proof@v1)
  acts.jsonl              every act about the agreement, in order, as the journal has it, each with its proof
  log.pub                 the server's public key: the journal's line, and the certificate of the seal
  text.json               the text that was approved and signed, in the form its digest is of
  agreement.json          the agreement as data
  agreement.txt           the agreement to read
  signatures.json         who signed for each party: names, offices, the words agreed to, witnesses, times
  verify.py               checks the first five: python3 verify.py (needs Python 3.11 and the library cryptography)

Compare log.pub with the copy that each member was given: whoever replaced this whole folder replaced that too.
Not legal advice: this shows who decided and signed what, and when, not that the agreement is valid in law.
"""

# A file's date in the bundle says nothing; a fixed one makes the same evidence the same bytes.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Evidence:
    """The files of an executed agreement. ``bundle``: all of them together, as a zip."""

    pdf: bytes
    proof: str
    acts: str
    public_key: str
    bundle: bytes


def evidence_of(agreement_id: UUID) -> Evidence | None:
    """The evidence of an agreement; None until its document is sealed and under a checkpoint."""
    sealed = executed(agreement_id)
    if sealed is None:
        return None
    proof = proof_of(on_record([sealed.act_key])[sealed.act_key].index)
    if proof is None:
        return None
    pdf = blobs.get(sealed.pdf_sha256)
    public_key = keys.public_text(keys.signer(), keys.seal().public_text)
    acts = _acts(agreement_id, proof)
    text = _files(agreement_id, sealed)
    together = {
        "agreement.pdf": pdf,
        "agreement.tlog-proof": proof.text.encode(),
        "acts.jsonl": acts.encode(),
        "log.pub": public_key.encode(),
        **text,
        "verify.py": files("govflow.signing").joinpath("verify_alone.py").read_bytes(),
        "README.txt": READ_ME.encode(),
    }
    return Evidence(pdf, proof.text, acts, public_key, _zipped(together))


def file_of(agreement_id: UUID, kind: str) -> bytes | None:
    """One file of an executed agreement; None while there is none."""
    if kind == "evidence.zip":
        together = evidence_of(agreement_id)
        return None if together is None else together.bundle
    sealed = executed(agreement_id)
    if sealed is None:
        return None
    match kind:
        case "agreement.pdf":
            return blobs.get(sealed.pdf_sha256)
        case "log.pub":
            return keys.public_text(keys.signer(), keys.seal().public_text).encode()
        case "agreement.tlog-proof":
            proof = proof_of(on_record([sealed.act_key])[sealed.act_key].index)
            return None if proof is None else proof.text.encode()
        case _:
            return None


def signatures_json(agreement_id: UUID) -> bytes:
    """Who signed for each party and how: every part with the words that were agreed to, as data."""
    histories, done = signature_histories(agreement_id), parts(agreement_id)
    told: list[Json] = []
    for code, history in histories.items():
        signed = history.signature.signed
        if history.signature.status is SignatureStatus.RELEASED and signed is not None:
            behind = parts_behind(signed, history, done.get(code, ()))
            acts = on_record(part.act_key for part in behind)
            told += [_part(part, acts[part.act_key].index) for part in behind]
    return canonical_json({"format": "govflow signatures 1", "parts": told})


def _part(part: Part, index: int) -> Json:
    circumstances = part.circumstances if isinstance(part.circumstances, Mapping) else {}
    read = {
        name: circumstances[name] for name in ("read", "read_at", "consented_at") if name in circumstances
    }
    return {
        "party": part.member,
        "role": part.role,
        "name": part.name,
        "office": part.office,
        "address": part.address,
        "consent": part.consent,
        "statement": part.statement,
        "known_by": part.known_by,
        "method": part.method,
        "version": part.version,
        "digest": part.digest,
        "at": spelled(part.at),
        "journal_entry": index,
        "circumstances": read,
    }


def _acts(agreement_id: UUID, proof: Proof) -> str:
    """The acts up to the checkpoint, one a line, with the hashes that lead to its root.

    They are those of the consortium but for what is about another of its instruments.
    """
    size = read_checkpoint(proof.note, keys.signer().verifier).size
    tree = levels(leaf_hashes(size))
    consortium_id = the_agreement(agreement_id).consortium_id
    others = {str(each.id) for each in agreements_of(consortium_id)} - {str(agreement_id)}
    lines = []
    for entry in entries(consortium_id):
        leaf = json.loads(entry.leaf)
        if entry.index < size and leaf.get("object") not in others:
            path = [write_base64(node) for node in proof_within(entry.index, tree)]
            line = {"index": entry.index, "leaf": leaf, "path": path}
            lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    return "".join(f"{line}\n" for line in lines)


def _files(agreement_id: UUID, sealed: Executed) -> dict[str, bytes]:
    """The text that was approved and signed, as data, to be digested and to be read."""
    frozen: Document = version_document(sealed.version_id)
    text = executed_text(agreement_id)
    return {
        "text.json": canonical_json(write(frozen)),
        "agreement.json": canonical_json(agreement_json(text.draft, text.document)),
        "signatures.json": signatures_json(agreement_id),
        "agreement.txt": plain_text(front(text.document, certificate=text.certificate)).encode(),
    }


def _zipped(content: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, each in content.items():
            bundle.writestr(zipfile.ZipInfo(name, _NO_DATE), each, zipfile.ZIP_DEFLATED)
    return output.getvalue()
