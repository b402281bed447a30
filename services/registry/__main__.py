"""Registry: persons, households, applications, assessments, decisions, memberships. It says who is entitled to what."""

from datetime import timedelta

from services.kit.delivery import TIMER as DELIVERY
from services.kit.service import Service, run
from services.kit.ticker import Jobs, Timer
from services.registry import consumers, handling, http, import_jobs, info_requests

jobs = Jobs(
    handlers=import_jobs.HANDLERS,
    timers=[
        DELIVERY,
        import_jobs.SHREDDING,
        Timer("remind_of_grievances", timedelta(hours=1), handling.remind),
        info_requests.TIMER,
    ],
)
service = Service(name="registry", routes=http.ROUTES, handlers=consumers.HANDLERS, jobs=jobs)

if __name__ == "__main__":
    run(service)
