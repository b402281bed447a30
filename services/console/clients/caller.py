"""One call to another service, as the person who is signed in. A refusal comes back as the problem that it told."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import httpx
import msgspec

from services.kit.errors import Problem, Unavailable
from services.kit.idempotency import KEY_HEADER
from services.kit.log import log, traceparent
from services.kit.web import IDS_MAX, PAGE_MAX

TIMEOUT_S: Final = 20.0
PAGES_MAX: Final = 10

Answer = TypeVar("Answer")
Item = TypeVar("Item")
Parameter = str | int | UUID | Sequence[UUID | str] | None
"""What stands in a query: None is left out, a list is repeated."""


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls, and where the services are."""

    http: httpx.AsyncClient
    peers: Mapping[str, str]
    token: str
    """The person's own short-lived token; empty for a page without sign-in."""
    headers: Mapping[str, str] = {}
    """What every call carries besides: the shifted time of a demo."""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a service: the idempotency key makes a form that was sent twice count once."""

    path: str
    body: Any = None
    key: str = ""
    version: int | None = None
    """The version that the person saw, for a change of something that is there."""
    method: str = "POST"


class ServiceRefused(Problem):
    """Another service refused; its document says why."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        members = {name: value for name, value in document.items() if name not in {"type", "title", "status", "detail"}}
        super().__init__(str(document.get("detail", "")), **members)
        self.status = int(document.get("status", 409))  # type: ignore[misc]
        self.type = str(document.get("type", "")).rpartition("/")[2]
        self.title = str(document.get("title", ""))


async def fetch(
    caller: Caller,
    service: str,
    path: str,
    answer: type[Answer],
    **query: Parameter,
) -> Answer:
    """Return what a service has at this path. Raises ServiceRefused, Unavailable."""
    params = {
        name: [str(each) for each in value] if isinstance(value, list) else str(value)
        for name, value in query.items()
        if value is not None
    }
    response = await request(caller, service, httpx.Request("GET", address(caller, service, path), params=params))
    return msgspec.json.decode(response.content, type=answer)


async def fetch_all(caller: Caller, service: str, path: str, item: type[Item], **query: Parameter) -> list[Item]:
    """Return all pages of a short list in its order, such as what happens once a day; the newest may be on the last."""
    items: list[Item] = []
    cursor: str | None = None
    for _ in range(PAGES_MAX):
        listed = await fetch(caller, service, path, Listed[item], limit=PAGE_MAX, cursor=cursor, **query)  # type: ignore[valid-type]
        items += listed.items
        cursor = listed.next
        if cursor is None:
            break
    return items


async def fetch_names(caller: Caller, service: str, person_ids: Collection[UUID], **query: str) -> dict[UUID, str]:
    """Return what a service calls persons, many at a time; whom the reader may not see has the end of the id."""
    wanted = sorted(set(person_ids))
    parts = [wanted[place:][:IDS_MAX] for place in range(0, len(wanted), IDS_MAX)]
    asked = (fetch(caller, service, "/person-names", Listed[PersonName], person_id=ids, **query) for ids in parts)
    found = {person.id: person.name for listed in await asyncio.gather(*asked) for person in listed.items}
    return endings(wanted) | found


def endings(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the ends of persons' ids, for whoever may not know their names."""
    return {each: f"…{str(each)[-8:]}" for each in person_ids}


async def fetch_file(caller: Caller, service: str, path: str, **query: str) -> httpx.Response:
    """Return a file that a service has at this path. Raises ServiceRefused, Unavailable."""
    return await request(caller, service, httpx.Request("GET", address(caller, service, path), params=query))


async def send_file(
    caller: Caller, service: str, path: str, content: bytes, answer: type[Answer], **query: str
) -> Answer:
    """Hand a file to a service, as the body, and return its answer. Raises ServiceRefused, Unavailable."""
    sent = httpx.Request("POST", address(caller, service, path), params=query, content=content)
    response = await request(caller, service, sent)
    return msgspec.json.decode(response.content, type=answer)


async def send(caller: Caller, service: str, command: Command, answer: type[Answer]) -> Answer:
    """Ask a service to do something and return its answer. Raises ServiceRefused, Unavailable."""
    headers = {"content-type": "application/json"}
    if command.key:
        headers[KEY_HEADER] = command.key
    if command.version is not None:
        headers["if-match"] = f'"{command.version}"'
    content = None if command.body is None else msgspec.json.encode(command.body)
    sent = httpx.Request(command.method, address(caller, service, command.path), headers=headers, content=content)
    response = await request(caller, service, sent)
    return msgspec.json.decode(response.content or b"null", type=answer)


def address(caller: Caller, service: str, path: str) -> str:
    """Return the whole address of a path at a service. Raises Unavailable for one that is not installed."""
    if service not in caller.peers:
        raise Unavailable(f"This installation has no {service}.")
    return caller.peers[service].rstrip("/") + path


async def request(caller: Caller, service: str, sent: httpx.Request) -> httpx.Response:
    """Send a request with the person's token and return an answer that is no refusal."""
    for name, value in caller.headers.items():
        sent.headers[name] = value
    if caller.token:
        sent.headers["authorization"] = f"Bearer {caller.token}"
    response = await answered(caller, service, sent)
    if response.is_error:
        raise refusal(response)
    return response


async def answered(caller: Caller, service: str, sent: httpx.Request) -> httpx.Response:
    """Send a request and return the answer, also one that refuses. Raises Unavailable when none came."""
    if (trace := traceparent.get()) is not None:
        sent.headers["traceparent"] = trace
    try:
        return await caller.http.send(sent)
    except httpx.HTTPError as error:
        log.warning("no_answer", asked=service, method=sent.method, error=type(error).__name__)
        raise Unavailable(f"The service {service} does not answer just now.") from None


def refusal(response: httpx.Response) -> Problem:
    """Return the problem that a service answered with."""
    try:
        document = msgspec.json.decode(response.content, type=dict[str, Any])
    except msgspec.DecodeError:
        document = {"status": response.status_code, "detail": ""}
    if response.status_code >= 500:
        return Unavailable(str(document.get("detail", "")))
    return ServiceRefused({"status": response.status_code} | document)


class Listed(msgspec.Struct, Generic[Item], frozen=True, kw_only=True):
    """A page of a list; `next` is the cursor of the page after it."""

    items: list[Item]
    next: str | None = None


class PersonName(msgspec.Struct, frozen=True, kw_only=True):
    """What a person is called."""

    id: UUID
    name: str


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was made or changed; its page shows the rest."""

    id: UUID


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that waits for a second person. `payload_hash` is quoted when it is agreed to."""

    id: UUID
    kind: str
    subject_id: UUID
    payload: dict[str, Any]
    payload_hash: str
    maker_id: UUID
    proposed_at: datetime
    state: str
