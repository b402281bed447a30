"""Where cards are."""

from contracts.cards import CardIssued, CardOrdered, CardStopped
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


async def test_cards_are_where_they_were_last_seen(readings: Readings) -> None:
    log = Log()
    town = Town(log, PAGGAIO)
    cards = [uuid7() for _ in range(3)]
    for card in cards:
        town.say(CardOrdered(card_id=card, wallet_id=card, holder_id=card))
    for card in cards[:2]:
        town.say(CardIssued(card_id=card, wallet_id=card, holder_id=card))
    town.say(CardStopped(card_id=cards[0], wallet_id=cards[0], holder_id=cards[0], reason="lost"))
    await readings.hear_all(log)
    found = {each["code"]: each["value"] for each in await readings.get("/indicators", role="auditor")}
    assert [found[f"cards_{state}"] for state in ("ordered", "issued", "stopped")] == [1, 1, 1]
