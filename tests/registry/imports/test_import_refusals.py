"""Refusals: the rows that did not enter, in their own columns, with the reasons; mended, they enter."""

import csv
import io

from services.kit.tables import XLSX, read_table
from tests.clients import Client
from tests.registry import importing
from tests.registry.importing import Work, entered, family, file_of

work = importing.work


async def test_refused_rows_come_back_with_reasons_and_enter_once_they_are_mended(paggaio: Client, work: Work) -> None:
    bad = family("K-2")
    bad[1]["Όνομα"] = ""
    found = await entered(paggaio, work, file_of([*family("K-1"), *bad]))
    answer = await paggaio.send("GET", f"/imports/{found['id']}/refused?language=el")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Κωδικός νοικοκυριού"] for row in rows] == ["K-2"] * 3
    reasons = [row["Λόγος απόρριψης"] for row in rows]
    assert reasons[1].startswith("Όνομα: ")
    assert reasons[0] == reasons[2]
    rows[1]["Όνομα"] = "Άννα"
    again = await entered(paggaio, work, file_of(rows))
    assert again["outcomes"] == {"imported": 1}


async def test_no_cell_of_the_refused_rows_runs_as_a_formula(paggaio: Client, work: Work) -> None:
    bad = family("K-1")
    bad[0] |= {"Όνομα": '=HYPERLINK("http://example.com")', "Κινητό": "+1+1", "Οδός": "@SUM(1)"}
    found = await entered(paggaio, work, file_of(bad))
    path = f"/imports/{found['id']}/refused"
    text = (await paggaio.send("GET", path)).content.decode("utf-8-sig")
    (first, *_) = csv.DictReader(io.StringIO(text))
    assert [first[heading][:2] for heading in ("Όνομα", "Κινητό", "Οδός")] == ["'=", "'+", "'@"]
    workbook = (await paggaio.send("GET", f"{path}?format=xlsx")).content
    assert read_table(workbook, XLSX)[0]["Όνομα"].startswith("=HYPERLINK")


async def test_the_column_of_reasons_is_not_doubled(paggaio: Client, work: Work) -> None:
    bad = [family("K-1")[0] | {"Όνομα": "", "Reason for refusal": "old"}]
    found = await entered(paggaio, work, file_of(bad))
    text = (await paggaio.send("GET", f"/imports/{found['id']}/refused?language=en")).content.decode("utf-8-sig")
    header = text.splitlines()[0].split(",")
    assert header.count("Reason for refusal") == 1


async def test_without_refused_rows_the_file_has_headings_only(paggaio: Client, work: Work) -> None:
    found = await entered(paggaio, work, file_of(family("K-1")))
    answer = await paggaio.send("GET", f"/imports/{found['id']}/refused")
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 1
