"""What caseworkers and supervisors do in journeys: a household entered, its application, the decision."""

import itertools
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from infra.demo.people import make_afm, make_amka, make_iban
from tests.browser.desks import Desk

DeskOf = Callable[..., Desk]
ENROLMENT = datetime(2026, 3, 10, 8, tzinfo=UTC)
IBAN = make_iban("GR", "01101050000010547023795")
serials = itertools.count(secrets.randbelow(10**7))
"""Another start in each run, so that a stack that runs already can be tested again."""


def enter_adult(caseworker: Desk, given_name: str) -> str:
    """Answer one question after the other about somebody who lives alone so far; return their AMKA."""
    serial = next(serials)
    born = date(1960, 1, 1) + timedelta(days=serial % 14_000)
    amka = make_amka(born, "female", serial % 1000)
    who = {"given_name": given_name, "family_name": "Δοκιμαστική", "born_on": born.isoformat()}
    numbers = {"identifiers/0/number": amka, "identifiers/1/number": make_afm(10_000_000 + serial)}
    caseworker.send("/household-drafts")
    for fields in (who, numbers, {"iban": IBAN, "phone": "6912345678"}):
        caseworker.send(caseworker.path, {f"members/0/person/{name}": value for name, value in fields.items()})
    caseworker.send(caseworker.path)  # where they live may be left out
    caseworker.send(caseworker.path, {"members/0/work": "registered_unemployed"})
    return amka


def enter_household(caseworker: Desk, language: str) -> tuple[str, str]:
    """A caseworker enters a mother and her child; return the household's path and the applicant's AMKA."""
    caseworker.open("/households/new")
    caseworker.picture(f"household_begin_{language}")
    amka = enter_adult(caseworker, "Ελένη")
    # A child of the same name and day would be taken for one that another run or language has entered.
    child = {
        "given_name": {"el": "Νίκος", "en": "Ανδρέας", "ar": "Γιώργος"}[language],
        "family_name": "Δοκιμαστικός",
        "born_on": (date(2012, 1, 1) + timedelta(days=next(serials) * 37 % 2_500)).isoformat(),
    }
    caseworker.follow('main a[href$="/1-who"]')
    caseworker.picture(f"household_question_{language}")
    fields = {f"members/1/person/{name}": value for name, value in child.items()}
    caseworker.send(caseworker.path, fields | {"members/1/relation": "child"})
    caseworker.send(caseworker.path)
    caseworker.send(caseworker.path, {"members/1/studies": "true"})
    caseworker.follow('main a[href$="/check"]')
    caseworker.picture(f"household_check_{language}")
    household = caseworker.send(caseworker.path.replace("/check", "/sending"))
    caseworker.picture(f"household_{language}")
    return household, amka


def enrol(desk_of: DeskOf, language: str) -> tuple[str, str]:
    """A caseworker enters a household and its application, a supervisor decides; return the household and the AMKA."""
    caseworker = desk_of("caseworker.paggaio", language, at=ENROLMENT)
    household, amka = enter_household(caseworker, language)
    papers = ("identity", "tax_return", "iban_ownership", "utility_bill")
    declared = {
        "declared/incomes/0/kind": "wages",
        "declared/incomes/0/amount_minor": "600,00" if language == "el" else "600.00",
        **{f"evidence/{place}/kind": paper for place, paper in enumerate(papers)},
    }
    case = caseworker.send(f"{household}/applications", {"programme": "gmi", **declared})
    caseworker.picture(f"case_draft_{language}")
    caseworker.open(f"{case}/declared")
    declared_so_far = caseworker.page.input_value('[name="incomes/0/amount_minor"]')
    assert declared_so_far == ("600,00" if language == "el" else "600.00")
    caseworker.send(f"{case}/declared", {"deposits_minor": "150"})
    assert ("150,00" if language == "el" else "150.00") in caseworker.text
    caseworker.attach(f"{case}/papers", {"kind": "residence"}, b"%PDF-1.7\n1 0 obj <<>> endobj")
    assert caseworker.page.locator('main a[href^="/papers/"]').count() == 1, caseworker.said()
    person_id = caseworker.page.locator('[name="person_ids[]"]').first.get_attribute("value") or ""
    caseworker.send(f"{case}/consents", {"person_ids[]": person_id})
    caseworker.send(f"{case}/steps/submit")
    if caseworker.page.locator(f'form[action="{case}/steps/assess"]').count():
        caseworker.send(f"{case}/steps/assess")
    caseworker.picture(f"case_assessed_{language}")
    caseworker.send(f"{case}/steps/recommend", {"outcome": "approved"})
    assert not caseworker.page.locator(f'form[action="{case}/steps/decide"]').count()
    supervisor = desk_of("supervisor.paggaio", language, at=ENROLMENT)
    supervisor.open("/applications?status=recommended")
    supervisor.open(case)
    supervisor.send(f"{case}/steps/decide", {"outcome": "approved"})
    supervisor.picture(f"case_decided_{language}")
    return household, amka
