"""Every place of every role's menu, on the narrowest phone, in the tenant's own language: it opens and fits."""

from collections.abc import Callable

import pytest

from services.console.pages.menu import PLACES
from tests.browser.desks import Desk
from tests.stacks import Stack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROLES = sorted({role for place in PLACES for role in place.roles})


@pytest.mark.parametrize(("tenant", "language"), [("paggaio", "el"), ("al_koura", "ar")])
def test_every_place_fits_the_narrowest_phone(
    stack: Stack, desk_of: Callable[..., Desk], tenant: str, language: str
) -> None:
    known = {person.username for person in stack.file.sign_ins}
    seen: set[str] = set()
    for username in [f"{role}.{tenant}" for role in ROLES if f"{role}.{tenant}" in known]:
        desk = desk_of(username, language, phone=True)
        desk.page.set_viewport_size({"width": 320, "height": 640})
        places = [link.get_attribute("href") or "" for link in desk.page.locator("nav.menu a").all()]
        assert places, f"{username} has nothing to do"
        for path in ["/", *(place for place in places if place not in seen)]:
            desk.open(path)
            assert desk.page.locator("main h1").count() == 1, path
            wide = desk.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
            assert wide == 0, f"{path} is {wide} px wider than the screen"
        seen |= set(places)


@pytest.mark.parametrize("language", ["el", "ar", "en"])
def test_what_is_public_needs_no_sign_in(desk_of: Callable[..., Desk], language: str) -> None:
    visitor = desk_of(None, language, phone=True)
    for path in ("/sign-in", "/transparency", "/transparency/paggaio", "/transparency/al_koura/2026-03-01"):
        visitor.open(path)
        visitor.picture(f"public{path.replace('/', '_')}_{language}_phone")
    assert visitor.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
