"""The HTTP door of cards: desk, finance, tills."""

from services.cards.http import desk, finance, tills

ROUTES = [*desk.ROUTES, *finance.ROUTES, *tills.ROUTES]
