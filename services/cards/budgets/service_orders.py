"""Service orders of public bodies: a value set aside as it is published, paid at once by the invoice, then ended.

The incubator follows the work; here its money goes the way of an award's (`commitments`), and the books call it an
order's payment and not a grant.
"""

from contracts.incubator import OrderCancelled, OrderPaymentReleased, OrderPublished
from services.cards.budgets import commitments
from services.cards.budgets.commitments import Ending, Part, Promise
from services.kit.db import Transaction


async def commit(transaction: Transaction, event: OrderPublished) -> None:
    """Set an order's value aside, or say why not. Raises AlreadyCommitted."""
    promise = Promise(
        kind="order",
        id=event.order_id,
        budget_line_id=event.budget_line_id,
        currency=event.currency,
        amount_minor=event.amount_minor,
    )
    await commitments.commit(transaction, promise)


async def pay(transaction: Transaction, event: OrderPaymentReleased) -> None:
    """Move an invoice's sum to its merchant, and free what it leaves of the order's value.

    Raises InsufficientFunds beyond that value, NotYet, TransitionForbidden.
    """
    part = Part(
        id=event.order_id,
        promise_id=event.order_id,
        merchant_id=event.merchant_id,
        amount_minor=event.amount_minor,
    )
    await commitments.pay(transaction, part)
    await commitments.end(transaction, Ending(promise_id=event.order_id))


async def cancel(transaction: Transaction, event: OrderCancelled) -> None:
    """Free the value of an order that nobody has taken on. Raises NotYet, TransitionForbidden."""
    await commitments.end(transaction, Ending(promise_id=event.order_id))
