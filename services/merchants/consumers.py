"""What merchants hears: what was sold and given back, which days are closed, and which enterprises may trade."""

from contracts.cards import PaymentCaptured, PaymentRefunded, SettlementDayClosed
from contracts.incubator import EnterpriseAccredited
from services.kit.events import Handlers
from services.merchants import applications, settlements

HANDLERS: Handlers = {
    EnterpriseAccredited: applications.admit_enterprise,
    PaymentCaptured: settlements.keep_payment,
    PaymentRefunded: settlements.keep_refund,
    SettlementDayClosed: settlements.keep_day,
}
