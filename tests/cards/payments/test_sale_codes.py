"""Purchases by phone: a code is paid once, by its holder's PIN; each fault of one has its own problem."""

import time
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import sale_code
from contracts.sale_code import Asked
from services.cards.holders import pins
from services.kit.db import uuid7
from tests.cards.factories import DESK, PIN, Town
from tests.cards.holders.test_phones import CONSOLE, Phone
from tests.cards.shops.staffing import Outlet


def code_of(town: Town, key: Ed25519PrivateKey | None = None, *, origin: str = "", **changes: Any) -> tuple[UUID, str]:
    """Return a sale id and the code that the town's till shows for 10.00."""
    asked = Asked(town.merchant_id, uuid7(), 1_000, "EUR", int(time.time()) + 60)._replace(**changes)
    made = sale_code.make(asked, key or town.till.key, origin=origin or town.till.origin)
    return asked.sale_id, made


async def holder_of(town: Town) -> str:
    return f"{(await town.client.get(f'/cards/{town.card_id}', by=DESK))['holder_id']} holder"


def purchase(town: Town, code: str, pin: str = PIN) -> dict[str, Any]:
    return {"code": code, "card_id": str(town.card_id), "pin": pin}


async def result(town: Town, sale_id: UUID) -> Any:
    """Let the till ask what has become of a sale."""
    answer = await town.till.send(f"/sale-codes/{sale_id}", b"", str(uuid7()), method="GET")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_holder_pays_a_code_and_the_till_learns_it(town: Town) -> None:
    holder, (sale_id, code) = await holder_of(town), code_of(town)
    asked = await town.client.post("/sale-codes/readings", {"code": code}, by=holder)
    assert (asked["merchant_id"], asked["amount_minor"], asked["partial"]) == (str(town.merchant_id), 1_000, True)
    assert await result(town, sale_id) == {"sale_id": str(sale_id), "payment": None}
    wrong = await town.client.refused("POST", "/holders/me/purchases", purchase(town, code, "7777"), by=holder)
    assert wrong[:2] == (409, "pin-wrong"), "and the code can be paid still"
    receipt = await town.client.post("/holders/me/purchases", purchase(town, code), by=holder)
    assert (receipt["status"], receipt["amount_minor"], receipt["balance_minor"]) == ("captured", 1_000, 9_800)
    told = await result(town, sale_id)
    assert told["payment"]["id"] == receipt["id"]
    again = await town.client.send("POST", "/holders/me/purchases", purchase(town, code), by=holder)
    assert (again.json(), again.headers["idempotent-replayed"]) == (receipt, "true")
    used = await town.client.refused("POST", "/sale-codes/readings", {"code": code}, by=holder)
    assert used[:2] == (409, "sale-code-used")
    other = await town.pay(1_000, str(sale_id))
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused"), "one sale is paid once"
    await town.verify()


async def test_a_code_is_paid_by_one_card_whoever_tries_at_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    first, card = await holder_of(town), str(town.card_id)
    await town.enter_household(10_800)
    second = await holder_of(town)
    _, code = code_of(town)
    prove, own = pins.prove, {"code": code, "card_id": card, "pin": PIN}

    async def prove_later(*arguments: Any) -> None:
        """Let the other card pay after the code was found good, and before the PIN is looked at."""
        monkeypatch.setattr(pins, "prove", prove)
        await town.client.post("/holders/me/purchases", own, by=first)
        await prove(*arguments)

    monkeypatch.setattr(pins, "prove", prove_later)
    refused = await town.client.refused("POST", "/holders/me/purchases", purchase(town, code), by=second)
    assert refused[:2] == (409, "sale-code-used")
    monkeypatch.setattr(pins, "prove", prove_later)
    _, code = code_of(town)
    own |= {"code": code}
    again = await town.client.send("POST", "/holders/me/purchases", own, by=first)
    assert (again.status_code, again.headers["idempotent-replayed"]) == (201, "true"), "it was paid a moment ago"


async def test_what_was_sold_with_a_card_cannot_be_paid_by_its_code(town: Town) -> None:
    sale_id, code = code_of(town)
    assert (await town.pay(1_000, str(sale_id))).status_code == 201
    refused = await town.client.refused("POST", "/holders/me/purchases", purchase(town, code), by=await holder_of(town))
    assert refused[:2] == (409, "sale-code-used")
    assert (await result(town, sale_id))["payment"]["amount_minor"] == 1_000


async def test_each_fault_of_a_code_is_named_and_moves_nothing(town: Town) -> None:
    holder, now = await holder_of(town), int(time.time())
    _, good = code_of(town)
    faults = {
        (400, "sale-code-malformed"): "B" + good[1:],
        (404, "sale-code-unknown"): code_of(town, Ed25519PrivateKey.generate())[1],
        (409, "sale-code-wrong"): good[:150] + ("A" if good[150] != "A" else "B") + good[151:],
        (409, "sale-code-of-another-shop"): code_of(town, merchant_id=uuid7())[1],
        (409, "sale-code-expired"): code_of(town, expires=now - 60)[1],
        (409, "sale-code-too-long"): code_of(town, expires=now + 3_600)[1],
    }
    for expected, code in faults.items():
        for path, body in (("/sale-codes/readings", {"code": code}), ("/holders/me/purchases", purchase(town, code))):
            assert (await town.client.refused("POST", path, body, by=holder))[:2] == expected
    elsewhere = code_of(town, origin="https://cards.trial.example")[1]
    assert (await town.client.refused("POST", "/sale-codes/readings", {"code": elsewhere}, by=holder))[1] == (
        "sale-code-wrong"
    )
    stranger = await town.client.refused("POST", "/holders/me/purchases", purchase(town, good), by=f"{uuid7()} holder")
    assert stranger[:2] == (404, "not-found")
    assert (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"] == 10_800


async def test_a_decline_is_the_sales_answer(town: Town) -> None:
    sale_id, code = code_of(town, amount_minor=50_000, partial=False)
    receipt = await town.client.post("/holders/me/purchases", purchase(town, code), by=await holder_of(town))
    assert receipt["status"] == "declined"
    assert (await result(town, sale_id))["payment"]["decline_code"] == receipt["decline_code"]


async def test_a_phone_pays_without_signing_in(town: Town) -> None:
    phone = Phone()
    await phone.add(town)
    sale_id, code = code_of(town)
    body = {"code": code, "phone_code": phone.code(), "pin": PIN}
    stale = body | {"phone_code": phone.code(steps=-5)}
    assert (await town.client.refused("POST", "/phone-purchases", stale, by=CONSOLE))[:2] == (409, "card-refused")
    receipt = await town.client.post("/phone-purchases", body, by=CONSOLE)
    assert receipt["status"] == "captured"
    assert (await result(town, sale_id))["payment"]["id"] == receipt["id"]
    other = body | {"code": code_of(town)[1]}
    assert (await town.client.refused("POST", "/phone-purchases", other, by=CONSOLE))[:2] == (409, "card-refused"), (
        "a phone's code is for one sale"
    )


async def test_a_code_of_a_till_that_may_not_sell_is_refused(town: Town) -> None:
    shop, holder = await Outlet(town).open(), await holder_of(town)
    await shop.appoint("sell")
    _, code = code_of(town)
    missing = await town.client.refused("POST", "/holders/me/purchases", purchase(town, code), by=holder)
    assert missing[:2] == (403, "cashier-missing")
    await town.client.post(f"/tills/{shop.till_id}/stop", by=DESK)
    stopped = await town.client.refused("POST", "/holders/me/purchases", purchase(town, code), by=holder)
    assert stopped[:2] == (403, "till-stopped")
