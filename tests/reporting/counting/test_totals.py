"""Totals add up, stay within their tenant, and are shown in buckets to whoever is not an auditor."""

from datetime import date
from typing import Any

from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import AL_KOURA, PAGGAIO, Town
from tests.reporting.log import Log


def one_euro() -> Log:
    """The sums of the path of one euro: one household, one shop, a bonus, a refund, a decline, a closed day."""
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    town.fund(1_000_000)
    shop = town.accept("social_enterprise")
    town.credit([wallet], 18_000, account_minor=18_000)
    payment = town.pay(wallet, shop, 3_600, bonus_minor=180, remainder_minor=220)
    town.refund(payment, shop, 1_000, bonus_minor=50)
    town.decline(shop, 2_500)
    town.close_day(shop, 2_730)
    town.bank_pays(town.instruct(shop, 2_730), shop, 2_730)
    return log


async def figures(readings: Readings, path: str) -> Any:
    (found,) = (await readings.get(path, role="finance_officer"))["figures"]
    return found


async def test_the_totals_of_one_euro(readings: Readings) -> None:
    await readings.hear_all(one_euro())
    found = await figures(readings, "/totals")
    assert found == {
        "currency": "EUR", "funded_minor": 1_000_000, "credited_minor": 18_000, "account_minor": 18_000,
        "payments_count": 1, "requested_minor": 4_000, "spent_minor": 3_600, "bonus_minor": 180, "remainder_minor": 220,
        "refunds_count": 1, "refunded_minor": 1_000, "bonus_refunded_minor": 50,
        "respends_count": 0, "respent_minor": 0, "respend_bonus_minor": 0,
        "line_moved_minor": 0, "line_returned_minor": 0, "declined_count": 1, "declined_minor": 2_500,
        "owed_minor": 2_730, "settled_minor": 2_730, "instructed_minor": 0, "paid_minor": 2_730, "returned_minor": 0,
    }  # fmt: skip
    assert found["owed_minor"] == (
        found["spent_minor"] + found["bonus_minor"] - found["refunded_minor"] - found["bonus_refunded_minor"]
    )


async def test_benefits_count_in_their_month_and_sales_in_theirs(readings: Readings) -> None:
    await readings.hear_all(one_euro())
    january, february = (
        await figures(readings, "/totals?month=2026-01-01"),
        await figures(readings, "/totals?month=2026-02-01"),
    )
    assert (january["credited_minor"], january["spent_minor"]) == (18_000, 0)
    assert (february["credited_minor"], february["spent_minor"], february["funded_minor"]) == (0, 3_600, 1_000_000)


async def test_a_month_is_named_by_its_first_day(readings: Readings) -> None:
    answer = await readings.ask("/totals?month=2026-02-03")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed")


async def test_a_tenant_sees_its_own_totals_only(readings: Readings) -> None:
    await readings.hear_all(one_euro())
    assert (await readings.get("/totals", of=AL_KOURA))["figures"] == []


def market(small: int, large: int) -> Log:
    """Households that buy at a private shop, and a few that buy at a social enterprise, in January."""
    log = Log()
    town = Town(log, PAGGAIO)
    private, social = town.accept("private"), town.accept("social_enterprise")
    wallets = [uuid7() for _ in range(small + large)]
    town.credit(wallets, 10_000)
    for number, wallet in enumerate(wallets):
        town.pay(wallet, social if number < small else private, 1_000, day=date(2026, 1, 20))
    return log


def amounts(buckets: list[dict[str, Any]]) -> dict[tuple[str | None, str | None], int | None]:
    return {(bucket.get("programme"), bucket.get("merchant_kind")): bucket.get("amount_minor") for bucket in buckets}


async def test_a_kind_of_shop_with_few_buyers_is_hidden_and_so_is_its_neighbour(readings: Readings) -> None:
    await readings.hear_all(market(small=4, large=20))
    found = amounts((await readings.get("/totals?month=2026-01-01"))["spending"])
    assert found["gmi", None] == found[None, None] == 24_000
    assert found["gmi", "social_enterprise"] is None
    assert found["gmi", "private"] is None
    whole = amounts((await readings.get("/totals?month=2026-01-01", role="auditor"))["spending"])
    assert (whole["gmi", "social_enterprise"], whole["gmi", "private"]) == (4_000, 20_000)


async def test_buckets_of_five_are_shown(readings: Readings) -> None:
    await readings.hear_all(market(small=5, large=20))
    found = amounts((await readings.get("/totals?month=2026-01-01"))["spending"])
    assert (found["gmi", "social_enterprise"], found["gmi", "private"]) == (5_000, 20_000)


async def test_all_of_time_has_no_buckets(readings: Readings) -> None:
    await readings.hear_all(market(small=5, large=20))
    found = await readings.get("/totals")
    assert (found["benefits"], found["spending"]) == ([], [])


async def test_the_public_sees_whole_months_in_buckets(readings: Readings) -> None:
    await readings.hear_all(market(small=4, large=20))
    answer = await readings.ask(f"/public/totals?municipality={PAGGAIO}&month=2026-01-01", role="")
    assert answer.status_code == 200
    found = answer.json()
    assert amounts(found["spending"])["gmi", "social_enterprise"] is None
    assert amounts(found["benefits"]) == {("gmi", None): 240_000, (None, None): 240_000}
    assert found["households_count_min"] == 5


async def test_the_public_sees_no_month_that_is_not_over(readings: Readings) -> None:
    answer = await readings.ask(f"/public/totals?municipality={PAGGAIO}&month=2126-01-01", role="")
    assert answer.status_code == 404


async def test_a_month_is_published_once_it_is_over_where_the_tenant_is(readings: Readings) -> None:
    path = f"/public/totals?municipality={PAGGAIO}&month=2026-01-01"
    for instant, status in (("2026-01-31T23:59:59+02:00", 404), ("2026-02-01T00:00:00+02:00", 200)):
        assert (await readings.http.get(path, headers={"Koinon-Time": instant})).status_code == status
