"""Service orders of public bodies: what is needed, who could do it, and each step until it is paid."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Named, fetch, fetch_all, send

SERVICE = "incubator"


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A service order, in minor units."""

    id: UUID
    version: int
    public_body: str
    title: str
    category: str
    currency: str
    value_minor: int
    due_on: date
    tender_number: str | None
    state: str
    enterprise_id: UUID | None
    delivery_reference: str | None
    invoice_number: str | None
    invoiced_minor: int | None
    payment_reference: str | None
    paid_on: date | None
    budget_line_id: UUID | None
    funds: str | None
    refused_for: str | None
    reason_code: str | None
    offered_by: UUID | None
    approved_by: UUID | None


class NewOrder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Work that a public body needs."""

    public_body: str
    title: str
    category: str
    value_minor: int
    due_on: date
    tender_number: str | None = None
    budget_line_id: UUID | None = None


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise that could do the work, and what was looked at."""

    enterprise_id: UUID
    trade_name: str
    orders_open: int
    orders_won: int
    public_basis_points_after: int
    stays_below_ceiling: bool


async def list_orders(caller: Caller) -> list[Order]:
    """Return orders, oldest first; a founder gets their own."""
    return await fetch_all(caller, SERVICE, "/service-orders", Order)


async def read_order(caller: Caller, order_id: UUID) -> Order:
    """Return an order."""
    return await fetch(caller, SERVICE, f"/service-orders/{order_id}", Order)


async def publish_order(caller: Caller, order: NewOrder, key: str) -> Named:
    """Publish work that is needed."""
    return await send(caller, SERVICE, Command(path="/service-orders", body=order, key=key), Named)


async def list_matches(caller: Caller, order_id: UUID) -> list[Match]:
    """Return who could do the work, the fairest choice first."""
    return await fetch(caller, SERVICE, f"/service-orders/{order_id}/matches", list[Match])


async def advance_order(caller: Caller, order_id: UUID, door: str, body: Any, form: tuple[str, int | None]) -> Named:
    """Take an order one step on; `form` is its key and the version that was seen."""
    path = f"/service-orders/{order_id}/{door}"
    return await send(caller, SERVICE, Command(path=path, body=body, key=form[0], version=form[1]), Named)
