"""The demo's people: every number is valid, nobody appears twice, and the same seed gives the same people."""

from collections import Counter
from datetime import date

import msgspec
import pytest
import schwifty
from stdnum.gr import amka, vat

from infra.demo import people
from infra.demo.people import People


@pytest.fixture(scope="module")
def generated() -> People:
    return people.generate()


def numbers(generated: People, kind: str) -> list[str]:
    persons = [member["person"] for each in generated.households for member in each.household["members"]]
    persons += [merchant.owner for merchant in generated.merchants]
    return [item["number"] for person in persons for item in person["identifiers"] if item["kind"] == kind]


def test_the_same_seed_gives_the_same_people(generated: People) -> None:
    assert msgspec.json.encode(people.generate()) == msgspec.json.encode(generated)
    assert msgspec.json.encode(people.generate(7)) != msgspec.json.encode(generated)


def test_there_are_500_households_40_merchants_and_10_applicants(generated: People) -> None:
    assert (len(generated.households), len(generated.merchants), len(generated.jordanians)) == (500, 40, 10)
    kinds = Counter(merchant.kind for merchant in generated.merchants)
    assert kinds == {"private": 24, "public": 4, "social_enterprise": 12}
    forms = {merchant.legal_form for merchant in generated.merchants if merchant.kind == "social_enterprise"}
    assert forms == {"koinsep", "koispe", "workers_cooperative"}


def test_every_greek_number_is_valid_and_nobody_has_anothers(generated: People) -> None:
    for kind, library in (("amka", amka), ("afm", vat)):
        found = numbers(generated, kind)
        assert all(library.is_valid(number) for number in found)
        assert len(set(found)) == len(found)
    shops = [merchant.afm for merchant in generated.merchants]
    assert all(vat.is_valid(number) for number in shops)
    assert not set(shops) & set(numbers(generated, "afm"))


def test_an_amka_begins_with_the_date_of_birth(generated: People) -> None:
    for household in generated.households:
        for member in household.household["members"]:
            born_on = date.fromisoformat(member["person"]["born_on"])
            assert member["person"]["identifiers"][0]["number"].startswith(born_on.strftime("%d%m%y"))


def test_every_iban_is_valid(generated: People) -> None:
    ibans = [m["person"]["iban"] for h in generated.households for m in h.household["members"] if "iban" in m["person"]]
    ibans += [merchant.iban for merchant in generated.merchants] + [person.iban for person in generated.jordanians]
    assert len(ibans) == 550
    assert len(set(ibans)) == 550
    assert all(schwifty.IBAN(number, allow_invalid=True).is_valid for number in ibans)


def test_jordanian_numbers_tell_the_year_of_birth(generated: People) -> None:
    for applicant in generated.jordanians:
        number, born_on = applicant.person["identifiers"][0]["number"], applicant.person["born_on"]
        assert len(number) == 10
        assert number[1:3] == born_on[2:4]


def test_a_household_buys_for_about_what_its_card_holds(generated: People) -> None:
    spent: Counter[int] = Counter()
    for purchase in generated.purchases:
        assert 1 <= purchase.day <= 28
        assert purchase.amount_minor > 0
        spent[purchase.household] += purchase.amount_minor
    for household, amount in spent.items():
        assert amount <= generated.households[household].card_share_minor * 105 // 100
    assert 2_000 < len(generated.purchases) < 6_000
