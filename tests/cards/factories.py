"""A town that spends: events told to cards as their owners would, and commands over HTTP."""

import base64
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts import merchants, registry
from contracts.envelope import Envelope, Event, encode
from contracts.till_signature import key_id
from services.cards.__main__ import jobs
from services.cards.__main__ import service as cards
from services.cards.ledger import deliveries, sealing
from services.kit.clock import wall_time
from services.kit.db import Context, Database, uuid7
from services.kit.events.inbox import Outcome, apply
from services.kit.settings import Settings
from tests.clients import Client, Till

OFFICER = "eleni finance_officer"
APPROVER = "nikos finance_approver"
DESK = "sofia card_desk"
PIN = "2580"


class Town:
    """One tenant's cards, seen from outside."""

    programme = "gmi"

    def __init__(self, *, http: httpx.AsyncClient, client: Client, worker: Database, settings: Settings) -> None:
        self.http = http
        self.client = client
        self.worker = worker
        self.settings = settings
        self.sequences: Counter[UUID] = Counter()
        self.tokens: dict[UUID, str] = {}

    async def begin(self) -> None:
        """Fund a line with 10,000.00, a shop with a till, and a household with 108.00 of February on its card."""
        self.line_id = await self.open_line("benefits", 1_000_000)
        self.merchant_id = await self.accept_merchant("private")
        self.till = await self.enrol_till(self.merchant_id)
        self.household_id = await self.enter_household(10_800)
        await self.credit(date(2026, 2, 1))
        self.token = self.tokens[self.household_id]

    async def tell(self, event: Event, *, municipality_id: UUID | None = None) -> Outcome:
        """Deliver an event to cards, as the next of its aggregate."""
        self.sequences[event.aggregate_id] += 1
        envelope = Envelope(
            specversion="1.0",
            id=uuid7(),
            source="/koinon/test",
            type=event.type,
            subject=event.aggregate_id,
            time=datetime(2026, 1, 12, 8, tzinfo=UTC),
            sequence=self.sequences[event.aggregate_id],
            municipality=municipality_id or self.client.tenant.id,
            data=msgspec.Raw(msgspec.json.encode(event)),
        )
        outcome = await apply(self.worker, cards.reader, encode(envelope))
        if outcome is Outcome.APPLIED:
            assert await apply(self.worker, cards.reader, encode(envelope)) is Outcome.DUPLICATE
        return outcome

    async def open_line(self, purpose: str, amount_minor: int) -> UUID:
        """Open a budget line and let two people fund it."""
        body = {"programme": self.programme, "purpose": purpose, "name": purpose}
        line = await self.client.post("/budget-lines", body, by=OFFICER)
        await self.fund(line["id"], amount_minor)
        return UUID(line["id"])

    async def name_line(self, **changes: Any) -> dict[str, Any]:
        """Name a line that nobody has put money on yet."""
        body = {"programme": self.programme, "name": "benefits"} | changes
        named: dict[str, Any] = await self.client.post("/budget-lines", body, by=OFFICER)
        return named

    async def line(self, line_id: UUID | str) -> dict[str, Any]:
        """Return a line as finance sees it."""
        found: dict[str, Any] = await self.client.get(f"/budget-lines/{line_id}", by=OFFICER)
        return found

    async def agree(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Propose something about a line, and let the second person agree."""
        return await self.approve(await self.client.post(f"/budget-lines/{path}", body, by=OFFICER))

    async def fund(self, line_id: str, amount_minor: int) -> None:
        """Let two people put money on a line."""
        body = {"amount_minor": amount_minor, "decision_number": "12/2026"}
        proposal = await self.client.post(f"/budget-lines/{line_id}/fundings", body, by=OFFICER)
        await self.approve(proposal)

    async def approve(self, proposal: dict[str, Any]) -> dict[str, Any]:
        """Let the second person agree."""
        body = {"payload_hash": proposal["payload_hash"]}
        approved: dict[str, Any] = await self.client.post(f"/proposals/{proposal['id']}/approve", body, by=APPROVER)
        return approved

    async def accept_merchant(
        self, kind: merchants.MerchantKind, *, gives_cash: bool = False, refund_days: int | None = None
    ) -> UUID:
        """Take a grocer into the network, who may also give cash."""
        merchant_id = uuid7()
        event = merchants.MerchantAccepted(
            merchant_id=merchant_id,
            trade_name="Παντοπωλείο",
            kind=kind,
            legal_form="sole_trader",
            categories=["5411", "6010"] if gives_cash else ["5411"],
            currency="EUR",
            accepted_from=date(2026, 1, 1),
            refund_days=refund_days,
        )
        assert await self.tell(event) is Outcome.APPLIED
        return merchant_id

    async def enrol_till(self, merchant_id: UUID, area: str | None = None, outlet_id: UUID | None = None) -> Till:
        """Give a shop, or one of its outlets, a till with a key of its own."""
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes_raw()
        self.till_id = uuid7()
        event = merchants.TillEnrolled(
            till_id=self.till_id,
            merchant_id=merchant_id,
            key_id=key_id(public),
            public_key=base64.urlsafe_b64encode(public).decode().rstrip("="),
            area=area,
            outlet_id=outlet_id,
        )
        assert await self.tell(event) is Outcome.APPLIED
        return Till(self.http, self.settings.public_url, key)

    async def offer(self, at: merchants.MerchantKind | UUID, basis_points: int, most_minor: int, **terms: Any) -> UUID:
        """Publish an offer for a kind of shop, or for one."""
        offer_id = uuid7()
        event = merchants.OfferPublished(
            offer_id=offer_id,
            programme=self.programme,
            bonus_basis_points=basis_points,
            bonus_minor_max=most_minor,
            currency="EUR",
            valid_from=date(2026, 1, 1),
            valid_until=date(2026, 12, 31),
            merchant_kind=None if isinstance(at, UUID) else at,
            merchant_id=at if isinstance(at, UUID) else None,
            **terms,
        )
        assert await self.tell(event) is Outcome.APPLIED
        return offer_id

    def membership(self, household_id: UUID, card_share_minor: int) -> registry.MembershipActivated:
        """Return the event that a household is entitled to a benefit."""
        return registry.MembershipActivated(
            membership_id=uuid7(),
            household_id=household_id,
            holder_id=uuid7(),
            application_id=uuid7(),
            programme=self.programme,
            currency="EUR",
            monthly_amount_minor=2 * card_share_minor,
            card_share_minor=card_share_minor,
            account_share_minor=card_share_minor,
            starts_on=date(2026, 2, 1),
            ends_on=date(2026, 7, 31),
        )

    async def enter_household(self, card_share_minor: int) -> UUID:
        """Enter a household and give it a card with a PIN."""
        household_id = uuid7()
        event = self.membership(household_id, card_share_minor)
        assert await self.tell(event) is Outcome.APPLIED
        await self.hand_over(household_id, event.holder_id)
        self.membership_id = event.membership_id
        return household_id

    async def hand_over(self, household_id: UUID, holder_id: UUID) -> None:
        """Print the card that was ordered for a household's holder, hand it over and set its PIN."""
        (card,) = (await self.client.get(f"/cards?holder_id={holder_id}", by=DESK))["items"]
        path = f"/cards/{card['id']}"
        self.tokens[household_id] = (await self.client.post(f"{path}/print", by=DESK))["token"]
        await self.client.post(f"{path}/hand-over", by=DESK)
        await self.client.post(f"{path}/pin", {"pin": PIN}, by=DESK)
        self.card_id, self.wallet_id = UUID(card["id"]), UUID(card["wallet_id"])

    async def calculate(self, month: date) -> dict[str, Any]:
        """Calculate a month's run."""
        body = {"programme": self.programme, "budget_line_id": str(self.line_id), "month": month.isoformat()}
        run: dict[str, Any] = await self.client.post("/runs", body, by=OFFICER)
        return run

    async def credit(self, month: date) -> dict[str, Any]:
        """Run a month's benefits from calculation to the last credit."""
        run = await self.calculate(month)
        proposal = await self.client.post(f"/runs/{run['id']}/lock", by=OFFICER)
        await self.approve(proposal)
        await self.work()
        done: dict[str, Any] = await self.client.get(f"/runs/{run['id']}", by=OFFICER)
        return done

    async def top_up(self, amounts: dict[UUID, int], month: date, decision_number: str) -> dict[str, Any]:
        """Top rights up, from the list to the last credit."""
        body = {
            "programme": self.programme,
            "budget_line_id": str(self.line_id),
            "month": month.isoformat(),
            "decision_number": decision_number,
            "lines": [{"membership_id": str(each), "amount_minor": amount} for each, amount in amounts.items()],
        }
        run = await self.client.post("/top-ups", body, by=OFFICER)
        await self.approve(await self.client.post(f"/runs/{run['id']}/lock", by=OFFICER))
        await self.work()
        done: dict[str, Any] = await self.client.get(f"/runs/{run['id']}", by=OFFICER)
        return done

    async def work(self) -> None:
        """Work on whatever jobs wait."""
        import asyncio

        while await jobs.work_on_one(self.worker, self.settings, asyncio.Event()):
            pass

    async def seal(self) -> None:
        """Seal the ledger and deliver its checkpoint, as the timers do."""
        for carry_out in (sealing.seal, deliveries.deliver):
            context = Context(now=wall_time(), municipality_ids=(self.client.tenant.id,))
            async with self.worker.transaction(context) as transaction:
                await carry_out(transaction, self.settings)

    async def pay(self, amount_minor: int, key: str = "", **more: Any) -> httpx.Response:
        """Send a sale from the shop's till."""
        body = {"card_token": self.token, "amount_minor": amount_minor, "currency": "EUR"} | more
        return await self.till.send("/payments", msgspec.json.encode(body), key or str(uuid7()))

    async def receipt(self, amount_minor: int, **more: Any) -> dict[str, Any]:
        """Return the receipt of a sale that was answered."""
        answer = await self.pay(amount_minor, **more)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def verify(self) -> dict[str, Any]:
        """Return the ledger's verification, which has to hold."""
        found: dict[str, Any] = await self.client.get("/verify", by=OFFICER)
        assert found["ok"], found["checks"]
        return found
