"""Lots that move with people: no cent is lost on the way, and what is refunded later follows."""

from datetime import date
from typing import Any
from uuid import UUID

from contracts import registry
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import DESK, OFFICER, Town

TODAY = date(2026, 3, 2)


async def wallet(town: Town, wallet_id: object) -> dict[str, Any]:
    found: dict[str, Any] = await town.client.get(f"/wallets/{wallet_id}", by=DESK)
    return found


async def available(town: Town) -> int:
    return int((await town.client.get(f"/budget-lines/{town.line_id}", by=OFFICER))["available_minor"])


async def merge(town: Town) -> UUID:
    """Let the town's household go up in another one, the town's from then on; return that one's wallet."""
    merging, source = town.household_id, town.wallet_id
    town.household_id = await town.enter_household(5_000)
    target, town.wallet_id = town.wallet_id, source
    merged = registry.HouseholdMerged(household_id=merging, into_household_id=town.household_id, merged_on=TODAY)
    assert await town.tell(merged) is Outcome.APPLIED
    return target


async def close(town: Town) -> None:
    closed = registry.HouseholdClosed(household_id=town.household_id, reason="moved_away", closed_on=TODAY)
    assert await town.tell(closed) is Outcome.APPLIED


async def split(town: Town, basis_points: int) -> UUID:
    """Let part of the town's household live apart; return their wallet."""
    holder_id = uuid7()
    event = registry.HouseholdSplit(
        household_id=town.household_id,
        new_household_id=uuid7(),
        new_holder_id=holder_id,
        share_basis_points=basis_points,
        split_on=TODAY,
    )
    assert await town.tell(event) is Outcome.APPLIED
    (card,) = (await town.client.get(f"/cards?holder_id={holder_id}", by=DESK))["items"]
    return UUID(card["wallet_id"])


async def test_a_share_is_rounded_down_and_the_rest_stays(town: Town) -> None:
    (before,) = (await wallet(town, town.wallet_id))["lots"]
    new = await split(town, 3_333)
    (moved,) = (await wallet(town, new))["lots"]
    (kept,) = (await wallet(town, town.wallet_id))["lots"]
    assert (moved["remaining_minor"], kept["remaining_minor"]) == (3_599, 7_201)
    same = ("programme", "budget_line_id", "month", "expires_on")
    assert [moved[name] for name in same] == [before[name] for name in same]
    await town.verify()


async def test_nothing_is_moved_for_a_share_of_nothing(town: Town) -> None:
    new = await split(town, 0)
    assert (await wallet(town, new))["lots"] == []
    assert (await wallet(town, town.wallet_id))["balance_minor"] == 10_800


async def test_all_the_money_of_a_merged_household_is_the_others(town: Town) -> None:
    target = await merge(town)
    assert (await wallet(town, town.wallet_id))["balance_minor"] == 0
    assert (await wallet(town, target))["balance_minor"] == 10_800
    await town.verify()


async def test_the_money_of_a_closed_household_is_back_on_its_line(town: Town) -> None:
    before = await available(town)
    await close(town)
    assert (await wallet(town, town.wallet_id))["balance_minor"] == 0
    assert await available(town) - before == 10_800
    await town.verify()


async def test_a_refund_to_a_household_that_is_no_more_follows_its_money(town: Town) -> None:
    receipt = await town.receipt(1_000)
    target = await merge(town)
    answer = await town.till.send(f"/payments/{receipt['id']}/refunds", b"{}", str(uuid7()))
    assert answer.status_code == 201, answer.text
    assert (await wallet(town, town.wallet_id))["balance_minor"] == 0
    assert (await wallet(town, target))["balance_minor"] == 10_800
    await town.verify()


async def test_a_refund_to_a_closed_household_returns_to_its_line(town: Town) -> None:
    receipt = await town.receipt(1_000)
    before = await available(town)
    await close(town)
    answer = await town.till.send(f"/payments/{receipt['id']}/refunds", b"{}", str(uuid7()))
    assert answer.status_code == 201, answer.text
    assert await available(town) - before == 10_800
    await town.verify()


async def test_who_moved_into_a_household_moves_on_with_it(town: Town) -> None:
    receipt = await town.receipt(1_000)
    target = await merge(town)
    before = await available(town)
    await close(town)
    answer = await town.till.send(f"/payments/{receipt['id']}/refunds", b"{}", str(uuid7()))
    assert answer.status_code == 201, answer.text
    assert (await wallet(town, target))["balance_minor"] == 0
    assert await available(town) - before == 10_800
    await town.verify()
