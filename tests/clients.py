"""Staff and tills as the services see them from outside: signed tokens, signed sales, a new key for each command."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid5

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from litestar import Litestar

from contracts.till_signature import TillRequest, sign
from services.kit.settings import Municipality, Settings

ISSUER_KEY = OKPKey.generate_key("Ed25519", {"kid": "console-test", "use": "sig", "alg": "EdDSA"}, private=True)
NAMES = UUID("0190c000-0000-7000-8000-000000000000")


def person_id(username: str) -> UUID:
    """Return the id of a member of staff."""
    return uuid5(NAMES, username)


def trust_issuer(app: Litestar) -> None:
    """Let an application trust the tests' own issuer of tokens."""
    app.state.authenticator.people.keys = KeySet([ISSUER_KEY])
    app.state.authenticator.people.fetched_at = time.monotonic()


class Client:
    """Sends requests as a member of staff at a business time; each command under a new idempotency key unless given."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings, tenant: Municipality) -> None:
        self.http = http
        self.settings = settings
        self.tenant = tenant
        self.commands = 0
        self.now = "2026-01-12T09:30:00+02:00"

    def token(self, username: str, role: str) -> str:
        """Return a token of a member of staff with one role."""
        claims = {
            "iss": self.settings.oidc_issuer,
            "sub": str(person_id(username)),
            "aud": "koinon",
            "exp": int(time.time()) + 600,
            "roles": [role],
            "municipality": str(self.tenant.id),
        }
        return jwt.encode({"alg": "EdDSA", "kid": ISSUER_KEY.kid}, claims, ISSUER_KEY, algorithms=["EdDSA"])

    async def send(self, method: str, path: str, body: Any = None, *, by: str, **headers: str) -> httpx.Response:
        """Send a request as `by`, a name and a role."""
        username, role = by.split()
        self.commands += 1
        known = {
            "Authorization": f"Bearer {self.token(username, role)}",
            "Koinon-Time": self.now,
            "Idempotency-Key": f"{self.tenant.slug}-{self.commands}",
        }
        known |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(method, path, json=body, headers=known)

    async def post(self, path: str, body: Any = None, *, by: str, **headers: str) -> Any:
        """Send a command that is expected to succeed, and return what it answers."""
        answer = await self.send("POST", path, body, by=by, **headers)
        assert answer.status_code in (200, 201, 202), answer.text
        return answer.json()

    async def get(self, path: str, *, by: str) -> Any:
        """Read what is expected to be there."""
        answer = await self.send("GET", path, by=by)
        assert answer.status_code == 200, answer.text
        return answer.json()


class Till:
    """A till with its key."""

    def __init__(self, http: httpx.AsyncClient, origin: str, key: Ed25519PrivateKey) -> None:
        self.http = http
        self.origin = origin
        self.key = key
        self.now = "2026-02-10T10:00:00+02:00"

    def request(self, path: str, body: bytes, key: str, *, signed_at: int | None = None) -> httpx.Request:
        """Return a signed request."""
        asked = TillRequest("POST", self.origin + path, "application/json", key, body)
        headers = sign(asked, self.key, now=signed_at or int(time.time()))
        return self.http.build_request("POST", path, content=body, headers=headers | {"Koinon-Time": self.now})

    async def send(self, path: str, body: bytes, key: str) -> httpx.Response:
        """Sign and send a request."""
        return await self.http.send(self.request(path, body, key))


@asynccontextmanager
async def open_http(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Speak to an application without a socket."""
    application: Any = app  # Litestar types its scopes more narrowly than httpx does.
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://service") as http:
        yield http
