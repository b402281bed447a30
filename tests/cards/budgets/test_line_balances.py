"""Balances of a line: where what it was granted is, now and on any day before."""

from datetime import date
from typing import Any

import msgspec

from contracts.registry import HouseholdClosed
from tests.cards.factories import OFFICER, Town


async def balances(town: Town, line_id: Any, on: str = "") -> dict[str, int]:
    found: dict[str, int] = await town.client.get(
        f"/budget-lines/{line_id}/balances" + (f"?on={on}" if on else ""), by=OFFICER
    )
    granted = found["granted_minor"] + found["moved_in_minor"] - found["moved_out_minor"] - found["returned_minor"]
    granted += found["charged_minor"]
    credited = found["credited_minor"] - found["expired_minor"]
    assert granted == found["available_minor"] + found["reserved_minor"] + found["account_paid_minor"] + (
        found["awarded_minor"] + credited
    )
    assert credited == found["unspent_minor"] + found["spent_minor"] + found["withdrawn_minor"]
    return {name.removesuffix("_minor"): value for name, value in found.items() if name.endswith("_minor")}


def only(**figures: int) -> dict[str, int]:
    names = ("granted", "moved_in", "moved_out", "returned", "charged", "reserved", "credited", "account_paid",
             "awarded", "spent", "withdrawn", "unspent", "expired", "available")  # fmt: skip
    return dict.fromkeys(names, 0) | figures


async def test_a_line_shows_where_its_money_is(town: Town) -> None:
    payment = await town.receipt(3_000)
    town.client.now = "2026-03-02T10:00:00+02:00"
    back = msgspec.json.encode({"amount_minor": 1_000})
    assert (await town.till.send(f"/payments/{payment['id']}/refunds", back, "back")).status_code == 201
    found = await balances(town, town.line_id)
    assert found == only(
        granted=1_000_000, reserved=10_800, credited=10_800, spent=2_000, unspent=8_800, available=978_400
    )
    await town.tell(HouseholdClosed(household_id=town.household_id, closed_on=date(2026, 3, 1), reason="moved_away"))
    found = await balances(town, town.line_id)
    assert (found["expired"], found["unspent"], found["available"]) == (8_800, 0, 987_200)


async def test_a_past_day_keeps_its_balances(town: Town) -> None:
    line, other = await town.name_line(), await town.name_line()
    town.client.now = "2026-03-02T23:30:00+02:00"
    await town.fund(line["id"], 1_000)
    town.client.now = "2026-03-03T00:30:00+02:00"
    await town.agree(f"{line['id']}/moves", {"to_line_id": other["id"], "amount_minor": 300, "decision_number": "4"})
    town.client.now = "2026-03-04T10:00:00+02:00"
    await town.agree(f"{line['id']}/closing", {"decision_number": "5"})
    assert await balances(town, line["id"], "2026-03-01") == only()
    assert await balances(town, line["id"], "2026-03-02") == only(granted=1_000, available=1_000)
    assert await balances(town, line["id"], "2026-03-03") == only(granted=1_000, moved_out=300, available=700)
    assert await balances(town, line["id"]) == only(granted=1_000, moved_out=300, returned=700)
    assert await balances(town, other["id"]) == only(moved_in=300, available=300)


async def test_a_day_of_the_tenant_ends_at_its_midnight_when_clocks_change(town: Town) -> None:
    line = await town.name_line()
    for now in ("2026-03-29T23:30:00+03:00", "2026-03-30T00:30:00+03:00"):
        town.client.now = now
        await town.fund(line["id"], 100)
    assert (await balances(town, line["id"], "2026-03-28"))["granted"] == 0
    assert (await balances(town, line["id"], "2026-03-29"))["granted"] == 100
    assert (await balances(town, line["id"], "2026-03-30"))["granted"] == 200


async def test_a_pot_shows_the_bonus_that_shops_got(town: Town) -> None:
    pot = await town.open_line("bonus", 5_000)
    await town.offer("private", 1_000, 500)
    await town.receipt(1_000)
    town.client.now = "2026-03-02T10:00:00+02:00"
    assert await balances(town, pot) == only(granted=5_000, credited=100, spent=100, available=4_900)
