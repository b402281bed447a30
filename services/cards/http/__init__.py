"""The HTTP door of cards: authorisations, desk, finance, tills."""

from services.cards.http import authorisations, desk, finance, tills

ROUTES = [*authorisations.ROUTES, *desk.ROUTES, *finance.ROUTES, *tills.ROUTES]
