"""Households brought in a file, one of which is there already: found by name, compared, and judged by two people. Then
lists are taken along as files.

The office's browsers run no script.
"""

import secrets
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload

from infra.demo.people import make_afm, make_amka
from tests.browser.casework import ENROLMENT, serials
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
HEADINGS = "Κωδικός νοικοκυριού;Σχέση;Όνομα;Επώνυμο;Πατρώνυμο;Ημ. γέννησης;ΑΜΚΑ;ΑΦΜ;Κινητό;Οδός;ΤΚ;Πόλη"
PLACE = "6912345678;Φιλίππων 12;64100;Ελευθερούπολη"


def table(family_name: str, born_on: date) -> bytes:
    """Return three households: in the second the first's person is a wife, spelled another way; one has no birthday."""
    day, serial, mark = f"{born_on:%d/%m/%Y}", next(serials), secrets.token_hex(4)
    other = date(1940, 1, 1) + timedelta(days=secrets.randbelow(7_000))
    known = f"{make_amka(born_on, 'female', serial)};{make_afm(30_000_000 + serial)}"
    rows = (
        f"{mark}-1;αιτών;Φωτεινή;{family_name};Γεώργιος;{day};{known};{PLACE}",
        f"{mark}-2;αιτών;Χρήστος;{family_name};Νικόλαος;{other:%d/%m/%Y};;;;;;",
        f"{mark}-2;σύζυγος;Φωτινή;{family_name};Γεώργιος;{day};;;{PLACE}",
        f"{mark}-3;αιτών;Μαρία;{family_name};Γεώργιος;;;;{PLACE}",
    )
    return "\n".join((HEADINGS, *rows)).encode()


def bring(caseworker: Desk, content: bytes) -> str:
    """Bring a file, have it looked through, take what is wrong with it along, and let the others enter."""
    caseworker.open("/imports")
    file: FilePayload = {"name": "households.csv", "mimeType": "text/csv", "buffer": content}
    caseworker.page.locator('form[action="/imports"] [name="file"]').set_input_files(file)
    path = caseworker.send("/imports", {"kind": "households"})
    caseworker.send(f"{path}/check")
    caseworker.wait_for(path, f'form[action="{path}/confirm"]')
    caseworker.picture(f"import_checked_{caseworker.language}")
    assert caseworker.page.locator('p:has(a[href$="/refused"]) + ul li').count() == 1
    assert caseworker.take(f'main a[href="{path}/refused"]').path().read_bytes().startswith(b"PK")
    caseworker.open(path)
    caseworker.send(f"{path}/confirm")
    caseworker.wait_for(path, ".state-imported")
    return path


def find(caseworker: Desk, family_name: str) -> None:
    """Find somebody by the name in Latin letters, and open the file."""
    caseworker.open("/persons")
    caseworker.send("/persons/by-name", {"name": f"Foteini {family_name}"})
    caseworker.follow('main a[href^="/persons/"]')
    assert family_name in caseworker.text
    assert caseworker.page.locator('main .cards a[href^="/households/"]').count() == 1, caseworker.said()
    caseworker.picture(f"person_{caseworker.language}")


def judge(caseworker: Desk, supervisor: Desk, family_name: str) -> None:
    """A caseworker proposes which of two files remains, and a supervisor agrees."""
    caseworker.wait_for("/duplicates", f'main a:has-text("Φωτεινή {family_name}")')
    caseworker.follow(f'main a:has-text("Φωτεινή {family_name}")')
    pair = caseworker.path
    caseworker.picture(f"duplicate_{caseworker.language}")
    remains = "first" if caseworker.page.locator("td").nth(1).inner_text() == "Φωτεινή" else "last"
    buttons = caseworker.page.locator(f'form[action="{pair}/propose-merge"] button')
    with caseworker.page.expect_navigation():
        getattr(buttons, remains).click()
    assert not caseworker.page.locator(f'form[action="{pair}/merge"]').count(), "nobody agrees to their own proposal"
    supervisor.open(pair)
    supervisor.send(f"{pair}/merge")
    assert supervisor.page.locator(".state-merged").count(), supervisor.said()
    supervisor.picture(f"duplicate_merged_{supervisor.language}")


def take_lists(caseworker: Desk, axe: Path) -> None:
    """Take each list along from where its entries are looked at, on the narrowest phone."""
    ways = {"applications": "/applications?status=approved", "households": "/persons", "memberships": "/memberships"}
    barriers: list[str] = []
    for name, place in ways.items():
        caseworker.open(place)
        caseworker.follow('main a[href^="/lists"]')
        barriers.extend(caseworker.judge(axe))
        wide = caseworker.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        assert wide == 0, f"the list of {name} is {wide} px wider than the screen"
        caseworker.picture(f"list_{name}_{caseworker.language}_phone")
        caseworker.fill(f"/lists/{name}", {"purpose": "case_work", "format": "csv"})
        taken = caseworker.take(f'form[action="/lists/{name}"] button[type="submit"]')
        assert taken.suggested_filename == f"{name}.csv"
        assert taken.path().read_text("utf-8-sig").startswith(f"{name.removesuffix('s')}_id,")
    assert not barriers, "\n".join(barriers)


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("language", "other"), [("el", "ar"), ("ar", "el")])
def test_a_file_of_households_and_somebody_who_is_in_it_twice(
    desk_of: DeskOf, axe: Path, language: str, other: str
) -> None:
    family_name = "Δ" + "".join(secrets.choice("αβγδεζηθικλμνοπρστυ") for _ in range(9))
    born_on = date(1960, 1, 1) + timedelta(days=next(serials) % 14_000)
    caseworker = desk_of("caseworker.paggaio", language, at=ENROLMENT)
    bring(caseworker, table(family_name, born_on))
    find(caseworker, family_name)
    judge(caseworker, desk_of("supervisor.paggaio", other, at=ENROLMENT), family_name)
    take_lists(desk_of("caseworker.paggaio", other, at=ENROLMENT, judged=True), axe)
