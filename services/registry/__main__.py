"""Registry: persons, households, applications, assessments, decisions, memberships. It says who is entitled to what."""

from services.kit.delivery import TIMER as DELIVERY
from services.kit.service import Service, run
from services.kit.ticker import Jobs
from services.registry import consumers, http

jobs = Jobs(timers=[DELIVERY])
service = Service(name="registry", routes=http.ROUTES, handlers=consumers.HANDLERS, jobs=jobs)

if __name__ == "__main__":
    run(service)
