"""Journals: a month's double entries equal the ledger's, and a closed month is the same to the bit ever after."""

from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from services.cards.budgets.journals import Sums, rows_of
from services.cards.shops.settlement_calendars import Books
from services.kit.tables import CSV, XLSX, read_table, write_csv
from tests.cards.factories import OFFICER, Town


async def content(town: Town, journal: Any, form: str) -> bytes:
    answer = await town.client.send("GET", f"/journals/{journal['id']}/content?format={form}", by=OFFICER)
    assert answer.status_code == 200, answer.text
    return answer.content


async def closed(town: Town, month: str, at: str) -> Any:
    town.client.now = at
    return await town.client.post("/journals", {"month": month}, by=OFFICER)


async def test_the_journals_of_all_months_are_the_ledger(town: Town) -> None:
    await town.receipt(1_000)
    january = await closed(town, "2026-01-01", "2026-03-02T10:00:00+02:00")
    february = await closed(town, "2026-02-01", "2026-03-02T10:00:00+02:00")
    rows = read_table(await content(town, january, "csv"), CSV) + read_table(await content(town, february, "csv"), CSV)
    debit, credit = (sum(Decimal(row[side]) for row in rows) for side in ("debit", "credit"))
    flows = (await town.verify())["flows"]
    assert debit == credit == Decimal(sum(each["amount_minor"] for each in flows)).scaleb(-2)
    (paid, got) = (row for row in rows if row["document"] == "20260210-payment")
    assert (paid["debit"], got["credit"], paid["account"] != got["account"]) == ("10.00", "10.00", True)
    documents = {row["document"] for row in rows}
    for document in documents:
        own = [row for row in rows if row["document"] == document]
        assert sum(Decimal(row["debit"]) - Decimal(row["credit"]) for row in own) == 0


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_closed_month_is_the_same_to_the_bit(town: Town, form: str) -> None:
    journal = await closed(town, "2026-01-15", "2026-02-02T10:00:00+02:00")
    first = await content(town, journal, form)
    await town.receipt(1_000)
    town.client.now = "2026-05-04T10:00:00+03:00"
    assert await content(town, journal, form) == first
    assert len(read_table(first, XLSX if form == "xlsx" else CSV)) == journal["rows_count"]


async def test_a_month_that_was_written_into_after_its_closing_is_not_given_out(town: Town) -> None:
    journal = await closed(town, "2026-01-01", "2026-02-02T10:00:00+02:00")
    town.client.now = "2026-01-20T10:00:00+02:00"
    await town.fund(str(town.line_id), 100)
    refused = await town.client.refused("GET", f"/journals/{journal['id']}/content", by=OFFICER)
    assert refused[:2] == (409, "journal-changed")


async def test_a_month_is_closed_once_it_is_over_and_once(town: Town) -> None:
    town.client.now = "2026-02-01T10:00:00+02:00"
    body = {"month": "2026-01-01"}
    assert (await town.client.refused("POST", "/journals", body, by=OFFICER))[:2] == (409, "month-not-over")
    await closed(town, "2026-01-01", "2026-02-02T00:30:00+02:00")
    assert (await town.client.refused("POST", "/journals", body, by=OFFICER))[:2] == (409, "month-already-closed")
    async with town.worker.pool.acquire() as connection:
        await connection.execute(f"SET koinon.municipalities = '{{{town.client.tenant.id}}}'")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE journals SET rows_count = 0")


def test_no_cell_of_a_journal_runs_as_a_formula() -> None:
    books = Books(accounts={"outside": "=1+1"}, texts={"funding": "@cmd"})
    sums = Sums(
        day=date(2026, 1, 1), kind="funding", wallet_kind="outside", currency="JOD", debit_minor=1, credit_minor=0
    )
    text = write_csv(("date",), list(rows_of([sums], books))).decode("utf-8-sig")
    assert text.splitlines()[1] == "2026-01-01,'=1+1,20260101-funding,0.001,0.000,JOD,'@cmd"
