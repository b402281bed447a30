"""Who people are is in the vault only: checked on entry, found by number, erased for ever."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from services.kit.db import Connection
from services.registry.people.identifiers import Identifier
from services.registry.people.persons import NewPerson, checked_fields
from tests.clients import Client, etag
from tests.registry import factories

SUPERVISOR = "eleni supervisor"
TODAY = date(2026, 1, 12)


async def refused(client: Client, body: dict[str, Any]) -> dict[str, str]:
    """The faults of a body that is refused, by JSON pointer."""
    answer = await client.send("POST", "/persons", body)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed")
    return {fault["pointer"]: fault["detail"] for fault in answer.json()["errors"]}


async def test_a_person_is_entered_and_shown_with_every_number_in_one_spelling(paggaio: Client) -> None:
    body = factories.person(iban="GR16 0110 1050 0000 1054 7023 795", phone="69 1234 5678")
    person = await paggaio.post("/persons", body)
    shown = await paggaio.get(f"/persons/{person['id']}")
    assert shown["fields"]["iban"] == "GR1601101050000010547023795"
    assert shown["fields"]["phone"] == "+306912345678"
    assert shown["fields"]["amka"] == body["identifiers"][0]["number"]
    assert (shown["language"], shown["version"]) == ("el", 1)


async def test_every_fault_is_named_with_its_pointer(paggaio: Client) -> None:
    body = factories.person(phone="12", iban="GR17", born_on="2027-01-01")
    body["identifiers"] = [{"kind": "amka", "number": "01010500006"}, {"kind": "afm", "number": "000000000"}]
    faults = await refused(paggaio, body)
    assert set(faults) == {"/born_on", "/identifiers/0/number", "/identifiers/1/number", "/phone", "/iban"}
    assert faults["/identifiers/1/number"] == "The AFM 000000000 belongs to nobody."


async def test_the_declared_date_of_birth_is_compared_with_the_amka_on_six_digits(paggaio: Client) -> None:
    body = factories.person("1980-05-01") | {"born_on": "1980-05-02"}
    assert "another date of birth" in (await refused(paggaio, body))["/identifiers/0/number"]
    # The same digits a hundred years earlier are the same AMKA: the century is the declared one.
    old = factories.person("1980-05-01") | {"born_on": "1880-05-01"}
    assert (await paggaio.post("/persons", old))["fields"]["born_on"] == "1880-05-01"


async def test_a_number_names_one_person(paggaio: Client) -> None:
    body = factories.person()
    first = await paggaio.post("/persons", body)
    again = await paggaio.send("POST", "/persons", factories.person(identifiers=body["identifiers"]))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/person-known")
    assert again.json()["person_id"] == first["id"]


async def test_two_tenants_may_know_the_same_person_and_never_see_each_other(paggaio: Client, al_koura: Client) -> None:
    body = factories.person(phone=None)
    here = await paggaio.post("/persons", body)
    there = await al_koura.post("/persons", body)
    assert here["id"] != there["id"]
    assert (await al_koura.send("GET", f"/persons/{here['id']}")).status_code == 404
    lookup = await al_koura.post("/person-lookups", body["identifiers"][0])
    assert lookup["person_id"] == there["id"]


async def test_a_person_is_found_by_a_number_in_any_spelling(paggaio: Client) -> None:
    body = factories.person()
    person = await paggaio.post("/persons", body)
    number = body["identifiers"][1]["number"]
    found = await paggaio.post("/person-lookups", {"kind": "afm", "number": f"EL {number[:3]}-{number[3:]}"})
    assert found == {"person_id": person["id"]}
    nobody = await paggaio.send("POST", "/person-lookups", {"kind": "passport", "number": "ZZ999999"})
    assert nobody.status_code == 404


def test_the_personal_number_brings_the_afm_with_it() -> None:
    number = Identifier(kind="personal_number", number="12A094259216")
    person = NewPerson(given_name="Ζωή", family_name="Δελή", born_on=date(1980, 5, 1), identifiers=(number,))
    assert checked_fields(person, "", country="GR", today=TODAY).fields["afm"] == "094259216"


async def test_a_jordanian_is_warned_about_and_entered(al_koura: Client) -> None:
    body = {
        "given_name": "مريم",
        "family_name": "الزعبي",
        "born_on": "1991-08-07",
        "identifiers": [{"kind": "national_number", "number": "9882457905"}],
        "phone": "0791234567",
        "iban": "JO94 CBJO 0010 0000 0000 0131 0003 02",
    }
    person = await al_koura.post("/persons", body)
    assert [warning["pointer"] for warning in person["warnings"]] == ["/identifiers/0/number"]
    assert (person["language"], person["fields"]["phone"]) == ("ar", "+962791234567")


async def test_an_erased_person_cannot_be_read_or_found_and_the_others_are_told(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    body = factories.person()
    person = await paggaio.post("/persons", body)
    path = f"/persons/{person['id']}/erase"
    erased = await paggaio.post(path, by=SUPERVISOR, If_Match=etag(person))
    assert erased["erased_at"] is not None
    assert erased["fields"] == {}
    assert (await paggaio.send("POST", "/person-lookups", body["identifiers"][0])).status_code == 404
    assert await events() == [("registry.person_erased.v1", {"person_id": person["id"]})]
    assert (await paggaio.send("POST", path, by=SUPERVISOR, If_Match=etag(erased))).status_code == 412


async def test_nobody_is_erased_while_a_benefit_runs(paggaio: Client) -> None:
    case = await factories.decided(paggaio)
    formed = await paggaio.get(f"/households/{case['household_id']}")
    path = f"/persons/{formed['members'][1]['person_id']}/erase"
    answer = await paggaio.send("POST", path, by=SUPERVISOR, If_Match='"1"')
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/person-still-entitled")


PLANTED = ["Πλανητάρχου", "Ευδοκία", "Λεωφόρος Ανύπαρκτη", "evdokia@example.org"]


async def test_no_name_and_no_number_stands_in_any_table_or_event(paggaio: Client, connection: Connection) -> None:
    body = factories.couple_with_two_children()
    first = body["members"][0]["person"]
    first |= {"given_name": PLANTED[1], "family_name": PLANTED[0], "email": PLANTED[3]}
    body["address"]["street"] = PLANTED[2]
    formed = await factories.household(paggaio, body)
    await paggaio.post("/applications", factories.application(formed))
    secrets = [*PLANTED, first["iban"], first["born_on"], *(item["number"] for item in first["identifiers"])]
    await connection.execute("RESET ROLE")
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for table in tables:
        rows = await connection.fetch(f'SELECT t::text AS row FROM "{table["tablename"]}" AS t')
        text = "\n".join(row["row"] for row in rows)
        for secret in secrets:
            assert secret not in text, table["tablename"]
            assert secret.encode().hex() not in text, table["tablename"]


@pytest.mark.parametrize("field", ["given_name", "family_name", "born_on"])
async def test_a_missing_field_is_named(paggaio: Client, field: str) -> None:
    body = factories.person()
    del body[field]
    assert set(await refused(paggaio, body)) == {f"/{field}"}


async def test_who_looked_and_why_is_kept(paggaio: Client, connection: Connection) -> None:
    person = await paggaio.post("/persons", factories.person())
    await paggaio.get(f"/persons/{person['id']}?purpose=home_visit", by="nikos card_desk")
    purposes = await connection.fetch(
        "SELECT purpose FROM audit_entries WHERE object_id = $1 AND action = 'person_read' ORDER BY id", person["id"]
    )
    assert [row["purpose"] for row in purposes] == ["registration", "home_visit"]
    assert re.fullmatch(r"[a-z_]+", purposes[-1]["purpose"])


async def test_a_list_gets_names_with_the_purpose_of_each_look(paggaio: Client, connection: Connection) -> None:
    person, gone = [await paggaio.post("/persons", factories.person()) for _ in range(2)]
    await paggaio.post(f"/persons/{gone['id']}/erase", by=SUPERVISOR, If_Match=etag(gone))
    asked = f"/person-names?purpose=card_desk&person_id={person['id']}&person_id={gone['id']}"
    fields = person["fields"]
    named = (await paggaio.get(asked, by="nikos card_desk"))["items"]
    assert named == [{"id": person["id"], "name": f"{fields['given_name']} {fields['family_name']}"}]
    kept = "SELECT count(*) FROM audit_entries WHERE object_id = $1 AND purpose = 'card_desk'"
    assert await connection.fetchval(kept, person["id"]) == 1
    too_many = "&".join(["/person-names?purpose=card_desk", *(f"person_id={person['id']}" for _ in range(101))])
    assert (await paggaio.refused("GET", too_many, by="nikos card_desk"))[0] == 400
