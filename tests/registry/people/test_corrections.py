"""What changes about a person is checked as on entry; who changed which field is kept, not what it says."""

from typing import Any

import pytest

from infra.demo.people import make_afm, make_iban
from services.kit.db import Connection
from tests.clients import Client, etag
from tests.registry import factories

ADDRESS = {"street": "Ομονοίας 3", "postal_code": "65302", "town": "Καβάλα"}


async def correct(client: Client, person: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = await client.put(f"/persons/{person['id']}/contact", body, If_Match=etag(person))
    return changed


async def test_contact_is_changed_and_what_is_not_given_stays(paggaio: Client, connection: Connection) -> None:
    person = await paggaio.post("/persons", factories.person())
    iban = make_iban("GR", f"0110{7:019d}")
    changed = await correct(paggaio, person, {"phone": "+962 79 123 4567", "iban": iban, "language": "ar"})
    assert (changed["fields"]["phone"], changed["fields"]["iban"]) == ("+962791234567", iban)
    assert (changed["language"], changed["version"]) == ("ar", 2)
    assert changed["fields"]["family_name"] == "Σαββίδου"
    removed = await correct(paggaio, changed, {"remove": ["phone"]})
    assert "phone" not in removed["fields"]
    actions = await connection.fetch(
        "SELECT action FROM audit_entries WHERE object_id = $1 AND action LIKE '%changed' ORDER BY id", person["id"]
    )
    assert [row["action"] for row in actions] == ["phone_changed", "iban_changed", "language_changed", "phone_changed"]


async def test_what_is_odd_about_a_new_account_is_said(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    changed = await correct(paggaio, person, {"iban": "JO94 CBJO 0010 0000 0000 0131 0003 02"})
    assert [warning["pointer"] for warning in changed["warnings"]] == ["/iban"]


WRONG = [
    ({"phone": "12"}, "/phone"),
    ({"iban": "GR17"}, "/iban"),
    ({"email": "nobody"}, "/email"),
    ({"phone": "6912345678", "remove": ["phone"]}, "/phone"),
    ({"surplus": 1}, "/surplus"),
]


@pytest.mark.parametrize(("body", "pointer"), WRONG)
async def test_a_wrong_contact_is_refused_with_its_pointer(paggaio: Client, body: dict[str, Any], pointer: str) -> None:
    person = await paggaio.post("/persons", factories.person())
    status, problem, document = await paggaio.refused(
        "PUT", f"/persons/{person['id']}/contact", body, If_Match=etag(person)
    )
    assert (status, problem) == (400, "malformed")
    assert [fault["pointer"] for fault in document["errors"]] == [pointer]


async def test_a_former_address_stays_sealed_for_a_residence_check(paggaio: Client, connection: Connection) -> None:
    person = await paggaio.post("/persons", factories.person(address=ADDRESS | {"street": "Παλιά 1"}))
    paggaio.now = "2026-02-01T10:00:00+02:00"
    moved = await correct(paggaio, person, {"address": ADDRESS})
    assert moved["fields"]["street"] == "Ομονοίας 3"
    assert "former_addresses" not in moved["fields"]
    former = await paggaio.get(f"/persons/{person['id']}/former-addresses")
    assert former["addresses"] == [ADDRESS | {"street": "Παλιά 1", "until": "2026-02-01"}]
    assert (await paggaio.send("GET", f"/persons/{person['id']}/former-addresses", by="n card_desk")).status_code == 403
    gone = await correct(paggaio, moved, {"remove": ["address"]})
    assert "street" not in gone["fields"]
    assert (await paggaio.get(f"/persons/{person['id']}/former-addresses"))["addresses"] == []


async def test_two_desks_at_once_the_second_is_told(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    await correct(paggaio, person, {"language": "en"})
    refusal = await paggaio.refused(
        "PUT", f"/persons/{person['id']}/contact", {"language": "ar"}, If_Match=etag(person)
    )
    assert refusal[:2] == (412, "stale")


async def test_a_further_number_is_added_and_a_wrong_one_corrected(paggaio: Client) -> None:
    body = factories.person()
    person = await paggaio.post("/persons", body)
    path = f"/persons/{person['id']}/identifiers"
    paaypa = {"kind": "paaypa", "number": "01010512345"}
    richer = await paggaio.post(path, paaypa, If_Match=etag(person))
    assert richer["fields"]["paaypa"] == "01010512345"
    assert (await paggaio.refused("POST", path, paaypa, If_Match=etag(richer)))[:2] == (409, "number-known")
    afm = make_afm(19_999)
    corrected = await paggaio.put(f"{path}/afm", {"number": f"EL {afm}"}, If_Match=etag(richer))
    assert corrected["fields"]["afm"] == afm
    assert (await paggaio.post("/person-lookups", {"kind": "afm", "number": afm}))["person_id"] == person["id"]
    assert (await paggaio.send("POST", "/person-lookups", body["identifiers"][1])).status_code == 404
    absent = await paggaio.refused("PUT", f"{path}/passport", {"number": "AB123456"}, If_Match=etag(corrected))
    assert absent[:2] == (404, "not-found")
    unknown = await paggaio.refused("PUT", f"{path}/lottery", {"number": "AB123456"}, If_Match=etag(corrected))
    assert unknown[:2] == (400, "malformed")


async def test_a_number_of_somebody_else_is_refused_later_too(paggaio: Client) -> None:
    one, other = factories.person(), await paggaio.post("/persons", factories.person())
    known = await paggaio.post("/persons", one)
    status, problem, document = await paggaio.refused(
        "PUT", f"/persons/{other['id']}/identifiers/afm", one["identifiers"][1], If_Match=etag(other)
    )
    assert (status, problem) == (400, "malformed")
    number = {"number": one["identifiers"][1]["number"]}
    status, problem, document = await paggaio.refused(
        "PUT", f"/persons/{other['id']}/identifiers/afm", number, If_Match=etag(other)
    )
    assert (status, problem, document["person_id"]) == (409, "person-known", known["id"])


async def test_the_personal_number_ends_in_the_afm_on_record(paggaio: Client) -> None:
    body = factories.person()
    person = await paggaio.post("/persons", body)
    path, afm = f"/persons/{person['id']}/identifiers", body["identifiers"][1]["number"]
    wrong = {"kind": "personal_number", "number": f"12A{make_afm(19_998)}"}
    assert (await paggaio.refused("POST", path, wrong, If_Match=etag(person)))[0] == 400
    right = await paggaio.post(path, wrong | {"number": f"12A{afm}"}, If_Match=etag(person))
    assert right["fields"]["personal_number"] == f"12A{afm}"
    entering = factories.person(identifiers=[body["identifiers"][1], wrong])
    refusal = await paggaio.refused("POST", "/persons", entering)
    assert [fault["pointer"] for fault in refusal[2]["errors"]] == ["/identifiers"]


async def test_the_unknown_and_the_erased_are_not_found(paggaio: Client, al_koura: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    path = f"/persons/{person['id']}/contact"
    assert (await al_koura.refused("PUT", path, {"language": "en"}, If_Match='"1"'))[0] == 404
    await paggaio.post(f"/persons/{person['id']}/erase", by="eleni supervisor", If_Match=etag(person))
    assert (await paggaio.refused("PUT", path, {"language": "en"}, If_Match='"2"'))[0] == 404
