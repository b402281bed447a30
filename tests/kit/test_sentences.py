"""Sentences are said in the reader's language with the reader's figures, exactly."""

from pathlib import Path

import pytest

from services.kit import sentences
from services.kit.sentences import money, say, sentence

SPENT = "You have {amount_minor} until {until_on} for {category_code}, {count} cards."


@pytest.fixture(autouse=True)
def catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service with a catalogue of two entries."""
    entries = {
        "el": {SPENT: "Έχετε {amount_minor} έως {until_on} για {category_code}, {count} κάρτες.", "food": "τρόφιμα"},
        "ar": {SPENT: "لديك {amount_minor} حتى {until_on} {category_code} {count}"},
    }
    monkeypatch.setattr(sentences, "catalogue", lambda _service, language: entries.get(language, {}))


SAID = sentence(SPENT, amount_minor=123456, until_on="2026-07-31", category_code="food", count=1234)


def test_a_sentence_is_said_in_each_language() -> None:
    assert say("cards", SAID, "en") == "You have €1,234.56 until 31 July 2026 for food, 1,234 cards."
    assert say("cards", SAID, "el") == "Έχετε 1.234,56\xa0€ έως 31 Ιουλίου 2026 για τρόφιμα, 1.234 κάρτες."


def test_a_language_that_is_not_known_is_answered_in_english() -> None:
    assert say("cards", SAID, "fr") == say("cards", SAID, "en")


def test_in_arabic_amounts_dates_and_numbers_are_isolated() -> None:
    assert say("cards", SAID, "ar", currency="JOD").count("\u2068") == 3


def test_a_sentence_without_a_translation_is_said_in_english() -> None:
    assert say("cards", sentence("The card is blocked."), "el") == "The card is blocked."


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (1, "EUR", "€0.01"),
        (-250, "EUR", "-€2.50"),
        (1, "JOD", "JOD0.001"),
        (10**15 + 1, "EUR", "€10,000,000,000,000.01"),
    ],
)
def test_money_is_exact_in_every_currency(minor: int, currency: str, shown: str) -> None:
    assert money(minor, currency, "en") == shown


def test_every_committed_catalogue_can_be_read_and_keeps_the_parameters() -> None:
    from string import Formatter

    sentences_read = 0
    root = Path(sentences.__file__).parents[1]
    for path in root.glob("*/locale/*/LC_MESSAGES/*.po"):
        entries = read_catalogue(path.stem, path.parents[1].name)
        for message, translation in entries.items():
            wanted = {name for _, name, *_ in Formatter().parse(message) if name}
            assert {name for _, name, *_ in Formatter().parse(translation) if name} <= wanted, message
            sentences_read += 1
    assert sentences_read > 50


read_catalogue = sentences.catalogue


def test_a_sign_stands_before_its_figure_in_arabic_too() -> None:
    assert "\u2066-1.250\u2069" in money(-1250, "JOD", "ar")
    assert "\u20665,000.000\u2069" in money(5_000_000, "JOD", "ar")
