"""Every page of the console is opened by a journey, and looked at there."""

import re
from pathlib import Path

from tests.browser import visits

HERE = Path(__file__).parent


def test_every_page_is_opened_by_a_journey() -> None:
    told = visits.opened_by().keys() | visits.unopened().keys()
    unseen = sorted(visits.pages().keys() - told)
    assert not unseen, f"open these pages in a journey, then `python -m tests.browser.visits`: {unseen}"
    gone = sorted(told - visits.pages().keys())
    assert not gone, f"there are no such pages any more: {gone}"


def test_every_journey_that_is_named_exists() -> None:
    there = {
        f"{file.stem}.{name}"
        for file in HERE.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert not {test.split("[")[0] for test in visits.opened_by().values()} - there
