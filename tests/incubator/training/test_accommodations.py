"""Accommodations: needs follow from answers, are sealed, and stand in a session's way until met or waived."""

import pytest

from services.incubator.calling.presets import preset_of
from services.incubator.training import accommodations
from services.incubator.training.accommodations import Accommodation
from services.kit.db import Connection
from tests.clients import Client, etag
from tests.incubator import factories
from tests.incubator.conftest import MANAGER, MENTOR, REVIEWERS

MAPPING = preset_of("johud_intake").accommodations


@pytest.mark.parametrize(
    ("answers", "needs"),
    [
        ({}, []),
        ({"seeing": 1, "hearing": 2, "walking": 2}, []),
        ({"seeing": 3}, ["reader"]),
        ({"hearing": 4}, ["sign_language"]),
        ({"walking": 3, "cognition": 4, "self_care": 3}, ["ramp", "transport", "assistant"]),
        ({"seeing": 2, "also": ("transport",)}, ["transport"]),
        ({"walking": 4, "also": ("ramp", "reader")}, ["ramp", "transport", "reader"]),
    ],
)
def test_a_lot_of_difficulty_becomes_a_need(answers: dict[str, object], needs: list[str]) -> None:
    assert accommodations.needs_of(MAPPING, Accommodation(**answers)) == needs  # type: ignore[arg-type]


async def test_needs_are_shown_to_the_officer_and_answers_to_nobody(al_koura: Client) -> None:
    _, enrolment = await factories.enrolled(al_koura)
    path = f"/enrolments/{enrolment['id']}/accommodation"
    stated = await al_koura.put(path, {"hearing": 4, "walking": 3}, If_Match=etag(enrolment))
    assert [each["need"] for each in stated["needs"]] == ["sign_language", "ramp", "transport"]
    assert "hearing" not in str(stated)
    assert await al_koura.get(path) == stated
    founder = f"{enrolment['participant_id']} founder"
    for someone in (*REVIEWERS, MENTOR, MANAGER, founder):
        assert (await al_koura.refused("GET", path, by=someone))[:2] == (403, "forbidden")
        refusal = await al_koura.refused("PUT", path, {}, by=someone, If_Match=etag(stated))
        assert refusal[:2] == (403, "forbidden")


async def test_needs_that_go_on_keep_their_id_and_others_end(al_koura: Client) -> None:
    _, enrolment = await factories.enrolled(al_koura)
    path = f"/enrolments/{enrolment['id']}/accommodation"
    first = await al_koura.put(path, {"hearing": 4, "seeing": 3}, If_Match=etag(enrolment))
    ids = {each["need"]: each["id"] for each in first["needs"]}
    second = await al_koura.put(path, {"hearing": 3}, If_Match=etag(first))
    assert second["needs"] == [{"id": ids["sign_language"], "need": "sign_language"}]
    third = await al_koura.put(path, {"seeing": 4}, If_Match=etag(second))
    assert third["needs"] == [{"id": ids["reader"], "need": "reader"}]
    assert (await al_koura.refused("PUT", path, {}, If_Match=etag(first)))[:2] == (412, "stale")


async def test_the_tables_know_that_there_is_a_need_and_never_which(al_koura: Client, connection: Connection) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    path = f"/enrolments/{enrolment['id']}/accommodation"
    stated = await al_koura.put(path, {"hearing": 4}, If_Match=etag(enrolment))
    session = await factories.session(al_koura, cohort)
    await al_koura.put(f"/sessions/{session['id']}/needs", {"need_id": stated["needs"][0]["id"], "state": "met"})
    await connection.execute("RESET ROLE")
    for table in ("needs", "provisions", "enrolments", "sessions", "vault_fields", "outbox", "audit_entries"):
        for row in await connection.fetch(f"SELECT t::text AS row FROM {table} AS t"):
            assert "sign_language" not in row["row"]
            assert "hearing" not in row["row"]


async def test_a_need_is_met_unmet_or_waived_at_each_session(al_koura: Client) -> None:
    cohort, enrolment = await factories.enrolled(al_koura)
    accommodation = f"/enrolments/{enrolment['id']}/accommodation"
    (need,) = (await al_koura.put(accommodation, {"hearing": 4}, If_Match=etag(enrolment)))["needs"]
    session = await factories.session(al_koura, cohort)
    path = f"/sessions/{session['id']}/needs"
    shown = await al_koura.get(path)
    assert [(each["id"], each["state"], each["need"]) for each in shown] == [(need["id"], "unmet", "sign_language")]
    for state in ("met", "unmet", "waived"):
        (provided,) = await al_koura.put(path, {"need_id": need["id"], "state": state})
        assert provided["state"] == state
        unmet = (await al_koura.get(f"/sessions/{session['id']}"))["needs_unmet"]
        assert unmet == (1 if state == "unmet" else 0)


async def test_a_need_of_nobody_in_the_session_is_not_found(al_koura: Client, paggaio: Client) -> None:
    cohort, _ = await factories.enrolled(al_koura)
    _, stranger = await factories.enrolled(al_koura)
    path = f"/enrolments/{stranger['id']}/accommodation"
    (need,) = (await al_koura.put(path, {"hearing": 4}, If_Match=etag(stranger)))["needs"]
    session = await factories.session(al_koura, cohort)
    body = {"need_id": need["id"], "state": "met"}
    assert (await al_koura.refused("PUT", f"/sessions/{session['id']}/needs", body))[0] == 404
    assert (await paggaio.refused("PUT", f"/sessions/{session['id']}/needs", body))[0] == 404
