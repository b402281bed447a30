"""The town that is measured: a whole stack of its own, filled by SQL, its wallets credited by real benefit runs."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx

from contracts.readers import SERVICES
from infra.embedded.postgres import SUPERUSER
from infra.embedded.processes import LOOPBACK, Process, Program, accepts, free_port
from infra.embedded.services import Surroundings
from infra.embedded.services import settings as environment_of
from infra.keys import Keys
from services.kit.clock import wall_time
from services.kit.db import Database, connect
from services.kit.settings import Municipality, Settings, read_settings
from services.kit.sql import load_queries
from tests.bench import tills
from tests.bench.sizes import SIZES
from tests.stacks import Stack

queries = load_queries(__file__)

READERS = tuple(name for name in SERVICES if name != "cards")
SHARE_MINOR = 1_000_000
"""Credited to each household by each run: more than the bench spends."""
OFFICER, APPROVER = "finance_officer.paggaio", "finance_approver.paggaio"
PATIENCE_S = 120.0
BASELINE = "koinon_baseline"
"""The copy of cards' database on which pgbench runs."""


class Town:
    """A stack, and all that the measures need to know about it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.keys = Keys(stack.home.keys)
        self.settings = self.settings_of("cards")
        self.tenant: Municipality = next(iter(self.settings.municipalities.values()))
        self.today = wall_time().date()
        self.line_id = ""
        self.second: Process | None = None
        self.second_port = 0

    @property
    def url(self) -> str:
        """Return where tills reach cards."""
        return self.stack.url("cards")

    @property
    def address(self) -> str:
        """Return the host:port of PostgreSQL."""
        return self.stack.process("postgres").url.removeprefix("postgresql://")

    def settings_of(self, service: str) -> Settings:
        """Return the settings with which the stack runs a service."""
        return read_settings(service, self.environment_of(service))

    def environment_of(self, service: str) -> dict[str, str]:
        """Return the same as environment variables."""
        urls = {name: running.url for name, running in self.stack.file.services.items()}
        surroundings = Surroundings(
            keys=self.keys,
            postgres_address=self.address,
            nats_url=self.stack.process("nats").url,
            service_urls=urls,
        )
        return environment_of(surroundings, service)

    def pids(self) -> dict[str, int]:
        """Return the running processes of the stack by name."""
        found = self.stack.file
        pids = {name: each.pid for name, each in (found.services | found.servers).items() if each.pid is not None}
        if self.second is not None and self.second.pid is not None:
            pids["cards_second"] = self.second.pid
        return pids

    def doors(self) -> list[tuple[str, int]]:
        """Return host and port of every process of cards that answers tills."""
        ports = [int(self.url.rsplit(":", 1)[1]), *([] if self.second is None else [self.second_port])]
        return [(LOOPBACK, port) for port in ports]

    @asynccontextmanager
    async def processes(self, count: int) -> AsyncIterator[None]:
        """Let cards answer with one process, or with a second one beside it that only answers HTTP."""
        if count == 1:
            yield
            return
        port = self.second_port = free_port()
        self.second = self.serving("cards", {"PORT": str(port), "PUBLIC_URL": self.url}, log="cards_second")
        self.second.start()
        try:
            await asyncio.to_thread(self.second.wait_until, lambda: accepts(port), timeout_s=PATIENCE_S)
            yield
        finally:
            await asyncio.to_thread(self.second.stop)
            self.second = None

    def serving(self, service: str, settings: dict[str, str], *, log: str) -> Process:
        """Return a process of a service that answers HTTP and does nothing else, not started yet."""
        command = (sys.executable, "-m", f"services.{service}", "serve")
        given = self.environment_of(service) | settings
        return Process(Program(name=log, command=command, log=self.stack.home.log(log), settings=given))

    @asynccontextmanager
    async def answering(self, services: tuple[str, ...]) -> AsyncIterator[None]:
        """Let services that are held answer, without hearing what they have missed meanwhile."""
        running = [self.serving(service, {}, log=service) for service in services]
        try:
            for process in running:
                process.start()
            await asyncio.to_thread(self.stack.wait_ready, services)
            yield
        finally:
            await asyncio.gather(*(asyncio.to_thread(process.stop) for process in running))

    @asynccontextmanager
    async def admin(self, database: str = "koinon_cards") -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """Open a connection as superuser, who passes row-level security."""
        password = self.keys.password("superuser")
        connection = await asyncpg.connect(f"postgresql://{SUPERUSER}:{password}@{self.address}/{database}")
        try:
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def database(self, url: str) -> AsyncIterator[Database]:
        """Open a service's own pool in this process."""
        opened = await connect(url, size=4, tenants=self.settings.municipalities)
        try:
            yield opened
        finally:
            await opened.close()

    async def post(self, path: str, body: dict[str, Any] | None = None, *, by: str) -> dict[str, Any]:
        """Send a command of a member of staff to cards."""
        headers = {
            "Authorization": f"Bearer {await asyncio.to_thread(self.stack.token, by)}",
            "Idempotency-Key": f"bench {path} {time.time_ns()}",
        }
        async with httpx.AsyncClient(base_url=self.url, timeout=PATIENCE_S) as client:
            answer = await client.post(path, json=body, headers=headers)
        assert answer.is_success, f"{path}: {answer.status_code} {answer.text}"
        found: dict[str, Any] = answer.json()
        return found

    async def approve(self, proposal: dict[str, Any]) -> None:
        """Let the second person agree."""
        await self.post(f"/proposals/{proposal['id']}/approve", {"payload_hash": proposal["payload_hash"]}, by=APPROVER)

    async def populate(self) -> None:
        """Enter households with cards, shops with tills, and a budget line that pays for all runs."""
        tenant, households, shops = self.tenant.id, SIZES.households, SIZES.shops
        begins = self.today.replace(day=1) - timedelta(days=400)
        async with self.admin() as connection:
            await connection.execute(queries.insert_wallets, tenant, households)
            await connection.execute(
                queries.insert_memberships, tenant, households, SHARE_MINOR, begins, begins + timedelta(days=800)
            )
            await connection.execute(queries.insert_cards, tenant, households)
            await connection.execute(queries.insert_merchant_wallets, tenant, shops)
            await connection.execute(queries.insert_merchants, tenant, shops, begins)
            await connection.execute(queries.insert_tills, tenant, *tills.public_keys())
        async with self.admin("koinon_reporting") as connection:
            await connection.execute(queries.note_hearing)
        line = await self.post(
            "/budget-lines", {"programme": "gmi", "purpose": "benefits", "name": "bench"}, by=OFFICER
        )
        self.line_id = line["id"]
        amount = SHARE_MINOR * households * (SIZES.rounds + 1)
        body = {"amount_minor": amount, "decision_number": "1/2026"}
        await self.approve(await self.post(f"/budget-lines/{self.line_id}/fundings", body, by=OFFICER))

    def month(self, back: int) -> date:
        """Return the first of the month so many months ago; what was credited for it expires the sooner."""
        months = self.today.year * 12 + self.today.month - 1 - back
        return date(months // 12, months % 12 + 1, 1)

    async def locked_run(self, month: date) -> tuple[str, dict[str, Any]]:
        """Return a month's run, calculated, and the proposal that waits for the second person."""
        body = {"programme": "gmi", "budget_line_id": self.line_id, "month": month.isoformat()}
        run = await self.post("/runs", body, by=OFFICER)
        return run["id"], await self.post(f"/runs/{run['id']}/lock", by=OFFICER)

    async def drained(self) -> float:
        """Wait until the relay has sent everything; return how many seconds it took."""
        began = time.perf_counter()
        async with self.admin() as connection:
            while await connection.fetchval(queries.waiting):
                assert time.perf_counter() - began < PATIENCE_S, "the relay does not come to its end"
                await asyncio.sleep(0.02)
        return time.perf_counter() - began

    async def readers_off(self) -> None:
        """Stop every service but cards."""
        await self.each(self.stack.hold, READERS)

    async def clone(self, name: str) -> None:
        """Copy cards' database as it is now; cards is stopped meanwhile."""
        await self.drained()
        await asyncio.to_thread(self.stack.hold, "cards")
        async with self.admin("postgres") as connection:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE koinon_cards")
        await asyncio.to_thread(self.stack.release, "cards")
        await asyncio.to_thread(self.stack.wait_ready, ("cards",))
        await self.settle(name)

    async def copy(self, name: str) -> None:
        """Copy the baseline's database, to which nobody is connected."""
        await self.drop(name)
        async with self.admin("postgres") as connection:
            await connection.execute(f"CREATE DATABASE {name} TEMPLATE {BASELINE}")

    async def drop(self, name: str) -> None:
        """Give back what a copy takes of the disk."""
        async with self.admin("postgres") as connection:
            await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    async def settle(self, *databases: str) -> None:
        """Bring the planner's statistics up to date, as autovacuum does within a minute in a town that is in use."""
        for database in databases:
            async with self.admin(database) as connection:
                await connection.execute(queries.vacuum)

    async def each(self, act: Callable[[str], None], names: tuple[str, ...]) -> None:
        """Do the same to several processes at once."""
        await asyncio.gather(*(asyncio.to_thread(act, name) for name in names))
