"""What an offer has given so far, against what its merchants sold with it and as long before it."""

from typing import Any

from tests.clients import Client
from tests.merchants import factories
from tests.merchants.conftest import refusal
from tests.rolled_back import Deliver


async def published(client: Client, **terms: Any) -> Any:
    """An offer that a second person has published."""
    offer = await client.post("/offers", factories.offer(**terms))
    approval = {"payload_hash": offer["payload_hash"]}
    return await client.post(f"/offers/{offer['id']}/publish", approval, by=factories.SECOND)


async def test_an_effect_counts_what_was_given_and_compares_with_the_days_before(
    paggaio: Client, deliver: Deliver
) -> None:
    shop = (await factories.accepted(paggaio))["id"]
    bonus = await published(paggaio, merchant_id=shop, valid_from="2026-02-04", valid_until="2026-02-05")
    off = await published(paggaio, merchant_id=shop, valid_from="2026-02-04", funded_by="merchant", stacks=True)
    untouched = {"amount_minor": 1_000, "bonus_minor": 0}
    both = {"amount_minor": 900, "bonus_minor": 50, "discount_minor": 50, "offer_id": bonus["id"]}
    sale = factories.new_id()
    for day, told in (
        ("2026-02-01", untouched),
        ("2026-02-03", untouched),
        ("2026-02-04", untouched),
        ("2026-02-05", both | {"discount_offer_id": off["id"], "payment_id": str(sale)}),
        ("2026-02-05", both | {"discount_offer_id": off["id"]}),
    ):
        await deliver(factories.payment(paggaio, shop, settlement_date=day, **told))
    back = {"payment_id": str(sale), "amount_minor": 900, "bonus_minor": 50, "settlement_date": "2026-02-05"}
    await deliver(factories.refund(paggaio, shop, **back))
    paggaio.now = "2026-02-06T09:00:00+02:00"
    found = await paggaio.get(f"/offers/{bonus['id']}/effect")
    assert found == {
        "offer_id": bonus["id"],
        "currency": "EUR",
        "payments_count": 2,
        "merchants_count": 1,
        "sales_minor": 950,
        "given_minor": 50,
        "during": {"first_day": "2026-02-04", "last_day": "2026-02-05", "payments_count": 3, "sales_minor": 1_950},
        "before": {"first_day": "2026-02-02", "last_day": "2026-02-03", "payments_count": 1, "sales_minor": 1_000},
    }
    discount = await paggaio.get(f"/offers/{off['id']}/effect")
    assert (discount["given_minor"], discount["during"]["last_day"]) == (50, "2026-02-06")


async def test_an_offer_that_never_counted_has_no_effect(paggaio: Client) -> None:
    offer = await paggaio.post("/offers", factories.offer())
    found = await paggaio.get(f"/offers/{offer['id']}/effect")
    assert (found["given_minor"], found["during"]["sales_minor"], found["before"]["sales_minor"]) == (0, 0, 0)
    path = f"/offers/{offer['id']}/effect"
    assert (await paggaio.send("GET", path, by=factories.OWNER)).status_code == 403
    assert await refusal(paggaio, path) == "405 method-not-allowed"
