"""What the faults are made on: single processes of a service, and a whole small town that spends."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from contracts.readers import SERVICES
from infra.demo import offices
from infra.embedded.services import Surroundings, settings
from tests import databases
from tests.conftest import Run
from tests.databases import Urls
from tests.faults.town import Town
from tests.sizes import PROVE
from tests.stacks import started_stack

Environment = Callable[..., dict[str, str]]


@pytest.fixture
def environment_of(run: Run) -> Environment:
    """Give the environment of a service's own process on a test's servers."""

    def give(service: str, urls: Urls, *, nats_url: str) -> dict[str, str]:
        surroundings = Surroundings(
            keys=run.keys,
            postgres_address=databases.address(run.admin_url),
            nats_url=nats_url,
            service_urls=dict.fromkeys(SERVICES, "http://127.0.0.1:1"),
            environment="test",
        )
        return settings(surroundings, service, database=urls.name)

    return give


@pytest.fixture(scope="session")
async def town(run: Run) -> AsyncIterator[Town]:
    """A small town on a stack that the faults share: what one of them breaks is whole again when it ends."""
    with started_stack(run.folder) as stack:
        async with offices.Stack(stack.home.stack) as outside:
            entered = Town(stack, outside)
            await entered.enter()
            await entered.until_agreed()
            yield entered


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the faults time on a busy machine: the first of them starts a whole stack."""
    for item in items:
        if item.path.parent == Path(__file__).parent and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(900 if PROVE else 300))
