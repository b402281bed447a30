"""State machines as tables: `TRANSITIONS` says which step leads where, and `transition` is the only way through it."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from services.kit.errors import TransitionForbidden

State = TypeVar("State", bound=str)


def transition(transitions: Mapping[State, Collection[State]], current: State, wanted: State) -> State:
    """Return the wanted state when the table lets the current one lead there.

    Raises TransitionForbidden with `state` and `allowed`, so that a page can show what is possible instead.
    """
    allowed = transitions.get(current, ())
    if wanted not in allowed:
        raise TransitionForbidden(
            f"From {current} there is no step to {wanted}.", state=str(current), allowed=[str(each) for each in allowed]
        )
    return wanted


def mermaid(transitions: Mapping[Any, Collection[Any]]) -> str:
    """Return the table as a Mermaid flowchart for a README: a line for each state that leads somewhere."""
    steps = [f"    {state} --> {' & '.join(targets)}" for state, targets in transitions.items() if targets]
    return "\n".join(["flowchart LR", *steps]) + "\n"
