"""A service on one page: what it serves, hears and does by the clock; and the commands that run it."""

import argparse
import asyncio
import contextlib
import gc
import inspect
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar

from services.kit import ground, traces, vault
from services.kit import log as logs
from services.kit import migrate as migrations
from services.kit.application import build
from services.kit.auth import Authenticator
from services.kit.db import Database, ToldToStop, Transaction, connect, connect_in_time
from services.kit.events.inbox import BatchHandlers, Handlers, Reader
from services.kit.log import log
from services.kit.protocol import BoundedProtocol
from services.kit.rebuild import rebuild
from services.kit.restore import Reapply, list_erasures, reapply_erasures, rewrap_all
from services.kit.settings import Settings, read_settings
from services.kit.ticker import Jobs
from services.kit.upkeep import with_upkeep
from services.kit.work import Work

COMMANDS = (
    "run", "serve", "consume", "relay", "migrate", "republish", "rebuild", "rewrap", "erasures", "reapply-erasures",
    "rehearsed",
)  # fmt: skip
STOP_GRACE_S = 20
IDLE_CONNECTION_S = 75
"""Longer than whoever calls keeps a connection that idles (httpx 5 s, nginx 60 s), so that the caller is who closes it.
A service that closes first may do so while a request is on its way, and the caller cannot tell whether it was heard."""


Measure = Callable[[Transaction], Awaitable[None]]
OwnCommand = Callable[[Database, Settings], Awaitable[tuple[list[str], bool]]]
"""What to tell the operator, and whether all is well: else the command exits with 1."""


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service: its two doors and what it does by itself."""

    name: str
    routes: Sequence[Any] = ()
    handlers: Handlers = {}
    batch_handlers: BatchHandlers = {}
    jobs: Jobs | None = None
    """What it does in the background and by the clock, besides the upkeep of every service."""
    empty: str = ""
    """The query that empties a read model before a rebuild; only a service that is all read model has one."""
    reapply: Reapply = vault.reapply_erasures
    """How erasures are applied again after a restore, where more than the vault knows who is erased."""
    configure: Callable[[Settings], None] | None = None
    """Called with the settings before anything else, by a service that reads files of its own from where they say."""
    commands: dict[str, OwnCommand] = {}
    """Commands of this service besides those of every service."""
    gauges: Sequence[Measure] = ()
    """What is measured of its business whenever `/metrics` is asked, over all tenants."""
    options: dict[str, Any] = {}
    """Further options of the HTTP application, such as templates or start-up hooks."""

    @property
    def folder(self) -> Path:
        """Return where the service's migrations lie."""
        return Path(__file__).parents[1] / self.name

    @property
    def reader(self) -> Reader:
        """Return what this service listens to."""
        return Reader(self.handlers, self.batch_handlers)

    @property
    def description(self) -> str:
        """Return the docstring of the service's page."""
        module = sys.modules.get("__main__")
        return inspect.getdoc(module) or "" if module else ""


def application(
    service: Service, settings: Settings, database: Database, worker: Database, work: Work | None
) -> Litestar:
    """Return the service's HTTP application on these pools."""
    state = state_of(service, settings, database, worker, work)
    return build(service.name, service.description, service.routes, state, **service.options)


def state_of(
    service: Service, settings: Settings, database: Database, worker: Database, work: Work | None
) -> dict[str, Any]:
    """Return what the service's routes find in their application, the vault being unlocked for them."""
    prepare(service, settings)
    return {
        "settings": settings,
        "database": database,
        "worker_database": worker,
        "authenticator": Authenticator(settings),
        "reader": service.reader,
        "migrations": [name for name, _ in migrations.files(service.folder)],
        "work": work,
        "gauges": service.gauges,
    }


def prepare(service: Service, settings: Settings) -> None:
    """Unlock the vault, and let the service read the files that the settings name."""
    vault.unlock(settings.keyring)
    if service.configure is not None:
        service.configure(settings)


async def serve(service: Service, settings: Settings, parts: frozenset[str]) -> None:
    """Run the parts of a service in this process until a signal asks it to stop, which ends it well at any time."""
    prepare(service, settings)
    traces.begin(settings)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    with contextlib.suppress(ToldToStop):
        await serve_until(stopping, service, settings, parts)


async def serve_until(stopping: asyncio.Event, service: Service, settings: Settings, parts: frozenset[str]) -> None:
    """Run the parts of a service until told to stop. Raises ToldToStop where that was before it had begun."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(asyncio.to_thread, traces.end)
        opened = partial(connect_in_time, stopping=stopping, size=settings.pool_size, tenants=settings.municipalities)
        database = await opened(settings.database_url)
        stack.push_async_callback(database.close)
        worker = await opened(settings.worker_database_url)
        stack.push_async_callback(worker.close)
        work = Work(settings, worker, service.reader, with_upkeep(service.jobs), stopping)
        await work.start(parts)
        stack.push_async_callback(work.stop)
        # A process that only works has kit's addresses and none of the service's: its health is asked and measured.
        doors = service if "serve" in parts else msgspec.structs.replace(service, routes=(), options={})
        app = application(doors, settings, database, worker, work)
        keep_what_is_loaded()
        await listen(app, settings, stopping)
        log.info("stopping", service=service.name)


def keep_what_is_loaded() -> None:
    """Take what the process begins with out of the garbage collector's sight, and let it look less often.

    Looking through modules and routes again and again costs a quarter of the time of a sale.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def configuration(app: Any, host: str, port: int) -> uvicorn.Config:
    """Return how a service answers HTTP."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=BoundedProtocol,
        loop="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE_CONNECTION_S,
        timeout_graceful_shutdown=STOP_GRACE_S,
    )


async def listen(app: Litestar, settings: Settings, stopping: asyncio.Event) -> None:
    """Answer HTTP until told to stop; requests in hand are finished."""
    server = uvicorn.Server(configuration(app, settings.host, settings.port))
    serving = asyncio.create_task(server._serve())  # `serve` would take the signals, by which kit stops all parts.
    waiting = asyncio.create_task(stopping.wait())
    log.info("listening", service=settings.service, port=settings.port)
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    waiting.cancel()
    await serving


def run(service: Service) -> None:
    """Carry out the command on the command line: `koinon serve cards` comes here, too."""
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}", description=service.description)
    parser.add_argument("command", choices=[*COMMANDS, *service.commands])
    parser.add_argument("--since", type=datetime.fromisoformat, help="republish, erasures: from here on (RFC 3339)")
    arguments = parser.parse_args()
    try:
        settings = read_settings(service.name)
    except (msgspec.ValidationError, OSError) as error:
        sys.exit(f"{service.name}: a setting is missing or wrong: {error}")
    logs.configure(service.name, settings.log_level)
    if arguments.command == "rebuild":
        began = time.monotonic()
        keep_what_is_loaded()  # Before it forks: what nobody looks through stays in memory once.
        count = rebuild(settings, service.reader, service.empty, loop_factory=loop_factory())
        say(f"{service.name}: rebuilt from {count} events in {time.monotonic() - began:.1f} s")
        return
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(carry_out(service, settings, arguments))


def loop_factory() -> Any:
    """Return uvloop's loop where it is installed, else asyncio's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def say(sentence: str) -> None:
    """Tell the operator what was done."""
    sys.stdout.write(sentence + "\n")


async def carry_out(service: Service, settings: Settings, arguments: argparse.Namespace) -> None:
    """Carry out one command of a service."""
    match arguments.command:
        case "migrate":
            applied = await migrations.migrate(settings.owner_database_url, service.folder)
            say(f"{service.name}: {len(applied)} migrations applied" if applied else f"{service.name}: up to date")
        case "run":
            await serve(service, settings, frozenset({"serve", "consume", "relay", "jobs"}))
        case "consume":
            await serve(service, settings, frozenset({"consume", "jobs"}))
        case "serve" | "relay" as part:
            await serve(service, settings, frozenset({part}))
        case "republish":
            await republish(service, settings, arguments.since)
        case "erasures" | "reapply-erasures" | "rewrap" as command:
            await tend_vault(service, settings, command, arguments.since)
        case "rehearsed":
            await carry_out_own(ground.note_rehearsal, settings)
        case command:
            await carry_out_own(service.commands[command], settings)


async def carry_out_own(command: OwnCommand, settings: Settings) -> None:
    """Carry out a service's own command and exit with 1 when not all is well."""
    worker = await connect(settings.worker_database_url, size=2, tenants=settings.municipalities)
    try:
        sentences, is_well = await command(worker, settings)
    finally:
        await worker.close()
    say("\n".join(sentences))
    if not is_well:
        sys.exit(1)


async def tend_vault(service: Service, settings: Settings, command: str, since: datetime | None) -> None:
    """Write the list of erasures to the output, apply the one on the input again, or wrap all keys by the newest."""
    vault.unlock(settings.keyring)
    worker = await connect(settings.worker_database_url, size=2, tenants=settings.municipalities)
    try:
        if command == "erasures":
            for line in await list_erasures(worker, since or datetime(1970, 1, 1, tzinfo=UTC)):
                say(line.decode())
        elif command == "rewrap":
            say(f"{service.name}: {await rewrap_all(worker)} keys wrapped anew, none is left")
        else:
            count = await reapply_erasures(worker, sys.stdin.buffer, service.reapply)
            say(f"{service.name}: {count} erasures applied again")
    finally:
        await worker.close()


async def republish(service: Service, settings: Settings, since: datetime | None) -> None:
    """Send the event log again."""
    if since is None:
        sys.exit("republish: say from when with --since 2026-01-31T00:00:00+00:00")
    worker = await connect(settings.worker_database_url, size=2, tenants=settings.municipalities)
    work = Work(settings, worker, service.reader, None, asyncio.Event())
    try:
        say(f"{service.name}: {await work.republish(since)} events sent again")
    finally:
        await work.stop()
        await worker.close()
