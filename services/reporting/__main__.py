"""Reporting: totals, euro trail, indicators, local multiplier and public figures, made from events alone."""

from services.kit.service import Service, run
from services.reporting import consumers, http, read_models

service = Service(
    name="reporting",
    routes=http.ROUTES,
    batch_handlers=consumers.BATCH_HANDLERS,
    empty=read_models.queries.empty,
)

if __name__ == "__main__":
    run(service)
