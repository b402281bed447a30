"""Incubator: calls, reviews, cohorts with accommodations, and the enterprises that come of them."""

from services.incubator import consumers, http
from services.incubator.following import reminders
from services.kit.delivery import TIMER as DELIVERY
from services.kit.service import Service, run
from services.kit.ticker import Jobs

service = Service(
    name="incubator",
    routes=http.ROUTES,
    handlers=consumers.HANDLERS,
    batch_handlers=consumers.BATCH_HANDLERS,
    jobs=Jobs(timers=[DELIVERY, reminders.TIMER]),
)

if __name__ == "__main__":
    run(service)
