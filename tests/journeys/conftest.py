"""What the journeys share."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from structlog.testing import capture_logs

from contracts.readers import SERVICES
from services.kit.settings import Settings
from tests.conftest import Run
from tests.journeys.findings import Faults
from tests.journeys.serving import Served, served_alone


@pytest.fixture(scope="session", params=SERVICES)
async def served(
    request: pytest.FixtureRequest, run: Run, settings_of: Callable[..., Settings]
) -> AsyncIterator[Served]:
    """Each service in turn, answering on a database of its own."""
    async with served_alone(request.param, run, settings_of) as one:
        yield one


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[dict[str, object]]]:
    """What is logged meanwhile, kept instead of printed: thousands of requests would drown a failure."""
    with capture_logs() as entries:
        yield entries  # type: ignore[misc]


@pytest.fixture
def faults() -> Iterator[Faults]:
    """What a test finds; it fails when that is anything."""
    found = Faults()
    yield found
    found.raise_all()
