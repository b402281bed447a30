"""Refunds go back into the very lots and the pot that they came from, and never further."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.payments.refunds import Paid, RefundTooLarge, split_refund
from services.kit.db import uuid7
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
    assert (await refund(town, payment, None, till=other)).status_code == 403


async def test_a_decline_cannot_be_refunded(town: Town) -> None:
    payment = await town.receipt(6_000)
    assert (await refund(town, payment, None)).status_code == 404


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
        merchant_wallet_id=UUID(int=4),
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
