"""Requests for more information: asked at every level, answered by the applicant, and back to where it was."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MANAGER, REVIEWERS, execute_as

LEVELS = ("screening", "review", "determination")


@pytest.mark.parametrize("level", LEVELS)
async def test_a_question_and_its_reply_lead_back_to_where_it_was_asked(al_koura: Client, level: str) -> None:
    application = await factories.application_in(al_koura, level)
    asked = await factories.ask(al_koura, application)
    path = f"/applications/{application['id']}"
    founder = f"{application['applicant_id']} founder"
    assert (await al_koura.get(path))["state"] == f"{level}_info"
    (shown,) = await al_koura.get(f"{path}/questions", by=founder)
    assert (shown["question"], shown["state"], shown["due_on"]) == ("كم عدد المدارس؟", "asked", "2026-02-10")
    replied = await al_koura.post(f"/questions/{asked['id']}/reply", {"reply": "سبع"}, by=founder, If_Match=etag(asked))
    assert (replied["state"], replied["reply"]) == ("answered", "سبع")
    back = await al_koura.get(path)
    assert (back["state"], back["score_basis_points"]) == (level, application["score_basis_points"])
    again = await al_koura.refused("POST", f"/questions/{asked['id']}/withdraw", If_Match=etag(replied))
    assert again[:2] == (409, "transition-forbidden")


@pytest.mark.parametrize("level", LEVELS)
async def test_a_question_is_taken_back_by_name(al_koura: Client, level: str) -> None:
    application = await factories.application_in(al_koura, level)
    asked = await factories.ask(al_koura, application)
    await al_koura.post(f"/questions/{asked['id']}/withdraw", by=MANAGER, If_Match=etag(asked))
    path = f"/applications/{application['id']}"
    assert (await al_koura.get(path))["state"] == level
    last = (await al_koura.get(f"{path}/steps"))[-1]
    assert last["step"].startswith("take_back")


async def test_opened_answers_are_written_anew_and_no_others(al_koura: Client) -> None:
    application = await factories.application_in(al_koura, "screening")
    asked = await factories.ask(al_koura, application, opened=["customers"])
    path = f"/questions/{asked['id']}/reply"
    body: dict[str, Any] = {"reply": "صححته", "answers": {"idea": "شيء آخر"}}
    refusal = await al_koura.refused("POST", path, body, If_Match=etag(asked))
    assert [fault["pointer"] for fault in refusal[2]["errors"]] == ["/answers/idea"]
    body["answers"] = {"customers": "سبع مدارس"}
    await al_koura.post(path, body, If_Match=etag(asked))
    kept = (await al_koura.get(f"/applications/{application['id']}/answers"))["answers"]
    assert kept == factories.ANSWERS | {"customers": "سبع مدارس"}


async def test_answers_do_not_change_under_the_reviewers_eyes(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    body = {"question": "؟", "due_on": "2026-02-10", "opened": ["customers"]}
    path = f"/applications/{application['id']}/questions"
    assert (await al_koura.refused("POST", path, body, If_Match=etag(application)))[:2] == (409, "answers-judged")


@pytest.mark.parametrize(
    ("changed", "pointer"), [({"opened": ["horoscope"]}, "/opened/0"), ({"due_on": "2026-02-01"}, "/due_on")]
)
async def test_a_question_that_cannot_be_answered_is_refused(
    al_koura: Client, changed: dict[str, Any], pointer: str
) -> None:
    application = await factories.application_in(al_koura, "screening")
    body = {"question": "؟", "due_on": "2026-02-10"} | changed
    path = f"/applications/{application['id']}/questions"
    refusal = await al_koura.refused("POST", path, body, If_Match=etag(application))
    assert [fault["pointer"] for fault in refusal[2]["errors"]] == [pointer]


@pytest.mark.parametrize("state", ["draft", "submitted", "screening_info", "awarded"])
async def test_nothing_is_asked_elsewhere(al_koura: Client, state: str) -> None:
    application = await factories.application_in(al_koura, state)
    path = f"/applications/{application['id']}/questions"
    body = {"question": "؟", "due_on": "2026-02-10"}
    assert (await al_koura.refused("POST", path, body, If_Match=etag(application)))[1] == "transition-forbidden"


async def test_after_the_day_the_office_writes_the_reply_down(al_koura: Client) -> None:
    application = await factories.application_in(al_koura, "screening")
    asked = await factories.ask(al_koura, application)
    founder = f"{application['applicant_id']} founder"
    al_koura.now = "2026-02-11T08:00:00+03:00"
    path = f"/questions/{asked['id']}/reply"
    refusal = await al_koura.refused("POST", path, {"reply": "سبع"}, by=founder, If_Match=etag(asked))
    assert refusal[:2] == (409, "reply-late")
    assert (await al_koura.post(path, {"reply": "سبع"}, If_Match=etag(asked)))["state"] == "answered"


@pytest.mark.parametrize("shown", [True, False])
async def test_reviewers_see_what_the_office_lets_them_see(al_koura: Client, shown: bool) -> None:
    application = await factories.under_review(al_koura)
    review, _ = await factories.assigned(al_koura, application)
    asked = await factories.ask(al_koura, application, shown_to_reviewers=shown)
    await al_koura.post(f"/questions/{asked['id']}/reply", {"reply": "سبع"}, If_Match=etag(asked))
    sheet = await al_koura.get(f"/reviews/{review['id']}", by=REVIEWERS[0])
    assert sheet["replies"] == ([{"question": "كم عدد المدارس؟", "reply": "سبع"}] if shown else [])


async def test_a_stranger_and_another_tenant_read_none_of_it(al_koura: Client, paggaio: Client) -> None:
    asked = await factories.ask(al_koura, await factories.application_in(al_koura, "screening"))
    other = f"{(await factories.new_person(al_koura))['id']} founder"
    path = f"/questions/{asked['id']}"
    assert (await al_koura.refused("GET", path, by=other))[0] == 404
    assert (await al_koura.refused("POST", f"{path}/reply", {"reply": "x"}, by=other, If_Match=etag(asked)))[0] == 404
    assert (await paggaio.refused("GET", path))[0] == 404


@pytest.mark.parametrize("state", ["answered", "taken_back"])
async def test_the_database_takes_no_second_answer(al_koura: Client, connection: Connection, state: str) -> None:
    asked = await factories.ask(al_koura, await factories.application_in(al_koura, "screening"))
    await al_koura.post(f"/questions/{asked['id']}/reply", {"reply": "سبع"}, If_Match=etag(asked))
    statement = "UPDATE info_requests SET state = $2, ended_at = NULL, ended_by = NULL WHERE id = $1"
    for login in LOGINS:
        with pytest.raises(asyncpg.RestrictViolationError):
            await execute_as(login, connection, statement, asked["id"], "asked" if state == "answered" else state)
