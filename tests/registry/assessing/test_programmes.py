"""Programmes are listed with the rules of a day, and every parameter of theirs can be read before it is changed."""

import pytest

from tests.clients import Client

MANAGER = "sofia programme_manager"


async def test_the_programmes_of_a_day_are_listed_with_their_version(paggaio: Client) -> None:
    today = await paggaio.get("/programmes", by=MANAGER)
    assert [each["programme"] for each in today] == ["gmi", "lebrija_elio", "red_cross_families"]
    assert today[0]["rule_version"].startswith("gmi/2023-12-01#")
    pilot = await paggaio.get("/programmes?on=2015-03-10", by=MANAGER)
    assert [(each["programme"], each["months"]) for each in pilot] == [("gmi_pilot", 6)]


@pytest.mark.parametrize(("on", "amount"), [("2023-11-30", 200_00), ("2023-12-01", 216_00)])
async def test_rules_are_read_as_they_were_on_a_day(paggaio: Client, on: str, amount: int) -> None:
    found = await paggaio.get(f"/programmes/gmi/rules?on={on}", by=MANAGER)
    assert (found["on"], found["rules"]["guaranteed"]["first_adult_amount_minor"]) == (on, amount)
    assert all(section["source"] for section in found["rules"].values() if isinstance(section, dict))


async def test_what_a_file_does_not_say_is_read_as_it_holds(paggaio: Client) -> None:
    rules = (await paggaio.get("/programmes/gmi/rules", by=MANAGER))["rules"]
    assert rules["guaranteed"]["household_maximum_minor"] is None
    assert rules["household"]["guests_are_members"] is True
    assert rules["fixed"] is None


async def test_a_programme_without_rules_on_the_day_is_not_found(paggaio: Client) -> None:
    for path in ("/programmes/lottery/rules", "/programmes/gmi/rules?on=2010-01-01"):
        status, kind, _ = await paggaio.refused("GET", path, by=MANAGER)
        assert (status, kind) == (404, "not-found")


async def test_the_card_desk_reads_no_rules(paggaio: Client) -> None:
    status, _, _ = await paggaio.refused("GET", "/programmes", by="nikos card_desk")
    assert status == 403
