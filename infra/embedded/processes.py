"""Starts and stops child processes that cannot outlive the process that started them."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the repository."""

LOOPBACK = "127.0.0.1"
PORTS = range(15_000, 32_000)
"""Below the ports that Linux gives to outgoing connections, so that a restarted server finds its port still free."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The user a child runs as when we are root; None of it is used by an ordinary user."""

    uid: int
    gid: int
    may_pass_folders: bool = False
    """Keep the one right to enter folders closed to others, for a clone that lies under /root."""


class Failed(Exception):
    """A server or service could not be started; the message says where to look."""


_given: set[int] = set()
"""Ports that this process has given away: whom they are for has perhaps not bound them yet."""


def free_port() -> int:
    """Return a port of the loopback address on which nobody listens, and that was not given away here before."""
    for _ in range(200):
        port = random.choice(PORTS)  # noqa: S311 - spreads clones, guards nothing
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((LOOPBACK, port))
            if port not in _given:
                _given.add(port)
                return port
    raise Failed("No free port was found on 127.0.0.1.")


def accepts(port: int) -> bool:
    """Return whether somebody listens on a port of the loopback address."""
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


def guarded(command: Sequence[str], *, death_signal: signal.Signals, identity: Identity | None) -> list[str]:
    """Return a command that runs as another user and is signalled by the kernel when its parent dies, even by SIGKILL.

    The shell in between closes the gap between fork and prctl: if the parent has died by then, nothing is started.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None or not sys.platform.startswith("linux"):
        if identity is not None:
            raise Failed("PostgreSQL refuses to run as root, and setpriv (util-linux) is not here to change user.")
        return list(command)
    options = [f"--pdeathsig={death_signal.name.removeprefix('SIG')}"]
    if identity is not None:
        options += [f"--reuid={identity.uid}", f"--regid={identity.gid}", "--clear-groups", "--no-new-privs"]
        if identity.may_pass_folders:
            # no_setuid_fixup: without it access(2), by which PostgreSQL looks for its programs, ignores the capability.
            options += ["--securebits=+no_setuid_fixup", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    alive = f'[ "$PPID" = {os.getpid()} ] && exec "$@"'
    return [setpriv, *options, "--", "/bin/sh", "-c", alive, "guard", *command]


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """What a child process is started from."""

    name: str
    """What people call it."""
    command: tuple[str, ...]
    log: Path
    """Its output is appended here."""
    settings: dict[str, str] = {}
    """Added to the little that a child inherits of our environment."""
    identity: Identity | None = None
    death_signal: signal.Signals = signal.SIGKILL
    """What the kernel sends it when we die; SIGKILL where everything is transactional anyway."""
    stop_signal: signal.Signals = signal.SIGTERM


class Process:
    """A child process that can be started again with the same command, environment and log."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.name = program.name
        self.log = program.log
        self.running: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Return the process id, or None when it does not run."""
        return self.running.pid if self.running and self.running.poll() is None else None

    def start(self) -> None:
        """Start in a session of its own, so that Ctrl-C reaches the supervisor only; output is appended to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                guarded(self.program.command, death_signal=self.program.death_signal, identity=self.program.identity),
                cwd=ROOT,
                env=clean_environment() | self.program.settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, *, timeout_s: float = 15) -> None:
        """Ask to stop, then insist; returns when the process is gone."""
        if self.running is None:
            return
        for sign in (self.program.stop_signal, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                self.running.send_signal(sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.running.wait(timeout_s)
                break
        self.running = None

    def kill(self) -> None:
        """Kill at once, as a crash would."""
        if self.running is not None:
            self.running.kill()
            self.running.wait()

    def tail(self, lines: int = 15) -> str:
        """Return the last lines of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""

    def wait_until(self, ready: Callable[[], bool], *, timeout_s: float) -> None:
        """Wait until the process is of use. Raises Failed, with the end of its log, when it ends or takes too long."""
        deadline = time.monotonic() + timeout_s
        while not ready():
            if self.running is None or self.running.poll() is not None:
                raise Failed(f"{self.name} ended at its start; the end of {self.log}:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise Failed(f"{self.name} was not ready in {timeout_s:.0f} s; the end of {self.log}:\n{self.tail()}")
            time.sleep(0.02)


def clean_environment() -> dict[str, str]:
    """Return the little of our environment that a child needs; settings are added by name, never inherited."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {"LANG": "C.UTF-8", "TZ": "UTC", "PYTHONUNBUFFERED": "1", **kept}
