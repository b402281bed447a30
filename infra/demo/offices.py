"""People at their desks, over HTTP: they sign in, send commands, and repeat them under the same key until answered.

Everything outside the stack's own processes stands on this: the seed, the walk, the fault tests. It knows addresses and
sign-ins from `stack.json` and nothing else.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import msgspec

from infra.embedded.stack import StackFile

PATIENCE_S = 60.0
AT_ONCE = 8

Item = TypeVar("Item")
Result = TypeVar("Result")
BUSY = frozenset({502, 503, 504})


class Refused(Exception):
    """A service refused what the story needs."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(f"{answer.request.method} {answer.request.url} → {answer.status_code} {answer.text[:600]}")
        self.status = answer.status_code
        self.problem: dict[str, Any] = answer.json() if "json" in answer.headers.get("content-type", "") else {}


class NeverHappened(Exception):
    """Something that had to follow did not, within the time that it is waited for."""


class Stack:
    """A running stack, seen from outside."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = msgspec.json.decode(path.read_bytes(), type=StackFile)
        self.http = httpx.AsyncClient(timeout=20, limits=httpx.Limits(max_connections=64))
        self.tokens: dict[str, tuple[str, float]] = {}
        self.signing_in = asyncio.Lock()

    async def __aenter__(self) -> "Stack":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    def url(self, service: str) -> str:
        """Return a service's address."""
        return self.file.services[service].url

    def desk(self, tenant: str, role: str, *, at: Callable[[], datetime], which: int = 0) -> "Desk":
        """Return the desk of a tenant's member of staff with a role; `which` chooses among several."""
        fitting = [each for each in self.file.sign_ins if each.municipality == tenant and role in each.roles]
        return Desk(self, fitting[which].username, fitting[which].password, at)

    async def token(self, username: str, password: str) -> str:
        """Return a person's access token, asked for anew a minute before it expires."""
        async with self.signing_in:
            known = self.tokens.get(username)
            if known is None or known[1] < time.monotonic() + 60:
                body = {"username": username, "password": password}
                answer = await self.send("POST", self.url("console") + "/tokens", json=body)
                known = (answer["access_token"], time.monotonic() + answer["expires_in"])
                self.tokens[username] = known
            return known[0]

    async def send(self, method: str, url: str, **options: Any) -> Any:
        """Send a request until it is answered: a stopped process is being started again somewhere."""
        return (await self.answer(method, url, **options)).json()

    async def pause(self) -> None:
        """Let events arrive."""
        await asyncio.sleep(0.1)

    async def answer(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Return the answer to a request that is sent until there is one. Raises Refused for a refusal."""
        request = self.http.build_request(method, url, **options)
        return await self.insist(lambda: request)

    async def insist(self, build: Callable[[], httpx.Request]) -> httpx.Response:
        """Send what `build` gives, anew each time, until it is answered. Raises Refused for a refusal."""
        deadline, pause = time.monotonic() + PATIENCE_S, 0.1
        while True:
            late = time.monotonic() > deadline
            try:
                answer = await self.http.send(build())
            except httpx.TransportError:
                if late:
                    raise
            else:
                if answer.is_success:
                    return answer
                if late or not (answer.status_code in BUSY or in_flight(answer)):
                    raise Refused(answer)
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 1.0)


async def together(items: Iterable[Item], do: Callable[[Item], Awaitable[Result]]) -> list[Result]:
    """Do something with each of several things, some at once, and return what came of them in their order."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def do_one(item: Item) -> Result:
        async with gate:
            return await do(item)

    return list(await asyncio.gather(*(do_one(item) for item in items)))


def in_flight(answer: httpx.Response) -> bool:
    """Return whether the same command is still being carried out, from before the answer was lost."""
    return answer.status_code == 409 and answer.json().get("type") == "/problems/key-in-flight"


class Desk:
    """A member of staff at a desk."""

    def __init__(self, stack: Stack, username: str, password: str, at: Callable[[], datetime]) -> None:
        self.stack = stack
        self.username = username
        self.password = password
        self.at = at

    async def headers(self, version: int | None = None) -> dict[str, str]:
        """Return who sends, when, and which version was seen."""
        token = await self.stack.token(self.username, self.password)
        seen = {"If-Match": f'"{version}"'} if version is not None else {}
        return {"Authorization": f"Bearer {token}", "Koinon-Time": self.at().isoformat()} | seen

    async def post(
        self, service: str, path: str, body: Any = None, *, version: int | None = None, key: str | None = None
    ) -> Any:
        """Send a command and return what it made."""
        headers = await self.headers(version) | {"Idempotency-Key": key or str(uuid4())}
        return await self.stack.send("POST", self.stack.url(service) + path, json=body, headers=headers)

    async def put(self, service: str, path: str, body: Any, *, version: int) -> Any:
        """Replace something. Repeated after a lost answer it is refused as stale, and what is there is read."""
        url = self.stack.url(service) + path
        try:
            return await self.stack.send("PUT", url, json=body, headers=await self.headers(version))
        except Refused as refused:
            if refused.status != 412:
                raise
            return await self.get(service, path)

    async def get(self, service: str, path: str) -> Any:
        """Read something."""
        return await self.stack.send("GET", self.stack.url(service) + path, headers=await self.headers())

    async def pages(self, service: str, path: str) -> list[Any]:
        """Read a whole list, page by page."""
        joint = "&" if "?" in path else "?"
        found, cursor = [], ""
        while True:
            read = await self.get(service, f"{path}{joint}limit=200{cursor}")
            found += read["items"]
            if not read.get("next"):
                return found
            cursor = f"&cursor={read['next']}"

    async def until(self, service: str, path: str, holds: Callable[[Any], bool], *, seconds: float = 60) -> Any:
        """Read until something is there and holds: events take a moment."""
        deadline, seen = time.monotonic() + seconds, "nothing"
        while time.monotonic() < deadline:
            try:
                read = await self.get(service, path)
            except Refused as refused:
                if refused.status != 404:
                    raise
            else:
                if holds(read):
                    return read
                seen = msgspec.json.encode(read).decode()[:600]
            await asyncio.sleep(0.1)
        raise NeverHappened(f"{service}{path}: {seen}")
