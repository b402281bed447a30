"""The guides with their pictures: `python -m tests.browser.guides` (make guides) puts both under `.local/guides`.

The words are in docs/guides/<language>/<role>.md; the pictures are those that the journeys of the last run have taken,
so a guide cannot show a page that is no more.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from infra.embedded.processes import ROOT

GUIDES: Final = ROOT / "docs" / "guides"
LANGUAGES: Final = ("el", "ar", "en")
PICTURES: Final = ROOT / ".local" / "pictures"
BUILT: Final = ROOT / ".local" / "guides"
SHOWN: Final = re.compile(r"!\[[^\]]+\]\(pictures/([a-z0-9_-]+)\.png\)")


def written() -> Iterator[Path]:
    """Yield every guide of a role, in each language."""
    for language in LANGUAGES:
        yield from sorted((GUIDES / language).glob("*.md"))


def pictures_of(guide: Path) -> list[str]:
    """Return the names of the pictures that a guide shows, in their order."""
    return SHOWN.findall(guide.read_text(encoding="utf-8"))


def build() -> list[str]:
    """Put the guides beside their pictures, and return the pictures that no journey has taken yet."""
    missing = []
    for guide in written():
        folder = BUILT / guide.parent.name
        (folder / "pictures").mkdir(parents=True, exist_ok=True)
        shutil.copy(guide, folder / guide.name)
        for name in pictures_of(guide):
            taken = PICTURES / f"{name}.png"
            if taken.exists():
                shutil.copy(taken, folder / "pictures" / taken.name)
            else:
                missing.append(name)
    return missing


if __name__ == "__main__":
    absent = sorted(set(build()))
    sys.stdout.write(f"The guides are in {BUILT.relative_to(ROOT)}.\n")
    for name in absent:
        sys.stdout.write(f"No journey has taken {name} yet; `make prove` walks every language.\n")
