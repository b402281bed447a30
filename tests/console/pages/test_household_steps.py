"""The questions of a household's entry follow each other; no answer is lost on the way, or kept when it is cleared."""

import pytest

from services.console.clients.registry.households import Warned
from services.console.clients.registry.people import PersonChecked
from services.console.pages import household_steps
from services.kit.errors import Malformed
from tests.console.pages.test_forms import MUNICIPALITY

CHILD = {"members/1/person/given_name": ["Νίκος"], "members/1/relation": ["child"]}
WHO = {
    "members/0/person/given_name": ["Ελένη"], "members/0/person/family_name": ["Κ"],
    "members/0/person/born_on": ["1985-05-04"], "members/0/relation": ["applicant"],
}  # fmt: skip


def test_every_question_leads_on_to_the_last_page_and_back() -> None:
    listed = household_steps.steps(CHILD)
    assert listed == [
        "0-who", "0-numbers", "0-contact", "address", "0-work", "1-who", "1-numbers", "1-work", "others", "check",
    ]  # fmt: skip
    assert [household_steps.after(step, CHILD) for step in listed[:-1]] == listed[1:]
    assert [household_steps.before(step, CHILD) for step in listed[1:]] == listed[:-1]
    assert household_steps.before("0-who", CHILD) is None


def test_whoever_comes_back_goes_on_after_the_last_answer() -> None:
    assert household_steps.resumed_at({}, MUNICIPALITY) == "0-who"
    assert household_steps.resumed_at(WHO | {"address/street": ["Φιλίππου 4"]}, MUNICIPALITY) == "0-work"
    assert household_steps.resumed_at(WHO | CHILD, MUNICIPALITY) == "1-numbers"
    assert household_steps.before("1-who", WHO) == "others"


def test_what_is_cleared_is_gone_and_what_is_not_asked_is_not_taken() -> None:
    kept = household_steps.taken("0-who", WHO | {"members/9/work": ["retired"]}, CHILD, MUNICIPALITY)
    assert kept == CHILD | WHO
    cleared = WHO | {"members/0/person/given_name": ["  "]}
    assert "members/0/person/given_name" not in household_steps.taken("0-who", cleared, kept, MUNICIPALITY)


@pytest.mark.parametrize(
    ("step", "values", "missing"),
    [
        ("0-who", {}, "/members/0/person/given_name"),
        ("0-numbers", WHO, "/members/0/person/identifiers/0/number"),
        ("address", {"address/street": ["Φιλίππου 4"]}, "/address/postal_code"),
    ],
)
def test_a_question_without_its_answer_says_which_field(step: str, values: dict[str, list[str]], missing: str) -> None:
    with pytest.raises(Malformed) as refused:
        household_steps.refuse_unanswered(step, values, MUNICIPALITY, "el")
    assert refused.value.members["errors"][0].pointer == missing
    assert refused.value.members["errors"][0].detail == "Συμπληρώστε το για να συνεχίσετε."


def test_what_registry_finds_wrong_stands_at_the_field_of_the_step_that_asks_for_it() -> None:
    wrong = PersonChecked(
        faults=[Warned(pointer="/address/postal_code", detail="5 ψηφία"), Warned(pointer="/phone", detail="–")]
    )
    for step, field in (("address", "/address/postal_code"), ("0-contact", "/members/0/person/phone")):
        with pytest.raises(Malformed) as refused:
            household_steps.refuse_faulty(wrong, step, MUNICIPALITY, "el")
        assert [fault.pointer for fault in refused.value.members["errors"]] == [field]


def test_registry_looks_through_a_person_or_where_they_live() -> None:
    home = {"address/town": ["Καβάλα"]}
    assert household_steps.start_of("others") is None
    assert household_steps.looked_at(household_steps.start_of("address") or "", WHO | home) == home
    person = household_steps.looked_at(household_steps.start_of("0-work") or "", WHO | home)
    assert set(person) == {"given_name", "family_name", "born_on"}


@pytest.mark.parametrize("step", ["address", "1-numbers"])
def test_what_need_not_be_said_can_be_left_out(step: str) -> None:
    household_steps.refuse_unanswered(step, {}, MUNICIPALITY, "el")
