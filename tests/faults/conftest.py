"""What the faults are made on: single processes of a service, and a whole small town that spends."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from contracts.readers import SERVICES
from infra.embedded.services import Surroundings, settings
from tests import databases
from tests.conftest import Run
from tests.databases import Urls

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


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 30, otherwise: str = "") -> None:
    """Wait until something holds that is to come by itself."""
    deadline = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < deadline, otherwise or f"{holds.__name__} did not come to hold in {seconds} s"
        await asyncio.sleep(0.01)
