"""Conflicts of interest are computed, block, and are computed anew when facts change."""

from typing import Any
from uuid import uuid4

import pytest

from tests.clients import Client, etag, person_id
from tests.incubator import factories
from tests.incubator.conftest import MANAGER, REVIEWERS

IBAN = "JO94CBJO0010000000000131000302"


async def assign(client: Client, application: Any, reviewer_id: str) -> Any:
    return await client.refused("POST", f"/applications/{application['id']}/reviews", {"reviewer_id": reviewer_id})


@pytest.mark.parametrize(
    ("applicant", "reviewer", "conflicts"),
    [
        ({"phone": "0799000001"}, {"phone": "+962 79 900 0001"}, ["same_phone"]),
        ({"iban": IBAN}, {"iban": "jo94 cbjo 0010 0000 0000 0131 0003 02"}, ["same_iban"]),
        ({"household_id": "h"}, {"household_id": "h"}, ["same_household"]),
        (
            {"household_id": "h", "phone": "0799000002"},
            {"household_id": "h", "phone": "0799000002"},
            ["same_household", "same_phone"],
        ),
    ],
)
async def test_who_is_close_to_the_applicant_is_refused(
    al_koura: Client, applicant: dict[str, str], reviewer: dict[str, str], conflicts: list[str]
) -> None:
    household = str(uuid4())
    call = await factories.call(al_koura)
    persons = [
        await factories.new_person(
            al_koura, **{field: household if value == "h" else value for field, value in fields.items()}
        )
        for fields in (applicant, reviewer)
    ]
    application = await factories.under_review_of(al_koura, call, persons[0])
    refusal = await assign(al_koura, application, persons[1]["id"])
    assert refusal[:2] == (409, "conflict-of-interest")
    assert refusal[2]["conflicts"] == conflicts
    assert not any(value in str(refusal[2]) for value in (IBAN, "96279"))


async def test_nobody_reviews_their_own_application(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    refusal = await assign(al_koura, application, application["applicant_id"])
    assert refusal[2]["conflicts"] == ["same_person"]


async def test_a_conflict_that_arises_later_stops_the_review(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    review, _ = await factories.assigned(al_koura, application)
    reviewer = str(person_id("sami"))
    applicant = await al_koura.get(f"/persons/{application['applicant_id']}")
    sheet = await al_koura.get(f"/persons/{reviewer}")
    await al_koura.put(f"/persons/{reviewer}", factories.person(phone=applicant["phone"]), If_Match=etag(sheet))
    scores = {"scores": dict.fromkeys(factories.CRITERIA, 5)}
    refusal = await al_koura.refused("PUT", f"/reviews/{review['id']}", scores, by=REVIEWERS[0], If_Match=etag(review))
    assert refusal[1:2] == ("conflict-of-interest",)


async def test_who_decides_is_not_close_either(al_koura: Client) -> None:
    application = await factories.scored(al_koura)
    applicant = await al_koura.get(f"/persons/{application['applicant_id']}")
    await factories.new_person(al_koura, person_id=str(person_id("rana")), phone=applicant["phone"])
    path = f"/applications/{application['id']}/determinations"
    body = {"outcome": "awarded", "reason": "فكرة واضحة"}
    refusal = await al_koura.refused("POST", path, body, by=MANAGER, If_Match=etag(application))
    assert (refusal[1], refusal[2]["conflicts"]) == ("conflict-of-interest", ["same_phone"])


async def test_a_conflict_that_arises_after_the_review_stops_closing_and_deciding(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    await factories.reviewed(al_koura, application)
    reviewer = str(person_id("sami"))
    sheet = await al_koura.get(f"/persons/{reviewer}")
    applicant = await al_koura.get(f"/persons/{application['applicant_id']}")
    path = f"/applications/{application['id']}"
    closed = await factories.step(al_koura, application, "applications", "close_review")
    await al_koura.put(f"/persons/{reviewer}", factories.person(phone=applicant["phone"]), If_Match=etag(sheet))
    body = {"outcome": "rejected", "reason": "x"}
    refusal = await al_koura.refused("POST", f"{path}/determinations", body, by=MANAGER, If_Match=etag(closed))
    assert refusal[:2] == (409, "conflict-in-reviews")
    back = await factories.step(al_koura, closed, "applications", "return_to_review")
    refusal = await al_koura.refused("POST", f"{path}/steps", {"step": "close_review"}, If_Match=etag(back))
    (given,) = refusal[2]["reviews"]
    reviews = {each["id"]: each for each in await al_koura.get(f"{path}/reviews")}
    assert reviews[given]["reviewer_id"] == reviewer
    await al_koura.post(f"/reviews/{given}/recusals", {"reason": "هاتف واحد"}, If_Match=etag(reviews[given]))
    refusal = await al_koura.refused("POST", f"{path}/steps", {"step": "close_review"}, If_Match=etag(back))
    assert refusal[:2] == (409, "reviews-missing")
