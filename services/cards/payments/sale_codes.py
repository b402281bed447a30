"""Sale codes: what a till shows for a purchase that its buyer's phone pays. The code is signed by the till's key.

The holder confirms with the PIN, always: whoever has found a phone that is signed in pays nothing with it. The sale
that is posted is the till's, under the till's idempotency key, so it is decided, limited and settled as any other, and
it is paid once also when the same sale is then paid at the till. The till asks for the result.
"""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from contracts import phone_code, sale_code
from contracts.sale_code import SaleCode, SaleCodeFault
from contracts.till_signature import LIFETIME_SECONDS_MAX, Claim
from services.cards.holders import phones, pins
from services.cards.holders.phones import ShownCode
from services.cards.holders.pins import CardRefused, Pin, PinTry
from services.cards.payments import payments, requests, sales
from services.cards.payments.payments import Receipt, Stored
from services.cards.payments.postings import Answer, Postings
from services.cards.payments.sales import SaleRequest
from services.cards.shops.signatures import KeyReplaced, KnownTill, SignedTill, Tills
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction
from services.kit.errors import KeyReused, NotFound, Problem
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)

CodeText = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9_-]{{{sale_code.LENGTH}}}$(?!\n)")]
PhoneCodeText = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9_-]{{{phone_code.LENGTH}}}$(?!\n)")]


class SaleCodeMalformed(Problem):
    """The code cannot be read, or is of a version that is not known here."""

    status = 400


class SaleCodeWrong(Problem):
    """The code was changed, or was not made by this till for this installation."""


class SaleCodeTooLong(Problem):
    """The code is meant to be shown for longer than one may be."""


class SaleCodeExpired(Problem):
    """The code is too old; the shop shows a new one."""


class SaleCodeUnknown(NotFound):
    """No till of this place has made this code."""


class SaleCodeOfAnotherShop(Problem):
    """The code names another shop than the one whose till has made it."""


class SaleCodeUsed(Problem):
    """The sale of this code was answered already; the shop shows a new one."""


PROBLEMS: Final[dict[type[SaleCodeFault], type[Problem]]] = {
    sale_code.SaleCodeMalformed: SaleCodeMalformed,
    sale_code.SaleCodeWrong: SaleCodeWrong,
    sale_code.SaleCodeTooLong: SaleCodeTooLong,
    sale_code.SaleCodeExpired: SaleCodeExpired,
}


class Counter(msgspec.Struct, frozen=True, kw_only=True):
    """What a purchase by phone passes through: the tills' keys, and the sales that wait for their posting."""

    settings: Settings
    database: Database
    tills: Tills
    postings: Postings[Stored]


class CodeRead(Body, frozen=True, kw_only=True):
    """A code as a phone has read it."""

    code: CodeText


class Purchase(CodeRead, frozen=True, kw_only=True):
    """A holder's agreement to pay what a code asks, from an own card."""

    card_id: UUID
    pin: Pin


class PhonePurchase(CodeRead, frozen=True, kw_only=True):
    """The same from a phone that was added to a card: it shows a code of its own instead of being signed in."""

    phone_code: PhoneCodeText
    pin: Pin


class AskedSale(msgspec.Struct, frozen=True, kw_only=True):
    """What a code asks for, for the page that shows it before it is paid. The shop's name is in the directory."""

    sale_id: UUID
    merchant_id: UUID
    amount_minor: int
    currency: str
    partial: bool
    """Whether the shop takes the rest in cash when the card holds too little."""
    expires_at: datetime


class SaleResult(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of a sale: nothing yet, or its receipt."""

    sale_id: UUID
    payment: Receipt | None


async def look_at(counter: Counter, context: Context, read: CodeRead) -> AskedSale:
    """Return what a good code asks for. Raises the problem of its first fault, SaleCodeUsed."""
    code, till = await prove(counter, context, read.code)
    async with counter.database.transaction(context) as transaction:
        if await transaction.fetchrow(queries.payment_of_sale, till.id, str(code.asked.sale_id)):
            raise SaleCodeUsed("Nothing can be paid by it any more.")
    check_time(code)
    return AskedSale(
        sale_id=code.asked.sale_id,
        merchant_id=till.merchant_id,
        amount_minor=code.asked.amount_minor,
        currency=code.asked.currency,
        partial=code.asked.partial,
        expires_at=datetime.fromtimestamp(code.asked.expires, UTC),
    )


async def pay(counter: Counter, context: Context, asked: Purchase) -> Answer[Stored]:
    """Pay a code from a card of the acting holder. Raises NotFound, the code's and the PIN's problems."""
    code, till = await prove(counter, context, asked.code)
    async with counter.database.transaction(context) as transaction:
        digest = await transaction.fetchval(pins.queries.token_of_card, asked.card_id, context.actor_id)
    if digest is None:
        raise NotFound("There is no such card.")
    return await post(counter, context, code, till, PinTry(token_hash=digest, pin=asked.pin))


async def pay_by_phone(counter: Counter, context: Context, asked: PhonePurchase) -> Answer[Stored]:
    """Pay a code from the card of a phone. Raises CardRefused for a phone's code that is no good, and as `pay` does."""
    code, till = await prove(counter, context, asked.code)
    sale_id = str(code.asked.sale_id)
    shown = await phones.look_at(counter.database, context, asked.phone_code, till_id=till.id, key=sale_id)
    if shown.state != "right":
        raise CardRefused("Let the phone show a new code, or ask at the card desk.")
    return await post(counter, context, code, till, PinTry(token_hash=shown.token_hash, pin=asked.pin))


async def prove(counter: Counter, context: Context, text: str) -> tuple[SaleCode, KnownTill]:
    """Return a code and the till that made it, for this installation and this tenant. Its time is not looked at."""
    try:
        code = sale_code.read(text)
        till = await counter.tills.find(code.key_id)
        if till is None or till.municipality_id not in context.municipality_ids:
            raise SaleCodeUnknown("Pay with the card at the till.")
        origin = counter.settings.public_url.rstrip("/")
        sale_code.verify(code, public_key=till.public_key, origin=origin)
    except SaleCodeFault as fault:
        raise PROBLEMS[type(fault)](str(fault)) from None
    if till.merchant_id != code.asked.merchant_id:
        raise SaleCodeOfAnotherShop("Nothing was paid; tell the shop.")
    if till.counts_until is not None and till.counts_until <= context.now:
        raise KeyReplaced(f"It counted until {till.counts_until.isoformat()}; the till shows a new code.")
    return code, till


def check_time(code: SaleCode) -> None:
    """Refuse a code of another time: the world's, in which tills sign."""
    try:
        sale_code.check_time(code, now=int(wall_time().timestamp()))
    except SaleCodeFault as fault:
        raise PROBLEMS[type(fault)](str(fault)) from None


async def post(counter: Counter, context: Context, code: SaleCode, till: KnownTill, entered: PinTry) -> Answer[Stored]:
    """Post the till's sale from a card whose PIN was entered; asked again by the same card, answer as before.

    Raises SaleCodeUsed when another card has paid it, or the till has sold it otherwise.
    """
    key, keyring = str(code.asked.sale_id), counter.settings.keyring
    fingerprint = hmac.digest(
        keyring["idempotency"], sale_code.DOMAIN + code.signed + entered.token_hash, hashlib.sha256
    )
    if (answer := await paid_before(counter, context, till, key, fingerprint)) is not None:
        return answer
    check_time(code)
    tried = msgspec.structs.replace(entered, till_id=till.id, idempotency_key=key)
    try:
        await pins.prove(counter.database, context, keyring["pin"], tried)
    except NotFound:  # No try is spent on a sale that was answered, and it may have been a moment ago.
        if (answer := await paid_before(counter, context, till, key, fingerprint)) is not None:
            return answer
        raise
    zone = counter.settings.municipalities[till.municipality_id].zone
    asked = sales.Asked(
        request=request_of(code),
        till=till_of(code, till),
        idempotency_key=key,
        fingerprint=fingerprint,
        pin="right",
        phone=ShownCode(token_hash=entered.token_hash, state="absent"),
        now=context.now,
        today=context.now.astimezone(zone).date(),
    )
    try:
        return await counter.postings.submit(asked)
    except KeyReused:
        raise SaleCodeUsed("Nothing more was paid by it.") from None


async def paid_before(
    counter: Counter, context: Context, till: KnownTill, key: str, fingerprint: bytes
) -> Answer[Stored] | None:
    """Return the answer to the same card's sale, if there is one. Raises SaleCodeUsed for a sale that another made."""
    async with counter.database.transaction(context) as transaction:
        earlier = await transaction.fetchrow(queries.payment_of_sale, till.id, key)
        if earlier is None:
            return None
        if earlier["fingerprint"] != fingerprint:
            raise SaleCodeUsed("Nothing more was paid by it.")
        return Answer(receipt=await payments.get(transaction, earlier["id"]), replayed=True)


def request_of(code: SaleCode) -> SaleRequest:
    """Return the sale that a code asks for; its card is found by what the holder has proven, not by a token."""
    return SaleRequest(
        card_token=None,
        amount_minor=code.asked.amount_minor,
        currency=code.asked.currency,
        partial=code.asked.partial,
    )


def till_of(code: SaleCode, till: KnownTill) -> SignedTill:
    """Return the till as one whose signature was checked; each try is a request of its own."""
    now = int(wall_time().timestamp())
    claim = Claim(
        key_id=code.key_id,
        nonce=secrets.token_urlsafe(16),
        created=now,
        expires=now + LIFETIME_SECONDS_MAX,
        content_digest="",
        parameters="",
        signature=code.signature,
    )
    return SignedTill(id=till.id, municipality_id=till.municipality_id, merchant_id=till.merchant_id, claim=claim)


async def result(transaction: Transaction, till: SignedTill, sale_id: UUID, language: str) -> SaleResult:
    """Return what has become of a till's sale, whichever way it was paid."""
    await requests.check(transaction, till)
    row = await transaction.fetchrow(queries.payment_of_sale, till.id, str(sale_id))
    paid = payments.worded(await payments.get(transaction, row["id"]), language) if row else None
    return SaleResult(sale_id=sale_id, payment=paid)
