"""Tables that people bring: whatever a spreadsheet saved is read or refused with a reason, and never guessed."""

import io
import random
import zipfile
from typing import Any

import pytest
import xlsxwriter

from services.kit.errors import Problem
from services.kit.files import FileKindRefused, FileTooLarge
from services.kit.tables import TableUnreadable
from services.registry.imports import import_tables
from services.registry.imports.import_tables import TableTooLong
from tests.clients import Client
from tests.registry.importing import send_file

GREEK = "ΑΦΜ;Όνομα\r\n090000045;Μαρία\r\n"


def normalised(content: bytes, country: str = "GR") -> import_tables.Table:
    return import_tables.read(import_tables.normalise(content, country=country))


def workbook(*lines: list[Any], merged: str = "", formula: str = "") -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
        if merged:
            sheet.merge_range(merged, "K-1")
        if formula:
            sheet.write_formula(formula, '=HYPERLINK("http://example.com")', None, "Μαρία")
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        GREEK.encode(),
        GREEK.encode("utf-8-sig"),
        GREEK.encode("windows-1253"),
        GREEK.encode("utf-16"),
        GREEK.replace(";", ",").encode(),
        GREEK.replace(";", "\t").encode("windows-1253"),
        workbook(["ΑΦΜ", "Όνομα"], ["090000045", "Μαρία"]),
    ],
)
def test_one_table_is_read_from_whatever_a_spreadsheet_saved(content: bytes) -> None:
    table = normalised(content)
    assert (table.columns, [row.cells for row in table.rows]) == (["ΑΦΜ", "Όνομα"], [["090000045", "Μαρία"]])


def test_an_arabic_spreadsheets_own_encoding_is_read_in_jordan() -> None:
    table = normalised("الاسم;الرقم\nخالد;1\n".encode("windows-1256"), "JO")
    assert table.rows[0].cells == ["خالد", "1"]


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    table = normalised(b"\n\na,b\n1,2\n\n\n3,4\n")
    assert [(row.number, row.cells) for row in table.rows] == [(4, ["1", "2"]), (7, ["3", "4"])]


def test_merged_cells_are_empty_but_for_the_first() -> None:
    table = normalised(workbook(["ref", "name"], ["", "a"], ["", "b"], merged="A2:A3"))
    assert [row.cells for row in table.rows] == [["K-1", "a"], ["", "b"]]


def test_a_formula_is_read_as_the_value_that_it_showed() -> None:
    assert normalised(workbook(["a", "b"], ["", "1"], formula="A2")).rows[0].cells == ["Μαρία", "1"]


def test_invisible_marks_and_our_own_apostrophes_are_dropped() -> None:
    table = normalised("a,b\n\u200f٠٧٩\u00a0٥,'+30 69\n".encode())
    assert table.rows[0].cells == ["٠٧٩ ٥", "+30 69"]


REFUSED: list[tuple[bytes, type[Problem], str]] = [
    (b"", TableUnreadable, "empty"),
    (b"\n\n\n", TableUnreadable, "empty"),
    (b"a,b\n", TableUnreadable, "no rows"),
    (workbook(), TableUnreadable, "empty"),
    (b"a,a\n1,2\n", TableUnreadable, "Columns 1 and 2"),
    (b"a,b\n1,2,3\n", TableUnreadable, "Row 2"),
    (b"a,b\n1,\x002\n", TableUnreadable, "Line 2"),
    ("α;β\n".encode() + "γ;δ\n".encode("windows-1253"), TableUnreadable, "another encoding"),
    (random.Random(1).randbytes(1 << 20), TableUnreadable, "UTF-8"),
    (b"%PDF-1.7\n", FileKindRefused, "application/pdf"),
    (b",".join(b"c%d" % number for number in range(101)) + b"\n1\n", TableUnreadable, "columns"),
    (b"a,b\n" + b"1,2\n" * 50_001, TableTooLong, "50000"),
    (b"a,b\n" + b"1" * (10 << 20), FileTooLarge, "bytes"),
]


@pytest.mark.parametrize(("content", "problem", "detail"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_table_is_refused_with_a_reason(content: bytes, problem: type[Problem], detail: str) -> None:
    with pytest.raises(problem, match=detail):
        normalised(content)


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("notes.txt", "a,b")
    with pytest.raises(FileKindRefused):
        normalised(content.getvalue())


def test_a_damaged_workbook_is_refused_and_never_a_fault_of_ours() -> None:
    whole, chance = workbook(["a", "b"], ["1", "2"]), random.Random(2)
    for _ in range(200):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            normalised(bytes(damaged))
        except Problem:
            continue


@pytest.mark.parametrize("content", [content for content, *_ in REFUSED if len(content) < 2_000_000])
async def test_over_http_rubbish_is_a_problem_document(paggaio: Client, content: bytes) -> None:
    answer = await send_file(paggaio, content)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"


async def test_over_http_a_file_above_ten_megabytes_is_too_large(paggaio: Client) -> None:
    answer = await send_file(paggaio, b"a,b\n" + b"1" * (10 << 20))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
