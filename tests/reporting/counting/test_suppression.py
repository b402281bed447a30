"""What is hidden so that nobody with fewer than four neighbours is seen, as vectors and against an attack."""

import random

import pytest

from services.reporting.counting.suppression import Key, determined, lines, to_hide

VECTORS: list[tuple[str, dict[Key, int], set[Key]]] = [
    ("large buckets are shown", {(None,): 60, ("a",): 30, ("b",): 30}, set()),
    ("an empty bucket is shown", {(None,): 30, ("a",): 30, ("b",): 0}, set()),
    ("a small one takes its smallest neighbour with it", {(None,): 57, ("a",): 4, ("b",): 20, ("c",): 33},
     {("a",), ("b",)}),
    ("two small ones would still show three people", {(None,): 33, ("a",): 1, ("b",): 2, ("c",): 30},
     {("a",), ("b",), ("c",)}),
    ("with no neighbour the sum is hidden", {(None,): 34, ("a",): 4, ("b",): 0}, {("a",), (None,)}),
    ("a small town shows nothing", {(None,): 3, ("a",): 2, ("b",): 1}, {(None,), ("a",), ("b",)}),
    ("nothing to show", {}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "counts", "hidden"), VECTORS, ids=[rule for rule, _, _ in VECTORS])
def test_what_is_hidden(rule: str, counts: dict[Key, int], hidden: set[Key]) -> None:
    assert to_hide(counts) == hidden


def test_a_bucket_in_two_lines_is_safe_in_both() -> None:
    counts: dict[Key, int] = {
        (None, None): 100, ("gmi", None): 60, ("waste", None): 40, (None, "private"): 50, (None, "public"): 50,
        ("gmi", "private"): 3, ("gmi", "public"): 57, ("waste", "private"): 47, ("waste", "public"): 10,
    }  # fmt: skip
    assert to_hide(counts) >= {(p, k) for p in ("gmi", "waste") for k in ("private", "public")}


def table(chance: random.Random) -> dict[Key, int]:
    """A table of up to five programmes and four kinds; a sum may be below its parts, for it counts nobody twice."""
    programmes = [f"p{number}" for number in range(chance.randint(1, 5))]
    kinds = [f"k{number}" for number in range(chance.randint(1, 4))]
    counts: dict[Key, int] = {(p, k): chance.choice([0, 1, 3, 4, 6, 9, 40]) for p in programmes for k in kinds}
    for programme in programmes:
        parts = [counts[programme, kind] for kind in kinds]
        counts[programme, None] = chance.randint(max(parts), sum(parts))
    for kind in kinds:
        parts = [counts[programme, kind] for programme in programmes]
        counts[None, kind] = chance.randint(max(parts), sum(parts))
    counts[None, None] = max(counts.values())
    return counts


@pytest.mark.parametrize("seed", range(60))
def test_no_hidden_bucket_follows_from_those_that_are_shown(seed: int) -> None:
    counts = table(random.Random(seed))
    hidden = to_hide(counts)
    all_lines = list(lines(list(counts)))
    assert all(key in hidden for key, count in counts.items() if 0 < count < 5)
    found = [key for key in determined(all_lines, hidden) if counts[key]]
    unclosable = [key for key in found if all(other in hidden or not counts[other] for line in all_lines if key in line
                                              for other in line)]  # fmt: skip
    assert set(found) == set(unclosable)


def test_the_attack_works_where_nothing_is_hidden_besides() -> None:
    counts: dict[Key, int] = {(None,): 57, ("a",): 4, ("b",): 20, ("c",): 33}
    primary = frozenset({("a",)})
    assert determined(list(lines(list(counts))), primary) == [("a",)]


def test_two_loops_joined_by_one_bucket_do_not_give_it_away() -> None:
    # Every line of these has two hidden buckets, and yet the joint between the loops would follow from the sums.
    loops: list[Key] = [("1", "a"), ("1", "b"), ("2", "a"), ("2", "b"), ("2", "c"), ("3", "c"), ("3", "d"), ("4", "c"),
                        ("4", "d")]  # fmt: skip
    counts: dict[Key, int] = {(row, column): 50 for row in "1234" for column in "abcd"}
    counts |= {(row, None): 200 for row in "1234"} | {(None, column): 200 for column in "abcd"} | {(None, None): 800}
    assert ("2", "c") in determined(list(lines(list(counts))), frozenset(loops))
    hidden = to_hide(counts | dict.fromkeys(loops, 4) | {("1", "a"): 50, ("4", "d"): 50})
    assert not determined(list(lines(list(counts))), hidden)
