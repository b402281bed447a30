"""Tokens: the console is the issuer of people's JWTs, signed with Ed25519 (RFC 8037), fifteen minutes at most."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from services.kit.auth import AUDIENCE, CONSOLE
from services.kit.web import Body, ShortText

KEY_NAME: Final = "tokens"
"""The name in the keyring of the 32 bytes that are the private key's seed."""
BEARER: Final = "Bearer"
LIFETIME: Final = timedelta(minutes=15)
PAGE_LIFETIME: Final = timedelta(minutes=2)
"""A page asks a new token for each request that it makes for the person."""


class SignIn(Body, frozen=True):
    """A username and a password."""

    username: ShortText
    password: ShortText
    code: Annotated[str, msgspec.Meta(max_length=40)] = ""
    """A code of the telephone, or a recovery code, where the account has a second step."""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A bearer token (RFC 6750) for the HTTP of all services."""

    access_token: str
    token_type: str
    expires_in: int
    """Seconds."""


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a token is for."""

    id: UUID
    municipality_id: UUID
    roles: Sequence[str]


def signing_key(keyring: dict[str, bytes]) -> OKPKey:
    """Return the issuer's private key; its id is its thumbprint (RFC 7638)."""
    pem = Ed25519PrivateKey.from_private_bytes(keyring[KEY_NAME])
    key: OKPKey = OKPKey.import_key(pem, {"use": "sig", "alg": "EdDSA"})
    key.ensure_kid()
    return key


def public_keys(key: OKPKey) -> dict[str, Any]:
    """Return the JWK set by which everybody checks our tokens (RFC 7517)."""
    return dict(KeySet([key]).as_dict(private=False))


def for_console(municipality_id: UUID) -> Holder:
    """Return whom the pages' own token is for, before it is known who visits them: the municipality itself."""
    return Holder(id=municipality_id, municipality_id=municipality_id, roles=[CONSOLE])


def issue(key: OKPKey, issuer: str, holder: Holder, *, now: datetime, lifetime: timedelta = LIFETIME) -> Token:
    """Return a token that says who the holder is and what they may do, and nothing else about them."""
    claims = {
        "iss": issuer,
        "sub": str(holder.id),
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + lifetime,
        "roles": list(holder.roles),
        "municipality": str(holder.municipality_id),
    }
    encoded = jwt.encode({"alg": "EdDSA", "kid": key.kid}, claims, key, algorithms=["EdDSA"])
    return Token(access_token=encoded, token_type=BEARER, expires_in=int(lifetime.total_seconds()))
