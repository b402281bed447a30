"""A relay and nothing else, as a process that a test can kill: it starts in a third of a whole service's time."""

import asyncio

from services.kit import log
from services.kit.db import connect
from services.kit.events.relay import relay
from services.kit.nats import Broker
from services.kit.settings import read_settings


async def main() -> None:
    """Relay what cards has said until killed."""
    settings = read_settings("cards")
    log.configure("cards", "info")
    database = await connect(settings.worker_database_url, size=2, tenants=settings.municipalities)
    broker = Broker()
    await broker.connect(settings)
    await relay(database, broker.stream, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main())
