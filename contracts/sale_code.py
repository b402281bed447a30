"""What a till shows for a purchase that is paid by phone: a signed code for one sale, made without a network.

The till signs with the key that it signs requests with, and shows as a QR 145 bytes in base64url without padding, 194
characters:

    version 1 byte (1) | flags 1 byte | key id 32 bytes | merchant id 16 bytes | sale id 16 bytes
    | amount 8 bytes | currency 3 ASCII bytes | expires 4 bytes | signature 64 bytes

Numbers are big-endian. Of the flags the lowest bit says that the till can take the rest in cash. The key id is the 32
bytes of `till_signature.key_id`. The amount is in minor units, `expires` in Unix seconds. The signature is over
`koinon-sale-code`, the 81 bytes before it and the public origin of cards, so that a code of a trial installation is
worthless in another one, although the till may use one key for both.

The sale id is the till's idempotency key for this sale: however the sale is paid in the end, it is paid once. Whoever
takes the code looks the key up by its id; what the code says of the shop is compared with the shop of that key.

The functions are pure. Vectors and the browser's side of it: `docs/guides/sale-code.md`.
"""

import base64
import binascii
import re
import struct
from typing import Final, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contracts import till_signature

VERSION: Final = 1
PARTIAL: Final = 1
LIFETIME_SECONDS_MAX: Final = 300
"""How long a code may be shown: long enough to take a phone out, too short to be found later."""
CLOCK_SKEW_SECONDS_MAX: Final = till_signature.CLOCK_SKEW_SECONDS_MAX
DOMAIN: Final = b"koinon-sale-code"
LENGTH: Final = 194

_BODY: Final = struct.Struct(">BB32s16s16sQ3sI")
_SIGNATURE_BYTES: Final = 64
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_AMOUNT_MAX: Final = 1_000_000_000_000
"""As `contracts.types.MinorUnits`."""


class SaleCodeFault(Exception):
    """The code is not a good sale code."""


class SaleCodeMalformed(SaleCodeFault):
    """The code cannot be read, or is of a version that is not known here."""


class SaleCodeWrong(SaleCodeFault):
    """The code was changed, or was not made by this till for this installation."""


class SaleCodeTooLong(SaleCodeFault):
    """The code is meant to be shown for longer than one may be."""


class SaleCodeExpired(SaleCodeFault):
    """The code is too old; the shop shows a new one."""


class Asked(NamedTuple):
    """What a till asks a phone to pay. Amount in minor units, `expires` in Unix seconds."""

    merchant_id: UUID
    sale_id: UUID
    amount_minor: int
    currency: str
    expires: int
    partial: bool = True


class SaleCode(NamedTuple):
    """What a code says, before anything is proven."""

    key_id: str
    asked: Asked
    signed: bytes
    signature: bytes


def make(asked: Asked, private_key: Ed25519PrivateKey, *, origin: str) -> str:
    """Return a code to show. `origin` is the public address of cards, without a slash at its end."""
    key_id = till_signature.key_id(private_key.public_key().public_bytes_raw())
    body = _BODY.pack(
        VERSION,
        PARTIAL if asked.partial else 0,
        _decoded(key_id),
        asked.merchant_id.bytes,
        asked.sale_id.bytes,
        asked.amount_minor,
        asked.currency.encode("ascii"),
        asked.expires,
    )
    return _encoded(body + private_key.sign(DOMAIN + body + origin.encode()))


def read(code: str) -> SaleCode:
    """Return what a code says, so that its key can be looked up. Raises SaleCodeMalformed. Proves nothing yet."""
    try:
        content = _decoded(code)
    except (ValueError, binascii.Error):
        raise SaleCodeMalformed("The code is not base64url.") from None
    if len(content) != _BODY.size + _SIGNATURE_BYTES or _encoded(content) != code:
        raise SaleCodeMalformed(f"A code has {_BODY.size + _SIGNATURE_BYTES} bytes in {LENGTH} characters.")
    signed = content[: _BODY.size]
    version, flags, key_id, merchant_id, sale_id, amount_minor, currency, expires = _BODY.unpack(signed)
    if version != VERSION or flags > PARTIAL:
        raise SaleCodeMalformed(f"The code is of version {version} with flags {flags}; known is {VERSION}.")
    named = currency.decode("latin-1")
    if not 0 < amount_minor <= _AMOUNT_MAX or not _CURRENCY.fullmatch(named):
        raise SaleCodeMalformed("The code names no amount in a currency.")
    asked = Asked(UUID(bytes=merchant_id), UUID(bytes=sale_id), amount_minor, named, expires, bool(flags & PARTIAL))
    return SaleCode(_encoded(key_id), asked, signed, content[_BODY.size :])


def verify(code: SaleCode, *, public_key: bytes, origin: str) -> None:
    """Return when this key (32 raw bytes) made the code for this installation. Raises SaleCodeWrong."""
    try:
        signed = DOMAIN + code.signed + origin.encode()
        Ed25519PublicKey.from_public_bytes(public_key).verify(code.signature, signed)
    except InvalidSignature:
        raise SaleCodeWrong("The signature does not fit this code, this till and this installation.") from None


def check_time(code: SaleCode, *, now: int) -> None:
    """Return when a code may be paid at a Unix second. Raises SaleCodeExpired, SaleCodeTooLong."""
    left = code.asked.expires - now
    if left < -CLOCK_SKEW_SECONDS_MAX:
        raise SaleCodeExpired(f"It could be paid until {-left} s ago.")
    if left > LIFETIME_SECONDS_MAX + CLOCK_SKEW_SECONDS_MAX:
        raise SaleCodeTooLong(f"It is valid for {left} s more; a code lives {LIFETIME_SECONDS_MAX} s.")


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
