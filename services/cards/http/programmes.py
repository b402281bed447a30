"""Programmes: by which dated rules a card pays, for whoever answers for them or looks them over."""

from litestar import get
from litestar.di import NamedDependency

from services.cards.deciding import programmes
from services.cards.deciding.programmes import Programme
from services.kit.auth import requires
from services.kit.db import Transaction

READING = ("administrator", "auditor", "finance_approver", "finance_officer", "programme_manager", "supervisor")


@get("/programmes", guards=[requires(*READING)], tags=["rules"])
async def list_programmes(transaction: NamedDependency[Transaction]) -> list[Programme]:
    """Return the programmes in the tenant's currency, each with all its dated rules and terms."""
    return programmes.in_currency(transaction.municipality.currency)


ROUTES = [list_programmes]
