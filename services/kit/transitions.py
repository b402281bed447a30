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
    """Return the table as a Mermaid state diagram for a README: the first state is the start, dead ends are ends."""
    ends = [state for state in _all_states(transitions) if not transitions.get(state)]
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(transitions))}"]
    lines += [f"    {state} --> {after}" for state, targets in transitions.items() for after in targets]
    lines += [f"    {state} --> [*]" for state in ends]
    return "\n".join(lines) + "\n"


def _all_states(transitions: Mapping[Any, Collection[Any]]) -> list[str]:
    return list(dict.fromkeys([*transitions, *(after for targets in transitions.values() for after in targets)]))
