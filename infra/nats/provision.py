"""Makes the stream and its consumers, and refuses what has drifted from them.

The JetStream API is spoken in its own JSON, so that a field the client library does not know can be neither lost nor
overlooked. Run by one job before the services start; services themselves may not create anything.
"""

import json
from collections.abc import Mapping

import nats
from nats.aio.client import Client

from contracts.envelope import PARTITIONS
from contracts.readers import READERS
from infra.keys import Keys
from infra.nats.configuration import STREAM, durables, inbox_prefix
from services.kit.nats import trusting

SECOND = 1_000_000_000
"""JetStream counts time in nanoseconds."""

STREAM_NOT_FOUND = 10059
CONSUMER_NOT_FOUND = 10014

FORBIDDEN_FIELDS = ("persist_mode", "sealed", "no_ack", "republish", "mirror", "sources")
"""Settings that would weaken the promises; `persist_mode: async` overrides the server's `sync_interval: always`."""

JSON = dict[str, object]


class Refused(Exception):
    """JetStream refused a request."""

    def __init__(self, code: int, description: str) -> None:
        self.code = code
        super().__init__(f"{description} ({code})")


class Drifted(Exception):
    """What is on the server is not what this release expects; nothing was changed."""


def stream_configuration(*, replicas: int = 1, bytes_max: int = 2 << 30) -> JSON:
    """Return the configuration of the one stream of events.

    Limits, not interest or work-queue: the window of known message ids is rebuilt from stored messages at a restart.
    """
    return {
        "name": STREAM,
        "subjects": ["evt.>"],
        "retention": "limits",
        "storage": "file",
        "num_replicas": replicas,
        "max_age": 7 * 24 * 3600 * SECOND,
        "max_bytes": bytes_max,
        "max_msg_size": 256 << 10,
        "discard": "new",
        "duplicate_window": 3600 * SECOND,
        "allow_atomic": True,
        "deny_delete": True,
        "deny_purge": True,
    }


def consumer_configuration(service: str, partition: int) -> JSON:
    """Return the configuration of a service's consumer of one partition.

    No `backoff` list: it silently replaces ack_wait by its first entry. No limit of deliveries: the service counts
    tries and buries dead letters itself, so nothing is ever dropped by the server.
    """
    return {
        "durable_name": f"{service}_p{partition}",
        "filter_subjects": [f"evt.{partition}.{source}.>" for source in READERS[service]],
        "deliver_policy": "all",
        "ack_policy": "explicit",
        "replay_policy": "instant",
        "ack_wait": 30 * SECOND,
        "max_ack_pending": 2000,
        "max_deliver": -1,
        "metadata": {"owner": service},
    }


async def request(client: Client, subject: str, body: JSON | None = None) -> JSON:
    """Ask the JetStream API. Raises Refused with JetStream's own error code."""
    answer = await client.request(f"$JS.API.{subject}", json.dumps(body).encode() if body else b"", timeout=10)
    found: JSON = json.loads(answer.data)
    error = found.get("error")
    if isinstance(error, dict):
        raise Refused(int(error.get("err_code", 0)), str(error.get("description")))
    return found


async def found_configuration(client: Client, subject: str, absent: int) -> JSON | None:
    """Return the configuration that the server holds, or None if there is none."""
    try:
        found = await request(client, subject)
    except Refused as refusal:
        if refusal.code == absent:
            return None
        raise
    configuration = found["config"]
    assert isinstance(configuration, dict)
    return configuration


def differences(wanted: Mapping[str, object], found: Mapping[str, object]) -> list[str]:
    """Return a sentence for each setting that differs from what this release expects."""
    normal = dict(found)
    if "filter_subject" in normal:  # The server keeps a list of one as a single field.
        normal["filter_subjects"] = [normal.pop("filter_subject")]
    metadata = normal.get("metadata")
    if isinstance(metadata, dict):  # The server adds facts about itself.
        normal["metadata"] = {key: value for key, value in metadata.items() if not key.startswith("_nats.")}
    different = [
        f"{name} is {normal.get(name)!r}, not {value!r}" for name, value in wanted.items() if normal.get(name) != value
    ]
    return different + [f"{name} is set to {normal[name]!r}" for name in FORBIDDEN_FIELDS if normal.get(name)]


def refuse_drift(name: str, wanted: Mapping[str, object], found: Mapping[str, object]) -> None:
    """Raise Drifted unless what was found is what is wanted."""
    different = differences(wanted, found)
    if different:
        raise Drifted(f"{name}: " + "; ".join(different))


async def ensure_stream(client: Client, wanted: JSON, *, update: bool) -> None:
    """Make the stream, or check the one that is there."""
    found = await found_configuration(client, f"STREAM.INFO.{STREAM}", STREAM_NOT_FOUND)
    if found is None:
        await request(client, f"STREAM.CREATE.{STREAM}", wanted)
    elif update and differences(wanted, found):
        await request(client, f"STREAM.UPDATE.{STREAM}", {**found, **wanted})
    else:
        refuse_drift(STREAM, wanted, found)


async def ensure_consumer(client: Client, wanted: JSON, *, update: bool) -> None:
    """Make a consumer, or check the one that is there."""
    name = str(wanted["durable_name"])
    found = await found_configuration(client, f"CONSUMER.INFO.{STREAM}.{name}", CONSUMER_NOT_FOUND)
    if found is None or (update and differences(wanted, found)):
        action = "create" if found is None else "update"
        body: JSON = {"stream_name": STREAM, "config": wanted, "action": action}
        await request(client, f"CONSUMER.DURABLE.CREATE.{STREAM}.{name}", body)
    else:
        refuse_drift(name, wanted, found)


async def refuse_strangers(client: Client) -> None:
    """Raise Drifted if the stream has a consumer that the table of readers does not know."""
    known = {durable for service in READERS for durable in durables(service)}
    listed = (await request(client, f"CONSUMER.NAMES.{STREAM}")).get("consumers") or []
    assert isinstance(listed, list)
    strangers = sorted(set(listed) - known)
    if strangers:
        raise Drifted(f"{STREAM} has consumers that no service owns: {', '.join(strangers)}")


async def ignore_error(_: Exception) -> None:
    """Say nothing while the server is being waited for; the request itself raises what matters."""


async def provision(url: str, keys: Keys, *, update: bool = False, replicas: int = 1, ca_file: str = "") -> None:
    """Make the stream and every reader's consumers, or raise Drifted where the server holds something else."""
    client = await nats.connect(
        url,
        name="provisioner",
        nkeys_seed=str(keys.nats_seed("provisioner")),
        inbox_prefix=inbox_prefix("provisioner").encode(),
        tls=trusting(ca_file),
        max_reconnect_attempts=5,
        error_cb=ignore_error,
    )
    try:
        await ensure_stream(client, stream_configuration(replicas=replicas), update=update)
        for service in READERS:
            for partition in range(PARTITIONS):
                await ensure_consumer(client, consumer_configuration(service, partition), update=update)
        await refuse_strangers(client)
    finally:
        await client.close()
