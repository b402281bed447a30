import pytest

from services.kit.errors import TransitionForbidden
from services.kit.transitions import mermaid, transition

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


def test_a_diagram_shows_every_step_the_start_and_the_ends() -> None:
    lines = mermaid(CARD).splitlines()
    assert lines[:2] == ["stateDiagram-v2", "    [*] --> ordered"]
    assert "    issued --> active" in lines
    assert lines[-1] == "    closed --> [*]"
    assert len(lines) == 2 + 7 + 1
