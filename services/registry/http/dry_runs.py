"""What other rules would cost, and who would gain and lose."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from services.kit.auth import requires
from services.kit.db import Transaction
from services.registry.assessing import dry_runs
from services.registry.assessing.dry_runs import DryRun, Question

ASKING = ("programme_manager", "supervisor", "finance_officer", "finance_approver")


@post("/dry-runs", status_code=200, guards=[requires(*ASKING)], tags=["rules"])
async def ask_dry_run(data: JSONBody[Question], transaction: NamedDependency[Transaction]) -> DryRun:
    """Say what changes if some parameters of a programme's rules were others. Nothing is written but who asked."""
    return await dry_runs.ask(transaction, data)


ROUTES = [ask_dry_run]
