"""The incubator's state machines, found in its code."""

import importlib
import re
from collections.abc import Mapping
from typing import Any

from infra.embedded.processes import ROOT

TABLES = {"phases": "applications", "orders": "service_orders"}
"""The table of a machine, where it has not its noun's name."""


def machines() -> dict[str, Mapping[Any, tuple[Any, ...]]]:
    """The tables of steps of every noun of the incubator, by the name of what they lead."""
    found = {}
    for path in sorted((ROOT / "services" / "incubator").rglob("*.py")):
        if re.search(r"^TRANSITIONS\b", path.read_text("utf-8"), flags=re.MULTILINE):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found[TABLES.get(path.stem, path.stem)] = importlib.import_module(name).TRANSITIONS
    return found
