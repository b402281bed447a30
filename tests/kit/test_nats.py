"""The connection to NATS: kept up for ever, and what its callers cannot see makes it unhealthy."""

import asyncio
from collections.abc import AsyncIterator, Callable

import msgspec
import pytest
from nats.errors import Error as NatsError

from infra.embedded.nats import NatsServer
from services.kit.nats import Broker
from services.kit.settings import Settings
from tests.databases import Urls

NOWHERE = Urls(name="none", owner="", api="", worker="")


@pytest.fixture
def settings(nats_server: NatsServer, settings_of: Callable[..., Settings]) -> Settings:
    """The settings of reporting."""
    return settings_of("reporting", NOWHERE, nats_url=nats_server.url)


@pytest.fixture
async def broker(settings: Settings) -> AsyncIterator[Broker]:
    """A connection as reporting."""
    opened = Broker()
    await opened.connect(settings)
    yield opened
    await opened.close()


async def until(holds: Callable[[], bool], seconds: float = 15) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.05)


async def test_a_connection_is_healthy_only_while_it_stands(broker: Broker, nats_server: NatsServer) -> None:
    assert broker.healthy()
    nats_server.process.kill()
    await until(lambda: not broker.healthy())
    nats_server.start()
    await until(broker.healthy)


async def test_a_refused_permission_makes_it_unhealthy_until_it_connects_anew(
    broker: Broker, nats_server: NatsServer
) -> None:
    """The caller of a refused publish sees a timeout, of a refused subscription nothing at all."""
    await broker.client.publish("evt.0.cards.card_issued.v1", b"{}")
    await until(lambda: broker.failure == "permission")
    assert broker.client.is_connected
    assert not broker.healthy()
    nats_server.process.kill()
    nats_server.start()
    await until(broker.healthy)


async def test_what_cannot_be_sent_now_is_refused_and_never_sent_later(broker: Broker, nats_server: NatsServer) -> None:
    """Kept in the client, it would overtake what the relay sends after the reconnection."""
    nats_server.process.kill()
    await until(lambda: not broker.client.is_connected)
    with pytest.raises(NatsError):
        await broker.client.publish("evt.0.reporting.thing_made.v1", b"{}")


async def test_another_services_key_is_no_way_in(settings: Settings, broker: Broker) -> None:
    """A service that is told a wrong key cannot hear its own replies, and says so."""
    pretender = Broker()
    await pretender.connect(msgspec.structs.replace(settings, service="cards"))
    with pytest.raises((TimeoutError, NatsError)):
        await pretender.stream.publish("evt.0.cards.card_issued.v1", b"{}", timeout=0.5)
    assert pretender.failure == "permission"
    await pretender.close()


async def test_closing_what_was_never_begun_does_nothing() -> None:
    await Broker().close()
