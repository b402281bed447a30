"""A stack on servers of which one may be lost: PostgreSQL with a synchronous standby, and NATS of three.

    python -m tests.faults.cluster supervise --services registry,cards,… --no-seed

Everything else is as on one server. What CloudNativePG and Kubernetes do is done here by hand: when the primary has
ended, the standby is promoted; a server of NATS that has ended is started again.
"""

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg
from nats.errors import Error as NatsError

from infra.embedded.__main__ import Wanted, run_here
from infra.embedded.home import Home, local_folder
from infra.embedded.nats import NatsServer
from infra.embedded.postgres import SUPERUSER, PostgresServer, program_path
from infra.embedded.processes import LOOPBACK, Program, clean_environment, free_port
from infra.embedded.services import Surroundings
from infra.embedded.supervisor import Supervisor, Tended
from infra.nats import provision as nats_provision
from tests.faults.waiting import until

MEMBERS = 3
WAIT_S = 60.0


class Member(NatsServer):
    """One of the servers of the event stream."""

    routes: tuple[int, ...] = ()
    route: int = 0

    @property
    def pid_file(self) -> Path:
        """Return where the server leaves its process number."""
        return self.folder / "pid"

    def configure(self) -> None:
        """Write the configuration anew, with the way to the others."""
        super().configure()
        others = ", ".join(f"nats-route://{LOOPBACK}:{port}" for port in self.routes)
        with self.configuration.open("a") as file:
            file.write(f'pid_file: "{self.pid_file}"\ncluster {{\n  name: koinon\n')
            file.write(f"  listen: {LOOPBACK}:{self.route}\n  routes: [{others}]\n}}\n")


class Cluster(Supervisor):
    """The supervisor of a stack whose servers are several."""

    def __init__(self, home: Home, services: Any, *, seeded: bool = True) -> None:
        super().__init__(home, services, seeded=seeded)
        self.standby = PostgresServer(home.folder / "standby", self.postgres.password, log=home.log("standby"))
        self.members = [
            Member(home.nats / str(each), self.keys, log=home.log(f"nats-{each}")) for each in range(MEMBERS)
        ]
        routes = tuple(free_port() for _ in self.members)
        for member, route in zip(self.members, routes, strict=True):
            member.routes, member.route = routes, route
        self.nats = self.members[0]
        self.others: list[Tended] = []

    def surroundings(self) -> Surroundings:
        """Return where everything is: both databases, of which one takes what is written."""
        ports = (self.postgres.port, self.standby.port)
        return Surroundings(
            keys=self.keys,
            postgres_address=",".join(f"{LOOPBACK}:{port}" for port in ports),
            nats_url=self.nats.url,
            service_urls=self.urls,
            environment="demo",
        )

    def program(self, service: str, command: str, given: dict[str, str]) -> Program:
        """Return a service's program, which looks for the primary."""
        return super().program(service, command, given | {"PGTARGETSESSIONATTRS": "read-write"})

    def start_server(self, name: str, server: PostgresServer | NatsServer) -> None:
        """Start all servers of a kind, and tend them from now on."""
        if isinstance(server, PostgresServer):
            server.start()
            self.follow()
            self.tended.append(Tended(name, server.process, self.fail_over))
            return
        for member in self.members:
            member.configure()
            member.process.start()
        for member in self.members:
            member.process.wait_until(member.ready, timeout_s=WAIT_S)
        self.tended.append(Tended(name, self.nats.process, self.nats.start))
        self.others = [Tended(each.name, each.process, each.start) for each in self.members[1:]]

    def follow(self) -> None:
        """Start the standby on a copy of the primary, and let no commit be answered before it has it, too."""
        data = self.standby.data
        command = [str(program_path("pg_basebackup")), f"--pgdata={data}", "--checkpoint=fast", "--write-recovery-conf"]
        command += [f"--host={LOOPBACK}", f"--port={self.postgres.port}", f"--username={SUPERUSER}"]
        environment = clean_environment() | {"PGPASSWORD": self.postgres.password}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        (data / "postmaster.pid").unlink(missing_ok=True)
        self.standby.start()
        asyncio.run(self.wait_for_the_standby())

    async def wait_for_the_standby(self) -> None:
        """Have commits wait for the standby, and return when it follows."""
        connection = await asyncpg.connect(self.postgres.url())
        await connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
        await connection.execute("SELECT pg_reload_conf()")

        async def followed() -> bool:
            return bool(await connection.fetchval("SELECT sync_state = 'quorum' FROM pg_stat_replication"))

        await until(followed, WAIT_S)
        await connection.close()

    def fail_over(self) -> None:
        """Let the standby take what is written from now on. It stands alone, so it waits for nobody."""
        asyncio.run(self.promote())
        (postgres,) = [each for each in self.tended if each.name == "postgres"]
        postgres.process = self.standby.process
        self.postgres, self.standby = self.standby, self.postgres

    async def promote(self) -> None:
        """Promote the standby and return when it has become the primary."""
        connection = await asyncpg.connect(self.standby.url())
        assert await connection.fetchval("SELECT pg_promote(true, 60)")
        await connection.close()

    def provision_nats(self) -> None:
        """Make the stream and its consumers, each thrice, as soon as the servers agree who leads."""
        deadline = time.monotonic() + WAIT_S
        while True:
            try:
                asyncio.run(nats_provision.provision(self.nats.url, self.keys, update=True, replicas=MEMBERS))
            except (NatsError, nats_provision.Refused):
                if time.monotonic() > deadline:
                    raise
            else:
                return

    def tend(self) -> None:
        """Start again what has ended, the other servers of NATS among it."""
        super().tend()
        for tended in self.others:
            if tended.due():
                tended.restart()

    def stop(self) -> None:
        """Stop the services, then all servers."""
        super().stop()
        for member in self.members:
            member.stop()
        self.standby.stop()


if __name__ == "__main__":
    sys.exit(run_here(Home(local_folder()), Wanted(seeded=False), Cluster))
