"""Expiry: holders are told in time what is left of money that can soon be spent no more."""

from datetime import timedelta

from contracts.cards import ExpiringCredit, ExpiryAnnounced
from services.cards.deciding import programmes
from services.cards.deciding.programmes import Programme
from services.kit.db import Transaction, uuid7
from services.kit.events import publish
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

CHUNK = 500
"""Lots in one event: a message holds 256 KiB. What is left over follows at the next tick."""


async def announce(transaction: Transaction, _settings: Settings) -> None:
    """Say of each programme which lots expire soon, each lot once."""
    for programme in programmes.all_programmes().values():
        await announce_programme(transaction, programme)


async def announce_programme(transaction: Transaction, programme: Programme) -> None:
    """Say which of a programme's lots expire within its days of notice."""
    last_day = transaction.today + timedelta(days=programme.expiry_notice_days)
    lots = await transaction.fetch_structs(
        ExpiringCredit, queries.expiring_lots, programme.programme, transaction.today, last_day, CHUNK
    )
    if not lots:
        return
    notice_id = uuid7()
    await transaction.execute(queries.insert_notices, [lot.lot_id for lot in lots], notice_id, transaction.now)
    event = ExpiryAnnounced(
        notice_id=notice_id, programme=programme.programme, currency=programme.currency, credits=lots
    )
    await publish(transaction, event)
