"""One payment followed on a phone from the ledger to its proof, which anybody checks; and a bank's statement that does
not add up, with why."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tests import bank
from tests.browser.conftest import LANGUAGES
from tests.browser.counter import Counter
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

ACCOUNT = "GR1601101050000010547023795"
CHECK = "/transparency/paggaio/check"
SALE_MINOR = 1_100
serials: Iterator[int] = count(1)


@pytest.fixture(scope="module")
def sold(counter: Counter) -> None:
    """Somebody has bought something."""
    counter.sell(counter.take_card()["token"], SALE_MINOR)


@pytest.mark.timeout(240)
@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_payment_is_followed_to_a_proof_that_anybody_checks(
    desk_of: Callable[..., Desk], counter: Counter, axe: Path, language: str
) -> None:
    auditor = desk_of("auditor.paggaio", language, at=counter.at, judged=True)
    auditor.wait_for(f"/budget-lines/{counter.line_id}/entries/payment", 'main a[href^="/payments/"]')
    auditor.follow('main a[href^="/payments/"]')
    payment = auditor.path
    auditor.wait_for(payment, f'main a[href="{payment}/proof"]')
    assert auditor.page.locator('main a[href^="/programmes/"]').count(), auditor.said()
    barriers = auditor.judge(axe)
    auditor.picture(f"payment_{language}_phone")
    proof = Path(auditor.take(f'main a[href="{payment}/proof"]').path()).read_bytes()
    auditor.follow(f'main a[href="{CHECK}"]')
    visitor = desk_of(None, language, at=counter.at, judged=True)
    visitor.wait_for(CHECK, "main .cards")
    visitor.attach(CHECK, {}, proof)
    assert visitor.page.locator("main .notice:not(.wait)").count(), visitor.said()
    barriers += visitor.judge(axe)
    visitor.picture(f"proof_{language}_phone")
    visitor.attach(CHECK, {}, proof.replace(b'"amount_minor":', b'"amount_minor":1'))
    assert visitor.page.locator("main .notice.wait").count(), visitor.said()
    paper: FilePayload = {"name": "receipt.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    visitor.page.locator('[name="file"]').set_input_files(paper)
    visitor.page.locator('main button[type="submit"]').click()
    expect(visitor.page.locator("main .summary")).to_be_visible()
    visitor.complaints.clear()
    assert not barriers, "\n".join(barriers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_of_the_bank_says_why_it_does_not_add_up(
    desk_of: Callable[..., Desk], counter: Counter, axe: Path, language: str
) -> None:
    officer = desk_of("finance_officer.paggaio", language, at=counter.at, judged=True)
    day, serial = counter.at.date().isoformat(), next(serials)
    unknown = bank.Booking(amount="12.50", day=day, reference=f"F-{serial}")
    number = bank.Number(reference=f"F-{serial}", sequence=serial, day=day, closing="999987.50")
    officer.open("/books")
    officer.attach("/books/statements", {}, bank.statement(ACCOUNT, unknown, message_id=f"F-{serial}", number=number))
    officer.follow('main a[href^="/books/statements/"]')
    assert "F-" in officer.text
    barriers = officer.judge(axe)
    officer.picture(f"bank_statement_{language}_phone")
    assert not barriers, "\n".join(barriers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_auditor_sees_what_public_decisions_made_longer(
    desk_of: Callable[..., Desk], axe: Path, language: str
) -> None:
    auditor = desk_of("auditor.paggaio", language, judged=True)
    auditor.open("/programmes")
    auditor.follow('main a[href="/extensions"]')
    assert not auditor.page.locator("main form").count(), auditor.said()
    assert not auditor.judge(axe)
    auditor.picture(f"extensions_of_auditor_{language}_phone")
