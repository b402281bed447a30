"""Releases: what is held becomes free again, because the shop lets go of it, its time is over, or it captured less."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import AuthorisationReleased
from services.cards.ledger import lots, wallets
from services.cards.payments import authorisations, requests
from services.cards.payments.authorisations import TRANSITIONS, AuthorisationStatus, Stored
from services.cards.payments.requests import TillAsks
from services.cards.shops import cashiers
from services.kit.db import Transaction, uuid7
from services.kit.errors import KeyReused, NotFound, Problem
from services.kit.events import publish
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.transitions import transition

queries = load_queries(__file__)

CHUNK = 200
"""Holds that expire in one transaction; the rest follow at the next tick."""

ReleaseReason = Literal["voided", "expired", "captured"]


class HeldElsewhere(Problem):
    """The money is held for another shop."""

    status = 403


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an authorisation that nobody else changes until the transaction ends."""

    id: UUID
    status: AuthorisationStatus
    merchant_id: UUID
    merchant_wallet_id: UUID
    wallet_id: UUID
    currency: str
    category: str
    left_minor: int
    expires_at: datetime


async def lock_wallets(transaction: Transaction, authorisation_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Lock the wallets that holds are on, before anything about them is read, and return their balances.

    Where one was left, what becomes free follows its money: those wallets are locked along, all in the one order.
    """

    async def find() -> set[UUID]:
        rows = await transaction.fetch(queries.wallets_to_lock, list(authorisation_ids))
        return {row["id"] for row in rows}

    return await wallets.lock_found(transaction, find)


async def lock(transaction: Transaction, asks: TillAsks, authorisation_id: UUID) -> Held:
    """Return an authorisation of this shop that nobody else changes. Its wallet is locked before."""
    held = await transaction.fetch_struct(Held, queries.lock_authorisation, authorisation_id)
    if held is None:
        raise NotFound("There is no such authorisation.")
    if held.merchant_id != asks.till.merchant_id:
        raise HeldElsewhere("Only the shop for which it is held can do this.")
    return held


async def void(transaction: Transaction, asks: TillAsks, authorisation_id: UUID) -> tuple[Stored, bool]:
    """Let go of all that is still held; return it and whether that had been done before under this key."""
    await requests.check(transaction, asks.till)
    await lock_wallets(transaction, [authorisation_id])
    earlier = await transaction.fetchrow(queries.earlier_release, asks.till.id, asks.idempotency_key)
    if earlier is not None:
        if earlier["fingerprint"] != asks.fingerprint:
            raise KeyReused("This key was used for something else; take a new key.")
        return await authorisations.get(transaction, earlier["authorisation_id"]), True
    held = await lock(transaction, asks, authorisation_id)
    transition(TRANSITIONS, held.status, "voided")
    await cashiers.attend(transaction, asks.till.id, "sell")
    await release(transaction, [held.id], "voided", asks)
    return await authorisations.get(transaction, held.id), False


async def expire(transaction: Transaction, settings: Settings) -> None:
    """Set free what is still held after its time. Wallets are locked before their holds, as in every posting.

    In a demo requests choose their own time, mostly one long past: there what was just held would be let go.
    """
    if settings.environment == "demo":
        return
    due = [row["id"] for row in await transaction.fetch(queries.due, transaction.now, CHUNK)]
    if due:
        await lock_wallets(transaction, due)
        still_due = await transaction.fetch(queries.lock_due, due)
        await release(transaction, [row["id"] for row in still_due], "expired", None)


async def release(
    transaction: Transaction, authorisation_ids: Sequence[UUID], reason: ReleaseReason, asks: TillAsks | None
) -> None:
    """Set free all that is left of locked holds; what is free in a wallet that was left follows its money."""
    if not authorisation_ids:
        return
    rows = await transaction.fetch(queries.release, list(authorisation_ids), reason)
    await transaction.execute(queries.free_draws, list(authorisation_ids))
    await transaction.execute(
        queries.insert_releases,
        [uuid7() for _ in rows],
        [row["id"] for row in rows],
        [row["released_minor"] for row in rows],
        reason,
        asks.till.id if asks else None,
        asks.idempotency_key if asks else None,
        asks.fingerprint if asks else None,
        transaction.now,
    )
    for row in rows:
        released = AuthorisationReleased(
            authorisation_id=row["id"],
            wallet_id=row["wallet_id"],
            merchant_id=row["merchant_id"],
            currency=row["currency"],
            amount_minor=row["released_minor"],
            reason=reason,
        )
        await publish(transaction, released)
    for row in await transaction.fetch(queries.left_wallets, [row["wallet_id"] for row in rows]):
        await lots.follow(transaction, row["wallet_id"])
