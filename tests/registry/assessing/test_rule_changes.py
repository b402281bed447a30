"""Rules are changed as data, and only into rules that could be published."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.errors import Malformed
from services.registry.assessing.entitlements import decide
from services.registry.assessing.rule_changes import apply, differences, merge
from tests.registry.vectors import household, rules_of

# The examples of RFC 7396, appendix A, that an object can be patched by.
PATCHES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
]


@pytest.mark.parametrize(("target", "patch", "merged"), PATCHES)
def test_a_patch_merges_objects_and_replaces_all_else(
    target: dict[str, Any], patch: dict[str, Any], merged: dict[str, Any]
) -> None:
    assert merge(target, patch) == merged


def test_a_change_is_named_parameter_by_parameter() -> None:
    rules = rules_of()
    patch = {"guaranteed": {"first_adult_amount_minor": 230_00}, "vehicles": None}
    found = [(each.parameter, each.before, each.after) for each in differences(rules, apply(rules, patch))]
    assert found[0] == ("/guaranteed/first_adult_amount_minor", 216_00, 230_00)
    assert [parameter for parameter, _, _ in found[1:]] == ["/vehicles"]
    assert differences(rules, apply(rules, {})) == []


REFUSED: list[tuple[dict[str, Any], list[str]]] = [
    ({"guaranteed": {"first_adult_amount_minor": "much"}}, ["/guaranteed/first_adult_amount_minor"]),
    ({"guaranteed": {"first_adult_amount_minor": -1}}, ["/guaranteed/first_adult_amount_minor"]),
    ({"guaranteed": {"months_counted": 0}}, ["/guaranteed/months_counted"]),
    ({"card": {"share_percent": 101}}, ["/card/share_percent"]),
    ({"lottery": {}}, ["/lottery"]),
    ({"vehicles": {"colour": "red"}}, ["/vehicles/colour"]),
    ({"programme": "other"}, ["/programme"]),
    ({"currency": "JOD"}, ["/currency"]),
    ({"household": None}, ["/household"]),
    ({"guaranteed": None}, [""]),
    ({"term": {"months": 0}, "card": {"share_percent": -1}}, ["/term/months", "/card/share_percent"]),
    ({"income": {"disregard_percent": {"wages": 101}}}, ["/income/disregard_percent"]),
]


@pytest.mark.parametrize(("patch", "pointers"), REFUSED)
def test_a_change_that_makes_no_rules_is_refused_at_its_place(patch: dict[str, Any], pointers: list[str]) -> None:
    with pytest.raises(Malformed) as refused:
        apply(rules_of(), patch, pointer="/changes")
    assert [fault.pointer for fault in refused.value.members["errors"]] == [f"/changes{each}" for each in pointers]


NAMES = sorted({*msgspec.to_builtins(rules_of()), *(
    name for section in msgspec.to_builtins(rules_of()).values() if isinstance(section, dict) for name in section
)})  # fmt: skip
leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.integers(0, 100), st.text(max_size=5))
values = st.recursive(
    leaves,
    lambda inside: st.one_of(st.lists(inside, max_size=3), st.dictionaries(st.sampled_from(NAMES), inside, max_size=4)),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(NAMES), values, max_size=4))
def test_whatever_is_asked_gives_rules_that_decide_or_is_refused(patch: dict[str, Any]) -> None:
    try:
        changed = apply(rules_of(), patch)
    except Malformed:
        return
    decide(changed, household(["applicant 40", "child 20 studies", "guest 3"], incomes={"wages": 900_00}))
    assert msgspec.json.encode(differences(rules_of(), changed))
