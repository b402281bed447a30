"""Sales and refunds of a till: signed, and sent again until there is an answer, so that nothing is paid twice.

A retry carries the same idempotency key and the same bytes, with a new nonce and signature; the service then gives the
first answer again. Keep the idempotency key with the sale before sending it: after a power cut it is the only way to
learn what became of it.
"""

import time
from datetime import date, datetime
from typing import Literal, NamedTuple
from uuid import UUID, uuid4

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.till_signature import TillRequest, sign
from contracts.types import Currency, MerchantCategory, PositiveMinorUnits
from services.client.answers import Unanswered, read_answer, until_answered
from services.client.tills import Till

CONTENT_TYPE = "application/json"


class Command(NamedTuple):
    """What a till sends: where to, what, and under which idempotency key."""

    url: str
    body: bytes
    key: str


class BasketLine(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a sale that is of one merchant category."""

    category: MerchantCategory
    amount_minor: PositiveMinorUnits


class Sale(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the till asks for. Without a basket all is of the shop's own category."""

    card_token: str
    """What the card's QR code holds."""
    amount_minor: PositiveMinorUnits
    currency: Currency
    basket: list[BasketLine] = []
    partial: bool = True
    """Whether the holder can pay the rest in cash when the card holds too little."""
    pin: str | None = None


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the till shows and prints; a decline is a receipt too. `remainder_minor` is to be paid in cash."""

    id: UUID
    status: Literal["captured", "declined"]
    currency: str
    requested_minor: int
    amount_minor: int
    bonus_minor: int
    discount_minor: int = 0
    """What the shop has taken off its price."""
    remainder_minor: int
    refunded_minor: int = 0
    refunded_bonus_minor: int = 0
    balance_minor: int | None = None
    next_expiry_on: date | None = None
    next_expiry_minor: int | None = None
    paid_at: datetime
    decline_code: str | None = None
    message: str | None = None
    """Why it was declined and what the holder can do, in the language of the request's Accept-Language."""


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """Money given back: to the card, and the bonus to the pot that it came from."""

    id: UUID
    payment_id: UUID
    currency: str
    amount_minor: int
    bonus_minor: int
    refunded_at: datetime


def pay(http: httpx.Client, till: Till, sale: Sale, *, idempotency_key: str = "") -> Receipt:
    """Sell. A declined sale is an answer, not an error: look at `status`. Raises Refused, SaleUnanswered."""
    answer = send(http, till, "/payments", msgspec.json.encode(sale), idempotency_key)
    return read_answer(answer, Receipt)


def refund(
    http: httpx.Client, till: Till, payment_id: UUID, *, amount_minor: int | None = None, idempotency_key: str = ""
) -> Refund:
    """Give back a part of a sale of this shop, by default all that is left. Raises Refused, SaleUnanswered."""
    body = {} if amount_minor is None else {"amount_minor": amount_minor}
    answer = send(http, till, f"/payments/{payment_id}/refunds", msgspec.json.encode(body), idempotency_key)
    return read_answer(answer, Refund)


class SaleUnanswered(Unanswered):
    """It is not known whether money moved. Send the same again with this idempotency key."""

    def __init__(self, idempotency_key: str) -> None:
        super().__init__(f"No answer; send the same again with the idempotency key {idempotency_key}.")
        self.idempotency_key = idempotency_key


def send(http: httpx.Client, till: Till, path: str, body: bytes, idempotency_key: str = "") -> httpx.Response:
    """POST a signed body until there is an answer, signed anew each time. Raises SaleUnanswered."""
    key = idempotency_key or str(uuid4())
    try:
        return until_answered(lambda: http.send(signed_request(http, till, path, body, key)))
    except Unanswered:
        raise SaleUnanswered(key) from None


def signed_request(http: httpx.Client, till: Till, path: str, body: bytes, idempotency_key: str) -> httpx.Request:
    """Return a request with a signature of this moment."""
    request = http.build_request("POST", till.cards_url + path, content=body)
    request.headers.update(signed_headers(till.key, Command(str(request.url), body, idempotency_key)))
    return request


def signed_headers(key: Ed25519PrivateKey, command: Command, *, lifetime_seconds: int = 30) -> dict[str, str]:
    """Return the headers of a POST, signed at this moment: a retry needs new ones."""
    request = TillRequest("POST", command.url, CONTENT_TYPE, command.key, command.body)
    return sign(request, key, now=int(time.time()), lifetime_seconds=lifetime_seconds)
