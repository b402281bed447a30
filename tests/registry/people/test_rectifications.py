"""Who somebody is, is corrected by the documents; what was decided on a wrong age is looked at again."""

from typing import Any

from tests.clients import Client, etag
from tests.registry import factories

NUMBERLESS: dict[str, Any] = {"identifiers": [], "phone": None, "iban": None}


def names(**fields: Any) -> dict[str, Any]:
    return {"given_name": "Φωτεινή", "family_name": "Σαββίδου", "born_on": "1980-05-01"} | fields


async def test_names_and_date_of_birth_are_corrected_by_the_documents(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    path = f"/persons/{person['id']}/names"
    fixed = await paggaio.put(path, names(given_name="Φωτεινή-Μαρία", father_name="Ηλίας"), If_Match=etag(person))
    assert (fixed["fields"]["given_name"], fixed["fields"]["father_name"]) == ("Φωτεινή-Μαρία", "Ηλίας")
    for born_on in ("1980-05-02", "2080-05-01"):
        refusal = await paggaio.refused("PUT", path, names(born_on=born_on), If_Match=etag(fixed))
        assert {fault["pointer"] for fault in refusal[2]["errors"]} == {"/born_on"}
    older = await paggaio.put(path, names(born_on="1880-05-01"), If_Match=etag(fixed))
    assert (older["fields"]["born_on"], "father_name" in older["fields"]) == ("1880-05-01", False)
    assert (await paggaio.refused("PUT", path, names(), If_Match=etag(person)))[:2] == (412, "stale")


async def test_another_date_of_birth_makes_a_decision_on_it_stale(paggaio: Client) -> None:
    body = factories.couple_with_two_children()
    body["members"][2]["person"]["identifiers"] = []
    formed = await factories.household(paggaio, body)
    case = await paggaio.post("/applications", factories.application(formed))
    moved = await paggaio.post(f"/applications/{case['id']}/recommend", {"outcome": "approved"}, If_Match=etag(case))
    decision, by = {"outcome": "approved"}, "eleni supervisor"
    await paggaio.post(f"/applications/{case['id']}/decide", decision, by=by, If_Match=etag(moved))
    child = formed["members"][2]["person_id"]
    await paggaio.put(f"/persons/{child}/names", names(born_on="2013-06-06"), If_Match='"1"')
    (noted,) = (await paggaio.get("/stale-assessments"))["items"]
    assert (noted["application_id"], noted["cause"]) == (case["id"], "contradicted")


async def test_a_corrected_name_may_turn_out_to_be_somebody_who_is_known(paggaio: Client) -> None:
    known = await paggaio.post("/persons", factories.person("1991-03-03") | NUMBERLESS)
    wrong = {"given_name": "Ασπασία", "family_name": "Δελή"}
    other = await paggaio.post("/persons", factories.person("1991-03-03", **wrong) | NUMBERLESS)
    assert other["suspected"] == []
    fixed = await paggaio.put(f"/persons/{other['id']}/names", names(born_on="1991-03-03"), If_Match=etag(other))
    (pair,) = fixed["suspected"]
    assert {pair["first_id"], pair["second_id"]} == {known["id"], other["id"]}
