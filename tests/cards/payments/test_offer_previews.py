"""A preview weighs offers as a sale would, and moves nothing."""

from uuid import UUID

from tests.cards.factories import Town

MANAGER = "giorgos programme_manager"


async def test_a_preview_says_what_a_sale_would_and_weighs_a_draft(town: Town) -> None:
    await town.open_line("bonus", 10_000)
    running = await town.offer("private", 1_000, 5_000, categories=["5912"])
    await town.offer("private", 1_000, 5_000, areas=["99"])
    body = {
        "merchant_id": str(town.merchant_id),
        "programme": "gmi",
        "basket": [{"category": "5411", "amount_minor": 600}, {"category": "5912", "amount_minor": 400}],
    }
    found = await town.client.post("/offer-previews", body, by=MANAGER)
    told = [found[name] for name in ("discount_minor", "amount_minor", "bonus_minor", "remainder_minor")]
    assert told == [0, 960, 40, 0]
    counted = {"offer_id": str(running), "funded_by": "pot", "worth_minor": 40, "counts": True}
    assert found["offers"] == [counted]
    sold = await town.receipt(1_000, basket=body["basket"])
    assert (sold["bonus_minor"], sold["basket"]) == (40, found["basket"])

    draft = {"funded_by": "merchant", "bonus_basis_points": 2_000, "bonus_minor_max": 150, "minimum_minor": 1_000}
    found = await town.client.post("/offer-previews", body | {"draft": draft, "funds_minor": 500}, by=MANAGER)
    told = [found[name] for name in ("discount_minor", "amount_minor", "bonus_minor", "remainder_minor")]
    assert told == [150, 500, 0, 350]
    weighed = {"offer_id": None, "funded_by": "merchant", "worth_minor": 150, "counts": True}
    assert found["offers"] == [counted | {"counts": False}, weighed]


async def test_a_preview_of_what_is_not_known_is_not_found(town: Town) -> None:
    body = {
        "merchant_id": str(UUID(int=1)),
        "programme": "gmi",
        "basket": [{"category": "5411", "amount_minor": 600}],
    }
    for wrong in ({}, {"merchant_id": str(town.merchant_id), "programme": "none"}):
        status, problem, _ = await town.client.refused("POST", "/offer-previews", body | wrong, by=MANAGER)
        assert (status, problem) == (404, "not-found")
