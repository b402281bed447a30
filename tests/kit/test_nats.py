"""The connection to NATS: kept up for ever, and what its callers cannot see makes it unhealthy."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from nats.errors import Error as NatsError

from infra.embedded.nats import NatsServer
from infra.embedded.processes import LOOPBACK
from services.kit.nats import Broker
from services.kit.settings import Settings
from tests.conftest import Run
from tests.databases import Urls

HOUR = timedelta(hours=1)
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


def certified(folder: Path, name: str) -> Path:
    """Write a certificate of this machine's address that signs itself, and its key beside it."""
    key, known = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(known, known, key.public_key(), x509.random_serial_number(), now, now + HOUR)
    addresses = x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))])
    made = builder.add_extension(addresses, critical=False).sign(key, SHA256())
    path = folder / f"{name}.crt"
    path.write_bytes(made.public_bytes(Encoding.PEM))
    path.with_suffix(".key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


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


async def test_a_server_is_known_by_its_authority_alone(settings: Settings, run: Run, tmp_path: Path) -> None:
    """What says it is NATS and cannot prove it is told nothing, and asked again until it can."""
    server = NatsServer(tmp_path / "nats", run.keys, log=tmp_path / "nats.log")
    authority, certificate = certified(tmp_path, "nats"), certified(tmp_path, "other")
    server.configure()
    with server.configuration.open("a") as file:
        file.write(f'tls {{ cert_file: "{authority}", key_file: "{authority.with_suffix(".key")}" }}\n')
    server.process.start()
    server.process.wait_until(server.ready, timeout_s=30)
    here = msgspec.structs.replace(settings, nats_url=server.url.replace("nats://", "tls://"))
    trusted, refused = Broker(), Broker()
    try:
        await trusted.connect(msgspec.structs.replace(here, nats_ca_file=str(authority)))
        assert trusted.healthy()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await refused.connect(msgspec.structs.replace(here, nats_ca_file=str(certificate)))
        assert not refused.healthy()
    finally:
        await trusted.close()
        server.stop()


async def test_closing_what_was_never_begun_does_nothing() -> None:
    await Broker().close()
