"""Tables that people bring to be imported: whatever a spreadsheet saved, brought into one form and read row by row.

What is kept is UTF-8 with commas, each row in its place, so that a fault names the row that the person sees.
"""

import csv
import io
from functools import lru_cache

import msgspec

from services.kit import files, tables
from services.kit.errors import TooLarge
from services.kit.files import FileKindRefused
from services.kit.tables import TableUnreadable

ROWS_MAX = 50_000
COLUMNS_MAX = 100
LEGACY = {"GR": "windows-1253", "JO": "windows-1256"}
"""What spreadsheets of a country write where they do not write UTF-8."""


class Row(msgspec.Struct, frozen=True):
    """A row with the number that a spreadsheet shows beside it."""

    number: int
    cells: list[str]


class Table(msgspec.Struct, frozen=True):
    """What a file holds: its headings, and the rows that are not empty."""

    columns: list[str]
    rows: list[Row]


class TableTooLong(TooLarge):
    """The table has more rows than can be imported at once."""


def normalise(content: bytes, *, country: str) -> bytes:
    """Return a file as CSV in UTF-8. Raises FileTooLarge, FileKindRefused, TableUnreadable, TableTooLong."""
    if len(content) > files.BYTES_MAX:
        raise files.FileTooLarge(f"It has {len(content)} bytes.", size_bytes_max=files.BYTES_MAX)
    media_type = files.media_type_of(content)
    if media_type not in {tables.XLSX, tables.CSV, "application/octet-stream"}:
        raise FileKindRefused(f"Its content is {media_type}.", allowed=[tables.CSV, tables.XLSX])
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for number, line in enumerate(tables.read_lines(content, media_type, legacy=LEGACY.get(country, "")), start=1):
        if number > ROWS_MAX + 1:
            raise TableTooLong(f"The table has more than {ROWS_MAX} rows: divide it.", rows_max=ROWS_MAX)
        writer.writerow([_clean(cell) for cell in line])
    written = text.getvalue().encode("utf-8-sig")
    if len(written) > files.BYTES_MAX:
        raise files.FileTooLarge("As UTF-8 it is larger than 10 MB: divide it.", size_bytes_max=files.BYTES_MAX)
    read(written)
    return written


@lru_cache(maxsize=2)
def read(content: bytes) -> Table:
    """Return the table of a normalised file. The last ones are kept in memory while a job goes through them."""
    lines = enumerate(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), start=1)
    header = next((line for _, line in lines if any(line)), [])
    while header and not header[-1]:
        header.pop()
    if not header:
        raise TableUnreadable("The file is empty: its first line names the columns, and a row follows for each person.")
    if len(header) > COLUMNS_MAX:
        raise TableUnreadable(f"The table has {len(header)} columns; {COLUMNS_MAX} can be read.")
    for place, name in enumerate(header):
        if name and name in header[:place]:
            raise TableUnreadable(f"Columns {header.index(name) + 1} and {place + 1} have the same heading.")
    rows = [Row(number, _filled(number, line, len(header))) for number, line in lines if any(line)]
    if not rows:
        raise TableUnreadable("The table has headings and no rows.")
    return Table(header, rows)


def forget() -> None:
    """Let go of the tables that are kept in memory."""
    read.cache_clear()


def _filled(number: int, line: list[str], width: int) -> list[str]:
    if any(line[width:]):
        raise TableUnreadable(f"Row {number} has more cells than there are headings.")
    return line[:width] + [""] * (width - len(line))


def _clean(cell: str) -> str:
    """Return a cell without invisible marks, and without the apostrophe that our own files put before a formula."""
    if not cell.isprintable():
        cell = "".join(each if each.isprintable() else " " if each.isspace() else "" for each in cell)
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(tables.FORMULA_STARTS) else cell
