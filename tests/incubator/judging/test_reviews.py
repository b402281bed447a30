"""Reviews: blind, by at least two, each for themselves, and changed only while the application is under review."""

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MANAGER, MENTOR, REVIEWERS, execute_as

SCORES = {"scores": dict.fromkeys(factories.CRITERIA, 4), "comment": "السوق واضح"}
HIDDEN = ("applicant", "phone", "name", "national", "iban", "household", "about_you", "accommodation", "reviewer_id")


async def test_a_reviewer_sees_what_to_judge_and_nothing_of_whom(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    review, other = await factories.assigned(al_koura, application)
    listed = await al_koura.get("/reviews", by=REVIEWERS[0])
    assert [each["id"] for each in listed["items"]] == [review["id"]]
    sheet = await al_koura.get(f"/reviews/{review['id']}", by=REVIEWERS[0])
    assert sheet["answers"] == {code: factories.ANSWERS[code] for code in ("idea", "customers")}
    assert sheet["titles"].keys() == sheet["answers"].keys()
    assert (sheet["score_max"], len(sheet["criteria"]), sheet["language"]) == (5, 8, "ar")
    for told in (str(sheet), str(listed)):
        found = [word for word in HIDDEN if word in told]
        assert not found
        assert application["applicant_id"] not in told
        assert application["id"] not in told
    assert (await al_koura.refused("GET", f"/reviews/{other['id']}", by=REVIEWERS[0]))[0] == 404


@pytest.mark.parametrize("by", [*REVIEWERS, MENTOR])
async def test_reviewers_and_mentors_open_nothing_else(al_koura: Client, by: str) -> None:
    application = await factories.under_review(al_koura)
    await factories.assigned(al_koura, application)
    path = f"/applications/{application['id']}"
    for address in (
        "/applications",
        path,
        f"{path}/answers",
        f"{path}/steps",
        f"{path}/reviews",
        "/persons/" + path[14:],
    ):
        assert (await al_koura.refused("GET", address, by=by))[:2] == (403, "forbidden"), address


async def test_a_review_is_given_and_revised_while_the_application_is_under_review(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    review, other = await factories.assigned(al_koura, application)
    path = f"/reviews/{review['id']}"
    given = await al_koura.put(path, SCORES, by=REVIEWERS[0], If_Match=etag(review))
    assert (given["state"], given["scores"], given["comment"]) == ("submitted", SCORES["scores"], "السوق واضح")
    revised = await al_koura.put(
        path, {"scores": dict.fromkeys(factories.CRITERIA, 3)}, by=REVIEWERS[0], If_Match='"2"'
    )
    assert revised["scores"]["team"] == 3
    await al_koura.put(f"/reviews/{other['id']}", SCORES, by=REVIEWERS[1], If_Match=etag(other))
    closed = await factories.step(al_koura, application, "applications", "close_review")
    assert closed["score_basis_points"] == 7_000
    late = await al_koura.refused("PUT", path, SCORES, by=REVIEWERS[0], If_Match='"3"')
    assert late[:2] == (409, "not-under-review")


async def test_scores_are_whole_numbers_of_the_rubric(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    review, _ = await factories.assigned(al_koura, application)
    for scores in ({"team": 3.5}, {"team": "3"}, {}, dict.fromkeys(factories.CRITERIA, 6)):
        refusal = await al_koura.refused(
            "PUT", f"/reviews/{review['id']}", {"scores": scores}, by=REVIEWERS[0], If_Match=etag(review)
        )
        assert refusal[:2] == (400, "malformed"), scores


async def test_an_abstention_is_not_counted_and_is_final(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    review, other = await factories.assigned(al_koura, application)
    path = f"/reviews/{review['id']}"
    reason = {"reason": "أعرف هذا المشروع"}
    gone = await al_koura.post(f"{path}/abstentions", reason, by=REVIEWERS[0], If_Match=etag(review))
    assert (gone["state"], gone["scores"]) == ("abstained", None)
    for method, address, body in (("PUT", path, SCORES), ("POST", f"{path}/abstentions", reason)):
        refusal = await al_koura.refused(method, address, body, by=REVIEWERS[0], If_Match=etag(gone))
        assert refusal[:2] == (409, "transition-forbidden")
    await al_koura.put(f"/reviews/{other['id']}", SCORES, by=REVIEWERS[1], If_Match=etag(other))
    step = await al_koura.refused(
        "POST", f"/applications/{application['id']}/steps", {"step": "close_review"}, If_Match=etag(application)
    )
    assert step[1] == "reviews-missing"


async def test_a_reviewer_is_known_asked_once_and_asked_in_time(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    path = f"/applications/{application['id']}/reviews"
    nobody = {"reviewer_id": str(person_id("nobody"))}
    assert (await al_koura.refused("POST", path, nobody))[:2] == (409, "reviewer-unknown")
    await factories.assigned(al_koura, application)
    again = {"reviewer_id": str(person_id("sami"))}
    assert (await al_koura.refused("POST", path, again))[:2] == (409, "already-assigned")
    early = await factories.application_in(al_koura, "screening")
    assert (await al_koura.refused("POST", f"/applications/{early['id']}/reviews", again))[1] == "not-under-review"


async def test_the_office_reads_every_review_and_another_tenant_none(al_koura: Client, paggaio: Client) -> None:
    application = await factories.scored(al_koura)
    reviews = await al_koura.get(f"/applications/{application['id']}/reviews", by=MANAGER)
    assert [each["scores"]["team"] for each in reviews] == [4, 5]
    for review in reviews:
        path = f"/reviews/{review['id']}"
        assert (await paggaio.refused("GET", path, by=REVIEWERS[0]))[0] == 404
        assert (await paggaio.refused("PUT", path, SCORES, by=REVIEWERS[0], If_Match='"1"'))[0] == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reviews SET scores = '{}' WHERE application_id = $1",
        "UPDATE reviews SET state = 'assigned', scores = NULL, submitted_at = NULL WHERE application_id = $1",
        """INSERT INTO reviews (id, application_id, reviewer_id, state, assigned_at, assigned_by)
        SELECT gen_random_uuid(), id, applicant_id, 'assigned', now(), applicant_id FROM applications WHERE id = $1""",
    ],
)
async def test_nobody_changes_reviews_behind_the_decision(
    al_koura: Client, connection: Connection, statement: str
) -> None:
    application = await factories.scored(al_koura)
    for login in LOGINS:
        with pytest.raises(asyncpg.RestrictViolationError):
            await execute_as(login, connection, statement, application["id"])


@pytest.mark.parametrize("given", [False, True])
async def test_a_recused_review_is_out_in_silence_and_never_asked_for_again(al_koura: Client, given: bool) -> None:
    application = await factories.under_review(al_koura)
    review, _ = await factories.assigned(al_koura, application)
    path = f"/reviews/{review['id']}"
    if given:
        await al_koura.put(path, SCORES, by=REVIEWERS[0], If_Match=etag(review))
    tag = '"2"' if given else '"1"'
    out = await al_koura.post(f"{path}/recusals", {"reason": "جار المتقدم"}, by=MANAGER, If_Match=tag)
    assert (out["state"], out["scores"]) == ("recused", None)
    assert (await al_koura.get("/reviews", by=REVIEWERS[0]))["items"] == []
    assert (await al_koura.refused("GET", path, by=REVIEWERS[0]))[0] == 404
    again = {"reviewer_id": review["reviewer_id"]}
    refusal = await al_koura.refused("POST", f"/applications/{application['id']}/reviews", again)
    assert refusal[:2] == (409, "already-assigned")
    twice = await al_koura.refused("POST", f"{path}/recusals", {"reason": "x"}, If_Match=etag(out))
    assert twice[:2] == (409, "transition-forbidden")
