"""Cashiers at tills: signed on by number and PIN, and nothing beyond their rights."""

from typing import Any

import msgspec

from contracts.merchants import CashierEnded
from tests.cards.factories import DESK, Town
from tests.cards.payments import holding
from tests.cards.shops.staffing import PIN, Outlet


def sale(town: Town) -> dict[str, Any]:
    return {"card_token": town.token, "amount_minor": 100, "currency": "EUR"}


async def test_an_outlet_with_cashiers_sells_only_with_one_signed_on_who_may(town: Town) -> None:
    shop = await Outlet(town).open()
    sold = await town.receipt(300)
    seller, chief = await shop.appoint("sell"), await shop.appoint("refund", "close_day")
    assert await shop.refused("/payments", sale(town)) == (403, "cashier-missing")
    await shop.sign_on(seller)
    assert (await shop.ask("/payments", sale(town), key="once"))["status"] == "captured"
    back = f"/payments/{sold['id']}/refunds"
    assert await shop.refused(back, {}) == (403, "cashier-not-allowed")
    await shop.sign_on(chief)
    assert (await shop.ask(back, {}))["amount_minor"] == 300
    assert await shop.refused("/payments", sale(town)) == (403, "cashier-not-allowed")
    assert await shop.refused("/authorisations", sale(town)) == (403, "cashier-not-allowed")
    supplier = {"payee_id": str(await town.accept_merchant("public")), "amount_minor": 1, "currency": "EUR"}
    assert await shop.refused("/respends", supplier) == (403, "cashier-not-allowed")
    await shop.ask("/cashier-sign-offs", {})
    again = await town.till.send("/payments", msgspec.json.encode(sale(town)), "once")
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true"), "a retry needs nobody"
    assert (await town.verify())["ok"]


async def test_a_right_that_was_taken_away_counts_at_once(town: Town) -> None:
    shop = await Outlet(town).open()
    number = await shop.appoint("sell", "refund")
    await shop.sign_on(number)
    held = await holding.hold(town, 500)
    await shop.tell_rights(number, "refund")
    assert await shop.refused("/payments", sale(town)) == (403, "cashier-not-allowed")
    for answer in (await holding.capture(town, held), await holding.void(town, held)):
        assert answer.json()["type"] == "/problems/cashier-not-allowed"
    await town.tell(CashierEnded(cashier_id=shop.ids[number]))
    assert (await town.receipt(100))["status"] == "captured", "the last cashier has gone: the shop sells by itself"
    assert await shop.refused("/cashier-sign-ons", {"number": number, "pin": PIN}) == (404, "not-found")


async def test_the_third_wrong_pin_blocks_until_another_is_chosen(town: Town) -> None:
    shop = await Outlet(town).open()
    number = await shop.appoint("sell")
    await shop.sign_on(number)
    wrong = {"number": number, "pin": "1357"}
    assert [await shop.refused("/cashier-sign-ons", wrong) for _ in range(4)] == [
        (409, "pin-wrong"),
        (409, "pin-wrong"),
        (409, "pin-wrong"),
        (409, "pin-blocked"),
    ]
    assert await shop.refused("/cashier-sign-ons", {"number": number, "pin": PIN}) == (409, "pin-blocked")
    code = await shop.give_code(number)
    assert await shop.refused("/payments", sale(town)) == (403, "cashier-missing"), "a new code signs off"
    await shop.ask("/cashier-pins", {"code": code, "pin": "1470"})
    assert await shop.refused("/cashier-sign-ons", {"number": number, "pin": PIN}) == (409, "pin-wrong")
    await shop.ask("/cashier-sign-ons", {"number": number, "pin": "1470"})


async def test_a_code_serves_one_pin_at_the_tills_of_its_outlet_for_ten_minutes(town: Town) -> None:
    shop = await Outlet(town).open()
    number = await shop.appoint("sell")
    code = await shop.give_code(number)
    assert await shop.refused("/cashier-pins", {"code": code, "pin": "1234"}) == (409, "pin-too-easy")
    other = await Outlet(town).open()
    chosen = {"code": code, "pin": PIN}
    assert await other.refused("/cashier-pins", chosen) == (404, "cashier-code-unknown")
    assert await other.refused("/cashier-sign-ons", {"number": number, "pin": PIN}) == (404, "not-found")
    first = await shop.ask("/cashier-pins", chosen)
    assert await shop.ask("/cashier-pins", chosen) == first
    assert await shop.refused("/cashier-pins", chosen | {"pin": "1470"}) == (409, "cashier-code-used")
    late = await shop.give_code(number)
    shop.till.now = "2026-02-10T10:30:00+02:00"
    assert await shop.refused("/cashier-pins", chosen | {"code": late}) == (409, "cashier-code-expired")


async def test_a_stopped_till_signs_nobody_on(town: Town) -> None:
    shop = await Outlet(town).open()
    number = await shop.appoint("sell")
    await town.client.post(f"/tills/{shop.till_id}/stop", by=DESK)
    assert await shop.refused("/cashier-sign-ons", {"number": number, "pin": PIN}) == (403, "till-stopped")
