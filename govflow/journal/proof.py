"""Proofs a stranger can check offline: one small text file beside a document.

In: the bytes of a document, a proof, the log's public key; out: whether the act that names the document is on
the record the key's owner signed. Source: c2sp.org/tlog-proof@v1; the ``extra`` line carries the leaf.
"""

from dataclasses import dataclass

from govflow.core.merkle import leaf_hash, verify_inclusion
from govflow.journal.note import BadNote, Checkpoint, Verifier, read_base64, read_checkpoint, write_base64

_HEADER = "c2sp.org/tlog-proof@v1"
_MOST_HASHES = 64
_MOST_DIGITS = 20  # of the largest index of a tree with so many hashes on a path


class BadProof(Exception):
    """A proof that proves nothing; the words say why."""


@dataclass(frozen=True)
class Proof:
    """That the leaf is the act at `index` of the tree the checkpoint note signs."""

    index: int
    hashes: tuple[bytes, ...]
    note: str
    leaf: bytes

    @property
    def text(self) -> str:
        """The file's text."""
        path = "".join(write_base64(node) + "\n" for node in self.hashes)
        return f"{_HEADER}\nextra {write_base64(self.leaf)}\nindex {self.index}\n{path}\n{self.note}"


def read_proof(text: str) -> Proof:
    """The proof a file holds; nothing about it is believed yet. A mail or an editor may have changed its line ends.

    :raises BadProof: the text is not a proof of ours.
    """
    top, gap, note = text.replace("\r\n", "\n").partition("\n\n")
    lines = top.split("\n")
    if not gap or lines[0] != _HEADER or len(lines) < 3:
        raise BadProof("this is not a proof file")
    extra, index, path = _after(lines[1], "extra "), _after(lines[2], "index "), lines[3:]
    if not _is_index(index) or len(path) > _MOST_HASHES:
        raise BadProof("this is not a proof file")
    try:
        proof = Proof(int(index), tuple(read_base64(line) for line in path), note, read_base64(extra))
    except BadNote as error:
        raise BadProof("this is not a proof file") from error
    return proof


def check_proof(proof: Proof, verifier: Verifier) -> Checkpoint:
    """The checkpoint the proven act stands under.

    :raises BadProof: the checkpoint is not this log's, or the leaf is not where the proof says.
    """
    try:
        checkpoint = read_checkpoint(proof.note, verifier)
    except BadNote as error:
        raise BadProof(f"the checkpoint cannot be believed: {error}") from error
    if proof.index >= checkpoint.size or not verify_inclusion(
        leaf_hash(proof.leaf), proof.index, checkpoint.size, proof.hashes, checkpoint.root
    ):
        raise BadProof("the act is not on the record the checkpoint signs")
    return checkpoint


def _is_index(text: str) -> bool:
    spelt_so = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return spelt_so and text == str(int(text))


def _after(line: str, word: str) -> str:
    if not line.startswith(word):
        raise BadProof("this is not a proof file")
    return line.removeprefix(word)
