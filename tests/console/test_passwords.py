"""Passwords: argon2id by OWASP's floor, as slow for nobody as for somebody, and tries that cannot be shared."""

import asyncio
import re
import secrets
from datetime import UTC, datetime

import pytest
from argon2 import extract_parameters

from services.console import passwords
from services.kit.db import Database

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def counted() -> list[tuple[bytes, int]]:
    """What the tries of somebody new are counted for."""
    return passwords.subjects(bytes(32), secrets.token_hex(8), secrets.token_hex(8))


async def test_the_hash_is_argon2id_with_a_salt_of_its_own() -> None:
    first, second = [await passwords.hash_password("a long enough password") for _ in range(2)]
    parameters = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$", first)
    assert parameters is not None
    assert (int(parameters[1]), int(parameters[2])) >= (19 * 1024, 2)
    assert first != second
    assert await passwords.verify(first, "a long enough password")
    assert not await passwords.verify(first, "another long password")


@pytest.mark.parametrize("password", ["short", "x" * (passwords.LENGTH_MAX + 1)])
async def test_too_short_and_too_long_passwords_are_refused(password: str) -> None:
    with pytest.raises(passwords.PasswordTooShort):
        await passwords.hash_password(password)


async def test_for_an_unknown_user_a_hash_of_the_same_cost_is_verified() -> None:
    known = await passwords.hash_password("a long enough password")
    assert extract_parameters(passwords.NOBODY) == extract_parameters(known)
    assert not await passwords.verify(None, "wrong password")
    assert not await passwords.verify(None, "no password has this hash"), "nobody signs in as nobody"


async def test_parallel_tries_cannot_share_one(database: Database) -> None:
    subjects = counted()

    async def spend() -> bool:
        try:
            await passwords.spend_try(database, subjects, NOW)
        except passwords.TooManyTries:
            return False
        return True

    spent = await asyncio.gather(*(spend() for _ in range(20)))
    assert sum(spent) == passwords.TRIES_PER_ACCOUNT


async def test_tries_come_back_after_the_window(database: Database) -> None:
    subjects = counted()
    for _ in range(passwords.TRIES_PER_ACCOUNT):
        await passwords.spend_try(database, subjects, NOW)
    with pytest.raises(passwords.TooManyTries):
        await passwords.spend_try(database, subjects, NOW)
    await passwords.spend_try(database, subjects, NOW + passwords.WINDOW)


async def test_one_address_cannot_try_every_account(database: Database) -> None:
    address = secrets.token_hex(8)
    for each in range(passwords.TRIES_PER_ADDRESS):
        await passwords.spend_try(database, passwords.subjects(bytes(32), f"{address}-{each}", address), NOW)
    with pytest.raises(passwords.TooManyTries):
        await passwords.spend_try(database, passwords.subjects(bytes(32), f"{address}-more", address), NOW)
