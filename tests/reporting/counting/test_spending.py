"""A month's spending by programme, kind of shop and area: one table, of which every answer is a part."""

from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


async def test_spending_by_area_is_a_part_of_one_table(readings: Readings) -> None:
    log = Log()
    town, wallets = Town(log, PAGGAIO), [uuid7() for _ in range(12)]
    near, far = town.accept("private", area="640 04"), town.accept("social_enterprise", area="641 00")
    nowhere = town.accept("private")
    for number, wallet in enumerate(wallets):
        sale = town.pay(wallet, near, 1_000)
        town.pay(wallet, nowhere if number < 6 else far, 500)
        if number == 0:
            town.refund(sale, near, 200)
    await readings.hear_all(log)
    found = await readings.get("/spending?month=2026-02-01&merchant_kind=private")
    assert {(each["programme"], each["area"]): each["amount_minor"] for each in found} == {
        ("gmi", "640 04"): 11_800, ("gmi", "unknown"): 3_000, ("gmi", None): 14_800,
        (None, "640 04"): 11_800, (None, "unknown"): 3_000, (None, None): 14_800,
    }  # fmt: skip
    (one,) = await readings.get(
        "/spending?month=2026-02-01&merchant_kind=social_enterprise&area=641%2000&programme=gmi"
    )
    assert (one["households_count"], one["amount_minor"]) == (6, 3_000)
    assert await readings.get("/spending?month=2026-02-01&area=nowhere") == []


async def test_an_areas_few_buyers_are_hidden_with_a_neighbour(readings: Readings) -> None:
    log = Log()
    town, wallets = Town(log, PAGGAIO), [uuid7() for _ in range(9)]
    shops = [town.accept("private", area=area) for area in ("640 04", "640 08", "641 00")]
    for shop, buyers in zip(shops, (wallets, wallets[:6], wallets[:2]), strict=True):
        for wallet in buyers:
            town.pay(wallet, shop, 1_000)
    await readings.hear_all(log)
    found = await readings.get("/spending?month=2026-02-01&programme=gmi&merchant_kind=private")
    assert {each["area"]: each["households_count"] for each in found} == {
        "640 04": 9, "640 08": None, "641 00": None, None: 9
    }  # fmt: skip
    seen = await readings.get("/spending?month=2026-02-01&programme=gmi&merchant_kind=private", role="auditor")
    assert {each["area"]: each["households_count"] for each in seen}["641 00"] == 2
