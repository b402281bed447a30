"""A person's rights: a consent taken back, what is kept taken along, the file kept for a court and then erased.

And relatives of staff, whose cases are not theirs.
"""

from collections.abc import Callable

import pytest

from tests.browser.casework import ENROLMENT, enter_household
from tests.browser.conftest import LANGUAGES
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
OTHER = dict(zip(LANGUAGES, [*LANGUAGES[1:], LANGUAGES[0]], strict=True))


def data_of(caseworker: Desk, amka: str) -> str:
    """Open somebody's data and rights from the person's page; return the path."""
    caseworker.open("/persons")
    caseworker.send("/persons/by-number", {"number": amka})
    caseworker.follow('main a[href$="/data"]')
    return caseworker.path


def forget_refusal(desk: Desk) -> None:
    """Let what a browser says of a refusal, which was expected, be no complaint; others stay."""
    desk.complaints[:] = [each for each in desk.complaints if "Failed to load resource" not in each]


def keep_and_let_go(first: Desk, second: Desk, path: str) -> None:
    """One supervisor keeps a file for a court and proposes to keep it no longer; another agrees."""
    first.open(path)
    first.send(f"{path}/holds", {"reason": "court_case", "file_number": "12/2026"})
    assert not first.page.locator(f'form[action="{path}/erase"]').count(), "it is kept"
    first.picture(f"person_held_{first.language}_phone")
    hold = first.action("/propose-lift").removesuffix("/propose-lift")
    first.send(f"{hold}/propose-lift")
    assert not first.page.locator(f'form[action="{hold}/lift"]').count(), "nobody agrees to their own proposal"
    second.open("/kept-data")
    second.picture(f"kept_for_a_court_{second.language}_phone")
    assert second.send(f"{hold}/lift") == "/kept-data"


@pytest.mark.timeout(240)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_takes_a_consent_back_and_the_file_is_kept_then_erased(desk_of: DeskOf, language: str) -> None:
    other = OTHER[language]
    caseworker = desk_of("caseworker.paggaio", language, at=ENROLMENT, judged=True)
    _, amka = enter_household(caseworker, language)
    path = data_of(caseworker, amka)
    caseworker.send(f"{path}/consents", {"purpose": "training_referral", "given_how": "desk"})
    caseworker.picture(f"person_data_{language}_phone")
    assert caseworker.take(f'main a[href="{path}/accesses"]').path().read_bytes().startswith(b"%PDF")
    assert caseworker.take(f'main a[href="{path}/export"]').path().read_bytes().startswith(b"PK")
    caseworker.send(caseworker.action("/withdraw"), {"how": "desk"})
    caseworker.picture(f"consent_withdrawn_{language}_phone")
    caseworker.open(path)
    assert not caseworker.page.locator('form[action$="/withdraw"]').count(), "nothing is allowed any more"
    supervisor = desk_of("supervisor.paggaio", other, at=ENROLMENT, judged=True)
    keep_and_let_go(supervisor, desk_of("supervisor2.paggaio", other, at=ENROLMENT, judged=True), path)
    supervisor.open(path)
    with supervisor.page.expect_navigation():
        supervisor.page.locator(f'form[action="{path}/letters"] button').click()
    assert supervisor.page.locator(".summary").count(), "nothing is kept for somebody who is not at risk"
    forget_refusal(supervisor)
    supervisor.open(path)
    supervisor.picture(f"person_to_erase_{other}_phone")
    supervisor.send(f"{path}/erase")
    assert "Ελένη" not in supervisor.text
    supervisor.picture(f"person_erased_{other}_phone")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_relatives_case_is_nobodys_own(desk_of: DeskOf, language: str) -> None:
    other = OTHER[language]
    caseworker = desk_of("caseworker.paggaio", language, at=ENROLMENT, judged=True)
    household, amka = enter_household(caseworker, language)
    caseworker.open("/relatives")
    caseworker.send("/relatives", {"identifier/number": amka, "relation": "sibling"})
    caseworker.picture(f"relatives_{language}_phone")
    refused = caseworker.page.goto(household)
    assert refused is not None
    assert refused.status == 409, "the case of a relative is a colleague's"
    forget_refusal(caseworker)
    administrator = desk_of("administrator.paggaio", other, at=ENROLMENT, judged=True)
    administrator.open("/relatives")
    administrator.picture(f"relatives_of_colleagues_{other}_phone")
    kinship = administrator.action("/end").removesuffix("/end")
    administrator.send(f"{kinship}/end")
    assert not administrator.page.locator(f'form[action="{kinship}/confirm"]').count(), "nobody agrees with themselves"
    supervisor = desk_of("supervisor.paggaio", other, at=ENROLMENT, judged=True)
    supervisor.open("/relatives")
    supervisor.picture(f"relatives_to_confirm_{other}_phone")
    supervisor.send(f"{kinship}/confirm")
    caseworker.open(household)
