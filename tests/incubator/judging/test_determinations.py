"""Determinations: by a third person, within places and threshold, told by an event."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.incubator import factories, sub_grants
from tests.incubator.conftest import LOGINS, MANAGER, execute_as
from tests.rolled_back import Events

BODY = {"outcome": "awarded", "reason": "فكرة واضحة"}


async def refuse(client: Client, application: Any, by: str, **body: str) -> Any:
    path = f"/applications/{application['id']}/determinations"
    return await client.refused("POST", path, BODY | body, by=by, If_Match=etag(application))


async def test_a_decision_is_kept_and_told(al_koura: Client, events: Events) -> None:
    application = await factories.scored(al_koura)
    determination = await factories.decide(al_koura, application)
    assert (determination["number"], determination["score_basis_points"]) == (1, 9_000)
    assert determination["decided_by"] == str(person_id("rana"))
    assert (await al_koura.get(f"/applications/{application['id']}"))["state"] == "awarded"
    assert await al_koura.get(f"/applications/{application['id']}/determinations") == [determination]
    assert await events() == [
        (
            "incubator.application_decided.v1",
            {
                "application_id": application["id"],
                "call_id": application["call_id"],
                "applicant_id": application["applicant_id"],
                "outcome": "awarded",
                "score_basis_points": 9_000,
            },
        )
    ]


async def test_who_has_reviewed_does_not_decide(al_koura: Client) -> None:
    application = await factories.scored(al_koura)
    assert (await refuse(al_koura, application, "sami reviewer,programme_manager"))[:2] == (409, "same-actor")
    own = f"{application['applicant_id']} programme_manager"
    assert (await refuse(al_koura, application, own))[:2] == (409, "conflict-of-interest")


@pytest.mark.parametrize("decider", ["reviewer", "applicant"])
async def test_the_database_refuses_the_reviewer_and_the_applicant(
    al_koura: Client, connection: Connection, decider: str
) -> None:
    application = await factories.scored(al_koura)
    decided_by = person_id("sami") if decider == "reviewer" else application["applicant_id"]
    # Naming other reviewers than those who reviewed does not help: the trigger names them.
    statement = (
        "INSERT INTO determinations (id, application_id, number, outcome, score_basis_points, applicant_id,"
        " reviewer_ids, decided_at, decided_by) VALUES (gen_random_uuid(), $1, 1, 'awarded', 10000, gen_random_uuid(),"
        " ARRAY[gen_random_uuid(), gen_random_uuid()], now(), $2)"
    )
    constraint = {"reviewer": "determinations_third_person", "applicant": "determinations_not_own"}[decider]
    for login in LOGINS:
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await execute_as(login, connection, statement, application["id"], decided_by)
        assert refused.value.constraint_name == constraint


async def test_fewer_than_two_reviews_decide_nothing_in_the_database(al_koura: Client, connection: Connection) -> None:
    application = await factories.under_review(al_koura)
    statement = (
        "INSERT INTO determinations (id, application_id, outcome, decided_at, decided_by)"
        " VALUES (gen_random_uuid(), $1, 'awarded', now(), gen_random_uuid())"
    )
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await execute_as("owner", connection, statement, application["id"])


async def test_below_the_threshold_there_is_no_award_and_no_reserve(al_koura: Client) -> None:
    application = await factories.scored(al_koura, None, 2, 3)
    for outcome in ("awarded", "reserve"):
        refusal = await refuse(al_koura, application, MANAGER, outcome=outcome)
        assert (refusal[1], refusal[2]["threshold_basis_points"]) == ("below-threshold", 6_000)
    await factories.decide(al_koura, application, "rejected")


async def test_places_are_given_away_once_and_the_reserve_follows(al_koura: Client, connection: Connection) -> None:
    call = await factories.call(al_koura)
    await execute_as(
        "owner",
        connection,
        """UPDATE calls SET terms = terms || '{"places": 1, "reserve_places": 1}' WHERE id = $1""",
        call["id"],
    )
    first, second, third = [await factories.scored(al_koura, call, 5 - step, 5) for step in range(3)]
    await factories.decide(al_koura, first)
    refusal = await refuse(al_koura, second, MANAGER)
    assert (refusal[1], refusal[2]["outcome"]) == ("no-place-left", "awarded")
    await factories.decide(al_koura, second, "reserve")
    assert (await refuse(al_koura, third, MANAGER, outcome="reserve"))[1] == "no-place-left"
    ranking = await al_koura.get(f"/calls/{call['id']}/ranking", by=MANAGER)
    assert (ranking["places"], ranking["awarded"]) == (1, 1)
    assert [(each["application_id"], each["rank"], each["proposed"]) for each in ranking["items"]] == [
        (first["id"], 1, "awarded"),
        (second["id"], 2, "reserve"),
        (third["id"], 3, "rejected"),
    ]


async def test_a_decision_is_reopened_and_taken_again(al_koura: Client, events: Events) -> None:
    rejected = await factories.application_in(al_koura, "rejected")
    reopened = await factories.step(al_koura, rejected, "applications", "reopen_determination", reason="تظلم")
    again = await factories.decide(al_koura, reopened)
    assert again["number"] == 2
    assert [data["outcome"] for _, data in await events()] == ["rejected", "awarded"]


async def test_a_decision_repeated_under_its_key_is_the_same_decision(al_koura: Client, events: Events) -> None:
    application = await factories.scored(al_koura)
    path = f"/applications/{application['id']}/determinations"
    first = await al_koura.post(path, BODY, by=MANAGER, If_Match=etag(application), Idempotency_Key="decide")
    again = await al_koura.send("POST", path, BODY, by=MANAGER, If_Match=etag(application), Idempotency_Key="decide")
    assert again.json() == first
    other = BODY | {"outcome": "rejected"}
    reused = await al_koura.refused("POST", path, other, by=MANAGER, If_Match='"1"', Idempotency_Key="decide")
    assert reused[:2] == (422, "key-reused")
    assert len(await events()) == 1


@pytest.mark.parametrize("by", ["amal incubator_officer", "sami reviewer", "omar mentor", "nur founder"])
async def test_only_the_programme_manager_decides(al_koura: Client, by: str) -> None:
    application = await factories.scored(al_koura)
    assert (await refuse(al_koura, application, by))[:2] == (403, "forbidden")


@pytest.mark.parametrize("change", ["UPDATE determinations SET outcome = 'rejected'", "DELETE FROM determinations"])
async def test_a_determination_is_written_once(al_koura: Client, connection: Connection, change: str) -> None:
    await factories.application_in(al_koura, "awarded")
    for login in LOGINS:
        with pytest.raises(asyncpg.PostgresError, match=r"written once|permission denied"):
            await execute_as(login, connection, change)


async def test_an_award_is_never_more_than_its_envelope_holds(paggaio: Client) -> None:
    call = await sub_grants.pilot_call(paggaio)
    most: dict[str, Any] = {"amount_minor": 3_000_000, "total_minor": 3_000_000}
    one, other = [await sub_grants.proposal(paggaio, call, **most) for _ in range(2)]
    await factories.decide(paggaio, one)
    refusal = await refuse(paggaio, other, MANAGER)
    assert (refusal[1], refusal[2]["envelope"], refusal[2]["left_minor"]) == ("no-money-left", "gr", 2_500_000)
    path = f"/applications/{other['id']}/determinations"
    for amount_minor in (1_499_999, 3_000_001):
        wrong = await paggaio.refused(
            "POST", path, BODY | {"amount_minor": amount_minor}, by=MANAGER, If_Match=etag(other)
        )
        assert [fault["pointer"] for fault in wrong[2]["errors"]] == ["/amount_minor"]
    less = await paggaio.post(path, BODY | {"amount_minor": 2_500_000}, by=MANAGER, If_Match=etag(other))
    assert less["amount_minor"] == 2_500_000


async def test_a_stage_has_the_outcomes_of_a_stage(paggaio: Client, al_koura: Client) -> None:
    call = await sub_grants.pilot_call(paggaio)
    application = await sub_grants.scored_in(paggaio, await sub_grants.concept(paggaio, call), 8, 8)
    assert (await refuse(paggaio, application, MANAGER))[:2] == (409, "not-last-stage")
    assert (await refuse(paggaio, application, MANAGER, outcome="reserve"))[:2] == (409, "not-last-stage")
    single = await factories.scored(al_koura)
    assert (await refuse(al_koura, single, MANAGER, outcome="invited"))[:2] == (409, "no-further-stage")


async def test_one_criterion_that_falls_short_alone_stops_an_award(paggaio: Client) -> None:
    scored = await sub_grants.proposal(paggaio, None, (10, 10, 10), weak="quality")
    assert scored["score_basis_points"] == 8_250
    refusal = await refuse(paggaio, scored, MANAGER)
    assert (refusal[1], refusal[2]["criteria"]) == ("below-threshold", ["quality"])
