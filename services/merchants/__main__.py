"""Merchants: where the card is accepted, since when and with which offers, and what the shops are paid."""

from services.kit.delivery import TIMER as DELIVERY
from services.kit.service import Service, run
from services.kit.ticker import Jobs
from services.merchants import consumers, http
from services.merchants.joining import notices, verifications
from services.merchants.settling import lateness

jobs = Jobs(timers=[DELIVERY, notices.TIMER, verifications.TIMER])
service = Service(
    name="merchants",
    routes=http.ROUTES,
    handlers=consumers.HANDLERS,
    batch_handlers=consumers.BATCH_HANDLERS,
    jobs=jobs,
    gauges=[lateness.measure],
)

if __name__ == "__main__":
    run(service)
