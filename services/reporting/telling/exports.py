"""Exports: indicators and the monitoring sheet as tables, in CSV or as a workbook; what is hidden stays hidden."""

from collections.abc import Sequence

from services.kit.files import FileContent, file_of_table
from services.kit.tables import Format
from services.reporting.counting.indicators import Indicator
from services.reporting.counting.monitoring_sheet import Measured

COLUMNS = ("code", "value", "unit", "definition", "source", "caveat")
SHEET_COLUMNS = (
    "result", "indicator", "unit", "baseline", "target", "actual", "reached_basis_points", "evidence", "source",
    "target_source", "caveat",
)  # fmt: skip
HIDDEN = "hidden: too few"


def export_indicators(indicators: Sequence[Indicator], form: Format) -> FileContent:
    """Return the indicators as a file."""
    rows = [
        (each.code, HIDDEN if each.hidden else each.value, each.unit, each.definition, each.source, each.caveat)
        for each in indicators
    ]
    return file_of_table("indicators", COLUMNS, rows, form)


def export_sheet(rows: Sequence[Measured], form: Format) -> FileContent:
    """Return the monitoring sheet as a file."""
    cells = [
        [HIDDEN if name == "actual" and row.hidden else getattr(row, name) for name in SHEET_COLUMNS] for row in rows
    ]
    return file_of_table("monitoring-sheet", SHEET_COLUMNS, cells, form)
