"""Merchants' staff, and what the tests ask of them."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from litestar import Litestar

from contracts.envelope import Envelope, decode
from infra.embedded.processes import ROOT
from services.kit.db import Context
from services.kit.ticker import Timer
from tests.clients import Client
from tests.rolled_back import Events

Said = Callable[[], Awaitable[list[tuple[str, Any]]]]
Tick = Callable[[Timer, str], Awaitable[None]]


@pytest.fixture
def clerk() -> str:
    """A merchant officer, where no other is named."""
    return "anna merchant_officer"


@pytest.fixture
def begins_at() -> str:
    """A Monday."""
    return "2026-02-02T09:30:00+02:00"


@pytest.fixture
def said(events: Events) -> Said:
    """Read what the test has published so far: (noun and participle, data)."""

    async def read() -> list[tuple[str, Any]]:
        return [(type.split(".")[1], told) for type, told in await events()]

    return read


async def refusal(client: Client, path: str, body: Any = None, *, by: str = "", **headers: str) -> str:
    """Send a command that is expected to be refused, and return status and problem type."""
    status, problem, _ = await client.refused("POST", path, body, by=by, **headers)
    return f"{status} {problem}"


def example(type: str) -> Envelope:
    """Return the contract's example of an event."""
    return decode((ROOT / "contracts" / "examples" / f"{type}.json").read_bytes())


@pytest.fixture
def tick(app: Litestar, paggaio: Client) -> Tick:
    """Carry out a timer for Paggaio at an instant."""

    async def once(timer: Timer, now: str) -> None:
        context = Context(now=datetime.fromisoformat(now), municipality_ids=(paggaio.tenant.id,))
        async with app.state.worker_database.transaction(context) as transaction:
            await timer.handler(transaction, app.state.settings)

    return once
