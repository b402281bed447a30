"""A complaint told at the card desk: given to somebody, answered, handed on, closed; years later it is to be erased.

Those at the desk read one language, those who look into it the other; all at a phone's width.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.browser.casework import ENROLMENT, enter_household
from tests.browser.conftest import LANGUAGES
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
TEXT = "Η κάρτα μου δεν πέρασε τρεις φορές στο ταμείο."
OTHER = dict(zip(LANGUAGES, [*LANGUAGES[1:], LANGUAGES[0]], strict=True))
YEARS_LATER = {language: datetime(2029, 5, 8 + place, 8, tzinfo=UTC) for place, language in enumerate(LANGUAGES)}
"""A list is made once a day: each language looks on a day of its own."""


def complain(desk: Desk, amka: str, language: str) -> str:
    """Enter what somebody says who is at the desk, and look it up again; return the reference."""
    desk.open("/complaints")
    desk.follow('main a[href="/complaints/new"]')
    desk.picture(f"complaint_new_{language}_phone")
    desk.send("/complaints", {"number/number": amka, "category": "card", "text": TEXT, "channel": "phone"})
    reference = desk.page.locator(".total").inner_text()
    desk.picture(f"complaint_receipt_{language}_phone")
    desk.open("/complaints")
    assert TEXT not in desk.text, "the desk is not shown what complaints say"
    desk.send("/complaint-lookups", {"reference": reference.lower()})
    assert reference in desk.text
    return reference


def open_it(desk: Desk, reference: str) -> str:
    """Open a complaint from the list; return its path."""
    desk.open("/complaints")
    desk.follow(f'main li:has-text("{reference}") a')
    return desk.path


def give(supervisor: Desk, reference: str, language: str) -> str:
    """Give a complaint to a caseworker; return its path."""
    supervisor.open("/complaints")
    supervisor.picture(f"complaints_{language}_phone")
    path = open_it(supervisor, reference)
    supervisor.picture(f"complaint_to_give_{language}_phone")
    supervisor.send(f"{path}/assignment", {"assignee_id": "caseworker.paggaio"})
    return path


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_complaint_goes_from_the_desk_to_its_end_and_is_due_to_be_erased(desk_of: DeskOf, language: str) -> None:
    other = OTHER[language]
    handler = desk_of("caseworker.paggaio", language, at=ENROLMENT, judged=True)
    _, amka = enter_household(handler, language)
    reference = complain(desk_of("card_desk.paggaio", language, at=ENROLMENT, judged=True), amka, language)
    supervisor = desk_of("supervisor.paggaio", other, at=ENROLMENT, judged=True)
    assert supervisor.page.locator('main a[href="/complaints"]').count(), "it waits on the start page"
    path = give(supervisor, reference, other)
    open_it(handler, reference)
    assert TEXT in handler.text
    handler.send(f"{path}/steps/review")
    handler.picture(f"complaint_{language}_phone")
    handler.send(f"{path}/answer", {"answer": "Ο αναγνώστης αντικαταστάθηκε.", "upheld": "true"})
    handler.picture(f"complaint_answered_{language}_phone")
    handler.send(f"{path}/steps/escalate")
    open_it(supervisor, reference)
    supervisor.send(f"{path}/answer", {"answer": "Ζητούμε συγγνώμη για την ταλαιπωρία.", "upheld": "true"})
    supervisor.send(f"{path}/steps/close")
    assert reference not in supervisor.text, "what is closed waits for nobody"
    supervisor.follow('main a[href="/complaints/closed"]')
    supervisor.picture(f"complaints_closed_{other}_phone")
    supervisor.follow(f'main a[href="{path}"]')
    supervisor.picture(f"complaint_closed_{other}_phone")
    leave_a_list(desk_of("supervisor2.paggaio", other, at=YEARS_LATER[language], judged=True))


def leave_a_list(supervisor: Desk) -> None:
    """List what is due to be erased, and leave it."""
    supervisor.open("/kept-data")
    path = supervisor.send("/kept-data/lists", {"kind": "grievances"})
    supervisor.picture(f"erasure_list_{supervisor.language}_phone")
    supervisor.open("/kept-data")
    supervisor.picture(f"kept_data_{supervisor.language}_phone")
    supervisor.follow(f'main a[href="{path}"]')
    supervisor.send(f"{path}/drop")
    assert not supervisor.page.locator("main form").count(), "it was answered"
