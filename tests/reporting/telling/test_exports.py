"""Exports say what the pages say, and no more."""

import pytest

from services.kit.tables import CSV, XLSX, read_table
from services.reporting.counting.indicators import Indicator
from services.reporting.telling.exports import HIDDEN, export_indicators
from tests.reporting.conftest import Readings


def indicator(code: str, value: int | None, *, hidden: bool = False, definition: str = "Sales.") -> Indicator:
    return Indicator(
        code=code,
        value=value,
        hidden=hidden,
        unit="count",
        definition=definition,
        source="cards",
        caveat="",
        audiences=[],
    )


@pytest.mark.parametrize(("form", "media_type"), [("csv", CSV), ("xlsx", XLSX)])
def test_a_figure_that_is_hidden_stays_hidden(form: str, media_type: str) -> None:
    made = export_indicators([indicator("sales", 7), indicator("few", None, hidden=True)], form)  # type: ignore[arg-type]
    rows = read_table(made.content, media_type)
    assert [row["value"] for row in rows] == ["7", HIDDEN]


def test_no_cell_runs_as_a_formula() -> None:
    made = export_indicators([indicator("sales", 7, definition='=HYPERLINK("http://x")')], "csv")
    assert b",=HYPERLINK" not in made.content


@pytest.mark.parametrize(("form", "media_type"), [("csv", CSV), ("xlsx", XLSX)])
async def test_an_auditor_keeps_the_table(readings: Readings, form: str, media_type: str) -> None:
    shown = (await readings.ask("/indicators", role="auditor")).json()
    answer = await readings.ask(f"/indicators/export?format={form}", role="auditor")
    assert answer.headers["content-type"].startswith(media_type)
    assert [row["code"] for row in read_table(answer.content, media_type)] == [each["code"] for each in shown]
    assert (await readings.ask("/indicators/export?format=pdf", role="auditor")).status_code == 400
