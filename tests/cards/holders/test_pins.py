"""PINs are never stored, and parallel guesses do not outrun the counter."""

import asyncio

import asyncpg

from services.cards.holders.pins import verifier
from services.kit.db import uuid7
from tests.cards.factories import DESK, PIN, Town
from tests.databases import Urls


async def test_two_hundred_guesses_at_once_are_three(town: Town) -> None:
    answers = await asyncio.gather(*(town.receipt(100, pin=f"{guess:04d}") for guess in range(200)))
    codes = [answer["decline_code"] for answer in answers]
    assert (codes.count("pin_wrong"), codes.count("pin_blocked")) == (3, 197)


async def test_the_desk_sets_a_new_pin_with_the_holder_there(town: Town) -> None:
    for _ in range(3):
        await town.receipt(100, pin="0000")
    await town.client.post(f"/cards/{town.card_id}/pin", {"pin": "9876"}, by=DESK)
    assert (await town.receipt(100, pin="9876"))["status"] == "captured"


async def test_no_pin_is_anywhere_in_the_database(town: Town, own_urls: Urls) -> None:
    await town.receipt(100, pin=PIN)
    connection = await asyncpg.connect(own_urls.owner)
    try:
        stored = await connection.fetchval(
            "SELECT count(*) FROM cards WHERE pin_verifier = convert_to($1, 'UTF8')", PIN
        )
    finally:
        await connection.close()
    assert stored == 0
    assert PIN.encode() not in (await town.pay(100, pin=PIN)).content


def test_the_same_pin_differs_from_card_to_card() -> None:
    key = bytes(32)
    assert verifier(key, uuid7(), PIN) != verifier(key, uuid7(), PIN)
