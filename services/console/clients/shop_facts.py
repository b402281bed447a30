"""merchants: a shop's own facts and whom to call, its stretches of days, silent tills, cashiers' names and payouts."""

import asyncio
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from services.console.clients.caller import Caller, Command, Listed, Named, fetch, fetch_all, send
from services.console.clients.merchants import SERVICE, Contact, Merchant, Till


class Correction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An application's facts, put right before anybody has verified them."""

    trade_name: str
    legal_form: str
    register_entry: str | None = None
    activities: list[str] = []
    categories: list[str]


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """Days on which a shop took cards. `accepted_until` is the first day without."""

    accepted_from: date
    accepted_until: date | None
    ended_reason: str | None


class CashierName(msgspec.Struct, frozen=True, kw_only=True):
    """Who a cashier is; forgotten when they work there no more."""

    id: UUID
    name: str | None


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop is paid by one bank file, and what the bank made of it."""

    id: UUID
    settlement_date: date
    execution_date: date
    currency: str
    amount_minor: int
    status: str
    paid_on: date | None
    returned_on: date | None
    returned_reason: str | None


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What a shop is owed for a closed day."""

    settlement_date: date
    payments_count: int
    refunds_count: int
    net_minor: int


async def correct(caller: Caller, merchant_id: UUID, correction: Correction, version: int | None) -> Merchant:
    """Put an application right while nobody has verified it."""
    command = Command(path=f"/merchants/{merchant_id}", body=correction, version=version, method="PUT")
    return await send(caller, SERVICE, command, Merchant)


async def read_contact(caller: Caller, merchant_id: UUID) -> Contact:
    """Return whom to call; who looked is kept."""
    return await fetch(caller, SERVICE, f"/merchants/{merchant_id}/contact", Contact)


async def change_contact(caller: Caller, merchant_id: UUID, contact: Contact, version: int | None) -> Merchant:
    """Name another contact."""
    command = Command(path=f"/merchants/{merchant_id}/contact", body=contact, version=version, method="PUT")
    return await send(caller, SERVICE, command, Merchant)


async def list_acceptances(caller: Caller, merchant_id: UUID) -> list[Acceptance]:
    """Return from when to when a shop took cards, the first stretch first."""
    return await fetch(caller, SERVICE, f"/merchants/{merchant_id}/acceptances", list[Acceptance])


async def stop_account(caller: Caller, account_id: UUID, key: str) -> Named:
    """Stop an account that was verified and is not paid to yet; the one before goes on."""
    return await send(caller, SERVICE, Command(path=f"/bank-accounts/{account_id}/stop", key=key), Named)


async def list_silent_tills(caller: Caller, merchant_id: UUID | None = None, cursor: str | None = None) -> Listed[Till]:
    """Return tills that have sold nothing for days, of every shop or of one."""
    return await fetch(caller, SERVICE, "/silent-tills", Listed[Till], merchant_id=merchant_id, cursor=cursor)


async def read_names(caller: Caller, cashier_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return who these cashiers are, each look kept; without those whose names are forgotten."""
    asked = (fetch(caller, SERVICE, f"/cashiers/{each}/name", CashierName) for each in cashier_ids)
    return {each.id: each.name for each in await asyncio.gather(*asked) if each.name is not None}


async def list_payouts(caller: Caller, merchant_id: UUID) -> list[Payout]:
    """Return what a shop was paid or is about to be, the newest first."""
    return (await fetch_all(caller, SERVICE, "/payouts", Payout, merchant_id=merchant_id))[::-1]


async def read_payout(caller: Caller, payout_id: UUID) -> Payout:
    """Return a payout."""
    return await fetch(caller, SERVICE, f"/payouts/{payout_id}", Payout)


async def list_days(caller: Caller, payout_id: UUID) -> list[Batch]:
    """Return the closed days that a payout pays, in the order of their closing."""
    return await fetch_all(caller, SERVICE, f"/payouts/{payout_id}/batches", Batch)
