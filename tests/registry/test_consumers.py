"""What registry hears: the contract's own example of each event, delivered twice, happens once."""

import msgspec
import pytest

from contracts.envelope import Event, decode, encode
from infra.embedded.processes import ROOT
from services.kit.events.inbox import Outcome
from services.registry.consumers import HANDLERS
from tests.rolled_back import Deliver


@pytest.mark.parametrize("heard", HANDLERS, ids=lambda event: event.type)
async def test_an_example_delivered_twice_is_applied_once(heard: type[Event], deliver: Deliver) -> None:
    example = decode((ROOT / "contracts" / "examples" / f"{heard.type}.json").read_bytes())
    message = encode(msgspec.structs.replace(example, sequence=1))
    assert await deliver(message) is Outcome.APPLIED
    assert await deliver(message) is Outcome.DUPLICATE
