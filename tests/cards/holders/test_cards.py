"""Cards: their states, and that losing or replacing one moves no money."""

import asyncio
import itertools

import asyncpg
import pytest
from stdnum import luhn

from services.cards.holders.cards import STOPS, TRANSITIONS
from services.kit.db import Connection
from tests.cards.factories import DESK, Town
from tests.clients import etag


async def test_a_card_is_handed_over_only_when_it_was_printed(town: Town) -> None:
    event = town.membership(town.household_id, 1_000)
    await town.tell(event)
    (card,) = (await town.client.get(f"/cards?holder_id={event.holder_id}", by=DESK))["items"]
    answer = await town.client.send("POST", f"/cards/{card['id']}/hand-over", by=DESK)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/card-not-printed")


async def test_printing_again_voids_the_first_print(town: Town) -> None:
    event = town.membership(town.household_id, 1_000)
    await town.tell(event)
    (card,) = (await town.client.get(f"/cards?holder_id={event.holder_id}", by=DESK))["items"]
    first = await town.client.post(f"/cards/{card['id']}/print", by=DESK)
    second = await town.client.post(f"/cards/{card['id']}/print", by=DESK)
    assert first["number"] == second["number"]
    assert luhn.is_valid(first["number"])
    await town.client.post(f"/cards/{card['id']}/hand-over", by=DESK)
    await town.client.post(f"/cards/{card['id']}/pin", {"pin": "2580"}, by=DESK)
    assert (await town.receipt(100, card_token=first["token"]))["decline_code"] == "card_refused"
    assert (await town.receipt(100, card_token=second["token"]))["status"] == "captured"


async def test_a_card_in_use_cannot_be_printed_again(town: Town) -> None:
    answer = await town.client.send("POST", f"/cards/{town.card_id}/print", by=DESK)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/transition-forbidden")


async def test_a_replaced_card_pays_nothing_and_its_money_stays(town: Town) -> None:
    new = await town.client.post(f"/cards/{town.card_id}/replace", by=DESK)
    assert (new["status"], new["wallet_id"]) == ("ordered", str(town.wallet_id))
    assert (await town.receipt(100))["decline_code"] == "card_refused"
    assert (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"] == 10_800


async def test_stopping_names_the_version_that_was_seen(town: Town) -> None:
    path, body = f"/cards/{town.card_id}/stop", {"reason": "lost"}
    assert (await town.client.send("POST", path, body, by=DESK)).status_code == 428
    assert (await town.client.send("POST", path, body, by=DESK, If_Match='"1"')).status_code == 412


async def test_another_tenant_sees_no_card(town: Town, settings_of: object) -> None:
    other = next(each for each in town.settings.municipalities.values() if each.id != town.client.tenant.id)
    town.client.tenant = other
    assert (await town.client.send("GET", f"/cards/{town.card_id}", by=DESK)).status_code == 404
    assert (await town.client.get("/cards", by=DESK))["items"] == []


@pytest.mark.parametrize(("before", "after"), [*itertools.product(STOPS, ("active", "issued", "ordered", "paused"))])
def test_a_stopped_card_never_pays_again(before: str, after: str) -> None:
    assert after not in TRANSITIONS.get(before, ())  # type: ignore[call-overload]


async def test_a_printed_card_that_came_back_is_void_and_printed_again(town: Town) -> None:
    event = town.membership(town.household_id, 1_000)
    await town.tell(event)
    (card,) = (await town.client.get(f"/cards?holder_id={event.holder_id}", by=DESK))["items"]
    path, body = f"/cards/{card['id']}", {"reason": "unknown_at_address"}
    status, problem, _ = await town.client.refused("POST", f"{path}/returns", body, by=DESK, If_Match=etag(card))
    assert (status, problem) == (409, "card-not-printed"), "what was never printed cannot come back"
    first = await town.client.post(f"{path}/print", by=DESK)
    back = await town.client.post(f"{path}/returns", body, by=DESK, If_Match=etag(first))
    assert (back["status"], back["is_printed"]) == ("ordered", False)
    status, problem, _ = await town.client.refused("POST", f"{path}/hand-over", by=DESK)
    assert (status, problem) == (409, "card-not-printed")
    second = await town.client.post(f"{path}/print", by=DESK)
    await town.client.post(f"{path}/hand-over", by=DESK)
    await town.client.post(f"{path}/pin", {"pin": "2580"}, by=DESK)
    assert (await town.receipt(100, card_token=first["token"]))["decline_code"] == "card_refused"
    assert (await town.receipt(100, card_token=second["token"]))["status"] == "captured"


async def test_a_card_in_use_does_not_come_back_from_the_post(town: Town) -> None:
    card = await town.client.get(f"/cards/{town.card_id}", by=DESK)
    path, body = f"/cards/{town.card_id}/returns", {"reason": "refused"}
    status, problem, _ = await town.client.refused("POST", path, body, by=DESK, If_Match=etag(card))
    assert (status, problem) == (409, "transition-forbidden")


async def test_the_old_card_is_refused_in_the_very_next_sale_also_with_sales_in_flight(town: Town) -> None:
    sales = [town.receipt(100) for _ in range(8)]
    replaced, *flying = await asyncio.gather(town.client.post(f"/cards/{town.card_id}/replace", by=DESK), *sales)
    after = await town.receipt(100)
    assert (replaced["status"], after["decline_code"]) == ("ordered", "card_refused")
    paid = sum(receipt["status"] == "captured" for receipt in flying)
    assert {receipt["decline_code"] for receipt in flying} <= {None, "card_refused"}
    balance = (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"]
    assert balance == 10_800 - 100 * paid, "what was in flight was paid whole or not at all; nothing else moved"
    await town.verify()


async def test_the_database_keeps_a_pause_with_who_made_it(town: Town, superuser: Connection) -> None:
    for change in ("status = 'paused'", "paused_by = 'desk'", "paused_by = 'somebody'", "renew_on = '2040-01-01'"):
        with pytest.raises(asyncpg.CheckViolationError):
            await superuser.execute(f"UPDATE cards SET {change} WHERE id = $1", town.card_id)
