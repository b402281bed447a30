"""What other services say, as the incubator hears it in tests."""

from pathlib import Path
from typing import Any

import msgspec

from contracts.envelope import decode
from services.kit.db import uuid7
from tests.clients import Client

EXAMPLES = Path(__file__).parents[2] / "contracts/examples"


def example(event_type: str) -> bytes:
    return (EXAMPLES / f"{event_type}.json").read_bytes()


def message(event_type: str, client: Client, *, sequence: int = 1, **data: Any) -> bytes:
    """The contract's example about other things, in the client's tenant; the first that is named is its aggregate."""
    envelope = decode(example(event_type))
    body = msgspec.json.decode(envelope.data) | data
    changed = msgspec.structs.replace(
        envelope,
        id=uuid7(),
        subject=next(iter(data.values())),
        sequence=sequence,
        municipality=client.tenant.id,
        data=msgspec.Raw(msgspec.json.encode(body)),
    )
    return msgspec.json.encode(changed)
