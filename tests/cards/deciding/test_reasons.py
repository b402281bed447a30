"""What is said of each rule, in every language."""

import pytest

from services.cards.deciding import respending
from services.cards.deciding.reasons import PASSED, RULES, SAID
from services.kit.sentences import catalogue


def test_every_rule_has_a_sentence_for_either_result() -> None:
    assert set(PASSED) == set(SAID) == set(RULES)


@pytest.mark.parametrize("language", ["el", "ar"])
def test_every_rule_is_said_in_the_holders_language(language: str) -> None:
    tables = (PASSED, SAID, respending.PASSED, respending.SAID)
    assert {each.message for table in tables for each in table.values()} == set(catalogue("cards", language))
