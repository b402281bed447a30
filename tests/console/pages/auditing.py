"""The console beside a reporting and a cards that answer: what auditors and programme managers look at."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import httpx
import msgspec
from joserfc.jwk import KeySet

from services.console import accounts
from services.kit.db import Database
from services.kit.events.batches import apply_batch
from services.kit.settings import Settings
from tests import databases
from tests.conftest import Run
from tests.console.conftest import SAME_ORIGIN, account
from tests.journeys.serving import serve, served_alone

SERVICES = ("reporting", "cards")


@asynccontextmanager
async def auditing(
    run: Run, settings_of: Callable[..., Settings], heard: Sequence[bytes]
) -> AsyncIterator[tuple[httpx.AsyncClient, Database]]:
    """Yield a browser in which nobody has signed in yet, and the database of a reporting that has heard this."""
    urls = await databases.clone(run.admin_url, run.keys, "console")
    peers = {name: f"http://{name}" for name in SERVICES}
    settings = msgspec.structs.replace(settings_of("console", urls), peers=peers)
    admin_url = run.admin_url.rpartition("/")[0] + f"/{urls.name}"
    async with (
        served_alone("reporting", run, settings_of) as reporting,
        served_alone("cards", run, settings_of) as cards,
        serve("console", urls, settings, admin_url=admin_url) as console,
        httpx.AsyncClient(
            mounts={
                peers[name]: httpx.ASGITransport(served.app)  # type: ignore[arg-type]
                for name, served in (("reporting", reporting), ("cards", cards))
            }
        ) as between,
    ):
        worker = reporting.app.state.worker_database
        assert await apply_batch(worker, reporting.service.reader, heard)
        for served in (reporting, cards):
            served.app.state.authenticator.people.keys = KeySet([console.app.state.token_key])
        console.app.state.http = between
        people = [account(role, "paggaio", role) for role in ("auditor", "programme_manager")]
        await accounts.add_first(console.app.state.worker_database, people, repeatable=True)
        transport = httpx.ASGITransport(console.app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://console", headers=SAME_ORIGIN) as client:
            yield client, worker
    await databases.drop(run.admin_url, urls)
