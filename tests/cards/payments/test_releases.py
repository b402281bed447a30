"""What is held becomes free again: voided, expired, or left over."""

import asyncio

import pytest

from tests.cards.factories import Town
from tests.cards.payments import holding


async def test_a_void_sets_all_free(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    voided = (await holding.void(town, held)).json()
    assert (voided["status"], voided["released_minor"]) == ("voided", 4_000)
    assert await holding.wallet(town) == (10_800, 0, 10_800)
    assert (await holding.capture(town, held)).json()["type"] == "/problems/transition-forbidden"
    await town.verify()


async def test_a_void_sets_free_what_is_left_after_captures(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    await holding.capture(town, held, 1_500)
    voided = (await holding.void(town, held)).json()
    assert (voided["captured_minor"], voided["released_minor"]) == (1_500, 2_500)
    assert await holding.wallet(town) == (9_300, 0, 9_300)
    await town.verify()


async def test_a_repeated_void_is_one_void(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    first, second = await holding.void(town, held, "void-1"), await holding.void(town, held, "void-1")
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert (await holding.void(town, held)).status_code == 409


async def test_a_hold_expires_after_its_time(town: Town) -> None:
    await holding.hold(town, 4_000)
    half = await holding.hold(town, 2_000)
    await holding.capture(town, half, 500)
    await holding.expire(town)
    assert await holding.wallet(town) == (10_300, 0, 10_300)
    assert (await holding.void(town, half)).status_code == 409
    await holding.expire(town)
    await town.verify()


@pytest.mark.parametrize("end", ["expiry", "void"])
async def test_whatever_comes_first_a_hold_ends_once(town: Town, end: str) -> None:
    for _ in range(5):
        held = await holding.hold(town, 500)
        ending = holding.expire(town) if end == "expiry" else holding.void(town, held)
        answer, _ended = await asyncio.gather(holding.capture(town, held), ending)
        assert answer.status_code in (201, 409)
        assert (await holding.wallet(town))[1] == 0
    await town.verify()
