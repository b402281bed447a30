"""How a till signs a request: Koinon's one profile of RFC 9421 (HTTP message signatures) and RFC 9530 (content digest).

Ed25519 only, exactly five covered components in one order, exactly these parameters: created, expires (at most
60 seconds later), nonce, keyid, tag="koinon-till". A general library spends about 0.4 ms a request more than the bare
signature check, so the profile is built here and tested against one (`tests/contracts/test_till_signature.py`).
Signatures are checked by libsodium, in half of the time that OpenSSL takes.

`@target-uri` and not `@path`: it binds the signature to one installation and to the query. A request signed for a trial
installation, or for another municipality's, is worthless here although the till may use one key for both. The price
is that a service behind a proxy has to know its public origin: pass it from the settings, never from `Host` or
`X-Forwarded-*`, which the sender chooses.

The functions are pure. The caller looks the key up by `Claim.key_id` and remembers each `(key_id, nonce)` until
`expires`: a nonce seen before is a replay. A retry carries the same idempotency key and body, a new nonce and a new
signature.
"""

import base64
import binascii
import hashlib
import re
import secrets
from collections.abc import Mapping
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

TAG = "koinon-till"
LIFETIME_SECONDS_MAX = 60
CLOCK_SKEW_SECONDS_MAX = 5
COMPONENTS = '("@method" "@target-uri" "content-digest" "content-type" "idempotency-key")'

_SIGNATURE_INPUT = re.compile(r"(?P<label>[a-z*][a-z0-9_.*-]*)=(?P<params>(?P<components>\([^()]*\))(?P<rest>;[^,]*))")
_PARAMETER = re.compile(r';(?:(created|expires)=([0-9]{1,12})|(nonce|keyid|tag|alg)="([A-Za-z0-9_.:-]{1,128})")')
_SIGNATURE = re.compile(r"(?P<label>[a-z*][a-z0-9_.*-]*)=:(?P<value>[A-Za-z0-9+/]{86}==):")
_DIGEST = re.compile(r"sha-256=:(?P<value>[A-Za-z0-9+/]{43}=):")
_PARAMETERS_REQUIRED = frozenset({"created", "expires", "nonce", "keyid", "tag"})


class TillSignatureFault(Exception):
    """The request does not carry a good till signature."""


class SignatureMissing(TillSignatureFault):
    """A header that the signature needs is absent."""


class SignatureMalformed(TillSignatureFault):
    """A signature header cannot be read."""


class SignatureComponentsWrong(TillSignatureFault):
    """The signature does not cover exactly the parts of the request that it has to cover."""


class SignatureParametersWrong(TillSignatureFault):
    """The signature's parameters are not those of a till's signature."""


class SignatureLifetimeTooLong(TillSignatureFault):
    """The signature is meant to live longer than a till's signature may."""


class SignatureExpired(TillSignatureFault):
    """The signature has expired."""


class SignatureNotYetValid(TillSignatureFault):
    """The signature was made in the future."""


class BodyChanged(TillSignatureFault):
    """The body is not the one that was signed."""


class KeyUnknown(TillSignatureFault):
    """No till is known under this key."""


class SignatureWrong(TillSignatureFault):
    """The signature was not made by this key over this request."""


class TillRequest(NamedTuple):
    """The parts of a request that a till signs. `target_uri` is absolute: public origin, path and query."""

    method: str
    target_uri: str
    content_type: str
    idempotency_key: str
    body: bytes


class Claim(NamedTuple):
    """What the signature headers say, before anything is proven. Times are Unix seconds."""

    key_id: str
    nonce: str
    created: int
    expires: int
    content_digest: str
    parameters: str
    signature: bytes


def key_id(public_key: bytes) -> str:
    """The RFC 7638 thumbprint of the till's public key (32 raw bytes): a new key always has a new id."""
    x = base64.urlsafe_b64encode(public_key).rstrip(b"=").decode()
    return _base64url(hashlib.sha256(f'{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}'.encode()).digest())


def sign(
    request: TillRequest, private_key: Ed25519PrivateKey, *, now: int, lifetime_seconds: int = 30
) -> dict[str, str]:
    """The headers to send, `Content-Type` and `Idempotency-Key` included. Each call makes a new nonce."""
    digest = content_digest(request.body)
    parameters = (
        f'{COMPONENTS};created={now};expires={now + lifetime_seconds};nonce="{secrets.token_urlsafe(16)}"'
        f';keyid="{key_id(private_key.public_key().public_bytes_raw())}";tag="{TAG}"'
    )
    signature = private_key.sign(_signature_base(request, digest, parameters))
    return {
        "Content-Type": request.content_type,
        "Idempotency-Key": request.idempotency_key,
        "Content-Digest": digest,
        "Signature-Input": f"till={parameters}",
        "Signature": f"till=:{base64.b64encode(signature).decode()}:",
    }


def read_claim(headers: Mapping[str, str]) -> Claim:
    """Reads the signature headers (names in lower case) so that the key can be looked up. Proves nothing yet."""
    missing = [name for name in ("content-digest", "signature-input", "signature") if not headers.get(name)]
    if missing:
        raise SignatureMissing(f"The request has no {', '.join(missing)} header.")
    signature_input = _SIGNATURE_INPUT.fullmatch(headers["signature-input"].strip())
    signature = _SIGNATURE.fullmatch(headers["signature"].strip())
    digest = headers["content-digest"].strip()
    if signature_input is None or signature is None or signature_input["label"] != signature["label"]:
        raise SignatureMalformed("Send exactly one signature, under one label, in Signature-Input and Signature.")
    if _DIGEST.fullmatch(digest) is None:
        raise SignatureMalformed("Content-Digest must hold exactly one sha-256 digest.")
    if signature_input["components"] != COMPONENTS:
        raise SignatureComponentsWrong(f"A till's signature covers exactly {COMPONENTS}.")
    parameters = _read_parameters(signature_input["rest"])
    return Claim(
        key_id=parameters["keyid"],
        nonce=parameters["nonce"],
        created=int(parameters["created"]),
        expires=int(parameters["expires"]),
        content_digest=digest,
        parameters=signature_input["params"],
        signature=_decode_signature(signature["value"]),
    )


def verify(request: TillRequest, claim: Claim, *, public_key: bytes | None, now: int) -> None:
    """Returns when the request was signed by this key, or raises the first fault found.

    `public_key` is what the look-up of `claim.key_id` gave: 32 raw bytes, or None for an unknown till. The cheap checks
    come first, so a stale or altered request costs no curve arithmetic.
    """
    if claim.expires - claim.created > LIFETIME_SECONDS_MAX or claim.expires < claim.created:
        raise SignatureLifetimeTooLong(f"A signature lives 0 to {LIFETIME_SECONDS_MAX} seconds.")
    if claim.created > now + CLOCK_SKEW_SECONDS_MAX:
        raise SignatureNotYetValid(f"Made {claim.created - now} s from now: set the till's clock.")
    if claim.expires < now:
        raise SignatureExpired(f"Expired {now - claim.expires} s ago.")
    if content_digest(request.body) != claim.content_digest:
        raise BodyChanged("The body's SHA-256 differs from Content-Digest.")
    if public_key is None:
        raise KeyUnknown(f"No till is known under key {claim.key_id}.")
    base = _signature_base(request, claim.content_digest, claim.parameters)
    try:
        VerifyKey(public_key).verify(base, claim.signature)
    except BadSignatureError:
        raise SignatureWrong("The signature does not fit this request and this key.") from None


def content_digest(body: bytes) -> str:
    """The RFC 9530 Content-Digest of a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _read_parameters(parameter_text: str) -> dict[str, str]:
    found = _PARAMETER.findall(parameter_text)
    parameters = {time or name: seconds or text for time, seconds, name, text in found}
    if _PARAMETER.sub("", parameter_text) or len(found) != len(parameters):
        raise SignatureMalformed("The signature's parameters cannot be read.")
    if parameters.pop("alg", "ed25519") != "ed25519" or parameters.keys() != _PARAMETERS_REQUIRED:
        raise SignatureParametersWrong(
            f"Exactly these parameters are wanted: {', '.join(sorted(_PARAMETERS_REQUIRED))}."
        )
    if parameters["tag"] != TAG:
        raise SignatureParametersWrong(f'A till signs with tag="{TAG}".')
    return parameters


def _decode_signature(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        raise SignatureMalformed("The signature is not base64.") from None


def _signature_base(request: TillRequest, digest: str, parameters: str) -> bytes:
    """RFC 9421 §2.5, for our five components."""
    return (
        f'"@method": {request.method}\n'
        f'"@target-uri": {request.target_uri}\n'
        f'"content-digest": {digest}\n'
        f'"content-type": {request.content_type.strip()}\n'
        f'"idempotency-key": {request.idempotency_key.strip()}\n'
        f'"@signature-params": {parameters}'
    ).encode()


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
