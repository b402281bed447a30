"""Merchants: where the card is accepted, since when and with which offers, and what the shops are paid."""

from services.kit.service import Service, run
from services.merchants import consumers, http

service = Service(name="merchants", routes=http.ROUTES, handlers=consumers.HANDLERS)

if __name__ == "__main__":
    run(service)
