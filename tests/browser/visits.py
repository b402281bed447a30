"""Which journey opens which page. After a whole run of this folder `python -m tests.browser.visits` writes it anew.

A desk has no script to run, so whoever sees a page first in a run has it looked at again beside it: with scripts, on
the narrowest phone, by axe-core. A page that nobody opens fails a test, and so does a journey that leaves one out.
"""

import functools
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import msgspec
from playwright.sync_api import Page

from infra.embedded.processes import ROOT
from tests.journeys.roles import matrix_of

TABLE = Path(__file__).with_name("pages.toml")
SEEN = ROOT / ".local" / "visits"
"""What each test has seen, one file each; and which pages were judged, by run."""
HEAD = """# Which journey opens which page of the console; `python -m tests.browser.visits` writes it after a whole run.
# A test compares it with the routes, and each journey must open what it is named for.
"""

Judge = Callable[[Page], list[str]]


@functools.cache
def pages() -> dict[str, re.Pattern[str]]:
    """Return the paths that can be opened, and what each one looks like; those without parameters come first."""
    paths = [key.removeprefix("GET ") for key in matrix_of("console") if key.startswith("GET ")]
    return {
        path: re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "$")
        for path in sorted(paths, key=lambda path: (path.count("{"), path))
    }


def route_of(path: str) -> str | None:
    """Return the route of a path, or None for what only a form leads to."""
    return next((route for route, looks in pages().items() if looks.match(path)), None)


def opened_by() -> dict[str, str]:
    """Return the test that opens each page; with a variant, where only that one does."""
    return table()["opened_by"]


def unopened() -> dict[str, str]:
    """Return what no journey opens, with the reason: what is no page, and pages that wait for a journey."""
    return table()["no_page"] | table()["waiting"]


def table() -> dict[str, dict[str, str]]:
    """Return the table."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def is_first(route: str) -> bool:
    """Return whether nobody has had this page judged in this run yet, in any of its processes."""
    folder = SEEN / "judged" / os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        (folder / route.replace("/", "_")).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def note(test: str, variant: str, seen: set[str]) -> None:
    """Keep what a test has seen."""
    SEEN.mkdir(parents=True, exist_ok=True)
    (SEEN / f"{test}[{variant}].json").write_bytes(msgspec.json.encode(sorted(seen)))


def write() -> None:
    """Write the table from what was seen: a page goes to a test that opens it in all its languages, if there is one."""
    found: dict[str, set[str]] = {}
    variants: dict[str, set[str]] = {}
    for file in sorted(SEEN.glob("*.json")):
        seen = variants[file.stem] = set(msgspec.json.decode(file.read_bytes(), type=list[str]))
        test = file.stem.split("[")[0]
        found[test] = found.get(test, seen) & seen
    opened = {
        route: next(iter([test for test, seen in [*found.items(), *variants.items()] if route in seen]), "")
        for route in sorted(pages().keys() - table()["no_page"].keys())
    }
    parts = {
        "no_page": table()["no_page"],
        "waiting": {route: table()["waiting"].get(route, "no journey yet") for route in opened if not opened[route]},
        "opened_by": {route: test for route, test in opened.items() if test},
    }
    lines = [HEAD]
    for name, told in parts.items():
        lines += [f"[{name}]", *(f'"{route}" = "{text}"' for route, text in told.items()), ""]
    TABLE.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
