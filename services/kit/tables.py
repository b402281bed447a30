"""Tables for people: CSV and XLSX, written so that no cell runs as a formula, and read within limits."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import python_calamine
import xlsxwriter

from services.kit.errors import Malformed

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Format = Literal["csv", "xlsx"]
Cell = str | int | Decimal | date | datetime | None

ROWS_MAX = 100_000
UNPACKED_BYTES_MAX = 100 * 1024 * 1024
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
SEPARATORS = (",", ";", "\t")
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class TableUnreadable(Malformed):
    """The file is not a table that can be read."""


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return UTF-8 with a byte-order mark, without which Excel shows Greek and Arabic as noise."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_harmless(column) for column in columns])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, created: datetime | None = None) -> bytes:
    """Return a workbook of one sheet. Texts stay texts: Excel neither calculates nor links them.

    With `created`, the same table gives the same bytes.
    """
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(content, options) as workbook:
        workbook.set_properties({"created": created} if created else {})
        sheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True})
        formats: dict[type, object] = {
            datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for column, name in enumerate(columns):
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write(line, column, cell, formats.get(type(cell)))
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return content.getvalue()


def read_table(content: bytes, media_type: str) -> list[dict[str, str]]:
    """Return the rows of a CSV or of a workbook's first sheet, as texts by column name.

    Raises TableUnreadable with the line at fault. Empty lines are left out; a missing cell is an empty text.
    """
    lines = read_lines(content, media_type)
    header = [name.strip() for name in next(lines, [])]
    if not header or len(set(header)) != len(header) or "" in header:
        raise TableUnreadable("The first line must name each column once.")
    rows = []
    for number, line in enumerate(lines, start=2):
        if number > ROWS_MAX + 1:
            raise TableUnreadable(f"The table has more than {ROWS_MAX} rows.")
        if len(line) > len(header):
            raise TableUnreadable(f"Line {number} has {len(line)} cells, the header {len(header)}.")
        if any(line):
            rows.append(dict(zip(header, line + [""] * (len(header) - len(line)), strict=True)))
    return rows


def read_lines(content: bytes, media_type: str, *, legacy: str = "") -> Iterator[list[str]]:
    """Give the cells of each line as texts, the empty lines too, so that lines can be named by their number.

    `legacy` is the encoding of a CSV that is neither UTF-8 nor UTF-16, such as windows-1253. Raises TableUnreadable.
    """
    return _lines_of_xlsx(content) if media_type == XLSX else _lines_of_csv(_decoded(content, legacy))


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run gets an apostrophe before it (OWASP, CSV injection)."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _decoded(content: bytes, legacy: str) -> str:
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = content.decode("utf-16")
        else:
            text = _decoded_by_line(content, legacy)
    except UnicodeDecodeError:
        raise TableUnreadable("Save the table as UTF-8.") from None
    odd = NO_TEXT.search(text)
    if odd is not None:
        line = text.count("\n", 0, odd.start()) + 1
        raise TableUnreadable(f"Line {line} holds what is no text: save the table as CSV in UTF-8, or as XLSX.")
    return text


def _decoded_by_line(content: bytes, legacy: str) -> str:
    """Decode UTF-8, else the legacy encoding. Where some lines are the one and some the other, neither is right."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as failed:
        lines = content[: failed.start].split(b"\n")[:-1]
        if any(not line.isascii() for line in lines):
            raise TableUnreadable(
                f"Line {len(lines) + 1} is in another encoding than those before: save the whole table as UTF-8."
            ) from None
        rest = content[failed.start :].split(b"\n")[1:]
        if legacy and not any(not line.isascii() and _is_utf8(line) for line in rest):
            return content.decode(legacy)
        raise


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lines_of_csv(text: str) -> Iterator[list[str]]:
    first = text.split("\n", 1)[0]
    # Excel with a Greek locale separates by semicolons.
    delimiter = max(SEPARATORS, key=first.count)
    try:
        # Without newline="" a line break within quotes would be changed.
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        yield from ([cell.strip() for cell in line] for line in lines)
    except csv.Error as error:
        raise TableUnreadable(str(error)) from None


def _lines_of_xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > UNPACKED_BYTES_MAX:
            raise TableUnreadable(f"The workbook unpacks to more than {UNPACKED_BYTES_MAX} bytes.")
        sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except TableUnreadable:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged archive fails in a dozen ways
        raise TableUnreadable(f"The workbook cannot be opened: {error}") from None
    for line in sheet.iter_rows():
        yield [_text(cell) for cell in line]


def _text(cell: object) -> str:
    """A whole number is stored as a float in a workbook; as a text it has no decimals.

    A fraction of three digits gets a fourth, or 1.234 would look like the thousands of a Greek amount.
    """
    if not isinstance(cell, float):
        return str(cell).strip()
    if cell.is_integer():
        return str(int(cell))
    text = format(Decimal(repr(cell)), "f")
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text
