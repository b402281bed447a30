"""Databases and connections that only one test uses: relays, rebuilds and counts look at all rows."""

from collections.abc import AsyncIterator, Callable

import pytest

from infra.embedded.nats import NatsServer
from services.kit.nats import Broker
from services.kit.settings import Settings
from tests.databases import Urls
from tests.kit.events.consuming import Connected


@pytest.fixture
async def connected(
    nats_server: NatsServer, own_urls: Urls, settings_of: Callable[..., Settings]
) -> AsyncIterator[Connected]:
    """Connect to NATS as a service."""
    brokers: list[Broker] = []

    async def give(service: str) -> Broker:
        brokers.append(Broker())
        await brokers[-1].connect(settings_of(service, own_urls, nats_url=nats_server.url))
        return brokers[-1]

    yield give
    for broker in brokers:
        await broker.close()
