"""Registry: persons, households, applications, assessments, decisions, memberships. It says who is entitled to what."""

from datetime import timedelta

from services.kit.delivery import TIMER as DELIVERY
from services.kit.service import Service, run
from services.kit.ticker import Jobs, Timer
from services.registry import consumers, http
from services.registry.cases import info_requests
from services.registry.duplicates import duplicate_searches
from services.registry.grievances import handling
from services.registry.imports import import_jobs
from services.registry.memberships import extensions, renewals
from services.registry.people import account_changes
from services.registry.privacy import erasures, retention

jobs = Jobs(
    handlers={
        **import_jobs.HANDLERS,
        duplicate_searches.KIND: duplicate_searches.search_chunk,
        **retention.HANDLERS,
        extensions.KIND: extensions.extend_chunk,
    },
    timers=[
        DELIVERY,
        import_jobs.SHREDDING,
        Timer("remind_of_grievances", timedelta(hours=1), handling.remind),
        info_requests.TIMER,
        account_changes.TIMER,
        retention.TIMER,
        *renewals.TIMERS,
    ],
)
service = Service(name="registry", routes=http.ROUTES, handlers=consumers.HANDLERS, jobs=jobs, reapply=erasures.reapply)

if __name__ == "__main__":
    run(service)
