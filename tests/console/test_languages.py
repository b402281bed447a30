"""Greek and Arabic are complete: no string of a page is outside the catalogues, none in them is untranslated."""

import re
from pathlib import Path

import pytest
from babel.dates import get_month_names
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from services.console import languages
from services.kit.sentences import LOCALES
from tests.console.catalogues import CONSOLE, catalogue_file, of_indicators, wanted

CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
MARKUP = re.compile(r"<[^>]*>|\s[a-z-]+=\"[^\"]*\"|&\w+;", re.DOTALL)
NAMES_OF_OURS = {"Koinon", "κ"}
SAME_EVERYWHERE = {"BIC", "IBAN", "PIN"}
QUOTED = re.compile(r'["`]([^"`]*)["`]')
NO_TEXT = re.compile(r"\s*//|\s*import |.*\bthrow new Error\(")
"""Lines of a script that nobody is shown: remarks, what it takes from others, and faults of the program."""
CLASSES = {"short figure", "state state-"}


def texts_of(entry: Message) -> list[str]:
    """A message's translation: one text, or one for each plural."""
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or ())


@pytest.mark.parametrize("language", ["el", "ar"])
def test_a_language_is_complete(language: str) -> None:
    with catalogue_file(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    said, missing = wanted() | of_indicators(), []
    singular = {each[0] if isinstance(each, tuple) else each for each in said}
    kept = {entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in catalogue if entry.id}
    assert not kept - singular, "nobody says this any more: remove it"
    for message in said:
        entry = catalogue.get(message[0] if isinstance(message, tuple) else message)
        written = [] if entry is None else texts_of(entry)
        if not written or not all(written) or (entry is not None and entry.fuzzy):
            missing.append(message)
    assert not missing, (
        f"add to {catalogue_file(language)} (see services/console/README.md): {sorted(map(str, missing))}"
    )


@pytest.mark.parametrize("language", ["el", "ar"])
def test_translations_keep_their_parameters(language: str) -> None:
    with catalogue_file(language).open("rb") as file:
        for entry in read_po(file, locale=language):
            wanted_ones = set(re.findall(r"%\((\w+)\)s", "".join(entry.id)))
            for text in texts_of(entry):
                assert set(re.findall(r"%\((\w+)\)s", text)) <= wanted_ones, entry.id
                assert isinstance(entry.id, tuple) or set(re.findall(r"%\((\w+)\)s", text)) == wanted_ones, entry.id


@pytest.mark.parametrize("language", ["el", "ar"])
def test_every_plural_has_all_its_forms_and_nothing_is_left_in_english(language: str) -> None:
    with catalogue_file(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    forms = {"el": 2, "ar": 6}[language]
    plurals = [entry for entry in catalogue if isinstance(entry.id, tuple)]
    assert (catalogue.num_plurals, [entry.id for entry in plurals if len(texts_of(entry)) != forms]) == (forms, [])
    assert {str(entry.id) for entry in catalogue if entry.id and entry.id == entry.string} <= SAME_EVERYWHERE


@pytest.mark.parametrize("language", ["el", "ar"])
@pytest.mark.parametrize("service", ["cards", "incubator", "merchants", "registry", "reporting"])
def test_what_services_say_to_people_is_translated(service: str, language: str) -> None:
    path = CONSOLE.parent / service / "locale" / language / "LC_MESSAGES" / f"{service}.po"
    with path.open("rb") as file:
        entries = [entry for entry in read_po(file, locale=language) if entry.id]
    left = [entry.id for entry in entries if not entry.string or entry.fuzzy or entry.id == entry.string]
    assert [each for each in left if re.sub(r"\{\w+\}", "", str(each))] == []


def test_arabic_sentences_name_months_as_dates_beside_them_do() -> None:
    months = {locale: set(get_month_names("wide", locale=locale).values()) for locale in ("ar", LOCALES["ar"])}
    elsewhere = re.compile(rf"\b[وبلف]?({'|'.join(months['ar'] - months[LOCALES['ar']])})\b")
    catalogues = CONSOLE.parent.glob("*/locale/ar/LC_MESSAGES/*.po")
    found = {path.stem: elsewhere.findall(path.read_text(encoding="utf-8")) for path in catalogues}
    assert not any(found.values()), f"{found}: write {months[LOCALES['ar']]}"


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_a_prepared_language_falls_back_on_english_and_is_not_offered_before_it_is_complete(language: str) -> None:
    with catalogue_file(language).open("rb") as file:
        prepared = read_po(file, locale=language)
    assert (prepared.locale_identifier, prepared.num_plurals) == (language, 2)
    assert {entry.id for entry in prepared if entry.id} <= {*wanted()}
    texts = languages.translations(language)
    assert texts.gettext("Password") != "Password"
    assert texts.gettext("Wait until it is decided.") == "Wait until it is decided."
    assert language not in languages.NAMES
    assert languages.choose(language, language, language) == languages.DEFAULT


@pytest.mark.parametrize("path", sorted((CONSOLE / "static" / "apps").rglob("*.js")), ids=lambda path: path.name)
def test_scripts_say_nothing_themselves(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not NO_TEXT.match(line)]
    said = [text for line in lines for text in QUOTED.findall(re.sub(r"\$\{.*?\}", "", line))]
    words = [text for text in said if re.search(r"[a-z]{3,} [a-z]{2,}", text) and text not in CLASSES]
    assert not words, f"put into the page, as a word of the script: {words}"


PAPERS = sorted((CONSOLE.parent).rglob("*.typ"))


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_papers_say_nothing_themselves(path: Path) -> None:
    lines = [line.split("//")[0] for line in path.read_text(encoding="utf-8").splitlines()]
    said = [text for line in lines for text in QUOTED.findall(line)]
    fonts = {"Noto Sans", "Noto Sans Arabic"}
    assert not [text for text in said if re.search(r"[a-zA-Z]{3,} [a-zA-Z]{2,}", text) and text not in fonts]


@pytest.mark.parametrize("path", sorted((CONSOLE / "templates").glob("*.html")), ids=lambda path: path.name)
def test_templates_say_nothing_outside_the_catalogues(path: Path) -> None:
    said = MARKUP.sub(" ", CODE.sub("", path.read_text(encoding="utf-8")))
    words = set(re.findall(r"[^\W\d_]{2,}", said)) - NAMES_OF_OURS
    assert not words, f"put into _(…): {words}"


@pytest.mark.parametrize(
    ("cookie", "accepted", "own", "chosen"),
    [
        (None, "", None, "en"),
        (None, "el-GR,el;q=0.9,en;q=0.8", None, "el"),
        (None, "fr, ar;q=0.5, en;q=0.7", None, "en"),
        (None, "en", "ar", "ar"),
        ("el", "en", "ar", "el"),
        ("xx", "*", "xx", "en"),
    ],
)
def test_the_language_is_clicked_or_ones_own_or_the_browsers(
    cookie: str | None, accepted: str, own: str | None, chosen: str
) -> None:
    assert languages.choose(cookie, accepted, own) == chosen


def test_arabic_runs_from_right_to_left() -> None:
    assert [languages.direction(language) for language in ("el", "en", "ar")] == ["ltr", "ltr", "rtl"]
