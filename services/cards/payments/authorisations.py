"""Authorisations: money that is reserved for a shop until it captures or lets go of it.

A hold is decided as a sale is, in the same batches, and reserves the very lots that it would draw: whoever asks next
sees what is left. Offers add nothing to it yet; they add to its captures.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from contracts.cards import PaymentAuthorised, PaymentDeclined
from contracts.envelope import Event
from services.cards.deciding import programmes, reasons, records
from services.cards.deciding.reasons import RuleSaid
from services.cards.deciding.records import Record
from services.cards.payments import postings, sales
from services.cards.payments.postings import Making
from services.cards.payments.sales import Booked
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.events import Outgoing, publish_all
from services.kit.sql import load_queries

queries = load_queries(__file__)

AuthorisationStatus = Literal["declined", "authorised", "captured", "voided", "expired"]
TRANSITIONS: dict[AuthorisationStatus, tuple[AuthorisationStatus, ...]] = {
    "authorised": ("authorised", "captured", "voided", "expired"),
}


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What is held for a shop, in minor units: `held_minor` at first, of which parts were captured or released."""

    id: UUID
    merchant_id: UUID
    status: AuthorisationStatus
    decline_code: str | None
    currency: str
    requested_minor: int
    held_minor: int
    remainder_minor: int
    """What is to be paid in cash, because nothing was held for it."""
    captured_minor: int
    """The value of the goods captured, a bonus included."""
    released_minor: int
    balance_minor: int | None
    """What the wallet held when this was authorised; absent when the card is not known."""
    available_minor: int | None
    """How much of that was left to spend beside all holds."""
    next_expiry_on: date | None
    next_expiry_minor: int | None
    authorised_at: datetime
    expires_at: datetime | None
    """When what was not captured by then becomes free again."""
    version: int


class Authorisation(Figures, frozen=True, kw_only=True):
    """What is held for a shop, with every rule that was looked at."""

    decision: list[RuleSaid]
    """Each rule with its result, and what it means for the holder, in the language asked for."""
    message: str | None = None
    """Why it was declined and what the holder can do, in the language asked for."""


class Stored(Figures, frozen=True, kw_only=True):
    """An authorisation with the record of its decision."""

    decision: Record


async def read(transaction: Transaction, authorisation_ids: Sequence[UUID]) -> dict[UUID, Stored]:
    """Return authorisations by their ids."""
    found = await transaction.fetch_structs(Stored, queries.authorisations, list(authorisation_ids))
    return {each.id: each for each in found}


async def get(transaction: Transaction, authorisation_id: UUID) -> Stored:
    """Return an authorisation. Raises NotFound."""
    found = await read(transaction, [authorisation_id])
    if authorisation_id not in found:
        raise NotFound("There is no such authorisation.")
    return found[authorisation_id]


def worded(authorisation: Stored, language: str) -> Authorisation:
    """Return an authorisation with its sentences in a language."""
    results = records.results_of(authorisation.decision)
    said = {each.rule: reasons.said(each, language, authorisation.currency) for each in results}
    declined = said.get(authorisation.decision.decline_code) if authorisation.decision.decline_code else None
    return Authorisation(
        **{name: getattr(authorisation, name) for name in Figures.__struct_fields__},
        decision=list(said.values()),
        message=declined.says if declined else None,
    )


async def write(transaction: Transaction, booked: Sequence[Booked], _balances: dict[UUID, int]) -> dict[UUID, Stored]:
    """Write decided holds, what they reserve of which lots, and their events. No money moves."""
    columns = zip(*(row_of(each) for each in booked), strict=True)
    made = await transaction.fetch_structs(Stored, queries.insert_authorisations, *(list(column) for column in columns))
    drawn, held = postings.draws_of(booked)
    await transaction.execute(queries.insert_hold_draws, drawn)
    await transaction.execute(queries.hold_lots, *held)
    await postings.count_pinless(transaction, booked)
    await publish_all(
        transaction, [Outgoing(each.asked.till.municipality_id, each.asked.now, event_of(each)) for each in booked]
    )
    return {authorisation.id: authorisation for authorisation in made}


def expires_at(booked: Booked) -> datetime | None:
    """Return until when a hold can be captured: the shortest time of the programmes that would pay it."""
    known = programmes.all_programmes()
    minutes = [known[drawn.programme].hold_minutes for drawn in booked.drawn]
    return booked.asked.now + timedelta(minutes=min(minutes)) if minutes else None


def row_of(booked: Booked) -> tuple[object, ...]:
    """Return a decided hold as a row of `insert_authorisations`."""
    asked, decision, standing = booked.asked, booked.decision, booked.standing
    request = asked.request
    soonest = booked.lots[0].expires_on if booked.lots else None
    expiring = sum(lot.remaining_minor for lot in booked.lots if lot.expires_on == soonest)
    return (
        booked.payment_id,
        asked.till.municipality_id,
        asked.till.id,
        asked.till.merchant_id,
        asked.idempotency_key,
        asked.fingerprint,
        standing.card_id,
        standing.wallet_id,
        "authorised" if booked.captured else "declined",
        decision.decline_code,
        request.currency,
        sales.category_of(asked, standing),
        request.amount_minor,
        decision.amount_minor,
        request.amount_minor - decision.amount_minor,
        standing.balance_minor,
        sum(lot.remaining_minor for lot in booked.lots) if standing.wallet_id else None,
        soonest,
        expiring if soonest else None,
        booked.record.decode(),
        asked.now,
        expires_at(booked),
    )


def event_of(booked: Booked) -> Event:
    """Return what is told about a decided hold."""
    asked, decision = booked.asked, booked.decision
    expiry = expires_at(booked)
    if decision.decline_code is not None or expiry is None or booked.standing.wallet_id is None:
        return PaymentDeclined(
            payment_id=booked.payment_id,
            merchant_id=asked.till.merchant_id,
            till_id=asked.till.id,
            currency=asked.request.currency,
            requested_minor=asked.request.amount_minor,
            decline_code=decision.decline_code or "insufficient_funds",
        )
    return PaymentAuthorised(
        authorisation_id=booked.payment_id,
        wallet_id=booked.standing.wallet_id,
        merchant_id=asked.till.merchant_id,
        till_id=asked.till.id,
        category=sales.category_of(asked, booked.standing),
        currency=asked.request.currency,
        requested_minor=asked.request.amount_minor,
        held_minor=decision.amount_minor,
        remainder_minor=asked.request.amount_minor - decision.amount_minor,
        expires_at=expiry,
    )


HOLDS: Making[Stored] = Making(queries.earlier_authorisations, write, read)
