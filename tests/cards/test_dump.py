"""Whoever takes a dump of the database finds no PIN, no name, and no purchase with more than ids beside it.

Names are in registry alone, sealed under keys outside its database (tests/journeys/test_planted_names.py), so an id
leads to nobody.
"""

import base64
import hashlib
import hmac
import re
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.cards.holders.pins import verifier
from services.kit.db import Connection
from tests.cards.factories import PIN, Town

CODE = re.compile(r"(POST )?[A-Za-z0-9_.:/#+=-]*|koinon/[a-z_]+/ledger\n.*", re.DOTALL)
"""Ids, hashes, dates, codes, addresses of commands, and signed notes: a name would have a space or other letters."""
NOT_OF_PEOPLE = {"budget_lines.name", "migrations.name", "timers.name"}
PERSONAL = re.compile(r"(^|_)(name|given|family|birth|phone_number|email|address|street|iban|afm|amka|pin)(_|$)")


async def fill(town: Town) -> list[UUID]:
    """Two households with one PIN buy, hold, refund and ask; return their cards."""
    first = town.card_id
    payment = await town.receipt(6_000, pin=PIN)
    await town.till.send(f"/payments/{payment['id']}/refunds", b'{"amount_minor": 100}', "back")
    sale = {"card_token": town.token, "amount_minor": 100, "currency": "EUR", "pin": PIN}
    await town.till.send("/authorisations", msgspec.json.encode(sale), "hold")
    await town.till.send("/inquiries", msgspec.json.encode({"card_token": town.token, "pin": PIN}), "ask")
    await town.enter_household(5_000)
    await town.credit(date(2026, 3, 1))
    await town.seal()
    return [first, town.card_id]


async def tables(superuser: Connection) -> list[str]:
    rows = await superuser.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [row["tablename"] for row in rows]


async def dump(superuser: Connection) -> str:
    """Every row of every table as text; bytes stand in it as hexadecimal."""
    texts = [
        row[0]
        for table in await tables(superuser)
        for row in await superuser.fetch(f"SELECT t::text FROM {table} AS t")
    ]
    return "\n".join(texts)


def guesses(card_id: UUID, token_hash: bytes) -> set[str]:
    """What every PIN of a card would look like, made from the dump alone."""
    made = set()
    for number in range(10_000):
        pin = f"{number:04}".encode()
        for salt in (b"", card_id.bytes, str(card_id).encode(), token_hash):
            made |= {hashlib.sha256(salt + pin).hexdigest(), hashlib.sha256(pin + salt).hexdigest()}
            made |= {hmac.digest(salt, pin, "sha256").hex(), hmac.digest(salt, card_id.bytes + pin, "sha256").hex()}
    return made


async def test_a_dump_gives_no_pin(town: Town, superuser: Connection) -> None:
    cards, key = await fill(town), town.settings.keyring["pin"]
    text = await dump(superuser)
    blobs = set(re.findall(r"\\x([0-9a-f]{64})", text))
    with_key = {verifier(key, card_id, PIN).hex() for card_id in cards}
    assert with_key <= blobs, "with the key, which is not in the database, a PIN can be tried"
    assert len(with_key) == 2, "two cards with one PIN do not look alike"
    for card_id in cards:
        token_hash = await superuser.fetchval("SELECT token_hash FROM cards WHERE id = $1", card_id)
        assert not blobs & guesses(card_id, token_hash)
    for secret in town.settings.keyring.values():
        assert secret.hex() not in text
        assert base64.b64encode(secret).decode() not in text
    assert not re.search(r'"pin"\s*:', text)


async def test_a_dump_gives_no_card_that_pays(town: Town, superuser: Connection) -> None:
    await fill(town)
    text = await dump(superuser)
    assert not [token for token in town.tokens.values() if token in text]


def words(value: Any) -> list[str]:
    """Every string in a value, keys of JSON too."""
    if isinstance(value, dict):
        return [word for name, each in value.items() for word in (*words(name), *words(each))]
    if isinstance(value, list):
        return [word for each in value for word in words(each)]
    return [value] if isinstance(value, str) else []


async def test_a_dump_gives_no_name_and_no_words_beside_a_purchase(town: Town, superuser: Connection) -> None:
    await fill(town)
    columns = await superuser.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' "
        "AND table_name = ANY ($1::text[]) AND data_type IN ('text', 'json', 'jsonb')",
        await tables(superuser),
    )
    assert len(columns) > 50
    found, looked_at = [], 0
    for table, column, kind in columns:
        place = f"{table}.{column}"
        if PERSONAL.search(column) and place not in NOT_OF_PEOPLE:
            found.append(f"{place} is named like something personal")
        for (value,) in await superuser.fetch(
            f"SELECT DISTINCT {column}::text FROM {table} WHERE {column} IS NOT NULL"
        ):
            parts = words(msgspec.json.decode(value)) if kind.startswith("json") else [value]
            looked_at += len(parts)
            if place not in NOT_OF_PEOPLE:
                found += [f"{place}: {part!r}" for part in parts if not CODE.fullmatch(part)]
    assert looked_at > 500
    assert not found, "\n".join(found)
