"""Applications: every step, every forbidden step over HTTP and by SQL, one application each, resumed drafts."""

from itertools import product
from typing import get_args

import asyncpg
import pytest

from services.incubator.applying.phases import STATES, STEPS, TRANSITIONS, OfficeStep, State, Step
from services.incubator.judging import determinations
from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import LOGINS, MANAGER, REVIEWERS, execute_as
from tests.incubator.machines import machines

SCORED = ("determination", "determination_info", "awarded", "reserve", "rejected")
REFUSED = r"does not lead there|Nobody has (determined|invited)"
NAMED: list[Step] = list(get_args(OfficeStep))


@pytest.mark.parametrize("state", STATES)
async def test_a_step_that_is_not_in_the_table_is_refused(al_koura: Client, state: str) -> None:
    application = await factories.application_in(al_koura, state)
    assert application["state"] == state
    path = f"/applications/{application['id']}"
    for step in NAMED:
        if state not in STEPS[step].before:
            refusal = await al_koura.refused("POST", f"{path}/steps", {"step": step}, If_Match=etag(application))
            assert refusal[:2] == (409, "transition-forbidden"), step
            assert step not in refusal[2]["steps"]
    for outcome, decision in determinations.DECISIONS.items():
        if state not in STEPS[decision].before:
            body = {"outcome": outcome, "reason": "لا"}
            refusal = await al_koura.refused(
                "POST", f"{path}/determinations", body, by=MANAGER, If_Match=etag(application)
            )
            assert refusal[:2] == (409, "transition-forbidden"), outcome
    assert await al_koura.get(path) == application


@pytest.mark.parametrize("state", STATES)
async def test_the_database_refuses_such_a_step_too(al_koura: Client, connection: Connection, state: State) -> None:
    application = await factories.application_in(al_koura, state)
    statement = "UPDATE applications SET state = $2, submitted_at = now(), score_basis_points = $3 WHERE id = $1"
    for login, after in product(LOGINS, STATES):
        if after != state and after not in TRANSITIONS[state]:
            score = 9000 if after in SCORED else None
            with pytest.raises(asyncpg.RestrictViolationError, match=REFUSED):
                await execute_as(login, connection, statement, application["id"], after, score)


@pytest.mark.parametrize("outcome", ["awarded", "reserve", "rejected"])
async def test_an_outcome_that_nobody_determined_is_refused_by_the_database(
    al_koura: Client, connection: Connection, outcome: str
) -> None:
    application = await factories.application_in(al_koura, "determination")
    statement = "UPDATE applications SET state = $2 WHERE id = $1"
    for login in LOGINS:
        with pytest.raises(asyncpg.RestrictViolationError, match="Nobody has determined"):
            await execute_as(login, connection, statement, application["id"], outcome)


async def test_the_database_has_the_same_tables_of_steps(connection: Connection) -> None:
    ours = {
        (machine, before, after)
        for machine, table in machines().items()
        for before, targets in table.items()
        for after in targets
        if before != after
    } | {(machine, "", next(iter(table))) for machine, table in machines().items()}
    rows = await connection.fetch("SELECT machine, before, after FROM allowed_steps")
    assert {(row["machine"], row["before"], row["after"]) for row in rows} == ours


@pytest.mark.parametrize(
    ("state", "revert", "back"),
    [
        ("submitted", "return_to_applicant", "draft"),
        ("screening", "return_to_applicant", "draft"),
        ("screening", "undo_screening", "submitted"),
        ("review", "return_to_screening", "screening"),
        ("determination", "return_to_review", "review"),
        ("reserve", "reopen_determination", "determination"),
        ("rejected", "reopen_determination", "determination"),
    ],
)
async def test_every_step_has_a_named_revert_with_its_reason(
    al_koura: Client, state: str, revert: str, back: str
) -> None:
    application = await factories.application_in(al_koura, state)
    reverted = await factories.step(al_koura, application, "applications", revert, reason="ينقص المستند")
    assert reverted["state"] == back
    last = (await al_koura.get(f"/applications/{application['id']}/steps"))[-1]
    assert (last["step"], last["before"], last["after"], last["reason"]) == (revert, state, back, "ينقص المستند")


async def test_one_person_sends_one_application_to_a_call(al_koura: Client) -> None:
    first = await factories.draft(al_koura)
    body = {"call_id": first["call_id"], "applicant_id": first["applicant_id"]}
    assert (await al_koura.refused("POST", "/applications", body))[:2] == (409, "already-applied")


async def test_the_same_command_sent_twice_is_one_application(al_koura: Client) -> None:
    call, applicant = await factories.call(al_koura), await factories.new_person(al_koura)
    body = {"call_id": call["id"], "applicant_id": applicant["id"], "answers": factories.ANSWERS}
    first = await al_koura.post("/applications", body, Idempotency_Key="once")
    again = await al_koura.send("POST", "/applications", body, Idempotency_Key="once")
    assert (again.json(), again.headers["idempotent-replayed"]) == (first, "true")
    assert len((await al_koura.get("/applications"))["items"]) == 1


async def test_a_draft_is_resumed_and_submitted_by_its_founder_only(al_koura: Client) -> None:
    call = await factories.call(al_koura)
    founder, other = [(await factories.new_person(al_koura))["id"] for _ in range(2)]
    body = {"call_id": call["id"], "applicant_id": founder, "answers": {"idea": "نحل"}}
    draft = await al_koura.post("/applications", body, by=f"{founder} founder")
    path = f"/applications/{draft['id']}"
    for method, address in (("GET", path), ("GET", f"{path}/answers"), ("GET", f"{path}/steps")):
        assert (await al_koura.refused(method, address, by=f"{other} founder"))[0] == 404
    refusal = await al_koura.refused("POST", "/applications", body | {"applicant_id": other}, by=f"{founder} founder")
    assert refusal[:2] == (403, "not-your-own")

    missing = await al_koura.refused(
        "POST", f"{path}/steps", {"step": "submit"}, by=f"{founder} founder", If_Match=etag(draft)
    )
    assert [fault["pointer"] for fault in missing[2]["errors"]] == ["/answers/customers"]
    assert (await al_koura.get(f"{path}/answers", by=f"{founder} founder"))["answers"] == {"idea": "نحل"}
    written = await al_koura.put(
        f"{path}/answers", {"answers": factories.ANSWERS}, by=f"{founder} founder", If_Match=etag(draft)
    )
    submitted = await factories.step(al_koura, written, "applications", "submit", by=f"{founder} founder")
    assert (submitted["state"], submitted["submitted_at"]) == ("submitted", "2026-02-02T07:00:00Z")
    refusal = await al_koura.refused(
        "POST", f"{path}/steps", {"step": "start_screening"}, by=f"{founder} founder", If_Match=etag(submitted)
    )
    assert refusal[:2] == (403, "not-your-own")
    assert [each["id"] for each in (await al_koura.get("/applications", by=f"{founder} founder"))["items"]] == [
        draft["id"]
    ]
    assert (await al_koura.get("/applications", by=f"{other} founder"))["items"] == []


async def test_applicants_learn_their_score_with_the_decision(al_koura: Client) -> None:
    application = await factories.scored(al_koura)
    founder = f"{application['applicant_id']} founder"
    path = f"/applications/{application['id']}"
    assert (await al_koura.get(path))["score_basis_points"] == 9_000
    for shown in (await al_koura.get(path, by=founder), (await al_koura.get("/applications", by=founder))["items"][0]):
        assert (shown["state"], shown["score_basis_points"]) == ("determination", None)
    await factories.decide(al_koura, application, "rejected")
    assert (await al_koura.get(path, by=founder))["score_basis_points"] == 9_000


async def test_only_a_draft_is_written_in_and_only_by_who_has_seen_it(al_koura: Client) -> None:
    application = await factories.application_in(al_koura, "submitted")
    path = f"/applications/{application['id']}/answers"
    assert (await al_koura.refused("PUT", path, {"answers": {}}, If_Match=etag(application)))[1] == "draft-closed"
    assert (await al_koura.refused("PUT", path, {"answers": {}}, If_Match='"1"'))[:2] == (412, "stale")
    assert (await al_koura.refused("PUT", path, {"answers": {}}))[:2] == (428, "precondition-required")


async def test_what_was_returned_may_come_back_after_the_last_day(al_koura: Client) -> None:
    submitted = await factories.application_in(al_koura, "submitted")
    late = await factories.draft(al_koura)
    al_koura.now = "2026-03-01T00:30:00+03:00"
    refusal = await al_koura.refused(
        "POST", f"/applications/{late['id']}/steps", {"step": "submit"}, If_Match=etag(late)
    )
    assert refusal[:2] == (409, "call-not-open")
    returned = await factories.step(al_koura, submitted, "applications", "return_to_applicant", reason="ينقص جواب")
    again = await factories.step(al_koura, returned, "applications", "submit")
    assert (again["state"], again["submitted_at"]) == ("submitted", submitted["submitted_at"])


async def test_an_answer_to_no_question_is_refused(al_koura: Client) -> None:
    draft = await factories.draft(al_koura)
    path = f"/applications/{draft['id']}/answers"
    refusal = await al_koura.refused("PUT", path, {"answers": {"horoscope": "أسد"}}, If_Match=etag(draft))
    assert [fault["pointer"] for fault in refusal[2]["errors"]] == ["/answers/horoscope"]


async def test_a_review_is_closed_with_as_many_reviews_as_the_call_asks_for(al_koura: Client) -> None:
    application = await factories.under_review(al_koura)
    review, _ = await factories.assigned(al_koura, application)
    scores = {"scores": dict.fromkeys(factories.CRITERIA, 3)}
    await al_koura.put(f"/reviews/{review['id']}", scores, by=REVIEWERS[0], If_Match=etag(review))
    path = f"/applications/{application['id']}/steps"
    refusal = await al_koura.refused("POST", path, {"step": "close_review"}, If_Match=etag(application))
    assert (refusal[1], refusal[2]["reviews"]) == ("reviews-missing", 1)


async def test_pages_go_on_where_the_last_one_ended(al_koura: Client) -> None:
    call = await factories.call(al_koura)
    ids = [(await factories.draft(al_koura, call))["id"] for _ in range(3)]
    first = await al_koura.send("GET", f"/applications?call_id={call['id']}&limit=2")
    assert first.headers["link"].endswith('rel="next"')
    second = await al_koura.get(f"/applications?call_id={call['id']}&limit=2&cursor={first.json()['next']}")
    assert [each["id"] for each in first.json()["items"] + second["items"]] == ids
    assert second["next"] is None


async def test_another_tenant_finds_none_of_it(al_koura: Client, paggaio: Client) -> None:
    application = await factories.application_in(al_koura, "awarded")
    path = f"/applications/{application['id']}"
    for address in (path, f"{path}/answers", f"{path}/steps", f"{path}/reviews", f"{path}/determinations"):
        assert (await paggaio.refused("GET", address))[:2] == (404, "not-found"), address
    step = await paggaio.refused("POST", f"{path}/steps", {"step": "submit"}, If_Match=etag(application))
    assert step[0] == 404
    assert (await paggaio.get("/applications"))["items"] == []
    body = {"call_id": application["call_id"], "applicant_id": application["applicant_id"]}
    assert (await paggaio.refused("POST", "/applications", body))[0] == 404
