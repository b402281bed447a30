"""A shop's owner with nothing but the pages, on a phone: what is signed, who sells, what is owed, whom to buy from."""

import itertools
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.demo.people import make_afm, make_iban
from tests.browser.desks import PATIENCE_S, Desk
from tests.sizes import PROVE

pytestmark = pytest.mark.browser

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
serials = itertools.count(secrets.randbelow(10**7))


def join(desk_of: Callable[..., Desk], language: str) -> str:
    """An owner applies and signs, one officer verifies and another accepts; return the shop's path."""
    serial = next(serials)
    owner = desk_of("merchant_owner.paggaio", language, at=NOW)
    owner.open("/merchants/new")
    application = {
        "trade_name": f"Φούρνος {serial}", "kind": "private", "legal_form": "sole_trader",
        "registration_number": make_afm(30_000_000 + serial), "categories[]": "5411",
        "contact/name": "Μαρία Δοκιμαστική", "bank_account/iban": make_iban("GR", f"0110105{serial:016d}"),
        "bank_account/holder": "Μαρία Δοκιμαστική",
    }  # fmt: skip
    shop = owner.send("/merchants", application)
    put_right(owner, shop, f"Φούρνος Μαρίας {serial}")
    owner.open(f"{shop}/agreement")
    owner.send(f"{shop}/agreement", {"language": language})
    officer = desk_of("merchant_officer.paggaio", language, at=NOW)
    officer.open(shop)
    officer.send(f"{shop}/verify")
    second = desk_of("merchant_officer2.paggaio", language, at=NOW)
    second.open(shop)
    action = second.page.locator('form[action$="/show"]').first.get_attribute("action")
    assert action is not None
    second.send(action)
    second.send(action.replace("/show", "/verify"))
    return shop


def put_right(owner: Desk, shop: str, name: str) -> None:
    """The owner sees on the own page that the name is wrong and nobody can be warned, and puts both right."""
    owner.follow(f'main a[href="{shop}/facts"]')
    owner.picture(f"shop_facts_{owner.language}")
    owner.send(f"{shop}/facts", {"trade_name": name})
    assert name in owner.text, owner.said()
    owner.open(f"{shop}/facts")
    owner.send(f"{shop}/contact", {"phone": f"69{next(serials) % 10**8:08d}"})
    assert owner.page.locator('main a[href^="tel:+30"]').count(), owner.said()


def stop_account(desk_of: Callable[..., Desk], owner: Desk, shop: str, language: str) -> None:
    """Another account was entered and verified; the owner did not ask for it and stops it while it cools."""
    serial = next(serials)
    officer = desk_of("merchant_officer.paggaio", language, at=NOW)
    officer.open(shop)
    forged = {"iban": make_iban("GR", f"0110105{serial:016d}"), "holder": "Άλλος Κάποιος"}
    officer.send(f"{shop}/bank-accounts", forged)
    second = desk_of("merchant_officer2.paggaio", language, at=NOW)
    second.open(shop)
    show = second.action("/show")
    second.send(show)
    second.send(show.replace("/show", "/verify"))
    owner.open(shop)
    owner.picture(f"shop_account_cools_{language}_phone")
    owner.send(owner.action("/stop"))
    assert not owner.page.locator('main form[action$="/stop"]').count(), owner.said()


def leave(owner: Desk, axe: Path, shop: str, language: str) -> list[str]:
    """The owner reads what follows and leaves; the shop's page says that it has left."""
    owner.open(shop)
    owner.follow(f'main a[href="{shop}/leaving"]')
    barriers = owner.judge(axe)
    owner.picture(f"shop_leaving_{language}_phone")
    owner.send(f"{shop}/leave", {"reason": "closed_down"})
    assert owner.page.locator(".state-left").count(), owner.said()
    owner.picture(f"shop_left_{language}_phone")
    return barriers


def sign(desk_of: Callable[..., Desk], axe: Path, shop: str, language: str) -> list[str]:
    """The owner reads the agreement on a phone and signs it; an officer lets the shop take cards without a paper."""
    owner = desk_of("merchant_owner.paggaio", language, at=NOW, judged=True)
    owner.open("/")
    owner.picture(f"shop_owner_start_{language}_phone")
    owner.follow('ol.next a[href="/merchants"]')
    owner.follow(f'main a[href="{shop}"]')
    owner.picture(f"shop_before_{language}_phone")
    owner.follow(f'main a[href="{shop}/agreement"]')
    barriers = owner.judge(axe)
    owner.picture(f"shop_agreement_{language}_phone")
    paper = owner.page.locator(f'a[href^="{shop}/agreement/"]').first.get_attribute("href")
    assert owner.page.request.get(paper or "").body().startswith(b"%PDF-")
    owner.send(f"{paper}/sign", {"read": "yes"})
    assert not owner.page.locator('form[action$="/sign"]').count()
    officer = desk_of("merchant_officer2.paggaio", language, at=NOW)
    officer.open(shop)
    officer.send(f"{shop}/accept", {"accepted_from": "2026-03-10"})
    return barriers


def offer_discount(owner: Desk, shop: str, language: str) -> str:
    """The owner proposes a discount, and tries it on a basket before anybody has agreed; return its path."""
    owner.wait_for(f"{shop}/offers", 'form[action="/offers"]')
    wanted = {
        "programme": "gmi", "percent": "10", "bonus_max_minor": "5,00" if language == "el" else "5.00",
        "valid_from": "2026-03-10", "valid_until": "2026-03-31",
    }  # fmt: skip
    discount = owner.send("/offers", wanted)
    basket = {"basket/0/category": "5411", "basket/0/amount_minor": "20,00" if language == "el" else "20.00"}
    deadline = time.monotonic() + PATIENCE_S
    while not owner.page.locator("#previewed").count():
        assert time.monotonic() < deadline, "cards has not heard of the shop"
        owner.fill(f"{discount}/preview", basket)
        with owner.page.expect_navigation():
            owner.page.locator(f'form[action="{discount}/preview"] button').click()
    assert owner.page.locator("#previewed dd").count() == 3, owner.said()
    kept = owner.page.locator('[name="basket/0/amount_minor"]').input_value()
    assert kept == basket["basket/0/amount_minor"], "what was tried can be changed a little and tried again"
    owner.follow(f'nav.languages a[lang]:not([lang="{language}"])')
    assert owner.path == discount, "the page of an answer leads back to one that can be opened"
    owner.open(f"/language/{language}?then={discount}")
    return discount


@pytest.mark.timeout(360)
@pytest.mark.parametrize("language", ["el", "ar", *(["en"] if PROVE else [])])
def test_an_owner_runs_a_shop_from_a_phone(desk_of: Callable[..., Desk], axe: Path, language: str) -> None:
    shop = join(desk_of, language)
    barriers = sign(desk_of, axe, shop, language)
    owner = desk_of("merchant_owner.paggaio", language, at=NOW, judged=True)
    owner.open(shop)
    owner.send(f"{shop}/outlets", {"name": "Φούρνος", "area": "Ελευθερούπολη"})
    barriers += owner.judge(axe)
    owner.follow(f'a[href="{shop}/cashiers"]')
    owner.send(f"{shop}/cashiers", {"name": "Άννα", "rights[]": "close_day"})
    barriers += owner.judge(axe)
    owner.picture(f"shop_cashiers_{language}_phone")
    code = owner.page.locator('form[action$="/code"]').first.get_attribute("action")
    assert code is not None
    owner.send(code)
    barriers += owner.judge(axe)
    owner.picture(f"shop_cashier_code_{language}_phone")
    owner.open(f"{shop}/cashiers")
    owner.send(owner.action("/cashiers/names"))
    assert "Άννα" in owner.text, owner.said()
    owner.picture(f"shop_cashier_names_{language}_phone")
    owner.open(f"{shop}/cashiers")
    ended = owner.page.locator('form[action$="/end"]').first.get_attribute("action")
    assert ended is not None
    owner.send(ended)
    assert not owner.page.locator('form[action$="/end"]').count()
    owner.open(f"{shop}/statement")
    barriers += owner.judge(axe)
    owner.picture(f"shop_statement_{language}_phone")
    paper = owner.take(f'a[href^="{shop}/statement/paper"]')
    assert Path(paper.path()).read_bytes().startswith(b"%PDF-")
    discount = offer_discount(owner, shop, language)
    barriers += owner.judge(axe)
    owner.picture(f"shop_discount_{language}_phone")
    officer = desk_of("merchant_officer.paggaio", language, at=NOW)
    officer.open(discount)
    officer.send(f"{discount}/publish")
    owner.open(discount)
    barriers += owner.judge(axe)
    owner.picture(f"shop_discount_effect_{language}_phone")
    owner.send(f"{discount}/end")
    owner.open(f"{shop}/suppliers?category=5411")
    barriers += owner.judge(axe)
    owner.picture(f"shop_suppliers_{language}_phone")
    owner.open(f"{shop}/disputes")
    barriers += owner.judge(axe)
    stop_account(desk_of, owner, shop, language)
    barriers += leave(owner, axe, shop, language)
    assert not barriers, "\n".join(barriers)
