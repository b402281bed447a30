"""Purchases: what was bought from a wallet, for its holder alone. Staff and proxies see none of it."""

from uuid import UUID

import msgspec

from services.cards.ledger import wallets
from services.cards.ledger.wallets import WalletWithLots
from services.cards.payments import disputes, payments
from services.cards.payments.disputes import Dispute, DisputePurchase, OpenDispute
from services.cards.payments.payments import Receipt
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def of_holder(transaction: Transaction, *, language: str, after: UUID | None, limit: int) -> list[Receipt]:
    """Return the acting holder's purchases, newest first, each with its sentences in a language."""
    rows = await transaction.fetch(queries.purchases, transaction.actor_id, after, limit, None)
    found = await payments.stored(transaction, [row["id"] for row in rows])
    return [payments.worded(found[row["id"]], language) for row in rows]


async def wallets_of_holder(transaction: Transaction) -> list[WalletWithLots]:
    """Return the wallets that the acting holder holds, with what is on them and what of it expires next."""
    rows = await transaction.fetch(queries.wallets_of_holder, transaction.actor_id)
    return [await wallets.get_with_lots(transaction, row["id"]) for row in rows]


async def dispute(transaction: Transaction, asked: DisputePurchase) -> Dispute:
    """Open a dispute about a purchase of the acting holder. Raises NotFound for one that is not theirs."""
    row = await transaction.fetchrow(queries.purchases, transaction.actor_id, None, 1, asked.payment_id)
    if row is None:
        raise NotFound("There is no such payment.")
    opening = OpenDispute(card_id=row["card_id"], **msgspec.structs.asdict(asked))
    return await disputes.open_dispute(transaction, opening)


async def disputes_of_holder(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Dispute]:
    """Return the disputes about the acting holder's purchases, newest first."""
    rows = await transaction.fetch(queries.disputes_of_holder, transaction.actor_id, after, limit)
    return (await disputes.by_id(transaction, [row["id"] for row in rows]))[::-1]
