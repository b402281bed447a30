"""Calls: when applications are taken, on which terms. The terms are the preset as it was when the call was opened."""

from datetime import date, datetime, time
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from services.incubator.calling import eligibilities
from services.incubator.calling.eligibilities import Asking, Verdict
from services.incubator.calling.presets import Preset, preset_of, terms_in, version_of
from services.kit.db import Transaction, uuid7
from services.kit.errors import Fault, Malformed, NotFound, Problem
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)


class NewCall(Body, frozen=True, kw_only=True):
    """A call as opened: a preset, and the first and last day on which applications are taken, where the tenant is.

    On the last day they are taken until `closes_at` on the clocks there; without it, until the day ends.
    """

    preset: ShortText
    opens_on: date
    closes_on: date
    closes_at: time | None = None


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call with its terms."""

    id: UUID
    version: int
    preset_version: str
    opens_on: date
    closes_on: date
    closes_at: time | None = None
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
    terms = terms_in(preset_of(call.preset), transaction.municipality.country)
    if terms.currency is not None and terms.currency != transaction.municipality.currency:
        raise CurrencyDiffers(f"The preset is in {terms.currency}.", currency=transaction.municipality.currency)
    opened = await transaction.fetch_struct(
        Call,
        queries.insert_call,
        uuid7(),
        version_of(terms),
        msgspec.to_builtins(terms),
        call.opens_on,
        call.closes_on,
        call.closes_at,
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


def check_open(call: Call, now: datetime, zone: ZoneInfo) -> None:
    """Raise CallNotOpen before the first day, after the last one, and after the hour on that one, on local clocks."""
    there = now.astimezone(zone)
    too_late = call.closes_at is not None and there.date() == call.closes_on and there.time() >= call.closes_at
    state: Literal["upcoming", "closed"] = "upcoming" if there.date() < call.opens_on else "closed"
    if too_late or not call.opens_on <= there.date() <= call.closes_on:
        until = f"{call.closes_on} {call.closes_at or ''}".rstrip()
        raise CallNotOpen(f"Applications are taken from {call.opens_on} to {until}.", state=state)


async def judge(transaction: Transaction, call_id: UUID, asking: Asking) -> Verdict:
    """Return whether the call is for somebody, before they write. Nothing of it is kept."""
    return eligibilities.judge((await find(transaction, call_id)).terms.eligibility, asking.answers)
