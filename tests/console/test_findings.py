"""Reporting's codes: each that it may tell has a name, and tables are those that it hands out."""

from typing import get_args

from services.console import findings
from services.console.pages.trails import STATIONS
from services.reporting.telling.analyst_tables import TableName
from services.reporting.watching.alerts import Conclusion
from services.reporting.watching.patterns import KINDS


def test_every_code_that_reporting_tells_has_a_name() -> None:
    assert set(KINDS) <= findings.ALERTS.keys()
    assert set(get_args(Conclusion)) == findings.CONCLUSIONS.keys()
    assert set(get_args(TableName)) == findings.TABLES.keys()
    assert STATIONS.keys() <= findings.STATIONS.keys()
