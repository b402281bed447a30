"""How anybody checks a receipt without asking us: the ledger's leaf, its tree (RFC 6962) and its signed checkpoints.

Each transfer of money is a leaf: a text of lines, the same bytes for ever, of which `PaymentProof` carries what its
reader may know and a hash of the rest.

    koinon-transfer/1
    <municipality> <transfer> <kind> <subject>          one id or code a line; of a payment the subject is its id
    <posted at, UTC, microseconds>
    <settlement date, or ->
    <kind of wallet> <owner, of a shop only, or -> <currency> <sum in minor units>     one line a side
    entries <SHA-256 of the entries, hex>

The entries hashed are lines of id, wallet, currency, amount, balance after, programme, budget line and month, - for
what is absent; ids of wallets are random, so the hash tells nobody which programme paid. Leaves are hashed and joined
as RFC 6962 §2.1 says, with SHA-256.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.checkpoints import Checkpoint, ProofFault, open_note

LEAF_FORMAT = "koinon-transfer/1"
EMPTY_ROOT = hashlib.sha256(b"").digest()


class TransferProof(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer's leaf, its place, and the hashes that join it to the root, nearest first, each in base64."""

    leaf: str
    place: int
    path: list[str]


class ProvenReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What a receipt says of money; a printed receipt says the same."""

    id: UUID
    merchant_id: UUID
    currency: str
    amount_minor: int
    bonus_minor: int
    refunded_minor: int = 0
    refunded_bonus_minor: int = 0


class PaymentProof(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt, the transfers that moved its money, and a signed checkpoint of a ledger that holds them."""

    receipt: ProvenReceipt
    transfers: list[TransferProof]
    checkpoint: str
    verifier_key: str
    """The public key in the note format. Compare it with the one that the municipality has published."""


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """What a leaf says. `sides` are sums by kind of wallet, owner of a shop, and currency."""

    municipality_id: UUID
    transfer_id: UUID
    kind: str
    subject_id: UUID
    posted_at: datetime
    sides: list["Side"]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """What a transfer brought to wallets of one kind; less than nothing for those that paid."""

    kind: Literal["household", "pot", "budget_line", "reserved", "merchant", "outside"] | str
    owner_id: UUID | None
    currency: str
    amount_minor: int


def leaf_hash(leaf: bytes) -> bytes:
    """Return MTH({d}) of RFC 6962 §2.1."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def read_leaf(text: str) -> Leaf:
    """Return what a leaf says. Raises ProofFault for what is no leaf of ours."""
    lines = text.split("\n")
    if len(lines) < 10 or lines[0] != LEAF_FORMAT or lines[-1] or not lines[-2].startswith("entries "):
        raise ProofFault("This is no transfer of a format that is known here.")
    try:
        return Leaf(
            municipality_id=UUID(lines[1]),
            transfer_id=UUID(lines[2]),
            kind=lines[3],
            subject_id=UUID(lines[4]),
            posted_at=datetime.fromisoformat(lines[5]),
            sides=[read_side(line) for line in lines[7:-2]],
        )
    except ValueError:
        raise ProofFault("The transfer's lines cannot be read.") from None


def read_side(line: str) -> Side:
    """Return one side of a leaf. Raises ValueError."""
    kind, owner, currency, amount = line.split(" ")
    return Side(kind=kind, owner_id=None if owner == "-" else UUID(owner), currency=currency, amount_minor=int(amount))


def root_by_inclusion(leaf: bytes, place: int, size: int, path: Sequence[bytes]) -> bytes:
    """Return the root that a leaf and its path lead to (RFC 9162 §2.1.3.2). Raises ProofFault for a wrong length."""
    if not 0 <= place < size:
        raise ProofFault("The leaf's place is not in the tree.")
    position, last, found = place, size - 1, leaf_hash(leaf)
    for each in path:
        if last == 0:
            raise ProofFault("The path is too long.")
        if position & 1 or position == last:
            found = node_hash(each, found)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            found = node_hash(found, each)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofFault("The path is too short.")
    return found


def check_consistency(earlier: Checkpoint, later: Checkpoint, path: Sequence[bytes]) -> None:
    """Check that the later tree holds the earlier one unchanged (RFC 9162 §2.1.4.2). Raises ProofFault."""
    if earlier.size > later.size:
        raise ProofFault(f"The ledger holds {later.size} transfers and held {earlier.size} before.")
    if earlier.size in {0, later.size}:
        check_equal(earlier, later, path)
    elif walk(earlier, later, path) != (earlier.root, later.root):
        raise ProofFault("The later ledger does not hold the earlier one unchanged.")


def check_equal(earlier: Checkpoint, later: Checkpoint, path: Sequence[bytes]) -> None:
    """Check that two trees of one size are one, or that the earlier is empty. Raises ProofFault."""
    if path or (earlier.size and earlier.root != later.root):
        raise ProofFault("Two roots of the same size differ.")


def walk(earlier: Checkpoint, later: Checkpoint, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the roots of both trees that a consistency path leads to. Raises ProofFault for a wrong length."""
    nodes = list(path) if earlier.size & (earlier.size - 1) else [earlier.root, *path]
    if not nodes:
        raise ProofFault("The path is too short.")
    position, last = earlier.size - 1, later.size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = nodes[0]
    for each in nodes[1:]:
        if last == 0:
            raise ProofFault("The path is too long.")
        if position & 1 or position == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, each)
        position, last = position >> 1, last >> 1
    if last:
        raise ProofFault("The path is too short.")
    return old, new


def check_receipt(proof: PaymentProof, verifier: str) -> Checkpoint:
    """Return the checkpoint that vouches for a receipt. Raises ProofFault saying what does not agree."""
    checkpoint = open_note(proof.checkpoint, verifier)
    sums: dict[tuple[str, str], int] = {}
    for each in proof.transfers:
        path = [base64.b64decode(one) for one in each.path]
        if root_by_inclusion(each.leaf.encode(), each.place, checkpoint.size, path) != checkpoint.root:
            raise ProofFault("A transfer of the receipt is not in the ledger that was signed.")
        leaf = read_leaf(each.leaf)
        if leaf.subject_id != proof.receipt.id:
            raise ProofFault("A transfer is of another payment.")
        for side in leaf.sides:
            if side.kind == "merchant" and side.owner_id != proof.receipt.merchant_id:
                raise ProofFault("A transfer is of another shop.")
            if side.currency != proof.receipt.currency:
                raise ProofFault("A transfer is in another currency.")
            key = ("refund" if leaf.kind == "refund" else "payment", side.kind)
            sums[key] = sums.get(key, 0) + side.amount_minor
    if len({each.place for each in proof.transfers}) < len(proof.transfers):
        raise ProofFault("A transfer is shown twice.")
    check_sums(proof.receipt, sums)
    return checkpoint


def check_sums(receipt: ProvenReceipt, sums: dict[tuple[str, str], int]) -> None:
    """Compare a receipt's sums with those of its transfers. Raises ProofFault naming the one that differs."""
    shown = {
        ("payment", "household"): -receipt.amount_minor,
        ("payment", "pot"): -receipt.bonus_minor,
        ("payment", "merchant"): receipt.amount_minor + receipt.bonus_minor,
        ("refund", "household"): receipt.refunded_minor,
        ("refund", "pot"): receipt.refunded_bonus_minor,
        ("refund", "merchant"): -receipt.refunded_minor - receipt.refunded_bonus_minor,
    }
    for key in shown.keys() | sums.keys():
        if shown.get(key, 0) != sums.get(key, 0):
            raise ProofFault(
                f"The receipt says {shown.get(key, 0)} for {' of '.join(key)}, the ledger {sums.get(key, 0)}."
            )
