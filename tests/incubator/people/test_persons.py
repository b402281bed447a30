"""Persons: in the vault only, one for each number, corrected, erased, and never shown to who reviews them."""

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.incubator import factories
from tests.incubator.conftest import MANAGER, MENTOR, REVIEWERS

SHEET = {"given_name": "مريم", "family_name": "بني يونس"}


async def test_a_person_is_read_by_the_office_only_and_the_look_is_kept(
    al_koura: Client, connection: Connection
) -> None:
    body = factories.person(iban="JO94 CBJO 0010 0000 0000 0131 0003 02")
    person = await al_koura.post("/persons", body)
    assert not any(value in str(person) for value in (*SHEET.values(), body["national_number"]))
    sheet = await al_koura.get(f"/persons/{person['id']}")
    assert sheet.items() >= SHEET.items()
    assert (sheet["iban"], sheet["phone"][:7]) == ("JO94CBJO0010000000000131000302", "+962791")
    for someone in (*REVIEWERS, MENTOR, MANAGER, f"{person['id']} founder"):
        assert (await al_koura.refused("GET", f"/persons/{person['id']}", by=someone))[:2] == (403, "forbidden")
    looks = await connection.fetch(
        "SELECT actor_id FROM audit_entries WHERE object_id = $1 AND purpose = 'incubator_case'", person["id"]
    )
    assert [row["actor_id"] for row in looks] == [person_id("amal")]


async def test_an_odd_national_number_is_a_warning_and_a_wrong_telephone_a_fault(al_koura: Client) -> None:
    person = await al_koura.post("/persons", factories.person(national_number="12345"))
    assert [warning["pointer"] for warning in person["warnings"]] == ["/national_number"]
    refusal = await al_koura.refused("POST", "/persons", factories.person(phone="12", iban="JO00"))
    assert {fault["pointer"] for fault in refusal[2]["errors"]} == {"/phone", "/iban"}


async def test_a_national_number_is_one_person_s(al_koura: Client, paggaio: Client) -> None:
    body = factories.person(national_number="9902 111 111")
    first = await al_koura.post("/persons", body)
    again = factories.person(national_number="٩٩٠٢١١١١١١")
    refusal = await al_koura.refused("POST", "/persons", again)
    assert refusal[:2] == (409, "person-known")
    assert refusal[2]["person_id"] == first["id"], "the office goes on with who is registered"
    assert (await al_koura.refused("POST", "/persons", factories.person(person_id=first["id"])))[1] == "person-known"
    elsewhere = await paggaio.post("/persons", factories.person(national_number="9902111111", phone="6912345678"))
    assert (await al_koura.refused("GET", f"/persons/{elsewhere['id']}"))[:2] == (404, "not-found")


async def test_a_correction_replaces_everything_and_frees_the_number(al_koura: Client) -> None:
    body = factories.person(iban="JO94CBJO0010000000000131000302")
    person = await al_koura.post("/persons", body)
    other = await factories.new_person(al_koura)
    path = f"/persons/{person['id']}"
    corrected = factories.person(given_name="ميسون")
    changed = await al_koura.put(path, corrected, If_Match=etag(person))
    assert changed["version"] == 2
    sheet = await al_koura.get(path)
    assert (sheet["given_name"], sheet["national_number"]) == ("ميسون", corrected["national_number"])
    assert sheet["iban"] is None
    assert (await al_koura.refused("PUT", path, corrected, If_Match=etag(person)))[:2] == (412, "stale")
    taken = factories.person(national_number=corrected["national_number"])
    assert (await al_koura.refused("PUT", f"/persons/{other['id']}", taken, If_Match=etag(other)))[1] == "person-known"
    await al_koura.post("/persons", body)


async def test_no_table_holds_what_was_entered(al_koura: Client, connection: Connection) -> None:
    body = factories.person(iban="JO94CBJO0010000000000131000302")
    await al_koura.post("/persons", body)
    await connection.execute("RESET ROLE")
    tables = await connection.fetch(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    )
    for table in tables:
        for row in await connection.fetch(f'SELECT t::text AS row FROM "{table["table_name"]}" AS t'):
            for planted in (body["given_name"], body["family_name"], body["national_number"], body["phone"][1:]):
                assert planted not in row["row"], table["table_name"]


async def test_who_reviews_an_application_reads_neither_person_nor_answers_whatever_their_roles(
    al_koura: Client,
) -> None:
    application = await factories.under_review(al_koura)
    await factories.assigned(al_koura, application)
    both = "sami reviewer,incubator_officer,programme_manager"
    for path in (
        f"/persons/{application['applicant_id']}",
        f"/applications/{application['id']}/answers",
        f"/applications/{application['id']}/reviews",
        f"/applications/{application['id']}/determinations",
    ):
        assert (await al_koura.refused("GET", path, by=both))[:2] == (403, "review-is-blind"), path
        await al_koura.get(path)


async def test_a_list_gets_names_in_one_look_each_but_not_of_whom_the_reader_reviews(
    al_koura: Client, connection: Connection
) -> None:
    application = await factories.under_review(al_koura)
    await factories.assigned(al_koura, application)
    other = await factories.new_person(al_koura)
    path = f"/person-names?person_id={application['applicant_id']}&person_id={other['id']}"
    named = {each["id"]: each["name"] for each in (await al_koura.get(path))["items"]}
    assert named.keys() == {application["applicant_id"], other["id"]}
    assert named[other["id"]] == " ".join(SHEET.values())
    reviewing = (await al_koura.get(path, by="sami reviewer,incubator_officer"))["items"]
    assert [each["id"] for each in reviewing] == [other["id"]]
    looks = await connection.fetchval(
        "SELECT count(*) FROM audit_entries WHERE object_id = $1 AND action = 'person_read' AND actor_id = $2",
        application["applicant_id"],
        person_id("sami"),
    )
    assert looks == 0
