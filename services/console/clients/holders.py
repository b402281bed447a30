"""cards, as somebody who holds a card sees it: the own cards, what is on them, and the own purchases."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, send
from services.console.clients.cards import SERVICE

Step = Literal["pause", "resume"]
DisputeReason = Literal[
    "not_made", "wrong_amount", "charged_twice", "goods_not_received", "goods_returned", "goods_faulty"
]


class OwnCard(msgspec.Struct, frozen=True, kw_only=True):
    """An own card, or a proxy's on the own wallet."""

    id: UUID
    number: str | None
    holder_id: UUID
    status: str
    paused_by: str | None
    pin_tries_left: int
    expires_on: date | None


class OwnPhone(msgspec.Struct, frozen=True, kw_only=True):
    """A telephone that pays as an own card does."""

    id: UUID
    card_id: UUID
    added_at: datetime


class OwnLot(msgspec.Struct, frozen=True, kw_only=True):
    """Money of one month, until it is spent or expires."""

    month: date
    expires_on: date
    credited_minor: int
    remaining_minor: int


class OwnWallet(msgspec.Struct, frozen=True, kw_only=True):
    """What can be spent."""

    id: UUID
    currency: str
    balance_minor: int
    held_minor: int
    available_minor: int
    next_expiry_on: date | None
    next_expiry_minor: int | None
    lots: list[OwnLot]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that was looked at, in words."""

    passed: bool
    says: str


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """A payment with the own card, and why it came out so."""

    id: UUID
    merchant_id: UUID
    status: str
    currency: str
    requested_minor: int
    amount_minor: int
    bonus_minor: int
    remainder_minor: int
    refunded_minor: int
    balance_minor: int | None
    paid_at: datetime
    decision: list[Reason]
    message: str | None = None


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The number of a card, and its PIN."""

    card_number: str
    pin: str


class PinChange(msgspec.Struct, frozen=True, kw_only=True):
    """The PIN that a card has, and the one that is wanted."""

    pin: str
    new_pin: str


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """What is said against a payment."""

    payment_id: UUID
    reason: DisputeReason


class OwnDispute(msgspec.Struct, frozen=True, kw_only=True):
    """An objection to an own payment, what the shop says, and until when it is decided."""

    id: UUID
    payment_id: UUID
    status: str
    reason: str
    currency: str
    amount_minor: int
    decide_by: date
    answer: str | None
    returned_minor: int
    opened_at: datetime


class OwnStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A wallet's month: what came, what went, what is left."""

    from_on: date
    until_on: date
    opening_minor: int
    credited_minor: int
    spent_minor: int
    refunded_minor: int
    withdrawn_minor: int
    expired_minor: int
    moved_minor: int
    closing_minor: int


async def list_disputes(caller: Caller) -> list[OwnDispute]:
    """Return the newest objections to own payments."""
    return (await fetch(caller, SERVICE, "/holders/me/disputes", Listed[OwnDispute])).items


async def read_statement(caller: Caller, wallet_id: UUID, month: date) -> OwnStatement:
    """Return what a wallet got and gave in the month of a day."""
    return await fetch(caller, SERVICE, f"/holders/me/wallets/{wallet_id}/statements/{month}", OwnStatement)


async def verify(caller: Caller, shown: Shown) -> OwnCard:
    """Return the card that somebody has shown the number and the PIN of. Spends a try."""
    return await send(caller, SERVICE, Command(path="/cards/verifications", body=shown), OwnCard)


async def list_cards(caller: Caller) -> list[OwnCard]:
    """Return the own cards, and proxies' on the own wallets."""
    return (await fetch(caller, SERVICE, "/holders/me/cards", Listed[OwnCard])).items


async def list_phones(caller: Caller) -> list[OwnPhone]:
    """Return the telephones that pay as the own cards do."""
    return (await fetch(caller, SERVICE, "/holders/me/phones", Listed[OwnPhone])).items


async def remove_phone(caller: Caller, phone_id: UUID, key: str) -> Named:
    """Let a telephone pay no more, at once."""
    return await send(caller, SERVICE, Command(path=f"/holders/me/phones/{phone_id}/remove", key=key), Named)


async def list_wallets(caller: Caller) -> list[OwnWallet]:
    """Return what can be spent."""
    return (await fetch(caller, SERVICE, "/holders/me/wallets", Listed[OwnWallet])).items


async def list_purchases(caller: Caller, cursor: str | None, limit: int) -> Listed[Purchase]:
    """Return the own purchases, newest first, with every reason in the language of the page."""
    return await fetch(caller, SERVICE, "/holders/me/payments", Listed[Purchase], cursor=cursor, limit=limit)


async def change_card(caller: Caller, card_id: UUID, step: Step, key: str) -> OwnCard:
    """Pause a card, or let it pay again."""
    return await send(caller, SERVICE, Command(path=f"/holders/me/cards/{card_id}/{step}", key=key), OwnCard)


async def change_pin(caller: Caller, card_id: UUID, change: PinChange) -> OwnCard:
    """Give an own card another PIN; the old one is tried first."""
    return await send(caller, SERVICE, Command(path=f"/holders/me/cards/{card_id}/pin", body=change), OwnCard)


async def object_to(caller: Caller, objection: Objection, key: str) -> Named:
    """Open a dispute about an own purchase."""
    return await send(caller, SERVICE, Command(path="/holders/me/disputes", body=objection, key=key), Named)
