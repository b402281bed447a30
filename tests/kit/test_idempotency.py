"""Keys of commands: one carries a command out once, for one actor of one tenant."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.kit import idempotency
from services.kit.db import Command, Context, Database, Transaction, uuid7
from services.kit.errors import KeyReused, Malformed

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SECRET = bytes(32)


def command(key: str, body: bytes = b"{}") -> Command:
    return Command(route="POST /households", key=key, fingerprint=idempotency.fingerprint(SECRET, body))


async def test_a_repeated_command_finds_what_it_made(transaction: Transaction) -> None:
    made, sent = uuid7(), command("one")
    assert await idempotency.claim(transaction, sent) is None
    await idempotency.record(transaction, sent, made)
    assert await idempotency.claim(transaction, sent) == made


async def test_a_key_with_another_body_is_refused(transaction: Transaction) -> None:
    await idempotency.record(transaction, command("one"), uuid7())
    with pytest.raises(KeyReused):
        await idempotency.claim(transaction, command("one", b'{"other": 1}'))


async def test_one_key_of_one_actor_serves_each_tenant(database: Database) -> None:
    actor, key = uuid7(), command(uuid7().hex)
    made: dict[UUID, UUID] = {}
    for tenant in database.tenants:
        context = Context(now=NOW, municipality_ids=(tenant,), actor_id=actor)
        async with database.transaction(context) as transaction:
            assert await idempotency.claim(transaction, key) is None
            made[tenant] = uuid7()
            await idempotency.record(transaction, key, made[tenant])
    for tenant in database.tenants:
        context = Context(now=NOW, municipality_ids=(tenant,), actor_id=actor)
        async with database.transaction(context) as transaction:
            assert await idempotency.claim(transaction, key) == made[tenant]


def test_the_order_of_members_and_a_pin_do_not_count() -> None:
    one = idempotency.fingerprint(SECRET, b'{"a": 1, "b": 2, "pin": "1234"}')
    assert one == idempotency.fingerprint(SECRET, b'{"b": 2, "a": 1}')
    assert one != idempotency.fingerprint(SECRET, b'{"b": 2, "a": 2}')


@pytest.mark.parametrize("key", [None, "", "x" * 201, "a\nb", "\x00"])
def test_what_is_no_key_is_malformed(key: str | None) -> None:
    with pytest.raises(Malformed):
        idempotency.check_key(key)
