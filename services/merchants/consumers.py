"""What merchants hears: what was sold and given back, which days are closed, which enterprises may trade."""

from contracts.cards import (
    CommitmentEnded,
    DisputeClosed,
    DisputeDelayed,
    DisputeOpened,
    GrantCredited,
    MerchantCharged,
    PaymentCaptured,
    PaymentRefunded,
    RespendMade,
    SettlementDayClosed,
    TillBlocked,
    TillReportMade,
)
from contracts.incubator import EnterpriseAccredited
from contracts.registry import PersonErased
from services.kit.db import Transaction
from services.kit.events import BatchHandlers, Handlers
from services.merchants.joining import applications, owners
from services.merchants.selling import till_reports, tills
from services.merchants.settling import charges, disputes, grants, settlements


async def forget_owner(transaction: Transaction, event: PersonErased) -> None:
    """Shred what is kept of a person who owns a merchant."""
    await owners.forget(transaction, event.person_id)


HANDLERS: Handlers = {
    EnterpriseAccredited: applications.admit_enterprise,
    PersonErased: forget_owner,
    GrantCredited: grants.owe,
    CommitmentEnded: grants.take_back,
    MerchantCharged: charges.charge,
    RespendMade: settlements.keep_respend,
    DisputeOpened: disputes.open_dispute,
    DisputeDelayed: disputes.note_delay,
    DisputeClosed: disputes.close,
    SettlementDayClosed: settlements.keep_day,
    TillBlocked: tills.note_block,
    TillReportMade: till_reports.keep,
}
BATCH_HANDLERS: BatchHandlers = {
    PaymentCaptured: settlements.keep_payments,
    PaymentRefunded: settlements.keep_refunds,
}
"""What is heard most often is taken in lists: one by one, each sale would cost a transaction."""
