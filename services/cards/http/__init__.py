"""The HTTP door of cards: authorisations, budgets, desk, finance, the ledger's proofs, tills."""

from services.cards.http import authorisations, budgets, desk, finance, ledger, tills

ROUTES = [
    *authorisations.ROUTES,
    *budgets.ROUTES,
    *desk.ROUTES,
    *finance.ROUTES,
    *ledger.ROUTES,
    *tills.ROUTES,
]
