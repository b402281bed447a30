"""Sealing: seconds after they are posted, transfers become leaves of the tenant's tree, and its root is signed.

Nothing of this is in a posting's way. A transfer is sealed once and in one place, also when its transaction was
committed long after others that began later; see `sealed_through` in the migration.
"""

from collections.abc import Iterable

import msgspec

from services.cards.ledger import checkpoints, merkle
from services.cards.ledger.merkle import Node, Range
from services.kit.db import Transaction
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

LEAVES_MAX = 2_000
"""Leaves of one statement: hashing them holds the process's other work up for a few milliseconds."""
ROUNDS_MAX = 10


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """How many leaves there are, and up to which entry everything is among them."""

    size: int
    sealed_through: int
    is_settled: bool


async def seal(transaction: Transaction, settings: Settings) -> None:
    """Seal what was posted since the last time, and sign the root when there is something new."""
    await transaction.execute(queries.open_tree, transaction.municipality_id)
    before = after = -1
    for _ in range(ROUNDS_MAX):
        tree = await transaction.fetch_struct(Tree, queries.lock_tree, transaction.municipality_id)
        assert tree is not None
        before = tree.size if before < 0 else before
        after = await add_leaves(transaction, tree)
        if after - tree.size < LEAVES_MAX:
            break
    if after > before:
        (root,) = await hashes(transaction, [(0, after)])
        await checkpoints.issue(transaction, settings, size=after, root=root)


async def add_leaves(transaction: Transaction, tree: Tree) -> int:
    """Add unsealed transfers to the locked tree and return its new size."""
    tenant = transaction.municipality_id
    rows = await transaction.fetch(queries.insert_leaves, tenant, tree.size, tree.sealed_through, LEAVES_MAX)
    leaves = [row["hash"] for row in sorted(rows, key=lambda row: row["place"])]
    if leaves:
        edge = await kept_hashes(transaction, merkle.edge(tree.size))
        nodes = [(node, value) for node, value in merkle.grow(edge, tree.size, leaves).items() if node[0]]
        await transaction.execute(
            queries.insert_nodes,
            tenant,
            [level for (level, _), _ in nodes],
            [place for (_, place), _ in nodes],
            [value for _, value in nodes],
        )
    everything_seen = len(leaves) < LEAVES_MAX
    await transaction.execute(queries.keep_tree, tenant, tree.size + len(leaves), tree.is_settled and everything_seen)
    return tree.size + len(leaves)


async def kept_hashes(transaction: Transaction, nodes: Iterable[Node]) -> dict[Node, bytes]:
    """Return the hashes of kept nodes in one look."""
    wanted = sorted(set(nodes))
    rows = await transaction.fetch(
        queries.kept_hashes, transaction.municipality_id, [node[0] for node in wanted], [node[1] for node in wanted]
    )
    return {(row["level"], row["place"]): row["hash"] for row in rows}


async def hashes(transaction: Transaction, ranges: list[Range]) -> list[bytes]:
    """Return the hashes of ranges of leaves, reading as many rows as the tree is high."""
    known = await kept_hashes(transaction, merkle.needs(ranges))
    return [merkle.hash_of(known, each) for each in ranges]
