"""An outlet with cashiers: its till, and what is sent from it by whoever works there."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from contracts.merchants import CashierAppointed, CashierCodeGiven, CashierRight
from services.kit import codes
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import Town
from tests.clients import Till

PIN = "2580"


class Outlet:
    """An outlet of the town's shop, with a till of its own."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.id = uuid7()
        self.till: Till
        self.till_id: UUID
        self.numbers = 0
        self.codes: dict[int, str] = {}
        self.ids: dict[int, UUID] = {}

    async def open(self) -> "Outlet":
        """Enrol its till."""
        self.till = self.town.till = await self.town.enrol_till(self.town.merchant_id, outlet_id=self.id)
        self.till_id = self.town.till_id
        return self

    async def tell_rights(self, number: int, *rights: CashierRight) -> None:
        """Say what a cashier may do."""
        appointed = CashierAppointed(
            cashier_id=self.ids[number],
            merchant_id=self.town.merchant_id,
            outlet_id=self.id,
            number=number,
            rights=list(rights),
        )
        assert await self.town.tell(appointed) is Outcome.APPLIED

    async def give_code(self, number: int) -> str:
        """Say that a cashier may choose a PIN until 10:30."""
        code = codes.make()
        expires_at = datetime(2026, 2, 10, 8, 30, tzinfo=UTC)
        digest = codes.hash_of(code).hex()
        await self.town.tell(CashierCodeGiven(cashier_id=self.ids[number], code_digest=digest, expires_at=expires_at))
        return code

    async def appoint(self, *rights: CashierRight) -> int:
        """Let somebody work there who has chosen the PIN; return the number."""
        self.numbers += 1
        number, self.ids[self.numbers] = self.numbers, uuid7()
        await self.tell_rights(number, *rights)
        await self.ask("/cashier-pins", {"code": await self.give_code(number), "pin": PIN})
        return number

    async def sign_on(self, number: int) -> None:
        """Sign a cashier on."""
        await self.ask("/cashier-sign-ons", {"number": number, "pin": PIN})

    async def send(self, path: str, body: Any, *, key: str = "", method: str = "POST") -> tuple[int, Any]:
        """Send what the till signs; return the status and what was answered."""
        answer = await self.till.send(path, msgspec.json.encode(body), key or str(uuid7()), method=method)
        return answer.status_code, answer.json()

    async def ask(self, path: str, body: Any, *, key: str = "", method: str = "POST") -> Any:
        """Send what the till signs, expecting success, and return what was answered."""
        status, answered = await self.send(path, body, key=key, method=method)
        assert status in (200, 201), answered
        return answered

    async def refused(self, path: str, body: Any) -> tuple[int, str]:
        """Send what is expected to be refused, and return the status and the problem."""
        status, problem = await self.send(path, body)
        return status, problem["type"].removeprefix("/problems/")


async def worked(town: Town) -> None:
    """A cashier's day that has ended with a report, and the next that has begun."""
    shop = await Outlet(town).open()
    await shop.sign_on(await shop.appoint("sell", "close_day"))
    await town.receipt(200)
    await shop.ask("/till-reports", {})
    await shop.sign_on(shop.numbers)
