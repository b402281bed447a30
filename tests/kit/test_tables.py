import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from services.kit.tables import CSV, XLSX, Cell, TableUnreadable, read_lines, read_table, write_csv, write_xlsx

COLUMNS = ["Όνομα", "amount", "day", "note"]
ROWS: list[list[Cell]] = [
    ["Μαρία Παπαδοπούλου", Decimal("12.50"), date(2026, 3, 1), '=HYPERLINK("http://example.com")'],
    ["بقالة السلام", 7, None, "+30 25210"],
]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_text_in_a_csv_can_run_as_a_formula(start: str) -> None:
    written = list(csv.reader(io.StringIO(write_csv(["a"], [[start]]).decode("utf-8-sig"), newline="")))
    assert written[1][0] == f"'{start}"


def test_negative_numbers_stay_numbers_in_a_csv() -> None:
    assert write_csv(["a", "b"], [[-5, Decimal("-1.250")]]).decode("utf-8-sig").splitlines()[1] == "-5,-1.250"


def test_a_workbook_keeps_texts_as_texts_and_numbers_as_numbers() -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(write_xlsx(COLUMNS, ROWS))).get_sheet_by_index(0).to_python()
    assert sheet[0] == COLUMNS
    assert sheet[1] == ["Μαρία Παπαδοπούλου", 12.5, date(2026, 3, 1), '=HYPERLINK("http://example.com")']
    with zipfile.ZipFile(io.BytesIO(write_xlsx(COLUMNS, ROWS))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_both_kinds_are_read_back_by_column_name() -> None:
    expected = [("Μαρία Παπαδοπούλου", "2026-03-01"), ("بقالة السلام", "")]
    for content, media_type in [(write_csv(COLUMNS, ROWS), CSV), (write_xlsx(COLUMNS, ROWS), XLSX)]:
        rows = read_table(content, media_type)
        assert [(row["Όνομα"], row["day"]) for row in rows] == expected
        assert rows[1]["amount"] == "7"


def test_a_greek_excels_semicolons_are_understood() -> None:
    assert read_table("ΑΦΜ;ποσό\r\n090000045;1,50\r\n\r\n".encode(), CSV) == [{"ΑΦΜ": "090000045", "ποσό": "1,50"}]


@pytest.mark.parametrize(
    ("content", "media_type", "detail"),
    [
        (b"", CSV, "name each column"),
        (b"a,a\n1,2", CSV, "name each column"),
        (b"a,b\n1,2,3", CSV, "Line 2"),
        ("α".encode("iso8859-7"), CSV, "UTF-8"),
        (b"PK no workbook", XLSX, "cannot be opened"),
    ],
)
def test_an_unreadable_table_says_why(content: bytes, media_type: str, detail: str) -> None:
    with pytest.raises(TableUnreadable, match=detail):
        read_table(content, media_type)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (101 * 1024 * 1024))
    assert len(content.getvalue()) < 200_000
    with pytest.raises(TableUnreadable, match="unpacks"):
        read_table(content.getvalue(), XLSX)


GREEK = "ΑΦΜ;όνομα\r\n090000045;Μαρία\r\n"


@pytest.mark.parametrize(
    "content",
    [
        GREEK.encode(),
        GREEK.encode("utf-8-sig"),
        GREEK.encode("windows-1253"),
        GREEK.encode("utf-16"),
        GREEK.replace(";", "\t").encode(),
        GREEK.replace(";", ",").encode("windows-1253"),
    ],
)
def test_what_a_greek_spreadsheet_saves_is_read_whatever_its_encoding_and_separator(content: bytes) -> None:
    assert list(read_lines(content, CSV, legacy="windows-1253")) == [["ΑΦΜ", "όνομα"], ["090000045", "Μαρία"]]


@pytest.mark.parametrize(
    "content",
    ["α;β\n".encode() + "γ;δ\n".encode("windows-1253"), "α;β\n".encode("windows-1253") + "γ;δ\n".encode()],
)
def test_a_table_of_two_encodings_is_refused_and_not_guessed(content: bytes) -> None:
    with pytest.raises(TableUnreadable, match="UTF-8"):
        list(read_lines(content, CSV, legacy="windows-1253"))


def test_what_is_no_text_is_named_by_its_line() -> None:
    with pytest.raises(TableUnreadable, match="Line 2"):
        list(read_lines(b"a,b\n1,\x002\n", CSV))


def test_a_fraction_of_a_workbook_does_not_look_like_thousands() -> None:
    assert list(read_lines(write_xlsx(["a", "b"], [[Decimal("1.234"), Decimal("1.25")]]), XLSX))[1] == [
        "1.2340",
        "1.25",
    ]
