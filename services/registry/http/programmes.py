"""Which programmes there are, and by which rules."""

from datetime import date

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from services.kit.auth import requires
from services.kit.db import Transaction
from services.registry.assessing import programmes
from services.registry.assessing.programmes import Programme, RulesInForce

READING = (
    "administrator",
    "auditor",
    "caseworker",
    "finance_approver",
    "finance_officer",
    "programme_manager",
    "supervisor",
)


@get("/programmes", guards=[requires(*READING)], tags=["rules"])
async def list_programmes(
    transaction: NamedDependency[Transaction], on: FromQuery[date | None] = None
) -> list[Programme]:
    """Return the programmes that take applications on a day, or today."""
    return programmes.list_on(transaction, on)


@get("/programmes/{programme:str}/rules", guards=[requires(*READING)], tags=["rules"])
async def read_rules(
    transaction: NamedDependency[Transaction], programme: FromPath[str], on: FromQuery[date | None] = None
) -> RulesInForce:
    """Return a programme's rules for an application on a day, or today: every parameter, each with its source."""
    return programmes.find(transaction, programme, on)


ROUTES = [list_programmes, read_rules]
