"""An assessment says every step, adds up, agrees with an independent model, and replays to the same bytes."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from services.kit.db import Connection
from services.registry.assessing import assessments
from services.registry.assessing.assessments import Assessment, assess
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import Rules, all_rules, rules_of, rules_on
from tests.clients import Client
from tests.registry import factories, slow_model
from tests.registry.vectors import household
from tests.registry.vectors import rules_of as rules_of_day
from tests.sizes import SIZES

KEPT = Path(__file__).with_name("kept_assessments.jsonl")
COUPLE_TWO_CHILDREN = ("applicant 45", "spouse 43", "child 12", "child 7")


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment as an earlier release has kept it: the bytes that went in and came out."""

    facts: str
    result: str


def assessed(facts: HouseholdFacts, programme: str = "gmi") -> Assessment:
    return assess(rules_of_day(programme, facts.application_date), facts)


codes = st.sampled_from
amounts_near = st.one_of(
    st.integers(0, 16_000_000),
    st.sampled_from(
        [1200_00, 1296_00, 1944_00, 4_800_00, 6_000_00, 7_200_00, 14_400_00, 90_000_00, 150_000_00]
    ).flatmap(lambda limit: st.integers(limit - 1, limit + 1)),
)
others = st.fixed_dictionaries(
    {
        "relation": codes(["spouse", "partner", "child", "child", "child", "parent", "sibling", "other", "guest"]),
        "age_years": st.one_of(st.integers(0, 95), st.integers(16, 26)),
        "studies": st.booleans(),
        "excluded_by": codes([None, None, None, "closed_care", "conscript", "transitional_shelter", "womens_shelter"]),
        "work": codes(["not_stated", "employed", "registered_unemployed", "unregistered", "unable", "retired"]),
    }
)
incomes = st.fixed_dictionaries(
    {"kind": codes(["wages", "rent", "disability_benefit"]), "amount_minor": st.integers(0, 1500_00)}
)
expenses = st.fixed_dictionaries(
    {"kind": codes(["child_maintenance_paid", "loan"]), "amount_minor": st.integers(0, 500_00)}
)
declarations = st.fixed_dictionaries(
    {
        "incomes": st.lists(incomes, max_size=3),
        "expenses": st.lists(expenses, max_size=2),
        "real_estate_minor": amounts_near,
        "vehicles_minor": st.one_of(st.just(0), amounts_near),
        "deposits_minor": st.one_of(st.just(0), amounts_near),
        "interest_minor": st.integers(0, 100_00),
        "tax_year": codes([None, 2024]),
        "luxury_signs": st.lists(codes(["luxury_tax", "yacht_crew", "gold_teeth"]), max_size=1),
        "resident": codes([True, True, True, False]),
        "card_exemption": codes([None, None, "visual_disability_80", "dislikes_cards"]),
    }
)
days = st.one_of(
    st.dates(date(2014, 10, 9), date(2027, 12, 31)),
    codes([date(2018, 10, 29), date(2018, 10, 30), date(2023, 11, 30), date(2023, 12, 1)]),
)
programmes = codes(["gmi", "gmi", "gmi", "gmi_pilot", "lebrija_elio", "red_cross_families"])


@st.composite
def households(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A programme and a household, as plain values."""
    first = draw(others) | {"relation": draw(codes(["applicant"] * 9 + ["sibling"]))}
    people = [first, *draw(st.lists(others, max_size=7))]
    members = [person | {"member_id": str(UUID(int=number))} for number, person in enumerate(people)]
    return draw(programmes), {"application_date": draw(days), "members": members} | draw(declarations)


def agrees(rules: Rules, plain: dict[str, Any], law: dict[str, Any]) -> None:
    """Compare what is decided with the slow model, and the lines with what is decided."""
    facts = msgspec.convert(plain, HouseholdFacts)
    assessment, expected = assess(rules, facts), slow_model.judge(law, plain)
    found = {
        "eligible": assessment.eligible,
        "refused": {line.code for line in assessment.lines if line.outcome == "failed"},
        "adults": assessment.adults,
        "children": assessment.children,
        "guaranteed": assessment.guaranteed_minor,
        "monthly": assessment.monthly_amount_minor,
        "card": assessment.card_share_minor,
    }
    assert found == expected
    assert assessment.card_share_minor + assessment.account_share_minor == assessment.monthly_amount_minor
    added = sum(line.amount_minor or 0 for line in assessment.lines if line.outcome == "added")
    assert added == assessment.guaranteed_minor
    assert all(line.legal_source for line in assessment.lines)
    encoded = msgspec.json.encode(assessment)
    again = msgspec.json.decode(msgspec.json.encode(facts), type=HouseholdFacts)
    assert msgspec.json.encode(assess(rules, again)) == encoded
    assert msgspec.json.encode(msgspec.json.decode(encoded, type=Assessment)) == encoded
    language = ("en", "el", "ar")[len(facts.members) % 3]
    assert not any("{" in line.sentence for line in assessments.explain(assessment, language))


@settings(max_examples=SIZES.households)
@given(households())
def test_the_assessment_agrees_with_an_independent_slow_model(drawn: tuple[str, dict[str, Any]]) -> None:
    programme, plain = drawn
    rules = rules_on(plain["application_date"], programme)
    law = slow_model.file_for(programme, plain["application_date"])
    assert (rules is None) is (law is None)
    if rules is not None and law is not None:
        agrees(rules, plain, law)


def test_the_slow_model_reads_every_file() -> None:
    for rules in all_rules():
        law = slow_model.file_for(rules.programme, rules.valid_from)
        assert law is not None
        assert (law["programme"], law["valid_from"]) == (rules.programme, rules.valid_from)


def test_what_an_earlier_release_has_kept_replays_to_the_same_bytes() -> None:
    kept = [msgspec.json.decode(line, type=Kept) for line in KEPT.read_bytes().splitlines()]
    versions = set()
    for each in kept:
        assessment = msgspec.json.decode(each.result, type=Assessment)
        rules = rules_of(assessment.rule_version)
        assert rules is not None
        facts = msgspec.json.decode(each.facts, type=HouseholdFacts)
        assert msgspec.json.encode(assess(rules, facts)).decode() == each.result, (
            "Kept assessments have to replay: write another sentence beside this one, or another rule file."
        )
        versions.add(assessment.rule_version)
    assert len(versions) == len(all_rules()), "Keep an assessment by each rule file."


async def test_facts_and_result_are_kept_as_the_bytes_that_were_computed(
    paggaio: Client, connection: Connection
) -> None:
    case = await factories.assessed(paggaio)
    await connection.execute("RESET ROLE")
    kept = await connection.fetchrow("SELECT facts, result FROM assessments WHERE application_id = $1", case["id"])
    assert kept is not None
    facts = msgspec.json.decode(kept["facts"], type=HouseholdFacts)
    assert msgspec.json.encode(facts).decode() == kept["facts"]
    assert msgspec.json.encode(assessed(facts)).decode() == kept["result"]


async def test_an_application_that_was_not_assessed_cannot_be_recommended(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    body = factories.application(formed, submit=False)
    draft = await paggaio.post("/applications", body)
    submitted = await paggaio.post(f"/applications/{draft['id']}/submit", If_Match=f'"{draft["version"]}"')
    path = f"/applications/{draft['id']}/recommend"
    status, _, _ = await paggaio.refused("POST", path, {"outcome": "approved"}, If_Match=f'"{submitted["version"]}"')
    assert status == 409


def test_the_rounding_of_the_month_is_the_account_s() -> None:
    assessment = assessed(household(COUPLE_TWO_CHILDREN, incomes={"wages": 1}))
    assert (assessment.monthly_amount_minor, assessment.card_share_minor) == (432_00, 216_00)
    odd = assessed(household(COUPLE_TWO_CHILDREN, incomes={"wages": 6}))
    assert (odd.card_share_minor, odd.account_share_minor) == (215_99, 216_00)
