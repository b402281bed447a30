"""Refunds go back into the very lots and the pot that they came from, and never further."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import registry
from services.cards.payments.refunds import Paid, RefundTooLarge, split_refund
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import DESK, PIN, Town
from tests.clients import Till


async def refund(
    town: Town, payment: dict[str, Any], amount: int | None, key: str = "", till: Till | None = None
) -> httpx.Response:
    body = msgspec.json.encode({} if amount is None else {"amount_minor": amount})
    return await (till or town.till).send(f"/payments/{payment['id']}/refunds", body, key or str(uuid7()))


async def lots(town: Town) -> list[tuple[str, int]]:
    read = await town.client.get(f"/wallets/{town.wallet_id}", by=DESK)
    return [(lot["month"], lot["remaining_minor"]) for lot in read["lots"]]


async def test_a_refund_returns_to_the_very_lots(town: Town) -> None:
    await town.credit(date(2026, 3, 1))
    payment = await town.receipt(15_000, pin=PIN)
    assert await lots(town) == [("2026-03-01", 6_600)]
    assert (await refund(town, payment, 5_000)).status_code == 201
    assert await lots(town) == [("2026-02-01", 800), ("2026-03-01", 10_800)]
    await refund(town, payment, None)
    assert await lots(town) == [("2026-02-01", 10_800), ("2026-03-01", 10_800)]
    await town.verify()


async def test_the_bonus_returns_to_its_pot(town: Town) -> None:
    await town.open_line("bonus", 1_000)
    await town.offer("private", 1_000, 5_000)
    payment = await town.receipt(1_000)
    made = (await refund(town, payment, None)).json()
    assert (made["amount_minor"], made["bonus_minor"]) == (900, 100)
    balances = {each["kind"]: each["balance_minor"] for each in (await town.verify())["balances"]}
    assert (balances["pot"], balances["merchant"], balances["household"]) == (1_000, 0, 10_800)


async def test_no_more_comes_back_than_was_paid(town: Town) -> None:
    payment = await town.receipt(1_000)
    assert (await refund(town, payment, 600)).status_code == 201
    answer = await refund(town, payment, 600)
    assert (answer.status_code, answer.json()["type"], answer.json()["left_minor"]) == (
        409,
        "/problems/refund-too-large",
        400,
    )


async def test_a_repeated_refund_is_one_refund(town: Town) -> None:
    payment = await town.receipt(1_000)
    first, second = await refund(town, payment, 600, "once"), await refund(town, payment, 600, "once")
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert (await refund(town, payment, 500, "once")).status_code == 422
    await town.verify()


async def test_only_the_shop_that_sold_refunds(town: Town) -> None:
    payment = await town.receipt(1_000)
    other = await town.enrol_till(await town.accept_merchant("public"))
    answer = await refund(town, payment, None, till=other)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/sold-elsewhere")


async def test_a_shop_refunds_for_as_many_days_as_its_agreement_says(town: Town) -> None:
    shop = await town.accept_merchant("private", refund_days=30)
    town.till = await town.enrol_till(shop)
    payment = await town.receipt(1_000)
    town.till.now = "2026-03-12T23:59:00+02:00"
    assert (await refund(town, payment, 400)).status_code == 201
    town.till.now = "2026-03-13T00:01:00+02:00"
    answer = await refund(town, payment, 400)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/refund-too-late")
    assert answer.json()["last_day"] == "2026-03-12"


async def test_a_decline_cannot_be_refunded(town: Town) -> None:
    payment = await town.receipt(6_000)
    assert (await refund(town, payment, None)).status_code == 404


async def test_what_comes_back_of_an_expired_lot_can_be_spent_for_the_days_of_grace(town: Town) -> None:
    await town.credit(date(2026, 3, 1))
    payment = await town.receipt(15_000, pin=PIN)
    town.till.now = "2026-09-05T10:00:00+03:00"
    assert (await refund(town, payment, 14_000)).status_code == 201
    found = await town.client.get(f"/wallets/{town.wallet_id}", by=DESK)
    held = {lot["expires_on"]: (lot["month"], lot["remaining_minor"]) for lot in found["lots"]}
    assert held == {"2026-09-30": ("2026-03-01", 10_800), "2026-10-05": ("2026-02-01", 9_800)}
    assert (await refund(town, payment, None)).status_code == 201
    town.till.now = "2026-10-05T10:00:00+03:00"
    assert (await town.receipt(10_800, pin=PIN))["amount_minor"] == 10_800, "both lots of grace"
    await town.verify()


async def test_two_refunds_to_households_that_left_crosswise_do_not_wait_for_each_other(town: Town) -> None:
    """Of two merged pairs one's money goes from the lower to the higher wallet and one's back, under 40 refunds."""
    payments, wallets = [], []
    for _ in range(4):
        town.household_id = await town.enter_household(10_800)
        wallets.append((town.wallet_id, town.household_id))
    await town.credit(date(2026, 3, 1))
    for _, household_id in wallets:
        town.token = town.tokens[household_id]
        payments += [await town.receipt(100) for _ in range(10)]
    low, high = sorted(wallets[:2]), sorted(wallets[2:])
    for source, into in ((low[0], low[1]), (high[1], high[0])):
        event = registry.HouseholdMerged(household_id=source[1], into_household_id=into[1], merged_on=date(2026, 4, 1))
        assert await town.tell(event) is Outcome.APPLIED
    answers = await asyncio.gather(*(refund(town, payment, None) for payment in payments))
    assert {answer.status_code for answer in answers} == {201}
    await town.verify()


async def test_refunds_cross_a_merger_of_their_household(town: Town) -> None:
    payments = [await town.receipt(100) for _ in range(10)]
    source, household_id = town.wallet_id, town.household_id
    other = await town.enter_household(5_000)
    merged = registry.HouseholdMerged(household_id=household_id, into_household_id=other, merged_on=date(2026, 3, 2))
    closed = registry.HouseholdClosed(household_id=other, reason="moved_away", closed_on=date(2026, 3, 2))

    async def leave() -> None:
        assert await town.tell(merged) is Outcome.APPLIED
        assert await town.tell(closed) is Outcome.APPLIED

    *answers, _ = await asyncio.gather(*(refund(town, payment, None) for payment in payments), leave())
    assert {answer.status_code for answer in answers if answer is not None} == {201}
    for wallet_id in (source, town.wallet_id):
        assert (await town.client.get(f"/wallets/{wallet_id}", by=DESK))["balance_minor"] == 0
    await town.verify()


def paid(amount: int, bonus: int, refunded: int = 0, refunded_bonus: int = 0) -> Paid:
    return Paid(
        id=UUID(int=1),
        merchant_id=UUID(int=2),
        wallet_id=UUID(int=3),
        currency="EUR",
        amount_minor=amount,
        bonus_minor=bonus,
        refunded_minor=refunded,
        refunded_bonus_minor=refunded_bonus,
        offer_id=None,
        cash=False,
        merchant_wallet_id=UUID(int=4),
        paid_at=datetime(2026, 2, 10, tzinfo=UTC),
        refund_days=None,
    )


@given(amount=st.integers(1, 10_000), bonus=st.integers(0, 10_000), parts=st.lists(st.integers(1, 4_000), max_size=8))
def test_any_parts_and_the_rest_give_back_exactly_what_was_paid(amount: int, bonus: int, parts: list[int]) -> None:
    given_amount = given_bonus = 0
    for part in [*parts, None]:
        try:
            more = split_refund(paid(amount, bonus, given_amount, given_bonus), part)
        except RefundTooLarge:
            continue
        assert min(more) >= 0
        given_amount, given_bonus = given_amount + more[0], given_bonus + more[1]
        assert given_amount <= amount
        assert given_bonus <= bonus
    assert (given_amount, given_bonus) == (amount, bonus)


def test_nothing_left_is_refused() -> None:
    with pytest.raises(RefundTooLarge):
        split_refund(paid(500, 0, 500), None)
