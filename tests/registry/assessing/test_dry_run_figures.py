"""Figures of a dry run: sums are exact, groups of fewer than five show nowhere and cannot be worked out."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.assessing import rule_changes
from services.registry.assessing.dry_run_figures import (
    KINDS,
    Bucket,
    Counted,
    Kind,
    Tally,
    bucket_width,
    by_kind,
    count,
    hide_small,
    histogram,
    kind_of,
)
from services.registry.assessing.entitlements import decide
from tests.registry.vectors import household, rules_of

KINDS_OF = [
    (["applicant 40"], "single"),
    (["applicant 17"], "single_parent"),
    (["applicant 40", "spouse 41"], "couple"),
    (["applicant 40", "partner 41"], "couple"),
    (["applicant 40", "sibling 41"], "other"),
    (["applicant 40", "spouse 41", "parent 70"], "other"),
    (["applicant 40", "child 9"], "single_parent"),
    (["applicant 40", "child 20"], "other"),
    (["applicant 40", "spouse 41", "child 9"], "family"),
    (["applicant 40", "parent 70", "child 9"], "family"),
    (["applicant 40", "spouse 41 excluded_by=conscript", "child 9"], "single_parent"),
]


@pytest.mark.parametrize(("people", "kind"), KINDS_OF)
def test_a_household_is_of_the_kind_that_those_who_count_make_it(people: list[str], kind: Kind) -> None:
    assert kind_of(decide(rules_of(), household(people)), rules_of()) == kind


def test_who_gains_and_who_loses_is_counted_by_both_decisions() -> None:
    changed = rule_changes.apply(rules_of(), {"guaranteed": {"first_adult_amount_minor": 230_00}})
    rows = [
        msgspec.json.encode(household(["applicant 40"])).decode(),
        msgspec.json.encode(household(["applicant 40"], incomes={"wages": 1_300_00})).decode(),
        msgspec.json.encode(household(["applicant 40"], incomes={"wages": 9_000_00})).decode(),
    ]
    up, down = Counted(), Counted()
    count(up, rules_of(), changed, rows)
    count(down, changed, rules_of(), rows)
    assert up.kinds["single"] == Tally(
        households=3,
        eligible_before=1,
        eligible_after=2,
        monthly_before_minor=216_00,
        monthly_after_minor=230_00 + 13_33,
        gaining=2,
        newly_eligible=1,
    )
    assert (down.total("losing"), down.total("no_longer_eligible"), down.total("gaining")) == (2, 1, 0)
    assert down.changes == {-14_00: 1, -13_33: 1, 0: 1}


WIDTHS = [(0, 1), (1, 1), (20, 1), (21, 2), (100, 5), (101, 10), (14_00, 100), (300_00, 20_00)]


@pytest.mark.parametrize(("largest", "width"), WIDTHS)
def test_buckets_are_round_and_at_most_twenty(largest: int, width: int) -> None:
    assert bucket_width(largest) == width


def bucket(begins: int | None, ends: int | None, households: int | None) -> Bucket:
    return Bucket(from_minor=begins, to_minor=ends, households=households)


def test_gains_and_losses_have_buckets_of_their_own() -> None:
    found = histogram({-14_00: 6, -13_33: 5, 0: 20, 50: 9})
    assert found == [
        bucket(-14_00, -13_01, 11),
        bucket(0, 0, 20),
        bucket(1, 100, 9),
    ]


def test_a_side_of_fewer_than_five_says_neither_how_many_nor_how_much() -> None:
    assert histogram({10: 4}) == [bucket(1, None, None)]
    assert histogram({-10: 4, 0: 4}) == [bucket(None, -1, None), bucket(0, 0, None)]
    assert histogram({}) == []


@given(st.dictionaries(st.integers(-400_00, 400_00), st.integers(1, 12), max_size=40))
def test_no_bucket_holds_fewer_than_five_and_together_they_hold_all(changes: dict[int, int]) -> None:
    found = histogram(Counter(changes))
    shown = [each.households for each in found if each.households is not None]
    assert all(number >= 5 for number in shown)
    assert len(found) <= 41
    for change, number in changes.items():
        holding = [each for each in found if holds(each, change)]
        assert len(holding) == 1
        assert holding[0].households is None or holding[0].households >= number
    whole = [side for side in (losses(changes), unchanged(changes), gains(changes)) if side >= 5]
    assert sum(shown) == sum(whole)


def holds(each: Bucket, change: int) -> bool:
    above = each.from_minor is None or each.from_minor <= change
    return above and (each.to_minor is None or change <= each.to_minor)


def gains(changes: dict[int, int]) -> int:
    return sum(number for change, number in changes.items() if change > 0)


def losses(changes: dict[int, int]) -> int:
    return sum(number for change, number in changes.items() if change < 0)


def unchanged(changes: dict[int, int]) -> int:
    return changes.get(0, 0)


HIDDEN: list[tuple[list[int], list[int | None]]] = [
    ([9, 8, 7, 6, 5], [9, 8, 7, 6, 5]),
    ([0, 0, 7, 0, 5], [0, 0, 7, 0, 5]),
    ([9, 8, 7, 6, 3], [9, 8, 7, None, None]),
    ([9, 8, 0, 0, 3], [9, None, 0, 0, None]),
    ([3, 0, 0, 0, 0], [None] * 5),
    ([1, 1, 9, 0, 0], [None, None, None, 0, 0]),
    ([4, 4, 9, 0, 0], [None, None, 9, 0, 0]),
]


@pytest.mark.parametrize(("column", "shown"), HIDDEN)
def test_a_small_group_is_hidden_and_so_is_what_would_give_it_away(column: list[int], shown: list[int | None]) -> None:
    assert list(hide_small(dict(zip(KINDS, column, strict=True))).values()) == shown


@given(st.lists(st.integers(0, 9), min_size=5, max_size=5))
def test_what_is_hidden_cannot_be_worked_out_from_the_sum(column: list[int]) -> None:
    shown = hide_small(dict(zip(KINDS, column, strict=True)))
    hidden = [number for number, seen in zip(column, shown.values(), strict=True) if seen is None]
    assert all(seen is None or seen == 0 or seen >= 5 for seen in shown.values())
    assert len(hidden) != 1


def test_a_kind_s_change_of_cost_is_hidden_with_its_groups() -> None:
    kinds: dict[Kind, Tally] = {
        "single": Tally(households=50, gaining=3, monthly_after_minor=42_00),
        "couple": Tally(households=40, gaining=30, monthly_after_minor=420_00),
        "family": Tally(households=60, gaining=60, monthly_after_minor=840_00),
    }
    found = {each.kind: each for each in by_kind(kinds)}
    assert list(found) == ["single", "couple", "family"]
    assert (found["single"].gaining, found["single"].monthly_change_minor) == (None, None)
    assert (found["couple"].gaining, found["couple"].monthly_change_minor) == (None, None)
    assert (found["family"].gaining, found["family"].monthly_change_minor) == (60, 840_00)
    assert [each.households for each in found.values()] == [50, 40, 60]
