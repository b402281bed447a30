"""Settlement days: closed once, with figures that never change; what comes later is stamped with a later day."""

import asyncio
from datetime import datetime

import msgspec

from services.cards.shops import settlement_days
from services.kit.db import Context
from tests.cards.factories import OFFICER, Town


async def close(town: Town, day: str, at: str = "2026-02-12T20:00:00+02:00") -> tuple[int, dict[str, object]]:
    town.client.now = at
    answer = await town.client.send("POST", "/settlement-days", {"settlement_date": day}, by=OFFICER)
    return answer.status_code, answer.json()


async def test_a_closed_day_keeps_its_figures(town: Town) -> None:
    await town.receipt(1_000)
    status, day = await close(town, "2026-02-10")
    assert (status, day["payments_count"], day["net_minor"]) == (201, 1, 1_000)
    later = await town.receipt(500)
    assert later["settlement_date"] == "2026-02-11"
    status, problem = await close(town, "2026-02-10")
    assert (status, problem["type"]) == (409, "/problems/day-already-closed")
    await town.verify()


async def test_open_days_before_are_closed_with_it(town: Town) -> None:
    await town.receipt(1_000)
    town.till.now = "2026-02-12T10:00:00+02:00"
    await town.receipt(500)
    await close(town, "2026-02-12")
    days = (await town.client.get("/settlement-days", by=OFFICER))["items"]
    assert [(day["settlement_date"], day["net_minor"]) for day in days] == [("2026-02-10", 1_000), ("2026-02-12", 500)]


async def test_a_day_to_come_cannot_be_closed(town: Town) -> None:
    status, problem = await close(town, "2026-02-13")
    assert (status, problem["type"]) == (409, "/problems/day-not-reached")


async def test_the_day_is_the_tenants_own(town: Town) -> None:
    town.till.now = "2026-02-10T22:30:00+00:00"
    assert (await town.receipt(100))["settlement_date"] == "2026-02-11", "half past midnight in Athens"


async def tick(town: Town, at: str) -> list[str]:
    """Let the timer tick in production at an instant; return which days are closed."""
    settings = msgspec.structs.replace(town.settings, environment="production")
    context = Context(now=datetime.fromisoformat(at), municipality_ids=(town.client.tenant.id,))
    async with town.worker.transaction(context) as transaction:
        await settlement_days.close_due(transaction, settings)
    return [day["settlement_date"] for day in (await town.client.get("/settlement-days", by=OFFICER))["items"]]


async def test_a_day_is_closed_by_itself_at_its_cut_off(town: Town) -> None:
    await town.receipt(1_000)
    assert await tick(town, "2026-02-10T22:59:00+02:00") == ["2026-02-09"]
    assert await tick(town, "2026-02-10T23:00:30+02:00") == ["2026-02-09", "2026-02-10"]
    assert await tick(town, "2026-02-10T23:01:30+02:00") == ["2026-02-09", "2026-02-10"]
    town.till.now = "2026-02-10T23:30:00+02:00"
    assert (await town.receipt(500))["settlement_date"] == "2026-02-11", "what is late goes to the next open day"
    await town.verify()


async def test_a_weekend_is_closed_with_monday_and_keeps_figures_of_its_own(town: Town) -> None:
    town.till.now = "2026-02-14T10:00:00+02:00"
    await town.receipt(1_000)
    assert await tick(town, "2026-02-15T23:30:00+02:00") == ["2026-02-13"]
    assert await tick(town, "2026-02-16T23:00:00+02:00") == ["2026-02-13", "2026-02-14", "2026-02-16"]


async def test_where_nothing_was_ever_sold_nothing_is_closed(town: Town) -> None:
    assert await tick(town, "2026-02-10T23:30:00+02:00") == []


async def test_where_requests_choose_their_time_days_are_closed_by_hand(town: Town) -> None:
    await town.receipt(1_000)
    context = Context(now=datetime.fromisoformat("2026-02-10T23:30:00+02:00"),
                      municipality_ids=(town.client.tenant.id,))  # fmt: skip
    async with town.worker.transaction(context) as transaction:
        await settlement_days.close_due(transaction, town.settings)
    assert (await town.client.get("/settlement-days", by=OFFICER))["items"] == []


async def test_of_two_who_close_at_once_one_closes_and_the_other_is_told(town: Town) -> None:
    await town.receipt(1_000)
    town.client.now = "2026-02-12T20:00:00+02:00"
    body = {"settlement_date": "2026-02-10"}
    closers = asyncio.gather(*(town.client.send("POST", "/settlement-days", body, by=OFFICER) for _ in range(4)))
    answers, _ = await asyncio.gather(closers, tick(town, "2026-02-10T23:30:00+02:00"))
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) <= {201, 409}
    assert statuses.count(201) <= 1
    days = (await town.client.get("/settlement-days", by=OFFICER))["items"]
    assert [(day["settlement_date"], day["net_minor"]) for day in days] == [("2026-02-10", 1_000)]


async def test_a_closer_waits_for_the_postings_that_are_under_way(town: Town) -> None:
    await town.receipt(100)
    town.client.now = "2026-02-10T23:30:00+02:00"
    body = {"settlement_date": "2026-02-10"}
    sales = [town.pay(100) for _ in range(8)]
    *answers, closed = await asyncio.gather(*sales, town.client.post("/settlement-days", body, by=OFFICER))
    stamped = [answer.json()["settlement_date"] for answer in answers]
    assert closed["payments_count"] == 1 + stamped.count("2026-02-10")
    await town.verify()
