"""Starts servers and services in order, starts again what ends, and stops all of it."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

import httpx
from nats.errors import Error as NatsError

from contracts.readers import SERVICES
from infra.embedded import stack as stack_file
from infra.embedded.home import Home
from infra.embedded.nats import NatsServer
from infra.embedded.postgres import PostgresServer
from infra.embedded.processes import LOOPBACK, ROOT, Failed, Process, Program, clean_environment, free_port, guarded
from infra.embedded.services import Surroundings, owner_settings, settings
from infra.keys import ensure_keys, ensure_secret
from infra.nats import provision as nats_provision
from infra.postgres import provision as postgres_provision

SEED = (sys.executable, "-m", "infra.demo.seed")
BACK_OFF_S = (0.1, 0.5, 1, 2, 5, 10)
SETTLED_S = 30.0
"""A process that has run so long is started again at once when it ends."""
TICK_S = 0.1


class Tended:
    """A process that is started again when it ends, later each time it ends soon."""

    def __init__(self, name: str, process: Process, start: Callable[[], None]) -> None:
        self.name = name
        self.process = process
        self.start = start
        self.failures = 0
        self.ended_at: float | None = None
        self.started_at = time.monotonic()

    def due(self) -> bool:
        """Return whether the process has ended and its time to start has come."""
        if self.process.pid is not None:
            return False
        if self.ended_at is None:
            self.ended_at = time.monotonic()
            self.failures = 0 if self.ended_at - self.started_at > SETTLED_S else self.failures + 1
        return time.monotonic() - self.ended_at >= BACK_OFF_S[min(self.failures, len(BACK_OFF_S) - 1)]

    def restart(self) -> bool:
        """Start again; return whether it could be."""
        self.started_at, self.ended_at = time.monotonic(), None
        try:
            self.start()
        except (Failed, OSError) as failure:
            print(f"  {self.name} could not be started again: {failure}", flush=True)
            return False
        return True


class Supervisor:
    """One stack in one folder. The caller holds the folder's lock."""

    def __init__(self, home: Home, services: Sequence[str] = SERVICES, *, seeded: bool = True) -> None:
        self.home = home
        self.services = tuple(services)
        self.seeded = seeded and set(services) == set(SERVICES)
        self.ready = False
        self.keys = ensure_keys(home.keys)
        self.sign_ins = stack_file.sign_ins(self.keys)
        password = ensure_secret(self.keys.folder / "postgres" / "superuser", lambda: os.urandom(24).hex())
        self.postgres = PostgresServer(home.postgres, password, log=home.log("postgres"))
        self.nats = NatsServer(home.nats, self.keys, log=home.log("nats"))
        self.urls = free_urls()
        self.tended: list[Tended] = []
        shutil.rmtree(home.held, ignore_errors=True)
        home.stack.unlink(missing_ok=True)

    def start(self) -> None:
        """Start everything; ready when it returns. Raises Failed with the end of the log of what did not start."""
        began = time.monotonic()
        self.start_server("postgres", self.postgres)
        asyncio.run(postgres_provision.provision(self.postgres.url(), self.keys.passwords))
        self.start_server("nats", self.nats)
        self.provision_nats()
        self.migrate()
        self.start_services()
        self.write()
        if self.seeded and not stack_file.kept_tills(self.home.folder):
            self.seed()
        self.ready = True
        self.write()
        print(f"  ready after {time.monotonic() - began:.1f} s", flush=True)

    def seed(self) -> None:
        """Enter the demo's people by an outside program: the first time, and again if it was interrupted."""
        if self.run_outside(SEED) != 0:
            raise Failed("The demo's people could not be entered; the reason stands above.")

    def start_server(self, name: str, server: PostgresServer | NatsServer) -> None:
        """Start a server and tend it from now on."""
        print(f"  starting {server.process.name}", flush=True)
        server.start()
        start = self.restart_nats if isinstance(server, NatsServer) else server.start
        self.tended.append(Tended(name, server.process, start))

    def restart_nats(self) -> None:
        """Start NATS again, and make its stream anew if its data are gone."""
        self.nats.start()
        try:
            self.provision_nats()
        except Failed:
            self.nats.process.kill()
            raise

    def provision_nats(self) -> None:
        """Make the stream and its consumers, or bring them up to this release: the data here are nobody else's."""
        try:
            asyncio.run(nats_provision.provision(self.nats.url, self.keys, update=True))
        except (nats_provision.Drifted, nats_provision.Refused, NatsError, OSError) as fault:
            raise Failed(f"NATS could not be provisioned: {fault}") from fault

    def surroundings(self) -> Surroundings:
        """Return where everything is."""
        address = f"{LOOPBACK}:{self.postgres.port}"
        return Surroundings(
            keys=self.keys, postgres_address=address, nats_url=self.nats.url, service_urls=self.urls, environment="demo"
        )

    def program(self, service: str, command: str, given: dict[str, str]) -> Program:
        """Return `python -m services.<service> <command>`."""
        staff = {"STAFF_FILE": str(stack_file.staff_file(self.keys))} if service == "console" else {}
        return Program(
            name=service,
            command=(sys.executable, "-m", f"services.{service}", command),
            log=self.home.log(service),
            settings=given | staff,
        )

    def migrate(self) -> None:
        """Bring every service's database up to date, all at the same time."""
        print("  migrating the databases", flush=True)
        given = self.surroundings()
        programs = [self.program(name, "migrate", owner_settings(given, name)) for name in self.services]
        processes = [Process(program) for program in programs]
        for process in processes:
            process.start()
        for process in processes:
            assert process.running is not None
            if process.running.wait() != 0:
                raise Failed(f"{process.name} could not migrate; the end of {process.log}:\n{process.tail()}")

    def start_services(self) -> None:
        """Start every service as its own process and wait until each can serve.

        Addresses are chosen only now: a port that was free when the servers were started may be a neighbour's by now.
        """
        self.urls = free_urls()
        given = self.surroundings()
        for name in self.services:
            process = Process(self.program(name, "run", settings(given, name)))
            process.start()
            self.tended.append(Tended(name, process, process.start))
        with httpx.Client(timeout=2) as client:
            for tended in self.tended:
                if tended.name in self.urls:
                    tended.process.wait_until(partial(is_ready, client, self.urls[tended.name]), timeout_s=60)
                    print(f"  {tended.name:<12}{self.urls[tended.name]}", flush=True)

    def tend(self) -> None:
        """Start again what has ended, and stop what is held."""
        changed = False
        for tended in self.tended:
            if (self.home.held / tended.name).exists():
                if tended.process.pid is not None:
                    tended.process.stop()
                    changed = True
            elif tended.due():
                print(f"  {tended.name} has ended and is started again", flush=True)
                changed = tended.restart() or changed
        if changed:
            self.write()

    def write(self) -> None:
        """Tell outside programs where everything is."""
        servers = {"postgres": f"postgresql://{LOOPBACK}:{self.postgres.port}", "nats": self.nats.url}
        running = {
            each.name: stack_file.Running(url=(servers | self.urls)[each.name], pid=each.process.pid)
            for each in self.tended
        }
        stack = stack_file.StackFile(
            supervisor=os.getpid(),
            services={name: running[name] for name in self.services},
            servers={name: running[name] for name in servers},
            ready=self.ready,
            sign_ins=self.sign_ins,
            tills=stack_file.kept_tills(self.home.folder),
        )
        stack_file.write(self.home.stack, stack)

    def run_outside(self, command: Sequence[str]) -> int:
        """Run an outside program on this stack, which is tended meanwhile, and return its exit code."""
        environment = clean_environment() | {"KOINON_LOCAL": str(self.home.folder), "STACK_FILE": str(self.home.stack)}
        guard = guarded(command, death_signal=signal.SIGKILL, identity=None)
        outside = subprocess.Popen(guard, cwd=ROOT, env=environment, start_new_session=True)
        try:
            while outside.poll() is None:
                self.tend()
                time.sleep(TICK_S)
        finally:
            outside.kill()
        return outside.returncode

    def stop(self) -> None:
        """Stop the services, all at once, and then the servers."""
        self.home.stack.unlink(missing_ok=True)
        services = [each.process for each in self.tended if each.name in self.urls]
        for process in services:
            with contextlib.suppress(ProcessLookupError):
                if process.running:
                    process.running.terminate()
        for process in services:
            process.stop()
        self.nats.stop()
        self.postgres.stop()


def free_urls() -> dict[str, str]:
    """Return an address for each service at which nobody listens."""
    return {name: f"http://{LOOPBACK}:{free_port()}" for name in SERVICES}


def is_ready(client: httpx.Client, url: str) -> bool:
    """Return whether a service says that it can serve."""
    try:
        return client.get(f"{url}/health/ready").status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
