"""Forms: fields named by JSON pointers become bodies, faults find their fields, and no address leads elsewhere."""

import msgspec
import pytest

from services.console.clients.registry.applications import NewApplication
from services.console.clients.registry.households import NewHousehold
from services.console.pages.forms import Form, fault, local_path, nest
from services.console.pages.view import View
from services.kit.errors import Malformed
from services.kit.settings import Municipality

MUNICIPALITY = msgspec.convert(
    {"id": "0190a000-0000-7000-8000-0000000000a1", "slug": "paggaio", "name": {"el": "Δήμος Παγγαίου"}, "country": "GR",
     "currency": "EUR", "timezone": "Europe/Athens", "language": "el"}, Municipality,
)  # fmt: skip
VIEW = View(request=None, session=None, language="el", municipality=MUNICIPALITY, caller=None)  # type: ignore[arg-type]
HOUSEHOLD = {
    "_key": ["1"], "_csrf_token": ["2"], "_page": ["/households/new"],
    "members/0/relation": ["applicant"], "members/0/person/given_name": [" Ελένη "],
    "members/0/person/family_name": ["Κ"], "members/0/person/born_on": ["1985-05-04"],
    "members/0/person/identifiers/0/kind!": ["amka"], "members/0/person/identifiers/0/number": ["04058512345"],
    "members/0/person/identifiers/1/kind!": ["afm"], "members/0/person/identifiers/1/number": [""],
    "members/0/studies": ["true"], "members/1/relation": [""], "members/1/person/given_name": [""],
    "members/1/person/identifiers/0/kind!": ["amka"], "members/1/person/identifiers/0/number": [""],
}  # fmt: skip


def test_a_form_becomes_the_body_and_blank_rows_are_absent() -> None:
    (member,) = Form(HOUSEHOLD, VIEW).read(NewHousehold).members
    assert (member.relation, member.studies, member.person.given_name) == ("applicant", True, "Ελένη")
    assert [(each.kind, each.number) for each in member.person.identifiers] == [("amka", "04058512345")]


def test_amounts_are_typed_in_the_readers_way() -> None:
    sent = {
        "household_id": ["0190a000-0000-7000-8000-0000000000b1"], "programme": ["gmi"],
        "declared/incomes/0/kind": ["wages"], "declared/incomes/0/amount_minor": ["1.234,50"],
        "declared/luxury_signs[]": ["luxury_tax", "yacht_crew"], "declared/deposits_minor": [""],
    }  # fmt: skip
    declared = Form(sent, VIEW).read(NewApplication).declared
    assert declared.incomes[0].amount_minor == 123450
    assert declared.luxury_signs == ["luxury_tax", "yacht_crew"]
    assert declared.deposits_minor == 0


def test_a_list_of_amounts_is_typed_in_the_readers_way_too() -> None:
    assert nest({"by_children_minor/0": ["0,00"], "by_children_minor/1": ["1.150,50"]}, VIEW) == {
        "by_children_minor": [0, 115050]
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [("members/0/person/born_on", "yesterday"), ("members/0/person/family_name", ""), ("members/0/studies", "perhaps")],
)
def test_a_fault_names_its_field(field: str, value: str) -> None:
    with pytest.raises(Malformed) as refused:
        Form(HOUSEHOLD | {field: [value]}, VIEW).read(NewHousehold)
    assert refused.value.members["errors"][0].pointer == f"/{field}"


def test_an_unreadable_amount_names_its_field() -> None:
    with pytest.raises(Malformed) as refused:
        nest({"declared/incomes/0/amount_minor": ["many"]}, VIEW)
    assert refused.value.members["errors"][0].pointer == "/declared/incomes/0/amount_minor"


def test_a_fault_of_the_whole_has_no_place() -> None:
    assert fault(msgspec.ValidationError("Expected `object`, got `array`")).pointer == ""


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/runs?cursor=x", "/runs?cursor=x"),
        ("", "/"),
        ("https://evil.example/runs", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("runs", "/"),
    ],
)
def test_no_address_leads_elsewhere(address: str, path: str) -> None:
    assert local_path(address) == path
