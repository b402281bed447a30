"""What an offer gives a household in a month: over batches, captures and refunds, and anew in the next month."""

import asyncio

import msgspec

from services.kit.db import uuid7
from tests.cards.factories import Town


async def test_a_monthly_cap_holds_over_batches_captures_and_refunds(town: Town) -> None:
    await town.open_line("bonus", 10_000)
    await town.offer("private", 1_000, 5_000, household_month_minor_max=250)
    made = await asyncio.gather(*(town.receipt(1_000) for _ in range(4)))
    assert sorted(each["bonus_minor"] for each in made) == [0, 50, 100, 100]
    body = {"card_token": town.token, "amount_minor": 1_000, "currency": "EUR"}
    held = (await town.till.send("/authorisations", msgspec.json.encode(body), str(uuid7()))).json()
    captured = await town.till.send(f"/authorisations/{held['id']}/captures", b"{}", str(uuid7()))
    assert captured.json()["bonus_minor"] == 0
    earned = next(each for each in made if each["bonus_minor"] == 100)
    await town.till.send(f"/payments/{earned['id']}/refunds", b"{}", str(uuid7()))
    assert (await town.receipt(1_000))["bonus_minor"] == 100
    town.till.now = "2026-03-01T00:30:00+02:00"
    assert (await town.receipt(1_000))["bonus_minor"] == 100
    await town.verify()


async def test_a_shops_discount_moves_no_money_and_a_refund_gives_back_what_was_paid(town: Town) -> None:
    await town.offer(
        town.merchant_id, 2_000, 150, funded_by="merchant", minimum_minor=500, household_month_minor_max=250
    )
    sold = await town.receipt(1_000)
    told = "amount_minor", "bonus_minor", "discount_minor", "remainder_minor"
    assert [sold[name] for name in told] == [850, 0, 150, 0]
    assert sold["basket"][0]["discount_minor"] == 150
    assert (await town.receipt(499))["discount_minor"] == 0
    assert (await town.receipt(1_000))["discount_minor"] == 100
    back = (await town.till.send(f"/payments/{sold['id']}/refunds", b"{}", str(uuid7()))).json()
    assert back["amount_minor"] == 850
    assert (await town.receipt(1_000))["discount_minor"] == 150
    await town.verify()


async def test_an_offer_counts_at_tills_of_its_areas(town: Town) -> None:
    await town.offer(town.merchant_id, 1_000, 500, funded_by="merchant", areas=["640"])
    assert (await town.receipt(1_000))["discount_minor"] == 0
    town.till = await town.enrol_till(town.merchant_id, "64006")
    assert (await town.receipt(1_000))["discount_minor"] == 100
