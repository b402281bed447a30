"""Reports of tills: by kind and cashier, equal to the ledger, and each payment in exactly one."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.cards.factories import OFFICER, Town
from tests.cards.shops.staffing import Outlet


def by_kind(report: Any) -> dict[tuple[str, int | None], tuple[int, int, int]]:
    """Return how often, how much and with which net by kind and cashier."""
    return {
        (line["kind"], line["cashier_number"]): (line["times"], line["amount_minor"], line["net_minor"])
        for line in report["lines"]
    }


async def test_a_report_is_what_the_ledger_has_by_kind_and_cashier(town: Town, superuser: Connection) -> None:
    await town.open_line("bonus", 10_000)
    await town.offer("private", 1_000, 5_000)
    shop = await Outlet(town).open()
    one, two = await shop.appoint("sell"), await shop.appoint("sell", "refund", "close_day")
    await shop.sign_on(one)
    sold = await town.receipt(1_000)
    await town.receipt(500)
    assert await shop.refused("/till-reports", {}) == (403, "cashier-not-allowed")
    await shop.sign_on(two)
    assert (await town.receipt(99_900, partial=False))["status"] == "declined"
    await shop.ask(f"/payments/{sold['id']}/refunds", {"amount_minor": 200})
    shown = await shop.ask("/till-figures", {}, method="GET")
    report = await shop.ask("/till-reports", {}, key="evening")
    assert (report["lines"], report["net_minor"]) == (shown["lines"], shown["net_minor"]) != ([], 0)
    assert by_kind(report) == {
        ("sale", one): (2, 1_350, 1_500),
        ("refund", two): (1, 180, -200),
        ("declined", two): (1, 0, 0),
    }
    assert (report["period"], report["closed_by_number"], report["net_minor"]) == (1, two, 1_300)
    ledger = await superuser.fetchval(
        "SELECT sum(e.amount_minor)::bigint FROM entries e JOIN merchants m USING (wallet_id) WHERE m.id = $1",
        town.merchant_id,
    )
    assert ledger == report["net_minor"], "this shop has one till, which has sold in this period only"
    assert await shop.ask("/till-reports", {}, key="evening") == report
    assert await shop.refused("/payments", {"card_token": town.token, "amount_minor": 1, "currency": "EUR"}) == (
        403,
        "cashier-missing",
    ), "a report signs off"
    await shop.sign_on(two)
    assert await shop.ask("/till-figures", {}, method="GET") == shown | {"lines": [], "net_minor": 0, "period": 2}
    assert (await shop.ask("/till-reports", {}, method="GET"))["items"] == [report]
    said = json.loads(await superuser.fetchval("SELECT data FROM outbox WHERE type = 'cards.till_report_made.v1'"))
    assert (said["net_minor"], said["lines"]) == (report["net_minor"], report["lines"])
    assert (await town.verify())["ok"]


async def test_what_is_sold_while_a_report_is_made_is_in_one_report(town: Town) -> None:
    shop = await Outlet(town).open()
    reports = [shop.ask("/till-reports", {}) for _ in range(3)]
    await asyncio.gather(*(town.receipt(10) for _ in range(12)), *reports)
    await shop.ask("/till-reports", {})
    listed = (await shop.ask("/till-reports", {}, method="GET"))["items"]
    assert [each["period"] for each in listed] == [1, 2, 3, 4]
    assert sum(line["times"] for each in listed for line in each["lines"]) == 12
    assert sum(each["net_minor"] for each in listed) == 120


async def test_what_is_slipped_into_a_period_that_has_ended_is_found(town: Town, superuser: Connection) -> None:
    shop = await Outlet(town).open()
    await town.receipt(100)
    await shop.ask("/till-reports", {})
    await town.receipt(70)
    await superuser.execute("UPDATE payments SET till_period = 1")
    found = await town.client.get("/verify", by=OFFICER)
    assert [each["name"] for each in found["checks"] if each["violations"]] == ["till_reports_keep_their_figures"]


async def test_a_report_is_written_once(town: Town, superuser: Connection) -> None:
    shop = await Outlet(town).open()
    await shop.ask("/till-reports", {})
    for statement in ("UPDATE till_reports SET net_minor = 1", "DELETE FROM till_reports"):
        with pytest.raises(asyncpg.PostgresError):
            await superuser.execute(statement)
