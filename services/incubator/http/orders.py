"""Enterprises at work: their accounts and duties, and service orders of public bodies."""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.incubator.http.roles import FOUNDER, MANAGER, MENTOR, OFFICE, OFFICER
from services.incubator.ventures import accounts, matches, order_payments, orders
from services.incubator.ventures.accounts import Accounts, NewAccounts, Standing
from services.incubator.ventures.matches import Match
from services.incubator.ventures.order_payments import Invoice, Payment
from services.incubator.ventures.orders import Delivery, NewOrder, Offering, Order, State
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page

READERS = (*OFFICE, MENTOR, FOUNDER)
TAGS = ["service orders"]


@post("/enterprises/{enterprise_id:uuid}/accounts", guards=[requires(OFFICER, FOUNDER)], tags=["enterprises"])
@idempotent(accounts.find, kept=True)
async def state_accounts(
    enterprise_id: FromPath[UUID], data: JSONBody[NewAccounts], transaction: NamedDependency[Transaction]
) -> Accounts:
    """State a year's figures: members in numbers, revenue, and what became of the profit."""
    return await accounts.state(transaction, enterprise_id, data)


@get("/enterprises/{enterprise_id:uuid}/accounts", guards=[requires(*READERS)], tags=["enterprises"])
async def list_accounts(enterprise_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Accounts]:
    """Return an enterprise's years, each as it was stated last."""
    return await accounts.list_of(transaction, enterprise_id)


@get("/enterprises/{enterprise_id:uuid}/duties", guards=[requires(*READERS)], tags=["enterprises"])
async def read_duties(enterprise_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Standing:
    """Return which duties of its legal form an enterprise does not keep, and its share of public revenue."""
    return await accounts.standing(transaction, enterprise_id)


@post("/service-orders", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def publish_service_order(data: JSONBody[NewOrder], transaction: NamedDependency[Transaction]) -> Order:
    """Publish work that a public body needs; above the country's threshold it names its tender."""
    return await orders.publish_order(transaction, data)


@get("/service-orders", guards=[requires(*READERS)], tags=TAGS)
async def list_service_orders(
    transaction: NamedDependency[Transaction],
    status: FromQuery[State | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Order]:
    """Return service orders, oldest first; a founder's list holds those of their own enterprises."""
    found = await orders.list_of(transaction, state=status, after=decode_cursor(cursor), limit=limit + 1)
    return page(found, limit)


@get("/service-orders/{service_order_id:uuid}", guards=[requires(*READERS)], tags=TAGS)
async def read_service_order(service_order_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> Order:
    """Return a service order."""
    return await orders.find(transaction, service_order_id)


@get("/service-orders/{service_order_id:uuid}/matches", guards=[requires(*OFFICE)], tags=TAGS)
async def list_matches(service_order_id: FromPath[UUID], transaction: NamedDependency[Transaction]) -> list[Match]:
    """Return which enterprises could do the work, with what was looked at."""
    return await matches.list_of(transaction, service_order_id)


@post("/service-orders/{service_order_id:uuid}/offers", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def offer_service_order(
    service_order_id: FromPath[UUID],
    data: JSONBody[Offering],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Order:
    """Offer an order to an enterprise that stays below its ceiling of public revenue with it."""
    return await orders.offer(transaction, service_order_id, version, data)


@post("/service-orders/{service_order_id:uuid}/accept", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def accept_service_order(
    service_order_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Order:
    """Take an order on."""
    return await orders.answer(transaction, service_order_id, version, accepts=True)


@post("/service-orders/{service_order_id:uuid}/decline", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def decline_service_order(
    service_order_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Order:
    """Decline an order; it may be offered to another enterprise."""
    return await orders.answer(transaction, service_order_id, version, accepts=False)


@post("/service-orders/{service_order_id:uuid}/deliveries", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def deliver_service_order(
    service_order_id: FromPath[UUID],
    data: JSONBody[Delivery],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Order:
    """Show by a paper that the work was done."""
    return await orders.deliver(transaction, service_order_id, version, data)


@post("/service-orders/{service_order_id:uuid}/approve", guards=[requires(MANAGER)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def approve_delivery(
    service_order_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Order:
    """Approve what was delivered, as another person than offered it."""
    return await orders.judge(transaction, service_order_id, version, approves=True)


@post("/service-orders/{service_order_id:uuid}/send-back", guards=[requires(*OFFICE)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def send_delivery_back(
    service_order_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Order:
    """Send a delivery back; it is shown anew."""
    return await orders.judge(transaction, service_order_id, version, approves=False)


@post("/service-orders/{service_order_id:uuid}/invoices", guards=[requires(OFFICER, FOUNDER)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def invoice_service_order(
    service_order_id: FromPath[UUID],
    data: JSONBody[Invoice],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Order:
    """Record the enterprise's invoice for approved work."""
    return await order_payments.invoice(transaction, service_order_id, version, data)


@post("/service-orders/{service_order_id:uuid}/payments", guards=[requires(*OFFICE)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def pay_service_order(
    service_order_id: FromPath[UUID],
    data: JSONBody[Payment],
    version: NamedDependency[int],
    transaction: NamedDependency[Transaction],
) -> Order:
    """Record, as another person than approved it, that the public body has paid."""
    return await order_payments.pay(transaction, service_order_id, version, data)


@post("/service-orders/{service_order_id:uuid}/payment-orders", guards=[requires(*OFFICE)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def release_order_payment(
    service_order_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Order:
    """Let the ledger pay the invoice from the order's budget line, as another person than approved the delivery."""
    return await order_payments.release(transaction, service_order_id, version)


@post("/service-orders/{service_order_id:uuid}/cancel", guards=[requires(OFFICER)], tags=TAGS)
@idempotent(orders.load, kept=True)
async def cancel_service_order(
    service_order_id: FromPath[UUID], version: NamedDependency[int], transaction: NamedDependency[Transaction]
) -> Order:
    """Take an order back that nobody has taken on."""
    return await orders.cancel(transaction, service_order_id, version)


ROUTES = [
    state_accounts, list_accounts, read_duties, publish_service_order, list_service_orders, read_service_order,
    list_matches, offer_service_order, accept_service_order, decline_service_order, deliver_service_order,
    approve_delivery, send_delivery_back, invoice_service_order, pay_service_order, release_order_payment,
    cancel_service_order,
]  # fmt: skip
