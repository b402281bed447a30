"""A shop's owner with nothing but the pages, on a phone: who sells, what is owed, what buyers object to."""

import itertools
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.demo.people import make_afm, make_iban
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
serials = itertools.count(secrets.randbelow(10**7))


def join(desk_of: Callable[..., Desk], language: str) -> str:
    """An owner applies, one officer verifies and another accepts; return the shop's path."""
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
    officer = desk_of("merchant_officer.paggaio", language, at=NOW)
    officer.open(shop)
    officer.send(f"{shop}/verify")
    second = desk_of("merchant_officer2.paggaio", language, at=NOW)
    second.open(shop)
    action = second.page.locator('form[action$="/show"]').first.get_attribute("action")
    assert action is not None
    second.send(action)
    second.send(action.replace("/show", "/verify"))
    second.send(f"{shop}/accept", {"agreement_signed_on": "2026-03-09", "accepted_from": "2026-03-10"})
    return shop


@pytest.mark.parametrize("language", ["el", "ar"])
def test_an_owner_runs_a_shop_from_a_phone(desk_of: Callable[..., Desk], axe: Path, language: str) -> None:
    shop = join(desk_of, language)
    owner = desk_of("merchant_owner.paggaio", language, at=NOW, judged=True)
    owner.open(shop)
    owner.send(f"{shop}/outlets", {"name": "Φούρνος", "area": "Ελευθερούπολη"})
    barriers = owner.judge(axe)
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
    ended = owner.page.locator('form[action$="/end"]').first.get_attribute("action")
    assert ended is not None
    owner.send(ended)
    assert not owner.page.locator('form[action$="/end"]').count()
    owner.open(f"{shop}/statement")
    barriers += owner.judge(axe)
    owner.picture(f"shop_statement_{language}_phone")
    paper = owner.take(f'a[href^="{shop}/statement/paper"]')
    assert Path(paper.path()).read_bytes().startswith(b"%PDF-")
    owner.open(f"{shop}/disputes")
    barriers += owner.judge(axe)
    assert not barriers, "\n".join(barriers)
