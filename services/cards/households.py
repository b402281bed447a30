"""Households as registry tells of them: who holds their cards, who shops for them, and what is held back from them.

Who lives with whom is registry's; here it decides which cards pay. A card that may no longer pay is stopped in the
transaction that hears of it. The money stays in the wallet until it is moved by a recorded transfer.
"""

from uuid import UUID

from contracts.registry import (
    HolderChanged,
    HouseholdClosed,
    HouseholdHeld,
    HouseholdMerged,
    HouseholdReleased,
    HouseholdSplit,
    PersonDied,
    ProxyAppointed,
    ProxyEnded,
)
from services.cards import cards, memberships, wallets
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
    """Open the wallets of those who live apart from now on and order a card for their holder."""
    for wallet in await transaction.fetch(queries.wallets_of, event.household_id):
        await wallets.open_wallet(
            transaction, kind="household", owner_id=event.new_household_id, currency=wallet["currency"]
        )
    await order_cards(transaction, event.new_household_id, holder_id=event.new_holder_id)


async def leave(transaction: Transaction, event: HouseholdMerged | HouseholdClosed) -> None:
    """Stop every card of a household that is no more."""
    await stop_cards(transaction, household_id=event.household_id)


async def bury(transaction: Transaction, event: PersonDied) -> None:
    """Stop every card of a person who died, whichever household's it is."""
    await stop_cards(transaction, holder_id=event.person_id)


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
