"""Any process is killed while the walk goes on; the supervisor starts it again, and everything comes out the same.

The walk checks each of its own figures, the ledger's invariants and that reporting's totals equal them. It sends a
command again under the same key until it is answered, so that a kill may cost time and nothing else.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
from contextlib import suppress

import msgspec

from contracts.readers import SERVICES
from infra.embedded.processes import ROOT, clean_environment, guarded
from tests.faults.town import Town
from tests.sizes import SIZES, report, seed

PROCESSES = (*SERVICES, "postgres", "nats")
KILLS_AT_ONCE = 4
STEPS = 16
"""About how many steps the walk tells; a kill falls within a second after one of them."""


class Kill(msgspec.Struct, frozen=True, order=True):
    """After which step, how much later, and whom."""

    step: int
    seconds: float
    name: str


def chosen(dice: random.Random, count: int) -> list[list[Kill]]:
    """Return the kills of each walk: with enough of them each process once by itself, then several in one walk."""
    names: list[str] = []
    while len(names) < count:
        names += dice.sample(PROCESSES, len(PROCESSES))
    kills = [Kill(dice.randint(1, STEPS), round(dice.random(), 2), name) for name in names[:count]]
    alone = [[kill] for kill in kills[: len(PROCESSES)]] if count > len(PROCESSES) else []
    rest = kills[len(alone) :]
    return alone + [sorted(rest[place:][:KILLS_AT_ONCE]) for place in range(0, len(rest), KILLS_AT_ONCE)]


class Walk:
    """A walk as an outside process, which says each step when it is done."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.said: list[str] = []

    async def go(self, kills: list[Kill]) -> int:
        """Walk to the end, killing on the way; return the exit code."""
        environment = clean_environment() | {"STACK_FILE": str(self.town.stack.home.stack), "PYTHONUNBUFFERED": "1"}
        command = guarded([sys.executable, "-m", "infra.demo.walk"], death_signal=signal.SIGKILL, identity=None)
        walking = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert walking.stdout is not None
        waiting, steps = list(kills), 0
        async for line in walking.stdout:
            self.said.append(line.decode().rstrip())
            steps += " s  " in self.said[-1]
            while waiting and steps >= waiting[0].step:
                await self.kill(waiting.pop(0))
        for kill in waiting:
            await self.kill(kill)
        return await walking.wait()

    async def kill(self, kill: Kill) -> None:
        """SIGKILL a process while the walk goes on; the supervisor is left to notice."""
        await asyncio.sleep(kill.seconds)
        pid = self.town.stack.process(kill.name).pid
        self.said.append(f"--- SIGKILL {kill.name} ({pid})")
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


async def test_a_walk_during_which_processes_are_killed_ends_in_the_same_totals(town: Town) -> None:
    number = seed("walk_killed")
    walks = chosen(random.Random(number), SIZES.process_kills)
    for kills in walks:
        walk = Walk(town)
        code = await walk.go(kills)
        assert code == 0, "\n".join([f"SEED={number}", *walk.said, *town.failures()])
        await town.until_agreed()
    killed = [f"{kill.name} after step {kill.step} + {kill.seconds} s" for kills in walks for kill in kills]
    report("walk_killed", seed=number, walks=len(walks), kills=killed)
