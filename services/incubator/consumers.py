"""What the incubator hears: enterprises that have become merchants, awards on their way, and persons to forget."""

from contracts.cards import CommitmentRefused, FundsCommitted, GrantCredited, PaymentCaptured, PaymentRefunded
from contracts.merchants import MerchantAccepted, PayoutInstructed, PayoutPaid, PayoutReturned
from contracts.registry import PersonErased
from services.incubator.following import sales
from services.incubator.granting import awards, tranches
from services.incubator.people import persons
from services.incubator.ventures import enterprises
from services.kit.db import Transaction
from services.kit.events import BatchHandlers, Handlers


async def mark_as_merchant(transaction: Transaction, event: MerchantAccepted) -> None:
    """Note at an enterprise which merchant it has become; other merchants are none of ours."""
    if event.enterprise_id is not None:
        await enterprises.become_merchant(transaction, event.enterprise_id, merchant_id=event.merchant_id)


async def forget_person(transaction: Transaction, event: PersonErased) -> None:
    """Shred what is kept here of a person who was erased."""
    await persons.erase(transaction, event.person_id)


HANDLERS: Handlers = {
    MerchantAccepted: mark_as_merchant,
    PersonErased: forget_person,
    FundsCommitted: awards.hear_funds,
    CommitmentRefused: awards.hear_funds,
    GrantCredited: tranches.hear_credit,
    PayoutInstructed: tranches.hear_instruction,
    PayoutPaid: tranches.hear_payment,
    PayoutReturned: tranches.hear_return,
}
BATCH_HANDLERS: BatchHandlers = {PaymentCaptured: sales.add_payments, PaymentRefunded: sales.take_refunds}
"""What is heard most often is taken in lists: one by one, each sale would cost a transaction."""
