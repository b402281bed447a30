"""What is held becomes free again: voided, expired, or left over."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from contracts import registry
from services.kit.events.inbox import Outcome
from tests.cards.factories import DESK, Town
from tests.cards.payments import holding
from tests.cards.payments.test_refunds import refund


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


async def test_in_a_demo_where_sales_are_of_a_past_month_no_clock_lets_go(town: Town) -> None:
    await holding.hold(town, 4_000)
    town.settings = msgspec.structs.replace(town.settings, environment="demo")
    await holding.expire(town)
    assert await holding.wallet(town) == (10_800, 4_000, 6_800)


@pytest.mark.parametrize("end", ["expiry", "void"])
async def test_whatever_comes_first_a_hold_ends_once(town: Town, end: str) -> None:
    for _ in range(5):
        held = await holding.hold(town, 500)
        ending = holding.expire(town) if end == "expiry" else holding.void(town, held)
        answer, _ended = await asyncio.gather(holding.capture(town, held), ending)
        assert answer.status_code in (201, 409)
        assert (await holding.wallet(town))[1] == 0
    await town.verify()


async def all_expire(town: Town, held: list[dict[str, Any]]) -> None:
    await holding.expire(town)


async def all_are_voided(town: Town, held: list[dict[str, Any]]) -> None:
    answers = await asyncio.gather(*(holding.void(town, each) for each in held))
    assert {answer.status_code for answer in answers} == {201}


async def all_are_captured_for_the_last_time(town: Town, held: list[dict[str, Any]]) -> None:
    answers = await asyncio.gather(*(holding.capture(town, each, 50, final=True) for each in held))
    assert {answer.status_code for answer in answers} == {201}


@pytest.mark.parametrize("ending", [all_expire, all_are_voided, all_are_captured_for_the_last_time])
async def test_what_becomes_free_and_follows_its_household_waits_for_no_refund(
    town: Town, ending: Callable[[Town, list[dict[str, Any]]], Awaitable[None]]
) -> None:
    """The money goes on from the higher to the lower wallet, so that locking it afterwards would be the other order."""
    wallets = [(town.wallet_id, town.household_id)]
    other = await town.enter_household(10_800)
    wallets.append((town.wallet_id, other))
    await town.credit(date(2026, 3, 1))
    (_, into), (source, household_id) = sorted(wallets)
    town.token = town.tokens[household_id]
    payments = [await town.receipt(100) for _ in range(10)]
    held = [await holding.hold(town, 100) for _ in range(10)]
    merged = registry.HouseholdMerged(household_id=household_id, into_household_id=into, merged_on=date(2026, 3, 2))
    assert await town.tell(merged) is Outcome.APPLIED
    answers = await asyncio.gather(*(refund(town, payment, None) for payment in payments), ending(town, held))
    assert {answer.status_code for answer in answers if answer is not None} == {201}
    assert (await town.client.get(f"/wallets/{source}", by=DESK))["balance_minor"] == 0
    await town.verify()
