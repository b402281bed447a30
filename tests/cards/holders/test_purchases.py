"""Purchases: only whose wallet it is sees what was bought from it."""

from typing import Any
from uuid import UUID

from contracts import registry
from services.kit.db import uuid7
from tests.cards.factories import DESK, Town
from tests.cards.holders.test_households import TODAY, appointment, cards_of, told

STAFF = ("caseworker", "supervisor", "card_desk", "finance_officer", "auditor", "administrator", "merchant_officer")


async def holder_of(town: Town) -> str:
    return f"{(await town.client.get(f'/cards/{town.card_id}', by=DESK))['holder_id']} holder"


async def bought_by(town: Town, holder: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await town.client.get("/holders/me/payments", by=holder))["items"]
    return found


async def proxy_of(town: Town) -> tuple[str, str]:
    """Appoint a proxy with a card in use, and return who it is and what the card's QR says."""
    appointed = appointment(town, town.household_id, may=["shop"])
    await told(town, appointed)
    (card,) = await cards_of(town, appointed.person_id)
    printed = await town.client.post(f"/cards/{card['id']}/print", by=DESK)
    await town.client.post(f"/cards/{card['id']}/hand-over", by=DESK)
    await town.client.post(f"/cards/{card['id']}/pin", {"pin": "7391"}, by=DESK)
    return f"{appointed.person_id} holder", printed["token"]


async def test_a_holder_sees_own_purchases_with_the_reasons_newest_first(town: Town) -> None:
    paid = await town.receipt(100)
    refused = await town.receipt(9_000)
    holder = await holder_of(town)
    answer = await town.client.send("GET", "/holders/me/payments", by=holder, Accept_Language="el")
    newest, oldest = answer.json()["items"]
    assert (newest["id"], oldest["id"]) == (refused["id"], paid["id"])
    assert newest["message"] == "Για το ποσό αυτό πληκτρολογήστε το PIN."
    first = await town.client.get("/holders/me/payments?limit=1", by=holder)
    rest = await town.client.get(f"/holders/me/payments?limit=1&cursor={first['next']}", by=holder)
    assert [each["items"][0]["id"] for each in (first, rest)] == [refused["id"], paid["id"]]


async def test_nobody_else_sees_them(town: Town) -> None:
    await town.receipt(100)
    assert await bought_by(town, f"{uuid7()} holder") == []
    for role in STAFF:
        assert (await town.client.send("GET", "/holders/me/payments", by=f"anna {role}")).status_code == 403, role


async def test_what_staff_see_of_cards_and_wallets_names_no_shop_time_or_basket(town: Town) -> None:
    receipt = await town.receipt(100, basket=[{"category": "5411", "amount_minor": 100}])
    for path in (f"/cards/{town.card_id}", "/cards", f"/wallets/{town.wallet_id}"):
        text = (await town.client.send("GET", path, by=DESK)).text
        for told_nobody in (receipt["id"], str(town.merchant_id), str(town.till_id), "5411", "paid_at"):
            assert told_nobody not in text, f"{path} tells {told_nobody}"


async def test_whose_wallet_it_is_sees_what_a_proxy_bought_and_the_proxy_nothing(town: Town) -> None:
    own = await town.receipt(100)
    proxy, token = await proxy_of(town)
    for_them = await town.receipt(200, card_token=token)
    assert {each["id"] for each in await bought_by(town, await holder_of(town))} == {own["id"], for_them["id"]}
    assert await bought_by(town, proxy) == []
    assert (await town.client.get("/holders/me/wallets", by=proxy))["items"] == []


async def test_a_new_holder_does_not_see_what_the_former_one_bought(town: Town) -> None:
    await town.receipt(100)
    former, new = await holder_of(town), uuid7()
    changed = registry.HolderChanged(
        household_id=town.household_id, former_holder_id=UUID(former.split()[0]), holder_id=new, changed_on=TODAY
    )
    await told(town, changed)
    assert await bought_by(town, f"{new} holder") == []
    assert len(await bought_by(town, former)) == 1


async def test_a_holder_sees_balance_and_next_expiry(town: Town) -> None:
    (wallet,) = (await town.client.get("/holders/me/wallets", by=await holder_of(town)))["items"]
    assert (wallet["id"], wallet["balance_minor"]) == (str(town.wallet_id), 10_800)
    assert wallet["next_expiry_on"] == "2026-08-31"
    assert (await town.client.get("/holders/me/wallets", by=f"{uuid7()} holder"))["items"] == []


async def test_a_holder_disputes_an_own_purchase_and_nobody_elses(town: Town) -> None:
    town.client.now = town.till.now
    body = {"payment_id": (await town.receipt(400))["id"], "reason": "wrong_amount", "amount_minor": 100}
    proxy, _ = await proxy_of(town)
    for other in (proxy, f"{uuid7()} holder"):
        assert (await town.client.refused("POST", "/holders/me/disputes", body, by=other))[:2] == (404, "not-found")
    opened = await town.client.post("/holders/me/disputes", body, by=await holder_of(town))
    assert (opened["status"], opened["amount_minor"], opened["card_id"]) == ("disputed", 100, str(town.card_id))


async def test_a_holder_sees_own_disputes_newest_first_and_nobody_elses(town: Town) -> None:
    holder = await holder_of(town)
    first, second = [await town.receipt(100), await town.receipt(200)]
    for receipt in (first, second):
        body = {"payment_id": receipt["id"], "reason": "goods_faulty"}
        await town.client.post("/holders/me/disputes", body, by=holder)
    listed = (await town.client.get("/holders/me/disputes", by=holder))["items"]
    assert [(each["payment_id"], each["status"]) for each in listed] == [
        (second["id"], "disputed"),
        (first["id"], "disputed"),
    ]
    assert (await town.client.get("/holders/me/disputes", by=f"{uuid7()} holder"))["items"] == []
