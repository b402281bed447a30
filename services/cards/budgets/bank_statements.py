"""Bank statements: what the bank has booked on the programmes' account, as camt.053 tells it.

Of a file its hash, ids and figures are kept; names and texts in it are never read. A statement that does not lead from
its opening to its closing balance is refused as a whole.
"""

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import NoReturn
from uuid import UUID

import msgspec

from services.cards.shops import settlement_calendars
from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.iso20022 import camt053
from services.kit.iso20022.answers import id_in
from services.kit.iso20022.camt053 import Account, Balance, Entry
from services.kit.sql import load_queries

queries = load_queries(__file__)


class StatementUnusable(Malformed):
    """The statement cannot be held against the ledger."""


class NoAccountOfOurs(Problem):
    """The file is about none of the programmes' accounts."""


class StatementReadBefore(Problem):
    """Another file with the same statement was read."""


class BankStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of the programmes' account. `reference` and `sequence` are the bank's."""

    id: UUID
    sha256: str
    reference: str
    sequence: int | None
    currency: str
    opened_on: date
    opening_minor: int
    closed_on: date
    closing_minor: int
    bookings: int
    unmatched: int
    """Bookings that no transfer of the ledger is known for."""
    read_by: UUID
    read_at: datetime


class BankBooking(msgspec.Struct, frozen=True, kw_only=True):
    """One booking by its place in the file; `amount_minor` is below zero for what left the account."""

    id: UUID
    place: str
    booked_on: date
    amount_minor: int
    end_to_end_id: UUID | None
    bank_file_id: UUID | None
    bank_reference: str | None
    reversal: bool
    transfers: int
    """How many transfers of the ledger it was."""
    way: str | None
    """By what they were found."""


class StatementFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read: its statements of our accounts, and how many others it has, which are not looked at."""

    sha256: str
    statements: list[BankStatement]
    other_accounts: int


class NewBooking(msgspec.Struct, frozen=True, kw_only=True):
    """A booking to keep."""

    place: str
    booked_on: date
    amount_minor: int
    end_to_end_id: UUID | None
    bank_file_id: UUID | None
    bank_reference: str | None
    reversal: bool


async def read(transaction: Transaction, content: bytes) -> StatementFile:
    """Read a camt.053. The same file again changes nothing.

    Raises MessageUnreadable, StatementUnusable, NoAccountOfOurs, StatementReadBefore.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    accounts = (await asyncio.to_thread(camt053.read, content)).accounts
    ours = {
        iban: currency for currency, iban in settlement_calendars.bank_of(transaction.municipality).accounts.items()
    }
    own = [account for account in accounts if account.iban in ours]
    if not own:
        raise NoAccountOfOurs("Hand in the statement of the account that the municipality's file names.")
    await transaction.execute(queries.one_at_a_time, transaction.municipality_id)
    if not await transaction.fetchval(queries.is_read, sha256):
        for account in own:
            await keep(transaction, account, sha256=sha256, currency=ours[account.iban or ""])
    found = await transaction.fetch_structs(BankStatement, queries.statements, None, sha256, None, None)
    return StatementFile(sha256=sha256, statements=found, other_accounts=len(accounts) - len(own))


async def keep(transaction: Transaction, account: Account, *, sha256: str, currency: str) -> None:
    """Keep a statement and its bookings. Raises StatementUnusable, StatementReadBefore."""
    opening, closing = balances_of(account, currency)
    bookings = list(bookings_of(account, currency))
    if opening.amount_minor + sum(each.amount_minor for each in bookings) != closing.amount_minor:
        unusable(account.place, "has bookings that do not lead from its opening to its closing balance")
    days = [opening.day, closing.day, *(each.booked_on for each in bookings)]
    statement_id = uuid7()
    new = await transaction.execute(
        queries.insert_statement,
        statement_id,
        sha256,
        account.reference or unusable(account.place, "has no Id"),
        account.sequence,
        currency,
        min(days),
        opening.amount_minor,
        closing.day,
        closing.amount_minor,
        transaction.actor_id,
        transaction.now,
    )
    if not new:
        raise StatementReadBefore("Nothing was read of this file.", reference=account.reference)
    columns = [[getattr(each, name) for each in bookings] for name in NewBooking.__struct_fields__]
    await transaction.execute(queries.insert_bookings, statement_id, [uuid7() for _ in bookings], *columns)
    await audit.record(transaction, "bank_statement_read", object_type="bank_statement", object_ids=[statement_id])


def balances_of(account: Account, currency: str) -> tuple[Balance, Balance]:
    """Return the balances that a statement begins and ends with. Raises StatementUnusable."""
    opening = account.opening or unusable(account.place, "has no opening balance")
    closing = account.closing or unusable(account.place, "has no closing balance")
    if {opening.currency, closing.currency, *(entry.money.currency for entry in account.entries)} != {currency}:
        unusable(account.place, f"is not all in {currency}")
    if closing.day < opening.day:
        unusable(account.place, "ends before it begins")
    return opening, closing


def bookings_of(account: Account, currency: str) -> Iterator[NewBooking]:
    """Yield each transfer that a statement tells of by itself, and each booking of which it does not tell the parts."""
    for entry in account.entries:
        given = [part.money.amount_minor for part in entry.parts if part.money and part.money.currency == currency]
        complete = len(given) == len(entry.parts) and sum(given) == entry.money.amount_minor and all(given)
        if entry.parts and complete:
            for part, amount in zip(entry.parts, given, strict=True):
                yield booking_of(entry, amount, place=part.place, end_to_end_id=id_in(part.end_to_end_id))
        elif entry.money.amount_minor:
            yield booking_of(entry, entry.money.amount_minor, place=entry.place, end_to_end_id=None)


def booking_of(entry: Entry, amount_minor: int, *, place: str, end_to_end_id: UUID | None) -> NewBooking:
    """Return what is kept of a booking or of a part of it."""
    return NewBooking(
        place=place,
        booked_on=entry.booked_on,
        amount_minor=amount_minor if entry.credit else -amount_minor,
        end_to_end_id=end_to_end_id,
        bank_file_id=id_in(entry.file_reference),
        bank_reference=entry.bank_reference,
        reversal=entry.reversal,
    )


def unusable(place: str, detail: str) -> NoReturn:
    """Raise StatementUnusable with the place."""
    raise StatementUnusable(
        "Ask the bank for the file again.", errors=[Fault(pointer="/content", detail=f"{place} {detail}.")]
    )


async def get(transaction: Transaction, statement_id: UUID) -> BankStatement:
    """Return a statement. Raises NotFound."""
    statement = await transaction.fetch_struct(BankStatement, queries.statements, statement_id, None, None, None)
    if statement is None:
        raise NotFound("There is no such bank statement.")
    return statement


async def list_page(transaction: Transaction, *, after: UUID | None, limit: int) -> list[BankStatement]:
    """Return statements in the order in which they were read."""
    return await transaction.fetch_structs(BankStatement, queries.statements, None, None, after, limit)


async def list_bookings(
    transaction: Transaction, statement_id: UUID, *, after: UUID | None, limit: int
) -> list[BankBooking]:
    """Return a statement's bookings in its order. Raises NotFound."""
    await get(transaction, statement_id)
    return await transaction.fetch_structs(BankBooking, queries.list_bookings, statement_id, after, limit)
