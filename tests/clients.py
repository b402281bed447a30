"""Staff and tills as the services see them from outside: signed tokens, signed sales, a new key for each command."""

import re
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

REGISTRY_FILE = re.compile(r"/(persons|households|applications|duplicates)/[^/?]+(/former-addresses)?(\?.*)?")

Refusal = tuple[int, str, Any]


def person_id(username: str) -> UUID:
    """Return the id of a member of staff by name; somebody that a service knows is named by the id itself."""
    try:
        return UUID(username)
    except ValueError:
        return uuid5(NAMES, username)


def tenant_named(tenants: dict[UUID, Municipality], slug: str) -> Municipality:
    """Return a tenant."""
    return next(tenant for tenant in tenants.values() if tenant.slug == slug)


def etag(resource: Any) -> str:
    """Return the ETag to send in If-Match for a resource."""
    return f'"{resource["version"]}"'


def expect(answer: httpx.Response, *statuses: int) -> Any:
    """Return what an answer holds, expecting one of these statuses."""
    assert answer.status_code in statuses, answer.text
    return answer.json()


def trust_issuer(app: Litestar) -> None:
    """Let an application trust the tests' own issuer of tokens."""
    app.state.authenticator.people.keys = KeySet([ISSUER_KEY])
    app.state.authenticator.people.fetched_at = time.monotonic()


def signed_token(issuer: str, **claims: Any) -> str:
    """Return a token that is signed as the console signs: for ten minutes, with these claims; None leaves one out."""
    stated = {"iss": issuer, "aud": "koinon", "exp": int(time.time()) + 600} | claims
    kept = {name: value for name, value in stated.items() if value is not None}
    return jwt.encode({"alg": "EdDSA", "kid": ISSUER_KEY.kid}, kept, ISSUER_KEY, algorithms=["EdDSA"])


class Client:
    """Sends requests as a member of staff at a business time; each command under a new idempotency key unless given."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings, tenant: Municipality, *, by: str = "") -> None:
        self.http = http
        self.settings = settings
        self.tenant = tenant
        self.by = by
        self.commands = 0
        self.now = "2026-01-12T09:30:00+02:00"

    def token(self, username: str, roles: str) -> str:
        """Return a token of a member of staff with one role, or several with commas between them."""
        return signed_token(
            self.settings.oidc_issuer,
            sub=str(person_id(username)),
            roles=roles.split(","),
            municipality=str(self.tenant.id),
        )

    async def send(self, method: str, path: str, body: Any = None, *, by: str = "", **headers: str) -> httpx.Response:
        """Send a request as `by`, a name and a role: without it as the client's own clerk, for "-" without a token."""
        self.commands += 1
        known = {"Koinon-Time": self.now, "Idempotency-Key": f"{self.tenant.slug}-{self.commands}"}
        if by != "-":
            known["Authorization"] = f"Bearer {self.token(*(by or self.by).split())}"
        known |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(method, self.with_purpose(method, path), json=body, headers=known)

    def with_purpose(self, method: str, path: str) -> str:
        """Say for what registry's files are opened, where a test does not: to handle a case, or to compare two."""
        opens = self.settings.service == "registry" and method == "GET" and REGISTRY_FILE.fullmatch(path)
        purpose = "duplicate_check" if path.startswith("/duplicates") else "case_work"
        return path if not opens or "purpose=" in path else f"{path}{'&' if '?' in path else '?'}purpose={purpose}"

    async def post(self, path: str, body: Any = None, *, by: str = "", **headers: str) -> Any:
        """Send a command that is expected to succeed, and return what it answers."""
        return expect(await self.send("POST", path, body, by=by, **headers), 200, 201, 202)

    async def put(self, path: str, body: Any, *, by: str = "", **headers: str) -> Any:
        """Change something, expecting success, and return what it is now."""
        return expect(await self.send("PUT", path, body, by=by, **headers), 200)

    async def get(self, path: str, *, by: str = "") -> Any:
        """Read what is expected to be there."""
        return expect(await self.send("GET", path, by=by), 200)

    async def refused(self, method: str, path: str, body: Any = None, *, by: str = "", **headers: str) -> Refusal:
        """Send what is expected to be refused, and return status, type and document of the problem."""
        answer = await self.send(method, path, body, by=by, **headers)
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        problem = answer.json()
        return answer.status_code, problem["type"].removeprefix("/problems/"), problem


class Till:
    """A till with its key."""

    def __init__(self, http: httpx.AsyncClient, origin: str, key: Ed25519PrivateKey) -> None:
        self.http = http
        self.origin = origin
        self.key = key
        self.now = "2026-02-10T10:00:00+02:00"

    def request(
        self, path: str, body: bytes, key: str, *, signed_at: int | None = None, method: str = "POST"
    ) -> httpx.Request:
        """Return a signed request."""
        asked = TillRequest(method, self.origin + path, "application/json", key, body)
        headers = sign(asked, self.key, now=signed_at or int(time.time()))
        return self.http.build_request(method, path, content=body, headers=headers | {"Koinon-Time": self.now})

    async def send(self, path: str, body: bytes, key: str, *, method: str = "POST") -> httpx.Response:
        """Sign and send a request."""
        return await self.http.send(self.request(path, body, key, method=method))


@asynccontextmanager
async def open_http(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """Speak to an application without a socket."""
    application: Any = app  # Litestar types its scopes more narrowly than httpx does.
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://service") as http:
        yield http
