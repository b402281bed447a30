"""The HTTP door of cards: payments, balances, budgets, decisions, the desk, finance, the ledger's books and proofs."""

from services.cards.http import authorisations, budgets, decisions, desk, finance, inquiries, journals, ledger, tills

DOORS = (authorisations, budgets, decisions, desk, finance, inquiries, journals, ledger, tills)
ROUTES = [route for door in DOORS for route in door.ROUTES]
