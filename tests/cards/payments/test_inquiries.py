"""Balances are told by PIN at a till, or at the desk; what was bought is told nobody."""

from typing import Any

import asyncpg
import httpx
import msgspec

from services.kit.db import uuid7
from tests.cards.factories import DESK, PIN, Town
from tests.cards.payments import holding
from tests.databases import Urls


async def ask(town: Town, key: str = "", **more: Any) -> httpx.Response:
    body = {"card_token": town.token, "pin": PIN} | more
    return await town.till.send("/inquiries", msgspec.json.encode(body), key or str(uuid7()))


async def test_a_till_is_told_balance_and_next_expiry(town: Town) -> None:
    await holding.hold(town, 4_000)
    answer = await ask(town)
    told = answer.json()
    assert (told["balance_minor"], told["available_minor"]) == (10_800, 6_800)
    assert (told["next_expiry_on"], told["next_expiry_minor"]) == ("2026-08-31", 6_800)
    assert str(town.merchant_id) not in answer.text


async def test_without_the_right_pin_nothing_is_told(town: Town) -> None:
    for pin, code in ((None, "pin_required"), ("0000", "pin_wrong")):
        told = (await ask(town, pin=pin)).json()
        assert (told["decline_code"], told["balance_minor"]) == (code, None)
        assert told["message"]
    assert (await ask(town, card_token="x" * 22)).json()["decline_code"] == "card_refused"


async def test_a_repeated_inquiry_tells_the_same_and_spends_one_try(town: Town) -> None:
    answers = [await ask(town, "once", pin="0000") for _ in range(4)]
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert (await ask(town)).json()["balance_minor"] == 10_800


async def test_the_desk_is_told_and_both_are_recorded(town: Town, own_urls: Urls) -> None:
    told = await town.client.post(f"/cards/{town.card_id}/inquiries", by=DESK)
    assert (told["balance_minor"], told["currency"]) == (10_800, "EUR")
    await ask(town)
    owner = await asyncpg.connect(own_urls.owner)
    try:
        await owner.execute("ALTER TABLE inquiries NO FORCE ROW LEVEL SECURITY")
        assert await owner.fetchval("SELECT count(*) FROM inquiries WHERE card_id IS NOT NULL") == 2
    finally:
        await owner.close()
