"""Bank orders: by which order to the bank a transfer left the network or came back, so that a statement can be matched.

The id of an order is the EndToEndId that the bank gives back; who is paid stays with the service that ordered it.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)


class BankOrder(msgspec.Struct, frozen=True):
    """The order behind a transfer of the ledger, and the file in which it was given."""

    transfer_id: UUID
    end_to_end_id: UUID
    bank_file_id: UUID | None


async def keep(transaction: Transaction, orders: Sequence[BankOrder]) -> None:
    """Note the orders behind transfers that were posted in this transaction."""
    await transaction.execute(
        queries.insert_bank_orders,
        [order.transfer_id for order in orders],
        [order.end_to_end_id for order in orders],
        [order.bank_file_id for order in orders],
    )
