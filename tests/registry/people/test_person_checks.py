"""What is typed of a person is looked through before it is entered, in the reader's language; nothing is entered."""

from tests.clients import Client
from tests.registry import factories


async def test_each_field_says_what_is_wrong_with_it(paggaio: Client) -> None:
    typed = {
        "born_on": "2031-01-01", "phone": "12", "iban": "GR00", "language": "en",
        "identifiers": [{"kind": "amka", "number": "01010500006"}, {"kind": "afm", "number": "094259216"}],
    }  # fmt: skip
    found = await paggaio.post("/person-checks", typed)
    said = {fault["pointer"]: fault["detail"] for fault in found["faults"]}
    assert set(said) == {"/born_on", "/identifiers/0/number", "/phone", "/iban"}
    assert said["/identifiers/0/number"].startswith("This AMKA is not valid")
    greek = await paggaio.post("/person-checks", typed | {"language": "el"})
    assert "ΑΜΚΑ" in greek["faults"][1]["detail"]


async def test_where_they_live_is_looked_through_too(paggaio: Client) -> None:
    typed = {"address": {"street": "Φιλίππων 12", "postal_code": "6410", "town": "Ελευθερούπολη"}, "language": "el"}
    found = await paggaio.post("/person-checks", typed)
    assert [fault["pointer"] for fault in found["faults"]] == ["/address/postal_code"]
    assert "ταχυδρομικός κώδικας" in found["faults"][0]["detail"]
    right = typed | {"address": typed["address"] | {"postal_code": "641 00"}}  # type: ignore[operator]
    assert (await paggaio.post("/person-checks", right))["faults"] == []


async def test_a_number_that_somebody_has_is_said_and_what_is_odd_too(paggaio: Client, al_koura: Client) -> None:
    person = factories.person()
    known = await paggaio.post("/persons", person)
    asked = {"identifiers": person["identifiers"], "iban": "JO94 CBJO 0010 0000 0000 0131 0003 02"}
    found = await paggaio.post("/person-checks", asked)
    assert (found["known_id"], found["faults"]) == (known["id"], [])
    assert [each["pointer"] for each in found["warnings"]] == ["/iban"]
    assert (await al_koura.post("/person-checks", asked))["known_id"] is None, "another tenant's people are not told"
