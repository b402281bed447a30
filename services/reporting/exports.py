"""Exports: the indicators as a table for an M&E sheet, in CSV or as a workbook; what is hidden stays hidden."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from services.kit import tables
from services.reporting.indicators import Indicator

Format = Literal["csv", "xlsx"]
COLUMNS = ("code", "value", "unit", "definition", "source", "caveat")
HIDDEN = "hidden: too few"


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """A file to be kept."""

    name: str
    media_type: str
    content: bytes


def export_indicators(indicators: Sequence[Indicator], form: Format) -> Export:
    """Return the indicators as a file; no cell of it runs as a formula."""
    rows = [
        (each.code, HIDDEN if each.hidden else each.value, each.unit, each.definition, each.source, each.caveat)
        for each in indicators
    ]
    if form == "xlsx":
        return Export(name="indicators.xlsx", media_type=tables.XLSX, content=tables.write_xlsx(COLUMNS, rows))
    return Export(name="indicators.csv", media_type=tables.CSV, content=tables.write_csv(COLUMNS, rows))
