"""Assignments: by language, skill and load, the same for the same question, and never to who is close."""

from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.incubator.judging import assignments
from services.incubator.judging.assignments import Wanting
from services.incubator.judging.reviewers import Reviewer
from tests.clients import Client, person_id
from tests.incubator import factories
from tests.incubator.conftest import REVIEWERS


def reviewer(number: int, **fields: Any) -> Reviewer:
    known: dict[str, Any] = {"skills": [], "languages": ["ar"], "load_max": 2, "open_reviews": 0}
    return Reviewer(id=UUID(int=number), version=1, **(known | fields))


def wanting(number: int, **fields: Any) -> Wanting:
    known: dict[str, Any] = {"language": "ar", "wanted": 1, "asked": []}
    return Wanting(application_id=UUID(int=number), **(known | fields))


def pairs(found: list[assignments.Assignment]) -> list[tuple[int, int]]:
    return [(each.application_id.int, each.reviewer_id.int) for each in found]


def test_the_least_loaded_comes_first_then_who_knows_most() -> None:
    available = [reviewer(1, open_reviews=1), reviewer(2), reviewer(3, skills=["market", "luck"])]
    found = assignments.assign([wanting(10, wanted=2)], available, {}, {"market"})
    assert pairs(found) == [(10, 3), (10, 2)]
    assert (found[0].skills, found[0].open_reviews) == (["market"], 0)


def test_who_does_not_read_the_language_is_full_or_close_or_was_asked_is_not_asked() -> None:
    available = [
        reviewer(1, languages=["el"]), reviewer(2, open_reviews=2), reviewer(3), reviewer(4), reviewer(5, load_max=0),
    ]  # fmt: skip
    found = assignments.assign(
        [wanting(10, wanted=2, asked=[UUID(int=4)])], available, {UUID(int=10): {UUID(int=3)}}, ()
    )
    assert found == []


def test_who_has_fewest_possible_reviewers_is_served_first() -> None:
    available = [reviewer(1, load_max=1, languages=["ar", "el"]), reviewer(2, load_max=1)]
    assert pairs(assignments.assign([wanting(10), wanting(11, language="el")], available, {}, ())) == [
        (11, 1),
        (10, 2),
    ]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=8), st.lists(st.integers(1, 3), max_size=20))
def test_nobody_is_asked_for_more_than_they_take_on_nor_twice(loads: list[int], wanted: list[int]) -> None:
    available = [reviewer(number, load_max=load) for number, load in enumerate(loads)]
    asked = [wanting(number + 100, wanted=count) for number, count in enumerate(wanted)]
    found = pairs(assignments.assign(asked, available, {}, ()))
    assert len(found) == len(set(found))
    for number, load in enumerate(loads):
        assert sum(1 for _, one in found if one == number) <= load
    for each in asked:
        assert sum(1 for application, _ in found if application == each.application_id.int) <= each.wanted


async def test_a_call_is_assigned_in_one_request_and_says_what_still_wants(al_koura: Client) -> None:
    call = await factories.call(al_koura)
    first, second = [await factories.under_review(al_koura, call) for _ in range(2)]
    await factories.reviewers(al_koura)
    for name in REVIEWERS:
        body = {"skills": ["market"], "languages": ["ar"], "load_max": 2}
        await al_koura.put(f"/reviewers/{person_id(name.split()[0])}", body)
    applicant = await al_koura.get(f"/persons/{first['applicant_id']}")
    near = await factories.new_person(al_koura, phone=applicant["phone"])
    await al_koura.put(f"/reviewers/{near['id']}", {"languages": ["ar"], "load_max": 9})
    said = await al_koura.post(f"/calls/{call['id']}/assignments")
    assert len(said["assignments"]) == 4
    assert said["wanting"] == {}
    asked = [each["reviewer_id"] for each in said["assignments"] if each["application_id"] == first["id"]]
    assert near["id"] not in asked
    again = await al_koura.post(f"/calls/{call['id']}/assignments")
    assert again == {"assignments": [], "wanting": {}}
    shown = (await al_koura.get("/reviewers"))["items"]
    assert sum(each["open_reviews"] for each in shown) == 4
    (review, _) = await al_koura.get(f"/applications/{second['id']}/reviews")
    await al_koura.post(f"/reviews/{review['id']}/recusals", {"reason": "x"}, If_Match='"1"')
    said = await al_koura.post(f"/calls/{call['id']}/assignments")
    others = {str(person_id(name.split()[0])) for name in REVIEWERS} | {near["id"]}
    taken = {each["reviewer_id"] for each in await al_koura.get(f"/applications/{second['id']}/reviews")}
    assert len(said["assignments"]) == len(taken - {review["reviewer_id"]}) - 1
    assert taken <= others
