"""The card desk: print, hand over, PIN, stop and replace; balances without purchases."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta

from services.cards.holders import cards, pins
from services.cards.holders.cards import Card, CardStatus, PrintedCard, StopReason
from services.cards.ledger import wallets
from services.cards.ledger.wallets import WalletWithLots
from services.kit.auth import requires
from services.kit.db import Transaction
from services.kit.idempotency import idempotent
from services.kit.web import Body, Limit, Page, decode_cursor, page

DESK = ("card_desk",)
READERS = ("card_desk", "caseworker", "supervisor")


class StopCard(Body, frozen=True, kw_only=True):
    """Why a card is stopped."""

    reason: StopReason


class SetPin(Body, frozen=True, kw_only=True):
    """The PIN that the holder has chosen at the desk."""

    pin: Annotated[str, Meta(pattern=r"^[0-9]{4}$(?!\n)")]


@get("/cards", guards=[requires(*READERS)], tags=["cards"])
async def list_cards(
    transaction: NamedDependency[Transaction],
    status: FromQuery[CardStatus | None] = None,
    holder_id: FromQuery[UUID | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: FromQuery[Limit] = 50,
) -> Page[Card]:
    """Return cards, oldest order first."""
    after = decode_cursor(cursor)
    found = await cards.list_cards(transaction, status=status, holder_id=holder_id, after=after, limit=limit + 1)
    return page(found, limit)


@get("/cards/{card_id:uuid}", guards=[requires(*READERS)], tags=["cards"])
async def get_card(transaction: NamedDependency[Transaction], card_id: FromPath[UUID]) -> Card:
    """Return a card's state."""
    return await cards.get(transaction, card_id)


@post("/cards/{card_id:uuid}/print", guards=[requires(*DESK)], tags=["cards"])
async def print_card(transaction: NamedDependency[Transaction], card_id: FromPath[UUID]) -> PrintedCard:
    """Return what the printed card's QR says, this once. A card printed again makes the first print void."""
    return await cards.print_card(transaction, card_id)


@post("/cards/{card_id:uuid}/hand-over", guards=[requires(*DESK)], tags=["cards"])
@idempotent(cards.get)
async def hand_over_card(transaction: NamedDependency[Transaction], card_id: FromPath[UUID]) -> Card:
    """Note that the holder has the card in hand."""
    return await cards.hand_over(transaction, card_id)


@post("/cards/{card_id:uuid}/pin", guards=[requires(*DESK)], tags=["cards"])
@idempotent(cards.get)
async def set_pin(
    data: JSONBody[SetPin],
    transaction: NamedDependency[Transaction],
    state: State,
    card_id: FromPath[UUID],
) -> Card:
    """Set the PIN with the holder present; the card pays from now on."""
    return await pins.set_pin(transaction, state.settings.keyring["pin"], card_id, pin=data.pin)


@post("/cards/{card_id:uuid}/stop", guards=[requires(*DESK)], tags=["cards"])
@idempotent(cards.get)
async def stop_card(
    data: JSONBody[StopCard],
    transaction: NamedDependency[Transaction],
    card_id: FromPath[UUID],
    version: NamedDependency[int],
) -> Card:
    """Stop a card, at once. The money stays in the wallet."""
    return await cards.stop(transaction, card_id, reason=data.reason, version=version)


@post("/cards/{card_id:uuid}/replace", guards=[requires(*DESK)], tags=["cards"])
@idempotent(cards.get)
async def replace_card(transaction: NamedDependency[Transaction], card_id: FromPath[UUID]) -> Card:
    """Order a new card in place of this one and return the new one."""
    return await cards.replace(transaction, card_id)


@get("/wallets/{wallet_id:uuid}", guards=[requires(*READERS)], tags=["wallets"])
async def get_wallet(transaction: NamedDependency[Transaction], wallet_id: FromPath[UUID]) -> WalletWithLots:
    """Return balance, lots and next expiry; never a shop, a time or a basket."""
    return await wallets.get_with_lots(transaction, wallet_id)


ROUTES = [list_cards, get_card, print_card, hand_over_card, set_pin, stop_card, replace_card, get_wallet]
