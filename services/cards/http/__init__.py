"""The HTTP door of cards: authorisations, budgets, decisions, desk, finance, journals, the ledger's proofs, tills."""

from services.cards.http import authorisations, budgets, decisions, desk, finance, journals, ledger, tills

ROUTES = [
    *authorisations.ROUTES,
    *budgets.ROUTES,
    *decisions.ROUTES,
    *desk.ROUTES,
    *finance.ROUTES,
    *journals.ROUTES,
    *ledger.ROUTES,
    *tills.ROUTES,
]
