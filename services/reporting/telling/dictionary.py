"""The dictionary: what a row and each column means of every table that is handed out, as a file or as a view.

Files are written in its columns and its order, so nothing leaves that is not explained there.
"""

from pathlib import Path
from typing import Final

import msgspec


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """What a column means, and in which unit it is."""

    name: str
    meaning: str
    unit: str


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """What one row of a table is, and its columns in their order."""

    row: str
    address: str = ""
    """Where it is handed out as CSV or a workbook."""
    view: str = ""
    """Where analysts read it by SQL, of the months that were published."""
    columns: list[Column]


DICTIONARY: Final = msgspec.toml.decode(
    (Path(__file__).parent.parent / "rules" / "data_dictionary.toml").read_bytes(), type=dict[str, Table]
)


def columns_of(table: str) -> list[str]:
    """Return the names of a table's columns in their order."""
    return [column.name for column in DICTIONARY[table].columns]
