"""Reporting: totals, euro trail, indicators, local multiplier and public figures, made from events alone."""

from services.kit.service import Service, run
from services.kit.ticker import Jobs
from services.reporting import consumers, http
from services.reporting.hearing import read_models
from services.reporting.telling import publications
from services.reporting.watching import alerts

jobs = Jobs(
    handlers={alerts.JOB: alerts.look_for_one, publications.JOB: publications.publish_by_job},
    timers=[alerts.TIMER, publications.TIMER],
)

service = Service(
    name="reporting",
    routes=http.ROUTES,
    batch_handlers=consumers.BATCH_HANDLERS,
    jobs=jobs,
    empty=read_models.queries.empty,
)

if __name__ == "__main__":
    run(service)
