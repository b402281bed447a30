"""Invoices of service orders and their payment: by the body's own bank, or from its budget line through the ledger.

cards has set the value aside when the order was published, under the order's id. Let be paid by a person who did not
approve the delivery, the invoice's sum goes to the merchant that the enterprise has become, whose account a second
person verified there; merchants pays it with what else is owed, and says what the bank made of it. What came back is
owed again there and goes into the next file; here it is followed.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from contracts.cards import CommitmentRefused, FundsCommitted, GrantCredited
from contracts.incubator import OrderPaymentReleased
from contracts.types import PositiveMinorUnits
from services.incubator.granting.payees import PayeeUnknown
from services.incubator.people import steps
from services.incubator.ventures import enterprises, orders
from services.incubator.ventures.orders import STEPS, TRANSITIONS, Heard, Order
from services.kit.db import Transaction
from services.kit.errors import Fault, Malformed, Problem, SameActor
from services.kit.events import NotYet, publish
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)


class Invoice(Body, frozen=True, kw_only=True):
    """The enterprise's invoice: its number and sum, no more than the order's value."""

    invoice_number: ShortText
    amount_minor: PositiveMinorUnits


class Payment(Body, frozen=True, kw_only=True):
    """How the public body paid: the bank's reference, and the day."""

    reference: ShortText
    paid_on: date


class PaidAnotherWay(Problem):
    """An order with a budget line is paid through the ledger, and any other from the body's own account."""


async def invoice(transaction: Transaction, order_id: UUID, version: int, given: Invoice) -> Order:
    """Record the enterprise's invoice. Raises Malformed for more than the order's value."""
    order = await orders.lock(transaction, order_id, version, "invoice")
    if given.amount_minor > order.value_minor:
        fault = Fault(pointer="/amount_minor", detail=f"{order.value_minor} minor units were ordered.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    await transaction.execute(queries.update_invoiced, order.id, given.invoice_number, given.amount_minor)
    return await orders.load(transaction, order.id)


async def pay(transaction: Transaction, order_id: UUID, version: int, payment: Payment) -> Order:
    """Record that the public body has paid from its own account.

    Raises SameActor for who approved, PaidAnotherWay with a budget line, Malformed for a day to come.
    """
    order = await orders.lock(transaction, order_id, version, "pay")
    refuse_approver(transaction, order)
    if order.budget_line_id is not None:
        raise PaidAnotherWay("Order its payment.", budget_line_id=order.budget_line_id)
    if payment.paid_on > transaction.today:
        fault = Fault(pointer="/paid_on", detail="This day is still to come.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    await transaction.execute(queries.update_paid, order.id, payment.reference, payment.paid_on, transaction.actor_id)
    return await orders.load(transaction, order.id)


async def release(transaction: Transaction, order_id: UUID, version: int) -> Order:
    """Let an invoice be paid. Raises SameActor, ConflictOfInterest, PaidAnotherWay, PayeeUnknown."""
    order = await orders.lock(transaction, order_id, version, "order_payment")
    assert order.enterprise_id is not None
    assert order.invoiced_minor is not None
    enterprise = await enterprises.find(transaction, order.enterprise_id)
    refuse_approver(transaction, order)
    await orders.refuse_close(transaction, enterprise)
    if order.budget_line_id is None:
        raise PaidAnotherWay("Record how the body has paid it.", budget_line_id=None)
    if enterprise.merchant_id is None:
        raise PayeeUnknown("It is accepted as a merchant first; its account is verified there.")
    await transaction.execute(queries.update_paying, order.id, transaction.actor_id)
    await publish(
        transaction,
        OrderPaymentReleased(
            order_id=order.id,
            merchant_id=enterprise.merchant_id,
            currency=order.currency,
            amount_minor=order.invoiced_minor,
            freed_minor=order.value_minor - order.invoiced_minor,
        ),
    )
    return await orders.load(transaction, order.id)


def refuse_approver(transaction: Transaction, order: Order) -> None:
    """Raise SameActor for who approved what was delivered: another person lets it be paid."""
    if transaction.actor_id == order.approved_by:
        raise SameActor("Somebody who has not approved the delivery has it paid.")


async def among(transaction: Transaction, ids: Sequence[UUID]) -> list[UUID]:
    """Return which of these are orders; cards and merchants speak of awards and tranches in the same events."""
    return [row["id"] for row in await transaction.fetch(queries.select_among, list(ids))]


async def hear_funds(transaction: Transaction, event: FundsCommitted | CommitmentRefused) -> None:
    """Note whether cards has set an order's value aside, and why not."""
    refused_for = event.reason if isinstance(event, CommitmentRefused) else None
    await transaction.execute(queries.update_funds, event.award_id, refused_for)


async def hear_credit(transaction: Transaction, event: GrantCredited) -> None:
    """Note that the enterprise's merchant holds the money."""
    await transaction.execute(queries.update_credited, event.tranche_id, transaction.now)


async def hear_instruction(transaction: Transaction, order_ids: Sequence[UUID], payout_id: UUID) -> None:
    """Note which payout pays these orders. Raises NotYet until cards has said that they are credited."""
    for order_id in order_ids:
        order = await lock(transaction, order_id)
        if order.credited_at is None:
            raise NotYet(f"credit of order {order_id}")
        if order.state == "failed":
            await lead(transaction, order, "retry")
        await transaction.execute(queries.update_payout, order.id, payout_id)


async def hear_payment(transaction: Transaction, payout_id: UUID) -> None:
    """Note that the bank has paid the orders of a payout; most payouts have none."""
    for order_id in await of_payout(transaction, payout_id):
        await lead(transaction, await lock(transaction, order_id), "settle")


async def hear_return(transaction: Transaction, payout_id: UUID, reason_code: str) -> None:
    """Note that the bank did not pay the orders of a payout, or sent the money back, and why."""
    for order_id in await of_payout(transaction, payout_id):
        await lead(transaction, await lock(transaction, order_id), "fail", reason_code)


async def lead(transaction: Transaction, order: Order, step: Heard, reason_code: str | None = None) -> None:
    """Lead an order by what the bank has done. Raises TransitionForbidden."""
    after = steps.check_step(STEPS, TRANSITIONS, step, order.state)
    paid_on = transaction.today if after == "paid" else None
    await transaction.execute(queries.update_state, order.id, after, paid_on, reason_code)


async def of_payout(transaction: Transaction, payout_id: UUID) -> list[UUID]:
    """Return the orders that go with a payout."""
    return [row["id"] for row in await transaction.fetch(queries.select_of_payout, payout_id)]


async def lock(transaction: Transaction, order_id: UUID) -> Order:
    """Return an order that nobody else changes until this transaction ends. Raises NotFound."""
    await transaction.execute(orders.queries.lock_order, order_id)
    return await orders.load(transaction, order_id)
