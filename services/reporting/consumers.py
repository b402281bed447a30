"""What reporting hears: lists of events, each list in one statement or a few. It says nothing itself."""

from contracts import cards as from_cards
from contracts import incubator as from_incubator
from contracts import merchants as from_merchants
from contracts import registry as from_registry
from services.kit.events import BatchHandlers
from services.reporting import (
    benefits,
    budget_lines,
    cards,
    checkpoints,
    enterprises,
    grievances,
    memberships,
    merchants,
    respends,
    sales,
    settlements,
)

BATCH_HANDLERS: BatchHandlers = {
    from_registry.ApplicationDecided: memberships.add_decisions,
    from_registry.MembershipActivated: memberships.add_active,
    from_registry.MembershipSuspended: memberships.add_suspended,
    from_registry.MembershipResumed: memberships.add_active,
    from_registry.MembershipExited: memberships.add_exited,
    from_registry.HouseholdMerged: memberships.add_merged,
    from_registry.GrievanceReceived: grievances.add_received,
    from_registry.GrievanceClosed: grievances.add_closed,
    from_cards.WalletOpened: benefits.add_wallets,
    from_cards.BudgetLineFunded: budget_lines.add_fundings,
    from_cards.BudgetLineMoved: budget_lines.add_moves,
    from_cards.BudgetLineReturned: budget_lines.add_returns,
    from_cards.BudgetLineClosed: budget_lines.add_closings,
    from_cards.RunFundsReserved: benefits.add_account_shares,
    from_cards.BenefitsCredited: benefits.add_credits,
    from_cards.LotsExpired: benefits.add_expired,
    from_cards.ProvisionalCredited: benefits.add_provisional_credits,
    from_cards.ProvisionalReturned: benefits.add_provisional_returns,
    from_cards.CardOrdered: cards.add_ordered,
    from_cards.CardIssued: cards.add_issued,
    from_cards.CardStopped: cards.add_stopped,
    from_cards.PaymentCaptured: sales.add_payments,
    from_cards.PaymentRefunded: sales.add_refunds,
    from_cards.PaymentDeclined: sales.add_declines,
    from_cards.RespendMade: respends.add_respends,
    from_cards.SettlementDayClosed: settlements.add_closed_days,
    from_cards.LedgerSealed: checkpoints.add_checkpoints,
    from_merchants.MerchantAccepted: merchants.add_accepted,
    from_merchants.MerchantSuspended: merchants.add_suspended,
    from_merchants.TillEnrolled: merchants.add_tills,
    from_merchants.BatchClosed: settlements.add_batches,
    from_merchants.PayoutInstructed: settlements.add_instructed,
    from_merchants.PayoutPaid: settlements.add_paid,
    from_merchants.PayoutReturned: settlements.add_returned,
    from_incubator.ApplicationDecided: enterprises.add_decisions,
    from_incubator.ParticipantEnrolled: enterprises.add_enrolments,
    from_incubator.AttendanceRecorded: enterprises.add_attendances,
    from_incubator.EnterpriseAccredited: enterprises.add_enterprises,
}
