"""The card desk: print, hand over, PIN, pause, stop and replace; balances without purchases."""

from uuid import UUID

from litestar import get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.cards.holders import card_limits, cards, pauses, pins
from services.cards.holders.card_limits import CardLimits
from services.cards.holders.cards import Card, CardStatus, PrintedCard, ReturnReason, StopReason
from services.cards.holders.pins import Pin
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


class ReturnCard(Body, frozen=True, kw_only=True):
    """Why a printed card did not reach its holder."""

    reason: ReturnReason


class SetPin(Body, frozen=True, kw_only=True):
    """The PIN that the holder has chosen at the desk."""

    pin: Pin


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


@post("/cards/{card_id:uuid}/returns", guards=[requires(*DESK)], tags=["cards"])
@idempotent(cards.get)
async def return_card(
    data: JSONBody[ReturnCard],
    transaction: NamedDependency[Transaction],
    card_id: FromPath[UUID],
    version: NamedDependency[int],
) -> Card:
    """Note that a printed card came back. Its print is void; print it again."""
    return await cards.take_back(transaction, card_id, reason=data.reason, version=version)


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


@put("/cards/{card_id:uuid}/limits", guards=[requires(*DESK)], tags=["cards"])
async def set_limits(
    data: JSONBody[CardLimits],
    transaction: NamedDependency[Transaction],
    card_id: FromPath[UUID],
    version: NamedDependency[int],
) -> Card:
    """Let a card spend less than its household may, for a holder who wishes so."""
    return await card_limits.set_limits(transaction, card_id, data, version=version)


@post("/cards/{card_id:uuid}/pause", guards=[requires(*DESK)], tags=["cards"])
@idempotent(cards.get)
async def pause_card(
    transaction: NamedDependency[Transaction], card_id: FromPath[UUID], version: NamedDependency[int]
) -> Card:
    """Let a card pay nothing until it is resumed. What the desk has paused, only the desk resumes."""
    return await pauses.pause(transaction, card_id, version=version)


@post("/cards/{card_id:uuid}/resume", guards=[requires(*DESK)], tags=["cards"])
@idempotent(cards.get)
async def resume_card(
    transaction: NamedDependency[Transaction], card_id: FromPath[UUID], version: NamedDependency[int]
) -> Card:
    """Let a paused card pay again, whoever has paused it."""
    return await pauses.resume(transaction, card_id, version=version)


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


ROUTES = [
    list_cards, get_card, print_card, return_card, hand_over_card, set_pin, set_limits, pause_card, resume_card,
    stop_card, replace_card, get_wallet,
]  # fmt: skip
