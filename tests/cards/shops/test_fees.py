"""Fees: a month's sales by the programme's schedule, once, when its days are settled; nobody pays more than that."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.cards.deciding.programmes import Fee
from services.cards.shops.fees import fee_of
from tests.cards.budgets.test_line_balances import balances
from tests.cards.factories import OFFICER, Town
from tests.cards.shops.charging import asked, fees_in, settle_february


@pytest.fixture
def with_fees(town: Town, tmp_path: Path) -> Iterator[None]:
    """The programme takes fees; the town is there, for its service reads its programmes when it starts."""
    with fees_in(tmp_path):
        yield


@pytest.mark.usefixtures("with_fees")
async def test_a_settled_months_sales_are_charged_once(town: Town) -> None:
    sold = await town.receipt(3_000)
    assert (await town.till.send(f"/payments/{sold['id']}/refunds", b'{"amount_minor": 1000}', "b")).status_code == 201
    town.till = await town.enrol_till(await town.accept_merchant("social_enterprise"))
    await town.receipt(1_000)
    unsettled = await town.client.refused("POST", "/fees", asked(town), by=OFFICER)
    assert unsettled[:2] == (409, "month-open")
    await settle_february(town)
    shown = await town.client.get("/fees?programme=gmi&month=2026-02-01", by=OFFICER)
    expected = [{"merchant_id": str(town.merchant_id), "net_minor": 2_000, "amount_minor": 230}]
    assert (shown["lines"], shown["total_minor"]) == (expected, 230), "who is exempt pays nothing"
    proposal = await town.client.post("/fees", asked(town), by=OFFICER)
    assert proposal["payload"]["lines"] == expected
    await town.approve(proposal)
    (charge,) = (await town.client.get("/charges", by=OFFICER))["items"]
    assert (charge["kind"], charge["amount_minor"], charge["month"]) == ("fee", 230, "2026-02-01")
    assert (await balances(town, town.line_id))["charged"] == 230
    again = await town.client.refused("POST", "/fees", asked(town), by=OFFICER)
    assert again[:2] == (409, "fees-charged")
    await town.verify()


async def test_a_programme_without_a_fee_charges_nobody(town: Town) -> None:
    await town.receipt(3_000)
    await settle_february(town)
    nothing = await town.client.refused("POST", "/fees", asked(town), by=OFFICER)
    assert nothing[:2] == (409, "nothing-to-charge")
    other = await town.client.refused("GET", "/fees?programme=nobody&month=2026-02-01", by=OFFICER)
    assert other[:2] == (404, "not-found")


@pytest.mark.parametrize(
    ("net_minor", "basis_points", "monthly_minor", "fee"),
    [(0, 150, 200, 0), (-5, 150, 200, 0), (1, 0, 200, 200), (33, 150, 0, 0), (34, 150, 0, 1),
     (100_000, 10_000, 1, 100_001)],
)  # fmt: skip
def test_half_a_unit_is_rounded_up(net_minor: int, basis_points: int, monthly_minor: int, fee: int) -> None:
    schedule = Fee(valid_from=date(2026, 1, 1), basis_points=basis_points, monthly_minor=monthly_minor)
    assert fee_of(net_minor, schedule) == fee
