"""Guides exist in every language, say the same, and show only pictures that a journey takes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import guides

HERE = Path(__file__).parent
NAMED = re.compile(r'picture\(f"([a-z_]+)_\{language\}(_phone)?"\)')
VIEWED = re.compile(r'picture\(f"([a-z]+)_\{view\}_\{language\}"\)')
LOOKED = re.compile(r'look\("([a-z-]+)"\)')
NAMED_BY_CALLER = re.compile(r'picture\(f"\{name\}_\{(?:\w+\.)?language\}_phone"\)')
ON_PHONES = re.compile(r'look(?:ing\.at)?\((?:\w+, )?"([a-z_]+)"\)')


def taken() -> Iterator[str]:
    """Yield the names of the pictures that the journeys take, without their language."""
    for path in HERE.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        yield from (name + width for name, width in NAMED.findall(text))
        if NAMED_BY_CALLER.search(text):
            yield from (f"{name}_phone" for name in ON_PHONES.findall(text))
        for app in VIEWED.findall(text):
            yield from (f"{app}_{view}" for view in LOOKED.findall(text))


TAKEN = set(taken())
ROLES = sorted({guide.stem for guide in guides.written()})


@pytest.mark.parametrize("role", ROLES)
def test_a_guide_is_written_in_every_language_with_the_same_pictures(role: str) -> None:
    shown = {
        language: [
            name.replace(f"_{language}", "") for name in guides.pictures_of(guides.GUIDES / language / f"{role}.md")
        ]
        for language in guides.LANGUAGES
    }
    assert shown["el"], "a guide has pictures"
    assert shown["el"] == shown["ar"] == shown["en"]
    assert set(shown["el"]) <= TAKEN, "take the picture in a journey, by desk.picture(...)"
