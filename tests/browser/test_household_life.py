"""A household's life after it was entered: a child is born, they move, part of it lives apart, a death is an error.

The caseworker works in one language, the supervisor in the other; a phone's width, without a script but axe-core's.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.casework import ENROLMENT, enter_adult, serials
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
TODAY = f"{ENROLMENT:%Y-%m-%d}"


def entered(caseworker: Desk) -> tuple[str, str]:
    """Enter somebody who lives alone; return the household's path and the AMKA."""
    caseworker.open("/households/new")
    amka = enter_adult(caseworker, "Ελένη" + secrets.choice("αεηιουω"))
    caseworker.follow('main a[href$="/check"]')
    return caseworker.send(caseworker.path.replace("/check", "/sending")), amka


def happen(caseworker: Desk, household: str, step: str, fields: dict[str, str]) -> None:
    """Choose what happened, and send its form."""
    caseworker.open(f"{household}/changes")
    caseworker.follow(f'main a[href$="/changes/{step}"]')
    caseworker.send(f"{household}/changes/{step}", fields)
    assert caseworker.page.locator('.notice[role="status"]').count(), caseworker.said()


def grow(caseworker: Desk, household: str) -> None:
    """A child is born, and a grown-up sister comes to live there."""
    name = "".join(secrets.choice("αβγδεζηικλμνοπρστ") for _ in range(8)).capitalize()
    child = {"given_name": name, "family_name": "Δοκιμαστικός", "born_on": TODAY}
    fields = {f"member/person/{field}": value for field, value in child.items()}
    happen(caseworker, household, "birth", fields)
    sister = {"given_name": name, "family_name": "Δοκιμαστική", "born_on": f"19{70 + next(serials) % 29}-03-04"}
    fields = {f"member/person/{field}": value for field, value in sister.items()}
    about = {"member/relation": "sibling", "member/work": "employed", "joined_on": TODAY}
    happen(caseworker, household, "arrival", fields | about)


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("language", "other"), [("el", "ar"), ("ar", "el")])
def test_a_household_grows_moves_and_parts_and_a_death_was_an_error(
    desk_of: DeskOf, axe: Path, language: str, other: str
) -> None:
    barriers: list[str] = []

    def look(desk: Desk, name: str) -> None:
        barriers.extend(desk.judge(axe))
        desk.picture(f"household_{name}_{desk.language}_phone")

    caseworker = desk_of("caseworker.paggaio", language, at=ENROLMENT, judged=True)
    supervisor = desk_of("supervisor.paggaio", other, at=ENROLMENT, judged=True)
    household, _ = entered(caseworker)
    grow(caseworker, household)
    barriers += caseworker.judge(axe)
    caseworker.picture(f"household_changed_{language}_phone")
    caseworker.follow('main a[href="/second-looks"]')
    caseworker.open(f"{household}/changes/address")
    look(caseworker, "address")
    new = {"address/street": "Ομονοίας 3", "address/postal_code": "65403", "address/town": "Καβάλα"}
    happen(caseworker, household, "address", new)
    caseworker.open(f"{household}/changes/split")
    look(caseworker, "split")
    parting = {"members/1/relation": "applicant", "share_percent": "40", "split_on": TODAY}
    happen(caseworker, household, "split", parting)
    supervisor.open("/")
    supervisor.follow('main a[href="/household-proposals"]')
    look(supervisor, "proposals")
    agreed = f'main li:has(a[href="{household}"]) form[action$="/confirm"]'
    action = supervisor.page.locator(agreed).get_attribute("action")
    assert action is not None
    supervisor.send(action)
    assert not supervisor.page.locator(agreed).count()
    correct(caseworker, supervisor, household, look)
    guard(supervisor, household, look)
    assert not barriers, "\n".join(barriers)


def correct(caseworker: Desk, supervisor: Desk, household: str, look: Callable[[Desk, str], None]) -> None:
    """The holder's telephone changes; then a death is entered for the wrong person, and taken back by two."""
    caseworker.open(household)
    caseworker.follow('main a[href^="/persons/"]')
    person = caseworker.path
    look(caseworker, "person")
    caseworker.follow('main a[href$="/changes/contact"]')
    look(caseworker, "contact")
    caseworker.send(f"{person}/changes/contact", {"phone": "6987654321"})
    assert "6987654321" in caseworker.text.replace(" ", ""), caseworker.said()
    caseworker.open(f"{household}/changes/death?of={person.removeprefix('/persons/')}")
    look(caseworker, "death")
    caseworker.send(f"{household}/changes/death", {"died_on": TODAY})
    caseworker.open(person)
    caseworker.follow('main a[href$="/changes/revocation"]')
    caseworker.send(f"{person}/changes/revocation", {"reason": "wrong_person"})
    supervisor.open("/household-proposals")
    agreed = f'main li:has(a[href="{person}"]) form[action$="/confirm"]'
    action = supervisor.page.locator(agreed).get_attribute("action")
    assert action is not None
    supervisor.send(action)
    caseworker.open(household)
    assert caseworker.page.locator('form[action$="/applications"]').count(), "it is open again"


def guard(supervisor: Desk, household: str, look: Callable[[Desk, str], None]) -> None:
    """People at risk are protected, and later are not any more."""
    supervisor.open(household)
    supervisor.send(f"{household}/protection/protect", {"reason": "domestic_violence"})
    look(supervisor, "protected")
    supervisor.send(f"{household}/protection/unprotect", {"reason": "risk_over"})
    assert supervisor.page.locator('form[action$="/protect"]').count(), supervisor.said()
