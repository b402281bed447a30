"""What shops were owed, settled and paid."""

from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


async def test_a_payout_is_in_one_state_at_a_time(readings: Readings) -> None:
    log = Log()
    town = Town(log, PAGGAIO)
    shops = [uuid7() for _ in range(3)]
    payouts = [town.instruct(shop, 1_000) for shop in shops]
    for payout, shop in zip(payouts[:2], shops[:2], strict=True):
        town.bank_pays(payout, shop, 1_000)
    town.bank_returns(payouts[0], shops[0], 1_000)
    await readings.hear(log.shuffled(3))
    (found,) = (await readings.get("/totals"))["figures"]
    assert (found["instructed_minor"], found["paid_minor"], found["returned_minor"]) == (1_000, 1_000, 1_000)


async def test_what_is_owed_and_not_settled_shows(readings: Readings) -> None:
    log = Log()
    town = Town(log, PAGGAIO)
    town.close_day(uuid7(), 2_000)
    del log.envelopes[-1]
    await readings.hear_all(log)
    (found,) = (await readings.get("/totals"))["figures"]
    assert (found["owed_minor"], found["settled_minor"]) == (2_000, 0)
