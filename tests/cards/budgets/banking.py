"""The programmes' account as its bank tells it: statements that follow each other, with bookings."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec

from contracts.merchants import PayoutInstructed, PayoutReturned
from services.cards.budgets import reconciliations
from services.kit.db import Context, uuid7
from services.kit.events.inbox import Outcome
from services.kit.iso20022.amounts import amount_of, amount_text
from tests import bank
from tests.cards.factories import OFFICER, Town
from tests.clients import expect

IBAN = "GR1601101050000010547023795"


class Account:
    """Paggaio's account; each statement begins with what the one before ended with."""

    def __init__(self, town: Town, *, opening_minor: int = 0, sequence: int = 1) -> None:
        self.town = town
        self.balance_minor = opening_minor
        self.sequence = sequence

    def content(self, day: str, *bookings: bank.Booking, **changes: Any) -> bytes:
        """Return a day's statement."""
        opening = self.balance_minor
        for each in bookings:
            amount = amount_of(each.amount, "EUR")
            self.balance_minor += amount if each.credit else -amount
        stated: dict[str, Any] = {
            "reference": f"S-{self.sequence}",
            "sequence": self.sequence,
            "day": day,
            "opening": amount_text(opening, "EUR"),
            "closing": amount_text(self.balance_minor, "EUR"),
        }
        number = bank.Number(**(stated | changes))
        self.sequence += 1
        return bank.statement(IBAN, *bookings, number=number, message_id=f"M-{self.sequence}")

    async def hand_in(self, content: bytes, by: str = OFFICER) -> httpx.Response:
        """Hand in a file, byte for byte."""
        client = self.town.client
        headers = {"Authorization": f"Bearer {client.token(*by.split())}", "Koinon-Time": client.now}
        return await client.http.request("POST", "/bank-statements", content=content, headers=headers)

    async def read(self, day: str, *bookings: bank.Booking, **changes: Any) -> dict[str, Any]:
        """Read a day's statement, and return it."""
        file = expect(await self.hand_in(self.content(day, *bookings, **changes)), 201)
        (statement,) = file["statements"]
        found: dict[str, Any] = statement
        return found

    async def figures(self, statement: dict[str, Any]) -> dict[str, Any]:
        """Return a statement's reconciliation, whose parts add up to the difference."""
        found: dict[str, Any] = await self.town.client.get(
            f"/bank-statements/{statement['id']}/reconciliation", by=OFFICER
        )
        parts = found["before_minor"] + found["gaps_minor"] + found["not_in_ledger_minor"] - found["not_at_bank_minor"]
        assert found["difference_minor"] == parts == found["closing_minor"] - found["liabilities_minor"]
        return found

    async def cases(self, status: str = "open") -> list[tuple[str, int]]:
        """Return the kinds and sums of cases."""
        found = await self.town.client.get(f"/reconciliation-cases?status={status}", by=OFFICER)
        return [(each["kind"], each["amount_minor"]) for each in found["items"]]

    async def case(self, kind: str) -> dict[str, Any]:
        """Return the one case of a kind."""
        found = (await self.town.client.get("/reconciliation-cases", by=OFFICER))["items"]
        (case,) = [each for each in found if each["kind"] == kind]
        return dict(case)

    async def look_again(self, at: str) -> None:
        """Let the hourly timer pass at a time."""
        now = datetime.fromisoformat(at).astimezone(UTC)
        context = Context(now=now, municipality_ids=(self.town.client.tenant.id,))
        async with self.town.worker.transaction(context) as transaction:
            production = msgspec.structs.replace(self.town.settings, environment="production")
            await reconciliations.look_again(transaction, production)


def booked(amount: str, day: str, *, credit: bool = False, **more: Any) -> bank.Booking:
    """Return a booking of a sum; with `order` of one order to the bank."""
    order = more.pop("order", None)
    parts = (bank.Part(end_to_end_id=order, amount=amount),) if order else ()
    return bank.Booking(amount=amount, day=day, credit=credit, parts=parts, **more)


async def instruct(town: Town, amount_minor: int, bank_file_id: UUID | None = None) -> PayoutInstructed:
    """Let merchants' bank file tell the bank to pay the shop."""
    event = PayoutInstructed(
        payout_id=uuid7(),
        merchant_id=town.merchant_id,
        bank_file_id=bank_file_id or uuid7(),
        settlement_date=date(2026, 1, 12),
        currency="EUR",
        amount_minor=amount_minor,
    )
    assert await town.tell(event) is Outcome.APPLIED
    return event


async def send_back(town: Town, paid: PayoutInstructed) -> None:
    """Let merchants say that the bank could not pay."""
    event = PayoutReturned(
        payout_id=paid.payout_id,
        merchant_id=paid.merchant_id,
        currency="EUR",
        amount_minor=paid.amount_minor,
        reason_code="AC04",
    )
    assert await town.tell(event) is Outcome.APPLIED
