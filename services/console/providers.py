"""Signing in by an OpenID Connect provider that the operator names: code flow with PKCE (OIDC Core 1.0, RFC 7636).

The provider says who somebody is, their groups and municipality; a file (PROVIDER_FILE) says which roles a group gives.
Roles are those of the groups at each sign-in: two people who grant roles are the provider's matter then.
"""

import base64
import hashlib
import secrets
import tomllib
from datetime import datetime, timedelta
from hmac import compare_digest
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError

from services.console.roles import Role
from services.kit import keyring
from services.kit.auth import Keys
from services.kit.errors import Forbidden, Unauthenticated, Unavailable

ALGORITHMS: Final = ["RS256", "PS256", "ES256", "EdDSA"]
LIFETIME: Final = timedelta(minutes=10)
CONTEXT: Final = "provider_sign_in"
LEEWAY_S: Final = 30


class Provider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an operator writes down about a provider, such as a realm of Keycloak."""

    name: str
    """What people call it; it stands on the button."""
    issuer: str
    client_id: str
    client_secret: str = ""
    """Empty for a public client, which PKCE alone protects."""
    scope: str = "openid profile"
    username_claim: str = "preferred_username"
    groups_claim: str = "groups"
    municipality_claim: str = "municipality"
    """The claim that holds a tenant's slug."""
    municipality: str = ""
    """The slug of the tenant that everybody works for; without it the claim says so."""
    second_factor_amr: tuple[str, ...] = ("otp", "mfa", "hwk", "swk")
    """Ways of signing in (RFC 8176) that count as our second step."""
    roles: dict[str, list[Role]]
    """The roles that each group gives."""


class Endpoints(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says about itself (OIDC Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that is at the provider; the browser keeps it, sealed."""

    state: str
    nonce: str
    verifier: str
    then: str
    expires_at: datetime


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider sent the browser back with."""

    code: str
    state: str


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the provider has signed in."""

    subject: str
    username: str
    given_name: str
    family_name: str
    municipality: str
    groups: list[str]
    has_second_step: bool


class ProviderRefused(Unauthenticated):
    """The sign-in provider's answer does not hold; sign in again."""


class NoRoleThere(Forbidden):
    """The sign-in provider names no work of yours here."""


class Door:
    """A provider, and what is remembered of it while the process runs."""

    def __init__(self, provider: Provider, http: httpx.AsyncClient, redirect_uri: str) -> None:
        self.provider = provider
        self.http = http
        self.redirect_uri = redirect_uri
        self.endpoints: Endpoints | None = None
        self.keys = Keys("")

    async def known(self) -> Endpoints:
        """Return the provider's addresses, asked once. Raises Unavailable, also for a document of somebody else."""
        if self.endpoints is None:
            answer = await ask(self.http, "GET", f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration")
            found = msgspec.json.decode(answer, type=Endpoints)
            if found.issuer != self.provider.issuer:
                raise Unavailable("The provider calls itself otherwise than PROVIDER_FILE does.")
            self.endpoints, self.keys = found, Keys(found.jwks_uri)
        return self.endpoints


def read(path: str) -> Provider:
    """Read PROVIDER_FILE (TOML). Raises msgspec.ValidationError naming what is wrong."""
    return msgspec.convert(tomllib.loads(Path(path).read_text(encoding="utf-8")), Provider)


async def ask(http: httpx.AsyncClient, method: str, address: str, **sent: Any) -> bytes:
    """Return what a provider answers. Raises ProviderRefused, Unavailable."""
    try:
        answer = await http.request(method, address, **sent)
    except httpx.HTTPError:
        raise Unavailable("The sign-in provider does not answer just now.") from None
    if answer.status_code >= 500:
        raise Unavailable("The sign-in provider does not answer just now.")
    if answer.is_error:
        raise ProviderRefused("The provider refused what its own page gave.")
    return answer.content


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636, 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


async def begin(door: Door, then: str, now: datetime) -> tuple[str, Begun]:
    """Return where to send the browser, and what it keeps until it is sent back."""
    tokens = [secrets.token_urlsafe(32) for _ in range(3)]
    begun = Begun(state=tokens[0], nonce=tokens[1], verifier=tokens[2], then=then, expires_at=now + LIFETIME)
    query = {
        "response_type": "code",
        "client_id": door.provider.client_id,
        "redirect_uri": door.redirect_uri,
        "scope": door.provider.scope,
        "state": begun.state,
        "nonce": begun.nonce,
        "code_challenge": challenge(begun.verifier),
        "code_challenge_method": "S256",
    }
    return f"{(await door.known()).authorization_endpoint}?{urlencode(query)}", begun


def seal(key: bytes, begun: Begun) -> str:
    """Return what the browser keeps of a sign-in, unreadable to it."""
    sealed = keyring.encrypt(hashlib.sha256(key + CONTEXT.encode()).digest(), msgspec.json.encode(begun), CONTEXT)
    return base64.urlsafe_b64encode(sealed).decode()


def unseal(key: bytes, kept: str, now: datetime) -> Begun:
    """Return the sign-in that the browser kept. Raises ProviderRefused for none, a forged one or an old one."""
    try:
        sealed = base64.urlsafe_b64decode(kept)
        content = keyring.decrypt(hashlib.sha256(key + CONTEXT.encode()).digest(), sealed, CONTEXT)
        begun = msgspec.json.decode(content, type=Begun)
    except (keyring.SealBroken, ValueError):
        raise ProviderRefused("This browser has not begun to sign in.") from None
    if begun.expires_at < now:
        raise ProviderRefused("Signing in takes ten minutes at most.")
    return begun


async def finish(door: Door, begun: Begun, answer: Answer) -> Person:
    """Change the provider's code for who somebody is. Raises ProviderRefused, Unavailable."""
    if not compare_digest(begun.state, answer.state):
        raise ProviderRefused("This is the answer to another sign-in.")
    provider, endpoints = door.provider, await door.known()
    form = {
        "grant_type": "authorization_code",
        "code": answer.code,
        "redirect_uri": door.redirect_uri,
        "client_id": provider.client_id,
        "code_verifier": begun.verifier,
    }
    secret = {"auth": (provider.client_id, provider.client_secret)} if provider.client_secret else {}
    told = msgspec.json.decode(await ask(door.http, "POST", endpoints.token_endpoint, data=form, **secret))
    try:
        return person_of(provider, await claims_of(door, str(told["id_token"]), begun.nonce))
    except (JoseError, ValueError, KeyError, TypeError):
        raise ProviderRefused("The provider's token does not hold.") from None


async def claims_of(door: Door, token: str, nonce: str) -> dict[str, Any]:
    """Return the claims of an ID token (OIDC Core 3.1.3.7). Raises JoseError, ValueError."""
    try:
        decoded = jwt.decode(token, await door.keys.current(), algorithms=ALGORITHMS)
    except (JoseError, ValueError):
        decoded = jwt.decode(token, await door.keys.current(refresh=True), algorithms=ALGORITHMS)
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_S,
        iss={"essential": True, "value": door.provider.issuer},
        aud={"essential": True, "value": door.provider.client_id},
        exp={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    registry.validate(decoded.claims)
    return decoded.claims


def person_of(provider: Provider, claims: dict[str, Any]) -> Person:
    """Return who the claims say somebody is."""
    groups = claims.get(provider.groups_claim, [])
    username = str(claims[provider.username_claim]).lower()
    return Person(
        subject=str(claims["sub"]),
        username=username,
        given_name=str(claims.get("given_name") or username),
        family_name=str(claims.get("family_name") or provider.name),
        municipality=provider.municipality or str(claims[provider.municipality_claim]),
        groups=[str(each) for each in groups] if isinstance(groups, list) else [],
        has_second_step=not set(provider.second_factor_amr).isdisjoint(claims.get("amr") or []),
    )
