"""What shops pay shops is counted once, by day, by the month of the benefit, and by the shops that have held it."""

from datetime import date
from uuid import UUID

import msgspec

from contracts.cards import RespendMade, RespendPart
from services.kit.db import uuid7
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


def respend(town: Town, payer: UUID, payee: UUID, amount_minor: int, *, hop: int = 2, bonus_minor: int = 0) -> None:
    """A shop pays another one."""
    parts = [RespendPart(**msgspec.structs.asdict(draw), hop=hop) for draw in town.draws(amount_minor)]
    event = RespendMade(
        respend_id=uuid7(),
        payer_id=payer,
        payee_id=payee,
        till_id=payer,
        currency=town.currency,
        amount_minor=amount_minor,
        bonus_minor=bonus_minor,
        settlement_date=date(2026, 2, 2),
        parts=parts,
    )
    town.say(event)


async def test_what_shops_pay_shops_is_the_third_round_and_did_not_go_to_the_bank(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    baker, miller = town.accept("private"), town.accept("social_enterprise")
    town.credit([wallet], 10_000)
    town.pay(wallet, baker, 6_000)
    respend(town, baker, miller, 2_000, bonus_minor=40)
    respend(town, miller, baker, 500, hop=3)
    town.close_day(baker, 4_540)
    town.bank_pays(town.instruct(baker, 4_540), baker, 4_540)
    await readings.hear_all(log)
    (found,) = await readings.get("/multiplier?month=2026-01-01&local_share_basis_points=0", role="auditor")
    assert found["rounds"] == {
        "currency": "EUR", "credited_minor": 10_000, "spent_minor": 6_000, "respent_minor": 2_000,
        "further_minor": 500, "cash_minor": 0, "paid_out_minor": 4_000,
    }  # fmt: skip
    assert found["low_basis_points"] == 18_000
    (figures,) = (await readings.get("/totals?month=2026-02-01"))["figures"]
    counted = (figures["respends_count"], figures["respent_minor"], figures["respend_bonus_minor"])
    assert counted == (2, 2_500, 40)
