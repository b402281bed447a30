"""What is said of each rule, in every language."""

import pytest

from services.cards.deciding.reasons import PASSED, RULES, SAID
from services.kit.sentences import catalogue


def test_every_rule_has_a_sentence_for_either_result() -> None:
    assert set(PASSED) == set(SAID) == set(RULES)


@pytest.mark.parametrize("language", ["el", "ar"])
def test_every_rule_is_said_in_the_holders_language(language: str) -> None:
    assert {each.message for table in (PASSED, SAID) for each in table.values()} == set(catalogue("cards", language))
