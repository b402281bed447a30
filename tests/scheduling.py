"""Which tests run on one worker, and in which order: by where a test lies and which service it asks.

pytest-xdist's own groups hang on changing a test's id, which pytest 9.2 no longer allows (pytest-xdist #1386).
"""

import re
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("faults", "browser", "journeys", "bench")
"""Folders whose tests share a running stack, or break things, longest first: one worker takes each of them whole."""
OF_A_SERVICE = re.compile(r"tests/journeys/.*\[(cards|console|incubator|merchants|registry|reporting)[-\]]")


def group_of(test: str) -> str:
    """Return what a test is run together with, on one worker: its folder, the service that a journey asks, its file."""
    asked = OF_A_SERVICE.match(test)
    if asked:
        return f"asks {asked[1]}"
    folder = test.split("/")[1]
    return folder if folder in TOGETHER else test.partition("::")[0]


def place_of(test: str) -> tuple[int, str]:
    """Return where a test's group stands in the queue: what takes long is begun first."""
    group = group_of(test)
    return (TOGETHER.index(group) if group in TOGETHER else len(TOGETHER), group if group.startswith("asks") else "~")


class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Gives workers whole groups."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    """Hand out groups in the order of the tests, not by how many tests they hold."""
    config.option.loadscopereorder = False
    return Scheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first."""
    items.sort(key=lambda item: place_of(item.nodeid))
