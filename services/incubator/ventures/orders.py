"""Service orders: work that a public body needs, offered to a social enterprise, delivered, invoiced and paid.

Below the country's threshold a body orders of whom it chooses, here among incubated enterprises; above it the order
names its tender. Before an order is offered, it is checked that the enterprise stays below its ceiling of public
revenue. An order that names a budget line is offered once cards has set its value aside, and paid by the ledger
(order_payments.py); another is paid by the body's own bank, and that is recorded.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from contracts.incubator import OrderCancelled, OrderPublished
from contracts.types import MerchantCategory, PositiveMinorUnits
from services.incubator.people import conflicts, steps
from services.incubator.people.steps import Lead
from services.incubator.ventures import accounts, enterprises, gates
from services.incubator.ventures.enterprises import Enterprise, Sha256
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem, SameActor
from services.kit.events import publish
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText, check_version

queries = load_queries(__file__)

State = Literal[
    "published", "offered", "accepted", "delivered", "approved", "invoiced", "paying", "paid", "failed", "cancelled"
]  # fmt: skip
STATES: tuple[State, ...] = (
    "published", "offered", "accepted", "delivered", "approved", "invoiced", "paying", "paid", "failed", "cancelled",
)  # fmt: skip
Heard = Literal["settle", "fail", "retry"]
"""Steps that follow from what merchants says of the bank."""
Step = (
    Literal[
        "offer", "accept", "decline", "deliver", "send_back", "approve", "invoice", "pay", "order_payment", "cancel"
    ]
    | Heard
)

STEPS: Mapping[Step, Lead] = {
    "offer": Lead(("published",), "offered"),
    "accept": Lead(("offered",), "accepted"),
    "decline": Lead(("offered",), "published"),
    "deliver": Lead(("accepted",), "delivered"),
    "send_back": Lead(("delivered",), "accepted"),
    "approve": Lead(("delivered",), "approved"),
    "invoice": Lead(("approved",), "invoiced"),
    "pay": Lead(("invoiced",), "paid"),
    "order_payment": Lead(("invoiced",), "paying"),
    "settle": Lead(("paying",), "paid"),
    "fail": Lead(("paying", "paid"), "failed"),
    "retry": Lead(("failed",), "paying"),
    "cancel": Lead(("published", "offered"), "cancelled"),
}
TRANSITIONS: Mapping[State, tuple[State, ...]] = steps.transitions_of(STEPS, STATES)

Funds = Literal["asked", "set_aside", "refused"]
"""What cards has answered about an order's value on its budget line."""


class NewOrder(Body, frozen=True, kw_only=True):
    """Work to be done: for which public body, of which category (ISO 18245), by when, and for how much at most."""

    public_body: ShortText
    title: ShortText
    category: MerchantCategory
    value_minor: PositiveMinorUnits
    due_on: date
    tender_number: ShortText | None = None
    """Of the tender that was held, where the value asks for one."""
    budget_line_id: UUID | None = None
    """Of cards' budget lines the one that pays; none where the body pays from a bank account of its own."""


class Offering(Body, frozen=True, kw_only=True):
    """To which enterprise an order is offered."""

    enterprise_id: UUID


class Delivery(Body, frozen=True, kw_only=True):
    """Where the paper is that shows what was done, and its SHA-256 (hex)."""

    reference: ShortText
    sha256: Sha256


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A service order as it is now, in minor units."""

    id: UUID
    version: int
    public_body: str
    title: str
    category: str
    currency: str
    value_minor: int
    due_on: date
    tender_number: str | None
    state: State
    enterprise_id: UUID | None
    delivery_reference: str | None
    delivery_sha256: str | None
    invoice_number: str | None
    invoiced_minor: int | None
    payment_reference: str | None
    paid_on: date | None
    budget_line_id: UUID | None
    funds: Funds | None
    refused_for: str | None
    """Why cards could not set the value aside."""
    credited_at: datetime | None
    """When the ledger gave the money to the enterprise's wallet."""
    payout_id: UUID | None
    """merchants' payout with which it was, or is, paid."""
    reason_code: str | None
    """ISO 20022 external code of why the bank did not pay it, or sent it back."""
    offered_at: datetime | None
    offered_by: UUID | None
    approved_by: UUID | None
    paid_by: UUID | None


class TenderMissing(Problem):
    """An order of this value needs a tender."""


class NoSuchTrade(Problem):
    """The enterprise does not trade, or not in this category."""


class FundsNotSetAside(Problem):
    """The order's value is not set aside on its budget line."""


class CeilingReached(Problem):
    """With this order the enterprise's public revenue would be above its ceiling."""


async def publish_order(transaction: Transaction, new: NewOrder) -> Order:
    """Publish work that is needed. Raises TenderMissing above the threshold, Malformed for a day that is over."""
    if new.due_on < transaction.today:
        fault = Fault(pointer="/due_on", detail="This day is over.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    most = gates.rules_of(transaction.municipality.country).direct_order_minor_max
    if new.value_minor > most and new.tender_number is None:
        raise TenderMissing(f"Up to {most} minor units a body may choose.", direct_order_minor_max=most)
    order_id = uuid7()
    await transaction.execute(
        queries.insert_order,
        order_id,
        new.public_body,
        new.title,
        new.category,
        transaction.municipality.currency,
        new.value_minor,
        new.due_on,
        new.tender_number,
        new.budget_line_id,
        transaction.now,
        transaction.actor_id,
    )
    if new.budget_line_id is not None:
        await publish(
            transaction,
            OrderPublished(
                order_id=order_id,
                budget_line_id=new.budget_line_id,
                currency=transaction.municipality.currency,
                amount_minor=new.value_minor,
            ),
        )
    return await load(transaction, order_id)


async def offer(transaction: Transaction, order_id: UUID, version: int, offering: Offering) -> Order:
    """Offer an order to an enterprise.

    Raises FundsNotSetAside, NoSuchTrade, CeilingReached, SameActor, ConflictOfInterest.
    """
    order = await lock(transaction, order_id, version, "offer")
    if order.funds not in (None, "set_aside"):
        raise FundsNotSetAside(
            "Wait for cards, or cancel it where the line is too small.", refused_for=order.refused_for
        )
    # Two offers at once to one enterprise would each see the other's order missing.
    await transaction.execute(enterprises.queries.lock_enterprise, offering.enterprise_id)
    enterprise = await enterprises.find(transaction, offering.enterprise_id)
    await refuse_close(transaction, enterprise)
    if enterprise.state != "trading" or order.category not in enterprise.categories:
        raise NoSuchTrade("Choose one of the matches.", state=enterprise.state, categories=enterprise.categories)
    below, after = await accounts.measure(transaction, enterprise, order.value_minor)
    if not below:
        raise CeilingReached("Offer it to another enterprise.", public_basis_points_after=after)
    await transaction.execute(queries.update_offered, order.id, enterprise.id, transaction.now, transaction.actor_id)
    return await load(transaction, order.id)


async def answer(transaction: Transaction, order_id: UUID, version: int, *, accepts: bool) -> Order:
    """Take an order on, or decline it: then it may be offered to another enterprise."""
    order = await lock(transaction, order_id, version, "accept" if accepts else "decline")
    await transaction.execute(queries.update_accepted if accepts else queries.update_declined, order.id)
    return await load(transaction, order.id)


async def deliver(transaction: Transaction, order_id: UUID, version: int, delivery: Delivery) -> Order:
    """Show that the work was done."""
    order = await lock(transaction, order_id, version, "deliver")
    await transaction.execute(queries.update_delivered, order.id, delivery.reference, delivery.sha256)
    return await load(transaction, order.id)


async def judge(transaction: Transaction, order_id: UUID, version: int, *, approves: bool) -> Order:
    """Approve what was delivered, as another person than offered it, or send it back. Raises SameActor."""
    order = await lock(transaction, order_id, version, "approve" if approves else "send_back")
    assert order.enterprise_id is not None
    await refuse_close(transaction, await enterprises.find(transaction, order.enterprise_id))
    if not approves:
        await transaction.execute(queries.update_accepted, order.id)
        return await load(transaction, order.id)
    if transaction.actor_id == order.offered_by:
        raise SameActor("Somebody who has not offered the order approves what was delivered.")
    await transaction.execute(queries.update_approved, order.id, transaction.actor_id)
    return await load(transaction, order.id)


async def cancel(transaction: Transaction, order_id: UUID, version: int) -> Order:
    """Take an order back that nobody has taken on, and free its value. Raises FundsNotSetAside until cards answers."""
    order = await lock(transaction, order_id, version, "cancel")
    if order.funds == "asked":
        raise FundsNotSetAside("Wait for cards.", refused_for=None)
    await transaction.execute(queries.update_cancelled, order.id)
    if order.funds == "set_aside":
        told = OrderCancelled(order_id=order.id, currency=order.currency, freed_minor=order.value_minor)
        await publish(transaction, told)
    return await load(transaction, order.id)


async def refuse_close(transaction: Transaction, enterprise: Enterprise) -> None:
    """Raise SameActor for the founder, ConflictOfInterest for who is close to the founder."""
    if transaction.actor_id == enterprise.founder_id:
        raise SameActor("A founder neither gives an order to their own enterprise nor approves it.")
    await conflicts.refuse(transaction, transaction.actor_id, enterprise.founder_id)


async def load(transaction: Transaction, order_id: UUID) -> Order:
    """Return an order, whoever asks. Raises NotFound."""
    order = await transaction.fetch_struct(Order, queries.select_order, order_id)
    if order is None:
        raise NotFound("There is no such order, or none that you may see.")
    return order


async def find(transaction: Transaction, order_id: UUID) -> Order:
    """Return an order: any for the office, a founder's own enterprise's for founders. Raises NotFound."""
    order = await load(transaction, order_id)
    if enterprises.only_own(transaction) is not None:
        if order.enterprise_id is None:
            raise NotFound("There is no such order, or none that you may see.")
        await enterprises.find(transaction, order.enterprise_id)
    return order


async def lock(transaction: Transaction, order_id: UUID, version: int, step: Step) -> Order:
    """Return an order from which a step may be taken, and that nobody else changes. Raises NotFound, Stale."""
    await transaction.execute(queries.lock_order, order_id)
    order = await find(transaction, order_id)
    check_version(order.version, version)
    steps.check_step(STEPS, TRANSITIONS, step, order.state)
    return order


async def list_of(transaction: Transaction, *, state: State | None, after: UUID | None, limit: int) -> list[Order]:
    """Return orders in the order in which they were published; a founder's list holds their own enterprises'."""
    own = enterprises.only_own(transaction)
    return await transaction.fetch_structs(Order, queries.select_orders, state, own, after, limit)
