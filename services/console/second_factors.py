"""The second step of signing in: a six-digit code of the person's telephone (RFC 6238), or a recovery code on paper.

Who needs one is data of the tenant (`second_factor_for`). A try is counted before it is looked at, a code counts once.
"""

import re
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from hmac import compare_digest
from typing import Final
from uuid import UUID

import msgspec
import pyotp
import segno

from services.console import passwords
from services.kit import audit, codes, vault
from services.kit.db import Context, Database, Transaction
from services.kit.errors import Problem, Unauthenticated
from services.kit.settings import Municipality
from services.kit.sql import load_queries

queries = load_queries(__file__)

ISSUER: Final = "Koinon"
SECRET: Final = "totp_secret"  # noqa: S105 (the name of a sealed field)
STEP_S: Final = 30
DIGITS: Final = re.compile(r"[0-9]{6}")
DRIFT: Final = (0, -1, 1)
"""Telephones' clocks go wrong by half a minute; the step just past is tried for who types slowly."""
RECOVERY_CODES: Final = 10
EVERYBODY: Final = "*"


class CodeWrong(Unauthenticated):
    """The code is not right, or it was used already."""


class SecondStepMissing(Unauthenticated):
    """This account needs a second step, which is not set up yet."""


class AlreadySetUp(Problem):
    """The second step is set up already."""


class SetUp(msgspec.Struct, frozen=True, kw_only=True):
    """What a telephone is told once: by a picture, or typed."""

    secret: str
    picture: str
    """A QR code as a data address of an SVG."""


class CodeTry(msgspec.Struct, frozen=True, kw_only=True):
    """A try to pass the second step."""

    staff_id: UUID
    municipality_id: UUID
    code: str
    address: str
    """The network address that it comes from; kept only as a keyed hash."""
    now: datetime


def is_required(municipality: Municipality, roles: Collection[str]) -> bool:
    """Return whether somebody with these roles signs in by two steps at this tenant."""
    needed = set(municipality.second_factor_for)
    return EVERYBODY in needed or not needed.isdisjoint(roles)


async def is_set_up(transaction: Transaction, staff_id: UUID) -> bool:
    """Return whether somebody has a second step that works."""
    return bool(await transaction.fetchval(queries.is_confirmed, staff_id))


async def begin(transaction: Transaction, staff_id: UUID, username: str) -> SetUp:
    """Return what to tell the telephone: the same until a code of it has come. Raises AlreadySetUp."""
    if await is_set_up(transaction, staff_id):
        raise AlreadySetUp("Two administrators can take it away, for another telephone.")
    if await transaction.fetchval(queries.insert_factor, staff_id, transaction.now) is not None:
        await vault.seal(transaction, staff_id, {SECRET: pyotp.random_base32()})
    secret = await secret_of(transaction, staff_id)
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
    return SetUp(secret=secret, picture=segno.make(address, error="m").svg_data_uri(scale=5, border=4))


async def secret_of(transaction: Transaction, staff_id: UUID) -> str:
    """Return the secret that a telephone shares with us."""
    opened = await vault.open_fields(transaction, staff_id, purpose="second_step", only=[SECRET])
    return opened[SECRET]


async def confirm(database: Database, key: bytes, attempt: CodeTry) -> list[str]:
    """Let the second step count from now on and return its recovery codes, which are shown this once.

    Raises TooManyTries, CodeWrong, AlreadySetUp.
    """
    staff_id = attempt.staff_id
    async with counted(database, key, attempt) as transaction:
        step = step_of(await secret_of(transaction, staff_id), attempt.code, attempt.now)
        if step is None:
            raise CodeWrong("Wait for the next code of the telephone, and see that its clock is right.")
        if not await transaction.execute(queries.confirm_factor, staff_id, attempt.now, step):
            raise AlreadySetUp("Two administrators can take it away, for another telephone.")
        made = [codes.make() for _ in range(RECOVERY_CODES)]
        await transaction.execute(queries.insert_recovery_codes, staff_id, [codes.hash_of(each) for each in made])
        await audit.record(transaction, "second_step_set_up", object_type="staff", object_ids=[staff_id])
    return made


def step_of(secret: str, code: str, wall: datetime) -> int | None:
    """Return the half-minute that a code belongs to, or None for a wrong one."""
    now = int(wall.timestamp()) // STEP_S
    steps = [now + drift for drift in DRIFT]
    return next((step for step in steps if compare_digest(pyotp.TOTP(secret).generate_otp(step), code)), None)


@asynccontextmanager
async def counted(database: Database, key: bytes, attempt: CodeTry) -> AsyncGenerator[Transaction, None]:
    """Count a try before anything is looked at, and give it back when the block succeeds. Raises TooManyTries.

    `key` hashes what tries are counted for.
    """
    subjects = passwords.subjects(key, f"second step {attempt.staff_id}", attempt.address)
    await passwords.spend_try(database, subjects, attempt.now)
    context = Context(now=attempt.now, municipality_ids=(attempt.municipality_id,), actor_id=attempt.staff_id)
    async with database.transaction(context) as transaction:
        yield transaction
    await passwords.give_back(database, subjects, attempt.now)


async def check(database: Database, key: bytes, attempt: CodeTry) -> None:
    """Use up a code of the telephone, or a recovery code. Raises TooManyTries before looking, and CodeWrong."""
    code = "".join(attempt.code.split())
    async with counted(database, key, attempt) as transaction:
        use = use_code if DIGITS.fullmatch(code) else use_recovery_code
        if not await use(transaction, attempt, code):
            raise CodeWrong("Wait for the next code of the telephone, or use a recovery code.")


async def use_code(transaction: Transaction, attempt: CodeTry, code: str) -> bool:
    """Return whether this is a code of the telephone that nobody has used, and none after it."""
    step = step_of(await secret_of(transaction, attempt.staff_id), code, attempt.now)
    used = None if step is None else await transaction.fetchval(queries.use_step, attempt.staff_id, step)
    return used is not None


async def use_recovery_code(transaction: Transaction, attempt: CodeTry, code: str) -> bool:
    """Return whether this is a recovery code that was not used yet."""
    used = await transaction.fetchval(queries.use_recovery_code, attempt.staff_id, codes.hash_of(code), attempt.now)
    if used is not None:
        await audit.record(transaction, "recovery_code_used", object_type="staff", object_ids=[attempt.staff_id])
    return used is not None


async def forget(transaction: Transaction, staff_id: UUID) -> None:
    """Take somebody's second step away; the next sign-in sets up another one where it is needed."""
    await transaction.execute(queries.delete_recovery_codes, staff_id)
    await transaction.execute(queries.delete_factor, staff_id)


async def recovery_codes_left(transaction: Transaction, staff_id: UUID) -> int:
    """Return how many recovery codes somebody has not used yet."""
    return int(await transaction.fetchval(queries.count_recovery_codes, staff_id))
