"""The HTTP door of cards: authorisations, budgets, desk, finance, journals, the ledger's proofs, tills."""

from services.cards.http import authorisations, budgets, desk, finance, journals, ledger, tills

ROUTES = [
    *authorisations.ROUTES,
    *budgets.ROUTES,
    *desk.ROUTES,
    *finance.ROUTES,
    *journals.ROUTES,
    *ledger.ROUTES,
    *tills.ROUTES,
]
