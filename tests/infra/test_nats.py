"""Who may say and hear what on NATS, tried on a real server with each service's own key."""

import asyncio
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nats
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig

from contracts.envelope import PARTITIONS
from contracts.readers import READERS, SERVICES
from infra.embedded.nats import NatsServer
from infra.keys import Keys
from infra.nats import configuration, provision
from infra.nats.configuration import STREAM, inbox_prefix
from infra.rotation import rotate_nats
from tests.faults.waiting import until

SHORT_S = 0.3


@pytest.fixture(scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory, run: Any) -> AsyncIterator[NatsServer]:
    """A server for the tests that leave nothing on it but messages."""
    folder = tmp_path_factory.mktemp("nats")
    server = NatsServer(folder, run.keys, log=folder / "nats.log")
    try:
        server.start()
        await provision.provision(server.url, server.keys)
        yield server
    finally:
        server.stop()


@asynccontextmanager
async def connected(server: NatsServer, user: str) -> AsyncIterator[tuple[Client, list[str]]]:
    """A connection with a user's own key, and what the server has refused it."""
    refused: list[str] = []

    async def note(error: Exception) -> None:
        refused.append(str(error).lower())

    client = await nats.connect(
        server.url,
        nkeys_seed=str(server.keys.nats_seed(user)),
        inbox_prefix=inbox_prefix(user).encode(),
        allow_reconnect=False,
        error_cb=note,
    )
    try:
        yield client, refused
    finally:
        await client.close()


async def reloaded(log: Path, times: int) -> None:
    """Wait until a server that was signalled has read its configuration anew so often; it does so in its own time."""

    async def has() -> bool:
        return log.read_text().count("Reloaded server configuration") >= times

    await until(has)


async def stored(server: NatsServer) -> int:
    """How many messages the stream holds."""
    async with connected(server, "provisioner") as (client, _):
        state = (await provision.request(client, f"STREAM.INFO.{STREAM}"))["state"]
    assert isinstance(state, dict)
    return int(state["messages"])


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_publishes_its_own_events_and_no_others(shared: NatsServer, service: str) -> None:
    before = await stored(shared)
    async with connected(shared, service) as (client, refused):
        acknowledged = await client.jetstream().publish(f"evt.0.{service}.thing_made.v1", b"{}", timeout=2)
        assert acknowledged.stream == STREAM
        for other in SERVICES:
            if other != service:
                await client.publish(f"evt.0.{other}.thing_made.v1", b"{}")
        await client.flush(timeout=2)
        await asyncio.sleep(0.05)
        assert len([text for text in refused if "permissions violation" in text]) == len(SERVICES) - 1
    assert await stored(shared) == before + 1


async def test_a_server_that_is_signalled_lets_both_nkeys_of_a_rotation_in_and_cuts_nobody_off(
    run: Any, tmp_path: Path
) -> None:
    keys = Keys(tmp_path / "keys")
    shutil.copytree(run.keys.folder, keys.folder)
    server = NatsServer(tmp_path / "server", keys, log=tmp_path / "nats.log")
    server.folder.mkdir()
    try:
        server.start()
        former = keys.nats_publics("cards")
        async with connected(server, "cards") as (before, refused):
            for times, step in enumerate(("prepared", "switched"), start=1):
                assert rotate_nats(keys, "cards") == step
                server.configure()
                assert server.process.running is not None
                server.process.running.send_signal(signal.SIGHUP)
                await reloaded(tmp_path / "nats.log", times)
                async with connected(server, "cards") as (client, _):
                    await client.flush(timeout=2)
            assert keys.nats_publics("cards") != former
            await before.flush(timeout=2)
            assert refused == []
        rotate_nats(keys, "cards")
        server.configure()
        assert former[0] not in server.configuration.read_text()
    finally:
        server.stop()


@pytest.mark.parametrize("service", sorted(READERS))
async def test_a_reader_hears_its_sources_on_its_own_durables(nats_server: NatsServer, service: str) -> None:
    for source in SERVICES:
        async with connected(nats_server, source) as (client, _):
            for number in range(PARTITIONS):
                await client.jetstream().publish(f"evt.{number}.{source}.thing_made.v1", source.encode(), timeout=2)
    async with connected(nats_server, service) as (client, refused):
        for number in range(PARTITIONS):
            durable = f"{service}_p{number}"
            pull = await client.jetstream().pull_subscribe_bind(durable=durable, stream=STREAM)
            messages = await pull.fetch(20, timeout=SHORT_S)
            assert sorted(message.data.decode() for message in messages) == sorted(READERS[service])
            for message in messages:
                assert message.subject.startswith(f"evt.{number}.")
                await message.ack_sync(timeout=2)
            assert (await pull.consumer_info()).num_ack_pending == 0
        assert refused == []


@pytest.mark.parametrize("service", SERVICES)
async def test_no_service_pulls_from_or_looks_at_anothers_durable(shared: NatsServer, service: str) -> None:
    async with connected(shared, "cards") as (client, _):
        await client.jetstream().publish("evt.0.cards.card_issued.v1", b"{}", timeout=2)
    async with connected(shared, service) as (client, refused):
        durables = [f"{other}_p0" for other in READERS if other != service]
        asked = [f"$JS.API.CONSUMER.{verb}.{STREAM}.{each}" for verb in ("MSG.NEXT", "INFO") for each in durables]
        answers = await asyncio.gather(
            *(client.request(subject, b"", timeout=SHORT_S) for subject in asked), return_exceptions=True
        )
        assert all(isinstance(answer, TimeoutError | NatsError) for answer in answers)
        assert len(refused) == len(asked)


@pytest.mark.parametrize("subject", ["evt.>", "_INBOX_cards.>", "$JS.ACK.>", "$SYS.>", ">"])
async def test_no_service_listens_in(shared: NatsServer, subject: str) -> None:
    async with connected(shared, "reporting") as (client, refused):
        await client.subscribe(subject)
        await client.flush(timeout=2)
        await asyncio.sleep(0.05)
        assert any("permissions violation" in text for text in refused)


@pytest.mark.parametrize(
    "subject",
    [
        "$JS.API.STREAM.CREATE.OTHER",
        f"$JS.API.STREAM.UPDATE.{STREAM}",
        f"$JS.API.STREAM.DELETE.{STREAM}",
        f"$JS.API.STREAM.PURGE.{STREAM}",
        f"$JS.API.STREAM.MSG.GET.{STREAM}",
        f"$JS.API.DIRECT.GET.{STREAM}",
        f"$JS.API.CONSUMER.CREATE.{STREAM}",
        f"$JS.API.CONSUMER.DELETE.{STREAM}.reporting_p0",
    ],
)
async def test_no_service_administers_the_stream(shared: NatsServer, subject: str) -> None:
    async with connected(shared, "reporting") as (client, refused):
        with pytest.raises((TimeoutError, NatsError)):
            await client.request(subject, b"{}", timeout=SHORT_S)
        assert any("permissions violation" in text for text in refused)


async def test_the_provisioner_neither_reads_nor_writes_events(shared: NatsServer) -> None:
    before = await stored(shared)
    async with connected(shared, "provisioner") as (client, refused):
        await client.publish("evt.0.cards.card_issued.v1", b"{}")
        for subject in (f"$JS.API.STREAM.MSG.GET.{STREAM}", f"$JS.API.STREAM.PURGE.{STREAM}"):
            with pytest.raises((TimeoutError, NatsError)):
                await client.request(subject, b'{"seq": 1}', timeout=SHORT_S)
        assert len(refused) == 3
    assert await stored(shared) == before


async def test_nobody_connects_without_a_key(shared: NatsServer) -> None:
    with pytest.raises(NatsError, match=r"(?i)authorization"):
        await nats.connect(shared.url, allow_reconnect=False, error_cb=provision.ignore_error)


async def test_provisioning_again_changes_nothing(nats_server: NatsServer) -> None:
    async with connected(nats_server, "cards") as (client, _):
        await client.jetstream().publish("evt.0.cards.card_issued.v1", b"{}", timeout=2)
    await provision.provision(nats_server.url, nats_server.keys)
    assert await stored(nats_server) == 1


async def test_a_stream_that_has_drifted_is_refused_and_left_alone(nats_server: NatsServer) -> None:
    changed = provision.stream_configuration() | {
        "max_age": 3600 * provision.SECOND,
        "duplicate_window": provision.SECOND,
    }
    async with connected(nats_server, "provisioner") as (client, _):
        await provision.request(client, f"STREAM.UPDATE.{STREAM}", changed)
    with pytest.raises(provision.Drifted, match=r"max_age.*duplicate_window"):
        await provision.provision(nats_server.url, nats_server.keys)
    await provision.provision(nats_server.url, nats_server.keys, update=True)
    await provision.provision(nats_server.url, nats_server.keys)


async def test_a_consumer_that_nobody_owns_is_refused(nats_server: NatsServer) -> None:
    async with connected(nats_server, "provisioner") as (client, _):
        stranger = ConsumerConfig(durable_name="stranger", ack_policy=AckPolicy.EXPLICIT)
        body: provision.JSON = {"stream_name": STREAM, "config": stranger.as_dict(), "action": "create"}
        await provision.request(client, f"CONSUMER.DURABLE.CREATE.{STREAM}.stranger", body)
    with pytest.raises(provision.Drifted, match="stranger"):
        await provision.provision(nats_server.url, nats_server.keys)


async def test_a_message_too_large_for_the_contract_is_refused(shared: NatsServer) -> None:
    async with connected(shared, "cards") as (client, _):
        with pytest.raises(NatsError, match="maximum"):
            await client.jetstream().publish("evt.0.cards.card_issued.v1", bytes((256 << 10) + 1), timeout=2)


async def test_a_killed_server_comes_back_on_its_port_with_its_messages(nats_server: NatsServer) -> None:
    async with connected(nats_server, "cards") as (client, _):
        await client.jetstream().publish("evt.0.cards.card_issued.v1", b"{}", timeout=2)
    url = nats_server.url
    nats_server.process.kill()
    nats_server.start()
    assert nats_server.url == url
    assert await stored(nats_server) == 1


def test_the_server_syncs_every_write_and_says_so_on_a_line_of_its_own(nats_server: NatsServer) -> None:
    lines = [line.strip() for line in nats_server.configuration.read_text().splitlines()]
    assert "sync_interval: always" in lines


def test_a_service_that_reads_nobody_has_no_durable() -> None:
    assert configuration.durables("console") == ()
