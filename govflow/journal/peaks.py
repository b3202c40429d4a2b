"""The growing edge of the tree: the roots of its full subtrees, largest first.

In: leaf hashes one after the other; out: the root of RFC 6962 at any size on the way, in O(log n), without
reading the journal again. `core.merkle` says the same of a whole list; `verification` compares them.
"""

import hashlib
from dataclasses import dataclass

from govflow.core.merkle import node_hash

HASH_BYTES = 32


@dataclass(frozen=True)
class Peaks:
    """A tree of `size` leaves by its peaks."""

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def grown(self, leaf_hash: bytes) -> "Peaks":
        """The tree with one leaf more: full subtrees of equal size merge."""
        roots, node, size = list(self.roots), leaf_hash, self.size
        while size % 2:
            node = node_hash(roots.pop(), node)
            size //= 2
        return Peaks(self.size + 1, (*roots, node))

    @property
    def root(self) -> bytes:
        """The root of the whole; the empty tree's is the hash of nothing (RFC 6962 section 2.1)."""
        if not self.roots:
            return hashlib.sha256().digest()
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = node_hash(left, root)
        return root

    @property
    def packed(self) -> bytes:
        return b"".join(self.roots)


def unpack(size: int, packed: bytes) -> Peaks:
    """The peaks kept in a row."""
    return Peaks(size, tuple(packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)))
