"""The network as merchants has told it: shops, tills with their keys, offers. A till's stop is also said here."""

import base64
from datetime import date, datetime
from uuid import UUID

import msgspec

from contracts.cards import TillBlocked
from contracts.merchants import MerchantAccepted, MerchantSuspended, OfferPublished, TillEnrolled
from services.cards.ledger import wallets
from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.events import NotYet, publish
from services.kit.sql import load_queries

queries = load_queries(__file__)


class Till(msgspec.Struct, frozen=True, kw_only=True):
    """A till and the moment at which it was stopped, if it was."""

    id: UUID
    merchant_id: UUID
    stopped_at: datetime | None
    area: str | None = None
    """Where it sells, by which whoever stops it knows it among its shop's others."""


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """A shop of the network and its wallet."""

    id: UUID
    wallet_id: UUID
    currency: str
    accepted_from: date
    suspended_from: date | None

    def accepts(self, today: date, currency: str) -> bool:
        """Return whether the shop takes part today, in this currency."""
        begun = self.accepted_from <= today
        return begun and self.currency == currency and (self.suspended_from is None or today < self.suspended_from)


async def accept_merchant(transaction: Transaction, event: MerchantAccepted) -> None:
    """Take a shop into the network and open its wallet."""
    wallet = await wallets.open_wallet(
        transaction, kind="merchant", owner_id=event.merchant_id, currency=event.currency
    )
    await transaction.execute(
        queries.upsert_merchant,
        event.merchant_id,
        event.kind,
        event.categories,
        event.currency,
        event.accepted_from,
        wallet.id,
        event.refund_days,
    )


async def get_shop(transaction: Transaction, merchant_id: UUID) -> Shop:
    """Return a shop. Raises NotFound."""
    found = await transaction.fetch_struct(Shop, queries.get_shop, merchant_id)
    if found is None:
        raise NotFound("There is no such shop in the network.")
    return found


async def suspend_merchant(transaction: Transaction, event: MerchantSuspended) -> None:
    """Take no sales of a shop from a date on; its refunds go on."""
    await transaction.execute(queries.suspend_merchant, event.merchant_id, event.suspended_from)


async def enrol_till(transaction: Transaction, event: TillEnrolled) -> None:
    """Keep a till's public key, and the one before while both count. Raises NotYet while its shop is not known here."""
    if not await transaction.fetchval(queries.has_merchant, event.merchant_id):
        raise NotYet(f"merchant {event.merchant_id}")
    await transaction.execute(
        queries.upsert_till,
        event.till_id,
        event.merchant_id,
        event.key_id,
        base64.urlsafe_b64decode(event.public_key + "="),
        event.area,
        event.outlet_id,
        event.former_key_until or transaction.now,
    )


async def stop_till(transaction: Transaction, till_id: UUID) -> Till:
    """Stop a till, now: its next request is refused. Stopping twice keeps the first moment. Raises NotFound."""
    till = await transaction.fetch_struct(Till, queries.stop_till, till_id, transaction.now)
    if till is None:
        raise NotFound("There is no such till.")
    await audit.record(transaction, "till_stopped", object_type="till", object_ids=[till_id])
    return till


async def block_till(transaction: Transaction, till_id: UUID) -> Till:
    """Stop a till for whoever was called, and tell its shop the first time. Raises NotFound."""
    before = await get_till(transaction, till_id)
    till = await stop_till(transaction, till_id)
    if before.stopped_at is None:
        await publish(transaction, TillBlocked(block_id=uuid7(), till_id=till_id, merchant_id=till.merchant_id))
    return till


async def get_till(transaction: Transaction, till_id: UUID) -> Till:
    """Return a till. Raises NotFound."""
    till = await transaction.fetch_struct(Till, queries.get_till, till_id)
    if till is None:
        raise NotFound("There is no such till.")
    return till


async def list_tills(transaction: Transaction, merchant_id: UUID, *, after: UUID | None, limit: int) -> list[Till]:
    """Return a shop's tills in the order in which they enrolled, also those that were stopped."""
    return await transaction.fetch_structs(Till, queries.list_tills, merchant_id, after, limit)


async def publish_offer(transaction: Transaction, event: OfferPublished) -> None:
    """Keep an offer; it adds to sales from its first day on."""
    await transaction.execute(
        queries.insert_offer,
        event.offer_id,
        event.programme,
        event.merchant_kind,
        event.merchant_id,
        event.bonus_basis_points,
        event.bonus_minor_max,
        event.currency,
        event.valid_from,
        event.valid_until,
        event.funded_by,
        event.categories,
        event.areas,
        event.minimum_minor,
        event.household_month_minor_max,
        event.stacks,
    )


async def end_offer(transaction: Transaction, offer_id: UUID) -> None:
    """Add nothing more for this offer."""
    await transaction.execute(queries.end_offer, offer_id)
