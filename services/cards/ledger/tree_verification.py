"""The tree's own verification: leaves, nodes and roots hashed anew, and compared with what was signed."""

from contracts.checkpoints import Checkpoint, ProofFault
from services.cards.ledger import checkpoints, sealing
from services.cards.ledger.findings import Finding
from services.kit.db import Transaction
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

CHECKS = {
    "sealed_transfers_are_unchanged": ("I5", queries.wrong_leaves),
    "leaves_are_all_there": ("I5", queries.missing_leaves),
    "transfers_are_sealed": ("I5", queries.unsealed_transfers),
    "nodes_follow_from_leaves": ("I17", queries.wrong_nodes),
}


async def check_own(transaction: Transaction) -> list[Finding]:
    """Return which of the database's own checkpoints, the last of each day, differ from its tree."""
    size = await transaction.fetchval(queries.tree_size)
    issued = await checkpoints.last_of_each_day(transaction)
    found = []
    for each in issued:
        says = await differs(transaction, size, each.size, each.root)
        if says:
            found.append(Finding(subject="checkpoint", id=f"size {each.size}", says=says))
    return found


async def check_outside(transaction: Transaction, settings: Settings) -> list[Finding]:
    """Return which checkpoints outside the database tell of another ledger than this one."""
    size = await transaction.fetchval(queries.tree_size)
    found = []
    for name, each in checkpoints.read_outside(settings, transaction.municipality).items():
        says = str(each) if isinstance(each, ProofFault) else await contradicts(transaction, size, each)
        if says:
            found.append(Finding(subject="checkpoint outside", id=name, says=says))
    return found


async def contradicts(transaction: Transaction, size: int, outside: Checkpoint) -> str:
    """Return in what way the ledger is not the one that a checkpoint outside tells of, or nothing."""
    return await differs(transaction, size, outside.size, outside.root)


async def differs(transaction: Transaction, size: int, signed_size: int, root: bytes) -> str:
    """Return in what way the tree is not the one that was signed, or nothing."""
    if signed_size > size:
        return f"it was signed over {signed_size} transfers and the ledger seals {size}: it was cut or rolled back"
    try:
        (found,) = await sealing.hashes(transaction, [(0, signed_size)])
    except (KeyError, TypeError):
        return f"the root over {signed_size} transfers cannot be hashed: some of them are missing"
    return "" if found == root else f"the first {signed_size} transfers are not those that were signed"
