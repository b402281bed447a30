"""An operator's session: who signed in, where the services are, and how they are asked.

The file (mode 0600) holds a token that lives a quarter of an hour, never a password.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import msgspec

from services.client.answers import Refused, Unanswered, read_answer, until_answered

Resource = TypeVar("Resource")

FILE = Path.home() / ".koinon" / "session.json"
SERVICES = ("console", "registry", "cards", "merchants", "incubator", "reporting")


class NotSignedIn(Exception):
    """Nobody is signed in, or not any more."""


class AddressUnknown(Exception):
    """The session does not know where a service is."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who works here, until when, and with which services."""

    username: str
    addresses: dict[str, str]
    """Base URL of each service that was named at sign-in."""
    access_token: str
    expires_at: datetime


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """What the console answers to a sign-in."""

    access_token: str
    expires_in: int
    """Seconds."""


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """A username and a password, for the console of these addresses."""

    username: str
    password: str
    addresses: dict[str, str]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a service of a running stack is."""

    url: str


class StackFile(msgspec.Struct, frozen=True, kw_only=True):
    """What `stack.json` of an embedded stack tells."""

    services: dict[str, Place]


def addresses_of_stack(path: Path) -> dict[str, str]:
    """Return where the services of an embedded stack are. Raises OSError, msgspec.MsgspecError."""
    found = msgspec.json.decode(path.read_bytes(), type=StackFile)
    return {name: place.url for name, place in found.services.items()}


def sign_in(http: httpx.Client, given: SignIn) -> Session:
    """Return the session of somebody whom the console lets in. Raises Refused, Unanswered."""
    url = f"{given.addresses['console'].rstrip('/')}/tokens"
    body = {"username": given.username, "password": given.password}
    token = read_answer(until_answered(lambda: http.post(url, json=body)), Token)
    return Session(
        username=given.username,
        addresses={name: url.rstrip("/") for name, url in given.addresses.items()},
        access_token=token.access_token,
        expires_at=datetime.now(UTC) + timedelta(seconds=token.expires_in),
    )


def save(session: Session, path: Path) -> None:
    """Write the session's file, in place of the one before, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(session)) + b"\n")
    draft.replace(path)


def load(path: Path) -> Session:
    """Return the session. Raises NotSignedIn."""
    try:
        session = msgspec.json.decode(path.read_bytes(), type=Session)
    except FileNotFoundError:
        raise NotSignedIn("Nobody is signed in.") from None
    if session.expires_at <= datetime.now(UTC):
        raise NotSignedIn(f"The sign-in of {session.username} has ended.")
    return session


def address(session: Session, service: str) -> str:
    """Return where a service is. Raises AddressUnknown."""
    if service not in session.addresses:
        raise AddressUnknown(f"It is not known where {service} is.")
    return session.addresses[service]


def headers(session: Session) -> dict[str, str]:
    """Return what says who asks."""
    return {"Authorization": f"Bearer {session.access_token}"}


def read(http: httpx.Client, session: Session, address: str, resource: type[Resource], **options: Any) -> Resource:
    """Return what a service answers. Raises Refused, Unanswered, NotSignedIn."""
    return told(until_answered(lambda: http.get(address, headers=headers(session), **options)), resource)


def read_once(
    http: httpx.Client, session: Session, address: str, resource: type[Resource], *, seconds: float
) -> Resource:
    """Return what takes a service long, and is not asked for again meanwhile. Raises the same."""
    try:
        answer = http.get(address, headers=headers(session), timeout=seconds)
    except httpx.TransportError as error:
        raise Unanswered(f"No answer: {error}") from None
    return told(answer, resource)


def send(
    http: httpx.Client, session: Session, address: str, body: object, *, version: int | None = None
) -> httpx.Response:
    """Send a command until it is answered, under one key, so that it is carried out once. Raises Unanswered."""
    said = headers(session) | {"Idempotency-Key": str(uuid4())}
    if version is not None:
        said["If-Match"] = f'"{version}"'
    return until_answered(lambda: http.post(address, json=body, headers=said))


def told(answer: httpx.Response, resource: type[Resource]) -> Resource:
    """Return the resource. Raises Refused, and NotSignedIn when the token is not taken."""
    try:
        return read_answer(answer, resource)
    except Refused as refused:
        if refused.problem.status == httpx.codes.UNAUTHORIZED:
            raise NotSignedIn("The sign-in has ended.") from None
        raise
