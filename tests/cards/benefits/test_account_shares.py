"""Account shares: what the bank pays leaves the run's reserve, comes back into it, or returns to the budget line."""

from datetime import date
from typing import Any
from uuid import UUID

from contracts import registry
from contracts.registry import AccountShareSettled
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import Town


async def balances(town: Town) -> dict[str, int]:
    return {each["kind"]: each["balance_minor"] for each in (await town.verify())["balances"]}


async def settled(town: Town, amount_minor: int = 10_800) -> dict[str, Any]:
    """Return what registry's events about the one share of a run of March have in common."""
    run = await town.credit(date(2026, 3, 1))
    share = AccountShareSettled(
        instruction_id=uuid7(),
        membership_id=town.membership_id,
        household_id=town.household_id,
        amount_minor=amount_minor,
    )
    return {
        "payout_id": uuid7(),
        "run_id": UUID(run["id"]),
        "programme": "gmi",
        "month": date(2026, 3, 1),
        "currency": "EUR",
        "shares": [share],
    }


async def test_a_share_leaves_the_reserve_when_the_bank_has_paid_and_comes_back_when_it_returns(town: Town) -> None:
    common = await settled(town)
    before = await balances(town)
    paid = registry.AccountSharePaid(paid_on=date(2026, 3, 30), **common)
    assert await town.tell(paid) is Outcome.APPLIED
    after = await balances(town)
    assert (before["reserved"] - after["reserved"], after["outside"] - before["outside"]) == (10_800, 10_800)
    returned = registry.AccountShareReturned(returned_on=date(2026, 4, 2), was_paid=True, **common)
    assert await town.tell(returned) is Outcome.APPLIED
    assert await balances(town) == before


async def test_a_share_that_the_bank_refused_never_left_the_reserve(town: Town) -> None:
    common = await settled(town)
    before = await balances(town)
    refused = registry.AccountShareReturned(returned_on=date(2026, 4, 2), was_paid=False, **common)
    assert await town.tell(refused) is Outcome.APPLIED
    assert await balances(town) == before


async def test_a_share_that_will_not_be_paid_returns_to_its_budget_line(town: Town) -> None:
    common = await settled(town)
    before = await balances(town)
    cancelled = registry.AccountShareCancelled(cancelled_on=date(2026, 4, 9), **common)
    assert await town.tell(cancelled) is Outcome.APPLIED
    after = await balances(town)
    assert after["budget_line"] - before["budget_line"] == before["reserved"] - after["reserved"] == 10_800


async def test_more_than_was_reserved_is_refused_and_nothing_moves(town: Town) -> None:
    common = await settled(town, amount_minor=10_801)
    before = await balances(town)
    paid = registry.AccountSharePaid(paid_on=date(2026, 3, 30), **common)
    assert await town.tell(paid) is Outcome.DEAD
    assert await balances(town) == before


async def test_a_share_of_a_run_that_is_not_known_waits(town: Town) -> None:
    common = await settled(town) | {"run_id": uuid7()}
    assert await town.tell(registry.AccountSharePaid(paid_on=date(2026, 3, 30), **common)) is Outcome.RETRY


async def test_what_was_paid_is_booked_once_however_often_it_is_told(town: Town) -> None:
    common = await settled(town)
    paid = registry.AccountSharePaid(paid_on=date(2026, 3, 30), **common)
    assert await town.tell(paid) is Outcome.APPLIED
    before = await balances(town)
    town.sequences[paid.aggregate_id] -= 1
    assert await town.tell(paid) is Outcome.DUPLICATE
    assert await balances(town) == before
