"""Mentors: registered persons, described anew, with what the month has taken."""

from datetime import date
from uuid import uuid4

import pytest

from services.incubator.mentoring import mentors
from tests.clients import Client
from tests.incubator import factories


@pytest.mark.parametrize(
    ("day", "first", "following"),
    [
        (date(2026, 2, 28), date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 11, 30), date(2026, 11, 1), date(2026, 12, 1)),
    ],
)
def test_a_month_ends_where_the_next_begins(day: date, first: date, following: date) -> None:
    assert mentors.month_of(day) == (first, following)


async def test_a_mentor_is_a_registered_person_and_described_anew(al_koura: Client) -> None:
    mentor = await factories.mentor(al_koura)
    body = {"languages": ["ar", "ar"], "weekdays": ["sunday"], "minutes_monthly_max": 0}
    described = await al_koura.put(f"/mentors/{mentor['id']}", body)
    assert (described["languages"], described["skills"], described["version"]) == (["ar"], [], 2)
    assert (await al_koura.get("/mentors"))["items"] == [described]
    assert (await al_koura.refused("PUT", f"/mentors/{uuid4()}", body))[0] == 404
