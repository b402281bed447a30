"""Awards and orders: what was promised to enterprises, and how much of it came."""

from datetime import UTC, datetime
from typing import Any

from contracts.cards import GrantCredited
from contracts.incubator import AwardClosed, AwardCommitted, OrderCancelled, OrderPaymentReleased, OrderPublished
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import AL_KOURA, Town
from tests.reporting.log import Log


async def test_what_was_promised_to_enterprises_is_counted_with_what_came_of_it(readings: Readings) -> None:
    log = Log()
    town, award, line, merchant = Town(log, AL_KOURA), uuid7(), uuid7(), uuid7()
    money: dict[str, Any] = {"currency": "JOD", "amount_minor": 3_000_000}
    town.say(AwardCommitted(award_id=award, application_id=uuid7(), budget_line_id=line, **money))
    grant: dict[str, Any] = {"grant_id": uuid7(), "award_id": award, "tranche_id": uuid7(), "budget_line_id": line}
    town.say(GrantCredited(**grant, merchant_id=merchant, currency="JOD", amount_minor=1_000_000))
    town.say(AwardClosed(award_id=award, currency="JOD", freed_minor=2_000_000, recovered_minor=0))
    first, second = uuid7(), uuid7()
    for order in (first, second):
        town.say(OrderPublished(order_id=order, budget_line_id=line, **money))
    town.say(OrderCancelled(order_id=second, currency="JOD", freed_minor=3_000_000))
    log.now = datetime(2026, 2, 14, 9, tzinfo=UTC)
    town.say(OrderPaymentReleased(order_id=first, merchant_id=merchant, freed_minor=0, **money))
    paid = grant | {"grant_id": uuid7(), "award_id": first, "tranche_id": first}
    town.say(GrantCredited(**paid, merchant_id=merchant, kind="order", **money))
    await readings.hear_all(log)
    found = {each["code"]: each["value"] for each in await readings.get("/indicators?audience=incubator", of=AL_KOURA)}
    assert (found["awards_committed"], found["awards_paid_basis_points"]) == (1, 3_333)
    assert (found["orders_published"], found["orders_released"], found["orders_cancelled"]) == (2, 1, 1)
    assert found["order_days_median"] == 12
