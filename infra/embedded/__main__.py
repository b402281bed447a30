"""`python -m infra.embedded {up,down,demo,hold,release}`: the whole of Koinon on one machine, under `.local/`.

up        start everything in the background
down      stop it
demo      start everything here, walk one euro through it and stay up until Ctrl-C; with ONCE=1 check, stop and exit
exec      carry out a service's command in a running stack: `exec cards republish --since 2026-01-01T00:00:00Z`
hold      keep one process (postgres, nats or a service) stopped
release   let it run again
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import msgspec

from contracts.readers import SERVICES
from infra.embedded import stack as stack_file
from infra.embedded.home import AlreadyRunning, Home, local_folder
from infra.embedded.processes import ROOT, Failed, clean_environment
from infra.embedded.services import Surroundings, owner_settings
from infra.embedded.supervisor import TICK_S, Supervisor
from infra.keys import Keys

WALK = (sys.executable, "-m", "infra.demo.walk")
STOPPING_S_MAX = 60.0


class Stopped(BaseException):
    """We were told to stop."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the person at the terminal has asked for."""

    services: tuple[str, ...] = SERVICES
    seeded: bool = True
    """Enter the demo's people and shops, unless they were entered before."""
    walk: bool = False
    once: bool = False
    """Stop when the walk is done, with its result."""

    @property
    def arguments(self) -> list[str]:
        """Return this as arguments of the command line."""
        return ["--services", ",".join(self.services), *([] if self.seeded else ["--no-seed"])]


def raise_stopped(_number: int, _frame: FrameType | None) -> None:
    """Leave whatever is being done; what was started is stopped on the way out."""
    raise Stopped


def on_signals(handler: signal.Handlers | type[Stopped] | None) -> None:
    """Stop on Ctrl-C, `down` and a closed terminal; while stopping, on nothing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, raise_stopped if handler is Stopped else signal.SIG_IGN)


def run_here(home: Home, wanted: Wanted, supervising: type[Supervisor] = Supervisor) -> int:
    """Run the stack in this process until told to stop, or until the walk is done."""
    with home.lock():
        supervisor = supervising(home, wanted.services, seeded=wanted.seeded)
        on_signals(Stopped)
        try:
            supervisor.start()
            return attend(supervisor, home, wanted)
        except Stopped:
            print("\n  stopping", flush=True)
            return 130 if wanted.once else 0
        except Failed as failure:
            print(f"\n{failure}", file=sys.stderr, flush=True)
            return 1
        finally:
            on_signals(None)
            supervisor.stop()


def attend(supervisor: Supervisor, home: Home, wanted: Wanted) -> int:
    """Walk if asked, then tend the stack for ever."""
    result = supervisor.run_outside(WALK) if wanted.walk else 0
    if wanted.once:
        return result
    running = stack_file.read(home.stack)
    assert running is not None
    print(stack_file.describe(running), flush=True)
    print("  Ctrl-C stops it." if wanted.walk else "  `make down` stops it.", flush=True)
    while True:
        supervisor.tend()
        time.sleep(TICK_S)


def up(home: Home, wanted: Wanted) -> int:
    """Start the stack in the background, show its progress, and return when it is ready."""
    if home.owner() is not None:
        running = stack_file.read(home.stack)
        print("Koinon is running already.", stack_file.describe(running) if running else "It is still starting.")
        return 0
    log = home.log("supervisor")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        background = subprocess.Popen(
            [sys.executable, "-m", "infra.embedded", "supervise", *wanted.arguments],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    with log.open() as shown:
        while background.poll() is None and not is_up(home, background.pid):
            print(shown.read(), end="", flush=True)
            time.sleep(TICK_S)
        time.sleep(3 * TICK_S)
        print(shown.read(), end="", flush=True)
    return background.poll() or 0


def is_up(home: Home, pid: int) -> bool:
    """Return whether a supervisor says that its stack is ready."""
    found = stack_file.read(home.stack)
    return found is not None and found.supervisor == pid and found.ready


def down(home: Home, *, quiet: bool) -> int:
    """Stop the stack that owns the folder and wait until it is gone."""
    pid = home.owner()
    if pid is None:
        print("Koinon is not running." if not quiet else "", end="\n" if not quiet else "")
        return 0
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOPPING_S_MAX
    while home.owner() is not None or still_exits(pid):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            break
        time.sleep(TICK_S)
    return 0


def still_exits(pid: int) -> bool:
    """Return whether a process that has let go of its folder is not quite gone; one that nobody reaps is gone."""
    try:
        return bool(Path(f"/proc/{pid}/cmdline").read_bytes())
    except OSError:
        return False


def hold(home: Home, name: str) -> int:
    """Keep a process stopped; returns when it is."""
    home.held.mkdir(exist_ok=True)
    (home.held / name).touch()
    while running(home, name):
        time.sleep(TICK_S)
    return 0


def release(home: Home, name: str) -> int:
    """Let a held process run again; returns when it has been started."""
    (home.held / name).unlink(missing_ok=True)
    while home.owner() is not None and not running(home, name):
        time.sleep(TICK_S)
    return 0


def running(home: Home, name: str) -> bool:
    """Return whether a process of the stack runs."""
    found = stack_file.read(home.stack)
    return found is not None and (found.services | found.servers)[name].pid is not None


def carry_out(home: Home, service: str, arguments: Sequence[str]) -> int:
    """Run `python -m services.<service> …` with the settings that the running stack gives it."""
    found = stack_file.read(home.stack)
    if found is None:
        print("Koinon is not running.", file=sys.stderr)
        return 1
    surroundings = Surroundings(
        keys=Keys(home.keys),
        postgres_address=found.servers["postgres"].url.removeprefix("postgresql://"),
        nats_url=found.servers["nats"].url,
        service_urls=dict.fromkeys(SERVICES, "") | {name: running.url for name, running in found.services.items()},
    )
    command = [sys.executable, "-m", f"services.{service}", *arguments]
    environment = clean_environment() | owner_settings(surroundings, service)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def demo(home: Home, wanted: Wanted) -> int:
    """Start and walk, or walk on the stack that is running."""
    if home.owner() is None:
        return run_here(home, wanted)
    print("Koinon is running already; walking on it.", flush=True)
    while (pid := home.owner()) is not None and not is_up(home, pid):
        time.sleep(TICK_S)
    environment = os.environ | {"STACK_FILE": str(home.stack)}
    return subprocess.run(WALK, cwd=ROOT, env=environment, check=False).returncode


def main(command_line: list[str]) -> int:
    """Carry out one command."""
    parser = argparse.ArgumentParser(prog="python -m infra.embedded", description=__doc__.split("\n")[0])
    parser.add_argument("command", choices=("up", "down", "demo", "supervise", "exec", "hold", "release"))
    parser.add_argument(
        "name", nargs="?", default="", help="for hold and release: postgres, nats or a service; for exec: a service"
    )
    parser.add_argument("--services", default=",".join(SERVICES), help="start only these, with commas between them")
    parser.add_argument("--no-seed", action="store_true", help="start without the demo's people and shops")
    parser.add_argument("--quiet", action="store_true", help="say nothing when there is nothing to stop")
    arguments, others = parser.parse_known_args(command_line)
    if others and arguments.command != "exec":
        parser.error(f"unknown: {' '.join(others)}")
    home = Home(local_folder())
    services = tuple(name for name in arguments.services.split(",") if name)
    wanted = Wanted(services=services, seeded=not arguments.no_seed)
    walking = msgspec.structs.replace(wanted, walk=True, once=bool(os.environ.get("ONCE")))
    commands = {
        "up": lambda: up(home, wanted),
        "down": lambda: down(home, quiet=arguments.quiet),
        "demo": lambda: demo(home, walking),
        "supervise": lambda: run_here(home, wanted),
        "exec": lambda: carry_out(home, arguments.name, others),
        "hold": lambda: hold(home, arguments.name),
        "release": lambda: release(home, arguments.name),
    }
    try:
        return commands[arguments.command]()
    except AlreadyRunning as running_already:
        print(running_already, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
