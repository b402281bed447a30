"""Incubator: calls, reviews, cohorts with accommodations, and the enterprises that come of them."""

from services.incubator import consumers, http
from services.kit.service import Service, run

service = Service(
    name="incubator",
    routes=http.ROUTES,
    handlers=consumers.HANDLERS,
    batch_handlers=consumers.BATCH_HANDLERS,
)

if __name__ == "__main__":
    run(service)
