"""PINs: a keyed verifier, as a card scheme's PVV, and not a slow hash; the key is not in the database.

The try is spent and committed before the PIN is looked at, so that parallel guesses cannot outrun the counter. It is
the same counter wherever the PIN is entered: at a till, on the holder's page, or to sign in.
"""

import hashlib
import hmac
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta
from prometheus_client import Counter

from services.cards.deciding.standings import PinState
from services.cards.holders import cards, pauses
from services.cards.holders.cards import Card
from services.kit import audit
from services.kit.db import Context, Database, Transaction
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)

REFUSED = Counter("pins_refused_total", "PINs that were not right, by why: wrong, blocked, absent.", ["state"])

Pin = Annotated[str, Meta(pattern=r"^[0-9]{4}$(?!\n)")]
CardToken = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22}$(?!\n)")]
CardNumber = Annotated[str, Meta(pattern=r"^[0-9]{12}$(?!\n)")]

PROOFS_A_MINUTE: Final = 120
"""How many PINs are looked at in a minute away from tills, in one tenant: a heap of copied cards is not tried out."""
KEPT: Final = timedelta(hours=1)


class PinTooEasy(Problem):
    """This PIN is among the first that anybody would guess."""


class PinWrong(Problem):
    """The PIN is not right."""


class PinBlocked(Problem):
    """The PIN was wrong too often and has to be set anew or unlocked."""


class CardRefused(Problem):
    """The card cannot be used."""


class TooManyTries(Problem):
    """Too many PINs were entered; wait a minute."""

    status = 429


class PinTry(msgspec.Struct, frozen=True, kw_only=True):
    """A PIN that was entered for a card; with till and key, for a sale."""

    token_hash: bytes
    pin: str
    till_id: UUID | None = None
    idempotency_key: str = ""


class Shown(Body, frozen=True, kw_only=True):
    """A card and its PIN, as somebody enters them away from a till."""

    card_token: CardToken | None = None
    """What its QR says; or else:"""
    card_number: CardNumber | None = None
    """The twelve digits that are printed on it."""
    pin: Pin


class PinChange(Body, frozen=True, kw_only=True):
    """The PIN that a card has, and the one that its holder wants."""

    pin: Pin
    new_pin: Pin


def verifier(key: bytes, card_id: UUID, pin: str) -> bytes:
    """Return the HMAC-SHA-256 of a card's PIN under the service's PIN key."""
    return hmac.digest(key, card_id.bytes + pin.encode(), hashlib.sha256)


def is_easy(pin: str) -> bool:
    """Return whether a PIN is one digit, runs up or down, or is made of two digits in pairs (1212, 1122).

    These are the commonest in what has leaked; birthdays are not known here.
    """
    digits = [int(digit) for digit in pin]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    in_pairs = digits[:2] == digits[2:] or (digits[0] == digits[1] and digits[2] == digits[3])
    return steps in ({0}, {1}, {9}) or in_pairs


async def set_pin(transaction: Transaction, key: bytes, card_id: UUID, *, pin: str) -> Card:
    """Set the PIN that the holder has chosen, being present; the card pays from now on. Raises PinTooEasy."""
    if is_easy(pin):
        raise PinTooEasy("Choose one that does not repeat or count.")
    card = await cards.lock(transaction, card_id)
    await cards.activate(transaction, card)
    await transaction.execute(queries.set_pin, card_id, verifier(key, card_id, pin))
    action = "pin_reset" if card.has_pin else "pin_set"
    await audit.record(transaction, action, object_type="card", object_ids=[card_id])
    return await cards.get(transaction, card_id)


def counted(state: PinState) -> PinState:
    """Count a PIN that was not right: very many at once are somebody who guesses."""
    REFUSED.labels(state).inc()
    return state


async def try_pin(database: Database, context: Context, key: bytes, entered: PinTry) -> PinState:
    """Return whether the PIN is right, having spent a try on it. A sale that was answered before spends none."""
    digest = entered.token_hash
    async with database.transaction(context) as transaction:
        row = await transaction.fetchrow(queries.spend_try, digest, entered.till_id, entered.idempotency_key)
    if row is None:
        return counted("absent")
    if row["tries_left"] == 0:
        return counted("blocked")
    if not hmac.compare_digest(verifier(key, row["id"], entered.pin), row["pin_verifier"]):
        return counted("wrong")
    async with database.transaction(context) as transaction:
        await transaction.execute(queries.restore_tries, row["id"])
    return "right"


async def prove(database: Database, context: Context, key: bytes, entered: PinTry) -> None:
    """Return when the PIN is right. Raises TooManyTries, PinWrong, PinBlocked; NotFound for a card without PIN."""
    minute = context.now.replace(second=0, microsecond=0)
    async with database.transaction(context) as transaction:
        tries = await transaction.fetchval(queries.count_proof, minute)
    if tries > PROOFS_A_MINUTE:
        raise TooManyTries("Nothing was looked at; try again in a minute.")
    state = await try_pin(database, context, key, entered)
    if state == "absent":
        raise NotFound("There is no such card with a PIN.")
    if state == "blocked":
        raise PinBlocked("The card desk can set it anew when the holder is there.")
    if state == "wrong":
        raise PinWrong("After three wrong tries it is blocked.")


async def digest_of(database: Database, context: Context, shown: Shown) -> bytes:
    """Return the digest of a shown card's token; of an unknown number, one that no card has. Raises Malformed."""
    if (shown.card_token is None) == (shown.card_number is None):
        wanted = "Give what the card's QR says, or the number that is printed on it; one of them."
        raise Malformed("The card is not named once.", errors=[Fault(pointer="/card_number", detail=wanted)])
    if shown.card_token is not None:
        return cards.token_hash(shown.card_token)
    return await digest_of_number(database, context, shown.card_number or "")


async def digest_of_number(database: Database, context: Context, number: str) -> bytes:
    """Return the digest of the token of the card with this printed number; of an unknown one, one that no card has."""
    async with database.transaction(context) as transaction:
        found: bytes | None = await transaction.fetchval(queries.token_of_number, number)
    return found or cards.token_hash(number)


async def verify(database: Database, context: Context, key: bytes, shown: Shown) -> Card:
    """Return the card that somebody holds and knows the PIN of; a stopped one proves nothing. Raises CardRefused."""
    digest = await digest_of(database, context, shown)
    await prove(database, context, key, PinTry(token_hash=digest, pin=shown.pin))
    async with database.transaction(context) as transaction:
        card = await cards.get(transaction, await transaction.fetchval(queries.card_of_token, digest))
        await audit.record(transaction, "card_verified", object_type="card", object_ids=[card.id])
    if card.status not in {"active", "paused"}:
        raise CardRefused("It was stopped, or has ended.")
    return card


async def freeze(database: Database, context: Context, key: bytes, shown: Shown) -> Card:
    """Pause a card for somebody who knows its token and PIN: without staff, account or telephone."""
    card = await verify(database, context, key, shown)
    async with database.transaction(context) as transaction:
        return await pauses.hold(transaction, await cards.lock(transaction, card.id), by="holder")


async def change_pin(database: Database, context: Context, key: bytes, card_id: UUID, change: PinChange) -> Card:
    """Give an own card another PIN, knowing the one that it has. Raises NotFound, PinTooEasy and what `prove` does."""
    if is_easy(change.new_pin):
        raise PinTooEasy("Choose one that does not repeat or count.")
    async with database.transaction(context) as transaction:
        digest = await transaction.fetchval(queries.token_of_card, card_id, context.actor_id)
    if digest is None:
        raise NotFound("There is no such card.")
    await prove(database, context, key, PinTry(token_hash=digest, pin=change.pin))
    async with database.transaction(context) as transaction:
        card = await cards.lock(transaction, card_id)
        if card.status not in {"active", "paused"}:
            raise CardRefused("It was stopped, or has ended.")
        await transaction.execute(queries.set_pin, card_id, verifier(key, card_id, change.new_pin))
        await audit.record(transaction, "pin_changed", object_type="card", object_ids=[card_id])
        return await cards.get(transaction, card_id)


async def forget_proofs(transaction: Transaction, _settings: Settings) -> None:
    """Forget how many PINs were entered in minutes that are long over."""
    await transaction.execute(queries.forget_proofs, transaction.now - KEPT)
