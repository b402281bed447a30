"""Every consumer is delivered its example twice, and lists come in any mixture of tenants."""

from pathlib import Path

import pytest

from contracts.envelope import Envelope, decode
from services.kit.events.inbox import Outcome
from services.reporting.consumers import BATCH_HANDLERS
from tests.reporting.conftest import Readings
from tests.reporting.story import two_towns

EXAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "contracts" / "examples").glob("*.json"))]


def earlier(envelope: Envelope) -> list[bytes]:
    """The examples that come before this one in the history of its aggregate, whoever handles them."""
    found = [decode(example) for example in EXAMPLES]
    before = [each for each in found if each.subject == envelope.subject and each.sequence < envelope.sequence]
    order = [each.type for each in sorted(before, key=lambda each: each.sequence)]
    return [example for type in order for example in EXAMPLES if decode(example).type == type]


@pytest.mark.parametrize("event", BATCH_HANDLERS, ids=lambda event: event.type)
async def test_an_example_delivered_twice_counts_once(readings: Readings, event: type) -> None:
    example = next(example for example in EXAMPLES if decode(example).type == event.type)  # type: ignore[attr-defined]
    for message in earlier(decode(example)):
        assert await readings.hear_one(message) is Outcome.APPLIED
    before = await readings.dump()
    assert await readings.hear_one(example) is Outcome.APPLIED
    after = await readings.dump()
    assert after != before
    assert await readings.hear_one(example) is Outcome.DUPLICATE
    await readings.hear([example, example])
    assert await readings.dump() == after


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_order_of_aggregates_and_tenants_does_not_matter(
    readings: Readings, seed: int, request: pytest.FixtureRequest
) -> None:
    log = two_towns(seed)
    await readings.hear(log.messages(), together=len(log.envelopes))
    in_order = await readings.dump()
    async with readings.worker.pool.acquire() as connection:
        await connection.execute(request.getfixturevalue("empty_all"))
    for message in log.shuffled(seed):
        assert await readings.hear_one(message) is Outcome.APPLIED
    assert await readings.dump() == in_order


async def test_lists_of_any_length_and_mixture_give_the_same(readings: Readings, empty_all: str) -> None:
    log = two_towns(4, sales=120)
    dumps = []
    for together in (7, 50, 500):
        await readings.hear(log.shuffled(together), together=together)
        dumps.append(await readings.dump())
        async with readings.worker.pool.acquire() as connection:
            await connection.execute(empty_all)
    assert dumps[0] == dumps[1] == dumps[2]
    assert any(dumps[0].values())


@pytest.fixture
def empty_all() -> str:
    """What a rebuild does first, in one go."""
    from services.kit.events.inbox import queries as inbox
    from services.reporting.hearing.read_models import queries

    return f"{queries.empty} {inbox.empty_inbox}"
