"""Holders: what somebody who holds a card does and sees without staff. `me` is who the token is for."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.cards.holders import card_limits, cards, pauses, pins, purchases
from services.cards.holders.card_limits import CardLimits
from services.cards.holders.cards import Card
from services.cards.holders.pins import PinChange, Shown
from services.cards.http.signed import headers_of, language_of
from services.cards.ledger.wallets import WalletWithLots
from services.cards.payments import disputes
from services.cards.payments.disputes import Dispute, DisputePurchase
from services.cards.payments.payments import Receipt
from services.kit.auth import CONSOLE, HOLDER, requires
from services.kit.db import Context, Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Limit, Page, decode_cursor, page


@get("/holders/me/cards", guards=[requires(HOLDER)], tags=["holders"])
async def list_own_cards(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Card]:
    """Return the holder's cards and, of the own wallets, the proxies' cards; oldest order first."""
    return page(await pauses.of_holder(transaction, after=decode_cursor(cursor), limit=limit + 1), limit)


@post("/holders/me/cards/{card_id:uuid}/pause", guards=[requires(HOLDER)], tags=["holders"])
@idempotent(cards.get)
async def freeze_card(transaction: NamedDependency[Transaction], card_id: FromPath[UUID]) -> Card:
    """Let an own card, or a proxy's on the own wallet, pay nothing until it is resumed."""
    return await pauses.freeze(transaction, card_id)


@post("/holders/me/cards/{card_id:uuid}/resume", guards=[requires(HOLDER)], tags=["holders"])
@idempotent(cards.get)
async def unfreeze_card(transaction: NamedDependency[Transaction], card_id: FromPath[UUID]) -> Card:
    """Let a card that a holder has paused pay again."""
    return await pauses.unfreeze(transaction, card_id)


@put("/holders/me/cards/{card_id:uuid}/limits", guards=[requires(HOLDER)], tags=["holders"])
async def set_own_limits(
    data: JSONBody[CardLimits],
    transaction: NamedDependency[Transaction],
    card_id: FromPath[UUID],
    version: NamedDependency[int],
) -> Card:
    """Let a card on the own wallet, the own one or a proxy's, spend less than the household may."""
    return await card_limits.set_own_limits(transaction, card_id, data, version=version)


@get("/holders/me/wallets", guards=[requires(HOLDER)], tags=["holders"])
async def list_own_wallets(transaction: NamedDependency[Transaction]) -> Page[WalletWithLots]:
    """Return what the holder's wallets hold, with what of it expires next."""
    return Page(items=await purchases.wallets_of_holder(transaction))


@get("/holders/me/payments", guards=[requires(HOLDER)], tags=["holders"])
async def list_own_payments(
    request: Request[Any, Any, State],
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Receipt]:
    """Return the holder's purchases, newest first, with every reason in the language asked for."""
    language = language_of(headers_of(request), transaction.municipality.language)
    after = decode_cursor(cursor)
    return page(await purchases.of_holder(transaction, language=language, after=after, limit=limit + 1), limit)


@get("/holders/me/disputes", guards=[requires(HOLDER)], tags=["holders"])
async def list_own_disputes(
    transaction: NamedDependency[Transaction],
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Dispute]:
    """Return the disputes about the holder's purchases, newest first."""
    after = decode_cursor(cursor)
    return page(await purchases.disputes_of_holder(transaction, after=after, limit=limit + 1), limit)


@post("/holders/me/disputes", guards=[requires(HOLDER)], tags=["holders"])
@idempotent(disputes.get)
async def dispute_purchase(data: JSONBody[DisputePurchase], transaction: NamedDependency[Transaction]) -> Dispute:
    """Open a dispute about an own purchase."""
    return await purchases.dispute(transaction, data)


@post("/holders/me/cards/{card_id:uuid}/pin", guards=[requires(HOLDER)], tags=["holders"])
async def change_pin(
    data: JSONBody[PinChange], context: NamedDependency[Context], state: State, card_id: FromPath[UUID]
) -> Card:
    """Give an own card another PIN. The old one is tried first, and a wrong one spends a try."""
    return await pins.change_pin(state.database, context, state.settings.keyring["pin"], card_id, data)


@post("/cards/verifications", guards=[requires(CONSOLE)], tags=["holders"])
async def verify_card(data: JSONBody[Shown], context: NamedDependency[Context], state: State) -> Card:
    """Return the card whose token and PIN somebody has entered, for the page that signs holders in. Spends a try."""
    return await pins.verify(state.database, context, state.settings.keyring["pin"], data)


@post("/cards/freezes", guards=[requires(CONSOLE)], tags=["holders"])
async def freeze_by_pin(data: JSONBody[Shown], context: NamedDependency[Context], state: State) -> Card:
    """Pause the card whose token and PIN somebody has entered, without signing in. Spends a try."""
    return await pins.freeze(state.database, context, state.settings.keyring["pin"], data)


ROUTES = [
    list_own_cards, freeze_card, unfreeze_card, set_own_limits, list_own_wallets, list_own_payments, list_own_disputes,
    dispute_purchase,
    change_pin, verify_card, freeze_by_pin,
]  # fmt: skip
