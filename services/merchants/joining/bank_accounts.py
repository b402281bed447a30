"""Bank accounts: where a merchant is paid. Number and holder are in the vault; nobody checks what they entered.

The first account can be used at once. A later one waits out a cooling period from its check on, while the earlier one
goes on being used, so that a forged change can be noticed before money follows it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from services.kit import audit, vault
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound, Problem, SameActor
from services.kit.iso20022.transliteration import NameNotLatin, bank_name
from services.kit.sentences import sentence
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.kit.web import Body, ShortText
from services.merchants.joining import identifiers, merchants, notices, terms
from services.merchants.joining.identifiers import fault

queries = load_queries(__file__)

BankAccountStatus = Literal["entered", "verified", "rejected"]
TRANSITIONS: dict[BankAccountStatus, tuple[BankAccountStatus, ...]] = {
    "entered": ("verified", "rejected"),
    "verified": ("rejected",),
}
CHECKED: Final = {"entered": TRANSITIONS["entered"]}
"""The steps of the second person."""
ENTERED: Final = sentence("Another bank account was entered for your business")
VERIFIED: Final = sentence("The new bank account of your business was verified")
STOPPED: Final = sentence("The change of your bank account was stopped")
ASK: Final = sentence("If you did not ask for this, call the office that you have your agreement with at once.")
STAYS: Final = sentence("You are paid to the account that you had before.")


class AccountInUse(Problem):
    """The account is paid already; enter another one instead."""


class BankAccountWaiting(Problem):
    """Another account of this merchant is waiting to be checked."""


class NewBankAccount(Body, frozen=True, kw_only=True):
    """An account as entered. `holder_latin` is how the bank spells the holder; Greek names need none."""

    iban: ShortText
    holder: ShortText
    holder_latin: ShortText | None = None


class BankAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account as its row tells: nothing of number and holder but the country."""

    id: UUID
    merchant_id: UUID
    country: str
    status: BankAccountStatus
    entered_by: UUID
    entered_at: datetime
    checked_by: UUID | None
    checked_at: datetime | None
    usable_from: date | None
    """The first day on which it is paid to."""
    refused_at: datetime | None = None
    """When the bank said that the account is at fault; it is paid no more."""
    version: int


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What the vault keeps of an account; opened for who checks it and for the bank file."""

    iban: str
    holder: str
    holder_latin: str


async def enter(
    transaction: Transaction, merchant_id: UUID, account: NewBankAccount, *, within: str = ""
) -> BankAccount:
    """Enter an account, which waits for a second person. Raises Malformed, BankAccountWaiting, NotFound."""
    await merchants.get(transaction, merchant_id)
    iban = identifiers.check_iban(account.iban, within=within)
    details = Details(iban=iban, holder=account.holder, holder_latin=_latin(account, within))
    account_id = uuid7()
    inserted = await transaction.fetchval(
        queries.insert_bank_account, account_id, merchant_id, iban[:2], transaction.actor_id, transaction.now
    )
    if inserted is None:
        raise BankAccountWaiting("Let the account that was entered before be verified or rejected first.")
    await vault.seal(transaction, account_id, msgspec.structs.asdict(details), indexed=("iban",))
    if await has_verified(transaction, merchant_id):
        await notices.tell(transaction, merchant_id, ENTERED, ASK)
    await audit.record(transaction, "bank_account_entered", object_type="merchant", object_ids=[merchant_id])
    return await get(transaction, account_id)


def _latin(account: NewBankAccount, within: str) -> str:
    try:
        return bank_name(account.holder_latin or account.holder)
    except NameNotLatin:
        detail = "Give the holder's name in Latin letters, as the bank spells it."
        raise fault(f"{within}/holder_latin", detail) from None


async def get(transaction: Transaction, account_id: UUID) -> BankAccount:
    """Return an account. Raises NotFound."""
    account = await transaction.fetch_struct(BankAccount, queries.select_bank_account, account_id)
    if account is None:
        raise NotFound(f"There is no bank account {account_id}.")
    return account


async def of_merchant(transaction: Transaction, merchant_id: UUID) -> list[BankAccount]:
    """Return all accounts that a merchant ever had, the first one first. Raises NotFound."""
    await merchants.get(transaction, merchant_id)
    return await transaction.fetch_structs(BankAccount, queries.select_bank_accounts, merchant_id)


async def reveal(transaction: Transaction, account_id: UUID) -> Details:
    """Open an account's number and holder for who compares it with the bank's paper; who looked is kept."""
    await get(transaction, account_id)
    fields = await vault.open_fields(transaction, account_id, purpose="bank_account_check")
    return msgspec.convert(fields, Details)


async def check(transaction: Transaction, account_id: UUID, *, outcome: Literal["verified", "rejected"]) -> BankAccount:
    """Verify or reject an account, as somebody who did not enter it. Raises SameActor, TransitionForbidden."""
    await transaction.execute(queries.lock_bank_account, account_id)
    account = await get(transaction, account_id)
    status = transition(CHECKED, account.status, outcome)
    merchant = await merchants.get(transaction, account.merchant_id)
    if transaction.actor_id in {account.entered_by, merchant.owner_id}:
        raise SameActor("Somebody who neither entered this account nor owns the merchant has to check it.")
    usable_from = await _usable_from(transaction, account.merchant_id) if outcome == "verified" else None
    if usable_from is not None and usable_from > transaction.today:
        body = sentence(
            "It is paid from {usable_on} on. If you did not ask for this, call the office at once.",
            usable_on=usable_from.isoformat(),
        )
        await notices.tell(transaction, account.merchant_id, VERIFIED, body)
    await transaction.execute(
        queries.check_bank_account, account_id, status, transaction.actor_id, transaction.now, usable_from
    )
    await audit.record(transaction, f"bank_account_{outcome}", object_type="merchant", object_ids=[account.merchant_id])
    return await get(transaction, account_id)


async def stop(transaction: Transaction, account_id: UUID) -> BankAccount:
    """Stop an account that was verified and still cools: anybody who works for the merchant may, at once.

    Raises AccountInUse, TransitionForbidden for one that was not verified, NotFound.
    """
    await transaction.execute(queries.lock_bank_account, account_id)
    account = await get(transaction, account_id)
    await merchants.get(transaction, account.merchant_id)
    transition({"verified": ("rejected",)}, account.status, "rejected")
    if account.usable_from is not None and account.usable_from <= transaction.today:
        raise AccountInUse(f"It is paid since {account.usable_from.isoformat()}.")
    await transaction.execute(queries.stop_bank_account, account_id, transaction.actor_id, transaction.now)
    await notices.tell(transaction, account.merchant_id, STOPPED, STAYS)
    await audit.record(transaction, "bank_account_stopped", object_type="merchant", object_ids=[account.merchant_id])
    return await get(transaction, account_id)


async def _usable_from(transaction: Transaction, merchant_id: UUID) -> date:
    if not await has_verified(transaction, merchant_id):
        return transaction.today
    return transaction.today + timedelta(days=terms.current(transaction).cooling_days)


async def has_verified(transaction: Transaction, merchant_id: UUID) -> bool:
    """Return whether a merchant has an account that a second person has verified."""
    return bool(await transaction.fetchval(queries.has_verified, merchant_id))


async def usable(transaction: Transaction, merchant_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the account to which each of these merchants is paid today; those without one are left out."""
    rows = await transaction.fetch(queries.select_usable, list(merchant_ids), transaction.today)
    return {row["merchant_id"]: row["id"] for row in rows}


async def open_many(transaction: Transaction, account_ids: Collection[UUID]) -> dict[UUID, Details]:
    """Open many accounts for the bank file; each look is kept."""
    opened = await vault.open_many(transaction, account_ids, purpose="bank_file")
    return {account_id: msgspec.convert(fields, Details) for account_id, fields in opened.items()}
