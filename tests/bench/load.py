"""The load generator, a process of its own: sends requests that were signed before over kept connections.

`python -m tests.bench.load <job file>` connects, says `ready`, waits for a line, sends, and prints its result. It
parses no more of an answer than its status, its length and whether the sale was captured, so that its own share of
the machine stays small; that share is reported.
"""

import asyncio
import resource
import sys
import time
from collections import deque
from pathlib import Path
from typing import cast

import msgspec
import uvloop


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to send where."""

    addresses: list[tuple[str, int]]
    """Host and port of each process that answers; the clients are spread over them."""
    requests: list[bytes]
    clients: int
    per_second: float | None = None
    """At this rate, whatever the answers do; without it, each client sends when it has its answer."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. A paced request's latency counts from when it was due, so that a stall is not hidden."""

    seconds: float
    latencies_ms: list[float]
    captured: int
    refused: list[str]
    """The beginnings of some answers that were no captured sale."""
    cpu_seconds: float


class Client(asyncio.Protocol):
    """One kept connection with at most one request on it."""

    def __init__(self, load: "Load") -> None:
        self.load = load
        self.buffer = b""
        self.since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way out."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's has another base class.

    def send(self, request: bytes, since: float) -> None:
        """Send a request whose time counts from an instant."""
        self.since = since
        self.transport.write(request)

    def data_received(self, received: bytes) -> None:
        """Take what has arrived; tell the load when the answer is whole."""
        self.buffer += received
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if found and len(body) >= length_of(head):
            self.buffer = b""
            self.load.answered(self, head, body)


def length_of(head: bytes) -> int:
    """Return the length of the body that a head announces."""
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


class Load:
    """All clients of a job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.left = deque(job.requests)
        self.due: deque[tuple[bytes, float]] = deque()
        self.idle: deque[Client] = deque()
        self.latencies: list[float] = []
        self.captured = 0
        self.refused: list[str] = []
        self.done = asyncio.Event()

    async def connect(self) -> None:
        """Open every connection."""
        loop = asyncio.get_running_loop()
        for place in range(self.job.clients):
            host, port = self.job.addresses[place % len(self.job.addresses)]
            _, client = await loop.create_connection(lambda: Client(self), host, port)
            self.idle.append(client)

    def answered(self, client: Client, head: bytes, body: bytes) -> None:
        """Note an answer and let its client go on."""
        now = time.perf_counter()
        self.latencies.append((now - client.since) * 1000)
        if head.startswith(b"HTTP/1.1 201") and b'"status":"captured"' in body:
            self.captured += 1
        elif len(self.refused) < 5:
            self.refused.append((head[:20] + b" " + body[:300]).decode(errors="replace"))
        if len(self.latencies) == len(self.job.requests):
            self.done.set()
        elif self.due:
            client.send(*self.due.popleft())
        elif self.job.per_second is None and self.left:
            client.send(self.left.popleft(), now)
        else:
            self.idle.append(client)

    async def send(self) -> Result:
        """Send everything and return what came of it."""
        used, began = cpu_seconds(), time.perf_counter()
        if self.job.per_second is None:
            while self.idle and self.left:
                self.idle.popleft().send(self.left.popleft(), time.perf_counter())
        else:
            await self.pace(self.job.per_second)
        await asyncio.wait_for(self.done.wait(), 120)
        return Result(
            seconds=time.perf_counter() - began,
            latencies_ms=self.latencies,
            captured=self.captured,
            refused=self.refused,
            cpu_seconds=cpu_seconds() - used,
        )

    async def pace(self, per_second: float) -> None:
        """Send each request when it is due, on a client that is free, or on the first that becomes so."""
        began = time.perf_counter()
        for place, request in enumerate(self.left):
            due = began + place / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if self.idle:
                self.idle.popleft().send(request, due)
            else:
                self.due.append((request, due))


def cpu_seconds() -> float:
    """Return the processor time of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def say(line: str) -> None:
    """Tell the process that has started us."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def main(job: Job) -> None:
    """Carry out a job between `ready` and the result."""
    load = Load(job)
    await load.connect()
    say("ready")
    await asyncio.to_thread(sys.stdin.readline)
    say(msgspec.json.encode(await load.send()).decode())


if __name__ == "__main__":
    uvloop.run(main(msgspec.msgpack.decode(Path(sys.argv[1]).read_bytes(), type=Job)))
