"""The monitoring sheet: what was promised where, and how far it has come."""

import pytest

from contracts import incubator
from services.kit.db import uuid7
from services.reporting.counting.indicators import DEFINITIONS
from services.reporting.counting.monitoring_sheet import SHEET, Row, reached
from tests.reporting.conftest import Readings
from tests.reporting.factories import AL_KOURA, JANUARY, PAGGAIO, Town
from tests.reporting.log import Log


def test_every_row_is_measured_and_says_where_its_target_comes_from() -> None:
    assert {row.code for row in SHEET.rows} <= set(DEFINITIONS)
    assert all((row.target is None) == row.target_source.startswith("Unsourced") for row in SHEET.rows)


@pytest.mark.parametrize(
    ("target", "actual", "way"),
    [(22, 27, 12_500), (22, 2, 0), (None, 3, None), (2, 3, None), (22, None, None)],
    ids=["beyond", "not begun", "no target", "no way to go", "no figure"],
)
def test_the_way_is_measured_from_the_baseline(target: int | None, actual: int | None, way: int | None) -> None:
    row = Row(code="x", result="x", baseline=2, target=target, target_source="x", evidence="x")
    assert reached(row, actual) == way


async def test_each_country_has_its_own_promises(readings: Readings) -> None:
    log = Log()
    town = Town(log, AL_KOURA)
    for _ in range(5):
        town.say(
            incubator.ParticipantEnrolled(
                enrolment_id=uuid7(), cohort_id=uuid7(), participant_id=uuid7(), programme="johud", currency="JOD",
                allowance_minor=0, starts_on=JANUARY, ends_on=JANUARY,
            )
        )  # fmt: skip
    await readings.hear_all(log)
    (jordan,) = [row for row in await readings.get("/monitoring-sheet", of=AL_KOURA) if row["code"] == "participants"]
    assert (jordan["target"], jordan["actual"], jordan["reached_basis_points"]) == (50, 5, 1_000)
    (greece,) = [row for row in await readings.get("/monitoring-sheet", of=PAGGAIO) if row["code"] == "participants"]
    assert (greece["target"], greece["actual"]) == (20, 0)
    answer = await readings.ask("/monitoring-sheet/export?format=csv", of=AL_KOURA)
    assert b"50,5,1000," in answer.content
