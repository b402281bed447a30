"""compose.yaml carried out by testcontainers: every container with its command, settings, limits and volumes, in order.

Only two things differ from what `docker compose up` does: ports of this machine are free ones, and a part of a volume
(`subpath`, which needs Docker 26) is mounted from where the volume lies.
"""

import re
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import yaml
from docker.errors import APIError
from docker.models.containers import Container
from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient
from testcontainers.core.network import Network

from contracts.readers import SERVICES
from infra.embedded.processes import LOOPBACK, free_port
from tests.deploy.rendered import DEPLOY

PATIENCE_S = 120.0


def seconds_of(duration: str) -> float:
    """Return a duration of compose, such as 5s."""
    return float(duration.removesuffix("s"))


class Composed:
    """The containers of compose.yaml on a network of their own, while the context lasts."""

    def __init__(self, name: str, **told: str) -> None:
        self.name = name
        self.file: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
        self.urls = {service: f"http://{LOOPBACK}:{free_port()}" for service in SERVICES}
        self.told = {f"KOINON_{service.upper()}_URL": url for service, url in self.urls.items()} | told
        self.client = DockerClient().client
        self.network = Network()
        self.started: dict[str, DockerContainer] = {}
        self.cleaning = ExitStack()

    def __enter__(self) -> "Composed":
        self.network.create()
        self.cleaning.callback(self.network.remove)
        for volume in self.file["volumes"]:
            made = self.client.volumes.create(f"{self.name}-{volume}")
            self.cleaning.callback(made.remove, force=True)
        return self

    def __exit__(self, *error: object) -> None:
        for container in reversed(list(self.started.values())):
            with suppress(APIError):
                container.stop()
        self.cleaning.close()

    def filled_in(self, value: object) -> str:
        """Return a value with the variables that a person may set."""
        return re.sub(r"\$\{(\w+):-([^}]*)\}", lambda found: self.told.get(found[1], found[2]), str(value))

    def mount(self, volume: str | dict[str, Any]) -> tuple[str, str, str]:
        """Return what is mounted: a volume or a path of this machine, where, and how."""
        if isinstance(volume, dict):
            lies = self.client.api.inspect_volume(f"{self.name}-{volume['source']}")["Mountpoint"]
            return f"{lies}/{volume['volume']['subpath']}", volume["target"], "ro"
        source, target, mode = (*self.filled_in(volume).split(":"), "rw")[:3]
        return (str(DEPLOY / source) if source.startswith(".") else f"{self.name}-{source}"), target, mode

    def made(self, name: str, *arguments: str, mounts: dict[str, str] | None = None) -> DockerContainer:
        """Return a container as the file says it, not started; with other arguments it is asked for once."""
        said = self.file["services"][name]
        container = DockerContainer(said["image"])
        container.with_command(list(arguments) or said.get("command", []))
        for key, value in said.get("environment", {}).items():
            container.with_env(key, self.filled_in(value))
        for volume in said["volumes"]:
            container.with_volume_mapping(*self.mount(volume))
        for source, target in (mounts or {}).items():
            container.with_volume_mapping(source, target, "ro")
        container.with_kwargs(
            read_only=said.get("read_only", False),
            cap_drop=said.get("cap_drop", []),
            security_opt=["no-new-privileges"] if "security_opt" in said else [],
            mem_limit=said.get("mem_limit"),
            shm_size=said.get("shm_size"),
            stop_signal=said.get("stop_signal"),
        )
        for folder in said.get("tmpfs", []):
            container.with_tmpfs_mount(folder)
        container.with_network(self.network).with_network_aliases(name)
        if said.get("ports") and not arguments:
            # Docker's own library takes an address beside the port; what testcontainers wraps it in does not.
            ports: dict[Any, Any] = container.ports
            ports[8000] = (LOOPBACK, int(self.urls[name].rpartition(":")[2]))
        return container

    def start(self, name: str) -> None:
        """Start a container after all that it waits for; return when others that wait for it may start."""
        if name in self.started:
            return
        for other in self.file["services"][name].get("depends_on", {}):
            self.start(other)
        container = self.made(name)
        container.start()
        self.started[name] = container
        wrapped = container.get_wrapped_container()
        if "healthcheck" in self.file["services"][name]:
            self.wait_healthy(name, wrapped)
        elif "restart" not in self.file["services"][name]:
            self.wait_completed(name, wrapped)

    def wait_healthy(self, name: str, container: Container) -> None:
        """Wait until the health check of the file succeeds inside the container."""
        check = self.file["services"][name]["healthcheck"]
        deadline = time.monotonic() + seconds_of(check["start_period"])
        while not is_well(container, check["test"][1:]):
            container.reload()
            in_time = container.status != "exited" and time.monotonic() < deadline
            assert in_time, f"{name} is not healthy, it is {container.status}:\n{self.log(name)}"
            time.sleep(0.2)

    def wait_completed(self, name: str, container: Container) -> None:
        """Wait until a container that is to end has ended well."""
        code = container.wait(timeout=PATIENCE_S)["StatusCode"]
        assert code == 0, f"{name} ended with {code}:\n{self.log(name)}"

    def run(
        self,
        name: str,
        *arguments: str,
        mounts: dict[str, str] | None = None,
        environment: dict[str, str] | None = None,
    ) -> str:
        """Run a container of the file once with other arguments, and return what it says."""
        container = self.made(name, *arguments, mounts=mounts)
        for key, value in (environment or {}).items():
            container.with_env(key, value)
        container.start()
        wrapped = container.get_wrapped_container()
        try:
            code = wrapped.wait(timeout=PATIENCE_S)["StatusCode"]
            said: str = wrapped.logs().decode(errors="replace")
        finally:
            container.stop()
        assert code == 0, f"{' '.join(arguments)} ended with {code}:\n{said}"
        return said

    def wait(self, true: Callable[[], bool], otherwise: str) -> None:
        """Wait for what a container does by itself; what it has said is shown when it does not."""
        deadline = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < deadline, f"{otherwise}:\n{self.log(otherwise)}"
            time.sleep(0.2)

    def log(self, name: str) -> str:
        """Return the end of what a container has said."""
        said: bytes = self.started[name].get_wrapped_container().logs(tail=60)
        return said.decode(errors="replace")


def is_well(container: Container, command: list[str]) -> bool:
    """Return whether a health check succeeds; in a container that is not running yet, none does."""
    with suppress(APIError):
        return bool(container.exec_run(command).exit_code == 0)
    return False


def everything(file: Path = DEPLOY / "compose.yaml") -> list[str]:
    """Return every container of the file."""
    return list(yaml.safe_load(file.read_text("utf-8"))["services"])
