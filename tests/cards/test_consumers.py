"""What cards hears, delivered twice, happens once."""

from datetime import date

import pytest

from contracts import merchants
from contracts.envelope import Event
from services.cards.consumers import HANDLERS
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.cards.factories import DESK, Town


def test_every_handler_does_one_thing_for_one_event() -> None:
    assert len(set(HANDLERS.values())) == len(HANDLERS)


def story(town: Town) -> list[Event]:
    """One event of each kind that moves something, for this town."""
    return [
        town.membership(uuid7(), 5_000),
        merchants.PayoutInstructed(
            payout_id=uuid7(),
            merchant_id=town.merchant_id,
            bank_file_id=uuid7(),
            settlement_date=date(2026, 2, 10),
            currency="EUR",
            amount_minor=300,
        ),
        merchants.MerchantSuspended(merchant_id=town.merchant_id, suspended_from=date(2026, 3, 1), reason="left"),
    ]


@pytest.mark.parametrize("place", range(3))
async def test_an_event_delivered_twice_is_applied_once(town: Town, place: int) -> None:
    event = story(town)[place]
    assert await town.tell(event) is Outcome.APPLIED
    before = await town.verify()
    cards = await town.client.get("/cards", by=DESK)
    town.sequences[event.aggregate_id] -= 1
    assert await town.tell(event) is Outcome.DUPLICATE
    assert await town.verify() == before
    assert await town.client.get("/cards", by=DESK) == cards
