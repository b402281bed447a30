"""Who sends a request: people by a JWT of the console or an OIDC provider, services by a token of their own key."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from services.kit.errors import Forbidden, Unauthenticated, Unavailable
from services.kit.log import log
from services.kit.settings import Settings

ALGORITHMS = ["EdDSA", "ES256", "RS256"]
AUDIENCE = "koinon"
READER = "reader"
HOLDER = "holder"
"""Somebody who has proven to hold a card, whom the token is for; it cannot be granted to staff."""
CONSOLE = "console"
"""The console's own pages, before it is known who visits them; cannot be granted either."""
KEYS_KEPT_S = 300
ASK_EVERY_S = 5
TOKENS_KEPT = 10_000
READER_TOKEN_S = 60

Connection = ASGIConnection[Any, Any, Any, Any]


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The sender of a request."""

    id: UUID
    roles: frozenset[str]
    municipality_id: UUID | None
    """The one tenant that a person's token is for; services that read feeds have none."""


class Keys:
    """The public keys of one issuer, fetched when first needed and again when a token names an unknown one."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys: KeySet | None = None
        self.fetched_at = 0.0
        self.asked_at = 0.0

    async def current(self, *, refresh: bool = False) -> KeySet:
        """Return the keys; ask at most every few seconds, answered or not: forged tokens shall not flood the issuer."""
        now = time.monotonic()
        due = refresh or now - self.fetched_at > KEYS_KEPT_S
        if self.keys is None or (due and now - max(self.fetched_at, self.asked_at) > ASK_EVERY_S):
            self.asked_at = now
            await self.fetch()
        if self.keys is None:
            raise Unavailable("The issuer's keys cannot be read now.")
        return self.keys

    async def fetch(self) -> None:
        """Read the keys; while the issuer is away, those that are known stay."""
        try:
            async with httpx.AsyncClient(timeout=5) as client:
                answer = (await client.get(self.url)).raise_for_status()
            self.keys = KeySet.import_key_set(answer.json())
        except (httpx.HTTPError, JoseError, ValueError, KeyError):
            log.warning("keys_not_read", exc_info=True)
            return
        self.fetched_at = time.monotonic()


class Authenticator:
    """Turns a bearer token into an identity."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer
        self.people = Keys(f"{settings.oidc_issuer}/.well-known/jwks.json")
        self.services = KeySet.import_key_set(msgspec.json.decode(Path(settings.service_jwks_file).read_bytes()))
        self.municipalities = settings.municipalities
        self.known: dict[str, tuple[Identity, float]] = {}

    async def identify(self, token: str) -> Identity:
        """Return who holds this token; one that was proven is not proven again until it expires."""
        known = self.known.get(token)
        if known is not None and known[1] > time.time():
            return known[0]
        identity, expires = await self.prove(token)
        if len(self.known) >= TOKENS_KEPT:
            self.known.clear()
        self.known[token] = (identity, expires)
        return identity

    async def prove(self, token: str) -> tuple[Identity, float]:
        """Return who holds this token, and until when. Raises Unauthenticated for one not ours, or expired."""
        claims = self.claims_by(token, self.services)
        if claims is not None and str(claims.get("iss", "")).startswith("service:"):
            reader = Identity(id=UUID(claims["sub"]), roles=frozenset({READER}), municipality_id=None)
            return reader, claims["exp"]
        claims = self.claims_by(token, await self.people.current())
        if claims is None:
            claims = self.claims_by(token, await self.people.current(refresh=True))
        if claims is None or claims.get("iss") != self.issuer:
            raise Unauthenticated("The token was not issued for this installation.")
        return self.person(claims), claims["exp"]

    def claims_by(self, token: str, keys: KeySet) -> dict[str, Any] | None:
        """Return the claims of a token that these keys have signed and that is valid now, else None."""
        try:
            decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
            registry = jwt.JWTClaimsRegistry(
                leeway=5, aud={"essential": True, "value": AUDIENCE}, exp={"essential": True}, sub={"essential": True}
            )
            registry.validate(decoded.claims)
        except (JoseError, ValueError, KeyError, TypeError):
            return None
        return decoded.claims

    def person(self, claims: dict[str, Any]) -> Identity:
        """Return the identity of a person's claims. The role of reading services cannot be claimed by a person."""
        try:
            municipality_id = UUID(claims["municipality"])
            roles = frozenset(str(role) for role in claims["roles"]) - {READER}
            identity = Identity(id=UUID(claims["sub"]), roles=roles, municipality_id=municipality_id)
        except (KeyError, ValueError, TypeError, AttributeError):
            raise Unauthenticated("The token names no person, roles or municipality.") from None
        if municipality_id not in self.municipalities:
            raise Unauthenticated("The token is for a municipality that this installation does not serve.")
        return identity


def reader_token(settings: Settings) -> str:
    """Return a short-lived token with which this service may read another's event feed and nothing else."""
    key = OKPKey.import_key(msgspec.json.decode(Path(settings.service_key_file).read_bytes()))
    issued = datetime.now(UTC)
    claims = {
        "iss": f"service:{settings.service}",
        "sub": str(UUID(int=0)),
        "aud": AUDIENCE,
        "iat": issued,
        "exp": issued + timedelta(seconds=READER_TOKEN_S),
    }
    return jwt.encode({"alg": "EdDSA", "kid": key.kid}, claims, key, algorithms=ALGORITHMS)


async def bearer(connection: Connection) -> Identity:
    """Return the identity in the Authorization header, looked up once a request."""
    known = connection.scope.get("identity")
    if isinstance(known, Identity):
        return known
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("Send a bearer token in the Authorization header.")
    authenticator: Authenticator = connection.app.state.authenticator
    identity = await authenticator.identify(token)
    connection.scope["identity"] = identity  # type: ignore[typeddict-unknown-key]
    return identity


def requires(*roles: str) -> Callable[[Connection, BaseRouteHandler], Any]:
    """Return a guard: the sender must hold one of these roles."""

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        identity = await bearer(connection)
        if identity.roles.isdisjoint(roles):
            log.info("forbidden", route=str(handler), actor_id=str(identity.id))
            raise Forbidden(f"This needs one of the roles {', '.join(sorted(roles))}.")

    guard.roles = roles  # type: ignore[attr-defined]
    return guard


def public(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let everybody in. A route says so by name: one without a guard is refused when the service starts."""
