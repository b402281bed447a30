"""Rule trials: what a draft of rules would have made of a month, before it is switched on."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from services.cards.payments import rule_trials
from services.cards.payments.rule_trials import Trial
from services.kit import jobs
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.jobs import Job

ASKING = ("programme_manager", "finance_officer", "finance_approver")


@post("/rule-trials", status_code=202, guards=[requires(*ASKING)], tags=["rules"])
@idempotent(jobs.get)
async def try_rules(data: JSONBody[Trial], transaction: NamedDependency[Transaction]) -> Job:
    """Run a draft over a month's payments; the job's result says which would change, and why."""
    return await rule_trials.start(transaction, data)


ROUTES = [try_rules]
