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


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of its own, closed to others; whatever still runs in it afterwards is a fault."""
    tmp_path.chmod(0o700)
    yield tmp_path
    embedded(tmp_path, "down")
    wait_until(lambda: processes_of(tmp_path) == [])


async def test_data_survive_a_stop_and_secrets_stay(folder: Path) -> None:
    up(folder)
    await ask(folder, "CREATE TABLE kept AS SELECT 1 AS one")
    password = (folder / "local" / "keys" / "demo_password").read_text()
    assert embedded(folder, "down").returncode == 0
    assert processes_of(folder) == []
    assert not (folder / "local" / "stack.json").exists()
    up(folder)
    assert await ask(folder, "SELECT one FROM kept") == 1
    assert (folder / "local" / "keys" / "demo_password").read_text() == password


def test_starting_twice_is_starting_once(folder: Path) -> None:
    first = up(folder)
    assert up(folder) == first


def test_two_stacks_run_side_by_side(folder: Path) -> None:
    (folder / "one").mkdir()
    (folder / "two").mkdir()
    one, two = up(folder / "one"), up(folder / "two")
    ports = {port_of(server) for stack in (one, two) for server in stack["servers"].values()}
    assert len(ports) == 4
    embedded(folder / "one", "down")
    assert accepts(port_of(two["servers"]["postgres"]))
    embedded(folder / "two", "down")


@pytest.mark.parametrize("name", ["postgres", "nats"])
def test_a_killed_server_is_started_again_on_its_port(folder: Path, name: str) -> None:
    before = up(folder)["servers"][name]
    os.kill(before["pid"], signal.SIGKILL)
    wait_until(lambda: read_stack(folder)["servers"][name]["pid"] not in (None, before["pid"]))
    after = read_stack(folder)["servers"][name]
    assert after["url"] == before["url"]
    wait_until(lambda: accepts(port_of(after)))


def test_a_killed_supervisor_leaves_no_process_and_the_next_start_works(folder: Path) -> None:
    stack = up(folder)
    os.kill(stack["supervisor"], signal.SIGKILL)
    wait_until(lambda: processes_of(folder) == [])
    assert embedded(folder, "down").stdout.strip() == "Koinon is not running."
    up(folder)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_whatever_way_it_is_told(folder: Path, sign: signal.Signals) -> None:
    stack = up(folder)
    os.kill(stack["supervisor"], sign)
    wait_until(lambda: processes_of(folder) == [])
    assert "was not properly shut down" not in (folder / "local" / "log" / "postgres.log").read_text()


def test_a_lost_nats_folder_is_provisioned_anew(folder: Path) -> None:
    up(folder)
    assert embedded(folder, "hold", "nats").returncode == 0
    assert read_stack(folder)["servers"]["nats"]["pid"] is None
    shutil.rmtree(folder / "local" / "nats" / "store")
    assert embedded(folder, "release", "nats").returncode == 0
    assert (folder / "local" / "nats" / "store").exists()


def test_the_keys_are_for_their_owner_only(folder: Path) -> None:
    up(folder)
    for path in (folder / "local" / "keys").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert (folder / "local" / "stack.json").stat().st_mode & 0o077 == 0


async def test_a_copied_folder_is_a_stack_of_its_own(folder: Path) -> None:
    (folder / "one").mkdir()
    up(folder / "one")
    await ask(folder / "one", "CREATE TABLE kept AS SELECT 1 AS one")
    embedded(folder / "one", "down")
    shutil.copytree(folder / "one", folder / "two")
    up(folder / "one")
    up(folder / "two")
    assert await ask(folder / "two", "SELECT one FROM kept") == 1
    embedded(folder / "one", "down")
    embedded(folder / "two", "down")


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
