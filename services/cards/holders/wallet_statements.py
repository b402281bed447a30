"""Wallet statements: a wallet's month in figures. Its holder sees them; registry prints them, for the name is there.

What was bought, when and where is in none of them. The desk orders the paper and sees no figure.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import msgspec

from contracts.cards import StatementFigures, WalletStatementOrdered
from services.cards.budgets.journals import MonthNotOver
from services.cards.ledger import fold_points, wallets
from services.kit import audit
from services.kit.clock import month_of
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.events import publish
from services.kit.sql import load_queries

queries = load_queries(__file__)

INSTANT = timedelta(microseconds=1)
"""PostgreSQL tells instants apart by this."""


class StatementOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A month's statement that was ordered on paper for the wallet's holder."""

    id: UUID
    wallet_id: UUID
    holder_id: UUID
    month: date
    ordered_by: UUID
    ordered_at: datetime


async def of_month(transaction: Transaction, wallet_id: UUID, month: date) -> StatementFigures:
    """Return a household's month, the present one as far as it has come. Raises NotFound."""
    month = month_of(month)
    zone = transaction.municipality.zone
    begin, end = (datetime.combine(day, time(), zone) for day in (month, month_of(month, later=1)))
    held = await transaction.fetchrow(fold_points.queries.held_at, wallet_id, begin - INSTANT)
    if held is None or held["kind"] != "household" or begin > transaction.now:
        raise NotFound("There is no such statement.")
    flows = await transaction.fetchrow(queries.flows, wallet_id, begin, end)
    assert flows is not None
    now = await wallets.get(transaction, wallet_id)
    sums: dict[str, int] = {name: flows[name] for name in StatementFigures.__struct_fields__ if name in flows.keys()}  # noqa: SIM118
    return StatementFigures(
        from_on=month,
        until_on=month_of(month, later=1) - timedelta(days=1),
        opening_minor=held["balance_minor"],
        closing_minor=held["balance_minor"] + flows["change_minor"],
        next_expiry_on=now.next_expiry_on,
        next_expiry_minor=now.next_expiry_minor,
        **sums,
    )


async def of_holder(transaction: Transaction, wallet_id: UUID, month: date) -> StatementFigures:
    """Return a month of the acting holder's own wallet. Raises NotFound, for another's too."""
    if await transaction.fetchval(queries.holder_of, wallet_id) != transaction.actor_id:
        raise NotFound("There is no such statement.")
    return await of_month(transaction, wallet_id, month)


async def order(transaction: Transaction, wallet_id: UUID, month: date) -> StatementOrder:
    """Let registry print a month for the wallet's holder. Raises NotFound, MonthNotOver."""
    month = month_of(month)
    holder_id: UUID | None = await transaction.fetchval(queries.holder_of, wallet_id)
    if holder_id is None:
        raise NotFound("Nobody holds this wallet.")
    if transaction.today < month_of(month, later=1):
        raise MonthNotOver("A statement is printed when its month is over.")
    figures = await of_month(transaction, wallet_id, month)
    wallet = await wallets.get(transaction, wallet_id)
    order_id = uuid7()
    new = (order_id, wallet_id, holder_id, month, transaction.actor_id, transaction.now)
    await transaction.execute(queries.insert_order, *new)
    await audit.record(transaction, "wallet_statement_ordered", object_type="wallet", object_ids=[wallet_id])
    event = WalletStatementOrdered(
        statement_id=order_id, wallet_id=wallet_id, holder_id=holder_id, currency=wallet.currency, figures=figures
    )
    await publish(transaction, event)
    return await get(transaction, order_id)


async def get(transaction: Transaction, order_id: UUID) -> StatementOrder:
    """Return an order. Raises NotFound."""
    found = await transaction.fetch_struct(StatementOrder, queries.get_order, order_id)
    if found is None:
        raise NotFound("There is no such statement.")
    return found
