"""What other amounts would cost: asked of every household that was assessed, and nothing is switched on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import LANGUAGES
from tests.browser.counter import Counter
from tests.browser.desks import Desk

pytestmark = pytest.mark.browser

DeskOf = Callable[..., Desk]
PAGE = "/programmes/gmi/dry-run"
FIRST_ADULT = "changes/guaranteed/first_adult_amount_minor"


def figures(desk: Desk) -> list[int]:
    """Return who would get more, of these who had no right, who would get less, and of these who would have none."""
    return [int(each.inner_text()) for each in desk.page.locator("#answer ~ dl dd").all()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scripts", [True, False])
def test_other_amounts_are_tried_on_every_household(
    desk_of: DeskOf, counter: Counter, axe: Path, language: str, *, scripts: bool
) -> None:
    manager = desk_of("programme_manager.paggaio", language, at=counter.at, judged=scripts)
    manager.open("/programmes/gmi")
    manager.follow(f'main a[href="{PAGE}"]')
    typed = manager.page.input_value(f'[name="{FIRST_ADULT}"]')
    assert typed == ("216,00" if language == "el" else "216.00")

    manager.send(PAGE, {FIRST_ADULT: typed.replace("216", "230")})
    more, first, less, gone = figures(manager)
    assert (more > 0, first >= 0, less, gone) == (True, True, 0, 0), manager.said()
    assert manager.page.input_value(f'[name="{FIRST_ADULT}"]') == typed.replace("216", "230"), "what was typed is there"
    if scripts:
        barriers = manager.judge(axe)
        wide = manager.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")
        manager.picture(f"dry_run_{language}_phone")
        assert (barriers, wide) == ([], 0)
    else:
        manager.picture(f"dry_run_{language}")

    manager.send(PAGE, {FIRST_ADULT: typed.replace("216", "100")})
    more, _, less, gone = figures(manager)
    assert (more, less > 0, gone <= less) == (0, True, True), manager.said()
    manager.send(PAGE, {FIRST_ADULT: typed, "left_out[]": "vehicles"})
    assert manager.page.locator("#changes tr").count() == 1, "vehicles alone would not be looked at"
    assert figures(manager)[2:] == [0, 0], manager.said()

    manager.open(PAGE)
    assert manager.page.input_value(f'[name="{FIRST_ADULT}"]') == typed, "the amounts in force are as they were"


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_by_the_number_of_children_are_tried_too(desk_of: DeskOf, language: str) -> None:
    manager = desk_of("finance_officer.paggaio", language)
    page = "/programmes/red_cross_families/dry-run"
    manager.open(page)
    with_one = "changes/fixed/by_children_minor/1"
    manager.send(page, {with_one: manager.page.input_value(f'[name="{with_one}"]').replace("150", "175")})
    assert "175" in manager.page.inner_text("#changes tr"), manager.said()
