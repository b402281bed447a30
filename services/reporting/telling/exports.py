"""Exports: indicators and the monitoring sheet as tables, in CSV or as a workbook; what is hidden stays hidden."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from services.kit import tables
from services.reporting.counting.indicators import Indicator
from services.reporting.counting.monitoring_sheet import Measured

Format = Literal["csv", "xlsx"]
COLUMNS = ("code", "value", "unit", "definition", "source", "caveat")
SHEET_COLUMNS = (
    "result", "indicator", "unit", "baseline", "target", "actual", "reached_basis_points", "evidence", "source",
    "target_source", "caveat",
)  # fmt: skip
HIDDEN = "hidden: too few"


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """A file to be kept."""

    name: str
    media_type: str
    content: bytes


def export(name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], form: Format) -> Export:
    """Return a table as a file; no cell of it runs as a formula."""
    if form == "xlsx":
        return Export(name=f"{name}.xlsx", media_type=tables.XLSX, content=tables.write_xlsx(columns, rows))
    return Export(name=f"{name}.csv", media_type=tables.CSV, content=tables.write_csv(columns, rows))


def export_indicators(indicators: Sequence[Indicator], form: Format) -> Export:
    """Return the indicators as a file."""
    rows = [
        (each.code, HIDDEN if each.hidden else each.value, each.unit, each.definition, each.source, each.caveat)
        for each in indicators
    ]
    return export("indicators", COLUMNS, rows, form)


def export_sheet(rows: Sequence[Measured], form: Format) -> Export:
    """Return the monitoring sheet as a file."""
    cells = [
        [HIDDEN if name == "actual" and row.hidden else getattr(row, name) for name in SHEET_COLUMNS] for row in rows
    ]
    return export("monitoring-sheet", SHEET_COLUMNS, cells, form)
