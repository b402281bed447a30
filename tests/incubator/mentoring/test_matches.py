"""Matches: who could and who could not, each with the reasons; the same question has the same answer."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.incubator.mentoring import matches
from services.incubator.mentoring.matches import Obstacle, Wanted
from services.incubator.mentoring.mentors import Mentor
from tests.clients import Client
from tests.incubator import factories

WANTED = Wanted(skills=("pricing", "market"), language="ar", place="dayr_abi_said", weekdays=("saturday", "monday"))
MENTOR = Mentor(
    id=UUID(int=1),
    version=1,
    skills=["pricing", "sewing"],
    languages=["ar"],
    places=["dayr_abi_said"],
    online=True,
    weekdays=["monday", "tuesday"],
    minutes_monthly_max=300,
    minutes_this_month=120,
    mentorships=1,
)


def test_a_match_says_what_speaks_for_it_and_what_is_lacking() -> None:
    found = matches.match(WANTED, MENTOR)
    said = (found.skills, found.lacking, found.same_place, found.weekdays, found.minutes_left)
    assert said == (["pricing"], ["market"], True, ["monday"], 180)


@pytest.mark.parametrize(
    ("changed", "obstacles"),
    [
        ({}, []),
        ({"languages": ["en", "el"]}, ["other_language"]),
        ({"places": [], "online": False}, ["not_to_be_met"]),
        ({"places": []}, []),
        ({"online": False}, []),
        ({"weekdays": ["sunday"]}, ["no_common_day"]),
        ({"minutes_this_month": 300}, ["no_time_left"]),
        ({"id": UUID(int=9), "languages": ["en"]}, ["too_close", "other_language"]),
        ({"skills": []}, []),
    ],
)
def test_everything_that_speaks_against_somebody_is_named(changed: dict[str, Any], obstacles: list[Obstacle]) -> None:
    mentor = msgspec.structs.replace(MENTOR, **changed)
    assert matches.obstacles(WANTED, mentor, {UUID(int=9)}) == obstacles


def test_the_order_is_by_skills_place_days_time_and_id() -> None:
    changes: list[dict[str, Any]] = [
        {"skills": ["pricing", "market"], "places": [], "minutes_monthly_max": 121},
        {},
        {"places": []},
        {"places": [], "weekdays": ["monday", "saturday"]},
        {"minutes_monthly_max": 900},
        {},
    ]
    mentors = [msgspec.structs.replace(MENTOR, id=UUID(int=7 - number), **each) for number, each in enumerate(changes)]
    able, others = matches.rank(WANTED, mentors, set())
    assert [one.mentor_id.int for one in able] == [7, 3, 2, 6, 4, 5]
    assert others == []
    assert matches.rank(WANTED, mentors[::-1], set())[0] == able


async def test_who_is_close_to_the_participant_is_named_among_the_others(al_koura: Client) -> None:
    _, enrolment = await factories.enrolled(al_koura)
    family = await al_koura.get(f"/persons/{enrolment['participant_id']}")
    able = await factories.mentor(al_koura)
    close = await factories.mentor(al_koura, phone=family["phone"])
    body = msgspec.to_builtins(WANTED)
    found = await al_koura.post(f"/enrolments/{enrolment['id']}/mentor-matches", body)
    assert [each["mentor_id"] for each in found["matches"]] == [able["id"]]
    assert found["others"] == [{"mentor_id": close["id"], "obstacles": ["too_close"]}]
    proposal = {"enrolment_id": enrolment["id"], "mentor_id": close["id"]}
    assert (await al_koura.refused("POST", "/mentorships", proposal))[:2] == (409, "mentor-too-close")
