"""Phones: a second key to a card, on a device that its holder carries. It shows `contracts.phone_code` at tills.

A phone is added by a code that the desk shows to the holder, who is there. Its key stays in the phone. It pays as its
card does and stops with it; a phone that was lost is removed and the printed card pays on.
"""

import base64
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Meta

from contracts import phone_code
from contracts.phone_code import PhoneCode, PhoneCodeFault, PhoneCodeStale
from services.cards.deciding.standings import CodeState
from services.cards.holders import cards, pauses
from services.kit import audit, codes
from services.kit.clock import wall_time
from services.kit.db import Context, Database, Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.settings import Settings
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body

queries = load_queries(__file__)

CODE_LIVES: Final = timedelta(minutes=10)
"""How long the holder has to add the phone, standing at the desk. Unsourced."""
KEPT: Final = timedelta(minutes=5)


class PhoneCodeUnknown(NotFound):
    """No phone can be added by this code."""


class EnrolmentExpired(Problem):
    """The code for adding a phone is too old; ask the desk for a new one."""


class EnrolmentUsed(Problem):
    """The code was used to add another phone."""


class PhoneKeyKnown(Problem):
    """A phone with this key was added already."""


class PhoneEnrolment(msgspec.Struct, frozen=True, kw_only=True):
    """A code for one phone, shown this once."""

    id: UUID
    card_id: UUID
    code: str
    expires_at: datetime


class NewPhone(Body, frozen=True, kw_only=True):
    """What a phone sends to be added: the code, and the public half of the key that it has made."""

    code: Annotated[str, Meta(min_length=codes.LENGTH, max_length=40)]
    public_key: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$(?!\n)")]
    """Ed25519, 32 bytes in base64url without padding."""


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """A phone that pays as a card does. Its `id` is the key id of the codes that it shows."""

    id: UUID
    card_id: UUID
    added_at: datetime
    removed_at: datetime | None
    version: int


class ShownCode(msgspec.Struct, frozen=True, kw_only=True):
    """What a code that a phone has shown is worth: the card that it stands for, and whether it counts."""

    token_hash: bytes
    state: CodeState


async def give_code(transaction: Transaction, card_id: UUID) -> PhoneEnrolment:
    """Make a code by which one phone is added to a card that pays. Raises TransitionForbidden for another card."""
    card = await cards.get(transaction, card_id)
    transition(cards.TRANSITIONS, card.status, "paused")  # A card that can be paused is in use.
    code, enrolment_id, expires_at = codes.make(), uuid7(), transaction.now + CODE_LIVES
    await transaction.execute(
        queries.insert_enrolment, enrolment_id, card_id, codes.hash_of(code), transaction.actor_id, expires_at
    )
    await audit.record(transaction, "phone_code_given", object_type="card", object_ids=[card_id])
    return PhoneEnrolment(id=enrolment_id, card_id=card_id, code=code, expires_at=expires_at)


async def add(transaction: Transaction, new: NewPhone) -> Phone:
    """Add the phone that sends this; the same phone may send it again.

    Raises Malformed, PhoneCodeUnknown, EnrolmentExpired, EnrolmentUsed, PhoneKeyKnown.
    """
    public_key = read_public_key(new.public_key)
    enrolment = await transaction.fetchrow(queries.lock_enrolment, codes.hash_of(new.code))
    if enrolment is None:
        raise PhoneCodeUnknown("Compare the code with what the desk shows, or ask for a new one.")
    if enrolment["phone_id"] is not None:
        if not await transaction.fetchval(queries.has_key, enrolment["phone_id"], public_key):
            raise EnrolmentUsed("Each code adds one phone; ask for another.")
        return await get(transaction, enrolment["phone_id"])
    if enrolment["expires_at"] <= transaction.now:
        raise EnrolmentExpired("It could be used for ten minutes.")
    phone = await transaction.fetch_struct(
        Phone, queries.insert_phone, uuid7(), enrolment["card_id"], public_key, transaction.now
    )
    if phone is None:
        raise PhoneKeyKnown("Let the phone make a new key.")
    await transaction.execute(queries.use_enrolment, enrolment["id"], phone.id)
    await audit.record(transaction, "phone_added", object_type="card", object_ids=[phone.card_id])
    return phone


def read_public_key(text: str) -> bytes:
    """Return the 32 bytes of a public key. Raises Malformed."""
    try:
        content = base64.urlsafe_b64decode(text + "=")
        Ed25519PublicKey.from_public_bytes(content)
    except ValueError:
        content = b""
    if base64.urlsafe_b64encode(content).rstrip(b"=").decode() != text:
        fault = Fault(pointer="/public_key", detail="This is not an Ed25519 public key of 32 bytes in base64url.")
        raise Malformed("The key cannot be read.", errors=[fault])
    return content


async def get(transaction: Transaction, phone_id: UUID) -> Phone:
    """Return a phone. Raises NotFound."""
    phone = await transaction.fetch_struct(Phone, queries.get_phone, phone_id)
    if phone is None:
        raise NotFound("There is no such phone.")
    return phone


async def of_card(transaction: Transaction, card_id: UUID, *, after: UUID | None, limit: int) -> list[Phone]:
    """Return the phones that were added to a card, also those that were removed. Raises NotFound."""
    await cards.get(transaction, card_id)
    return await transaction.fetch_structs(Phone, queries.phones_of_card, card_id, after, limit)


async def of_holder(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Phone]:
    """Return the phones that pay as the acting holder's cards do, and as the proxies' on the own wallets."""
    return await transaction.fetch_structs(Phone, queries.phones_of_holder, transaction.actor_id, after, limit)


async def remove(transaction: Transaction, phone_id: UUID) -> Phone:
    """Let a phone pay no more, at once, as the desk. Removing it again keeps the first moment."""
    phone = await get(transaction, phone_id)
    await transaction.execute(queries.remove_phone, phone_id, transaction.now)
    await audit.record(transaction, "phone_removed", object_type="card", object_ids=[phone.card_id])
    return await get(transaction, phone_id)


async def remove_own(transaction: Transaction, phone_id: UUID) -> Phone:
    """Let a phone of an own card, or of a proxy's, pay no more, as the acting holder. Raises NotFound."""
    phone = await get(transaction, phone_id)
    await pauses.standing_of(transaction, phone.card_id)
    return await remove(transaction, phone_id)


async def look_at(database: Database, context: Context, shown: str, *, till_id: UUID, key: str) -> ShownCode:
    """Return what a shown code is worth for a till's sale under a key, and use it up: committed before the sale.

    The same sale sent again finds its own use. What cannot be proven stands for no card at all.
    """
    no_card = ShownCode(token_hash=cards.token_hash(shown), state="absent")
    try:
        code = phone_code.read(shown)
    except PhoneCodeFault:
        return no_card
    async with database.transaction(context) as transaction:
        row = await transaction.fetchrow(queries.find_key, code.key_id)
        state = worth(code, row["public_key"]) if row else "absent"
        if row is None or state == "absent":
            return no_card
        expires = datetime.fromtimestamp(code.expires, UTC)
        if state == "right" and not await transaction.fetchval(
            queries.use_code, code.key_id, code.nonce, till_id, key, expires
        ):
            same = await transaction.fetchval(queries.is_same_sale, code.key_id, code.nonce, till_id, key)
            state = "right" if same else "refused"
        return ShownCode(token_hash=row["token_hash"], state=state)


def worth(code: PhoneCode, public_key: bytes) -> CodeState:
    """Return whether a code is by this key and of this moment: absent when the key has not made it."""
    try:
        phone_code.verify(code, public_key=public_key, now=int(wall_time().timestamp()))
    except PhoneCodeStale:
        return "refused"
    except PhoneCodeFault:
        return "absent"
    return "right"


async def forget_codes(transaction: Transaction, _settings: Settings) -> None:
    """Forget codes whose time is over; those are refused by it."""
    await transaction.execute(queries.forget_codes, wall_time() - KEPT)
