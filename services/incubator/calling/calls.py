"""Calls: when applications are taken, on which terms. The terms are the preset as it was when the call was opened."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.incubator.calling.presets import Preset, preset_of, version_of
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)


class NewCall(Body, frozen=True, kw_only=True):
    """A call as opened: a preset, and the first and last day on which applications are taken, where the tenant is."""

    preset: ShortText
    opens_on: date
    closes_on: date


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call with its terms."""

    id: UUID
    version: int
    preset_version: str
    opens_on: date
    closes_on: date
    opened_at: datetime
    terms: Preset


class CurrencyDiffers(Problem):
    """The preset's currency is not the municipality's."""


class CallNotOpen(Problem):
    """The call does not take applications on this day."""


async def open_call(transaction: Transaction, call: NewCall) -> Call:
    """Open a call. Raises PresetUnknown, CurrencyDiffers, Malformed when it would close before it opens."""
    if call.closes_on < call.opens_on:
        fault = Fault(pointer="/closes_on", detail="The last day is before the first.")
        raise Malformed("Mend what is named in errors and send it again.", errors=[fault])
    terms = preset_of(call.preset)
    if terms.currency != transaction.municipality.currency:
        raise CurrencyDiffers(f"The preset is in {terms.currency}.", currency=transaction.municipality.currency)
    opened = await transaction.fetch_struct(
        Call,
        queries.insert_call,
        uuid7(),
        version_of(terms),
        msgspec.to_builtins(terms),
        call.opens_on,
        call.closes_on,
        transaction.now,
        transaction.actor_id,
    )
    assert opened is not None
    return opened


async def find(transaction: Transaction, call_id: UUID) -> Call:
    """Return a call. Raises NotFound."""
    call = await transaction.fetch_struct(Call, queries.select_call, call_id)
    if call is None:
        raise NotFound("There is no such call.")
    return call


async def lock(transaction: Transaction, call_id: UUID) -> Call:
    """Return a call whose places nobody else gives away until this transaction ends. Raises NotFound."""
    await transaction.execute(queries.lock_call, call_id)
    return await find(transaction, call_id)


async def list_of(transaction: Transaction, *, after: UUID | None, limit: int) -> list[Call]:
    """Return the tenant's calls, oldest first."""
    return await transaction.fetch_structs(Call, queries.select_calls, after, limit)


def check_open(call: Call, today: date) -> None:
    """Raise CallNotOpen before the first and after the last day."""
    state: Literal["upcoming", "closed"] = "upcoming" if today < call.opens_on else "closed"
    if not call.opens_on <= today <= call.closes_on:
        raise CallNotOpen(f"Applications are taken from {call.opens_on} to {call.closes_on}.", state=state)
