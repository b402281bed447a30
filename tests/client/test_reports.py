"""The monthly report is kept as a file, or said why not."""

from datetime import date
from pathlib import Path

import pytest

from services.client import reports
from services.client.answers import Refused
from tests.client.office import Office, refusal

MONTH = date(2026, 2, 14)
ADDRESS = "GET http://reporting/monthly-reports/2026-02-01"


def test_a_report_is_written_to_its_file(office: Office, tmp_path: Path) -> None:
    office.answers(ADDRESS, (200, "a paper"))
    told = reports.keep(office.http, office.session, MONTH, language="ar", file=tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes() == b'"a paper"'
    assert office.seen[0].url.params["language"] == "ar"
    assert told.sentences == [f"The report of 2026-02 is in {tmp_path / 'report.pdf'}."]


def test_a_month_that_is_not_over_leaves_no_file(office: Office, tmp_path: Path) -> None:
    office.answers(ADDRESS, refusal(404, "There is no such thing"))
    with pytest.raises(Refused):
        reports.keep(office.http, office.session, MONTH, language=None, file=tmp_path / "report.pdf")
    assert not (tmp_path / "report.pdf").exists()
