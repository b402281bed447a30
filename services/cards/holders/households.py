"""Households as registry tells of them: who holds their cards, who shops for them, and what is held back from them.

Who lives with whom is registry's; here it decides which cards pay. A card that may no longer pay is stopped in the
transaction that hears of it. The money goes where registry says: it stays, moves with people, or returns to its lines.
"""

from uuid import UUID

from contracts.registry import (
    HolderChanged,
    HouseholdClosed,
    HouseholdHeld,
    HouseholdMerged,
    HouseholdReleased,
    HouseholdReopened,
    HouseholdSplit,
    PersonDeathRevoked,
    PersonDied,
    ProxyAppointed,
    ProxyEnded,
)
from services.cards.benefits import memberships
from services.cards.holders import cards
from services.cards.ledger import lots, wallets
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)


async def hold(transaction: Transaction, event: HouseholdHeld) -> None:
    """Leave a household out of benefit runs until the hold is released."""
    await transaction.execute(queries.insert_hold, event.hold_id, event.household_id, event.reason, event.held_on)


async def release(transaction: Transaction, event: HouseholdReleased) -> None:
    """Release one hold; others on the household stay."""
    await transaction.execute(queries.release_hold, event.hold_id, event.released_on)


async def change_holder(transaction: Transaction, event: HolderChanged) -> None:
    """Stop the former holder's cards of the household and order one for the new holder."""
    await stop_cards(transaction, household_id=event.household_id, holder_id=event.former_holder_id)
    await transaction.execute(memberships.queries.change_holder, event.household_id, event.holder_id)
    await order_cards(transaction, event.household_id, holder_id=event.holder_id)


async def split(transaction: Transaction, event: HouseholdSplit) -> None:
    """Give those who live apart wallets, their share of each lot, and a card for their holder."""
    for wallet in await transaction.fetch(queries.wallets_of, event.household_id):
        new = await wallets.open_wallet(
            transaction, kind="household", owner_id=event.new_household_id, currency=wallet["currency"]
        )
        await lots.move(transaction, wallet["id"], new.id, basis_points=event.share_basis_points)
    await order_cards(transaction, event.new_household_id, holder_id=event.new_holder_id)


async def merge(transaction: Transaction, event: HouseholdMerged) -> None:
    """Stop the cards of a household that went up in another one, and let its money follow."""
    await stop_cards(transaction, household_id=event.household_id)
    for wallet in await transaction.fetch(queries.wallets_of, event.household_id):
        into = await wallets.open_wallet(
            transaction, kind="household", owner_id=event.into_household_id, currency=wallet["currency"]
        )
        await lots.leave(transaction, wallet["id"], into_id=into.id)


async def close(transaction: Transaction, event: HouseholdClosed) -> None:
    """Stop the cards of a household that is no more, or not here, and return its money to the budget lines."""
    await stop_cards(transaction, household_id=event.household_id)
    for wallet in await transaction.fetch(queries.wallets_of, event.household_id):
        await lots.leave(transaction, wallet["id"], into_id=None)


async def bury(transaction: Transaction, event: PersonDied) -> None:
    """Stop every card of a person who died, whichever household's it is."""
    await stop_cards(transaction, holder_id=event.person_id)


async def revive(transaction: Transaction, event: PersonDeathRevoked) -> None:
    """Order cards for a person who lives after all, on the wallets of the households held; the stopped ones stay so."""
    for household in await transaction.fetch(queries.households_held_by, event.person_id):
        await order_cards(transaction, household["household_id"], holder_id=event.person_id)


async def reopen(transaction: Transaction, event: HouseholdReopened) -> None:
    """Let a household's wallets take money again. What had returned to the budget lines stays there."""
    await transaction.execute(queries.reopen_wallets, event.household_id)


async def appoint_proxy(transaction: Transaction, event: ProxyAppointed) -> None:
    """Order a card for somebody who may shop for a household; who may only collect gets none."""
    if "shop" not in event.may:
        return
    proxy = (event.proxy_id, event.household_id, event.person_id, event.starts_on)
    await transaction.execute(queries.insert_proxy, *proxy)
    await order_cards(transaction, event.household_id, holder_id=event.person_id)


async def end_proxy(transaction: Transaction, event: ProxyEnded) -> None:
    """Stop a proxy's cards, unless the person may shop for the household by another appointment."""
    await transaction.execute(queries.end_proxy, event.proxy_id, event.ended_on)
    acting = await transaction.fetch(queries.acting_proxies, event.household_id)
    if event.person_id not in {proxy["person_id"] for proxy in acting}:
        await stop_cards(transaction, household_id=event.household_id, holder_id=event.person_id)


async def order_proxies(transaction: Transaction, household_id: UUID) -> None:
    """Order cards for those who may already shop for a household whose wallet was opened now."""
    for proxy in await transaction.fetch(queries.acting_proxies, household_id):
        await order_cards(transaction, household_id, holder_id=proxy["person_id"])


async def order_cards(transaction: Transaction, household_id: UUID, *, holder_id: UUID) -> None:
    """Order a card on each of the household's wallets, unless the holder has a living one."""
    for wallet in await transaction.fetch(queries.wallets_of, household_id):
        await cards.order(transaction, wallet["id"], holder_id=holder_id)


async def stop_cards(
    transaction: Transaction, *, household_id: UUID | None = None, holder_id: UUID | None = None
) -> None:
    """Stop the living cards of a household, of a holder, or of a holder on a household's wallets."""
    for card in await transaction.fetch(queries.living_cards, household_id, holder_id):
        await cards.stop(transaction, card["id"], reason="closed", version=card["version"])
