"""Which till sends a request: the RFC 9421 signature of `contracts.till_signature`, each fault its own problem type."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from contracts import till_signature
from contracts.till_signature import Claim, TillRequest, TillSignatureFault
from services.cards.shops import network
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction
from services.kit.errors import Problem
from services.kit.settings import Settings
from services.kit.sql import load_queries

queries = load_queries(__file__)

PROBLEMS: dict[type[TillSignatureFault], type[Problem]] = {
    fault: type(fault.__name__, (Problem,), {"__doc__": fault.__doc__, "status": 401})
    for fault in TillSignatureFault.__subclasses__()
}
KNOWN_MAX = 20_000
KNOWN_FOR = timedelta(minutes=1)
"""How long a key is not read again: a key that was changed counts for hours beside the next, so that none is missed."""
KEPT = timedelta(minutes=2)
SIGN_ANEW = "Sign the request anew: a new nonce, the same key and body."


class RequestReplayed(Problem):
    """The signature was used before."""

    status = 401


class TillStopped(Problem):
    """The till was stopped."""

    status = 403


class KeyReplaced(Problem):
    """The till's key was replaced by another."""

    status = 401


class SignedTill(msgspec.Struct, frozen=True, kw_only=True):
    """A till whose signature over this request was checked; that it is not stopped is looked at in the posting."""

    id: UUID
    municipality_id: UUID
    merchant_id: UUID
    claim: Claim


class KnownTill(msgspec.Struct, frozen=True, kw_only=True):
    """The till that a key belongs to."""

    id: UUID
    municipality_id: UUID
    merchant_id: UUID
    public_key: bytes
    counts_until: datetime | None
    """When the key ends, where the till has another one by now."""
    read_at: datetime


class Tills:
    """Finds tills by their key. A key belongs to one till for ever, so what was found is kept for a while."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.known: dict[str, KnownTill] = {}

    async def find(self, key_id: str) -> KnownTill | None:
        """Return the till of a key, or None."""
        found, now = self.known.get(key_id), wall_time()
        if found is not None and now - found.read_at < KNOWN_FOR:
            return found
        async with self.database.transaction(Context(now=now)) as transaction:
            row = await transaction.fetchrow(network.queries.find_till, key_id)
        if row is None:
            return None
        if len(self.known) >= KNOWN_MAX:
            self.known.clear()
        self.known[key_id] = msgspec.convert({**row, "read_at": now}, KnownTill)
        return self.known[key_id]

    async def check(self, request: TillRequest, headers: dict[str, str], *, now: datetime) -> SignedTill:
        """Return the till that signed this request. Raises the problem of the first fault found.

        `now` is the business time, by which a key that was replaced ends; signatures live in the world's.
        """
        try:
            claim = till_signature.read_claim(headers)
            till = await self.find(claim.key_id)
            public_key = till.public_key if till else None
            till_signature.verify(request, claim, public_key=public_key, now=int(wall_time().timestamp()))
        except TillSignatureFault as fault:
            raise PROBLEMS[type(fault)](str(fault)) from None
        assert till is not None  # verify has refused an unknown key
        if till.counts_until is not None and till.counts_until <= now:
            raise KeyReplaced(f"It counted until {till.counts_until.isoformat()}; sign with the till's new key.")
        return SignedTill(id=till.id, municipality_id=till.municipality_id, merchant_id=till.merchant_id, claim=claim)


async def remember_nonces(transaction: Transaction, tills: Sequence[SignedTill]) -> set[tuple[str, str]]:
    """Remember the nonces of signed requests and return those, with their keys, that are new: the rest are replays."""
    rows = await transaction.fetch(
        queries.remember_nonces,
        [till.claim.key_id for till in tills],
        [till.claim.nonce for till in tills],
        [till.municipality_id for till in tills],
        [datetime.fromtimestamp(till.claim.expires, UTC) for till in tills],
    )
    return {(row["key_id"], row["nonce"]) for row in rows}


async def forget_nonces(transaction: Transaction, settings: Settings) -> None:
    """Forget nonces whose signatures have expired; those are refused by their time."""
    await transaction.execute(queries.forget_nonces, wall_time() - KEPT)
