"""Idempotency-Key on every command: a repeated request gets the first answer, rendered anew from what is stored.

Draft IETF httpapi idempotency-key-header: same key and body → the first answer, flagged; another body → 422; still in
flight → 409. The key is written in the command's own transaction.
"""

import functools
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import asyncpg
import msgspec
from litestar import Response

from services.kit.db import Command, Transaction
from services.kit.errors import KeyInFlight, KeyReused, Malformed
from services.kit.sql import load_queries

queries = load_queries(__file__)

KEY_HEADER = "idempotency-key"
KEY_LENGTH_MAX = 200
REPLAYED_HEADER = "Idempotent-Replayed"

Parameters = ParamSpec("Parameters")
Resource = TypeVar("Resource", bound=msgspec.Struct)
Find = Callable[[Transaction, UUID], Awaitable[Resource]]


def check_key(key: str | None) -> str:
    """Return the key. Raises Malformed when it is absent or too long."""
    if not key or len(key) > KEY_LENGTH_MAX or not key.isprintable():
        raise Malformed(f"Send an Idempotency-Key header of 1 to {KEY_LENGTH_MAX} printable characters.")
    return key


def fingerprint(secret: bytes, body: bytes) -> bytes:
    """Return the HMAC-SHA-256 of a body in canonical form, without `pin`: a stored digest must not betray one."""
    try:
        parsed = msgspec.json.decode(body) if body else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Malformed("The body is not JSON.") from None
    if isinstance(parsed, dict):
        parsed.pop("pin", None)
    canonical = msgspec.json.encode(parsed, order="deterministic")
    return hmac.digest(secret, canonical, hashlib.sha256)


async def claim(transaction: Transaction, command: Command) -> UUID | None:
    """Return the resource that this command made earlier, or None when it is to be carried out now."""
    arguments = (transaction.actor_id, command.route, command.key)
    if not await transaction.fetchval(queries.claim, *arguments):
        raise KeyInFlight("A request with this key is being carried out; ask again in a moment.")
    row = await transaction.fetchrow(queries.find, *arguments)
    if row is None:
        return None
    if not hmac.compare_digest(row["fingerprint"], command.fingerprint):
        raise KeyReused("This key was used before with another body; take a new key for a new command.")
    found: UUID = row["resource_id"]
    return found


async def record(transaction: Transaction, command: Command, resource_id: UUID, *, kept: bool = False) -> None:
    """Remember what a command made: thirty days, or for ever when `kept`.

    Raises KeyInFlight when the same command was carried out beside us.
    """
    try:
        await transaction.execute(
            queries.record,
            transaction.actor_id,
            command.route,
            command.key,
            command.fingerprint,
            resource_id,
            transaction.now,
            kept,
        )
    except asyncpg.UniqueViolationError:
        raise KeyInFlight("A request with this key was carried out at the same time; ask again.") from None


def idempotent(
    find: Find[Resource], *, kept: bool = False
) -> Callable[[Callable[Parameters, Awaitable[Resource]]], Callable[Parameters, Awaitable[Any]]]:
    """Make a handler that returns a resource with an `id` repeatable; `find` renders the first answer anew.

    The keys of commands about money are `kept` for as long as the ledger is, those of others for thirty days.
    """

    def decorate(handler: Callable[Parameters, Awaitable[Resource]]) -> Callable[Parameters, Awaitable[Any]]:
        @functools.wraps(handler)
        async def carry_out(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Any:
            transaction: Any = kwargs["transaction"]
            command = transaction.context.command
            earlier = await claim(transaction, command)
            if earlier is not None:
                return Response(await find(transaction, earlier), headers={REPLAYED_HEADER: "true"})
            resource = await handler(*args, **kwargs)
            await record(transaction, command, resource.id, kept=kept)  # type: ignore[attr-defined]
            return resource

        carry_out.idempotent = True  # type: ignore[attr-defined]
        carry_out.kept = kept  # type: ignore[attr-defined]
        return carry_out

    return decorate
