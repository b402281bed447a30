"""The nats-server configuration: one nkey user per service that may do its own work and nothing else.

A service publishes its own events, pulls from and acknowledges on its own durables, and hears its own inbox. `*` stands
for a whole token only, so durables are listed one by one. A refusal reaches the client's error_cb, not the caller.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from contracts.envelope import PARTITIONS
from contracts.readers import READERS

STREAM = "EVT"


class Permissions(msgspec.Struct, frozen=True, kw_only=True):
    """The subjects a user may publish to and subscribe to."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def durables(service: str) -> tuple[str, ...]:
    """Return the names of a service's consumers, one for each partition; none if it reads nobody."""
    return tuple(f"{service}_p{number}" for number in range(PARTITIONS)) if service in READERS else ()


def inbox_prefix(user: str) -> str:
    """Return where a user's replies arrive; the client must be told the same."""
    return f"_INBOX_{user}"


def service_permissions(service: str) -> Permissions:
    """Return what a service may say and hear on NATS."""
    publish = [f"evt.*.{service}.>", f"$JS.API.STREAM.INFO.{STREAM}"]
    for durable in durables(service):
        publish += [f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{durable}", f"$JS.API.CONSUMER.INFO.{STREAM}.{durable}"]
        publish += [f"$JS.ACK.{STREAM}.{durable}.>"]
    return Permissions(publish=tuple(publish), subscribe=(f"{inbox_prefix(service)}.>",))


def provisioner_permissions() -> Permissions:
    """Return what the provisioner may do: make and look at the stream and its consumers, not read events."""
    stream = [f"$JS.API.STREAM.{verb}.{STREAM}" for verb in ("CREATE", "UPDATE", "INFO")]
    consumer = [f"$JS.API.CONSUMER.{verb}.{STREAM}.>" for verb in ("CREATE", "DURABLE.CREATE", "INFO", "DELETE")]
    publish = ("$JS.API.INFO", *stream, *consumer, f"$JS.API.CONSUMER.NAMES.{STREAM}")
    return Permissions(publish=publish, subscribe=(f"{inbox_prefix('provisioner')}.>",))


def quoted(subjects: tuple[str, ...]) -> str:
    """Return subjects as a list in the server's configuration language."""
    return "[" + ", ".join(f'"{subject}"' for subject in subjects) + "]"


def user_block(public_key: str, permissions: Permissions) -> str:
    """Return one user of the configuration's account."""
    return (
        f"      {{ nkey: {public_key}\n"
        f"        permissions: {{ publish: {quoted(permissions.publish)}\n"
        f"                       subscribe: {quoted(permissions.subscribe)} }} }}\n"
    )


def accounts(public_keys: Mapping[str, Sequence[str]]) -> str:
    """Return the accounts: the services' and the system's. Shared by the embedded server and the manifests.

    A user has one public nkey; while it is changed, another that may do the same (`infra/rotation.py`).
    """
    services = "".join(
        user_block(key, provisioner_permissions() if user == "provisioner" else service_permissions(user))
        for user, keys in public_keys.items()
        for key in keys
        if user != "system"
    )
    system = ", ".join(f"{{ nkey: {key} }}" for key in public_keys["system"])
    return (
        "accounts {\n"
        "  KOINON {\n"
        "    jetstream: enabled\n"
        f"    users: [\n{services}    ]\n"
        "  }\n"
        f"  SYS {{ users: [ {system} ] }}\n"
        "}\n"
        "system_account: SYS\n"
    )


def embedded(name: str, store: Path, port: int, public_keys: Mapping[str, Sequence[str]]) -> str:
    """Return the configuration of an embedded server.

    `sync_interval: always` has to stand on a line of its own. Without it the server acknowledges up to two minutes
    before it writes to disk, and a power cut loses whole streams.
    """
    return (
        f"host: 127.0.0.1\nport: {port}\nserver_name: {name}\n"
        "jetstream {\n"
        f'  store_dir: "{store}"\n'
        "  sync_interval: always\n"
        "  strict: true\n"
        "  max_memory_store: 16MB\n"
        "  max_file_store: 4GB\n"
        "}\n" + accounts(public_keys)
    )
