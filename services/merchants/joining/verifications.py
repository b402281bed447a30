"""Verifications: a merchant's papers are looked at before it joins and again each year, by another officer than last.

When nobody has looked in time, and the days of grace are over, the merchant is suspended by the clock; what it sold
until then is settled. Being verified again does not lift a suspension: a second officer accepts it anew.
"""

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import SameActor
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.ticker import Timer
from services.kit.transitions import transition
from services.kit.web import check_version
from services.merchants.joining import acceptances, merchants, papers, terms
from services.merchants.joining.acceptances import Ending
from services.merchants.joining.merchants import Merchant

queries = load_queries(__file__)

LASTING: Final = {status: (status,) for status in ("verified", "accepted", "suspended")}
"""The states in which a merchant is verified again; it stays in its state."""
BATCH: Final = 100


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a merchant's papers that found them in order."""

    id: UUID
    merchant_id: UUID
    verified_by: UUID
    verified_at: datetime
    valid_until: date
    """The last day on which it holds."""


async def record(transaction: Transaction, merchant_id: UUID) -> None:
    """Keep that the acting person, or an incubator's gate, has verified a merchant today."""
    valid_until = months_on(transaction.today, terms.current(transaction).verification_months)
    await transaction.execute(
        queries.insert_verification, uuid7(), merchant_id, transaction.actor_id, transaction.now, valid_until
    )


def months_on(day: date, months: int) -> date:
    """Return the day before the same day so many months later; a month's end stays one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last)) - timedelta(days=1)


async def renew(transaction: Transaction, merchant_id: UUID, *, version: int) -> Merchant:
    """Verify a merchant again for a year. Raises Stale, SameActor for its owner and who did last, PapersMissing."""
    merchant = await merchants.take(transaction, merchant_id)
    check_version(merchant.version, version)
    transition(LASTING, merchant.status, merchant.status)
    earlier = await of_merchant(transaction, merchant_id)
    last = earlier[-1].verified_by if earlier else merchant.verified_by
    if transaction.actor_id in {merchant.owner_id, last}:
        raise SameActor("Somebody else than the owner and who verified it last has to look this time.")
    await papers.refuse_missing(transaction, merchant)
    await record(transaction, merchant_id)
    await audit.record(transaction, "merchant_verified_again", object_type="merchant", object_ids=[merchant_id])
    return await merchants.get(transaction, merchant_id)


async def of_merchant(transaction: Transaction, merchant_id: UUID) -> list[Verification]:
    """Return all verifications of a merchant, the first one first. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    return await transaction.fetch_structs(Verification, queries.select_verifications, merchant_id)


async def due(transaction: Transaction, *, after: UUID | None = None, limit: int = 50) -> list[Merchant]:
    """Return who has to be looked at soon, or should have been; one more than the limit."""
    by = transaction.today + timedelta(days=terms.current(transaction).verification_notice_days)
    return await transaction.fetch_structs(Merchant, queries.select_due, by, after, limit + 1)


async def suspend_overdue(transaction: Transaction, _: Settings) -> None:
    """Suspend those whom nobody has verified again although the days of grace are over."""
    latest = transaction.today - timedelta(days=terms.current(transaction).verification_grace_days)
    for merchant in await transaction.fetch_structs(Merchant, queries.lock_overdue, latest, BATCH):
        ending = Ending(ends_on=transaction.today, reason="papers_expired")
        await acceptances.end(transaction, merchant, "suspended", ending)


TIMER: Final = Timer("suspend_unverified", timedelta(hours=1), suspend_overdue)
