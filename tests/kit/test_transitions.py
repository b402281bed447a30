import importlib
import re

import pytest

from contracts.readers import SERVICES
from services.kit.errors import TransitionForbidden
from services.kit.transitions import mermaid, transition
from tests.sources import ROOT

CARD = {
    "ordered": ("issued",),
    "issued": ("active", "closed"),
    "active": ("paused", "closed"),
    "paused": ("active", "closed"),
}


@pytest.mark.parametrize(("current", "wanted"), [("ordered", "issued"), ("active", "paused"), ("paused", "active")])
def test_a_step_in_the_table_is_taken(current: str, wanted: str) -> None:
    assert transition(CARD, current, wanted) == wanted


@pytest.mark.parametrize(
    ("current", "wanted"), [("ordered", "active"), ("active", "active"), ("closed", "active"), ("unheard_of", "active")]
)
def test_any_other_step_is_refused_and_says_what_is_possible(current: str, wanted: str) -> None:
    with pytest.raises(TransitionForbidden) as refused:
        transition(CARD, current, wanted)
    assert refused.value.members == {"state": current, "allowed": list(CARD.get(current, ()))}


def test_a_diagram_shows_every_step_a_line_for_each_state() -> None:
    drawn = """flowchart LR
    ordered --> issued
    issued --> active & closed
    active --> paused & closed
    paused --> active & closed
"""
    assert mermaid(CARD) == drawn


def machines() -> list[tuple[str, str]]:
    """Return every service's state machines: the service and the drawing."""
    found = []
    for service in SERVICES:
        for module in sorted((ROOT / "services" / service).rglob("*.py")):
            if re.search(r"^TRANSITIONS\b", module.read_text("utf-8"), flags=re.MULTILINE):
                name = ".".join(module.relative_to(ROOT).with_suffix("").parts)
                table = importlib.import_module(name).TRANSITIONS
                found.append((service, mermaid(table)))
    return found


@pytest.mark.parametrize(("service", "drawn"), machines())
def test_every_state_machine_is_drawn_in_its_services_readme(service: str, drawn: str) -> None:
    readme = (ROOT / "services" / service / "README.md").read_text("utf-8")
    assert drawn in readme, f"services/{service}/README.md lacks this drawing:\n{drawn}"
