"""Words about a person are sealed under the person's key and go with it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from litestar import Litestar

from services.kit import vault
from services.kit.db import Connection, Context, Transaction
from services.kit.keyring import SealBroken
from services.registry.cases import case_texts
from tests.clients import Client
from tests.registry import factories


@pytest.fixture
async def transaction(app: Litestar, paggaio: Client) -> AsyncIterator[Transaction]:
    """A transaction of Paggaio's worker."""
    context = Context(now=datetime(2026, 1, 12, 8, tzinfo=UTC), municipality_ids=(paggaio.tenant.id,))
    async with app.state.worker_database.transaction(context) as opened:
        yield opened


@pytest.fixture
async def person(paggaio: Client) -> UUID:
    """Somebody whom texts are about."""
    return UUID((await paggaio.post("/persons", factories.person()))["id"])


async def test_a_text_is_read_back(person: UUID, transaction: Transaction) -> None:
    ids = [await case_texts.keep(transaction, person, text) for text in ("Ένα", "δύο")]
    assert await case_texts.read(transaction, ids, purpose="case_work") == dict(zip(ids, ("Ένα", "δύο"), strict=True))


async def test_the_words_of_an_erased_person_are_gone(person: UUID, transaction: Transaction) -> None:
    text_id = await case_texts.keep(transaction, person, "Ένα")
    await vault.shred(transaction, person)
    assert await case_texts.read(transaction, [text_id], purpose="case_work") == {}
    with pytest.raises(vault.PersonErased):
        await case_texts.keep(transaction, person, "δύο")


async def test_a_text_copied_to_another_place_does_not_open(
    person: UUID, transaction: Transaction, connection: Connection
) -> None:
    text_id = await case_texts.keep(transaction, person, "Ένα")
    copied = await connection.fetchval(
        "INSERT INTO case_texts SELECT municipality_id, gen_random_uuid(), person_id, key_version, sealed "
        "FROM case_texts WHERE id = $1 RETURNING id",
        text_id,
    )
    with pytest.raises(SealBroken):
        await case_texts.read(transaction, [copied], purpose="case_work")
