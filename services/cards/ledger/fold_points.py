"""Fold points: sums of a wallet's entries up to one of them, so that what it holds or held is a sum of few rows.

A wallet is folded only below what can still change its sum or is still asked for one by one: up to the last entry that
is sealed (none with a smaller number will ever appear), and below the lowest entry of a settlement day that is open.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from services.cards.ledger.wallets import WalletKind
from services.kit import audit
from services.kit.db import Transaction
from services.kit.errors import Fault, Forbidden, Malformed, NotFound
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing was posted before."""
TAIL = 500
"""So many entries beyond the last fold point make it worth another one."""
WALLETS = 200
"""Wallets that are folded at one tick; the rest follow at the next."""


class PastBalance(msgspec.Struct, frozen=True, kw_only=True):
    """What a wallet held at an instant, in minor units: all that was posted until then, that moment included."""

    wallet_id: UUID
    kind: WalletKind
    currency: str
    at: datetime
    balance_minor: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """The sum, and whose wallet it is."""

    kind: WalletKind
    currency: str
    balance_minor: int


async def balance_at(transaction: Transaction, wallet_id: UUID, at: datetime | None) -> PastBalance:
    """Return what a wallet held at an instant; without one, now.

    Two balances of a household tell when it bought for how much: only auditors see them, and each look is kept. Raises
    NotFound, Forbidden, and Malformed for an instant that has not come.
    """
    instant = at or transaction.now
    if instant.tzinfo is None or not BEGIN <= instant <= transaction.now:
        fault = Fault(
            pointer="/at", detail="Name an instant that has passed, with its offset: 2026-02-01T00:00:00+02:00."
        )
        raise Malformed("What a wallet held then is not known.", errors=[fault])
    held = await transaction.fetch_struct(Held, queries.held_at, wallet_id, instant)
    if held is None:
        raise NotFound("There is no such wallet.")
    if held.kind == "household" and "auditor" not in transaction.context.actor_roles:
        raise Forbidden("Only an auditor sees what a household held when.")
    await audit.record(transaction, "past_balance_read", object_type="wallet", object_ids=[wallet_id])
    return PastBalance(
        wallet_id=wallet_id,
        kind=held.kind,
        currency=held.currency,
        at=instant,
        balance_minor=held.balance_minor,
    )


async def fold(transaction: Transaction, wallet_ids: Sequence[UUID]) -> None:
    """Fold wallets as far as they can be; a wallet with nothing new to fold stays as it is."""
    await transaction.execute(queries.fold, list(wallet_ids), transaction.municipality_id, transaction.now)


async def fold_long_tails(transaction: Transaction, _settings: Settings) -> None:
    """Fold wallets with many entries beyond their fold point; a household's are few and carry their own balance."""
    rows = await transaction.fetch(queries.long_tails, TAIL, WALLETS)
    if rows:
        await fold(transaction, [row["id"] for row in rows])
