"""Reviewers: registered persons first, then what they know and take on."""

import pytest

from tests.clients import Client, person_id
from tests.incubator import factories


async def test_a_reviewer_is_described_and_described_anew(al_koura: Client) -> None:
    await factories.reviewers(al_koura)
    path = f"/reviewers/{person_id('sami')}"
    first = await al_koura.put(path, {"skills": ["market"], "languages": ["ar", "en"], "load_max": 5})
    assert (first["version"], first["open_reviews"]) == (1, 0)
    again = await al_koura.put(path, {"languages": ["ar"], "load_max": 0})
    assert (again["version"], again["skills"], again["load_max"]) == (2, [], 0)
    assert [each["id"] for each in (await al_koura.get("/reviewers"))["items"]] == [again["id"]]


@pytest.mark.parametrize("body", [{"languages": [], "load_max": 1}, {"languages": ["ar"], "load_max": -1}])
async def test_what_makes_no_sense_is_refused(al_koura: Client, body: dict[str, object]) -> None:
    await factories.reviewers(al_koura)
    assert (await al_koura.refused("PUT", f"/reviewers/{person_id('sami')}", body))[:2] == (400, "malformed")


async def test_nobody_who_is_not_registered_reviews(al_koura: Client, paggaio: Client) -> None:
    path = f"/reviewers/{person_id('nobody')}"
    body = {"languages": ["ar"], "load_max": 1}
    assert (await al_koura.refused("PUT", path, body))[0] == 404
    await factories.reviewers(al_koura)
    assert (await paggaio.refused("PUT", f"/reviewers/{person_id('sami')}", body))[0] == 404
