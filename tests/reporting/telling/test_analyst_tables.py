"""What analysts take along: documented, and no more than the pages tell."""

import csv
import io
from datetime import date
from typing import get_args

import pytest

from services.kit.db import uuid7
from services.kit.errors import Malformed
from services.reporting.telling.analyst_tables import TableName, months_between
from tests.reporting.conftest import Readings
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log


async def table(readings: Readings, name: str, *, role: str = "programme_manager") -> list[dict[str, str]]:
    answer = await readings.ask(f"/exports/{name}?month=2026-01-01&until_month=2026-02-01", role=role)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_a_table_has_the_columns_of_its_dictionary_and_hides_what_pages_hide(readings: Readings) -> None:
    log = Log()
    town, few = Town(log, PAGGAIO), Town(log, PAGGAIO, programme="waste")
    shop = town.accept("private", area="640 04")
    for each, households in ((town, 6), (few, 2)):
        wallets = [uuid7() for _ in range(households)]
        each.credit(wallets, 2_000)
        for wallet in wallets:
            each.pay(wallet, shop, 1_000)
    town.decline(shop, 700)
    await readings.hear_all(log)
    dictionary = await readings.get("/exports")
    found = {name: await table(readings, name) for name in get_args(TableName)}
    for name, rows in found.items():
        assert list(rows[0]) == [column["name"] for column in dictionary[name]["columns"]]
    told = {row["programme"]: (row["amount_minor"], row["hidden"].lower()) for row in found["benefits"]}
    assert told["waste"] == ("", "true")
    assert "2000" not in {row["amount_minor"] for row in found["spending"]}
    everything = {row["programme"]: row["amount_minor"] for row in await table(readings, "benefits", role="auditor")}
    assert everything == {"gmi": "12000", "waste": "4000", "": "16000"}
    assert [row["decline_code"] for row in found["declines"]] == ["category_not_allowed"]
    assert (await readings.ask("/exports/wallets?month=2026-01-01")).status_code in {400, 404}


@pytest.mark.parametrize("last", [date(2025, 12, 1), date(2029, 1, 1), date(2026, 1, 2)])
def test_months_are_whole_and_at_most_three_years(last: date) -> None:
    with pytest.raises(Malformed):
        months_between(date(2026, 1, 1), last)
    assert months_between(date(2026, 11, 1), date(2027, 1, 1))[-1] == date(2027, 1, 1)
