"""The Greek card with nothing but the pages: from budget line to bank file, in Greek, at full size in English too."""

import itertools
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from infra.demo.people import make_afm, make_amka, make_iban
from tests.browser.desks import Desk
from tests.sizes import PROVE

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
ENROLMENT = datetime(2026, 3, 10, 8, tzinfo=UTC)
PAYMENT = datetime(2026, 4, 2, 8, tzinfo=UTC)
SETTLED = datetime(2026, 4, 3, 8, tzinfo=UTC)
IBAN = make_iban("GR", "01101050000010547023795")
serials = itertools.count(secrets.randbelow(10**7))
"""Another start in each run, so that a stack that runs already can be tested again."""


def fund(desk_of: DeskOf, language: str) -> str:
    """Two people open and fund a budget line; return its path."""
    officer = desk_of("finance_officer.paggaio", language, at=ENROLMENT)
    officer.open("/budget-lines")
    line = officer.send("/budget-lines", {"name": f"ΚΑΕ 00.6736 {language}", "programme": "gmi", "purpose": "benefits"})
    officer.send(f"{line}/fundings", {"amount_minor": "5.000,50" if language == "el" else "5,000.50",
                                      "decision_number": "ΑΔΣ 12/2026"})  # fmt: skip
    assert not officer.page.locator('form[action$="/approve"]').count(), "nobody agrees to their own proposal"
    approver = desk_of("finance_approver.paggaio", language, at=ENROLMENT)
    approver.open(line)
    action = approver.page.locator('form[action$="/approve"]').get_attribute("action")
    assert action is not None
    assert approver.send(action) == line
    assert ("5.000,50" if language == "el" else "5,000.50") in approver.text
    approver.picture(f"budget_line_{language}")
    return line


def enter_household(caseworker: Desk, language: str) -> tuple[str, str]:
    """A caseworker answers one question after the other; return the household's path and the applicant's AMKA."""
    caseworker.open("/households/new")
    caseworker.picture(f"household_begin_{language}")
    serial = next(serials)
    born = date(1960, 1, 1) + timedelta(days=serial % 14_000)
    amka = make_amka(born, "female", serial % 1000)
    who = {"given_name": "Ελένη", "family_name": "Δοκιμαστική", "born_on": born.isoformat()}
    numbers = {"identifiers/0/number": amka, "identifiers/1/number": make_afm(10_000_000 + serial)}
    # A child of the same name and day would be taken for one that another run or language has entered.
    child = {
        "given_name": {"el": "Νίκος", "en": "Ανδρέας", "ar": "Γιώργος"}[language],
        "family_name": "Δοκιμαστικός",
        "born_on": (date(2012, 1, 1) + timedelta(days=serial * 37 % 2_500)).isoformat(),
    }
    caseworker.send("/household-drafts")
    caseworker.picture(f"household_question_{language}")
    for fields in (who, numbers, {"iban": IBAN, "phone": "6912345678"}):
        caseworker.send(caseworker.path, {f"members/0/person/{name}": value for name, value in fields.items()})
    caseworker.send(caseworker.path)  # where they live may be left out
    caseworker.send(caseworker.path, {"members/0/work": "registered_unemployed"})
    caseworker.follow('main a[href$="/1-who"]')
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
    """A caseworker enters a household and its application, a supervisor decides; return the case and the AMKA."""
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
    return case, amka


def hand_over(desk_of: DeskOf, language: str, amka: str) -> str:
    """The card desk finds the holder by number, prints the card, hands it over and lets the holder choose a PIN.

    Returns the number that is printed on the card.
    """
    desk = desk_of("card_desk.paggaio", language, at=ENROLMENT)
    desk.open("/cards")
    desk.send("/cards/find", {"kind": "amka", "number": amka})
    desk.wait_for(desk.path, 'a[href^="/cards/"]')
    with desk.page.expect_navigation():
        desk.page.locator('main a[href^="/cards/"]').first.click()
    card = desk.path
    paper = desk.take(f'form[action="{card}/print"] button')
    assert Path(paper.path()).read_bytes().startswith(b"%PDF-")
    paper.save_as(desk.pictures / f"card_{language}.pdf")
    desk.open(card)
    desk.send(f"{card}/hand-over")
    desk.send(f"{card}/pin", {"pin": "1357"})
    desk.picture(f"card_{language}")
    desk.follow('main a[href$="/confirm/stop"]')
    desk.picture(f"card_stop_{language}")
    desk.open(card)
    return desk.page.locator(".reference").nth(1).inner_text()


def look_at_own_card(desk_of: DeskOf, axe: Path, language: str, number: str) -> None:
    """The holder signs in with the card on the narrowest phone, sees what it holds, pauses it and lets it pay again."""
    holder = desk_of(None, language, at=PAYMENT, judged=True)
    holder.open("/my-purchases")
    assert holder.path == "/my-card/sign-in"
    shown = {"municipality": "paggaio", "number": number}
    holder.fill("/my-card/sign-in", shown | {"pin": "7777"})
    with holder.page.expect_navigation():
        holder.page.locator('form[action="/my-card/sign-in"] button').click()
    assert holder.page.locator(".summary").count(), "a wrong PIN shows nothing"
    holder.complaints.clear()  # about the answer 401, which was wanted
    barriers = holder.judge(axe)
    assert holder.send("/my-card/sign-in", shown | {"pin": "1357"}) == "/my-card"
    assert ("112,00" if language == "el" else "112.00") in holder.text, holder.said()
    barriers += holder.judge(axe)
    holder.picture(f"my_card_phone_{language}")
    action = holder.page.locator('form[action$="/pause"]').get_attribute("action")
    assert action is not None
    holder.send(action)
    holder.send(action.replace("/pause", "/resume"))
    holder.send(action.replace("/pause", "/pin"), {"pin": "1357", "new_pin": "2468"})
    holder.open("/my-purchases")
    barriers += holder.judge(axe) + complain(holder, axe, language)
    assert not barriers, barriers
    assert holder.send("/sign-out") == "/my-card/sign-in"


def complain(holder: Desk, axe: Path, language: str) -> list[str]:
    """The holder writes a complaint, sees it kept, and looks at a month for printing; return axe-core's findings."""
    holder.open("/my-complaints")
    about = {"category": "card", "text": "Η κάρτα δεν πέρασε" if language == "el" else "The card did not pass"}
    assert holder.send("/my-complaints", about) == "/my-complaints"
    assert about["text"] in holder.text, holder.said()
    barriers = holder.judge(axe)
    holder.picture(f"my_complaints_phone_{language}")
    holder.open("/my-statement?month=2026-04-01")
    holder.picture(f"my_statement_phone_{language}")
    return barriers + holder.judge(axe)


def pay_out(desk_of: DeskOf, language: str, line: str) -> None:
    """The month is calculated and locked by one person, approved by another, and credited."""
    officer = desk_of("finance_officer.paggaio", language, at=PAYMENT)
    officer.open("/runs")
    run = officer.send("/runs", {"programme": "gmi", "budget_line_id": line.rsplit("/", 1)[1], "month": "2026-04"})
    officer.send(f"{run}/lock")
    approver = desk_of("finance_approver.paggaio", language, at=PAYMENT)
    approver.open(run)
    action = approver.page.locator('form[action$="/approve"]').get_attribute("action")
    assert action is not None
    approver.send(action)
    approver.wait_for(run, ".state-completed")
    approver.picture(f"run_{language}")


def open_shop(desk_of: DeskOf, language: str) -> None:
    """Two officers let a shop take cards; it gets an outlet and a code for its till."""
    officer = desk_of("merchant_officer.paggaio", language, at=ENROLMENT)
    officer.open("/merchants/new")
    serial = next(serials)
    account = make_iban("GR", f"0110105{serial:016d}")
    application = {
        "trade_name": f"Παντοπωλείο Δοκιμής {language}", "kind": "private", "legal_form": "sole_trader",
        "registration_number": make_afm(20_000_000 + serial),
        "categories[]": "5411", "contact/name": "Πέτρος Δοκιμαστικός", "bank_account/iban": account,
        "bank_account/holder": "Πέτρος Δοκιμαστικός",
    }  # fmt: skip
    shop = officer.send("/merchants", application)
    officer.send(f"{shop}/verify")
    officer.send(f"{shop}/outlets", {"name": "Κατάστημα", "area": "Ελευθερούπολη"})
    second = desk_of("merchant_officer2.paggaio", language, at=ENROLMENT)
    second.open(shop)
    action = second.page.locator('form[action$="/show"]').first.get_attribute("action")
    assert action is not None
    second.send(action)
    assert account[-4:] in second.text.replace(" ", "")
    second.send(action.replace("/show", "/verify"))
    second.send(f"{shop}/accept", {"agreement_signed_on": "2026-03-09", "accepted_from": "2026-03-11"})
    second.picture(f"merchant_{language}")
    code = second.page.locator('form[action$="/code"]').first.get_attribute("action")
    assert code is not None
    second.send(code)
    second.picture(f"till_code_{language}")


def propose_bonus(desk_of: DeskOf, language: str) -> None:
    """One person proposes a bonus at social enterprises and another publishes it."""
    officer = desk_of("merchant_officer.paggaio", language, at=ENROLMENT)
    officer.open("/offers")
    offer = {
        "programme": "gmi", "percent": "10", "bonus_max_minor": "5,00" if language == "el" else "5.00",
        "merchant_kind": "social_enterprise", "valid_from": "2026-03-11", "valid_until": "2026-12-31",
    }  # fmt: skip
    proposed = officer.send("/offers", offer)
    second = desk_of("merchant_officer2.paggaio", language, at=ENROLMENT)
    second.open("/offers")
    second.follow(f'a[href="{proposed}"]')
    second.send(f"{proposed}/publish")
    second.open("/offers")
    second.picture(f"offers_{language}")


def settle(desk_of: DeskOf, language: str, day: str) -> None:
    """The day is closed and the settlements page shows it."""
    officer = desk_of("finance_officer.paggaio", language, at=SETTLED + timedelta(days=int(language == "ar")))
    officer.open("/settlements")
    officer.send("/settlement-days", {"settlement_date": day})
    officer.picture(f"settlements_{language}")
    officer.open("/ledger")
    assert officer.page.locator(".notice").count(), officer.said()
    officer.open("/figures")
    officer.picture(f"figures_{language}")


@pytest.mark.parametrize(
    ("language", "day"), [("el", "2026-04-01"), *([("en", "2026-04-02"), ("ar", "2026-04-03")] if PROVE else [])]
)
def test_the_greek_path_with_nothing_but_the_pages(desk_of: DeskOf, axe: Path, language: str, day: str) -> None:
    line = fund(desk_of, language)
    open_shop(desk_of, language)
    propose_bonus(desk_of, language)
    _, amka = enrol(desk_of, language)
    number = hand_over(desk_of, language, amka)
    pay_out(desk_of, language, line)
    look_at_own_card(desk_of, axe, language, number)
    settle(desk_of, language, day)
