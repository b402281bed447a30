"""Expiry: holders are told in time what is left of money that can soon be spent no more.

Nobody loses money without having been told: a lot that is announced late, or that nobody was told of before its last
day, can be spent for the programme's whole days of notice. `sweeps` returns what is left after that.
"""

from datetime import timedelta

from contracts.cards import ExpiringCredit, ExpiryAnnounced
from services.cards.deciding import programmes
from services.cards.deciding.programmes import Programme
from services.cards.ledger import wallets
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
    """Say which of a programme's lots expire within its days of notice, or have expired without one."""
    last_day = transaction.today + timedelta(days=programme.expiry_notice_days)
    lots = await transaction.fetch_structs(ExpiringCredit, queries.expiring_lots, programme.programme, last_day, CHUNK)
    if not lots:
        return
    notice_id = uuid7()
    lot_ids, last_days = [lot.lot_id for lot in lots], [lot.expires_on for lot in lots]
    await transaction.execute(queries.insert_notices, lot_ids, notice_id, transaction.now, last_days)
    await wallets.lock(transaction, [lot.wallet_id for lot in lots])
    await transaction.execute(queries.prolong_lots, lot_ids, last_days)
    event = ExpiryAnnounced(
        notice_id=notice_id, programme=programme.programme, currency=programme.currency, credits=lots
    )
    await publish(transaction, event)
