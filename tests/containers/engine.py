"""A container engine for `make test-containers`: the one that DOCKER_HOST names, or podman with a folder of its own.

Where podman or what it needs is missing and this is a Debian on which we may install, it is installed. Its images,
containers and networks lie under a folder of the run, so that nothing of this machine's own is seen or changed.
"""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_NOFILE, RLIMIT_NPROC, getrlimit

import httpx
import msgspec
import pytest

from infra.embedded.processes import Process, Program

CONFIGURATION = """\
[containers]
default_ulimits = ["nofile={files}:{files}", "nproc={processes}:{processes}"]
[engine]
cgroup_manager = "cgroupfs"
runtime = "runc"
events_logger = "file"
"""
"""A limit above our own is refused, so ours are given; crun stumbles over hybrid control groups, runc does not."""
STORAGE = """\
[storage]
driver = "overlay"
graphroot = "{folder}/images"
runroot = "{folder}/running"
"""
PROGRAMS = ("podman", "buildah", "catatonit")
"""What the tests call, and what podman keeps a pod's network by."""
PACKAGES = (*PROGRAMS, "runc", "netavark", "aardvark-dns", "iptables", "uidmap")
STARTING_S_MAX = 20.0
LIMIT_MAX = 20_000


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """A program that understands docker's words, and the socket at which it is asked by programs."""

    program: str
    environment: dict[str, str]
    host: str

    def run(self, *arguments: str, told: bytes = b"") -> str:
        """Carry out a command and return what it says; fail with it when it fails."""
        command = [self.program, *arguments]
        environment = os.environ | self.environment
        done = subprocess.run(command, env=environment, input=told, capture_output=True, check=False)
        said = (done.stdout + done.stderr).decode(errors="replace")
        assert done.returncode == 0, f"{' '.join(command)}\n{said[-6000:]}"
        return done.stdout.decode().strip()

    def does(self, *arguments: str) -> bool:
        """Carry out a command and return whether it succeeded."""
        environment = os.environ | self.environment
        done = subprocess.run([self.program, *arguments], env=environment, capture_output=True, check=False)
        return done.returncode == 0

    def has(self, image: str) -> bool:
        """Return whether an image is here, or can be pulled."""
        return self.does("image", "inspect", image) or self.does("pull", image)

    @property
    def is_podman(self) -> bool:
        """Return whether images can be made from an archive, and manifests played."""
        return Path(self.program).name == "podman"


def podman() -> str:
    """Return podman's path, installing what is missing where that is ours to do; without it the tests cannot run."""
    if not all(map(shutil.which, PROGRAMS)) and os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *PACKAGES]
        subprocess.run(install, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, check=False)
    found = shutil.which("podman")
    if found is None:
        pytest.skip("No container engine: set DOCKER_HOST, or install podman.")
    return found


@contextlib.contextmanager
def engine(folder: Path) -> Iterator[Engine]:
    """Give the engine; one that we start ends with the context."""
    if given := os.environ.get("DOCKER_HOST"):
        yield Engine(program=shutil.which("docker") or "docker", environment={}, host=given)
        return
    program = podman()
    folder.mkdir(parents=True, exist_ok=True)
    environment = {"CONTAINERS_CONF": str(folder / "containers.conf"),
                   "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf")}  # fmt: skip
    ours = {"files": allowed(RLIMIT_NOFILE), "processes": allowed(RLIMIT_NPROC)}
    (folder / "containers.conf").write_text(CONFIGURATION.format(**ours), encoding="utf-8")
    (folder / "storage.conf").write_text(STORAGE.format(folder=folder), encoding="utf-8")
    socket = folder / "podman.sock"
    serving = Process(
        Program(
            name="podman",
            command=(program, "system", "service", "--time", "0", f"unix://{socket}"),
            log=folder / "podman.log",
            settings=environment,
        )
    )
    made = Engine(program=program, environment=environment, host=f"unix://{socket}")
    serving.start()
    try:
        serving.wait_until(lambda: answers(socket), timeout_s=STARTING_S_MAX)
        yield made
    finally:
        made.run("rm", "--all", "--force", "--volumes", "--time", "2")
        serving.stop()


def allowed(kind: int) -> int:
    """Return how much of something we may give to a container."""
    hard = getrlimit(kind)[1]
    return LIMIT_MAX if hard == RLIM_INFINITY else min(hard, LIMIT_MAX)


def answers(socket: Path) -> bool:
    """Return whether the engine listens at its socket."""
    try:
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(socket)), timeout=2) as client:
            return client.get("http://engine/_ping").status_code == httpx.codes.OK
    except httpx.HTTPError:
        time.sleep(0.05)
        return False
