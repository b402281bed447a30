"""The merchant office with nothing but the pages: who may be here already, papers, tills that stop, another year."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from infra.demo.people import make_afm, make_iban
from tests.browser.casework import DeskOf, serials
from tests.browser.cashier import PATIENCE_MS
from tests.browser.desks import Desk
from tests.sizes import PROVE

pytestmark = pytest.mark.browser

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
DAYS_LATER = datetime(2026, 3, 19, 8, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 2, 24, 8, tzinfo=UTC)


def enter(officer: Desk, name: str, phone: str) -> str:
    """A social enterprise applies at the office; return its path."""
    serial = next(serials)
    officer.open("/merchants/new")
    application = {
        "trade_name": name, "kind": "social_enterprise", "legal_form": "koinsep",
        "registration_number": make_afm(40_000_000 + serial), "register_entry": f"{serial:011d}",
        "categories[]": "5411", "contact/name": "Μαρία Δοκιμαστική", "contact/phone": phone,
        "bank_account/iban": make_iban("GR", f"0110105{serial:016d}"), "bank_account/holder": "Μαρία Δοκιμαστική",
    }  # fmt: skip
    return officer.send("/merchants", application)


def refused(desk: Desk, action: str) -> None:
    """A form is refused, and the page says why."""
    with desk.page.expect_console_message(), desk.page.expect_navigation():
        desk.page.locator(f'form[action="{action}"] button').click()
    assert desk.page.locator(".summary").count(), desk.said()
    desk.complaints.clear()  # about the answer 409, which was wanted


def look_at_papers(officer: Desk, axe: Path, language: str, shop: str) -> list[str]:
    """A paper that cannot be read is refused, and the original is noted as seen."""
    officer.follow(f'main a[href="{shop}/papers"]')
    officer.attach(f"{shop}/papers", {"kind": "register_extract"}, b"%PDF-1.7\n1 0 obj <<>> endobj")
    officer.send(officer.action("/reject"), {"reason": "unreadable"})
    officer.send(f"{shop}/originals", {"kind": "register_extract"})
    officer.picture(f"shop_papers_{language}_phone")
    return officer.judge(axe)


def tell_apart(officer: Desk, axe: Path, language: str) -> tuple[str, list[str]]:
    """Two sisters' shops have one telephone: the second is verified when somebody has said that they are two."""
    phone = f"69{next(serials) % 10**8:08d}"
    first = enter(officer, f"Αδελφές Δοκιμή {phone[-4:]}", phone)
    shop = enter(officer, f"Κήπος Δοκιμή {phone[-5:]}", phone)
    barriers = officer.judge(axe)
    officer.picture(f"shop_alike_{language}_phone")
    refused(officer, f"{shop}/verify")
    officer.open(shop)
    other = first.rsplit("/", 1)[1]
    officer.send(f"{shop}/likenesses/{other}", {"reason": "δύο αδελφές με ένα τηλέφωνο"})
    refused(officer, f"{shop}/verify")
    officer.open(shop)
    barriers += look_at_papers(officer, axe, language, shop)
    officer.open(shop)
    officer.send(f"{shop}/verify")
    return shop, barriers


def begin(second: Desk, shop: str) -> None:
    """The second officer compares the account, accepts the shop, and enters where it sells."""
    second.open(shop)
    show = second.action("/show")
    second.send(show)
    second.send(show.replace("/show", "/verify"))
    second.send(f"{shop}/accept", {"agreement_signed_on": "2026-03-09", "accepted_from": "2026-03-10"})
    second.send(f"{shop}/outlets", {"name": "Κατάστημα", "area": "Ελευθερούπολη"})


def enrol_till(desk_of: DeskOf, second: Desk, language: str, shop: str) -> None:
    """A telephone becomes a till of the shop."""
    second.open(shop)
    second.send(second.action("/code"))
    till = desk_of(None, language, at=NOW, judged=True)
    till.open("/till")
    till.page.fill("#t-code", second.page.locator("main .total").inner_text())
    till.page.click('[data-form="enrol"] button')
    there = till.page.locator('[data-view="sale"], [data-view="sign-on"]').locator("visible=true")
    expect(there).to_be_visible(timeout=PATIENCE_MS)
    # Until cards has heard of the till, it is answered 401 and asks again.
    till.complaints[:] = [each for each in till.complaints if "401" not in each]
    till.page.close()


def look_for_silent_ones(desk_of: DeskOf, axe: Path, language: str, shop: str) -> list[str]:
    """Days later the tills have sold nothing: the office sees which, and whom to call."""
    officer = desk_of("merchant_officer.paggaio", language, at=DAYS_LATER, judged=True)
    officer.open("/merchants")
    officer.follow('main a[href="/silent-tills"]')
    assert officer.page.locator(f'main a[href="{shop}#tills"]').count() == 2, officer.said()
    barriers = officer.judge(axe)
    officer.picture(f"silent_tills_{language}_phone")
    officer.follow(f'main a[href="{shop}/facts"]')
    barriers += officer.judge(axe)
    officer.picture(f"shop_whom_to_call_{language}_phone")
    officer.open(shop)
    assert officer.page.locator("#tills .notice").count() == 2, officer.said()
    return barriers


def stop_at_desk(desk_of: DeskOf, axe: Path, language: str, shop: str) -> list[str]:
    """The card desk is called and stops the till at once."""
    desk = desk_of("card_desk.paggaio", language, at=NOW, judged=True)
    desk.open("/cards")
    desk.follow('main a[href="/tills"]')
    merchant_id = shop.rsplit("/", 1)[1]
    desk.send("/tills", {"merchant_id": merchant_id})
    desk.wait_for(f"/tills?merchant_id={merchant_id}", 'form[action$="/stop"]')
    barriers = desk.judge(axe)
    desk.picture(f"till_stops_{language}_phone")
    desk.send(desk.action("/stop"))
    assert desk.page.locator('form[action$="/stop"]').count() == 1, desk.said()
    return barriers


def look_after(owner: Desk, axe: Path, language: str, shop: str) -> list[str]:
    """The office sees the till that the desk stopped, moves the outlet, stops the other till and closes the outlet."""
    owner.wait_for(shop, "#tills .state-stopped")
    owner.open(f"{shop}/cashiers")
    owner.send(f"{shop}/cashiers", {"name": "Άννα", "rights[]": "close_day"})
    owner.send(owner.action("/rights"), {"rights[]": "refund"})
    barriers = owner.judge(axe)
    owner.picture(f"cashier_rights_{language}_phone")
    owner.open(shop)
    owner.send(owner.action("/change"), {"area": "Κάβαλα", "latitude": "40.9396", "longitude": "24.4069"})
    assert "Κάβαλα" in owner.text, owner.said()
    owner.send(owner.action("/stop"), {"reason": "stolen"})
    barriers += owner.judge(axe)
    owner.picture(f"shop_till_stopped_{language}_phone")
    owner.send(owner.action("/close"))
    assert not owner.page.locator('main form[action$="/close"]').count(), owner.said()
    return barriers


@pytest.mark.timeout(360)
@pytest.mark.parametrize("language", ["el", "ar", *(["en"] if PROVE else [])])
def test_a_shop_is_looked_at_before_it_begins_and_each_year(desk_of: DeskOf, axe: Path, language: str) -> None:
    officer = desk_of("merchant_officer.paggaio", language, at=NOW, judged=True)
    shop, barriers = tell_apart(officer, axe, language)
    second = desk_of("merchant_officer2.paggaio", language, at=NOW)
    begin(second, shop)
    for _ in range(2):
        enrol_till(desk_of, second, language, shop)
    barriers += look_for_silent_ones(desk_of, axe, language, shop)
    barriers += stop_at_desk(desk_of, axe, language, shop)
    officer.open(shop)
    barriers += look_after(officer, axe, language, shop)
    later = desk_of("merchant_officer2.paggaio", language, at=NEXT_YEAR, judged=True)
    later.open("/merchants?status=due")
    later.picture(f"shops_due_{language}_phone")
    later.follow(f'main a[href="{shop}"]')
    later.send(f"{shop}/verify-again")
    barriers += later.judge(axe)
    assert not barriers, "\n".join(barriers)
