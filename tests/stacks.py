"""A whole stack for journeys and faults: every service, started by the supervisor, seen only from outside."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx

from contracts.readers import SERVICES
from infra.embedded import stack as stack_file
from infra.embedded.home import Home, new_home
from infra.embedded.processes import ROOT, Process, Program, clean_environment
from infra.embedded.stack import Running, SignIn, StackFile

PATIENCE_S = 60.0
Condition = Callable[[], bool]


class Stack:
    """A running stack. Addresses stay the same when a process is killed; process numbers do not."""

    def __init__(self, home: Home) -> None:
        self.home = home

    @property
    def file(self) -> StackFile:
        """Return what `stack.json` says now."""
        found = stack_file.read(self.home.stack)
        assert found is not None, "the stack has stopped"
        return found

    def is_ready(self) -> bool:
        """Return whether everything has been started."""
        found = stack_file.read(self.home.stack)
        return found is not None and found.ready

    def url(self, service: str) -> str:
        """Return the base URL of a service."""
        return self.file.services[service].url

    def process(self, name: str) -> Running:
        """Return a service, `postgres` or `nats`."""
        return (self.file.services | self.file.servers)[name]

    def sign_in(self, username: str) -> SignIn:
        """Return a member of the demo's staff, such as `caseworker.paggaio`."""
        return next(each for each in self.file.sign_ins if each.username == username)

    def token(self, username: str) -> str:
        """Return an access token for a member of the demo's staff."""
        person = self.sign_in(username)
        given = {"username": person.username, "password": person.password}
        answer = httpx.post(f"{self.url('console')}/tokens", json=given, timeout=10).raise_for_status()
        token: str = answer.json()["access_token"]
        return token

    def kill(self, name: str) -> None:
        """SIGKILL a process. The supervisor starts it again; this waits until it has."""
        pid = self.process(name).pid
        assert pid is not None, f"{name} is not running"
        os.kill(pid, signal.SIGKILL)
        self.wait(lambda: self.process(name).pid not in (None, pid), f"{name} was not started again")

    def hold(self, name: str) -> None:
        """Stop a process and keep it stopped."""
        self.home.held.mkdir(exist_ok=True)
        (self.home.held / name).touch()
        self.wait(lambda: self.process(name).pid is None, f"{name} was not stopped")

    def release(self, name: str) -> None:
        """Let a held process run again."""
        (self.home.held / name).unlink()
        self.wait(lambda: self.process(name).pid is not None, f"{name} was not started again")

    def wait_ready(self, services: Sequence[str] = SERVICES, probe: str = "ready") -> None:
        """Wait until services say that they are `ready`, or `consuming`."""
        for service in services:
            self.wait(partial(answers, f"{self.url(service)}/health/{probe}"), f"{service} is not {probe}")

    def run_command(self, service: str, *arguments: str, told: str = "") -> str:
        """Run `python -m services.<service> …` as an operator would, telling it a text, and return what it says."""
        command = [sys.executable, "-m", "infra.embedded", "exec", service, *arguments]
        environment = clean_environment() | {"KOINON_LOCAL": str(self.home.folder)}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, input=told
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def wait(self, true: Condition, otherwise: str) -> None:
        """Wait for what is to happen by itself."""
        deadline = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < deadline, otherwise
            time.sleep(0.05)


def answers(url: str) -> bool:
    """Return whether an address answers 200."""
    try:
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


@contextmanager
def started_stack(
    parent: Path, services: Sequence[str] = SERVICES, *, within: Home | None = None, program: str = "infra.embedded"
) -> Iterator[Stack]:
    """Run a stack in a folder of its own, or one prepared, while the context lasts. Logs are shown if it fails."""
    home = within or new_home(parent, "stack")
    command = (sys.executable, "-m", program, "supervise", "--services", ",".join(services), "--no-seed")
    local = {"KOINON_LOCAL": str(home.folder)}
    supervisor = Process(Program(name="stack", command=command, log=home.log("supervisor"), settings=local))
    try:
        supervisor.start()
        stack = Stack(home)
        supervisor.wait_until(stack.is_ready, timeout_s=120)
        yield stack
    finally:
        supervisor.stop(timeout_s=60)
        shutil.rmtree(home.folder, ignore_errors=True)
