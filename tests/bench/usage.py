"""What processes use: processor time from `/proc/<pid>/stat`, memory from `/proc/<pid>/smaps_rollup`."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """Processor seconds so far, by group of processes, and of the whole machine."""

    groups: dict[str, float]
    busy: float
    idle: float


def fields(pid: int) -> list[str]:
    """Return a process's line after its name, which may hold anything: state, parent, …"""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents.setdefault(int(fields(int(entry.name))[1]), []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += parents.get(each, [])
    return found


def seconds(pid: int) -> float:
    """Return the processor time of a family, with that of children that have ended."""
    total = 0
    for each in family(pid):
        with suppress(OSError):
            total += sum(int(value) for value in fields(each)[11:15])
    return total / TICKS


def times(groups: Mapping[str, int]) -> Times:
    """Return what groups of processes, each given by its first, have used until now."""
    line = [int(value) for value in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle = line[3] + line[4]
    return Times(
        groups={name: seconds(pid) for name, pid in groups.items()},
        busy=(sum(line) - idle) / TICKS,
        idle=idle / TICKS,
    )


def used(before: Times, after: Times) -> dict[str, float]:
    """Return the processor seconds of each group between two looks."""
    return {name: after.groups[name] - before.groups[name] for name in after.groups}


def shares(before: Times, after: Times, seconds_used: Mapping[str, float]) -> dict[str, float]:
    """Return the shares of all cores' time between two looks: what groups have used, everybody else, and nobody."""
    busy, idle = after.busy - before.busy, after.idle - before.idle
    parts = {**seconds_used, "others": max(0.0, busy - sum(seconds_used.values())), "idle": idle}
    return {name: value / (busy + idle) for name, value in parts.items()}


def resident_mb(pids: Iterable[int]) -> float:
    """Return the memory of families; pages that they share are counted once (proportional set size)."""
    total = 0
    for pid in {each for first in pids for each in family(first)}:
        with suppress(OSError, StopIteration):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += int(next(line for line in lines if line.startswith("Pss:")).split()[1])
    return round(total / 1024, 1)
