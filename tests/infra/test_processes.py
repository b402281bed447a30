"""Children end with their parent, and ports are nobody else's."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from infra.embedded.home import AlreadyRunning, Home
from infra.embedded.processes import LOOPBACK, PORTS, ROOT, Failed, Process, Program, free_port, guarded

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


PARENT = f"""
import signal, subprocess, time
from infra.embedded.processes import guarded
print(subprocess.Popen(guarded({SLEEP!r}, death_signal=signal.SIGKILL, identity=None)).pid, flush=True)
time.sleep(60)
"""


def test_a_child_dies_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and "\nState:\tZ" not in Path(f"/proc/{child}/status").read_text():
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.02)


def test_nothing_is_started_for_a_parent_that_has_died() -> None:
    orphan = guarded(["/bin/echo", "started"], death_signal=signal.SIGKILL, identity=None)
    adopted = [part.replace(f" = {os.getpid()} ", " = 1 ") for part in orphan]
    done = subprocess.run(adopted, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode != 0


def test_a_free_port_is_nobodys_and_below_those_of_outgoing_connections() -> None:
    port = free_port()
    assert port in PORTS
    with socket.socket() as probe:
        probe.bind((LOOPBACK, port))


def test_what_ends_at_its_start_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "print('a clear reason'); raise SystemExit(3)")
    process = Process(Program(name="thing", command=command, log=tmp_path / "thing.log"))
    process.start()
    with pytest.raises(Failed, match="a clear reason"):
        process.wait_until(lambda: False, timeout_s=10)


def test_what_ignores_a_polite_request_is_killed(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print(1); time.sleep(60)")
    process = Process(Program(name="thing", command=command, log=tmp_path / "thing.log"))
    process.start()
    process.wait_until(lambda: process.tail() == "1", timeout_s=10)
    pid = process.pid
    process.stop(timeout_s=0.2)
    assert process.pid is None
    assert not Path(f"/proc/{pid}").exists()


def test_a_child_sees_none_of_our_environment_but_what_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OWNER_DATABASE_URL", "postgresql://leaked")
    command = (sys.executable, "-c", "import os; print(sorted(os.environ))")
    process = Process(Program(name="thing", command=command, log=tmp_path / "thing.log", settings={"PORT": "1"}))
    process.start()
    assert process.running is not None
    process.running.wait(10)
    assert "OWNER_DATABASE_URL" not in process.tail()
    assert "PORT" in process.tail()


def test_one_folder_has_one_owner(tmp_path: Path) -> None:
    home = Home(tmp_path / "local")
    assert home.owner() is None
    with home.lock():
        assert home.owner() == os.getpid()
        with pytest.raises(AlreadyRunning), Home(tmp_path / "local").lock():
            pass
    assert home.owner() is None


def test_two_services_of_a_stack_never_get_one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    few = PORTS[:6]
    monkeypatch.setattr("infra.embedded.processes.PORTS", few)
    monkeypatch.setattr("infra.embedded.processes._given", set())
    given: list[int] = []
    with pytest.raises(Failed):
        given.extend(free_port() for _ in range(len(few) + 1))
    assert len(set(given)) == len(given)
