"""A case in words: a household is asked and answers, colleagues note, an appeal is lodged and ruled on by a third.

The caseworker works in one language, those who decide in the other; a phone's width, without a script but axe-core's.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.casework import ENROLMENT, enter_household
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

PAPERS = ("identity", "tax_return", "iban_ownership", "utility_bill", "residence")


def submitted(caseworker: Desk, language: str) -> str:
    """Enter a household and hand in its application; return the case."""
    household, _ = enter_household(caseworker, language)
    declared = {"declared/incomes/0/kind": "wages", "declared/incomes/0/amount_minor": "600"}
    evidence = {f"evidence/{place}/kind": paper for place, paper in enumerate(PAPERS)}
    case = caseworker.send(f"{household}/applications", {"programme": "gmi", **declared, **evidence})
    person_id = caseworker.page.locator('[name="person_ids[]"]').first.get_attribute("value") or ""
    caseworker.send(f"{case}/consents", {"person_ids[]": person_id})
    caseworker.send(f"{case}/steps/submit")
    return case


def complain(caseworker: Desk, reader: Desk, case: str, look: Callable[[Desk, str], None]) -> None:
    """The household complains about the decision, from its case; another reads it."""
    caseworker.open(case)
    caseworker.follow('main a[href^="/complaints/new"]')
    look(caseworker, "complaint")
    about = {"category": "decision", "application_id": case.rpartition("/")[2], "text": "Δεν μας εξήγησε κανείς γιατί."}
    caseworker.send("/complaints", about)
    reference = caseworker.page.locator(".total").inner_text()
    reader.open("/complaints")
    reader.follow(f'main li:has-text("{reference}") a')
    look(reader, "complained")
    assert reader.page.locator(f'main a[href="{case}"]').count(), "it says which decision it is about"


def replace(caseworker: Desk, case: str, look: Callable[[Desk, str], None]) -> None:
    """A paper cannot be read: a better picture takes its place, and what came before it stays on file."""
    caseworker.attach(f"{case}/papers", {"kind": "residence"}, b"%PDF-1.7\n1 0 obj <<>> endobj")
    replacement = caseworker.action("/replacement")
    caseworker.page.locator(f'details:has(form[action="{replacement}"]) > summary').click()
    look(caseworker, "paper_replacing")
    caseworker.attach(replacement, {}, b"%PDF-1.7\n2 0 obj <<>> endobj")
    look(caseworker, "paper_replaced")
    assert caseworker.page.locator('main a[href^="/papers/"]').count() == 2
    assert not caseworker.page.locator(f'form[action="{replacement}"]').count()


@pytest.mark.parametrize(("language", "other"), [("el", "ar"), ("ar", "el")])
def test_a_household_is_asked_for_more_and_its_appeal_is_ruled_on_by_a_third(
    desk_of: Callable[..., Desk], axe: Path, language: str, other: str
) -> None:
    barriers: list[str] = []

    def look(desk: Desk, name: str) -> None:
        barriers.extend(desk.judge(axe))
        wide = desk.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        assert wide == 0, f"{name} is {wide} px wider than the screen"
        desk.picture(f"case_{name}_{language}_phone")

    caseworker = desk_of("caseworker.paggaio", language, at=ENROLMENT, judged=True)
    case = submitted(caseworker, language)
    replace(caseworker, case, look)
    if caseworker.page.locator(f'form[action="{case}/steps/assess"]').count():
        caseworker.send(f"{case}/steps/assess")
    caseworker.send(f"{case}/info-requests", {"kinds[]": "utility_bill", "question": "Πότε μετακομίσατε;"})
    look(caseworker, "asked")
    caseworker.send(f"{case}/answer", {"text": "Τον Μάρτιο."})
    caseworker.send(f"{case}/steps/assess")
    caseworker.send(f"{case}/steps/recommend", {"outcome": "rejected"})
    decider = desk_of("supervisor.paggaio", other, at=ENROLMENT, judged=True)
    decider.open(f"{case}/words")
    assert all(words in decider.text for words in ("Πότε μετακομίσατε;", "Τον Μάρτιο."))
    decider.send(f"{case}/notes", {"text": "Ο λογαριασμός είναι παλιός."})
    look(decider, "words")
    decider.open(case)
    decider.send(f"{case}/steps/decide", {"outcome": "rejected"})
    caseworker.open(case)
    caseworker.send(f"{case}/appeal", {"grounds": "Μένουμε εδώ από το 2019."})
    look(caseworker, "appealed")
    decider.open(case)
    ruling = {"outcome": "upheld", "reason": "nothing_new"}
    decider.fill(f"{case}/ruling", ruling)
    with decider.page.expect_navigation():
        decider.page.locator(f'form[action="{case}/ruling"] button').click()
    assert decider.page.locator(".summary").count(), "who has decided rules on no appeal"
    look(decider, "ruling_refused")
    third = desk_of("supervisor2.paggaio", other, at=ENROLMENT, judged=True)
    third.open(case)
    third.send(f"{case}/ruling", ruling)
    look(third, "ruled")
    assert not third.page.locator(f'form[action="{case}/ruling"]').count()
    complain(caseworker, third, case, look)
    # A refused form is answered with its status, and the browser says so in its console.
    decider.complaints.clear()
    assert not barriers, "\n".join(barriers)
