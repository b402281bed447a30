"""Inquiries: what a card holds, told at a till or a desk and recorded; never what was bought with it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.cards.deciding import reasons
from services.cards.deciding.reasons import Rule, RuleResult
from services.cards.deciding.standings import PinState
from services.cards.holders import cards
from services.cards.payments import requests
from services.cards.payments.requests import TillAsks
from services.kit import audit
from services.kit.db import Transaction, uuid7
from services.kit.errors import KeyReused, NotFound
from services.kit.sql import load_queries
from services.kit.web import Body

queries = load_queries(__file__)

PIN_CODES: dict[PinState, Rule] = {"absent": "pin_required", "wrong": "pin_wrong", "blocked": "pin_blocked"}


class InquiryRequest(Body, frozen=True, kw_only=True):
    """A card, and the PIN by which its holder agrees that the shop is told."""

    card_token: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22}$(?!\n)")]
    pin: Annotated[str, Meta(pattern=r"^[0-9]{4}$(?!\n)")] | None = None


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    """What was told: in minor units, nothing of it when it was declined."""

    id: UUID
    decline_code: Rule | None
    currency: str | None
    balance_minor: int | None
    available_minor: int | None
    """What can be spent now: not held for shops, and not expired."""
    next_expiry_on: date | None
    next_expiry_minor: int | None
    """How much of what is available can be spent until the next expiry date only."""
    asked_at: datetime
    version: int
    message: str | None = None
    """Why nothing was told and what the holder can do, in the language asked for."""


async def get(transaction: Transaction, inquiry_id: UUID) -> Inquiry:
    """Return an inquiry. Raises NotFound."""
    inquiry = await transaction.fetch_struct(Inquiry, queries.get_inquiry, inquiry_id)
    if inquiry is None:
        raise NotFound("There is no such inquiry.")
    return inquiry


def worded(inquiry: Inquiry, language: str) -> Inquiry:
    """Return an inquiry with its sentence in a language."""
    if inquiry.decline_code is None:
        return inquiry
    said = reasons.said(RuleResult(rule=inquiry.decline_code, passed=False), language, inquiry.currency or "")
    return msgspec.structs.replace(inquiry, message=said.says)


async def ask_at_till(transaction: Transaction, asks: TillAsks, card_token: str, pin: PinState) -> tuple[Inquiry, bool]:
    """Return what the card holds, and whether that had been asked before under this key."""
    await requests.check(transaction, asks.till)
    earlier = await transaction.fetchrow(queries.earlier_inquiry, asks.till.id, asks.idempotency_key)
    if earlier is not None:
        if earlier["fingerprint"] != asks.fingerprint:
            raise KeyReused("This key was used for something else; take a new key.")
        return await get(transaction, earlier["id"]), True
    card = await transaction.fetchrow(queries.find_card, cards.token_hash(card_token))
    code = "card_refused" if card is None or card["status"] != "active" else PIN_CODES.get(pin)
    inquiry_id = uuid7()
    await transaction.execute(
        queries.insert_inquiry,
        inquiry_id,
        card["id"] if card else None,
        asks.till.id,
        None,
        asks.idempotency_key,
        asks.fingerprint,
        code,
        transaction.now,
        transaction.today,
    )
    return await get(transaction, inquiry_id), False


async def ask_at_desk(transaction: Transaction, card_id: UUID) -> Inquiry:
    """Return what a card holds, asked by a member of staff for its holder."""
    card = await cards.get(transaction, card_id)
    inquiry_id = uuid7()
    await transaction.execute(
        queries.insert_inquiry,
        inquiry_id,
        card.id,
        None,
        transaction.actor_id,
        None,
        None,
        None,
        transaction.now,
        transaction.today,
    )
    await audit.record(transaction, "balance_asked", object_type="card", object_ids=[card_id])
    return await get(transaction, inquiry_id)
