"""Statements of wallets: a month leads from what was there to what is left; its holder sees it, the desk prints it."""

import json
from typing import Any

import pytest

from services.kit.db import Connection
from tests.cards.factories import DESK, OFFICER, PIN, Town


async def holder(town: Town) -> str:
    return str((await town.client.get(f"/cards/{town.card_id}", by=DESK))["holder_id"])


async def statement(town: Town, month: str) -> dict[str, Any]:
    path = f"/holders/me/wallets/{town.wallet_id}/statements/{month}"
    found: dict[str, Any] = await town.client.get(path, by=f"{await holder(town)} holder")
    total = found["opening_minor"] + found["credited_minor"] - found["spent_minor"] + found["refunded_minor"]
    total += found["moved_minor"] - found["withdrawn_minor"] - found["expired_minor"]
    assert total == found["closing_minor"]
    return found


async def spend(town: Town) -> None:
    """Spend 30.00, of which 5.00 come back, and take 10.00 in cash, in February; and 1.00 in March."""
    sale = await town.receipt(3_000)
    refund = json.dumps({"amount_minor": 500}).encode()
    answer = await town.till.send(f"/payments/{sale['id']}/refunds", refund, "refund-1")
    assert answer.status_code == 201, answer.text
    body = {"card_token": town.token, "amount_minor": 1_000, "currency": "EUR", "pin": PIN}
    bank = await town.enrol_till(await town.accept_merchant("private", gives_cash=True))
    answer = await bank.send("/withdrawals", json.dumps(body).encode(), "cash-1")
    assert answer.json()["status"] == "captured", answer.text
    town.till.now = "2026-03-01T00:00:00+02:00"
    await town.receipt(100)


async def test_a_months_figures_lead_from_what_was_there_to_what_is_left(town: Town) -> None:
    await spend(town)
    town.client.now = "2026-03-02T09:00:00+02:00"
    january, february, march = [await statement(town, f"2026-{month}-15") for month in ("01", "02", "03")]
    assert (january["opening_minor"], january["credited_minor"], january["closing_minor"]) == (0, 10_800, 10_800)
    assert (february["from_on"], february["until_on"]) == ("2026-02-01", "2026-02-28")
    named = [february[f"{name}_minor"] for name in ("opening", "spent", "refunded", "withdrawn", "closing")]
    assert named == [10_800, 3_000, 500, 1_000, 7_300]
    assert (march["opening_minor"], march["spent_minor"], march["closing_minor"]) == (7_300, 100, 7_200)
    assert march["next_expiry_minor"] == 7_200
    await town.verify()


async def test_the_desk_orders_a_month_on_paper_and_sees_no_figure(town: Town, superuser: Connection) -> None:
    await spend(town)
    town.client.now = "2026-03-02T09:00:00+02:00"
    path = f"/wallets/{town.wallet_id}/statements"
    ordered = await town.client.post(path, {"month": "2026-02-10"}, by=DESK)
    assert (ordered["holder_id"], ordered["month"]) == (await holder(town), "2026-02-01")
    assert not [name for name in ordered if name.endswith("_minor")]
    said = await superuser.fetchval("SELECT data FROM outbox WHERE type = 'cards.wallet_statement_ordered.v1'")
    event = json.loads(said)
    assert (event["statement_id"], event["figures"]["closing_minor"]) == (ordered["id"], 7_300)
    assert "shop" not in str(event)
    assert str(town.merchant_id) not in str(event)


@pytest.mark.parametrize(("month", "refused"), [("2026-03-01", (409, "month-not-over")), ("x", (400, "malformed"))])
async def test_a_month_is_printed_when_it_is_over(town: Town, month: str, refused: tuple[int, str]) -> None:
    town.client.now = "2026-03-31T23:00:00+03:00"
    path = f"/wallets/{town.wallet_id}/statements"
    assert (await town.client.refused("POST", path, {"month": month}, by=DESK))[:2] == refused


async def test_only_the_holder_sees_figures_and_only_of_the_own_wallet(town: Town) -> None:
    path = f"/holders/me/wallets/{town.wallet_id}/statements/2026-01-01"
    assert (await town.client.refused("GET", path, by=f"{town.merchant_id} holder"))[:2] == (404, "not-found")
    assert (await town.client.refused("GET", path, by=DESK))[0] == 403
    path = f"/wallets/{town.wallet_id}/statements"
    assert (await town.client.refused("POST", path, {"month": "2026-01-01"}, by=OFFICER))[0] == 403
    path = f"/holders/me/wallets/{town.wallet_id}/statements/2026-02-01"
    assert (await town.client.refused("GET", path, by=f"{await holder(town)} holder"))[0] == 404, (
        "a month that has not begun"
    )


async def test_nobody_holds_a_shops_wallet(town: Town, superuser: Connection) -> None:
    shop = await superuser.fetchval("SELECT wallet_id FROM merchants LIMIT 1")
    path = f"/wallets/{shop}/statements"
    assert (await town.client.refused("POST", path, {"month": "2026-01-01"}, by=DESK))[:2] == (404, "not-found")
