"""Merchants: who takes the card, or has asked to, as they stand now; and who may see which of them."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.merchants import MerchantKind
from contracts.types import Currency, MerchantCategory
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries

queries = load_queries(__file__)

MerchantStatus = Literal["applied", "verified", "accepted", "suspended", "left"]

TRANSITIONS: dict[MerchantStatus, tuple[MerchantStatus, ...]] = {
    "applied": ("verified", "left"),
    "verified": ("accepted", "left"),
    "accepted": ("suspended", "left"),
    "suspended": ("accepted", "left"),
}
OFFICE = frozenset(
    {"merchant_officer", "programme_manager", "finance_officer", "finance_approver", "auditor", "administrator"}
)
"""The roles that see every merchant; an owner sees only the own one."""


class Merchant(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant as it is now: register data and states, nothing personal."""

    id: UUID
    trade_name: str
    kind: MerchantKind
    legal_form: str
    country: str
    registration_number: str
    register_entry: str | None
    categories: list[MerchantCategory]
    activities: list[str] = []
    """NACE classes or ΚΑΔ of its registration."""
    currency: Currency
    owner_id: UUID | None
    enterprise_id: UUID | None
    status: MerchantStatus
    applied_by: UUID
    applied_at: datetime
    verified_by: UUID | None
    verified_at: datetime | None
    verified_until: date | None = None
    """The last day on which its last verification holds."""
    accepted_from: date | None = None
    """Of the acceptance that is open, or was the last."""
    accepted_until: date | None = None
    """The first day without cards; absent while nothing has ended the acceptance."""
    version: int


async def get(transaction: Transaction, merchant_id: UUID) -> Merchant:
    """Return a merchant that the actor may see. Raises NotFound."""
    merchant = await transaction.fetch_struct(Merchant, queries.select_merchant, merchant_id)
    if merchant is None or not (sees_all(transaction) or merchant.owner_id == transaction.actor_id):
        raise NotFound(f"There is no merchant {merchant_id}.")
    return merchant


async def take(transaction: Transaction, merchant_id: UUID) -> Merchant:
    """Lock a merchant that the actor may see, for a change, and return it. Raises NotFound."""
    await transaction.execute(queries.lock_merchant, merchant_id)
    return await get(transaction, merchant_id)


def sees_all(transaction: Transaction) -> bool:
    """Return whether the actor works at the office; an owner sees the own merchant only."""
    return not OFFICE.isdisjoint(transaction.context.actor_roles)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which merchants a list shows."""

    status: MerchantStatus | None = None
    kind: MerchantKind | None = None
    after: UUID | None = None
    limit: int = 50


async def list_all(transaction: Transaction, wanted: Filter) -> list[Merchant]:
    """Return the merchants that the actor may see, in order of application; one more than the limit."""
    owner_id = None if sees_all(transaction) else transaction.actor_id
    return await transaction.fetch_structs(
        Merchant, queries.select_merchants, wanted.status, wanted.kind, owner_id, wanted.after, wanted.limit + 1
    )
