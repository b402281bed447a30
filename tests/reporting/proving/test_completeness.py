"""The ledger's closed days beside what was heard: a lost, doubled or misplaced sale shows, and in which shop."""

from datetime import date
from uuid import UUID

import msgspec
import pytest

from contracts import cards, merchants
from contracts.envelope import Envelope
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log

DAY = date(2026, 2, 2)


def closed_day() -> tuple[Log, Town, UUID]:
    """A shop sold twice, gave back once and paid a supplier; the day is closed and both are settled."""
    log = Log()
    town, shop, supplier, wallet = Town(log, PAGGAIO), uuid7(), uuid7(), uuid7()
    sale = town.pay(wallet, shop, 2_000, bonus_minor=100)
    town.pay(wallet, shop, 1_000)
    town.refund(sale, shop, 500)
    town.say(
        cards.RespendMade(
            respend_id=uuid7(), payer_id=shop, payee_id=supplier, till_id=uuid7(), currency="EUR", amount_minor=700,
            bonus_minor=35, settlement_date=DAY, parts=[],
        )
    )  # fmt: skip
    owed = {shop: (2, 1, 2_600 - 700 + 35), supplier: (0, 0, 700)}
    totals = [
        cards.MerchantTotal(merchant_id=who, currency="EUR", payments_count=sold, refunds_count=back, net_minor=net)
        for who, (sold, back, net) in owed.items()
    ]
    town.say(cards.SettlementDayClosed(settlement_day_id=uuid7(), settlement_date=DAY, totals=totals))
    for who, (_, _, net) in owed.items():
        town.say(
            merchants.BatchClosed(batch_id=uuid7(), merchant_id=who, settlement_date=DAY, currency="EUR", net_minor=net)
        )
    return log, town, shop


def without_last_sale(envelopes: list[Envelope]) -> list[Envelope]:
    lost = [each for each in envelopes if each.type == cards.PaymentCaptured.type][-1]
    return [each for each in envelopes if each is not lost]


def with_last_sale_twice(envelopes: list[Envelope]) -> list[Envelope]:
    again = [each for each in envelopes if each.type == cards.PaymentCaptured.type][-1]
    return [*envelopes, msgspec.structs.replace(again, id=uuid7(), subject=uuid7())]


def test_nothing_else_differs() -> None:
    log, _, _ = closed_day()
    assert len(without_last_sale(log.envelopes)) + 2 == len(with_last_sale_twice(log.envelopes))


@pytest.mark.parametrize(
    ("change", "heard"),
    [(list, None), (without_last_sale, (1, 935)), (with_last_sale_twice, (3, 2_935))],
    ids=["whole", "lost", "doubled"],
)
async def test_a_day_is_complete_when_every_shops_figures_are_the_ledgers(
    readings: Readings, change: type[list[Envelope]], heard: tuple[int, int] | None
) -> None:
    log, _, shop = closed_day()
    log.envelopes = change(log.envelopes)
    await readings.hear_all(log)
    found = await readings.get("/completeness?month=2026-02-01", role="auditor")
    (day,) = found["days"]
    assert (day["shops_count"], day["said_payments"], day["said_minor"], day["settled_minor"]) == (2, 2, 2_635, 2_635)
    assert found["complete"] == (heard is None)
    assert [(each["merchant_id"], (each["heard_payments"], each["heard_minor"])) for each in found["differences"]] == (
        [] if heard is None else [(str(shop), heard)]
    )
    other = await readings.get("/completeness?month=2026-02-01", role="finance_officer")
    assert (other["differences"], other["days"]) == (None, found["days"])


async def test_what_was_settled_but_not_owed_differs(readings: Readings) -> None:
    log = Log()
    Town(log, PAGGAIO).close_day(uuid7(), 300)
    await readings.hear_all(log)
    found = await readings.get("/completeness?month=2026-02-01", role="auditor")
    assert [(each["said_minor"], each["heard_minor"]) for each in found["differences"]] == [(300, 0)]
