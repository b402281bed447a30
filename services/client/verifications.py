"""`verify` for an operator: whether the ledger is what it has to be, and what to do when it is not."""

import httpx
import msgspec

from services.client.sessions import Session, address, read_once
from services.client.telling import Told, counted, money

PATIENCE_SECONDS = 1_800
"""The whole ledger is recomputed; that takes minutes where there are millions of entries."""
KEEP_AND_RESTORE = frozenset(
    {"sealed_transfers_are_unchanged", "leaves_are_all_there", "nodes_follow_from_leaves", "checkpoints_hold",
     "checkpoints_outside_hold", "transfers_are_sealed"}
)  # fmt: skip
"""Checks that break only when the database was changed behind the service's back."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is not as it has to be."""

    subject: str
    id: str
    says: str


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One invariant."""

    name: str
    invariant: str
    violations: int
    first: list[Finding] = []


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """What all wallets of a kind hold together."""

    kind: str
    currency: str
    balance_minor: int


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """The ledger's verification."""

    ok: bool
    checks: list[Check]
    balances: list[Balance]


def verify(http: httpx.Client, session: Session) -> Told:
    """Let the ledger be recomputed and tell what differs."""
    url = f"{address(session, 'cards')}/verify"
    found = read_once(http, session, url, Verification, seconds=PATIENCE_SECONDS)
    broken = [each for each in found.checks if each.violations]
    sentences = [f"{counted(len(found.checks), 'check')}, {len(broken)} broken."]
    for each in broken:
        sentences.append(f"  {each.name} ({each.invariant}): {each.violations}")
        sentences += [f"    {one.subject} {one.id}: {one.says}" for one in each.first]
    sentences += [f"  {each.kind:<14}{money(each.balance_minor, each.currency):>20}" for each in found.balances]
    return Told(sentences=sentences, following=following(broken), answer=found, is_well=found.ok)


def following(broken: list[Check]) -> str:
    """Return what to do about what is broken."""
    if not broken:
        return "Nothing: the ledger holds."
    if any(each.name in KEEP_AND_RESTORE for each in broken):
        return (
            "The database was changed behind the service's back, or is older than what was signed. Stop cards, keep "
            "the files of CHECKPOINTS_DIR and the database as they are, and restore from a backup that agrees."
        )
    return (
        "Stop cards, keep the database as it is, and look at what is named above; docs/guides/verifying.md says what "
        "each invariant means."
    )
