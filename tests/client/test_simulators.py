"""A till that sells by itself: what it sends is signed, and it counts how each sale ended."""

from pathlib import Path
from uuid import uuid4

import httpx
import msgspec
import pytest

from services.client import __main__ as command
from services.client import simulators, tills
from services.client.simulators import Clock, Plan, percentiles
from tests.client.shop import RECEIPT, Shop

DECLINED = RECEIPT | {"status": "declined", "decline_code": "card_refused", "amount_minor": 0, "bonus_minor": 0}
BACK = {"id": str(uuid4()), "payment_id": RECEIPT["id"], "currency": "EUR", "amount_minor": 1000, "bonus_minor": 50}
STOPPED = {"type": "/problems/till-stopped", "title": "The till was stopped", "status": 403}


def test_each_sale_is_counted_as_it_ended(
    shop: Shop, till: tills.Till, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, cards = tmp_path / "till.json", tmp_path / "cards.txt"
    tills.save(till, file)
    cards.write_text("A" * 22 + "\n" + "B" * 22 + "\n")
    refund = BACK | {"refunded_at": "2026-03-01T09:00:00Z"}
    shop.script = [(201, RECEIPT), (201, refund), (201, DECLINED), (403, STOPPED), *[None] * 4]
    words = ["simulate", "--cards", str(cards), "--sales", "4", "--currency", "EUR", "--refunded", "100"]
    assert command.main(["--till", str(file), *words]) == 0
    told = msgspec.json.decode(capsys.readouterr().out, type=simulators.Tally)
    assert (told.captured, told.partly, told.declined) == (1, 1, {"card_refused": 1})
    assert (told.refused, told.unanswered, told.refunds) == ({"till-stopped": 1}, 1, 1)
    assert (told.paid_minor, told.refunded_minor) == (1_050, 1_050)
    assert all(claim is not None for claim, _, _ in shop.seen)


def test_a_rate_is_kept_without_hurrying_after_a_slow_answer(shop: Shop, till: tills.Till, http: httpx.Client) -> None:
    shop.script = [(201, RECEIPT)] * 4
    waits: list[float] = []
    moments = iter([0.0, 0.0, 0.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0])
    plan = Plan(cards=["A" * 22], sales=4, currency="EUR", most_minor=900, per_second=1)
    simulators.simulate(http, till, plan, Clock(lambda: next(moments), waits.append))
    assert waits == [0.0, 0.0, 0.0, 0.0]


@pytest.mark.parametrize(("times", "expected"), [([], (0, 0, 0)), ([0.02], (20, 20, 20)), ([0.01, 0.03], (20, 29, 30))])
def test_percentiles_are_in_milliseconds(times: list[float], expected: tuple[int, int, int]) -> None:
    assert percentiles(times) == expected
