"""Is this the agreement that was sealed? Judged offline, from the file and what its holder was given.

In: the bytes of a PDF; the text of a proof or None; the text of a server's public key or None. Out: a verdict
with every check behind it, in words. ``valid`` if and only if every check holds, under a key that somebody
vouched for; ``unpinned`` when only that somebody is missing. What was not judged is said in the last check.

Sources: c2sp.org/tlog-proof@v1; ETSI EN 319 142-1, level B-B.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509

from govflow.core.words import moment
from govflow.journal.keys import read_public_text
from govflow.journal.leaf import read_leaf, read_moment
from govflow.journal.note import BadNote, Verifier
from govflow.journal.proof import BadProof, Proof, check_proof, read_proof
from govflow.pdf.sealed import Check, examine

LARGEST_TEXT = 64 * 1024
"""Bytes of a proof or of a public key: each is a page at most."""


class Verdict(StrEnum):
    """What a reader may conclude."""

    VALID = "valid"
    INVALID = "invalid"
    UNPINNED = "unpinned"
    """The seal is whole, but nobody vouched for the sealer."""
    UNREADABLE = "unreadable"


HEADINGS = {
    Verdict.VALID: "VALID SEAL: this is the agreement that was sealed.",
    Verdict.INVALID: "INVALID: do not rely on this file.",
    Verdict.UNPINNED: "UNPINNED: the seal is whole, but nobody vouched for the sealer.",
    Verdict.UNREADABLE: "UNREADABLE: nothing could be judged.",
}
"""Each verdict in words, wherever it is told."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict and what it rests on, in the order of judging. ``unchecked``: what was not judged."""

    verdict: Verdict
    checks: tuple[Check, ...]
    unchecked: tuple[str, ...] = ()


class UnreadableKey(Exception):
    """The text is no server's public key; the words say why."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A server's public key: the log's, and the certificate of the seal in PEM."""

    log: Verifier
    seal: str


def read_key(text: str) -> PublicKey:
    """The key in a public text: the log's verifier line (C2SP), then the seal's certificate in PEM.

    :raises UnreadableKey: a part is missing or is no key.
    """
    try:
        log, seal = read_public_text(text)
        x509.load_pem_x509_certificate(seal.encode())
    except (BadNote, ValueError) as wrong:
        raise UnreadableKey(
            "it is not the public key of a server: the log’s line, then the certificate of the seal"
        ) from wrong
    return PublicKey(log, seal)


def verify(pdf: bytes, proof: str | None = None, key: str | None = None, own: bool = False) -> Verification:
    """Judge a file. Nothing is fetched, and no clock is asked. ``own``: the key is this server's, nobody gave one."""
    try:
        vouched = None if key is None else read_key(key)
    except UnreadableKey as wrong:
        return unreadable("key", f"The key cannot be read: {wrong}.")
    examined = examine(pdf, "" if vouched is None else vouched.seal, own)
    if examined.unreadable:
        return unreadable("file", f"The file cannot be judged: {examined.unreadable}.")
    checks = [*examined.checks, *_proof_checks(pdf, proof, None if vouched is None else vouched.log)]
    verdict = _verdict(checks, vouched is not None)
    unchecked = _unchecked(proof is not None, vouched is not None)
    return Verification(verdict, (*checks, _limits(proof is not None, unchecked)), unchecked)


def unreadable(name: str, words: str) -> Verification:
    """The verdict when something that was given cannot be read."""
    return Verification(Verdict.UNREADABLE, (Check(name, False, words),))


def _verdict(checks: list[Check], vouched: bool) -> Verdict:
    failed = {check.name for check in checks if not check.ok}
    if not failed:
        return Verdict.VALID
    return Verdict.UNPINNED if failed == {"key"} and not vouched else Verdict.INVALID


def _proof_checks(pdf: bytes, text: str | None, log: Verifier | None) -> list[Check]:
    if text is None:
        return []
    try:
        proof = read_proof(text)
        checks = [_names_this_file(pdf, proof)]
        if log is not None:
            checks.append(_in_the_journal(proof, log))
    except BadProof as wrong:
        return [Check("proof", False, f"The proof proves nothing: {wrong}.")]
    return checks


def _names_this_file(pdf: bytes, proof: Proof) -> Check:
    try:
        facts = read_leaf(proof.leaf)
        kept_at = read_moment(str(facts.get("t")))
    except ValueError:
        return Check("proof", False, "The proof proves nothing: its journal entry cannot be read.")
    if facts.get("doc_sha256") != hashlib.sha256(pdf).hexdigest():
        return Check("proof", False, "The proof is that of another file.")
    return Check(
        "proof", True, f"The proof names exactly this file: entry {proof.index}, of {moment(kept_at)}."
    )


def _in_the_journal(proof: Proof, log: Verifier) -> Check:
    try:
        checkpoint = check_proof(proof, log)
    except BadProof as wrong:
        return Check("journal", False, f"The journal does not hold that entry: {wrong}.")
    return Check(
        "journal",
        True,
        f"The entry stands in the journal {log.name}, whose first {checkpoint.size} entries it signed.",
    )


def _unchecked(proved: bool, vouched: bool) -> tuple[str, ...]:
    told = [
        "when it was sealed (its time is the server’s own word: there is no trusted timestamp)",
        "who the people named in it are",
        "whether a later version replaced it",
        "whether the agreement is valid in law",
    ]
    if not vouched:
        told.insert(0, "who sealed it")
    if proved:
        told.insert(0, "that everybody is shown the same journal (no independent witness signed it)")
    else:
        told.insert(0, "that the file stands in the journal")
    if proved and not vouched:
        told.insert(0, "the journal behind the proof (that takes the server’s public key)")
    return tuple(told)


def _limits(proved: bool, unchecked: tuple[str, ...]) -> Check:
    lead = "" if proved else "No proof was given: the seal alone was judged. "
    return Check("limits", True, f"{lead}Not verified: {'; '.join(unchecked)}.")
