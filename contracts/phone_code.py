"""What a phone shows at a till instead of a printed card: a signed code of 30 seconds, for one use.

A phone that was added to a card keeps an Ed25519 key that never leaves it (in a browser: WebCrypto, not extractable).
It shows, as a QR, 93 bytes in base64url without padding, 124 characters:

    version 1 byte (1) | key id 16 bytes | time step 4 bytes, big-endian | nonce 8 bytes | signature 64 bytes

The time step is Unix seconds divided by 30, rounded down; the signature is over `koinon-phone-code` and the 29 bytes
before it. The till sends the code where it would send a printed card's token, and cannot tell more from it. Who accepts
it allows one step more or less for clocks that differ, and remembers the nonce until then, so that a code is used once.
A photograph of a code is worth nothing once the code was used, and after a minute in any case.

The functions are pure. Vectors and the browser's side of it: `docs/guides/phone-code.md`.
"""

import base64
import binascii
import secrets
import struct
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

VERSION: Final = 1
STEP_SECONDS: Final = 30
SKEW_STEPS: Final = 1
DOMAIN: Final = b"koinon-phone-code"
LENGTH: Final = 124
"""How many characters a code has; a printed card's token has 22."""

_BODY: Final = struct.Struct(">B16sI8s")
_SIGNATURE_BYTES: Final = 64


class PhoneCodeFault(Exception):
    """The code is not a good phone code."""


class PhoneCodeMalformed(PhoneCodeFault):
    """The code cannot be read, or is of a version that is not known here."""


class PhoneCodeWrong(PhoneCodeFault):
    """The code was not made by this key."""


class PhoneCodeStale(PhoneCodeFault):
    """The code is of another time."""


class PhoneCode(NamedTuple):
    """What a code says, before anything is proven."""

    key_id: UUID
    step: int
    nonce: bytes
    signed: bytes
    signature: bytes

    @property
    def expires(self) -> int:
        """Return the Unix second from which on the code is stale wherever it is shown."""
        return (self.step + 1 + SKEW_STEPS) * STEP_SECONDS


def make(key_id: UUID, private_key: Ed25519PrivateKey, *, now: int, nonce: bytes | None = None) -> str:
    """Return a code to show. Each call makes a new nonce unless one of 8 bytes is given."""
    body = _BODY.pack(VERSION, key_id.bytes, now // STEP_SECONDS, nonce or secrets.token_bytes(8))
    return base64.urlsafe_b64encode(body + private_key.sign(DOMAIN + body)).decode()


def read(code: str) -> PhoneCode:
    """Return what a code says, so that its key can be looked up. Raises PhoneCodeMalformed. Proves nothing yet."""
    try:
        content = base64.b64decode(code, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise PhoneCodeMalformed("The code is not base64url.") from None
    if len(content) != _BODY.size + _SIGNATURE_BYTES:
        raise PhoneCodeMalformed(f"The code has {len(content)} bytes, not {_BODY.size + _SIGNATURE_BYTES}.")
    signed = content[: _BODY.size]
    version, key_id, step, nonce = _BODY.unpack(signed)
    if version != VERSION:
        raise PhoneCodeMalformed(f"The code is of version {version}, known is {VERSION}.")
    return PhoneCode(UUID(bytes=key_id), step, nonce, signed, content[_BODY.size :])


def verify(code: PhoneCode, *, public_key: bytes, now: int) -> None:
    """Return when this key (32 raw bytes) made the code within its time. Raises PhoneCodeWrong, then PhoneCodeStale."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(code.signature, DOMAIN + code.signed)
    except InvalidSignature:
        raise PhoneCodeWrong("The signature does not fit this key.") from None
    away = code.step - now // STEP_SECONDS
    if abs(away) > SKEW_STEPS:
        raise PhoneCodeStale(f"The code is {abs(away)} steps of 30 s too {'late' if away < 0 else 'early'}.")
