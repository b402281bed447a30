"""Cashiers: who is signed on at a till, by a number and a PIN, and what they may do there.

merchants says who works at an outlet and what they may do; the PIN is chosen at a till and stays here, as a keyed
verifier like a card's. One cashier is signed on at a till at a time, and that stands here and not in the till's
requests: it is looked at where the money moves, so that a right that was taken away counts at once. An outlet without
cashiers sells without: whoever has the till is the shop.
"""

import hmac
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from contracts.merchants import CashierAppointed, CashierCodeGiven, CashierRight
from services.cards.holders import pins
from services.cards.holders.pins import Pin, PinBlocked, PinTooEasy, PinWrong
from services.cards.shops import network
from services.cards.shops.signatures import TillStopped
from services.kit import audit, codes
from services.kit.db import Transaction
from services.kit.errors import NotFound, Problem
from services.kit.events import NotYet
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)


class CashierCodeUnknown(NotFound):
    """No cashier of this outlet can choose a PIN by this code."""


class CashierCodeExpired(Problem):
    """The code for choosing a PIN is too old; ask for a new one."""


class CashierCodeUsed(Problem):
    """A PIN was chosen by this code already."""


class CashierMissing(Problem):
    """A cashier has to sign on at this till first."""

    status = 403


class CashierNotAllowed(Problem):
    """The cashier who is signed on may not do this."""

    status = 403


class ChosenPin(Body, frozen=True, kw_only=True):
    """A code as it was read to a cashier, and the PIN that the cashier wants."""

    code: Annotated[str, Meta(min_length=codes.LENGTH, max_length=40)]
    pin: Pin


class SigningOn(Body, frozen=True, kw_only=True):
    """A cashier's number and PIN."""

    number: Annotated[int, Meta(ge=1, le=1_000_000)]
    pin: Pin


class SigningOff(Body, frozen=True, kw_only=True):
    """Nothing is said of who signs off: it is whoever is signed on."""


class Cashier(msgspec.Struct, frozen=True, kw_only=True):
    """A cashier as a till knows one."""

    id: UUID
    number: int
    rights: list[CashierRight]


class SignedOff(msgspec.Struct, frozen=True, kw_only=True):
    """A till at which nobody is signed on."""

    till_id: UUID


class Attended(msgspec.Struct, frozen=True, kw_only=True):
    """Who is at a till, and which period of the till it is."""

    period: int
    cashier_id: UUID | None


async def appoint(transaction: Transaction, event: CashierAppointed) -> None:
    """Keep what a cashier may do. Raises NotYet while the shop is not known here."""
    if not await transaction.fetchval(network.queries.has_merchant, event.merchant_id):
        raise NotYet(f"merchant {event.merchant_id}")
    await transaction.execute(
        queries.upsert_cashier, event.cashier_id, event.merchant_id, event.outlet_id, event.number, event.rights
    )


async def note_code(transaction: Transaction, event: CashierCodeGiven) -> None:
    """Keep the code by which a cashier chooses a PIN; with the PIN before, nobody is signed on any more."""
    await transaction.execute(queries.note_code, event.cashier_id, bytes.fromhex(event.code_digest), event.expires_at)
    await transaction.execute(queries.sign_off_everywhere, event.cashier_id)


async def end(transaction: Transaction, cashier_id: UUID) -> None:
    """Let a cashier work at no till any more."""
    await transaction.execute(queries.end_cashier, cashier_id)
    await transaction.execute(queries.sign_off_everywhere, cashier_id)


async def choose_pin(transaction: Transaction, key: bytes, till_id: UUID, chosen: ChosenPin) -> Cashier:
    """Set the PIN that a cashier has chosen at a till of the outlet; the same again changes nothing.

    Raises PinTooEasy, CashierCodeUnknown, CashierCodeExpired, CashierCodeUsed.
    """
    if pins.is_easy(chosen.pin):
        raise PinTooEasy("Choose one that does not repeat or count.")
    row = await transaction.fetchrow(queries.lock_by_code, till_id, codes.hash_of(chosen.code))
    if row is None:
        raise CashierCodeUnknown("Compare the code with what was read, or ask for a new one.")
    if row["code_expires_at"] <= transaction.now:
        raise CashierCodeExpired(f"It could be used until {row['code_expires_at'].isoformat()}.")
    verifier = pins.verifier(key, row["id"], chosen.pin)
    if row["pin_verifier"] is None:
        await transaction.execute(queries.set_pin, row["id"], verifier)
        await audit.record(transaction, "cashier_pin_set", object_type="cashier", object_ids=[row["id"]])
    elif not hmac.compare_digest(row["pin_verifier"], verifier):
        raise CashierCodeUsed("Each code serves once; ask for another.")
    return Cashier(id=row["id"], number=row["number"], rights=row["rights"])


async def spend_try(transaction: Transaction, till_id: UUID, number: int) -> tuple[UUID, bytes]:
    """Spend a try on a cashier's PIN, and return who it is and the verifier. Commit before the PIN is looked at.

    Raises PinBlocked, and NotFound for a number of which no cashier of this outlet has a PIN.
    """
    row = await transaction.fetchrow(queries.spend_try, till_id, number)
    if row is None:
        raise NotFound(f"No cashier of this outlet has the number {number} and a PIN.")
    if row["tries_left"] == 0:
        raise PinBlocked("Ask the shop's owner for a code to choose another one.")
    return row["id"], row["pin_verifier"]


def check_pin(key: bytes, tried: tuple[UUID, bytes], pin: str) -> UUID:
    """Return the cashier whose PIN this is. Raises PinWrong."""
    cashier_id, verifier = tried
    if not hmac.compare_digest(verifier, pins.verifier(key, cashier_id, pin)):
        pins.counted("wrong")
        raise PinWrong("After three wrong tries it is blocked.")
    return cashier_id


async def sign_on(transaction: Transaction, till_id: UUID, cashier_id: UUID) -> Cashier:
    """Sign a cashier on who has proven the PIN; whoever was signed on is so no more. Raises NotFound."""
    cashier = await transaction.fetch_struct(Cashier, queries.sign_on, till_id, cashier_id)
    if cashier is None:
        raise NotFound("This cashier works here no more.")
    await audit.record(transaction, "cashier_signed_on", object_type="cashier", object_ids=[cashier_id])
    return cashier


async def sign_off(transaction: Transaction, till_id: UUID) -> SignedOff:
    """Sign off whoever is signed on."""
    await transaction.execute(queries.sign_off, till_id)
    return SignedOff(till_id=till_id)


async def attend(transaction: Transaction, till_id: UUID, right: CashierRight | None) -> Attended:
    """Return who is at a till and its period, held until we commit; without a right nobody has to be there.

    Raises TillStopped, CashierMissing, CashierNotAllowed.
    """
    row = await transaction.fetchrow(queries.attend, till_id)
    assert row is not None  # its signature was checked, or its sale is there
    barred = right and refusal(row, right)
    if barred:
        raise barred
    return Attended(period=row["period"], cashier_id=row["cashier_id"] if right else None)


def refusal(row: asyncpg.Record, right: CashierRight) -> Problem | None:
    """Return why a till may not do this now, or None."""
    if row["stopped_at"] is not None:
        return TillStopped("This till was stopped; ask the shop's owner.")
    if not row["has_cashiers"]:
        return None
    if row["cashier_id"] is None:
        return CashierMissing("Send number and PIN to /cashier-sign-ons.", right=right)
    if right not in row["cashier_rights"]:
        return CashierNotAllowed("Somebody who may has to sign on.", right=right, rights=row["cashier_rights"])
    return None
