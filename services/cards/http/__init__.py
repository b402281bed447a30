"""The HTTP door of cards: payments, balances, budgets, decisions, the desk, holders, finance, books and proofs."""

from services.cards.http import (
    authorisations,
    budgets,
    decisions,
    desk,
    disputes,
    finance,
    holders,
    inquiries,
    journals,
    ledger,
    openings,
    phones,
    reconciliations,
    respends,
    rule_trials,
    sweeps,
    tills,
    unlocks,
    withdrawals,
)

DOORS = (
    authorisations, budgets, decisions, desk, disputes, finance, holders, inquiries, journals, ledger, openings, phones,
    reconciliations, respends, rule_trials, sweeps, tills, unlocks, withdrawals,
)  # fmt: skip
ROUTES = [route for door in DOORS for route in door.ROUTES]
