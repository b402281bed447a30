"""A consent is for one purpose, by a text that was shown, in force until its last day or until it is withdrawn."""

import pytest

from services.kit.db import Connection
from services.registry.assessing.rules import all_rules
from services.registry.privacy.consents import all_purposes, asked
from tests.clients import Client
from tests.registry import factories


async def test_a_consent_is_recorded_once_with_the_text_that_was_shown(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person(language="ar"))
    body = {"person_id": person["id"], "purpose": "cross_checks", "given_how": "phone"}
    first = await paggaio.post("/consents", body)
    assert (first["given_how"], first["text_version"], first["language"]) == ("phone", 1, "ar")
    again = await paggaio.post("/consents", body | {"given_how": "desk"})
    assert (again["id"], again["given_how"]) == (first["id"], "phone")


async def test_a_consent_ends_with_its_last_day(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    body = {"person_id": person["id"], "purpose": "training_referral", "valid_until": "2026-01-31"}
    first = await paggaio.post("/consents", body)
    paggaio.now = "2026-02-01T09:30:00+02:00"
    assert (await paggaio.refused("POST", "/consents", body))[:2] == (400, "malformed")
    again = await paggaio.post("/consents", body | {"valid_until": None})
    assert again["id"] != first["id"]
    listed = (await paggaio.get(f"/persons/{person['id']}/consents"))["items"]
    assert [(each["id"], each["withdrawn_how"]) for each in listed] == [(first["id"], "expired"), (again["id"], None)]


@pytest.mark.parametrize("fields", [{"purpose": "anything"}, {"purpose": "cross_checks", "text_version": 99}])
async def test_nobody_consents_to_what_nobody_is_asked(paggaio: Client, fields: dict[str, object]) -> None:
    person = await paggaio.post("/persons", factories.person())
    answer = await paggaio.refused("POST", "/consents", {"person_id": person["id"]} | fields)
    assert answer[:2] == (400, "malformed")


async def test_a_consent_needs_a_person_of_this_municipality(paggaio: Client, al_koura: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    body = {"person_id": person["id"], "purpose": "cross_checks"}
    assert (await al_koura.send("POST", "/consents", body)).status_code == 404


async def test_what_is_asked_is_shown_in_the_language_of_the_person(paggaio: Client) -> None:
    shown = {each["code"]: each for each in (await paggaio.get("/consent-purposes?language=el"))["items"]}
    assert shown["cross_checks"]["text"].startswith("Ο δήμος μπορεί να συγκρίνει")
    assert "ΦΕΚ Β 2281/2018" in shown["cross_checks"]["legal_basis"]
    other = {each["code"]: each["text"] for each in (await paggaio.get("/consent-purposes?language=ar"))["items"]}
    assert other.keys() == shown.keys()


def test_every_text_has_a_version_of_its_own_and_every_rule_asks_for_something_known() -> None:
    for purpose in all_purposes().values():
        versions = [text.version for text in purpose.texts]
        assert versions == list(range(1, len(versions) + 1))
    assert {rules.evidence.consent_of_every_adult for rules in all_rules()} - {None} <= all_purposes().keys()
    assert len({each.text for each in asked("en")}) == len(all_purposes())


async def test_the_database_wants_to_know_who_withdrew(paggaio: Client, connection: Connection) -> None:
    person = await paggaio.post("/persons", factories.person())
    await paggaio.post("/consents", {"person_id": person["id"], "purpose": "cross_checks"})
    with pytest.raises(Exception, match="withdrawn_whole"):
        await connection.execute("UPDATE consents SET withdrawn_at = given_at")
