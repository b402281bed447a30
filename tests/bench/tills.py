"""Tills of the bench: their keys, and sales that are signed before the clock runs, as whole HTTP requests."""

import hashlib
import random
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.till_signature import Claim, key_id
from services.client.payments import Command, signed_headers
from tests.bench.sizes import HOT_SHARE, SIZES


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """Who buys for how much at which till; cards and tills are numbered from 1."""

    card: int
    till: int
    amount_minor: int


@cache
def key_of(till: int) -> Ed25519PrivateKey:
    """Return a till's key."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"bench till {till}".encode()).digest())


def public_keys() -> tuple[list[str], list[bytes]]:
    """Return the key ids and public keys of all tills, in order."""
    public = [key_of(till).public_key().public_bytes_raw() for till in range(1, SIZES.shops + 1)]
    return [key_id(each) for each in public], public


def till_id(till: int) -> UUID:
    """Return the id under which `town.sql` enters a till."""
    return UUID(f"0190b008-0000-7000-8000-{till:012x}")


def merchant_id(till: int) -> UUID:
    """Return the shop of a till."""
    return UUID(f"0190b006-0000-7000-8000-{till:012x}")


def token(card: int) -> str:
    """Return what a card's QR says."""
    return f"{card:022}"


def sales(count: int, *, hot: bool = False, households: int = SIZES.households) -> list[Sale]:
    """Return sales of any card at any till; `hot` gives one shop 70 % of them."""
    return [
        Sale(
            card=random.randint(1, households),
            till=1 if hot and random.random() < HOT_SHARE else random.randint(1, SIZES.shops),
            amount_minor=random.randint(100, 900),
        )
        for _ in range(count)
    ]


def signed(url: str, asked: Sequence[Sale]) -> list[bytes]:
    """Return sales as signed requests; a signature lives for a minute, so they are sent at once."""
    return [request(url, sale) for sale in asked]


def request(url: str, sale: Sale) -> bytes:
    """Return one sale as it goes over the socket."""
    body = msgspec.json.encode(
        {"card_token": token(sale.card), "amount_minor": sale.amount_minor, "currency": "EUR", "partial": False}
    )
    command = Command(f"{url}/payments", body, str(uuid4()))
    headers = signed_headers(key_of(sale.till), command, lifetime_seconds=60)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join(["POST /payments HTTP/1.1", f"Host: {urlsplit(url).netloc}", *lines])
    return f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def claim(till_key: str, *, now: int) -> Claim:
    """Return what the posting is told about a signature that was checked before."""
    return Claim(
        key_id=till_key,
        nonce=uuid4().hex,
        created=now,
        expires=now + 60,
        content_digest="",
        parameters="",
        signature=b"",
    )
