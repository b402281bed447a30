"""After a revocation a household waits: a month when it still meets the conditions, else six, and repays first."""

from datetime import date
from typing import Any

import pytest

from services.registry.assessing.rules import ReapplicationRules
from services.registry.memberships.reapplications import Revoked, months_later, possible_on
from tests.clients import Client, etag
from tests.registry import rights
from tests.registry.memberships.test_repayments import confirm, record
from tests.rolled_back import Deliver


@pytest.mark.parametrize(
    ("still_eligible", "day"), [(True, date(2026, 6, 1)), (False, date(2026, 10, 30))], ids=["eligible", "not eligible"]
)
def test_the_first_day_is_computed(still_eligible: bool, day: date) -> None:
    revoked = Revoked(exited_on=date(2026, 5, 20), still_eligible=still_eligible, suspended_on=date(2026, 4, 30))
    assert possible_on(revoked, ReapplicationRules()) == day


def test_a_month_without_such_a_day_gives_the_first_of_the_next() -> None:
    assert months_later(date(2026, 8, 31), 6) == date(2027, 3, 1)
    assert months_later(date(2026, 8, 1), 6) == date(2027, 2, 1)


async def revoked(client: Client, deliver: Deliver, *, still_eligible: bool) -> Any:
    """A right that was suspended on 5 May 2026 and revoked on the 20th, with March undue."""
    right = await rights.begun(client)
    await deliver(rights.credited(client, "2026-03-01", right))
    client.now = "2026-05-05T10:00:00+03:00"
    suspended = await rights.suspend(client, right)
    client.now = "2026-05-20T10:00:00+03:00"
    return await rights.take_step(
        client,
        suspended,
        "revoke",
        reason="false_statement",
        still_eligible=still_eligible,
        undue_from="2026-03-01",
    )


async def submit(client: Client, household_id: str) -> Any:
    """Hand in a new application of a household; return the answer."""
    body = {"household_id": household_id, "programme": "gmi"}
    opened = (await client.get(f"/applications?household_id={household_id}&status=draft"))["items"]
    draft = opened[0] if opened else await client.post("/applications", body)
    return await client.send("POST", f"/applications/{draft['id']}/submit", If_Match=etag(draft))


async def test_who_still_meets_the_conditions_applies_in_the_month_after(paggaio: Client, deliver: Deliver) -> None:
    right = await revoked(paggaio, deliver, still_eligible=True)
    early = (await submit(paggaio, right["household_id"])).json()
    assert (early["type"], early["possible_on"]) == ("/problems/reapplication-too-early", "2026-06-01")
    paggaio.now = "2026-06-01T08:00:00+03:00"
    assert (await submit(paggaio, right["household_id"])).status_code == 201


async def test_who_does_not_waits_six_months_from_the_suspension_and_repays(paggaio: Client, deliver: Deliver) -> None:
    right = await revoked(paggaio, deliver, still_eligible=False)
    paggaio.now = "2026-11-04T08:00:00+02:00"
    early = (await submit(paggaio, right["household_id"])).json()
    assert (early["type"], early["possible_on"]) == ("/problems/reapplication-too-early", "2026-11-05")
    paggaio.now = "2026-11-05T08:00:00+02:00"
    owing = (await submit(paggaio, right["household_id"])).json()
    assert (owing["type"], owing["owed_minor"]) == ("/problems/undue-sums-owed", 216_00)
    (set_off,) = (await paggaio.get("/set-offs", by=rights.FINANCE))["items"]
    await confirm(paggaio, await record(paggaio, set_off, 216_00))
    assert (await submit(paggaio, right["household_id"])).status_code == 201


async def test_a_right_that_ended_otherwise_bars_nobody(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    await rights.take_step(paggaio, right, "exit", reason="own_request")
    assert (await submit(paggaio, right["household_id"])).status_code == 201
