"""A name is found in every spelling and script, by those who may read it, and never through an address."""

from typing import Any

import pytest

from services.kit.db import Connection
from tests.clients import Client, person_id
from tests.registry import factories


async def search(client: Client, name: str, **fields: Any) -> list[str]:
    """Return the given names that a search finds."""
    answer = await client.post("/person-searches", {"name": name, "purpose": "case_work"} | fields)
    return [each["given_name"] for each in answer["items"]]


@pytest.mark.parametrize("name", ["Σαββίδου", "ΣΑΒΒΙΔΟΥ", "Savvidou Foteini", "φωτεινη", "Savidou"])
async def test_a_name_is_found_in_every_spelling(paggaio: Client, al_koura: Client, name: str) -> None:
    await paggaio.post("/persons", factories.person())
    assert await search(paggaio, name) == ["Φωτεινή"]
    assert await search(al_koura, name) == []


async def test_an_arabic_name_is_found_in_latin_and_greek(paggaio: Client) -> None:
    await paggaio.post("/persons", factories.person("1990-01-01", given_name="محمد", family_name="الخطيب"))
    for name in ("Mohammed Al-Khatib", "Muhammad Khateeb", "Μοχάμεντ", "مُحَمَّد الخطيب"):
        assert await search(paggaio, name) == ["محمد"], name


async def test_a_year_of_birth_narrows_it_down(paggaio: Client) -> None:
    await paggaio.post("/persons", factories.person("1980-05-01"))
    assert await search(paggaio, "Σαββίδου", birth_year=1980) == ["Φωτεινή"]
    assert await search(paggaio, "Σαββίδου", birth_year=1981) == []


async def test_whoever_is_shown_leaves_an_audit_row_and_only_the_year_is_shown(
    paggaio: Client, connection: Connection
) -> None:
    person = await paggaio.post("/persons", factories.person("1980-05-01"))
    answer = await paggaio.post("/person-searches", {"name": "Σαββίδου", "purpose": "card_desk"}, by="sofia card_desk")
    assert answer["items"][0] == {
        "person_id": person["id"], "given_name": "Φωτεινή", "family_name": "Σαββίδου", "birth_year": 1980,
    }  # fmt: skip
    read = await connection.fetchval(
        "SELECT count(*) FROM audit_entries WHERE action = 'person_read' AND purpose = 'card_desk' AND object_id = $1",
        person["id"],
    )
    assert read == 1


async def test_a_name_without_letters_is_malformed(paggaio: Client) -> None:
    assert (await paggaio.refused("POST", "/person-searches", {"name": "12 -", "purpose": "case_work"}))[:2] == (
        400,
        "malformed",
    )


async def test_finance_searches_nobody(paggaio: Client) -> None:
    assert (
        await paggaio.refused(
            "POST", "/person-searches", {"name": "Σ", "purpose": "payment"}, by="petros finance_officer"
        )
    )[0] == 403


async def test_nobody_searches_without_saying_for_what(paggaio: Client) -> None:
    assert (await paggaio.refused("POST", "/person-searches", {"name": "Σαββίδου"}))[0] == 400


async def test_relatives_of_who_searches_are_not_found(paggaio: Client) -> None:
    person = await paggaio.post("/persons", factories.person())
    kin = {"staff_id": str(person_id("maria")), "person_id": person["id"], "relation": "sibling"}
    await paggaio.post("/kinships", kin)
    assert await search(paggaio, "Σαββίδου") == []
