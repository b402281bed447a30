"""What cards says: wallets, cards, budget lines, benefit runs, payments, refunds and settlement days."""

from contracts.cards.benefits import (
    AccountShare,
    BenefitsCredited,
    Credit,
    ExpiredCredit,
    ExpiringCredit,
    ExpiryAnnounced,
    LotsExpired,
    RunFundsReserved,
    SetOffTaken,
    Taking,
)
from contracts.cards.budgets import BudgetLineClosed, BudgetLineFunded, BudgetLineMoved, BudgetLineReturned
from contracts.cards.holders import CardIssued, CardOrdered, CardStopped, WalletOpened
from contracts.cards.ledger import LedgerSealed, MerchantTotal, SettlementDayClosed
from contracts.cards.payments import (
    AuthorisationReleased,
    DisputeClosed,
    DisputeOpened,
    DisputeReason,
    Draw,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentRefunded,
)

__all__ = [
    "AccountShare",
    "AuthorisationReleased",
    "BenefitsCredited",
    "BudgetLineClosed",
    "BudgetLineFunded",
    "BudgetLineMoved",
    "BudgetLineReturned",
    "CardIssued",
    "CardOrdered",
    "CardStopped",
    "Credit",
    "DisputeClosed",
    "DisputeOpened",
    "DisputeReason",
    "Draw",
    "ExpiredCredit",
    "ExpiringCredit",
    "ExpiryAnnounced",
    "LedgerSealed",
    "LotsExpired",
    "MerchantTotal",
    "PaymentAuthorised",
    "PaymentCaptured",
    "PaymentDeclined",
    "PaymentRefunded",
    "RunFundsReserved",
    "SetOffTaken",
    "SettlementDayClosed",
    "Taking",
    "WalletOpened",
]
