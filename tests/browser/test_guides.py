"""Guides exist in every language, say the same, and show only pictures that a journey takes."""

import re
from pathlib import Path

import pytest

from tests.browser import guides

HERE = Path(__file__).parent
TAKEN = {
    name
    for path in HERE.glob("test_*_path.py")
    for name in re.findall(r'picture\(f"([a-z_]+)_\{language\}"\)', path.read_text(encoding="utf-8"))
}
ROLES = sorted({guide.stem for guide in guides.written()})


@pytest.mark.parametrize("role", ROLES)
def test_a_guide_is_written_in_every_language_with_the_same_pictures(role: str) -> None:
    shown = {
        language: [
            name.removesuffix(f"_{language}") for name in guides.pictures_of(guides.GUIDES / language / f"{role}.md")
        ]
        for language in guides.LANGUAGES
    }
    assert shown["el"], "a guide has pictures"
    assert shown["el"] == shown["ar"] == shown["en"]
    assert set(shown["el"]) <= TAKEN, "take the picture in a journey, by desk.picture(...)"
