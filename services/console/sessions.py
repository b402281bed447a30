"""Sessions: a signed-in browser, known by a random cookie, ended by idleness, age, sign-out or suspension."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from services.console import passwords, second_factors, staff
from services.console.roles import PageRole
from services.console.second_factors import CodeTry, SecondStepMissing
from services.console.staff import Credentials, Language
from services.kit import audit
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction
from services.kit.errors import Unauthenticated
from services.kit.sql import load_queries

queries = load_queries(__file__)

IDLE: Final = timedelta(minutes=30)
AGE_MAX: Final = timedelta(hours=12)
HOLDER_ROLES: Final = frozenset({"holder"})
HOLDERS_IDLE: Final = timedelta(minutes=10)
HOLDERS_AGE_MAX: Final = timedelta(hours=1)
"""Of who has shown a card, perhaps on a telephone that others use too."""
HALF_AGE_MAX: Final = timedelta(minutes=10)
"""Between the password and the code of the telephone."""
SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly idleness is known: the row is not written for every page."""


class SignInRefused(Unauthenticated):
    """The username or the password is wrong."""


class HalfSessionOver(Unauthenticated):
    """Begin signing in again."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in browser and who uses it, with their roles as they are now."""

    person_id: UUID
    municipality_id: UUID
    language: Language | None
    """The one that staff have chosen; who has shown a card has chosen none."""
    roles: list[PageRole]
    seen_at: datetime


class HalfSession(msgspec.Struct, frozen=True, kw_only=True):
    """A browser whose person has shown the password, and has to show a code or to set up the second step."""

    staff_id: UUID
    municipality_id: UUID
    username: str
    language: Language
    has_second_step: bool


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A try to sign in."""

    username: str
    password: str
    address: str
    """The network address that it comes from; kept only as a keyed hash."""
    now: datetime


def every_tenant(database: Database, now: datetime, actor_id: UUID | None = None) -> Context:
    """Return the context of what happens before the tenant is known: the search for an account or a session."""
    context = Context(now=now, municipality_ids=tuple(database.tenants))
    return context if actor_id is None else msgspec.structs.replace(context, actor_id=actor_id)


async def check_password(database: Database, key: bytes, attempt: Attempt) -> Credentials:
    """Return whose username and password these are. `key` hashes what tries are counted for.

    Raises TooManyTries before anything is hashed; SignInRefused, the same for a wrong password and an unknown username.
    """
    counted = passwords.subjects(key, attempt.username, attempt.address)
    await passwords.spend_try(database, counted, attempt.now)
    async with database.transaction(every_tenant(database, attempt.now)) as transaction:
        credentials = await staff.find_credentials(transaction, attempt.username)
    matches = await passwords.verify(credentials.password_hash if credentials else None, attempt.password)
    if credentials is None or not matches:
        raise SignInRefused("Check both and try again; after five tries this account pauses for a quarter of an hour.")
    await passwords.give_back(database, counted, attempt.now)
    return credentials


async def check_both(database: Database, key: bytes, attempt: Attempt, code: str) -> Credentials:
    """Return whose username and password these are, with the code of the second step where there is one.

    Raises what `check_password` raises, CodeWrong, and SecondStepMissing where one is needed and not set up.
    """
    found = await check_password(database, key, attempt)
    if found.has_second_step:
        await second_factors.check(database, key, code_try(found.id, found.municipality_id, attempt, code))
    elif has_second_step(database, found):
        raise SecondStepMissing("Sign in on the pages, which show how to set it up.")
    return found


def code_try(staff_id: UUID, municipality_id: UUID, attempt: Attempt, code: str) -> CodeTry:
    """Return the try of a second step that follows a right password."""
    return CodeTry(
        staff_id=staff_id, municipality_id=municipality_id, code=code, address=attempt.address, now=attempt.now
    )


def has_second_step(database: Database, credentials: Credentials) -> bool:
    """Return whether somebody whose password was right has to pass a second step too, or to set one up."""
    tenant = database.tenants[credentials.municipality_id]
    return credentials.has_second_step or second_factors.is_required(tenant, credentials.roles)


async def start(database: Database, staff_id: UUID, municipality_id: UUID, now: datetime) -> str:
    """Begin a session and return the secret for the cookie; a new one at every sign-in."""
    secret = secrets.token_urlsafe(32)
    context = Context(now=now, municipality_ids=(municipality_id,), actor_id=staff_id)
    async with database.transaction(context) as transaction:
        await transaction.execute(queries.delete_old_sessions, now - IDLE, now - AGE_MAX)
        await transaction.execute(queries.insert_session, digest(secret), staff_id, now)
        await audit.record(transaction, "signed_in", object_type="staff", object_ids=[staff_id])
    return secret


async def start_half(database: Database, credentials: Credentials, now: datetime) -> str:
    """Remember that the password was right, and return the secret for the cookie until the second step is passed."""
    secret = secrets.token_urlsafe(32)
    context = Context(now=now, municipality_ids=(credentials.municipality_id,), actor_id=credentials.id)
    async with database.transaction(context) as transaction:
        await transaction.execute(queries.insert_half_session, digest(secret), credentials.id, now)
    return secret


async def find_half(database: Database, secret: str, now: datetime) -> HalfSession:
    """Return who has shown the password in this browser. Raises HalfSessionOver after ten minutes."""
    async with database.transaction(every_tenant(database, now)) as transaction:
        found = await transaction.fetch_struct(
            HalfSession, queries.select_half_session, digest(secret), now - HALF_AGE_MAX
        )
    if found is None:
        raise HalfSessionOver("The second step takes ten minutes at most.")
    return found


async def complete(database: Database, half: HalfSession, secret: str, now: datetime) -> str:
    """Begin the session of somebody who has passed the second step, and return the secret for its cookie."""
    async with database.transaction(every_tenant(database, now)) as transaction:
        await transaction.execute(queries.delete_half_sessions, digest(secret), now - HALF_AGE_MAX)
    return await start(database, half.staff_id, half.municipality_id, now)


async def start_for_holder(database: Database, municipality_id: UUID, holder_id: UUID, now: datetime) -> str:
    """Begin the session of somebody who has shown a card and its PIN, and return the secret for the cookie."""
    secret = secrets.token_urlsafe(32)
    context = Context(now=now, municipality_ids=(municipality_id,), actor_id=holder_id, actor_roles=HOLDER_ROLES)
    async with database.transaction(context) as transaction:
        await transaction.execute(queries.delete_old_holders, now - HOLDERS_IDLE, now - HOLDERS_AGE_MAX)
        await transaction.execute(queries.insert_holder, digest(secret), holder_id, now)
        await audit.record(transaction, "signed_in", object_type="holder", object_ids=[holder_id])
    return secret


async def find(database: Database, secret: str, now: datetime) -> Session | None:
    """Return the session of a cookie, or None when there is none, it was idle too long or it is too old."""
    async with database.transaction(every_tenant(database, now)) as transaction:
        limits = (now - IDLE, now - AGE_MAX, now - HOLDERS_IDLE, now - HOLDERS_AGE_MAX)
        session = await transaction.fetch_struct(Session, queries.select_session, digest(secret), *limits)
        if session is not None and session.seen_at < now - SEEN_EVERY:
            await transaction.execute(queries.see_session, digest(secret), now)
            await transaction.execute(queries.see_holder, digest(secret), now)
    return session


async def end(transaction: Transaction, secret: str) -> None:
    """End the session of a cookie."""
    staff_id = await transaction.fetchval(queries.delete_session, digest(secret))
    await transaction.execute(queries.delete_holder, digest(secret))
    kind = "holder" if staff_id is None else "staff"
    await audit.record(transaction, "signed_out", object_type=kind, object_ids=[transaction.actor_id])


async def count_all(transaction: Transaction) -> dict[UUID, int]:
    """Return in how many browsers each member of staff is signed in."""
    now = wall_time()
    rows = await transaction.fetch(queries.count_sessions, now - IDLE, now - AGE_MAX)
    return {row["staff_id"]: row["count"] for row in rows}


async def end_all(transaction: Transaction, staff_id: UUID) -> None:
    """Sign somebody out of every browser."""
    await transaction.execute(queries.delete_sessions_of, staff_id)
    await audit.record(transaction, "sessions_ended", object_type="staff", object_ids=[staff_id])


def digest(secret: str) -> bytes:
    """Return what is stored of a cookie."""
    return hashlib.sha256(secret.encode()).digest()
