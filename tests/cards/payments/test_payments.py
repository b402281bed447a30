"""Sales at the till: what is paid, what is declined and why, and that one sale stays one."""

import asyncio
from datetime import date
from uuid import uuid4

import httpx
import msgspec
import pytest

from services.kit.db import uuid7
from tests.cards.factories import DESK, OFFICER, PIN, Town


async def test_a_sale_is_paid_from_the_lots_and_the_shop_is_owed_it(town: Town) -> None:
    receipt = await town.receipt(2_500)
    assert (receipt["status"], receipt["amount_minor"], receipt["remainder_minor"]) == ("captured", 2_500, 0)
    assert (receipt["balance_minor"], receipt["next_expiry_on"]) == (8_300, "2026-08-31")
    balances = {each["kind"]: each["balance_minor"] for each in (await town.verify())["balances"]}
    assert balances["merchant"] == 2_500
    assert balances["household"] == 8_300


async def test_a_receipt_never_names_the_programme(town: Town) -> None:
    assert b"gmi" not in (await town.pay(2_500)).content


async def test_short_of_money_pays_what_is_there_and_says_the_rest(town: Town) -> None:
    receipt = await town.receipt(15_000, pin=PIN)
    assert (receipt["amount_minor"], receipt["remainder_minor"], receipt["balance_minor"]) == (10_800, 4_200, 0)
    await town.verify()


async def test_a_till_that_needs_all_of_it_gets_a_decline_with_a_sentence(town: Town) -> None:
    receipt = await town.receipt(15_000, pin=PIN, partial=False)
    assert (receipt["status"], receipt["decline_code"]) == ("declined", "insufficient_funds")
    assert receipt["message"] == "Το υπόλοιπο της κάρτας δεν αρκεί. Το υπόλοιπο αναγράφεται στην απόδειξη."
    assert receipt["balance_minor"] == 10_800


async def test_denied_goods_are_left_to_cash(town: Town) -> None:
    basket = [{"category": "5411", "amount_minor": 1_000}, {"category": "7995", "amount_minor": 500}]
    receipt = await town.receipt(1_500, basket=basket)
    assert (receipt["amount_minor"], receipt["remainder_minor"]) == (1_000, 500)


async def test_only_denied_goods_are_declined(town: Town) -> None:
    receipt = await town.receipt(500, basket=[{"category": "7995", "amount_minor": 500}])
    assert receipt["decline_code"] == "category_denied"


async def test_an_offer_adds_its_bonus_from_the_pot(town: Town) -> None:
    await town.open_line("bonus", 150)
    await town.offer("private", 1_000, 5_000)
    first = await town.receipt(1_000)
    assert (first["amount_minor"], first["bonus_minor"]) == (900, 100)
    second = await town.receipt(1_000)
    assert (second["amount_minor"], second["bonus_minor"]) == (950, 50), (
        "an empty pot means less bonus, never a decline"
    )
    third = await town.receipt(1_000)
    assert (third["status"], third["bonus_minor"]) == ("captured", 0)
    await town.verify()


async def test_above_the_limit_the_pin_is_wanted(town: Town) -> None:
    assert (await town.receipt(5_001))["decline_code"] == "pin_required"
    assert (await town.receipt(5_001, pin=PIN))["status"] == "captured"


async def test_three_wrong_pins_block_and_the_right_one_comes_too_late(town: Town) -> None:
    codes = [(await town.receipt(100, pin="0000"))["decline_code"] for _ in range(3)]
    assert codes == ["pin_wrong"] * 3
    assert (await town.receipt(100, pin=PIN))["decline_code"] == "pin_blocked"


async def test_a_repeated_wrong_pin_spends_one_try(town: Town) -> None:
    key = str(uuid7())
    for _ in range(4):
        assert (await town.pay(100, key, pin="0000")).json()["decline_code"] == "pin_wrong"
    assert (await town.receipt(100, pin=PIN))["status"] == "captured"


async def test_a_repeated_sale_gets_the_first_answer(town: Town) -> None:
    first, second = await town.pay(2_500, "sale-1"), await town.pay(2_500, "sale-1")
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"] == 8_300


async def test_a_key_used_for_another_sale_is_refused(town: Town) -> None:
    await town.pay(2_500, "sale-1")
    answer = await town.pay(2_600, "sale-1")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/key-reused")


async def test_fifty_copies_of_one_sale_at_once_are_one_sale(town: Town) -> None:
    answers = await asyncio.gather(*(town.pay(1_000, "burst") for _ in range(50)))
    assert {answer.json()["id"] for answer in answers} == {answers[0].json()["id"]}
    assert (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"] == 9_800


async def test_a_replayed_request_is_refused(town: Town) -> None:
    body = msgspec.json.encode({"card_token": town.token, "amount_minor": 100, "currency": "EUR"})
    request = town.till.request("/payments", body, "once")
    assert (await town.http.send(request)).status_code == 201
    again = httpx.Request("POST", request.url, content=body, headers=request.headers)
    answer = await town.http.send(again)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/request-replayed")


async def test_a_stopped_till_is_refused_at_once_and_for_good(town: Town) -> None:
    await town.client.post(f"/tills/{town.till_id}/stop", by=DESK)
    answer = await town.pay(100)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/till-stopped")


async def test_a_stopped_card_pays_nothing_and_keeps_its_money(town: Town) -> None:
    version = (await town.client.get(f"/cards/{town.card_id}", by=DESK))["version"]
    await town.client.post(f"/cards/{town.card_id}/stop", {"reason": "lost"}, by=DESK, If_Match=f'"{version}"')
    assert (await town.receipt(100))["decline_code"] == "card_refused"
    assert (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"] == 10_800


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"amount_minor": 0}, "/amount_minor"),
        ({"amount_minor": 1.5}, "/amount_minor"),
        ({"currency": "eur"}, "/currency"),
        ({"card_token": "short"}, "/card_token"),
        ({"unknown": 1}, "/unknown"),
        ({"basket": [{"category": "54", "amount_minor": 100}]}, "/basket/0/category"),
        ({"basket": [{"category": "5411", "amount_minor": 99}]}, "/basket"),
    ],
)
async def test_rubbish_is_named_where_it_is(town: Town, body: dict[str, object], pointer: str) -> None:
    sale = {"card_token": town.token, "amount_minor": 100, "currency": "EUR"} | body
    answer = await town.till.send("/payments", msgspec.json.encode(sale), str(uuid4()))
    assert answer.status_code == 400, answer.text
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


async def test_an_unsigned_sale_says_what_is_missing(town: Town) -> None:
    answer = await town.http.post("/payments", json={}, headers={"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/signature-missing")


async def test_a_lot_that_has_expired_pays_nothing(town: Town) -> None:
    town.till.now = "2026-09-01T10:00:00+03:00"
    assert (await town.receipt(100))["decline_code"] == "insufficient_funds"


async def test_the_lot_that_expires_first_pays_first(town: Town) -> None:
    await town.credit(date(2026, 3, 1))
    await town.receipt(3_000)
    lots = (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["lots"]
    assert [(lot["month"], lot["remaining_minor"]) for lot in lots] == [("2026-02-01", 7_800), ("2026-03-01", 10_800)]


async def test_the_desk_sees_no_purchases(town: Town) -> None:
    await town.pay(2_500)
    wallet = (await town.client.send("GET", f"/wallets/{town.wallet_id}", by=DESK)).text
    assert str(town.merchant_id) not in wallet
    assert (await town.client.send("GET", "/verify", by=DESK)).status_code == 403
    assert (await town.client.send("GET", "/verify", by=OFFICER)).status_code == 200
