"""What the manifests say, really run: each container as a process of the image's files, on real servers.

No kubelet is here, so its part is done by hand: Secrets and ConfigMaps become files and variables, a Service's name an
address of this machine, and the probes are asked where the manifests say.
"""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import yaml

from infra.embedded.nats import program
from infra.embedded.postgres import PostgresServer
from infra.embedded.processes import LOOPBACK, Process, Program, accepts, clean_environment, free_port
from infra.keys import SUPERUSER, Keys, ensure_keys
from infra.secrets import Place
from infra.secrets import manifests as secret_manifests
from tests.deploy.image import lay_out
from tests.deploy.rendered import DEPLOY, Manifest, Pod, environment, files, pods, rendered
from tests.stacks import answers

SERVED = ("registry", "console")
"""Services that are started here; the journeys run them all."""
PATIENCE_S = 60


class Machine:
    """One node: the image, the servers and what stands ready, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.image = lay_out(folder / "image")
        self.keys: Keys = ensure_keys(folder / "keys")
        self.postgres = PostgresServer(
            folder / "postgres", self.keys.password(SUPERUSER), log=folder / "postgres.log", fast=True
        )
        self.nats_port, self.monitor_port = free_port(), free_port()
        self.http = {f"{service}-serve": free_port() for service in SERVED}
        ready: Any = secret_manifests(self.keys, Place(f"{LOOPBACK}:{self.postgres.port}"))
        self.manifests: list[Manifest] = [*rendered("overlays/local"), *ready]

    def pod(self, name: str) -> Pod:
        """Return a workload's pod."""
        return next(pod for pod in pods(self.manifests) if pod.name == name)

    def container(self, pod: str, name: str) -> Manifest:
        """Return one container of a pod."""
        return next(each for each in self.pod(pod).containers if each["name"] == name)

    def root_of(self, pod: str, container: Manifest) -> Path:
        """Make the files that a container's volumes bring, and return the folder that stands for `/`."""
        root = self.folder / "roots" / f"{pod}-{container['name']}"
        for path, text in files(self.manifests, self.pod(pod), container).items():
            file = root / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return root

    def here(self, value: str, root: Path) -> str:
        """Return a path that a volume brings, or the name of a Service, as it is on this machine."""
        if value.startswith("/") and Path(f"{root}{value}").exists():
            return f"{root}{value}"
        for name, port in self.http.items():
            value = value.replace(f"//{name}:8000", f"//{LOOPBACK}:{port}")
        return value.replace("//nats:4222", f"//{LOOPBACK}:{self.nats_port}")

    def process(self, pod: str, name: str) -> tuple[Process, int]:
        """Return a container as a process, and the port on which it listens here."""
        container = self.container(pod, name)
        root = self.root_of(pod, container)
        told = {key: self.here(each, root) for key, each in environment(self.manifests, container).items()}
        port = self.http[pod] if name == "serve" else free_port()
        if "PORT" in told:
            told |= {"HOST": LOOPBACK, "PORT": str(port)}
        arguments = [self.here(each, root) for each in container["args"]]
        command = ("env", "-C", str(self.image), sys.executable, "-m", "infra.koinon", *arguments)
        log = self.folder / f"{pod}-{name}.log"
        return Process(Program(name=f"{pod} {name}", command=command, log=log, settings=told)), port

    def start_nats(self) -> Process:
        """Start the server with the very configuration of the overlay, on free ports."""
        container = self.container("nats", "nats")
        root = self.root_of("nats", container)
        configuration = Path(self.here(container["args"][1], root))
        store = configuration.read_text("utf-8").replace("store_dir: /data", f"store_dir: {root}/data")
        configuration.write_text(store, encoding="utf-8")
        ports = ("--addr", LOOPBACK, "--port", str(self.nats_port), "--http_port", str(self.monitor_port))
        command = (str(program()), "--config", str(configuration), *ports)
        server = Process(Program(name="NATS", command=command, log=self.folder / "nats.log"))
        server.start()
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            url = f"http://{LOOPBACK}:{self.monitor_port}{container[probe]['httpGet']['path']}"
            server.wait_until(partial(answers, url), timeout_s=PATIENCE_S)
        return server

    def complete(self, job: str) -> None:
        """Run every container of a Job to its end."""
        for container in self.pod(job).containers:
            process, _ = self.process(job, container["name"])
            process.start()
            assert process.running is not None
            assert process.running.wait(PATIENCE_S) == 0, process.tail(40)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A node on which everything before the services has been done as the Jobs say."""
    made = Machine(tmp_path_factory.mktemp("node"))
    made.postgres.start()
    nats = None
    try:
        nats = made.start_nats()
        made.complete("provision")
        for service in SERVED:
            made.complete(f"{service}-migrate")
        yield made
    finally:
        if nats is not None:
            nats.stop()
        made.postgres.stop()
        shutil.rmtree(made.folder, ignore_errors=True)


def memory_of(pid: int) -> int:
    """Return what a process holds in memory, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))) // 1024


@pytest.mark.parametrize(
    ("pod", "name"),
    [("registry-serve", "serve"), ("console-serve", "serve"), ("registry-work", "consume"), ("registry-work", "relay")],
)
def test_a_container_starts_answers_its_probes_and_stops(machine: Machine, pod: str, name: str) -> None:
    process, port = machine.process(pod, name)
    container = machine.container(pod, name)
    try:
        process.start()
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            url = f"http://{LOOPBACK}:{port}{container[probe]['httpGet']['path']}"
            process.wait_until(partial(answers, url), timeout_s=PATIENCE_S)
        assert process.running is not None
        limit = int(container["resources"]["limits"]["memory"].removesuffix("Mi"))
        assert memory_of(process.running.pid) < limit * 0.6
        process.running.send_signal(signal.SIGTERM)
        assert process.running.wait(20) == 0, process.tail(40)
        assert not accepts(port)
    finally:
        process.stop()


def test_a_process_that_only_works_has_none_of_the_services_addresses(machine: Machine) -> None:
    process, port = machine.process("registry-work", "relay")
    try:
        process.start()
        process.wait_until(partial(answers, f"http://{LOOPBACK}:{port}/health/live"), timeout_s=PATIENCE_S)
        assert answers(f"http://{LOOPBACK}:{port}/metrics")
        assert not answers(f"http://{LOOPBACK}:{port}/households")
    finally:
        process.stop()


def test_the_first_accounts_come_by_standard_input(machine: Machine) -> None:
    process, _ = machine.process("console-serve", "serve")
    account = {"username": "admin", "password": "a long enough password", "municipality": "paggaio"}
    command = [*process.program.command[:-2], "accounts", "console", "/dev/stdin"]
    done = subprocess.run(
        command,
        env=process.program.settings | clean_environment(),
        input=json.dumps([account | {"roles": ["administrator"]}]).encode(),
        capture_output=True,
        check=False,
    )
    assert done.stdout.decode().endswith("console: 1 accounts added\n"), done.stderr.decode()


async def test_the_passwords_of_compose_are_read_from_a_file(machine: Machine) -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    for name in ("DATABASE_URL", "WORKER_DATABASE_URL"):
        url = str(compose["services"]["registry"]["environment"][name]).replace("${REGISTRY_LOGINS:-}", "")
        url = url.replace("/run/secrets/koinon", str(machine.keys.folder))
        connection = await asyncpg.connect(url.replace("@postgres:5432", f"@{LOOPBACK}:{machine.postgres.port}"))
        assert await connection.fetchval("SELECT current_database()") == "koinon_registry"
        await connection.close()


def test_provisioning_and_migrating_again_change_nothing(machine: Machine) -> None:
    machine.complete("provision")
    machine.complete("registry-migrate")
    assert "up to date" in (machine.folder / "registry-migrate-migrate.log").read_text("utf-8")
