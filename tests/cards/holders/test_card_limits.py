"""A card's own limits: they narrow what its household may spend, for a card that somebody else carries."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection, uuid7
from tests.cards.factories import DESK, PIN, Town
from tests.cards.holders.test_purchases import holder_of, proxy_of
from tests.clients import etag

NONE = {"payment_minor_max": None, "day_minor_max": None, "month_minor_max": None}


async def limit(town: Town, card_id: str, by: str = DESK, **limits: int) -> dict[str, Any]:
    card = await town.client.get(f"/cards/{card_id}", by=DESK)
    path = f"/cards/{card_id}/limits" if by == DESK else f"/holders/me/cards/{card_id}/limits"
    answer = await town.client.send("PUT", path, limits, by=by, If_Match=etag(card))
    found: dict[str, Any] = answer.json()
    return found


async def test_a_card_spends_no_more_than_its_own_limits_from_its_next_sale(town: Town) -> None:
    limited = await limit(town, str(town.card_id), payment_minor_max=3_000, day_minor_max=4_000)
    assert {name: limited[name] for name in NONE} == NONE | {"payment_minor_max": 3_000, "day_minor_max": 4_000}
    assert (await town.receipt(3_500, pin=PIN))["amount_minor"] == 3_000
    assert (await town.receipt(1_500, pin=PIN, partial=False))["decline_code"] == "card_day_limit"
    await limit(town, str(town.card_id))
    assert (await town.receipt(1_500, pin=PIN))["amount_minor"] == 1_500, "without any it spends what the household may"


async def test_a_limit_above_the_households_is_refused(town: Town) -> None:
    problem = await limit(town, str(town.card_id), payment_minor_max=100_001)
    assert (problem["type"], problem["limit_minor"]) == ("/problems/limit-above-household", 100_000)
    assert (await limit(town, str(town.card_id), payment_minor_max=100_000))["payment_minor_max"] == 100_000


async def test_limits_are_set_on_what_was_read(town: Town) -> None:
    path = f"/cards/{town.card_id}/limits"
    assert (await town.client.refused("PUT", path, {}, by=DESK, If_Match='"1"'))[:2] == (412, "stale")
    assert (await town.client.refused("PUT", path, {}, by=DESK))[0] == 428
    body = {"payment_minor_max": 0}
    assert (await town.client.refused("PUT", path, body, by=DESK, If_Match='"1"'))[:2] == (400, "malformed")


async def test_a_card_that_pays_no_more_gets_no_limits(town: Town) -> None:
    card = await town.client.get(f"/cards/{town.card_id}", by=DESK)
    await town.client.post(f"/cards/{town.card_id}/stop", {"reason": "lost"}, by=DESK, If_Match=etag(card))
    assert (await limit(town, str(town.card_id)))["type"] == "/problems/transition-forbidden"


async def test_whose_wallet_it_is_limits_a_proxys_card_and_the_proxy_does_not(town: Town) -> None:
    proxy, token = await proxy_of(town)
    (card,) = (await town.client.get(f"/cards?holder_id={proxy.split()[0]}", by=DESK))["items"]
    assert (await limit(town, card["id"], by=await holder_of(town), payment_minor_max=500))["payment_minor_max"] == 500
    assert (await town.receipt(700, card_token=token))["amount_minor"] == 500
    assert (await town.receipt(700))["amount_minor"] == 700
    for nobody in (proxy, f"{uuid7()} holder"):
        assert (await limit(town, card["id"], by=nobody))["type"] == "/problems/not-found"


async def test_no_limit_is_zero(town: Town, superuser: Connection) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.execute("UPDATE cards SET day_minor_max = 0")
