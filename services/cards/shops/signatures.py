"""Which till sends a request: the RFC 9421 signature of `contracts.till_signature`, each fault its own problem type."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
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
KEPT = timedelta(minutes=2)
SIGN_ANEW = "Sign the request anew: a new nonce, the same key and body."


class RequestReplayed(Problem):
    """The signature was used before."""

    status = 401


class TillStopped(Problem):
    """The till was stopped."""

    status = 403


class SignedTill(msgspec.Struct, frozen=True, kw_only=True):
    """A till whose signature over this request was checked; that it is not stopped is looked at in the posting."""

    id: UUID
    municipality_id: UUID
    merchant_id: UUID
    claim: Claim


class Tills:
    """Finds tills by their key. A key belongs to one till for ever, so what was found once is kept."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.known: dict[str, dict[str, Any]] = {}

    async def find(self, key_id: str) -> dict[str, Any] | None:
        """Return a till's id, tenant, merchant and public key, or None."""
        if key_id not in self.known:
            async with self.database.transaction(Context(now=wall_time())) as transaction:
                row = await transaction.fetchrow(network.queries.find_till, key_id)
            if row is None:
                return None
            if len(self.known) >= KNOWN_MAX:
                self.known.clear()
            self.known[key_id] = dict(row)
        return self.known[key_id]

    async def check(self, request: TillRequest, headers: dict[str, str]) -> SignedTill:
        """Return the till that signed this request. Raises the problem of the first fault found."""
        try:
            claim = till_signature.read_claim(headers)
            row = await self.find(claim.key_id)
            public_key = row["public_key"] if row else None
            till_signature.verify(request, claim, public_key=public_key, now=int(wall_time().timestamp()))
        except TillSignatureFault as fault:
            raise PROBLEMS[type(fault)](str(fault)) from None
        assert row is not None  # verify has refused an unknown key
        return SignedTill(
            id=row["id"], municipality_id=row["municipality_id"], merchant_id=row["merchant_id"], claim=claim
        )


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
