"""Service orders over HTTP: published, offered, delivered, approved, invoiced and paid."""

from typing import Any

from contracts.cards import CommitmentRefused, FundsCommitted, GrantCredited
from contracts.merchants import MerchantAccepted, PayoutInstructed, PayoutPaid, PayoutReturned
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import MANAGER
from tests.incubator.hearing import message
from tests.rolled_back import Deliver

ORDER = {"public_body": "وزارة التنمية الاجتماعية", "title": "خياطة زي مدرسي", "category": "5697",
         "value_minor": 400_000, "due_on": "2026-06-30"}  # fmt: skip
OTHER = "hala programme_manager"
PAPER = {"reference": "محضر استلام", "sha256": "b" * 64}
BODIES: dict[str, Any] = {"deliveries": PAPER, "invoices": {"invoice_number": "7", "amount_minor": 390_000},
                          "payments": {"reference": "حوالة 12", "paid_on": "2026-03-07"}}  # fmt: skip
PATH = {"published": (), "cancelled": ("cancel",), "offered": ("offers",), "accepted": ("offers", "accept")}
PATH["delivered"] = (*PATH["accepted"], "deliveries")
PATH["approved"] = (*PATH["delivered"], "approve")
PATH["invoiced"] = (*PATH["approved"], "invoices")
PATH["paid"] = (*PATH["invoiced"], "payments")
BY = {"approve": MANAGER, "payments": OTHER, "payment-orders": OTHER}
LINE = "0190d000-0000-7000-8000-0000000000b2"


async def published(client: Client, **fields: Any) -> Any:
    """Work that a ministry needs."""
    return await client.post("/service-orders", ORDER | fields)


async def trading(client: Client) -> Any:
    """An enterprise that sews."""
    return await factories.enterprise_in(client, "trading")


async def send(client: Client, order: Any, name: str, enterprise: Any) -> Any:
    """The next step of an order."""
    body = {"enterprise_id": enterprise["id"]} if name == "offers" else BODIES.get(name)
    return await client.post(f"/service-orders/{order['id']}/{name}", body, by=BY.get(name, ""), If_Match=etag(order))


async def order_in(client: Client, state: str, enterprise: Any) -> Any:
    """An order that has come to a state by allowed steps."""
    order = await published(client)
    for name in PATH[state]:
        order = await send(client, order, name, enterprise)
    return order


async def told(deliver: Deliver, *messages: bytes) -> list[Outcome]:
    """What became of messages, each of which is delivered twice."""
    outcomes = []
    for each in messages:
        outcomes.append(await deliver(each))
        assert await deliver(each) is Outcome.DUPLICATE
    return outcomes


async def merchant(client: Client, deliver: Deliver) -> Any:
    """An enterprise that sews and has become a merchant."""
    enterprise = await trading(client)
    about = {"merchant_id": str(uuid7()), "enterprise_id": enterprise["id"]}
    await told(deliver, message(MerchantAccepted.type, client, **about))
    return await client.get(f"/enterprises/{enterprise['id']}")


async def funded(client: Client, deliver: Deliver, reason: str | None = None, **fields: Any) -> Any:
    """Work that a budget line pays, with what cards has answered."""
    order = await published(client, budget_line_id=LINE, **fields)
    about: dict[str, Any] = {"commitment_id": str(uuid7()), "award_id": order["id"]}
    kind, more = (FundsCommitted, {}) if reason is None else (CommitmentRefused, {"reason": reason})
    answer = message(kind.type, client, **about | more)
    assert await told(deliver, answer) == [Outcome.APPLIED]
    return await client.get(f"/service-orders/{order['id']}")


async def paying(client: Client, deliver: Deliver, enterprise: Any) -> Any:
    """An order whose invoice the ledger is to pay."""
    order = await funded(client, deliver)
    for name in (*PATH["invoiced"], "payment-orders"):
        order = await send(client, order, name, enterprise)
    return order


def credit(client: Client, order: Any) -> bytes:
    """What cards says when the merchant holds the money."""
    about = {"grant_id": str(uuid7()), "award_id": order["id"], "tranche_id": order["id"]}
    return message(GrantCredited.type, client, **about)


async def ended(client: Client, deliver: Deliver, order: Any, *, failed: bool) -> Any:
    """An order that is being paid, after the bank has paid it or has not."""
    payout_id, kind = str(uuid7()), PayoutReturned if failed else PayoutPaid
    instructed = message(PayoutInstructed.type, client, payout_id=payout_id, tranche_ids=[order["id"]])
    outcome = message(kind.type, client, sequence=2, payout_id=payout_id)
    assert await told(deliver, instructed, outcome) == [Outcome.APPLIED, Outcome.APPLIED]
    return await client.get(f"/service-orders/{order['id']}")


ACCOUNTS = {"year": 2025, "members": 4, "revenue_minor": 9, "public_revenue_minor": 0, "profit_minor": 0,
            "reference": "9", "sha256": "a" * 64}  # fmt: skip


async def filled(client: Client) -> None:
    """A year and a member of an enterprise that trades, orders before and after it took them on, and follow-ups."""
    enterprise = await trading(client)
    joining = {"person_id": enterprise["founder_id"], "joined_on": "2026-01-15", "on_board": True}
    await client.post(f"/enterprises/{enterprise['id']}/members", joining)
    await client.post(f"/enterprises/{enterprise['id']}/accounts", ACCOUNTS)
    await order_in(client, "delivered", enterprise)
    await published(client)
    cohort = (await client.get("/cohorts?limit=200"))["items"][-1]
    await client.post(f"/cohorts/{cohort['id']}/follow-ups")
