"""The Merkle tree of the journal: one hash that stands for every act so far, and short proofs about it.

In: the journal's leaves as bytes, and their leaf hashes in order. Out: the root of a tree, the proof that a
leaf is in it, the proof that a later tree only added to an earlier one, and yes or no to such proofs. Then
true: whoever holds an earlier root can tell an appended journal from a rewritten one. Hashing is SHA-256; the
shapes are those of RFC 6962, the two verifications are RFC 9162 sections 2.1.3.2 and 2.1.4.2 step by step.
"""

from collections.abc import Sequence
from hashlib import sha256

from govflow.core.errors import Refused

# RFC 9162 section 2.1.1: a leaf can never pass for a node.
LEAF = b"\x00"
NODE = b"\x01"


def leaf_hash(leaf: bytes) -> bytes:
    """The hash under which a leaf stands in the tree."""
    return sha256(LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two halves of a tree."""
    return sha256(NODE + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes; an empty tree has the hash of nothing."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = _largest_power_of_two_under(len(leaves))
    return node_hash(root(leaves[:middle]), root(leaves[middle:]))


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """What proves that the leaf at ``index`` (from 0) is in the tree over these leaf hashes.

    :raises Refused: ``no_such_leaf``.
    """
    return proof_within(index, levels(leaves))


def levels(leaves: Sequence[bytes]) -> tuple[tuple[bytes, ...], ...]:
    """The tree over these leaf hashes, level by level: the leaves first, the root last.

    Who proves many leaves of one tree builds it once. A node without a sibling stands on the next level as it is,
    which makes the shape of RFC 6962.
    """
    tree = [tuple(leaves)]
    while (count := len(tree[-1])) > 1:
        below = tree[-1]
        pairs = (node_hash(left, right) for left, right in zip(below[::2], below[1::2], strict=False))
        tree.append((*pairs, *below[count - count % 2 :]))
    return tuple(tree)


def proof_within(index: int, tree: Sequence[Sequence[bytes]]) -> tuple[bytes, ...]:
    """What ``inclusion_proof`` gives, out of a tree as ``levels`` gives it.

    :raises Refused: ``no_such_leaf``.
    """
    if not 0 <= index < len(tree[0]):
        raise Refused("no_such_leaf", index=index, size=len(tree[0]))
    beside = (((index >> height) ^ 1, level) for height, level in enumerate(tree))
    return tuple(level[place] for place, level in beside if place < len(level))


def consistency_proof(earlier_size: int, leaves: Sequence[bytes]) -> tuple[bytes, ...]:
    """What proves that the tree of the first ``earlier_size`` leaves was only added to.

    From an empty tree, or to the same tree, there is nothing to prove and the proof is empty.

    :raises Refused: ``no_such_tree``.
    """
    if not 0 <= earlier_size <= len(leaves):
        raise Refused("no_such_tree", earlier_size=earlier_size, size=len(leaves))
    if earlier_size in {0, len(leaves)}:
        return ()
    return _subproof(earlier_size, leaves, whole=True)


def _subproof(size: int, leaves: Sequence[bytes], *, whole: bool) -> tuple[bytes, ...]:
    """RFC 9162 section 2.1.4.1; ``whole``: this subtree is the earlier tree itself, whose root is known."""
    if size == len(leaves):
        return () if whole else (root(leaves),)
    middle = _largest_power_of_two_under(len(leaves))
    if size <= middle:
        return (*_subproof(size, leaves[:middle], whole=whole), root(leaves[middle:]))
    return (*_subproof(size - middle, leaves[middle:], whole=False), root(leaves[:middle]))


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Whether ``proof`` shows the leaf hash ``leaf`` at ``index`` of the tree of ``size`` leaves."""
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = node_hash(sibling, reached)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and reached == expected_root


def verify_consistency(
    earlier_size: int, later_size: int, earlier_root: bytes, later_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether ``proof`` shows that the later tree holds the earlier one unchanged, with leaves only added."""
    if not 0 <= earlier_size <= later_size:
        return False
    if earlier_size == 0:
        return not proof and earlier_root == root(())
    if earlier_size == later_size:
        return not proof and earlier_root == later_root
    # A complete earlier tree is a node of the later one: its root is left out of the proof.
    complete = earlier_size & (earlier_size - 1) == 0
    path = [earlier_root, *proof] if complete else list(proof)
    if not path:
        return False
    place, last = earlier_size - 1, later_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    earlier = later = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            earlier, later = node_hash(sibling, earlier), node_hash(sibling, later)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            later = node_hash(later, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and earlier == earlier_root and later == later_root


def _largest_power_of_two_under(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)
