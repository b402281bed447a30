"""A rolling upgrade under load, with a migration in the middle and back again: no request is answered by a fault.

The release after this one is this one with a further migration, which adds to the tables that every sale writes. As the
manifests have it: the new pod is started first and is not ready, the migration runs while the former pod serves, both
serve side by side, the former gets no more requests and is stopped. Then the same back: the former release on the newer
schema. And the release before this one, out of the history, does the same with its own code: it sells beside this one
on this one's schema, and each hears the events that the other says.
"""

import asyncio
import contextlib
import shutil
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec

from infra.embedded.processes import free_port
from services.kit.migrate import PATIENCE_S_MAX
from tests.deploy.image import lay_out
from tests.faults import former as former_release
from tests.faults.former import Pod
from tests.faults.test_load_killed import Journal, grown, sell_on
from tests.faults.town import Town
from tests.faults.waiting import until
from tests.sizes import ONLY_PROVED, report, seed

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


class Release(Pod):
    """The next release of cards: its files, its migration and its process."""

    def __init__(self, town: Town, folder: Path) -> None:
        image = lay_out(folder / "image")
        (image / "services/cards/migrations/9999_upgrade.sql").write_text(EXPAND, encoding="utf-8")
        super().__init__(town, image, "cards", free_port())

    def migrate(self) -> None:
        """Run the migration, as the Job does: it waits by itself for what sales hold."""
        migrating = self.process("migrate")
        migrating.start()
        assert migrating.running is not None
        assert migrating.running.wait(PATIENCE_S_MAX + 60) == 0, migrating.tail(30)


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


class Load(msgspec.Struct, frozen=True):
    """What tills were told while they sold, and who answered them."""

    journal: Journal
    balancer: Balancer


@contextlib.asynccontextmanager
async def selling(town: Town, name: str) -> AsyncIterator[Load]:
    """Sell while the context lasts; then no request was answered by a fault, and the ledger grew by what tills know."""
    load, done, number = Load(Journal(), Balancer(town.stack.url("cards"))), asyncio.Event(), seed(name)
    before, http = await town.ledger(), town.outside.http
    town.outside.http = httpx.AsyncClient(timeout=20, transport=load.balancer)
    tasks = [asyncio.create_task(sell_on(town, number + place, load.journal, done)) for place in range(SELLERS)]
    try:
        yield load
    finally:
        done.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        await town.outside.http.aclose()
        town.outside.http = http
    said: dict[str, Any] = {f"{pod} {status}": count for (pod, status), count in load.balancer.answered.items()}
    report(name, seed=number, answered=said, slowest_sale_s=round(load.journal.slowest, 2))
    assert {status for _, status in load.balancer.answered} <= {"200", "201"}, said
    after, totals = await town.ledger(), dict(load.journal.totals)
    assert {total: grown(before, after, total) for total in totals} == totals


@ONLY_PROVED
async def test_a_rolling_upgrade_with_a_migration_gives_no_fault(town: Town, tmp_path: Path) -> None:
    release = Release(town, tmp_path)
    try:
        async with selling(town, "upgrade") as load:
            await upgrade_and_back(town, release, load.balancer)
    finally:
        await town.in_thread(release.stop)
        shutil.rmtree(release.files, ignore_errors=True)
    await town.until_agreed()


@ONLY_PROVED
async def test_the_former_release_sells_beside_this_one_on_its_schema_and_is_heard(town: Town, tmp_path: Path) -> None:
    """What an upgrade is for some minutes, and what taking it back is: the former code with the newer database."""
    former = Pod(
        town, former_release.lay_out(former_release.former_commit(), tmp_path / "former"), "cards", free_port()
    )
    try:
        async with selling(town, "former_release_sells") as load:
            this = load.balancer.address.port
            await town.in_thread(former.start)
            await load.balancer.give_to(this, former.port)
            await load.balancer.give_to(former.port)
            await town.in_thread(town.stack.hold, "cards")
            await load.balancer.give_to(former.port)
            await town.in_thread(town.stack.release, "cards")
            await town.in_thread(town.stack.wait_ready, ["cards"])
            await load.balancer.give_to(this)
    finally:
        await town.in_thread(former.stop)
    await town.until_agreed()


@ONLY_PROVED
async def test_readers_of_the_former_release_hear_what_this_one_says(town: Town, tmp_path: Path) -> None:
    files = former_release.lay_out(former_release.former_commit(), tmp_path / "former")
    pods = [Pod(town, files, name, httpx.URL(town.stack.url(name)).port or 0) for name in ("merchants", "reporting")]
    try:
        for pod in pods:
            await town.in_thread(town.stack.hold, pod.service)
            await town.in_thread(pod.start)
        async with selling(town, "former_release_hears") as load:
            await load.balancer.give_to(load.balancer.address.port)
        await town.until_agreed()
    finally:
        for pod in pods:
            await town.in_thread(pod.stop)
            await town.in_thread(town.stack.release, pod.service)
        await town.in_thread(town.stack.wait_ready, [pod.service for pod in pods])
    await town.until_agreed()
    await town.in_thread(town.stack.run_command, "cards", "verify")
