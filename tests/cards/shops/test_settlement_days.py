"""Settlement days: closed once, with figures that never change; what comes later is stamped with a later day."""

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
