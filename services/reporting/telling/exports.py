"""Exports: indicators and the monitoring sheet as tables, in CSV or as a workbook; what is hidden stays hidden."""

from collections.abc import Sequence

from services.kit.files import FileContent, file_of_table
from services.kit.tables import Format
from services.reporting.counting.indicators import Indicator
from services.reporting.counting.monitoring_sheet import Measured
from services.reporting.telling.dictionary import columns_of

HIDDEN = "hidden: too few"


def export_indicators(indicators: Sequence[Indicator], form: Format) -> FileContent:
    """Return the indicators as a file."""
    names = columns_of("indicators")
    rows = [
        [HIDDEN if name == "value" and each.hidden else getattr(each, name) for name in names] for each in indicators
    ]
    return file_of_table("indicators", names, rows, form)


def export_sheet(rows: Sequence[Measured], form: Format) -> FileContent:
    """Return the monitoring sheet as a file."""
    names = columns_of("monitoring_sheet")
    cells = [[HIDDEN if name == "actual" and row.hidden else getattr(row, name) for name in names] for row in rows]
    return file_of_table("monitoring-sheet", names, cells, form)
