"""A postal code has the shape of the municipality's country: by it a public decision finds who lives in a place."""

from typing import Any

import pytest

from services.registry.people import addresses
from tests.clients import Client, etag
from tests.registry import factories

GOOD = [
    ("GR", "64100", "64100"),
    ("GR", "641 00", "64100"),
    ("GR", " 641\u00a000 ", "64100"),
    ("GR", "10431", "10431"),
    ("GR", "85900", "85900"),
    ("JO", "21166", "21166"),
    ("JO", "٢١١٦٦", "21166"),
    ("ES", "01001", "01001"),
    ("ES", "52006", "52006"),
    ("PT", "1000-001", "1000-001"),
    ("PT", "1000 001", "1000-001"),
    ("XX", "SW1A 1AA", "SW1A 1AA"),
]
BAD = [
    ("GR", "6410"),
    ("GR", "641000"),
    ("GR", "04100"),
    ("GR", "94100"),
    ("GR", "64I00"),
    ("GR", "64100 Καβάλα"),
    ("JO", "2116"),
    ("ES", "00100"),
    ("ES", "53001"),
    ("PT", "1000"),
]


@pytest.mark.parametrize(("country", "typed", "kept"), GOOD)
def test_a_postal_code_of_its_country_is_kept_in_one_spelling(country: str, typed: str, kept: str) -> None:
    checked = addresses.check_postal_code(typed, country=country)
    assert (checked.value, checked.faults) == (kept, ())


@pytest.mark.parametrize(("country", "typed"), BAD)
def test_another_shape_is_refused_with_what_it_has_to_look_like(country: str, typed: str) -> None:
    (fault,) = addresses.check_postal_code(typed, country=country).faults
    assert "digits" in fault.message
    assert fault.message.endswith("compare it with a bill or a letter.")


def living_at(postal_code: str) -> dict[str, Any]:
    """A household that is entered there."""
    body = factories.couple_with_two_children()
    return body | {"address": body["address"] | {"postal_code": postal_code}}


async def test_an_entry_with_another_shape_is_refused_once_for_the_whole_household(paggaio: Client) -> None:
    status, problem, document = await paggaio.refused("POST", "/households", living_at("6410"))
    assert (status, problem) == (400, "malformed")
    assert [fault["pointer"] for fault in document["errors"]] == ["/address/postal_code"]
    assert document["errors"][0]["detail"].startswith("A Greek postal code has 5 digits")


async def test_all_faults_of_an_entry_are_told_together(paggaio: Client) -> None:
    body = living_at("6410")
    body["members"][0]["person"]["phone"] = "12"
    own = body["address"] | {"postal_code": "99999"}
    body["members"][1]["person"]["address"] = own
    document = (await paggaio.refused("POST", "/households", body))[2]
    assert [fault["pointer"] for fault in document["errors"]] == [
        "/address/postal_code", "/members/0/person/phone", "/members/1/person/address/postal_code",
    ]  # fmt: skip


async def test_the_space_is_not_kept(paggaio: Client) -> None:
    formed = await factories.household(paggaio, living_at("641 00"))
    for member in formed["members"]:
        person = await paggaio.get(f"/persons/{member['person_id']}")
        assert person["fields"]["postal_code"] == "64100"


async def test_each_municipality_has_the_shape_of_its_own_country(al_koura: Client) -> None:
    person = factories.person(identifiers=[], phone=None, iban=None, address=living_at("٢١١٦٦")["address"])
    entered = await al_koura.post("/persons", person)
    assert entered["fields"]["postal_code"] == "21166"
    document = (await al_koura.refused("POST", "/persons", person | {"address": living_at("211")["address"]}))[2]
    assert [fault["pointer"] for fault in document["errors"]] == ["/address/postal_code"]
    assert document["errors"][0]["detail"].startswith("A Jordanian postal code has 5 digits")


async def test_a_move_is_checked_as_an_entry(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    path, new = f"/persons/{person['id']}/contact", living_at("653 02")["address"]
    wrong = await paggaio.refused("PUT", path, {"address": new | {"postal_code": "6530"}}, If_Match=etag(person))
    assert [fault["pointer"] for fault in wrong[2]["errors"]] == ["/address/postal_code"]
    moved = await paggaio.put(path, {"address": new}, If_Match=etag(person))
    assert moved["fields"]["postal_code"] == "65302"
