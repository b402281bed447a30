"""A rolling upgrade under load, with a migration in the middle and back again: no request is answered by a fault.

The release after this one is this one with a further migration, which adds to the tables that every sale writes. As the
manifests have it: the new pod is started first and is not ready, the migration runs while the former pod serves, both
serve side by side, the former gets no more requests and is stopped. Then the same back: the former release on the newer
schema.
"""

import asyncio
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.readers import SERVICES
from infra.embedded.processes import LOOPBACK, Process, Program, free_port
from infra.embedded.services import Surroundings, owner_settings
from infra.keys import Keys
from tests.deploy.image import lay_out
from tests.faults.test_load_killed import Journal, grown, sell_on
from tests.faults.town import Town
from tests.faults.waiting import until
from tests.sizes import ONLY_PROVED, report, seed
from tests.stacks import answers

SELLERS = 6
SIDE_BY_SIDE = 60
"""Requests that each of the two releases answers while both serve."""
EXPAND = """\
ALTER TABLE payments ADD COLUMN upgraded text NOT NULL DEFAULT 'no';
ALTER TABLE wallets ADD COLUMN upgraded text;
ALTER TABLE lots ADD COLUMN upgraded bigint;
CREATE TABLE upgrades (id uuid PRIMARY KEY);
"""


class Balancer(httpx.AsyncBaseTransport):
    """Stands where a Service stands: gives the requests for an address to those pods that are ready, in turn."""

    def __init__(self, address: str) -> None:
        self.address = httpx.URL(address)
        self.pods = [self.address.port]
        self.answered: Counter[tuple[int | None, str]] = Counter()
        self.under_way: Counter[int | None] = Counter()
        self.turn = 0
        self.inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to the next pod; the signed address stays in its Host header."""
        if request.url.port != self.address.port:
            return await self.inner.handle_async_request(request)
        self.turn += 1
        pod = self.pods[self.turn % len(self.pods)]
        request.url = request.url.copy_with(port=pod)
        self.under_way[pod] += 1
        said = "no answer"
        try:
            answer = await self.inner.handle_async_request(request)
            said = str(answer.status_code)
            return answer
        finally:
            self.under_way[pod] -= 1
            self.answered[pod, said] += 1

    def count(self, pod: int | None) -> int:
        """Return how many requests a pod has answered."""
        return sum(count for (which, _), count in self.answered.items() if which == pod)

    async def give_to(self, *pods: int | None) -> None:
        """Give requests to these pods only, and wait until each has had its share and the others have none in hand."""
        self.pods = list(pods)
        had = {pod: self.count(pod) for pod in pods}

        async def shared() -> bool:
            idle = all(self.under_way[pod] == 0 for pod in self.under_way.keys() - set(pods))
            return idle and all(self.count(pod) - had[pod] >= SIDE_BY_SIDE for pod in pods)

        await until(shared, 120, f"{self.answered}")


class Release:
    """The next release of cards: its files, its migration and its process."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.image = lay_out(folder / "image")
        (self.image / "services/cards/migrations/9999_upgrade.sql").write_text(EXPAND, encoding="utf-8")
        found = town.stack.file
        surroundings = Surroundings(
            keys=Keys(town.stack.home.keys),
            postgres_address=found.servers["postgres"].url.removeprefix("postgresql://"),
            nats_url=found.servers["nats"].url,
            service_urls={name: town.stack.url(name) for name in SERVICES},
        )
        self.port = free_port()
        own = {"PORT": str(self.port), "PUBLIC_URL": town.stack.url("cards")}
        self.told = owner_settings(surroundings, "cards") | own
        self.folder = folder
        self.serving = self.process("run")

    def process(self, command: str) -> Process:
        """Return a command of the release as a process."""
        line = ("env", "-C", str(self.image), sys.executable, "-m", "services.cards", command)
        log = self.folder / f"{command}.log"
        return Process(Program(name=f"next cards {command}", command=line, log=log, settings=self.told))

    def is_ready(self) -> bool:
        """Return whether its database has what it needs."""
        return answers(f"http://{LOOPBACK}:{self.port}/health/ready")

    def is_live(self) -> bool:
        """Return whether its process answers at all."""
        return answers(f"http://{LOOPBACK}:{self.port}/health/live")

    def migrate(self) -> None:
        """Run the migration, as the Job does: it is tried again when it did not get its locks in time."""
        migrating = self.process("migrate")
        for _ in range(6):  # a Job's backoffLimit
            migrating.start()
            assert migrating.running is not None
            if migrating.running.wait(60) == 0:
                return
        pytest.fail(migrating.tail(30))


async def upgrade_and_back(town: Town, release: Release, balancer: Balancer) -> None:
    """Roll to the next release, and back to this one."""
    this, following = balancer.pods[0], release.port
    release.serving.start()
    await town.in_thread(lambda: release.serving.wait_until(release.is_live, timeout_s=60))
    assert not release.is_ready(), "it may not serve on the former schema"
    await balancer.give_to(this)
    await town.in_thread(release.migrate)
    await town.in_thread(lambda: release.serving.wait_until(release.is_ready, timeout_s=60))
    await balancer.give_to(this, following)
    await balancer.give_to(following)
    await town.in_thread(town.stack.hold, "cards")
    await balancer.give_to(following)
    await town.in_thread(town.stack.release, "cards")
    await town.in_thread(town.stack.wait_ready, ["cards"])
    await balancer.give_to(following, this)
    await balancer.give_to(this)
    await town.in_thread(release.serving.stop)
    await balancer.give_to(this)


@ONLY_PROVED
async def test_a_rolling_upgrade_with_a_migration_gives_no_fault(town: Town, tmp_path: Path) -> None:
    release, balancer = Release(town, tmp_path), Balancer(town.stack.url("cards"))
    journal, done, number = Journal(), asyncio.Event(), seed("upgrade")
    before, http = await town.ledger(), town.outside.http
    town.outside.http = httpx.AsyncClient(timeout=20, transport=balancer)
    selling = [asyncio.create_task(sell_on(town, number + place, journal, done)) for place in range(SELLERS)]
    try:
        await upgrade_and_back(town, release, balancer)
    finally:
        done.set()
        await asyncio.gather(*selling, return_exceptions=True)
        await town.in_thread(release.serving.stop)
        await town.outside.http.aclose()
        town.outside.http = http
        shutil.rmtree(release.image, ignore_errors=True)
    said: dict[str, Any] = {f"{pod} {status}": count for (pod, status), count in balancer.answered.items()}
    report("upgrade", seed=number, answered=said, slowest_sale_s=round(journal.slowest, 2))
    assert {status for _, status in balancer.answered} <= {"200", "201"}, said
    after, totals = await town.ledger(), dict(journal.totals)
    assert {name: grown(before, after, name) for name in totals} == totals
    await town.until_agreed()
