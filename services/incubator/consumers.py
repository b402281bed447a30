"""What the incubator hears: enterprises that have become merchants, awards on their way, and persons to forget."""

from contracts.cards import CommitmentRefused, FundsCommitted, GrantCredited, PaymentCaptured, PaymentRefunded
from contracts.merchants import MerchantAccepted, PayoutInstructed, PayoutPaid, PayoutReturned
from contracts.registry import PersonErased
from services.incubator.following import sales
from services.incubator.granting import awards, tranches
from services.incubator.people import persons
from services.incubator.ventures import enterprises, order_payments
from services.kit.db import Transaction
from services.kit.events import BatchHandlers, Handlers


async def mark_as_merchant(transaction: Transaction, event: MerchantAccepted) -> None:
    """Note at an enterprise which merchant it has become; other merchants are none of ours."""
    if event.enterprise_id is not None:
        await enterprises.become_merchant(transaction, event.enterprise_id, merchant_id=event.merchant_id)


async def forget_person(transaction: Transaction, event: PersonErased) -> None:
    """Shred what is kept here of a person who was erased."""
    await persons.erase(transaction, event.person_id)


async def hear_funds(transaction: Transaction, event: FundsCommitted | CommitmentRefused) -> None:
    """Note whether the money of an award, or of a service order, was set aside."""
    ordered = await order_payments.among(transaction, [event.award_id])
    await (order_payments if ordered else awards).hear_funds(transaction, event)


async def hear_credit(transaction: Transaction, event: GrantCredited) -> None:
    """Note that a merchant holds the money of a tranche, or of a service order."""
    ordered = await order_payments.among(transaction, [event.award_id])
    await (order_payments if ordered else tranches).hear_credit(transaction, event)


async def hear_instruction(transaction: Transaction, event: PayoutInstructed) -> None:
    """Note which payout pays tranches and service orders."""
    ordered = await order_payments.among(transaction, event.tranche_ids)
    others = [each for each in event.tranche_ids if each not in ordered]
    await tranches.hear_instruction(transaction, others, event.payout_id)
    await order_payments.hear_instruction(transaction, ordered, event.payout_id)


async def hear_payment(transaction: Transaction, event: PayoutPaid) -> None:
    """Note that the bank has paid what goes with a payout."""
    await tranches.hear_payment(transaction, event)
    await order_payments.hear_payment(transaction, event.payout_id)


async def hear_return(transaction: Transaction, event: PayoutReturned) -> None:
    """Note that the bank did not pay what goes with a payout, or sent it back."""
    await tranches.hear_return(transaction, event)
    await order_payments.hear_return(transaction, event.payout_id, event.reason_code)


HANDLERS: Handlers = {
    MerchantAccepted: mark_as_merchant,
    PersonErased: forget_person,
    FundsCommitted: hear_funds,
    CommitmentRefused: hear_funds,
    GrantCredited: hear_credit,
    PayoutInstructed: hear_instruction,
    PayoutPaid: hear_payment,
    PayoutReturned: hear_return,
}
BATCH_HANDLERS: BatchHandlers = {PaymentCaptured: sales.add_payments, PaymentRefunded: sales.take_refunds}
"""What is heard most often is taken in lists: one by one, each sale would cost a transaction."""
