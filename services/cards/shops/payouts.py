"""Payouts: what a bank file pays to a shop leaves the network, and comes back when the bank returns it."""

from uuid import UUID

from contracts.merchants import PayoutInstructed, PayoutReturned
from services.cards.ledger import bank_orders, wallets
from services.cards.ledger.bank_orders import BankOrder
from services.cards.ledger.wallets import Money
from services.kit.db import Transaction
from services.kit.events import NotYet
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def instruct(transaction: Transaction, event: PayoutInstructed) -> None:
    """Move what the bank is told to pay from the shop's wallet to the outside."""
    await move(transaction, event, outwards=True)


async def take_back(transaction: Transaction, event: PayoutReturned) -> None:
    """Owe a shop again what the bank could not pay."""
    await move(transaction, event, outwards=False)


async def move(transaction: Transaction, event: PayoutInstructed | PayoutReturned, *, outwards: bool) -> None:
    """Post a payout or its return. Raises NotYet while the shop is not known here."""
    shop: UUID | None = await transaction.fetchval(queries.merchant_wallet, event.merchant_id, event.currency)
    if shop is None:
        raise NotYet(f"merchant {event.merchant_id}")
    outside = await wallets.open_wallet(
        transaction, kind="outside", owner_id=transaction.municipality_id, currency=event.currency
    )
    source, target = (shop, outside.id) if outwards else (outside.id, shop)
    money = Money(amount_minor=event.amount_minor, currency=event.currency)
    entries = wallets.pair({}, source, target, money)
    kind: wallets.TransferKind = "payout" if outwards else "payout_return"
    posted = wallets.transfer(transaction, kind, event.payout_id, entries)
    await wallets.post(transaction, [posted], {})
    file_id = event.bank_file_id if isinstance(event, PayoutInstructed) else None
    await bank_orders.keep(transaction, [BankOrder(posted.id, event.payout_id, file_id)])
