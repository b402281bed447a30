"""The ledger's tree (RFC 6962 §2.1) from the hashes that are kept: which a root or a proof needs, and what follows.

A node is `(level, place)`: it stands for `2 ** level` leaves from `place * 2 ** level` on. Kept are the leaves and
every fourth level of complete nodes, a fifteenth more rows; what lies between is hashed from at most eight of them. So
any proof reads a number of rows that grows with the tree's height only. Pure: the caller reads and writes.
"""

from collections.abc import Iterable, Mapping, Sequence

from contracts.ledger_proof import EMPTY_ROOT, node_hash

Node = tuple[int, int]
Range = tuple[int, int]
"""Leaves from the first up to and without the second."""
Known = Mapping[Node, bytes]

STEP = 4
FANOUT = 1 << STEP


def subtrees(leaves: Range) -> list[Node]:
    """Return the complete nodes that make up a range which begins where a node of its size may begin, largest first."""
    start, end = leaves
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def kept(node: Node) -> list[Node]:
    """Return the kept nodes from which a complete node is hashed: itself on every fourth level."""
    level, place = node
    above = level % STEP
    return [(level - above, each) for each in range(place << above, (place + 1) << above)]


def needs(ranges: Iterable[Range]) -> list[Node]:
    """Return every kept node that the hashes of these ranges need."""
    return [node for leaves in ranges for subtree in subtrees(leaves) for node in kept(subtree)]


def hash_of(known: Known, leaves: Range) -> bytes:
    """Return MTH of a range from the kept nodes."""
    if leaves[0] == leaves[1]:
        return EMPTY_ROOT
    *firsts, last = [joined([known[node] for node in kept(subtree)]) for subtree in subtrees(leaves)]
    for each in reversed(firsts):
        last = node_hash(each, last)
    return last


def joined(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of a complete node from those of a level below it."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[place], hashes[place + 1]) for place in range(0, len(hashes), 2)]
    return hashes[0]


def inclusion(place: int, size: int) -> list[Range]:
    """Return the ranges whose hashes are the path of a leaf, nearest first (PATH of RFC 6962 §2.1.1)."""
    start, end, path = 0, size, list[Range]()
    while end - start > 1:
        middle = start + largest_power_below(end - start)
        if place < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency(earlier: int, later: int) -> list[Range]:
    """Return the ranges whose hashes show that the later tree holds the earlier (PROOF of RFC 6962 §2.1.2)."""
    if earlier in {0, later}:
        return []
    start, end, path, is_whole = 0, later, list[Range](), True
    while earlier != end:
        middle = start + largest_power_below(end - start)
        if earlier <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start, is_whole = middle, False
    if not is_whole:
        path.append((start, end))
    return path[::-1]


def largest_power_below(count: int) -> int:
    """Return the largest power of two that is less than a count of two or more."""
    return 1 << (count - 1).bit_length() - 1


def edge(size: int) -> list[Node]:
    """Return the kept nodes to which the next leaves are added: those whose parent is not complete yet."""
    found: list[Node] = []
    level = 0
    while size >> level:
        complete = size >> level
        found += [(level, place) for place in range(complete & ~(FANOUT - 1), complete)]
        level += STEP
    return found


def grow(known: Known, size: int, leaves: Sequence[bytes]) -> dict[Node, bytes]:
    """Return the nodes to keep when leaves are added to a tree whose edge is known: leaves, and what they complete."""
    added: dict[Node, bytes] = {}
    for place, leaf in enumerate(leaves, start=size):
        node: Node = (0, place)
        added[node] = leaf
        while node[1] % FANOUT == FANOUT - 1:
            level, last = node
            children = [(level, each) for each in range(last - FANOUT + 1, last + 1)]
            node = (level + STEP, last // FANOUT)
            added[node] = joined([added[child] if child in added else known[child] for child in children])
    return added
