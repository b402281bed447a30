"""Figures opened down to their entries, for auditors: every sum can be followed, and nobody learns whose money it was.

A household's wallet is a salted id; card, holder and household are not shown. Each look is kept with its purpose.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from services.cards.ledger.wallets import TransferKind, WalletKind
from services.kit import audit
from services.kit.db import Transaction
from services.kit.pseudonyms import KEY, pseudonym, salt_of
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.web import decode_cursor, encode_cursor

queries = load_queries(__file__)

PAGE = 200


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries: those that fit all that is said."""

    kind: TransferKind | None = None
    side: WalletKind | None = None
    """The kind of wallet that the entry is of."""
    budget_line_id: UUID | None = None
    month: date | None = None
    """The month that the money is for, by its first day."""
    settlement_date: date | None = None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """What entries of one kind come to: one side of transfers of a kind, of one programme's money."""

    kind: TransferKind
    side: WalletKind
    currency: str
    programme: str | None
    entries: int
    amount_minor: int


class OpenedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One side of a transfer, as an auditor sees it."""

    id: int
    transfer_id: UUID
    kind: TransferKind
    posted_at: datetime
    settlement_date: date | None
    subject_id: UUID
    """What the transfer is about: a payment, a run, a payout, a budget line …; salted where it is a holder's wallet."""
    side: WalletKind
    holder: UUID | None
    """The salted id of a household's wallet; the same one wherever this holder appears."""
    owner_id: UUID | None
    """Of every other wallet: the shop, budget line or run that it belongs to."""
    currency: str
    amount_minor: int
    balance_minor: int | None
    """What the entry left in the wallet, where that is kept."""
    programme: str | None
    budget_line_id: UUID | None
    month: date | None


class Entries(msgspec.Struct, frozen=True, kw_only=True):
    """A page of entries in the order of the ledger; `next` continues after it."""

    items: list[OpenedEntry]
    next: str | None = None


async def figures(transaction: Transaction, chosen: Chosen, *, purpose: str) -> list[Figure]:
    """Return what the chosen entries come to."""
    await note(transaction, chosen, "figures_read", purpose)
    return await transaction.fetch_structs(Figure, queries.figures, *msgspec.structs.astuple(chosen))


async def entries(
    transaction: Transaction, settings: Settings, chosen: Chosen, *, purpose: str, cursor: str | None
) -> Entries:
    """Return the chosen entries, a page at a time. Raises Malformed for a cursor that is not ours."""
    await note(transaction, chosen, "entries_opened", purpose)
    after = decode_cursor(cursor)
    before = 0 if after is None else min(after.int, 2**63 - 1)
    rows = await transaction.fetch(queries.entries, *msgspec.structs.astuple(chosen), before, PAGE + 1)
    salt = salt_of(settings.keyring[KEY], transaction.municipality_id)
    shown = [opened(dict(row), salt) for row in rows[:PAGE]]
    following = encode_cursor(UUID(int=shown[-1].id)) if len(rows) > PAGE else None
    return Entries(items=shown, next=following)


def opened(row: dict[str, Any], salt: bytes) -> OpenedEntry:
    """Return an entry without what leads to a person."""
    wallet_id, subject_is_holder = row.pop("wallet_id"), row.pop("subject_is_holder")
    is_holders = row["side"] == "household"
    if subject_is_holder:
        row["subject_id"] = pseudonym(salt, row["subject_id"])
    row["holder"] = pseudonym(salt, wallet_id) if is_holders else None
    row["owner_id"] = None if is_holders else row["owner_id"]
    return msgspec.convert(row, OpenedEntry)


async def note(transaction: Transaction, chosen: Chosen, action: str, purpose: str) -> None:
    """Keep who looked, at which line or at the whole ledger, and why."""
    line_id = chosen.budget_line_id
    looked_at = ("ledger", transaction.municipality_id) if line_id is None else ("budget_line", line_id)
    await audit.record(transaction, action, object_type=looked_at[0], object_ids=[looked_at[1]], purpose=purpose)
