"""Service orders over HTTP: published, offered, delivered, approved, invoiced and paid."""

from typing import Any

from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import MANAGER

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
BY = {"approve": MANAGER, "payments": OTHER}


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


ACCOUNTS = {"year": 2025, "members": 4, "revenue_minor": 9, "public_revenue_minor": 0, "profit_minor": 0,
            "reference": "9", "sha256": "a" * 64}  # fmt: skip


async def filled(client: Client) -> None:
    """A year of an enterprise that trades, orders before and after it took them on, and what its cohort is asked."""
    enterprise = await trading(client)
    await client.post(f"/enterprises/{enterprise['id']}/accounts", ACCOUNTS)
    await order_in(client, "delivered", enterprise)
    await published(client)
    cohort = (await client.get("/cohorts?limit=200"))["items"][-1]
    await client.post(f"/cohorts/{cohort['id']}/follow-ups")
