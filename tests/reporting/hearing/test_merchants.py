"""Of which kind a shop is, whenever that is heard."""

from contracts.merchants import MerchantSuspended
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import JANUARY, PAGGAIO, Town
from tests.reporting.log import Log


async def test_a_sale_heard_before_its_shop_finds_its_kind_later(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    shop = town.accept("social_enterprise")
    town.pay(wallet, shop, 1_000)
    accepted, sale = log.messages()
    await readings.hear_one(sale)
    early = await readings.get("/totals?month=2026-02-01", role="auditor")
    assert {bucket.get("merchant_kind") for bucket in early["spending"]} == {"unknown", None}
    await readings.hear_one(accepted)
    late = await readings.get("/totals?month=2026-02-01", role="auditor")
    assert {bucket.get("merchant_kind") for bucket in late["spending"]} == {"social_enterprise", None}


async def test_a_suspended_shop_keeps_its_kind(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    shop = town.accept("public")
    town.say(MerchantSuspended(merchant_id=shop, suspended_from=JANUARY, reason="agreement_expired"))
    town.pay(wallet, shop, 1_000)
    await readings.hear_all(log)
    found = await readings.get("/totals?month=2026-02-01", role="auditor")
    assert {bucket.get("merchant_kind") for bucket in found["spending"]} == {"public", None}
    indicators = {each["code"]: each["value"] for each in await readings.get("/indicators")}
    assert (indicators["merchants_accepted"], indicators["merchants_suspended"]) == (0, 1)
