"""Cash is given within what of each credit may be withdrawn, by shops that give it, and by PIN alone."""

import asyncio
from datetime import date
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from contracts import registry
from contracts.cards import PaymentCaptured, PaymentRefunded
from services.kit.db import Connection, uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import DESK, PIN, Town
from tests.cards.payments import holding
from tests.cards.payments.test_refunds import refund
from tests.clients import Till


@pytest.fixture
async def bank(town: Town) -> Till:
    """The till of a shop that gives cash."""
    return await town.enrol_till(await town.accept_merchant("private", gives_cash=True))


async def ask(town: Town, till: Till, amount_minor: int, key: str = "", **more: Any) -> httpx.Response:
    body = {"card_token": town.token, "amount_minor": amount_minor, "currency": "EUR", "pin": PIN} | more
    return await till.send("/withdrawals", msgspec.json.encode(body), key or str(uuid7()))


async def withdraw(town: Town, till: Till, amount_minor: int, **more: Any) -> dict[str, Any]:
    answer = await ask(town, till, amount_minor, **more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_half_of_a_credit_is_given_as_cash_and_no_more(town: Town, bank: Till) -> None:
    assert (await withdraw(town, bank, 5_000))["status"] == "captured"
    refused = await withdraw(town, bank, 500)
    assert refused["decline_code"] == "cash_quota_exceeded"
    assert refused["message"].startswith("Από τα χρήματα της κάρτας μπορείτε να πάρετε σε μετρητά 4,00")
    assert (await withdraw(town, bank, 400))["status"] == "captured"
    assert (await town.receipt(5_400, pin=PIN))["status"] == "captured", "the rest is spent in shops"
    await town.verify()


async def test_each_credit_has_its_own_quota(town: Town, bank: Till) -> None:
    await town.credit(date(2026, 3, 1))
    await town.receipt(10_800, pin=PIN)
    assert (await withdraw(town, bank, 5_401))["decline_code"] == "cash_quota_exceeded", "what is spent is spent"
    assert (await withdraw(town, bank, 5_400))["status"] == "captured"
    await town.verify()


async def test_more_than_there_is_is_not_given_in_part(town: Town, bank: Till) -> None:
    await town.receipt(6_000, pin=PIN)
    assert (await withdraw(town, bank, 4_801))["decline_code"] == "insufficient_funds"


async def test_what_is_held_for_a_shop_is_not_given(town: Town, bank: Till) -> None:
    await holding.hold(town, 8_000, pin=PIN)
    assert (await withdraw(town, bank, 2_801))["decline_code"] == "insufficient_funds"
    assert (await withdraw(town, bank, 2_800))["status"] == "captured"
    await town.verify()


async def test_a_shop_that_gives_no_cash_gives_none(town: Town) -> None:
    assert (await withdraw(town, town.till, 100))["decline_code"] == "cash_refused"


async def test_cash_is_never_given_without_the_pin(town: Town, bank: Till) -> None:
    assert (await withdraw(town, bank, 1, pin=None))["decline_code"] == "pin_required"


async def test_cash_is_not_sold(town: Town, bank: Till) -> None:
    body = {"card_token": town.token, "amount_minor": 100, "currency": "EUR"}
    basket = [{"category": "6010", "amount_minor": 100}]
    answer = await bank.send("/payments", msgspec.json.encode(body | {"basket": basket}), str(uuid7()))
    assert answer.json()["decline_code"] == "category_denied"


async def test_cash_that_is_brought_back_can_be_withdrawn_again(town: Town, bank: Till) -> None:
    given = await withdraw(town, bank, 5_400)
    assert (await refund(town, given, 1_000, till=bank)).status_code == 201
    assert (await withdraw(town, bank, 1_001))["decline_code"] == "cash_quota_exceeded"
    assert (await withdraw(town, bank, 1_000))["status"] == "captured"
    await town.verify()


async def test_a_repeated_withdrawal_is_one_withdrawal(town: Town, bank: Till) -> None:
    first, second = await ask(town, bank, 1_000, "cash-1"), await ask(town, bank, 1_000, "cash-1")
    assert first.json() == second.json()
    body = {"card_token": town.token, "amount_minor": 1_000, "currency": "EUR", "pin": PIN}
    other = await bank.send("/payments", msgspec.json.encode(body), "cash-1")
    assert other.status_code == 422, "the same key does not buy goods"
    await town.verify()


async def test_withdrawals_at_once_stay_within_the_quota(town: Town, bank: Till) -> None:
    codes = []
    for _ in range(2):  # As many at once as a PIN has tries, each of which is spent before it is looked at.
        codes += [each["decline_code"] for each in await asyncio.gather(*(withdraw(town, bank, 1_350) for _ in "123"))]
    assert (codes.count(None), codes.count("cash_quota_exceeded")) == (4, 2)
    await town.verify()


async def cash_of(town: Town) -> list[int]:
    wallet = await town.client.get(f"/wallets/{town.wallet_id}", by=DESK)
    return [lot["cash_minor"] for lot in wallet["lots"]]


async def test_a_household_that_splits_shares_what_may_be_withdrawn(town: Town, bank: Till) -> None:
    await withdraw(town, bank, 1_400)
    split = registry.HouseholdSplit(
        household_id=town.household_id,
        new_household_id=uuid7(),
        new_holder_id=uuid7(),
        share_basis_points=2_500,
        split_on=date(2026, 2, 11),
    )
    assert await town.tell(split) is Outcome.APPLIED
    assert await cash_of(town) == [3_000]
    await town.hand_over(split.new_household_id, split.new_holder_id)
    assert await cash_of(town) == [1_000]
    await town.verify()


async def test_cash_that_comes_back_after_the_last_day_can_be_withdrawn_for_some_days(town: Town, bank: Till) -> None:
    given = await withdraw(town, bank, 1_000)
    town.client.now = bank.now = "2026-09-02T10:00:00+03:00"
    assert (await refund(town, given, 300, till=bank)).status_code == 201
    assert await cash_of(town) == [5_400 - 1_000, 300]
    assert (await withdraw(town, bank, 300))["status"] == "captured"
    await town.verify()


async def test_a_lot_keeps_no_more_cash_than_was_credited(town: Town, superuser: Connection) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.execute("UPDATE lots SET cash_left_minor = credited_minor + 1")


async def test_a_withdrawal_is_decided_again_from_its_record(town: Town, bank: Till) -> None:
    for amount in (1_000, 5_000):
        made = await withdraw(town, bank, amount)
        again = await town.client.get(f"/payments/{made['id']}/decision", by="anna auditor")
        assert again["identical"], again


async def test_what_is_told_of_a_withdrawal_says_that_it_is_cash(town: Town, bank: Till, superuser: Connection) -> None:
    given = await withdraw(town, bank, 1_000)
    await refund(town, given, 300, till=bank)
    told = "SELECT data FROM outbox WHERE type = ANY ($1) ORDER BY position"
    rows = await superuser.fetch(told, [PaymentCaptured.type, PaymentRefunded.type])
    assert [msgspec.json.decode(row["data"])["cash"] for row in rows] == [True, True]
