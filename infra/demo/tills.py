"""A till of the demo: it keeps its key and signs each sale; what gets no answer is sent again under the same key."""

import base64
import hashlib
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.demo.offices import Desk, Refused, Stack
from infra.embedded.stack import PairedTill
from services.client.payments import Command, signed_headers
from services.client.tills import encoded

HEARD_WITHIN_S = 30
UNHEARD = frozenset({"/problems/key-unknown", "/problems/cashier-code-unknown"})


def key_of_shop(secret: str, place: int) -> Ed25519PrivateKey:
    """Return the key of a seeded shop's till: from the stack's own secret, so that a seed run again knows it."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"{secret} till {place}".encode()).digest())


def public_half(key: Ed25519PrivateKey) -> str:
    """Return a key's public half as it is enrolled."""
    return encoded(key.public_key().public_bytes_raw())


class Shop(NamedTuple):
    """Where a till is enrolled."""

    tenant: str
    merchant_id: str
    outlet_id: str
    social: bool


async def enrol(officer: Desk, shop: Shop, key: Ed25519PrivateKey) -> PairedTill:
    """Enrol a till with its key by a one-time code; a till that was enrolled before is the one that it was."""
    code = await officer.post("merchants", f"/outlets/{shop.outlet_id}/enrolment-codes")
    body = {"code": code["code"], "public_key": public_half(key)}
    url, headers = officer.stack.url("merchants") + "/till-enrolments", {"Koinon-Time": officer.at().isoformat()}
    try:
        till = await officer.stack.send("POST", url, json=body, headers=headers)
    except Refused as refused:
        if refused.status != 409:
            raise
        listed = await officer.pages("merchants", f"/merchants/{shop.merchant_id}/tills")
        till = next(each for each in listed if each["public_key"] == public_half(key))
    return PairedTill(
        municipality=shop.tenant,
        merchant_id=shop.merchant_id,
        till_id=till["id"],
        social=shop.social,
        private_key=encoded(key.private_bytes_raw()),
    )


async def when_heard(stack: Stack, ask: Callable[[], Awaitable[Any]]) -> Any:
    """Ask cards as soon as it has heard of the till, and of the code that is typed there: events take a moment."""
    deadline = time.monotonic() + HEARD_WITHIN_S
    while True:
        try:
            return await ask()
        except Refused as refused:
            if refused.problem.get("type") not in UNHEARD or time.monotonic() > deadline:
                raise
        await stack.pause()


def decode(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Till:
    """A till that sells and refunds."""

    def __init__(self, stack: Stack, paired: PairedTill, at: Callable[[], datetime]) -> None:
        self.stack = stack
        self.paired = paired
        self.at = at
        self.key = Ed25519PrivateKey.from_private_bytes(decode(paired.private_key))

    async def send(self, path: str, body: Any, key: str | None = None) -> Any:
        """Send a signed command until it is answered: the same key and body, each time a new nonce and signature."""
        command = Command(self.stack.url("cards") + path, msgspec.json.encode(body), key or str(uuid4()))

        def signed() -> Any:
            headers = signed_headers(self.key, command) | {"Koinon-Time": self.at().isoformat()}
            return self.stack.http.build_request("POST", command.url, content=command.body, headers=headers)

        return (await self.stack.insist(signed)).json()

    async def sell(self, token: str, amount_minor: int, currency: str, key: str | None = None, **more: Any) -> Any:
        """Sell and return the receipt."""
        body = {"card_token": token, "amount_minor": amount_minor, "currency": currency} | more
        return await self.send("/payments", body, key)

    async def refund(self, payment_id: str, amount_minor: int | None = None) -> Any:
        """Refund part or all of a sale."""
        body = {} if amount_minor is None else {"amount_minor": amount_minor}
        return await self.send(f"/payments/{payment_id}/refunds", body)
