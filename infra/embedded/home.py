"""The folder in which a stack keeps its data, keys and logs, and the lock by which one process owns it."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from infra.embedded.processes import ROOT


class AlreadyRunning(Exception):
    """Another process owns this folder."""


class Home:
    """Where everything of one stack lies. Nothing of it is found outside this folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.logs = self.folder / "log"
        self.keys = self.folder / "keys"
        self.postgres = self.folder / "postgres"
        self.nats = self.folder / "nats"
        self.stack = self.folder / "stack.json"
        self.held = self.folder / "held"
        """A file here keeps the process of that name stopped; fault tests and operators make and remove it."""
        self.lock_file = self.folder / "lock"

    def log(self, name: str) -> Path:
        """Return the log file of a process."""
        return self.logs / f"{name}.log"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Own the folder while the context lasts, or raise AlreadyRunning. The kernel ends it with the process."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.lock_file.open("a+") as opened:
            take(opened)
            opened.truncate(0)
            opened.write(str(os.getpid()))
            opened.flush()
            yield

    def owner(self) -> int | None:
        """Return the process that owns the folder, or None; the number that a dead process left does not count."""
        with suppress(OSError), self.lock_file.open("r+") as opened:
            try:
                take(opened)
            except AlreadyRunning:
                text = opened.read().strip()
                return int(text) if text.isdigit() else None
        return None


def take(opened: TextIO) -> None:
    """Lock an open file for as long as it stays open. Raises AlreadyRunning."""
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise AlreadyRunning(f"Another process uses {Path(opened.name).parent}.") from None


def local_folder() -> Path:
    """Return `.local` in the repository, or the folder that KOINON_LOCAL names."""
    return Path(os.environ.get("KOINON_LOCAL") or ROOT / ".local")


def new_home(parent: Path, prefix: str) -> Home:
    """Return a folder of its own for a run of tests, and remove those that killed runs have left."""
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob(f"{prefix}-*"):
        home = Home(left)
        if home.lock_file.exists() and home.owner() is None:
            shutil.rmtree(left, ignore_errors=True)
    return Home(parent / f"{prefix}-{os.getpid()}-{secrets.token_hex(3)}")
