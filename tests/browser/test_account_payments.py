"""Benefits that go to bank accounts, with nothing but the pages: files, what the bank says, what came back, accounts
that change, and a one-off payment by a decision."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.demo.people import make_iban
from tests import bank
from tests.browser.budgeting import credit, fund, pay_out
from tests.browser.casework import DeskOf, enrol, serials
from tests.browser.desks import Desk
from tests.sizes import PROVE

pytestmark = pytest.mark.browser

PAGE = "/account-payments"


def desks(desk_of: DeskOf, language: str, at: datetime) -> tuple[Desk, Desk]:
    """The two people of finance."""
    return desk_of("finance_officer.paggaio", language, at=at), desk_of("finance_approver.paggaio", language, at=at)


def first(desk: Desk, start: str) -> str:
    """Return the action of the first form whose action begins so."""
    return desk.page.locator(f'form[action^="{start}"]').first.get_attribute("action") or ""


def enter_account(officer: Desk, approver: Desk) -> str:
    """One enters the account that pays, another looks at it; one that is not ours is refused. Return its number."""
    iban = ""
    for step in ("reject", "verify"):
        iban = make_iban("GR", f"0110105{next(serials):016d}")
        officer.send(f"{PAGE}/accounts", {"programme": "gmi", "name": "ΔΗΜΟΣ ΠΑΓΓΑΙΟΥ", "iban": iban})
        approver.open(PAGE)
        approver.send(approver.action(f"/{step}"))
        officer.open(PAGE)
    return iban


def prepare(officer: Desk, run: str, iban: str, at: datetime) -> None:
    """A file of this run alone is prepared."""
    officer.open(PAGE)
    form = officer.page.locator(f'form[action="{PAGE}/files"]')
    for each in form.locator('[name="run_ids[]"]').all():
        each.set_checked(each.get_attribute("value") == run.rsplit("/", 1)[1])
    account = form.locator("option", has_text=iban).get_attribute("value") or ""
    officer.send(f"{PAGE}/files", {"debtor_account_id": account, "execution_date": at.date().isoformat()})


def send(officer: Desk, approver: Desk) -> bytes:
    """A prepared file is agreed to and handed out; return what the bank gets."""
    approver.open(PAGE)
    approver.send(approver.action("/approve"))
    officer.open(PAGE)
    officer.send(officer.action("/send"))
    return Path(officer.take('main a[href$="/content"]').path()).read_bytes()


def give_up_files(officer: Desk, approver: Desk, run: str, iban: str, at: datetime) -> None:
    """A file is withdrawn by who prepared it, and one that was agreed to by two people."""
    prepare(officer, run, iban, at)
    officer.send(officer.action("/reject"))
    prepare(officer, run, iban, at)
    approver.open(PAGE)
    approver.send(approver.action("/approve"))
    officer.open(PAGE)
    officer.send(officer.action("/withdraw"))
    approver.open(PAGE)
    approver.send(first(approver, f"{PAGE}/withdrawals/"))


def come_back(officer: Desk, approver: Desk, run: str, iban: str, at: datetime) -> None:
    """The bank pays a file and sends everything back: an account is closed. It also books what is not ours."""
    prepare(officer, run, iban, at)
    taken = bank.take(send(officer, approver))
    day, serial = at.date().isoformat(), next(serials)
    back = [
        bank.Booking(
            amount=order.amount,
            credit=True,
            day=day,
            reference=f"R-{serial}-{place}",
            parts=(bank.Part(end_to_end_id=order.end_to_end_id, reason="AC04"),),
        )
        for place, order in enumerate(taken.orders)
    ]
    paid = bank.Booking(amount=taken.total, batch_id=taken.batch_id, day=day, reference=f"P-{serial}")
    unknown = bank.Booking(amount="9.00", day=day, reference=f"U-{serial}")
    number = bank.Number(reference=f"S-{serial}", sequence=serial, day=day)
    said = bank.statement(taken.iban, paid, *back, unknown, message_id=f"STM-{serial}", number=number)
    officer.open(PAGE)
    officer.attach(f"{PAGE}/answers", {}, said)
    officer.send(first(officer, f"{PAGE}/answers/"))
    officer.send(
        first(officer, f"{PAGE}/differences/"),
        {"settled_for": "not_ours"},
    )


def mend(desk_of: DeskOf, language: str, household: str, at: datetime) -> str:
    """The caseworker sees the account anew on the bank's paper; return the share that came back."""
    caseworker = desk_of("caseworker.paggaio", language, at=at)
    caseworker.open("/account-changes")
    caseworker.follow(f'main a[href="{household}"]')
    noted = caseworker.page.locator(f'form[action^="{household}/account-shares/"]').first.get_attribute("action")
    assert noted is not None, caseworker.said()
    caseworker.send(noted)
    return noted.rsplit("/", 1)[1]


def pay_again(desk_of: DeskOf, axe: Path, language: str, share: str, at: datetime) -> list[str]:
    """What came back waits for the next file."""
    officer = desk_of("finance_officer.paggaio", language, at=at, judged=True)
    officer.open(PAGE)
    barriers = officer.judge(axe)
    officer.picture(f"account_payments_came_back_{language}_phone")
    officer.send(f"{PAGE}/shares/{share}/reopen")
    return barriers


def pay_never(officer: Desk, approver: Desk, share: str) -> None:
    """What came back once more is never paid; another person agrees."""
    officer.open(PAGE)
    officer.send(f"{PAGE}/shares/{share}/cancel")
    approver.open(PAGE)
    approver.send(f"{PAGE}/cancellations/{share}")
    assert not approver.page.locator(f'form[action^="{PAGE}/shares/{share}"]').count(), approver.said()


def change_account(desk_of: DeskOf, axe: Path, language: str, household: str, at: datetime) -> list[str]:
    """A caseworker proposes another account, a supervisor compares it with the bank's paper; the person objects."""
    caseworker = desk_of("caseworker.paggaio", language, at=at, judged=True)
    caseworker.open(household)
    caseworker.follow('main a[href^="/persons/"]')
    person, iban = caseworker.path, make_iban("GR", f"0110105{next(serials):016d}")
    caseworker.send(f"{person}/account-changes", {"iban": iban})
    barriers = caseworker.judge(axe)
    caseworker.picture(f"person_account_{language}_phone")
    supervisor = desk_of("supervisor.paggaio", language, at=at, judged=True)
    supervisor.open("/account-changes")
    entry = supervisor.page.locator("main li", has=supervisor.page.locator(f'a[href="{person}"]'))
    show = entry.locator('form[action$="/show"]').get_attribute("action") or ""
    barriers += supervisor.judge(axe)
    supervisor.picture(f"account_changes_{language}_phone")
    supervisor.send(show)
    assert iban[-4:] in supervisor.text.replace(" ", ""), supervisor.said()
    barriers += supervisor.judge(axe)
    supervisor.picture(f"account_change_{language}_phone")
    supervisor.send(show.replace("/show", "/confirm"))
    supervisor.picture(f"account_changes_cooling_{language}_phone")
    supervisor.send(show.replace("/show", "/reject"))
    assert not supervisor.page.locator(f'form[action="{show}"]').count(), supervisor.said()
    return barriers


def top_up(desk_of: DeskOf, axe: Path, language: str, line: str, right: str, month: str, at: datetime) -> list[str]:
    """A decision gives somebody a sum beside the month; a list with a wrong line says which."""
    phone = desk_of("finance_officer.paggaio", language, at=at, judged=True)
    phone.open("/runs")
    phone.follow('main a[href="/top-ups/new"]')
    barriers = phone.judge(axe)
    amount = "30,00" if language == "el" else "30.00"
    asked = {
        "programme": "gmi", "budget_line_id": line.rsplit("/", 1)[1], "month": month,
        "decision_number": f"ΑΔΣ {next(serials)}/2026", "payees": f"{right}\t{amount}\nχωρίς αριθμό 5",
    }  # fmt: skip
    phone.fill("/top-ups", asked)
    with phone.page.expect_console_message(), phone.page.expect_navigation():
        phone.page.locator('form[action="/top-ups"] button').click()
    assert phone.page.locator("#f-payees-fault").inner_text().rstrip(".").endswith("2"), phone.said()
    phone.complaints.clear()  # about the answer 400, which was wanted
    phone.picture(f"top_up_{language}_phone")
    run = phone.send("/top-ups", {"payees": f"{right}\t{amount}"})
    barriers += phone.judge(axe)
    phone.picture(f"top_up_run_{language}_phone")
    credit(desk_of, language, phone, run, at=at)
    return barriers


@pytest.mark.timeout(480)
@pytest.mark.parametrize(("language", "month"), [("el", 5), ("ar", 6), *([("en", 7)] if PROVE else [])])
def test_what_goes_to_accounts_comes_back_and_is_settled(desk_of: DeskOf, axe: Path, language: str, month: int) -> None:
    at, named = datetime(2026, month, 4, 8, tzinfo=UTC), f"2026-{month:02d}"
    line = fund(desk_of, language)
    household, _ = enrol(desk_of, language)
    run = pay_out(desk_of, language, line, month=named, at=at)
    officer, approver = desks(desk_of, language, at)
    officer.wait_for(PAGE, f'a[href="{run}"]')
    iban = enter_account(officer, approver)
    give_up_files(officer, approver, run, iban, at)
    come_back(officer, approver, run, iban, at)
    share = mend(desk_of, language, household, at)
    barriers = pay_again(desk_of, axe, language, share, at)
    come_back(officer, approver, run, iban, at)
    pay_never(officer, approver, share)
    barriers += change_account(desk_of, axe, language, household, at)
    caseworker = desk_of("caseworker.paggaio", language, at=at)
    caseworker.open(household)
    caseworker.follow('main a[href^="/applications/"]')
    right = caseworker.page.locator("main .hint .reference").first.inner_text()
    barriers += top_up(desk_of, axe, language, line, right, named, at)
    assert not barriers, "\n".join(barriers)
