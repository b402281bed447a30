"""Renewals: the next card is ordered before the old one ends, and the old one pays until then and not a day longer."""

from datetime import date, datetime
from typing import Any

from contracts.registry import MembershipExited
from services.cards.__main__ import jobs
from services.cards.deciding.programmes import CardValidity, card_validity
from services.kit.db import Context
from tests.cards.factories import DESK, Town

# Handed over on 12 January 2026; 36 months after that month it ends.
LAST_DAY = date(2029, 1, 31)


async def tend(town: Town, at: str) -> None:
    """Let the timer tick at a business time."""
    context = Context(now=datetime.fromisoformat(at), municipality_ids=(town.client.tenant.id,))
    async with town.worker.transaction(context) as transaction:
        await jobs.timers["tend_cards"].handler(transaction, town.settings)


async def cards_of(town: Town) -> list[dict[str, Any]]:
    card = await town.client.get(f"/cards/{town.card_id}", by=DESK)
    found: list[dict[str, Any]] = (await town.client.get(f"/cards?holder_id={card['holder_id']}", by=DESK))["items"]
    return found


async def put_in_use(town: Town, card_id: str) -> str:
    """Give the holder a card that was ordered, and return what its QR says."""
    printed = await town.client.post(f"/cards/{card_id}/print", by=DESK)
    await town.client.post(f"/cards/{card_id}/hand-over", by=DESK)
    await town.client.post(f"/cards/{card_id}/pin", {"pin": "2580"}, by=DESK)
    return str(printed["token"])


def test_a_card_lasts_as_long_as_the_most_generous_programme_on_its_wallet() -> None:
    valid = card_validity(["gmi"], date(2026, 1, 12))
    assert valid == CardValidity(expires_on=LAST_DAY, renew_on=date(2028, 12, 17))
    assert card_validity([], date(2026, 1, 12)) == CardValidity()


async def test_the_next_card_is_ordered_in_time_and_once(town: Town) -> None:
    await tend(town, "2028-12-16T12:00:00+00:00")
    assert [card["status"] for card in await cards_of(town)] == ["active"]
    for _ in range(2):
        await tend(town, "2028-12-17T12:00:00+00:00")
    assert [card["status"] for card in await cards_of(town)] == ["active", "ordered"]


async def test_the_old_card_pays_until_the_new_one_does(town: Town) -> None:
    await tend(town, "2028-12-17T12:00:00+00:00")
    _, new = await cards_of(town)
    assert (await town.receipt(100))["status"] == "captured"
    old, town.token = town.token, await put_in_use(town, new["id"])
    assert [card["status"] for card in await cards_of(town)] == ["replaced", "active"]
    assert (await town.receipt(100))["status"] == "captured"
    assert (await town.receipt(100, card_token=old))["decline_code"] == "card_refused"
    assert (await town.client.get(f"/wallets/{town.wallet_id}", by=DESK))["balance_minor"] == 10_600


async def test_a_card_does_not_pay_after_its_last_day_even_before_anybody_has_stopped_it(town: Town) -> None:
    await town.credit(date(2026, 3, 1))
    town.till.now = "2029-01-31T21:00:00+00:00"
    assert (await town.receipt(100))["decline_code"] != "card_refused"
    town.till.now = "2029-01-31T23:00:00+00:00"
    assert (await town.receipt(100))["decline_code"] == "card_refused", "it is 1 February in Greece"


async def test_a_card_whose_last_day_is_over_is_stopped_as_expired(town: Town) -> None:
    await tend(town, "2029-01-31T21:00:00+00:00")
    assert (await cards_of(town))[0]["status"] == "active"
    await tend(town, "2029-01-31T23:00:00+00:00")
    assert [card["status"] for card in await cards_of(town)] == ["expired", "ordered"]


async def test_a_lost_card_is_replaced_by_the_renewal_that_is_on_its_way(town: Town) -> None:
    await tend(town, "2028-12-17T12:00:00+00:00")
    _, renewal = await cards_of(town)
    assert (await town.client.post(f"/cards/{town.card_id}/replace", by=DESK))["id"] == renewal["id"]
    assert [card["status"] for card in await cards_of(town)] == ["replaced", "ordered"]


async def test_nothing_is_ordered_for_an_empty_wallet_that_nobody_credits(town: Town) -> None:
    exited = MembershipExited(
        membership_id=town.membership_id,
        household_id=town.household_id,
        programme="gmi",
        reason="renewal_due",
        exited_on=date(2026, 3, 1),
    )
    await town.tell(exited)
    await town.receipt(10_800, pin="2580")
    await tend(town, "2028-12-17T12:00:00+00:00")
    assert [card["status"] for card in await cards_of(town)] == ["active"]
