"""Small figures are not shown: every bucket has at least five contributors, and none follows from the others.

A table is a mapping of keys to counts of contributors. A key has one place for each dimension; None is the sum over it.
Primary suppression hides buckets of one to four. Complementary suppression then hides more, so that no
hidden bucket can be computed from those that are shown: in every line of a hidden bucket at least one other is hidden
too, one of them large enough that even their difference covers five contributors, and the system of all lines
together leaves no hidden bucket determined. (Cox, Willenborg and de Waal describe the attacks; an exact optimum is
costly and not sought.)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.kit.db import Transaction

K_MIN = 5
"""The fewest contributors of a figure that is shown (DESIGN §1)."""

Key = tuple[str | None, ...]
Line = list[Key]

PRIME = 2**61 - 1
"""Elimination is done modulo this prime: much faster than with fractions, and as exact while no pivot is a multiple of
it, which the small whole coefficients of lines never come near."""


def sees_all(transaction: Transaction) -> bool:
    """Return whether the reader may open every figure: auditors, who hold no path from an id to a name."""
    return "auditor" in transaction.context.actor_roles


def lines(keys: Iterable[Key]) -> Iterator[Line]:
    """Yield each line of a table: the sum first, then the buckets that make it up."""
    found: dict[tuple[int, Key], Line] = {}
    known = sorted(set(keys), key=repr)
    for key in known:
        for place, value in enumerate(key):
            if value is not None:
                found.setdefault((place, (*key[:place], None, *key[place + 1 :])), []).append(key)
    whole = set(known)
    yield from ([sum_, *parts] for (_, sum_), parts in sorted(found.items(), key=repr) if sum_ in whole)


def next_to_hide(line: Line, hidden: frozenset[Key], counts: Mapping[Key, int]) -> Key | None:
    """Return the bucket whose hiding costs least: a part before a sum, the smallest first."""
    shown = [key for key in line if key not in hidden and counts[key] > 0]
    return min(shown, key=lambda key: (key.count(None), counts[key], repr(key)), default=None)


def exposed(line: Line, hidden: frozenset[Key], counts: Mapping[Key, int], k: int) -> bool:
    """Return whether a line gives away what is hidden in it: one bucket alone, or several small ones together."""
    unknown = [key for key in line if key in hidden]
    return bool(unknown) and (len(unknown) == 1 or max(counts[key] for key in unknown) < k)


def determined(all_lines: Sequence[Line], hidden: frozenset[Key]) -> list[Key]:
    """Return the hidden buckets that follow from the lines together, by Gauss-Jordan elimination."""
    rows: list[dict[Key, int]] = []
    for line in all_lines:
        row = {key: PRIME - 1 if key == line[0] else 1 for key in line if key in hidden}
        for other in rows:
            pivot = next(iter(other))
            if pivot in row:
                subtract(row, other, row[pivot])
        if row:
            scale = pow(next(iter(row.values())), -1, PRIME)
            row = {key: value * scale % PRIME for key, value in row.items()}
            pivot = next(iter(row))
            for other in rows:
                if pivot in other:
                    subtract(other, row, other[pivot])
            rows.append(row)
    return [next(iter(row)) for row in rows if len(row) == 1]


def subtract(row: dict[Key, int], other: Mapping[Key, int], factor: int) -> None:
    """Take a multiple of another row from a row; what becomes nothing is left out of it."""
    for key, value in other.items():
        left = (row.get(key, 0) - factor * value) % PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)


def to_hide(
    counts: Mapping[Key, int], k: int = K_MIN, *, more: Sequence[Line] = (), fixed: frozenset[Key] = frozenset()
) -> frozenset[Key]:
    """Return the buckets that are not shown. Empty buckets are shown: nobody is behind them.

    `more` are sums with their parts that the keys do not tell: the sums are shown nowhere, and known when they follow.
    `fixed` is what is shown elsewhere if it is large enough, so that it cannot be hidden here.
    """
    untold = frozenset(line[0] for line in more)
    small = frozenset(key for key, number in counts.items() if 0 < number < k)
    free = {key: 0 if key in fixed or key in untold else number for key, number in counts.items()}
    own, hidden = list(lines(counts)), small | untold
    while True:
        found = first_to_hide([line for line in own if exposed(line, hidden, counts, k)], hidden, free)
        if found is None:
            known = set(determined([*own, *more], hidden)) - untold
            open_lines = [line for line in (*own, *more) if known & set(line)]
            found = first_to_hide([*open_lines, *(more if known else ())], hidden, free)
        if found is None:
            return hidden - untold
        hidden |= {found}


def first_to_hide(open_lines: Sequence[Line], hidden: frozenset[Key], counts: Mapping[Key, int]) -> Key | None:
    """Return what to hide next so that one of these lines closes; None when they hold nothing that is still shown."""
    found = (next_to_hide(line, hidden, counts) for line in open_lines)
    return next((key for key in found if key is not None), None)
