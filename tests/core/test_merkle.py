"""The journal's tree: every proof about every tree of up to 130 leaves, and no tampered one."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from govflow.core import merkle
from govflow.core.errors import Refused
from govflow.core.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    levels,
    node_hash,
    proof_within,
    root,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 130
LEAVES = tuple(leaf_hash(f"act {i}".encode()) for i in range(LARGEST))
ROOTS = tuple(root(LEAVES[:size]) for size in range(LARGEST + 1))
trees = st.integers(1, LARGEST)


def one_bit_flipped(content: bytes, bit: int) -> bytes:
    bit %= len(content) * 8
    flipped = bytearray(content)
    flipped[bit // 8] ^= 1 << bit % 8
    return bytes(flipped)


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root(()) == sha256(b"").digest()


def test_a_leaf_can_never_pass_for_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert node_hash(left, right) != leaf_hash(left + right)


def test_roots_and_proofs_are_those_of_an_independent_tree() -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for i in range(LARGEST):
        oracle.append_entry(f"act {i}".encode())
        assert oracle.get_root(i + 1) == ROOTS[i + 1]
    for size in range(1, 40):
        for index in range(size):
            path = oracle.prove_inclusion(index + 1, size).serialize()["path"]
            expected = [LEAVES[index], *inclusion_proof(index, LEAVES[:size])]
            assert [bytes.fromhex(part) for part in path] == expected


def test_every_leaf_is_proved_in_every_tree() -> None:
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = inclusion_proof(index, LEAVES[:size])
            assert verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


def test_every_tree_is_proved_to_grow_out_of_every_earlier_one() -> None:
    for size in range(LARGEST + 1):
        for earlier in range(size + 1):
            proof = consistency_proof(earlier, LEAVES[:size])
            assert verify_consistency(earlier, size, ROOTS[earlier], ROOTS[size], proof)


def test_all_proofs_of_a_tree_together_cost_each_of_its_nodes_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(left: bytes, right: bytes) -> bytes:
        made.append(node_hash(left, right))
        return made[-1]

    monkeypatch.setattr(merkle, "node_hash", counted)
    tree = levels(LEAVES)
    proofs = [proof_within(index, tree) for index in range(LARGEST)]
    assert len(made) == LARGEST - 1
    assert tree[-1] == (ROOTS[LARGEST],)
    assert proofs == [inclusion_proof(index, LEAVES) for index in range(LARGEST)]


def test_a_leaf_is_proved_at_its_own_place_only() -> None:
    for size in range(1, 40):
        for index in range(size):
            proof = inclusion_proof(index, LEAVES[:size])
            for other in range(-1, size + 2):
                accepted = verify_inclusion(LEAVES[index], other, size, proof, ROOTS[size])
                assert accepted is (other == index)


def test_a_proof_that_is_too_long_or_too_short_is_refused() -> None:
    for size in range(1, 40):
        for index in range(size):
            proof = inclusion_proof(index, LEAVES[:size])
            assert not verify_inclusion(LEAVES[index], index, size, (*proof, ROOTS[1]), ROOTS[size])
            if proof:
                assert not verify_inclusion(LEAVES[index], index, size, proof[:-1], ROOTS[size])
        for earlier in range(size + 1):
            longer = (*consistency_proof(earlier, LEAVES[:size]), ROOTS[1])
            assert not verify_consistency(earlier, size, ROOTS[earlier], ROOTS[size], longer)
            if len(longer) > 1:
                shorter = longer[:-2]
                assert not verify_consistency(earlier, size, ROOTS[earlier], ROOTS[size], shorter)


@settings(max_examples=300)
@given(size=trees, index=trees, bit=st.integers(0, 10_000))
def test_one_flipped_bit_breaks_a_proof_of_inclusion(size: int, index: int, bit: int) -> None:
    index %= size
    proof = inclusion_proof(index, LEAVES[:size])
    parts = [LEAVES[index], ROOTS[size], *proof]
    which = bit % len(parts)
    parts[which] = one_bit_flipped(parts[which], bit // len(parts))
    assert not verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@settings(max_examples=300)
@given(size=trees, earlier=trees, bit=st.integers(0, 10_000))
def test_one_flipped_bit_breaks_a_proof_of_consistency(size: int, earlier: int, bit: int) -> None:
    earlier = 1 + earlier % size
    proof = consistency_proof(earlier, LEAVES[:size])
    parts = [ROOTS[earlier], ROOTS[size], *proof]
    which = bit % len(parts)
    parts[which] = one_bit_flipped(parts[which], bit // len(parts))
    assert not verify_consistency(earlier, size, parts[0], parts[1], parts[2:])


@settings(max_examples=100)
@given(size=trees, earlier=trees, changed=trees)
def test_a_journal_rewritten_before_a_receipt_is_found_out(size: int, earlier: int, changed: int) -> None:
    earlier = 1 + earlier % size
    rewritten = list(LEAVES[:size])
    rewritten[changed % earlier] = leaf_hash(b"another act")
    proof = consistency_proof(earlier, rewritten)
    assert not verify_consistency(earlier, size, ROOTS[earlier], root(rewritten), proof)


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_any_flipped_leaf_changes_the_root(leaves: list[bytes]) -> None:
    hashes = [leaf_hash(leaf) for leaf in leaves]
    for i, leaf in enumerate(leaves):
        changed = [*hashes[:i], leaf_hash(leaf + b"!"), *hashes[i + 1 :]]
        assert root(changed) != root(hashes)


def test_nothing_is_proved_about_an_empty_tree_but_that_it_was_empty() -> None:
    assert verify_consistency(0, 5, ROOTS[0], ROOTS[5], ())
    assert not verify_consistency(0, 5, ROOTS[1], ROOTS[5], ())
    assert not verify_consistency(0, 5, ROOTS[0], ROOTS[5], (ROOTS[1],))
    assert not verify_inclusion(LEAVES[0], 0, 0, (), ROOTS[0])


def test_a_tree_is_not_consistent_with_a_smaller_one() -> None:
    assert not verify_consistency(5, 3, ROOTS[5], ROOTS[3], ())
    assert not verify_consistency(-1, 3, ROOTS[0], ROOTS[3], ())
    assert not verify_consistency(3, 3, ROOTS[3], ROOTS[2], ())
    assert not verify_consistency(3, 7, ROOTS[3], ROOTS[7], ())


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda: inclusion_proof(3, LEAVES[:3]), "no_such_leaf"),
        (lambda: inclusion_proof(-1, LEAVES[:3]), "no_such_leaf"),
        (lambda: inclusion_proof(0, ()), "no_such_leaf"),
        (lambda: consistency_proof(4, LEAVES[:3]), "no_such_tree"),
        (lambda: consistency_proof(-1, LEAVES[:3]), "no_such_tree"),
    ],
)
def test_a_proof_about_what_is_not_there_is_refused(ask: Callable[[], object], code: str) -> None:
    with pytest.raises(Refused) as refused:
        ask()
    assert refused.value.code == code
