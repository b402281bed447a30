"""Phones: added with the holder at the desk; a code is for one sale of its moment; a card's state is its phones'."""

import asyncio
import base64
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import phone_code
from services.cards.__main__ import jobs
from services.kit.db import Connection, Context, uuid7
from tests.cards.factories import DESK, PIN, Town
from tests.clients import etag

CONSOLE = "console console"


class Phone:
    """A phone as its page makes it."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        public = self.key.public_key().public_bytes_raw()
        self.public = base64.urlsafe_b64encode(public).decode().rstrip("=")
        self.id = uuid7()

    async def add(self, town: Town) -> dict[str, Any]:
        """Enter the code that the desk shows."""
        given = await town.client.post(f"/cards/{town.card_id}/phone-keys", by=DESK)
        body = {"code": given["code"], "public_key": self.public}
        added: dict[str, Any] = await town.client.post("/phones", body, by=CONSOLE)
        self.id = UUID(added["id"])
        return dict(given) | added

    def code(self, *, steps: int = 0) -> str:
        """Show a code, as a phone whose clock is some steps away."""
        now = int(time.time()) + steps * phone_code.STEP_SECONDS
        return phone_code.make(self.id, self.key, now=now)


@pytest.fixture
async def phone(town: Town) -> Phone:
    """A phone on the town's card."""
    phone = Phone()
    await phone.add(town)
    return phone


async def declined(town: Town, code: str, **more: Any) -> str | None:
    receipt = await town.receipt(100, card_token=code, **more)
    found: str | None = receipt["decline_code"]
    return found


async def test_a_phone_pays_from_the_cards_wallet(town: Town, phone: Phone) -> None:
    receipt = await town.receipt(100, card_token=phone.code())
    assert (receipt["status"], receipt["balance_minor"]) == ("captured", 10_700)
    assert (await town.receipt(100))["balance_minor"] == 10_600, "the printed card pays as before"


async def test_a_code_is_for_one_sale_also_when_many_try_it_at_once(town: Town, phone: Phone) -> None:
    code = phone.code()
    answers = await asyncio.gather(*(declined(town, code) for _ in range(8)))
    assert Counter(answers) == {None: 1, "phone_code_refused": 7}


async def test_the_same_sale_sent_again_is_answered_as_before(town: Town, phone: Phone) -> None:
    code, key = phone.code(), str(uuid7())
    first, second = [await town.pay(100, key, card_token=code) for _ in range(2)]
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"


async def test_a_code_counts_a_step_earlier_and_later_and_no_further(town: Town, phone: Phone) -> None:
    answers = [await declined(town, phone.code(steps=steps)) for steps in (-3, -1, 0, 1, 3)]
    assert answers == ["phone_code_refused", None, None, None, "phone_code_refused"]


async def test_a_code_of_another_key_stands_for_no_card(town: Town, phone: Phone) -> None:
    forged = Phone()
    forged.id = phone.id
    assert await declined(town, forged.code()) == "card_refused"
    assert await declined(town, Phone().code()) == "card_refused"
    assert await declined(town, "A" * phone_code.LENGTH) == "card_refused"


async def test_a_refused_code_spends_no_try_of_the_pin(town: Town, phone: Phone) -> None:
    for _ in range(4):
        assert await declined(town, phone.code(steps=-5), pin="7777") == "phone_code_refused"
    assert await declined(town, phone.code(), pin=PIN) is None


async def test_a_phone_needs_the_pin_where_the_card_does(town: Town, phone: Phone) -> None:
    assert (await town.receipt(6_000, card_token=phone.code()))["decline_code"] == "pin_required"
    assert (await town.receipt(6_000, card_token=phone.code(), pin=PIN))["status"] == "captured"


async def test_a_phone_stops_with_its_card(town: Town, phone: Phone) -> None:
    card = await town.client.get(f"/cards/{town.card_id}", by=DESK)
    card = await town.client.post(f"/cards/{town.card_id}/pause", by=DESK, If_Match=etag(card))
    assert await declined(town, phone.code()) == "card_refused"
    await town.client.post(f"/cards/{town.card_id}/resume", by=DESK, If_Match=etag(card))
    assert await declined(town, phone.code()) is None
    await town.client.post(f"/cards/{town.card_id}/replace", by=DESK)
    assert await declined(town, phone.code()) == "card_refused"
    answer = await town.client.refused("POST", f"/cards/{town.card_id}/phone-keys", by=DESK)
    assert answer[:2] == (409, "transition-forbidden")


async def test_a_lost_phone_is_removed_and_the_printed_card_pays_on(town: Town, phone: Phone) -> None:
    holder = f"{(await town.client.get(f'/cards/{town.card_id}', by=DESK))['holder_id']} holder"
    path = f"/holders/me/phones/{phone.id}/remove"
    assert (await town.client.refused("POST", path, by=f"{uuid7()} holder"))[0] == 404
    assert (await town.client.get("/holders/me/phones", by=f"{uuid7()} holder"))["items"] == []
    (own,) = (await town.client.get("/holders/me/phones", by=holder))["items"]
    assert (own["id"], own["card_id"]) == (str(phone.id), str(town.card_id))
    removed = await town.client.post(path, by=holder)
    assert (await town.client.get("/holders/me/phones", by=holder))["items"] == []
    assert removed["removed_at"] is not None
    assert await declined(town, phone.code()) == "card_refused"
    assert (await town.receipt(100))["status"] == "captured"
    again = await town.client.post(f"/phones/{phone.id}/remove", by=DESK)
    assert again["removed_at"] == removed["removed_at"]
    (listed,) = (await town.client.get(f"/cards/{town.card_id}/phones", by=DESK))["items"]
    assert listed["id"] == str(phone.id)


async def test_a_code_of_the_desk_adds_one_phone_which_may_ask_again(town: Town) -> None:
    first, other = Phone(), Phone()
    given = await first.add(town)
    body = {"code": given["code"].lower().replace("-", " "), "public_key": first.public}
    assert (await town.client.post("/phones", body, by=CONSOLE))["id"] == given["id"]
    body["public_key"] = other.public
    assert (await town.client.refused("POST", "/phones", body, by=CONSOLE))[:2] == (409, "enrolment-used")
    fresh = await town.client.post(f"/cards/{town.card_id}/phone-keys", by=DESK)
    known = {"code": fresh["code"], "public_key": first.public}
    assert (await town.client.refused("POST", "/phones", known, by=CONSOLE))[:2] == (409, "phone-key-known")
    unknown = {"code": "0000-0000-0000", "public_key": other.public}
    assert (await town.client.refused("POST", "/phones", unknown, by=CONSOLE))[:2] == (404, "phone-code-unknown")
    town.client.now = "2026-01-12T09:41:00+02:00"
    late = {"code": fresh["code"], "public_key": other.public}
    assert (await town.client.refused("POST", "/phones", late, by=CONSOLE))[:2] == (409, "enrolment-expired")


async def test_what_is_no_key_is_named(town: Town) -> None:
    given = await town.client.post(f"/cards/{town.card_id}/phone-keys", by=DESK)
    body = {"code": given["code"], "public_key": "_" * 43}
    status, _, problem = await town.client.refused("POST", "/phones", body, by=CONSOLE)
    assert (status, problem["errors"][0]["pointer"]) == (400, "/public_key")


async def test_used_codes_are_forgotten_after_their_time(town: Town, phone: Phone, superuser: Connection) -> None:
    await declined(town, phone.code())
    now = datetime.now(UTC)
    await superuser.execute("UPDATE phone_codes SET expires_at = $1", now - timedelta(hours=1))
    context = Context(now=now, municipality_ids=(town.client.tenant.id,))
    async with town.worker.transaction(context) as transaction:
        await jobs.timers["forget_phone_codes"].handler(transaction, town.settings)
    assert await superuser.fetchval("SELECT count(*) FROM phone_codes") == 0
