"""The release before this one: its own files out of the repository's history, run as processes of a town's services.

A tag is a release; without one, the newest commit whose migrations are all among ours, and fewer. `FORMER=<commit>`
chooses another.
"""

import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from contracts.readers import SERVICES
from infra.embedded.processes import LOOPBACK, ROOT, Process, Program
from infra.embedded.services import Surroundings, owner_settings
from infra.keys import Keys
from tests.faults.town import Town
from tests.stacks import answers

PARTS = ("contracts", "services", "infra")
Migrations = frozenset[tuple[str, str]]
"""Each file's path and the id of its content: a migration that was released is never changed."""


def git(*arguments: str) -> bytes:
    """Return what git says about this repository; without a history there is no former release to try."""
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"git {arguments[0]}: {done.stderr.decode().strip()}")
    return done.stdout


def migrations_of(commit: str) -> Migrations:
    """Return the migrations of a commit."""
    lines = git("ls-tree", "-r", commit, "--", "services").decode().splitlines()
    files = [(path, described.split()[2]) for described, _, path in (line.partition("\t") for line in lines)]
    return frozenset((path, content) for path, content in files if "/migrations/" in path and path.endswith(".sql"))


def former_commit() -> str:
    """Return the release before this one."""
    if given := os.environ.get("FORMER"):
        return given
    ours = migrations_of("HEAD")
    tags = git("tag", "--merged", "HEAD", "--sort=-creatordate").decode().split()
    changes = git("log", "--first-parent", "--format=%H", "--", "services/*/migrations/*.sql").decode().split()
    for commit in (*tags, *(f"{change}~1" for change in changes)):
        if migrations_of(commit) < ours:
            return git("rev-parse", commit).decode().strip()
    pytest.skip("the history has no commit with fewer migrations than this one")


def lay_out(commit: str, folder: Path) -> Path:
    """Put a commit's code into a folder, without touching the repository's own files."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", commit, *PARTS))) as archive:
        archive.extractall(folder, filter="data")
    return folder


def settings_of(town: Town, service: str) -> dict[str, str]:
    """Return what a service of a town is told, the owner's login among it."""
    found = town.stack.file
    surroundings = Surroundings(
        keys=Keys(town.stack.home.keys),
        postgres_address=found.servers["postgres"].url.removeprefix("postgresql://"),
        nats_url=found.servers["nats"].url,
        service_urls={name: town.stack.url(name) for name in SERVICES},
    )
    return owner_settings(surroundings, service)


class Pod:
    """A process of a service, by the files of another release, on a port of its own or in place of ours."""

    def __init__(self, town: Town, files: Path, service: str, port: int) -> None:
        self.address = f"http://{LOOPBACK}:{port}"
        self.port = port
        self.files = files
        self.service = service
        self.told = settings_of(town, service) | {"PORT": str(port), "PUBLIC_URL": town.stack.url(service)}
        self.serving = self.process("run")

    def process(self, command: str) -> Process:
        """Return a command of the release as a process."""
        line = ("env", "-C", str(self.files), sys.executable, "-m", f"services.{self.service}", command)
        log = self.files.parent / f"{self.service}-{command}.log"
        return Process(Program(name=f"other {self.service} {command}", command=line, log=log, settings=self.told))

    def is_ready(self) -> bool:
        """Return whether its database has what it needs."""
        return answers(f"{self.address}/health/ready")

    def is_live(self) -> bool:
        """Return whether its process answers at all."""
        return answers(f"{self.address}/health/live")

    def start(self) -> None:
        """Start it; ready when it returns."""
        self.serving.start()
        self.serving.wait_until(self.is_ready, timeout_s=60)

    def stop(self) -> None:
        """Stop it, after what is in hand is answered."""
        self.serving.stop()
