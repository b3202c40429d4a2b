"""Proofs a stranger checks offline."""

import random
from hashlib import sha256

import pytest
from pymerkle import InmemoryTree

from govflow.core.merkle import inclusion_proof, leaf_hash, root
from govflow.journal.keys import make_signer, read_signer
from govflow.journal.leaf import SYSTEM, build_leaf, read_leaf
from govflow.journal.note import Checkpoint
from govflow.journal.peaks import Peaks, unpack
from govflow.journal.proof import BadProof, Proof, check_proof, read_proof
from tests.journal.test_leaf import MOMENT

SIGNER = read_signer(make_signer("example.org/journal"))
LEAVES = [
    build_leaf(
        "document_sealed", MOMENT, SYSTEM, None, None, None, sha256(bytes([n])).hexdigest(), f"{n:064x}"
    )
    for n in range(13)
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]


def checkpoint(size: int) -> Checkpoint:
    return Checkpoint(SIGNER.name, size, root(HASHES[:size]))


def proof(index: int, size: int = len(LEAVES)) -> Proof:
    note = SIGNER.sign(checkpoint(size).text)
    return Proof(index, inclusion_proof(index, HASHES[:size]), note, LEAVES[index])


def test_every_act_is_proven_in_every_tree_that_holds_it() -> None:
    for size in range(1, len(LEAVES) + 1):
        for index in range(size):
            read = read_proof(proof(index, size).text)
            assert read == proof(index, size)
            assert check_proof(read, SIGNER.verifier) == checkpoint(size)


def test_a_proof_that_came_through_windows_is_the_same_proof() -> None:
    assert read_proof(proof(6).text.replace("\n", "\r\n")) == proof(6)
    with pytest.raises(BadProof):
        read_proof(proof(6).text.replace("\n", "\r"))


def test_a_proof_tells_the_digest_of_its_document() -> None:
    read = read_proof(proof(4).text)
    check_proof(read, SIGNER.verifier)
    assert read_leaf(read.leaf)["doc_sha256"] == sha256(bytes([4])).hexdigest()


def test_a_proof_is_small_and_in_the_published_form() -> None:
    lines = proof(4).text.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 4"
    assert lines[lines.index("") + 1 : lines.index("") + 3] == ["example.org/journal", "13"]
    assert len(proof(4).text) < 2048


def test_no_changed_bit_of_a_proof_is_believed() -> None:
    chance, text = random.Random(7), proof(6).text.encode()
    for _ in range(3000):
        place = chance.randrange(len(text))
        changed = bytearray(text)
        changed[place] ^= 1 << chance.randrange(8)
        with pytest.raises((BadProof, UnicodeDecodeError)):
            check_proof(read_proof(bytes(changed).decode()), SIGNER.verifier)


def test_a_proof_is_for_its_own_place_and_leaf() -> None:
    good = proof(6)
    for index in range(20):
        if index != 6:
            with pytest.raises(BadProof, match="not on the record"):
                check_proof(Proof(index, good.hashes, good.note, good.leaf), SIGNER.verifier)
    with pytest.raises(BadProof, match="not on the record"):
        check_proof(Proof(6, good.hashes, good.note, LEAVES[7]), SIGNER.verifier)


def test_another_log_s_proof_is_not_believed() -> None:
    with pytest.raises(BadProof, match="cannot be believed"):
        check_proof(proof(6), read_signer(make_signer("example.org/journal")).verifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v2\nextra \nindex 0\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 0\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra e30=\nindex 00\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra e30=\nindex -1\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra e30=\nplace 0\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra e30=\nindex " + "9" * 5000 + "\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra *\nindex 0\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n" + "AAAA\n" * 65 + "\nnote",
    ],
)
def test_what_is_not_a_proof_is_refused(text: str) -> None:
    with pytest.raises(BadProof):
        read_proof(text)


def test_the_growing_edge_gives_the_root_of_the_whole_at_every_size() -> None:
    peaks, oracle = Peaks(), InmemoryTree(algorithm="sha256")
    assert peaks.root == root([])
    for size, leaf in enumerate(LEAVES, 1):
        peaks = unpack(peaks.size, peaks.packed).grown(leaf_hash(leaf))
        oracle.append_entry(leaf)
        assert peaks.size == size
        assert peaks.root == root(HASHES[:size]) == oracle.get_root()
