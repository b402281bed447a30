"""The HTTP door of cards: authorisations, budgets, desk, finance, tills."""

from services.cards.http import authorisations, budgets, desk, finance, tills

ROUTES = [*authorisations.ROUTES, *budgets.ROUTES, *desk.ROUTES, *finance.ROUTES, *tills.ROUTES]
