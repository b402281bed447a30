"""Passwords: argon2id in a small pool of threads, and a limit on tries that is spent before anything is hashed.

OWASP Password Storage: 19 MiB, two passes, one lane. A hash takes about a tenth of a second of one core, so without the
limit a handful of clients would stop the console.
"""

import asyncio
import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.kit.db import Context, Database
from services.kit.errors import Problem, Unavailable
from services.kit.sql import load_queries

queries = load_queries(__file__)

HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
LENGTH_MIN: Final = 12
LENGTH_MAX: Final = 200
THREADS: Final = 2
WAITING_MAX: Final = 32
TRIES_PER_ACCOUNT: Final = 5
TRIES_PER_ADDRESS: Final = 50
WINDOW: Final = timedelta(minutes=15)

# What is verified for a username that nobody has, so that the answer takes as long as for one that somebody has.
NOBODY: Final = HASHER.hash("no password has this hash")

_threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="argon2")
_waiting = asyncio.Semaphore(WAITING_MAX)


class PasswordTooShort(Problem):
    """The password has fewer than twelve characters, or more than two hundred."""

    status = 400


class TooManyTries(Problem):
    """There were too many failed tries; wait a quarter of an hour."""

    status = 429


async def hash_password(password: str) -> str:
    """Return the argon2id hash of a new password. Raises PasswordTooShort."""
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise PasswordTooShort(f"Choose one of {LENGTH_MIN} to {LENGTH_MAX} characters.")
    return await asyncio.get_running_loop().run_in_executor(_threads, HASHER.hash, password)


async def verify(password_hash: str | None, password: str) -> bool:
    """Return whether the password has this hash; without a hash it takes as long and returns False.

    Raises Unavailable when too many are waiting already.
    """
    if _waiting.locked():
        raise Unavailable("Too many people are signing in just now.")
    async with _waiting:
        matches = await asyncio.get_running_loop().run_in_executor(
            _threads, _matches, password_hash or NOBODY, password
        )
    return matches and password_hash is not None


def _matches(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password[: LENGTH_MAX + 1])
    except (VerificationError, InvalidHashError):
        return False


def subjects(key: bytes, username: str, address: str) -> list[tuple[bytes, int]]:
    """Return what tries are counted for, as keyed hashes, each with its limit."""
    counted = ((f"account:{username}", TRIES_PER_ACCOUNT), (f"address:{address}", TRIES_PER_ADDRESS))
    return [(hmac.digest(key, name.encode(), hashlib.sha256), limit) for name, limit in counted]


async def spend_try(database: Database, counted: list[tuple[bytes, int]], now: datetime) -> None:
    """Count a try, committed at once so that parallel tries cannot share it. Raises TooManyTries."""
    async with database.transaction(Context(now=now)) as transaction:
        rows = await transaction.fetch(
            queries.spend_try, [subject for subject, _ in counted], [limit for _, limit in counted], now, now + WINDOW
        )
    if len(rows) < len(counted):
        raise TooManyTries("Wait a quarter of an hour, or ask an administrator.")


async def give_back(database: Database, counted: list[tuple[bytes, int]], now: datetime) -> None:
    """Undo a try that succeeded: the account starts anew, the address gets its one try back."""
    async with database.transaction(Context(now=now)) as transaction:
        await transaction.execute(queries.forget_tries, counted[0][0])
        await transaction.execute(queries.give_back_try, counted[1][0])
