"""Every line says in plain words what was found, in three languages, with amounts and days as they write them."""

import ast
import tomllib
from pathlib import Path

import pytest

from services.kit.sentences import catalogue
from services.registry.assessing import condition_texts, explanations, rule_changes
from services.registry.assessing.assessments import Assessment, assess, explain
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import FOLDER, Rules
from tests.registry.vectors import LIMITS, VECTORS, household, rules_of

COUPLE = ("applicant 45", "spouse 43")
SOURCES = (explanations, condition_texts)


def said(facts: HouseholdFacts, rules: Rules | None = None, language: str = "en") -> dict[str, str]:
    """Return each line's sentence by its code."""
    return {line.code: line.sentence for line in explain(assess(rules or rules_of(), facts), language)}


def messages() -> set[str]:
    """Return every message that an explanation may say."""
    calls = (
        node
        for module in SOURCES
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sentence"
    )
    return {str(call.args[0].value) for call in calls if isinstance(call.args[0], ast.Constant)}


def every_assessment() -> list[Assessment]:
    limits = [
        (limit.rules(), limit.facts(**({"incomes": {"wages": value}} if limit.field == "income" else
                                       {f"{limit.field}_minor": value})))
        for limit in LIMITS
        for value in (limit.limit, limit.limit + 1)
    ]  # fmt: skip
    return [assess(rules, facts) for rules, facts in [*((each.rules(), each.facts()) for each in VECTORS), *limits]]


@pytest.mark.parametrize("language", ["el", "ar"])
def test_every_message_is_translated_with_the_same_parameters(language: str) -> None:
    entries = catalogue("registry", language)
    for message in messages():
        assert message in entries, f"{language} lacks: {message}"
        holes = {part.split("}")[0] for part in message.split("{")[1:]}
        assert {part.split("}")[0] for part in entries[message].split("{")[1:]} == holes


def test_every_message_is_said_by_some_vector() -> None:
    used = {line.sentence.message for assessment in every_assessment() for line in assessment.lines}
    assert messages() - used == set(), "Write a vector in vectors.toml that says it."


def test_every_line_names_where_the_law_says_so() -> None:
    assert all(line.legal_source for assessment in every_assessment() for line in assessment.lines)


@pytest.mark.parametrize("language", ["el", "ar"])
def test_every_legal_source_of_the_rules_is_named_in_the_persons_language(language: str) -> None:
    entries = catalogue("registry", language)
    sources = {
        section["source"]
        for path in FOLDER.glob("*/*.toml")
        for section in tomllib.loads(path.read_text("utf-8")).values()
        if isinstance(section, dict) and "source" in section
    }
    assert len(sources) > 40
    assert sources - set(entries) == set()


READ_ALOUD = {
    "en": {
        "further_adults": "Second adult: €108.00 a month.",
        "children": "One child: €54.00 a month.",
        "guaranteed": "Together that makes €378.00 a month.",
        "single_parent": "You are the only parent in your household, so the oldest child under 18 counts as an adult.",
        "income": "Your household's income in 6 months is €900.00. The limit is €2,268.00.",
        "vehicles": "You declared no vehicles.",
        "term": "You have this right from 1 July 2025 to 31 December 2025. Then you need to apply again.",
    },
    "el": {
        "further_adults": "Δεύτερος ενήλικας: 108,00\xa0€ τον μήνα.",
        "children": "Ένα παιδί: 54,00\xa0€ τον μήνα.",
        "guaranteed": "Όλα μαζί κάνουν 378,00\xa0€ τον μήνα.",
        "income": "Το εισόδημα του νοικοκυριού σας σε 6 μήνες είναι 900,00\xa0€. Το όριο είναι 2.268,00\xa0€.",
        "vehicles": "Δεν δηλώσατε οχήματα.",
        "term": "Έχετε αυτό το δικαίωμα από 1 Ιουλίου 2025 έως 31 Δεκεμβρίου 2025. Μετά χρειάζεται νέα αίτηση.",
    },
    "ar": {
        "vehicles": "لم تصرّح بأي مركبات.",
        "term": "لك هذا الحق من \u20681 تموز 2025\u2069 إلى \u206831 كانون الأول 2025\u2069. "
        "بعد ذلك عليك تقديم طلب جديد.",
    },
}


@pytest.mark.parametrize("language", READ_ALOUD)
def test_one_parent_with_two_children_reads(language: str) -> None:
    facts = household(["applicant 38", "child 12", "child 7"], incomes={"wages": 900_00})
    found = said(facts, language=language)
    assert {code: found[code] for code in READ_ALOUD[language]} == READ_ALOUD[language]


def test_the_sum_in_words_is_right_to_the_cent() -> None:
    found = said(household(COUPLE, incomes={"wages": 900_03}))
    assert found["monthly_amount"].endswith(
        "€174.00 a month. That is €324.00 less €150.00, your average monthly income."
    )


def test_whoever_is_left_out_is_named_by_the_reason_and_not_by_a_name() -> None:
    found = said(household([*COUPLE, "child 19 excluded_by=conscript"]))
    assert found["member_excluded"] == "One person of your household is not counted: conscript."


def test_a_year_is_written_as_a_year() -> None:
    rules = rule_changes.apply(rules_of(), {"deposits": {"average_rate_basis_points": {"2024": 30}}})
    found = said(household(COUPLE, interest_minor=14_41, tax_year=2024), rules)
    assert found["interest"].startswith("Your interest of 2024 is €14.41.")


def test_a_right_that_is_recertified_says_so() -> None:
    found = said(household(["applicant 40", "child 3"]), rules_of("lebrija_elio"))
    assert found["term"].endswith("Before it ends, we check whether you still have it.")
    assert found["card_share"] == "All of it goes on your card."


def test_a_refusal_says_neither_card_nor_term() -> None:
    found = said(household(["applicant 45"], resident=False))
    assert {"card_share", "term"}.isdisjoint(found)
    assert found["monthly_amount"].endswith("you have no right to this benefit.")
