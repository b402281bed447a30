"""The supervisor from outside: start, start twice, side by side, crash, kill, stop. Journeys run it with services."""

import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from infra.embedded.postgres import SUPERUSER, open_to_others
from infra.embedded.processes import ROOT, Identity, accepts, guarded

ORDINARY = pwd.getpwnam("daemon").pw_uid
"""Any user but root and nobody; initdb wants one that has a name."""

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def embedded(folder: Path, *arguments: str, uid: int | None = None) -> "subprocess.CompletedProcess[str]":
    """Run `python -m infra.embedded` on a folder, as another user if one is named."""
    command = [sys.executable, "-m", "infra.embedded", *arguments]
    if uid is not None:
        reachable = open_to_others(Path(sys.executable).resolve()) and open_to_others(ROOT / "infra")
        identity = Identity(uid=uid, gid=uid, may_pass_folders=not reachable)
        command = guarded(command, death_signal=signal.SIGKILL, identity=identity)
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "KOINON_LOCAL": str(folder / "local")}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def up(folder: Path, **options: Any) -> dict[str, Any]:
    """Start the servers and return what stack.json says."""
    done = embedded(folder, "up", "--services", "", **options)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads((folder / "local" / "stack.json").read_text())
    return found


def processes_of(folder: Path) -> list[str]:
    """Return the command lines of all processes that work in a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = entry.with_name("environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if int(entry.parent.name) != os.getpid() and str(folder) in command + environment:
            found.append(command)
    return found


def wait_until(true: Callable[[], bool], timeout_s: float = 15) -> None:
    """Wait for what is to happen by itself."""
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def read_stack(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "local" / "stack.json").read_text())
    return found


def port_of(server: dict[str, Any]) -> int:
    return int(server["url"].rsplit(":", 1)[1])


async def ask(folder: Path, query: str) -> Any:
    """Ask a stack's PostgreSQL as its superuser."""
    password = (folder / "local" / "keys" / "postgres" / "superuser").read_text()
    address = read_stack(folder)["servers"]["postgres"]["url"].removeprefix("postgresql://")
    connection = await asyncpg.connect(f"postgresql://{SUPERUSER}:{password}@{address}/postgres")
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def stop_whatever_runs(folder: Path) -> None:
    """Stop a stack; whatever still runs in its folder afterwards is a fault."""
    embedded(folder, "down")
    wait_until(lambda: processes_of(folder) == [])


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of its own, closed to others."""
    tmp_path.chmod(0o700)
    yield tmp_path
    stop_whatever_runs(tmp_path)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a stack that several tests use."""
    made = tmp_path_factory.mktemp("stack")
    up(made)
    yield made
    stop_whatever_runs(made)


def test_starting_twice_is_starting_once(running: Path) -> None:
    first = read_stack(running)
    assert up(running) == first


@pytest.mark.parametrize("name", ["postgres", "nats"])
def test_a_killed_server_is_started_again_on_its_port(running: Path, name: str) -> None:
    before = read_stack(running)["servers"][name]
    os.kill(before["pid"], signal.SIGKILL)
    wait_until(lambda: read_stack(running)["servers"][name]["pid"] not in (None, before["pid"]))
    after = read_stack(running)["servers"][name]
    assert after["url"] == before["url"]
    wait_until(lambda: accepts(port_of(after)))


def test_a_lost_nats_folder_is_provisioned_anew(running: Path) -> None:
    assert embedded(running, "hold", "nats").returncode == 0
    assert read_stack(running)["servers"]["nats"]["pid"] is None
    shutil.rmtree(running / "local" / "nats" / "store")
    assert embedded(running, "release", "nats").returncode == 0
    assert (running / "local" / "nats" / "store").exists()


def test_the_keys_are_for_their_owner_only(running: Path) -> None:
    for path in (running / "local" / "keys").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert (running / "local" / "stack.json").stat().st_mode & 0o077 == 0


async def test_data_and_secrets_survive_every_way_of_stopping_and_of_being_killed(folder: Path) -> None:
    up(folder)
    await ask(folder, "CREATE TABLE kept AS SELECT 1 AS one")
    password = (folder / "local" / "keys" / "demo_password").read_text()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL):
        os.kill(read_stack(folder)["supervisor"], sign)
        wait_until(lambda: processes_of(folder) == [])
        up(folder)
        assert await ask(folder, "SELECT one FROM kept") == 1
        crashed = "was not properly shut down" in (folder / "local" / "log" / "postgres.log").read_text()
        assert crashed == (sign == signal.SIGKILL)
    assert (folder / "local" / "keys" / "demo_password").read_text() == password
    assert embedded(folder, "down").returncode == 0
    assert processes_of(folder) == []
    assert not (folder / "local" / "stack.json").exists()
    assert embedded(folder, "down").stdout.strip() == "Koinon is not running."


async def test_a_copied_folder_is_a_stack_of_its_own_beside_the_first(folder: Path) -> None:
    one, two = folder / "one", folder / "two"
    one.mkdir()
    up(one)
    await ask(one, "CREATE TABLE kept AS SELECT 1 AS one")
    embedded(one, "down")
    shutil.copytree(one, two)
    stacks = [up(one), up(two)]
    assert len({port_of(server) for stack in stacks for server in stack["servers"].values()}) == 4
    assert await ask(two, "SELECT one FROM kept") == 1
    embedded(one, "down")
    assert accepts(port_of(stacks[1]["servers"]["postgres"]))
    embedded(two, "down")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
async def test_an_ordinary_user_runs_it_too() -> None:
    folder = Path("/tmp") / f"koinon-{secrets.token_hex(6)}"  # noqa: S108 - a folder that another user can reach
    folder.mkdir(mode=0o700)
    os.chown(folder, ORDINARY, ORDINARY)
    try:
        stack = up(folder, uid=ORDINARY)
        status = Path(f"/proc/{stack['servers']['postgres']['pid']}/status").read_text()
        assert f"\nUid:\t{ORDINARY}\t" in status
        assert await ask(folder, "SELECT 1") == 1
        assert embedded(folder, "down", uid=ORDINARY).returncode == 0
        assert processes_of(folder) == []
    finally:
        shutil.rmtree(folder)
