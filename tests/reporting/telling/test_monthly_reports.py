"""The monthly report: a paper for anybody, in three languages, of a whole month."""

import re
from pathlib import Path

import pypdfium2

from services.kit.sentences import catalogue
from services.reporting.telling import monthly_reports, writing
from services.reporting.telling.monthly_reports import KINDS, NOTE, SHOWN, STEPS
from tests.reporting.conftest import Readings
from tests.reporting.year import year

TITLES = {
    "el": "Μηνιαία έκθεση της κάρτας παροχών",
    "ar": "التقرير الشهري لبطاقة المنافع",
    "en": "Monthly report of the benefit card",
}


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


async def test_a_month_is_told_in_the_language_asked_for_and_the_same_to_everybody(readings: Readings) -> None:
    await readings.hear_all(year(households=30, shops=8, months=2))
    for language, title in TITLES.items():
        answer = await readings.ask(f"/monthly-reports/2025-12-01?language={language}")
        assert answer.headers["content-type"] == "application/pdf"
        said = text_of(answer.content)
        assert language == "ar" or title in said
        assert "4.014,00" in said or "4,014.00" in said
    english = await readings.ask("/monthly-reports/2025-12-01?language=en")
    auditors = await readings.ask("/monthly-reports/2025-12-01?language=en", role="auditor")
    assert text_of(english.content) == text_of(auditors.content)


async def test_a_month_of_few_households_shows_no_amounts(readings: Readings) -> None:
    await readings.hear_all(year(households=4, shops=3, months=1))
    said = text_of((await readings.ask("/monthly-reports/2025-12-01?language=en", role="auditor")).content)
    assert "hidden" in said
    amounts = set(re.findall(r"€[\d,.]+", said))
    # What was put on the line is the municipality's own; nothing else is told.
    assert amounts <= {"€0.00"}


async def test_a_page_gets_the_pictures_of_the_paper(readings: Readings) -> None:
    await readings.hear_all(year(households=30, shops=8, months=2))
    pictures = (await readings.ask("/monthly-reports/2025-12-01/pictures?language=en")).json()
    assert [each["title"] for each in pictures][:2] == ["Given and spent", "Where the money went"]
    assert all(each["note"] and each["svg"].startswith("<svg ") for each in pictures)
    assert not re.search(r"<(script|style)|style=|on[a-z]+=", "".join(each["svg"] for each in pictures))


async def test_only_a_month_that_is_over_is_reported_on(readings: Readings) -> None:
    assert (await readings.ask("/monthly-reports/2999-01-01")).status_code == 404
    assert (await readings.ask("/monthly-reports/2025-12-02")).status_code == 400


def test_every_sentence_is_translated() -> None:
    source = Path(monthly_reports.__file__).read_text("utf-8") + Path(writing.__file__).read_text("utf-8")
    said = set(re.findall(r'said\(\s*"([^"]+)"', source)) | {text for _, text in (*SHOWN, *STEPS)} | {*KINDS.values()}
    said |= {text for pair in re.findall(r'picture\(\s*"([^"]+)",\s*"([^"]+)"', source) for text in pair} | {NOTE}
    for language in ("el", "ar"):
        assert said - set(catalogue("reporting", language)) == set()
        on_paper = {each for each in catalogue("reporting", language) if "{" not in each}
        assert on_paper - said == set()
