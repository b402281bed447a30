"""The Greek card with nothing but the pages: from budget line to a sale at a till and the closed day.

In Greek; at full size in Arabic and English too. No browser runs a script but the till's, whose key is its own.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from infra.demo import bank
from infra.demo.people import make_afm, make_iban
from tests import bank as outside
from tests.browser.budgeting import fund, pay_out
from tests.browser.casework import ENROLMENT, DeskOf, enrol, enter_adult, serials
from tests.browser.desks import Desk
from tests.sizes import PROVE

pytestmark = pytest.mark.browser

PAYMENT = datetime(2026, 4, 2, 8, tzinfo=UTC)


def appoint_proxy(desk_of: DeskOf, axe: Path, language: str, household: str) -> None:
    """Another person, who is registered, may shop for the household; it can be ended again."""
    caseworker = desk_of("caseworker.paggaio", language, at=ENROLMENT, judged=True)
    caseworker.open("/households/new")
    number = enter_adult(caseworker, {"el": "Άννα", "en": "Μαρία", "ar": "Ιωάννα"}[language])
    caseworker.follow('main a[href$="/check"]')
    caseworker.send(caseworker.path.replace("/check", "/sending"))
    caseworker.open(f"{household}/proxies")
    who = {"number/kind": "amka", "number/number": number, "may[]": "collect"}
    caseworker.send(f"{household}/proxies", who)
    assert not (barriers := caseworker.judge(axe)), barriers
    caseworker.picture(f"proxies_{language}")
    caseworker.send(caseworker.action("/end"), {"reason": "holder_wishes"})
    assert not caseworker.page.locator('main form[action$="/end"]').count()


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
    desk.send(f"{card}/phone-code")
    desk.picture(f"phone_code_{language}")
    desk.open(card)
    desk.follow('main a[href$="/confirm/stop"]')
    desk.picture(f"card_stop_{language}")
    desk.open(card)
    number = desk.page.locator(".reference").nth(1).inner_text()
    later = desk_of("card_desk.paggaio", language, at=PAYMENT)
    later.open(card)
    assert later.send(later.action("/statements"), {"month": "2026-03"}) == "/letters"
    return number


def look_at_own_card(desk_of: DeskOf, axe: Path, language: str, number: str) -> None:
    """The holder signs in with the card on the narrowest phone, sees what it holds, pauses it and lets it pay again."""
    holder = desk_of(None, language, at=PAYMENT, judged=True)
    holder.open("/my-purchases")
    assert holder.path == "/my-card/sign-in"
    shown = {"municipality": "paggaio", "number": number}
    holder.fill("/my-card/sign-in", shown | {"pin": "7777"})
    with holder.page.expect_console_message(), holder.page.expect_navigation():
        holder.page.locator('form[action="/my-card/sign-in"] button').click()
    assert holder.page.locator(".summary").count(), "a wrong PIN shows nothing"
    holder.complaints.clear()  # about the answer 401, which was wanted
    barriers = holder.judge(axe)
    assert holder.send("/my-card/sign-in", shown | {"pin": "1357"}) == "/my-card"
    assert ("99,50" if language == "el" else "99.50") in holder.text, holder.said()
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


def pay_accounts(desk_of: DeskOf, language: str) -> None:
    """What goes to bank accounts: two people name the account that pays and write the file, and the bank answers it."""
    page = "/account-payments"
    officer = desk_of("finance_officer.paggaio", language, at=PAYMENT)
    officer.wait_for(page, ".state-open")
    iban = make_iban("GR", f"0110105{next(serials):016d}")
    officer.send(f"{page}/accounts", {"programme": "gmi", "name": "ΔΗΜΟΣ ΠΑΓΓΑΙΟΥ", "iban": iban})
    approver = desk_of("finance_approver.paggaio", language, at=PAYMENT)
    approver.open(page)
    approver.send(approver.action("/verify"))
    officer.open(page)
    officer.send(f"{page}/files", {"execution_date": PAYMENT.date().isoformat()})
    officer.picture(f"account_payments_{language}")
    assert not officer.page.locator('form[action$="/approve"]').count(), "nobody agrees to their own file"
    approver.open(page)
    approver.send(approver.action("/approve"))
    officer.open(page)
    officer.send(officer.action("/send"))
    ordered = Path(officer.take('main a[href$="/content"]').path()).read_bytes()
    officer.open(page)
    officer.attach(f"{page}/answers", {}, bank.book(ordered, PAYMENT.date()))
    assert officer.page.locator(".state-paid").count(), officer.said()


def open_shop(desk_of: DeskOf, language: str) -> str:
    """Two officers let a shop take cards; it gets an outlet. Returns the shop's path."""
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
    return shop


def pay_at_till(desk_of: DeskOf, axe: Path, language: str, shop: str, number: str) -> None:
    """A telephone becomes the shop's till by the code that an officer reads out, and takes the card by its number."""
    officer = desk_of("merchant_officer.paggaio", language, at=PAYMENT)
    officer.open(shop)
    officer.send(officer.action("/code"))
    officer.picture(f"till_code_{language}")
    till = desk_of(None, language, at=PAYMENT, judged=True)
    till.open("/till")
    till.page.fill("#t-code", officer.page.locator("main .total").inner_text())
    till.page.click('[data-form="enrol"] button')
    till.page.fill("#t-amount", "12,50")
    till.page.click('[data-form="sale"] button')
    till.page.fill("#t-card", number)
    till.page.fill("#t-card-pin", "1357")
    till.page.click('[data-form="type"] button')
    expect(till.page.locator("[data-verdict]")).to_have_class("verdict approved", timeout=30_000)
    # Until cards has heard of the till, it is answered 401 and asks again.
    till.complaints[:] = [each for each in till.complaints if "401" not in each]
    assert not (barriers := till.judge(axe)), barriers
    till.picture(f"till_paid_{language}")


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
    officer = desk_of("finance_officer.paggaio", language, at=morning_after(day))
    officer.open("/settlements")
    officer.send("/settlement-days", {"settlement_date": day})
    officer.picture(f"settlements_{language}")
    officer.open("/ledger")
    officer.send("/ledger")
    assert officer.page.locator(".notice").count(), officer.said()
    officer.open("/figures")
    officer.picture(f"figures_{language}")


def morning_after(day: str) -> datetime:
    """Return when a day's money is settled."""
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(8), UTC)


def pay_shop(desk_of: DeskOf, language: str, day: str, shop: str) -> None:
    """Two people pay the shops; the bank refuses this one's account, and the shop's pages say so and what to do."""
    officer = desk_of("finance_officer.paggaio", language, at=morning_after(day))
    officer.wait_for("/settlements", "table")
    while not officer.page.locator('form[action$="/reject"]').count():
        officer.fill("/bank-files", {"settlement_date": day})
        with officer.page.expect_navigation():
            officer.page.locator('form[action="/bank-files"] button').click()
    officer.complaints[:] = [each for each in officer.complaints if "409" not in each]
    approver = desk_of("finance_approver.paggaio", language, at=morning_after(day))
    approver.open("/settlements")
    approver.send(approver.action("/approve"))
    officer.open("/settlements")
    sent = outside.take(Path(officer.take('main a[href^="/bank-files/"]').path()).read_bytes())
    ours = [order.end_to_end_id for order in sent.orders if order.name.startswith("Petros")]
    refused = [outside.Said(end_to_end_id=each, status="RJCT", reason="AC04") for each in ours]
    officer.attach("/bank-answers", {}, outside.report(sent, *refused, group="PART"))
    office = desk_of("merchant_officer.paggaio", language, at=morning_after(day))
    office.open(shop)
    assert office.page.locator('main > .notice a[href="#accounts"]').count(), office.said()
    office.picture(f"shop_account_refused_{language}")
    office.follow(f'main > .notice a[href="{shop}/payouts"]')
    office.picture(f"shop_payouts_{language}")
    office.follow('main a[href*="/payouts/"]')
    assert office.page.locator(".state-returned").count(), office.said()
    office.picture(f"shop_payout_{language}")


@pytest.mark.timeout(360)
@pytest.mark.parametrize(
    ("language", "day"), [("el", "2026-04-02"), *([("en", "2026-04-03"), ("ar", "2026-04-04")] if PROVE else [])]
)
def test_the_greek_path_with_nothing_but_the_pages(desk_of: DeskOf, axe: Path, language: str, day: str) -> None:
    line = fund(desk_of, language)
    shop = open_shop(desk_of, language)
    propose_bonus(desk_of, language)
    household, amka = enrol(desk_of, language)
    appoint_proxy(desk_of, axe, language, household)
    number = hand_over(desk_of, language, amka)
    pay_out(desk_of, language, line, month="2026-04", at=PAYMENT)
    pay_accounts(desk_of, language)
    pay_at_till(desk_of, axe, language, shop, number)
    look_at_own_card(desk_of, axe, language, number)
    settle(desk_of, language, day)
    pay_shop(desk_of, language, day, shop)
