"""Captures take what is held, in parts, never above it; each is a payment like any other."""

import asyncio

import msgspec

from services.kit.db import uuid7
from tests.cards.factories import OFFICER, PIN, Town
from tests.cards.payments import holding
from tests.cards.payments.test_refunds import refund


async def test_a_hold_is_captured_in_parts(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    first = (await holding.capture(town, held, 1_500)).json()
    assert (first["status"], first["amount_minor"], first["authorisation_id"]) == ("captured", 1_500, held["id"])
    assert await holding.wallet(town) == (9_300, 2_500, 6_800)
    second = (await holding.capture(town, held)).json()
    assert (second["amount_minor"], second["balance_minor"], second["next_expiry_minor"]) == (2_500, 6_800, 6_800)
    assert await holding.wallet(town) == (6_800, 0, 6_800)
    answer = await holding.capture(town, held, 1)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/transition-forbidden")
    await town.verify()


async def test_the_final_capture_sets_free_what_it_leaves(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    assert (await holding.capture(town, held, 1_500, final=True)).status_code == 201
    assert await holding.wallet(town) == (9_300, 0, 9_300)
    await town.verify()


async def test_a_capture_above_the_hold_is_refused(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    await holding.capture(town, held, 2_500)
    answer = await holding.capture(town, held, 2_500)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/capture-above-hold")
    assert answer.json()["left_minor"] == 1_500
    await town.verify()


async def test_captures_at_once_take_no_more_than_is_held_together(town: Town) -> None:
    held = await holding.hold(town, 1_000)
    answers = await asyncio.gather(*(holding.capture(town, held, 600) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert await holding.wallet(town) == (10_200, 400, 9_800)
    await town.verify()


async def test_a_repeated_capture_is_one_capture(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    first, second = [await holding.capture(town, held, 1_500, "part-1") for _ in range(2)]
    assert first.json() == second.json()
    assert second.headers["idempotent-replayed"] == "true"
    assert (await holding.capture(town, held, 1_400, "part-1")).status_code == 422
    other = await holding.hold(town, 2_000)
    assert (await holding.capture(town, other, 1_500, "part-1")).status_code == 422, "a key belongs to one hold"
    await town.verify()


async def test_only_the_shop_that_holds_captures(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    other = await town.enrol_till(await town.accept_merchant("public"))
    for answer in (await holding.capture(town, held, till=other), await holding.void(town, held, till=other)):
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/held-elsewhere")


async def test_a_declined_hold_cannot_be_captured(town: Town) -> None:
    held = await holding.hold(town, 6_000)
    assert (await holding.capture(town, held)).status_code == 404
    assert (await holding.void(town, held)).status_code == 404


async def test_after_its_time_a_hold_cannot_be_captured(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    town.till.now = "2026-02-11T10:00:00+02:00"
    answer = await holding.capture(town, held)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/hold-expired")


async def test_an_offer_adds_its_bonus_when_the_hold_is_captured(town: Town) -> None:
    await town.open_line("bonus", 150)
    await town.offer("private", 1_000, 5_000)
    held = await holding.hold(town, 3_000)
    assert held["held_minor"] == 3_000
    first = (await holding.capture(town, held, 1_000)).json()
    assert (first["amount_minor"], first["bonus_minor"]) == (900, 100)
    assert await holding.wallet(town) == (9_900, 2_000, 7_900)
    second = (await holding.capture(town, held)).json()
    assert (second["amount_minor"], second["bonus_minor"]) == (1_950, 50), "an empty pot means less bonus"
    assert await holding.wallet(town) == (7_950, 0, 7_950)
    await town.verify()


async def test_a_capture_is_refunded_like_any_payment(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    captured = (await holding.capture(town, held, 1_500)).json()
    assert (await refund(town, captured, 1_000)).status_code == 201
    assert (await refund(town, captured, 600)).json()["type"] == "/problems/refund-too-large"
    assert await holding.wallet(town) == (10_300, 2_500, 7_800)
    await town.verify()


async def test_a_stopped_card_settles_what_was_held_before(town: Town) -> None:
    held = await holding.hold(town, 4_000)
    version = (await town.client.get(f"/cards/{town.card_id}", by="sofia card_desk"))["version"]
    path = f"/cards/{town.card_id}/stop"
    await town.client.post(path, {"reason": "lost"}, by="sofia card_desk", If_Match=f'"{version}"')
    assert (await holding.capture(town, held)).status_code == 201


async def test_a_days_figures_count_each_capture(town: Town) -> None:
    held = await holding.hold(town, 6_000, pin=PIN)
    await holding.capture(town, held, 1_000)
    await holding.capture(town, held, 2_000)
    town.client.now = "2026-02-11T10:00:00+02:00"
    body = {"settlement_date": "2026-02-10"}
    day = await town.client.post("/settlement-days", body, by=OFFICER)
    assert (day["payments_count"], day["net_minor"]) == (2, 3_000), "a hold is nobody's money yet"
    body_of_sale = msgspec.json.encode({"final": True})
    late = await town.till.send(f"/authorisations/{held['id']}/captures", body_of_sale, str(uuid7()))
    assert late.json()["settlement_date"] == "2026-02-11", "a closed day never changes"
    await town.verify()
