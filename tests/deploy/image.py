"""The Dockerfile as instructions, and the files that it puts into the image."""

import json
import re
import shutil
from pathlib import Path

import msgspec

from infra.embedded.processes import ROOT
from tests.deploy.rendered import DEPLOY

HOME = "/opt/koinon"


class Instruction(msgspec.Struct, frozen=True):
    """One instruction of the Dockerfile and the build stage it belongs to."""

    stage: int
    word: str
    rest: str

    @property
    def words(self) -> list[str] | None:
        """Return the arguments of the exec form, or None when a shell would read them."""
        try:
            found = json.loads(self.rest)
        except ValueError:
            return None
        return found if isinstance(found, list) else None


def instructions() -> list[Instruction]:
    """Return the Dockerfile's instructions in order."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    stage, found = 0, []
    for line in filter(None, re.sub(r"\\\n\s*", "", text).splitlines()):
        word, _, rest = line.partition(" ")
        stage += word == "FROM"
        found.append(Instruction(stage, word, rest))
    return found


def copied() -> list[tuple[list[str], str]]:
    """Return what is copied from the repository, and where to."""
    found = [each.rest.split() for each in instructions() if each.word == "COPY" and "--from" not in each.rest]
    return [(each[:-1], each[-1]) for each in found]


def lay_out(folder: Path) -> Path:
    """Copy our files as the image has them, and nothing else of the repository; return where they are."""
    for sources, target in copied():
        if not target.startswith(HOME):
            continue
        place = folder / target.removeprefix(HOME).lstrip("/")
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                place.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, place)
    return folder
