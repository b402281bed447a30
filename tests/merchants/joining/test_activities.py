"""What a business is registered for decides under which categories it may sell."""

import pytest

from services.kit.errors import Malformed
from services.merchants.joining import activities


@pytest.mark.parametrize(
    ("activity", "categories"),
    [
        ("47.11", ["5411"]),
        ("47111001", ["5411"]),
        ("56.10.11", ["5812", "5814"]),
        ("47.24", ["5441", "5462"]),
        ("92.00", ["7995"]),
        ("99.00", []),
    ],
)
def test_the_longest_known_beginning_of_an_activity_decides(activity: str, categories: list[str]) -> None:
    assert activities.categories_of(activity) == categories


def test_every_category_of_the_table_has_four_digits() -> None:
    for activity, found in activities.rules().categories.items():
        assert found, activity
        assert all(len(each) == 4 and each.isdigit() for each in found), activity


def test_without_named_categories_each_activity_brings_its_usual_one() -> None:
    assert activities.settle(["47.24", "47.11", "4711"], []) == ["5441", "5411"]


def test_named_categories_must_be_covered_unless_an_activity_is_unknown() -> None:
    assert activities.settle(["47.24"], ["5462"]) == ["5462"]
    assert activities.settle(["99.00"], ["5999"]) == ["5999"]
    assert activities.settle([], ["5999"]) == ["5999"]
    with pytest.raises(Malformed) as refused:
        activities.settle(["47.24"], ["5462", "5411"])
    assert refused.value.members["errors"][0].pointer == "/categories/1"


@pytest.mark.parametrize(("given", "pointer"), [([], "/categories"), (["47.11", "99.00"], "/activities/1")])
def test_what_leads_to_no_category_is_refused(given: list[str], pointer: str) -> None:
    with pytest.raises(Malformed) as refused:
        activities.settle(given, [])
    assert refused.value.members["errors"][0].pointer == pointer
