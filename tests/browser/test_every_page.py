"""Every place of every role's menu, on the narrowest phone, in the tenant's own language: it opens, fits and can be
used by everybody (axe-core)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.console.pages.places import PLACES
from tests.browser.desks import Desk
from tests.stacks import Stack

pytestmark = pytest.mark.browser

PUBLIC = (
    "/sign-in", "/my-card/sign-in", "/invitation", "/shops/paggaio", "/transparency", "/transparency/paggaio",
    "/transparency/al_koura/2026-03-01", "/certificate-check", "/till", "/phone",
)  # fmt: skip
ROLES = sorted({role for place in PLACES for role in place.roles})


def menu_lines(desk: Desk) -> int:
    """Return how many lines the menu's places take on a desktop."""
    phone = desk.page.viewport_size
    assert phone is not None
    desk.page.set_viewport_size({"width": 1200, "height": 860})
    tops = "links => new Set(links.map((link) => Math.round(link.getBoundingClientRect().top))).size"
    lines: int = desk.page.locator("nav.menu li a").evaluate_all(tops)
    desk.page.set_viewport_size(phone)
    return lines


@pytest.mark.timeout(360)
@pytest.mark.parametrize(("tenant", "language"), [("paggaio", "el"), ("al_koura", "ar")])
def test_every_place_fits_the_narrowest_phone(
    stack: Stack, desk_of: Callable[..., Desk], axe: Path, tenant: str, language: str
) -> None:
    known = {person.username for person in stack.file.sign_ins}
    seen: set[str] = set()
    barriers: list[str] = []
    for username in [f"{role}.{tenant}" for role in ROLES if f"{role}.{tenant}" in known]:
        desk = desk_of(username, language, judged=True)
        places = [link.get_attribute("href") or "" for link in desk.page.locator("nav.menu a").all()]
        assert places, f"{username} has nothing to do"
        assert menu_lines(desk) <= 2, f"{username}: give a long place a short name for the menu"
        for path in ["/", *(place for place in places if place not in seen)]:
            desk.open(path)
            assert desk.page.locator("main h1").count() == 1, path
            wide = desk.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
            assert wide == 0, f"{path} is {wide} px wider than the screen"
            barriers += desk.judge(axe)
        seen |= set(places)
    assert not barriers, "\n".join(barriers)


@pytest.mark.parametrize("language", ["el", "ar", "en"])
def test_what_is_public_needs_no_sign_in(desk_of: Callable[..., Desk], axe: Path, language: str) -> None:
    visitor = desk_of(None, language, judged=True)
    for path in PUBLIC:
        visitor.open(path)
        assert not visitor.judge(axe)
        visitor.picture(f"public{path.replace('/', '_')}_{language}_phone")
    assert visitor.page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
