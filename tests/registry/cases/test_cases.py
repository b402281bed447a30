"""A case is explained line by line, in the language of whoever reads it, and replays bit for bit."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from services.kit.sentences import catalogue
from services.registry.assessing import assessments
from services.registry.assessing.assessments import Assessed
from services.registry.assessing.rules import all_rules
from tests.clients import Client
from tests.registry import factories
from tests.registry.assessing.test_assessments import COUPLE_TWO_CHILDREN, assessed
from tests.registry.vectors import household

LANGUAGES = {
    "en": "You applied on 12 January 2026. By the rules of that day you get €432.00 a month.",
    "el": "Κάνατε αίτηση στις 12 Ιανουαρίου 2026. Με τους κανόνες εκείνης της ημέρας παίρνετε 432,00",
    "ar": "بحسب قواعد ذلك اليوم تحصل على",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_case_is_explained_in_the_language_asked_for(paggaio: Client, language: str) -> None:
    opened = await factories.assessed(paggaio)
    case = await paggaio.get(f"/applications/{opened['id']}?language={language}")
    said = {line["code"]: line for line in case["assessment"]["explanation"]}
    assert LANGUAGES[language] in said["monthly_amount"]["sentence"]
    assert said["further_adults"]["amount_minor"] == 108_00
    assert all(line["legal_source"] for line in said.values())
    assert case["assessment"]["replays"] is True


async def test_without_a_language_the_municipality_s_is_spoken(paggaio: Client) -> None:
    case = await factories.assessed(paggaio)
    assert "τον μήνα" in case["assessment"]["explanation"][0]["sentence"]


async def test_a_case_shows_what_it_may_become_and_what_is_missing(paggaio: Client) -> None:
    case = await factories.assessed(paggaio, evidence=[{"kind": "identity"}], consents=[])
    assert case["allowed"] == ["in_review", "info_requested", "recommended", "withdrawn"]
    assert case["missing_evidence"] == ["tax_return", "iban_ownership", "utility_bill", "residence"]
    assert [paper["kind"] for paper in case["evidence"]] == ["identity"]
    assert (case["consents"], case["decision"], case["membership"]) == ([], None, None)


@pytest.mark.parametrize("language", ["el", "ar"])
def test_every_sentence_and_every_code_of_the_rules_is_translated(language: str) -> None:
    entries = catalogue("registry", language)
    wanted = {line.sentence.message for line in assessed(household(COUPLE_TWO_CHILDREN)).lines}
    for rules in all_rules():
        wanted |= {
            *rules.household.excluded_by,
            *(rules.luxury.signs if rules.luxury else ()),
            *(rules.card.exemptions if rules.card else ()),
        }
    assert not wanted - entries.keys()


def test_an_assessment_whose_rules_are_gone_cannot_be_replayed() -> None:
    facts = household(COUPLE_TWO_CHILDREN)
    kept = Assessed(
        id=UUID(int=1),
        rule_version=assessed(facts).rule_version,
        facts=msgspec.json.encode(facts).decode(),
        result=msgspec.json.encode(assessed(facts)).decode(),
        assessed_at=datetime(2026, 1, 12, tzinfo=UTC),
        assessed_by=UUID(int=2),
    )
    assert assessments.replays(kept) is True
    assert assessments.replays(msgspec.structs.replace(kept, result="{}")) is False
    assert assessments.replays(msgspec.structs.replace(kept, rule_version="gmi/2023-12-01#changed")) is None
