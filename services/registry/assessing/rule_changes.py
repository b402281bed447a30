"""Rule changes: rules as they would be with some parameters set otherwise, said as a JSON merge patch (RFC 7396).

{"guaranteed": {"first_adult_amount_minor": 23000}}        216 → 230
{"household": {"students_are_members": true}}              count students as members
{"vehicles": null}                                         do not look at vehicles
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from services.kit.errors import Fault, Malformed
from services.kit.faults import walk
from services.registry.assessing.rules import Rules

FIXED = ("programme", "valid_from", "valid_until", "currency")
"""What makes the rules those of a programme and a day, and is no parameter of theirs."""


class RuleChange(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter that differs; a list or a table is one parameter. None: there is none on that side."""

    parameter: str
    """A JSON pointer into the rules."""
    before: Any
    after: Any


def apply(rules: Rules, patch: Mapping[str, Any], *, pointer: str = "") -> Rules:
    """Return the changed rules. Raises Malformed with every fault at its place below `pointer` in the request."""
    refused = [Fault(pointer=f"{pointer}/{name}", detail="This cannot be changed.") for name in FIXED if name in patch]
    merged = merge(msgspec.to_builtins(rules), patch)
    faults = refused or list(walk(merged, Rules, pointer))
    if not faults:
        try:
            return msgspec.convert(merged, Rules)
        except msgspec.ValidationError as error:
            faults = [Fault(pointer=pointer, detail=f"{error}.")]
    raise Malformed("Mend what is named in errors and send it again.", errors=faults)


def merge(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values after a merge patch: an object is merged, null removes, all else replaces."""
    merged = dict(target)
    for name, value in patch.items():
        before = merged.get(name)
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict) and isinstance(before, dict):
            merged[name] = merge(before, value)
        else:
            merged[name] = value
    return merged


def differences(before: Any, after: Any, *, pointer: str = "") -> list[RuleChange]:
    """Return every parameter in which two sets of rules differ, in the order of the rule files."""
    if isinstance(before, Rules):
        before, after = msgspec.to_builtins(before), msgspec.to_builtins(after)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [] if before == after else [RuleChange(parameter=pointer, before=before, after=after)]
    return [
        change
        for name in dict.fromkeys([*before, *after])
        for change in differences(before.get(name), after.get(name), pointer=f"{pointer}/{name}")
    ]
