"""cards, as a phone that was added to a card asks it: it shows a code and its holder the PIN; nobody is signed in."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, send
from services.console.clients.cards import SERVICE


class NewPhone(msgspec.Struct, frozen=True, kw_only=True):
    """The code that the desk has given, and the public half of the key that the phone has made."""

    code: str
    public_key: str


class Phone(msgspec.Struct, frozen=True, kw_only=True):
    """A phone that pays as a card does; its id stands in the codes that it shows."""

    id: UUID


class CodeRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a till shows, as the phone has read it."""

    code: str


class AskedSale(msgspec.Struct, frozen=True, kw_only=True):
    """What a till asks the phone to pay."""

    sale_id: UUID
    merchant_id: UUID
    amount_minor: int
    currency: str
    partial: bool
    expires_at: datetime


class PhonePurchase(msgspec.Struct, frozen=True, kw_only=True):
    """A holder's agreement: the till's code, the phone's own, and the PIN."""

    code: str
    phone_code: str
    pin: str


class PhoneReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was paid, or why nothing was."""

    id: UUID
    status: str
    decline_code: str | None
    currency: str
    requested_minor: int
    amount_minor: int
    bonus_minor: int
    discount_minor: int
    remainder_minor: int
    balance_minor: int | None
    next_expiry_on: str | None
    next_expiry_minor: int | None
    paid_at: datetime
    message: str | None


async def add(caller: Caller, new: NewPhone) -> Phone:
    """Add a phone to the card that its code was given for."""
    return await send(caller, SERVICE, Command(path="/phones", body=new), Phone)


async def read_sale(caller: Caller, read: CodeRead) -> AskedSale:
    """Return what a till asks for, before anybody agrees to it."""
    return await send(caller, SERVICE, Command(path="/sale-codes/readings", body=read), AskedSale)


async def pay(caller: Caller, purchase: PhonePurchase) -> PhoneReceipt:
    """Pay what a till asks for; asked again by the same phone, it is paid once."""
    return await send(caller, SERVICE, Command(path="/phone-purchases", body=purchase), PhoneReceipt)
