"""merchants: the network, outlets and till codes, bank accounts, bank files."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import httpx
import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_all, fetch_file, send

SERVICE = "merchants"

Kind = Literal["private", "public", "social_enterprise"]


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whom to call."""

    name: str
    phone: str | None = None
    email: str | None = None
    language: str | None = None


class NewBankAccount(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a merchant is paid."""

    iban: str
    holder: str
    holder_latin: str | None = None


class Applying(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An application to take the card."""

    trade_name: str
    kind: Kind
    legal_form: str
    registration_number: str
    register_entry: str | None = None
    categories: list[str]
    contact: Contact | None = None
    bank_account: NewBankAccount | None = None


class Merchant(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant as it is now."""

    id: UUID
    trade_name: str
    kind: str
    legal_form: str
    registration_number: str
    register_entry: str | None
    categories: list[str]
    activities: list[str] = []
    status: str
    applied_by: UUID
    applied_at: datetime
    verified_by: UUID | None
    verified_at: datetime | None
    accepted_from: date | None = None
    accepted_until: date | None = None
    verified_until: date | None = None
    version: int


class Accepting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From when on a merchant takes cards; without a day it has signed the agreement in force here."""

    accepted_from: date
    agreement_signed_on: date | None = None


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """From when on a merchant takes no cards, and why."""

    ends_on: date
    reason: str


class NewOutlet(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place where a merchant sells, as entered or as it is after a change."""

    name: str
    area: str
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Outlet(msgspec.Struct, frozen=True, kw_only=True):
    """A place where a merchant sells, or sold until it was closed."""

    id: UUID
    name: str
    area: str
    address: str | None
    latitude: float | None
    longitude: float | None
    closed_at: datetime | None
    version: int


class Till(msgspec.Struct, frozen=True, kw_only=True):
    """A till that has enrolled."""

    id: UUID
    merchant_id: UUID
    outlet_id: UUID
    name: str
    key_id: str
    status: str
    enrolled_at: datetime
    stopped_at: datetime | None
    stop_reason: str | None


class EnrolmentCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code by which one till enrols, shown once."""

    outlet_id: UUID
    code: str
    expires_at: datetime


class BankAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account without its number."""

    id: UUID
    country: str
    status: str
    entered_by: UUID
    entered_at: datetime
    usable_from: date | None
    refused_at: datetime | None = None


class BankDetails(msgspec.Struct, frozen=True, kw_only=True):
    """An account's number and holder."""

    iban: str
    holder: str


class BankFile(msgspec.Struct, frozen=True, kw_only=True):
    """Payouts to all merchants up to a settlement date."""

    id: UUID
    settlement_date: date
    currency: str
    execution_date: date
    payouts_count: int
    total_minor: int
    status: str
    payload_hash: str
    proposed_at: datetime


async def list_merchants(caller: Caller, *, status: str | None = None, cursor: str | None = None) -> Listed[Merchant]:
    """Return merchants in order of application."""
    return await fetch(caller, SERVICE, "/merchant-records", Listed[Merchant], status=status, cursor=cursor)


async def list_all(caller: Caller) -> list[Merchant]:
    """Return all merchants, to choose one of them."""
    return await fetch_all(caller, SERVICE, "/merchant-records", Merchant)


async def read_merchant(caller: Caller, merchant_id: UUID) -> Merchant:
    """Return a merchant."""
    return await fetch(caller, SERVICE, f"/merchants/{merchant_id}", Merchant)


async def apply(caller: Caller, application: Applying, key: str) -> Merchant:
    """Enter an application to take the card."""
    return await send(caller, SERVICE, Command(path="/merchants", body=application, key=key), Merchant)


async def change_merchant(
    caller: Caller, merchant_id: UUID, step: str, *, form: tuple[str, int | None], body: Any = None
) -> Merchant:
    """Verify, accept or suspend a merchant, or let it leave; `form` is its key and the version that was seen."""
    key, version = form
    command = Command(path=f"/merchants/{merchant_id}/{step}", body=body, key=key, version=version)
    return await send(caller, SERVICE, command, Merchant)


async def list_outlets(caller: Caller, merchant_id: UUID) -> list[Outlet]:
    """Return where a merchant sells."""
    return await fetch_all(caller, SERVICE, f"/merchants/{merchant_id}/outlets", Outlet)


async def list_tills(caller: Caller, merchant_id: UUID) -> list[Till]:
    """Return a merchant's tills."""
    return await fetch_all(caller, SERVICE, f"/merchants/{merchant_id}/tills", Till)


async def list_bank_accounts(caller: Caller, merchant_id: UUID) -> list[BankAccount]:
    """Return a merchant's accounts, without numbers."""
    return await fetch(caller, SERVICE, f"/merchants/{merchant_id}/bank-accounts", list[BankAccount])


async def open_outlet(caller: Caller, merchant_id: UUID, outlet: NewOutlet, key: str) -> Outlet:
    """Enter a place where a merchant sells."""
    return await send(caller, SERVICE, Command(path=f"/merchants/{merchant_id}/outlets", body=outlet, key=key), Outlet)


async def give_code(caller: Caller, outlet_id: UUID) -> EnrolmentCode:
    """Make a code by which one till enrols."""
    return await send(caller, SERVICE, Command(path=f"/outlets/{outlet_id}/enrolment-codes"), EnrolmentCode)


async def enter_bank_account(caller: Caller, merchant_id: UUID, account: NewBankAccount, key: str) -> Named:
    """Enter where a merchant is paid."""
    path = f"/merchants/{merchant_id}/bank-accounts"
    return await send(caller, SERVICE, Command(path=path, body=account, key=key), Named)


async def reveal_bank_account(caller: Caller, account_id: UUID) -> BankDetails:
    """Return an account's number, to be compared with the bank's paper; the look is kept."""
    return await fetch(caller, SERVICE, f"/bank-accounts/{account_id}/details", BankDetails)


async def check_bank_account(caller: Caller, account_id: UUID, step: Literal["verify", "reject"], key: str) -> Named:
    """Confirm or refuse an account that somebody else has entered."""
    return await send(caller, SERVICE, Command(path=f"/bank-accounts/{account_id}/{step}", key=key), Named)


async def list_bank_files(caller: Caller) -> list[BankFile]:
    """Return bank files, newest first."""
    listed = await fetch_all(caller, SERVICE, "/bank-files", BankFile)
    return listed[::-1]


async def propose_bank_file(caller: Caller, settlement_date: date, key: str) -> BankFile:
    """Propose to pay every merchant what is open up to a settlement date."""
    body = {"settlement_date": settlement_date}
    return await send(caller, SERVICE, Command(path="/bank-files", body=body, key=key), BankFile)


async def answer_bank_file(caller: Caller, file_id: UUID, *, agreed: bool, payload_hash: str, key: str) -> BankFile:
    """Approve a bank file that somebody else has proposed, or refuse it."""
    path = f"/bank-files/{file_id}/{'approve' if agreed else 'reject'}"
    body = {"payload_hash": payload_hash} if agreed else None
    return await send(caller, SERVICE, Command(path=path, body=body, key=key), BankFile)


async def download_bank_file(caller: Caller, file_id: UUID) -> httpx.Response:
    """Return a written pain.001 file as it was sent."""
    return await fetch_file(caller, SERVICE, f"/bank-files/{file_id}/content")
