"""Small figures are not shown: every bucket has at least five contributors, and none follows from the others.

A table is a mapping of keys to counts of contributors. A key has one place for each dimension; None is the sum over it.
Primary suppression hides buckets of one to four. Complementary suppression then hides more, so that no
hidden bucket can be computed from those that are shown: in every line of a hidden bucket at least one other is hidden
too, one of them large enough that even their difference covers five contributors, and the system of all lines
together leaves no hidden bucket determined. (Cox, Willenborg and de Waal describe the attacks; an exact optimum is
costly and not sought.)
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from services.kit.db import Transaction

K_MIN = 5
"""The fewest contributors of a figure that is shown (DESIGN §1)."""

Key = tuple[str | None, ...]
Line = list[Key]


def sees_all(transaction: Transaction) -> bool:
    """Return whether the reader may open every figure: auditors, who hold no path from an id to a name."""
    return "auditor" in transaction.context.actor_roles


def lines(keys: Sequence[Key]) -> Iterator[Line]:
    """Yield each line of a table: the sum first, then the buckets that make it up."""
    known = set(keys)
    for place in range(len(keys[0]) if keys else 0):
        for key in sorted(known, key=repr):
            if key[place] is None:
                parts = [
                    other
                    for other in sorted(known, key=repr)
                    if other[place] is not None
                    and other[:place] == key[:place]
                    and other[place + 1 :] == key[place + 1 :]
                ]
                if parts:
                    yield [key, *parts]


def next_to_hide(line: Line, hidden: frozenset[Key], counts: Mapping[Key, int]) -> Key | None:
    """Return the bucket whose hiding costs least: a part before a sum, the smallest first."""
    shown = [key for key in line if key not in hidden and counts[key] > 0]
    return min(shown, key=lambda key: (key.count(None), counts[key], repr(key)), default=None)


def exposed(line: Line, hidden: frozenset[Key], counts: Mapping[Key, int], k: int) -> bool:
    """Return whether a line gives away what is hidden in it: one bucket alone, or several small ones together."""
    unknown = [key for key in line if key in hidden]
    return bool(unknown) and (len(unknown) == 1 or max(counts[key] for key in unknown) < k)


def determined(all_lines: Sequence[Line], hidden: frozenset[Key]) -> list[Key]:
    """Return the hidden buckets that follow from the lines together, by Gauss-Jordan elimination over fractions."""
    unknown = sorted(hidden, key=repr)
    matrix = [[Fraction((key in line) * (-1 if key == line[0] else 1)) for key in unknown] for line in all_lines]
    rank = 0
    for column in range(len(unknown)):
        pivot = next((number for number in range(rank, len(matrix)) if matrix[number][column]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        scale = matrix[rank][column]
        matrix[rank] = [value / scale for value in matrix[rank]]
        for number, row in enumerate(matrix):
            if number != rank and row[column]:
                factor = row[column]
                matrix[number] = [value - factor * base for value, base in zip(row, matrix[rank], strict=True)]
        rank += 1
    alone = [row for row in matrix[:rank] if sum(value != 0 for value in row) == 1]
    return [key for row in alone for key, value in zip(unknown, row, strict=True) if value]


def to_hide(counts: Mapping[Key, int], k: int = K_MIN) -> frozenset[Key]:
    """Return the buckets that are not shown. Empty buckets are shown: nobody is behind them."""
    all_lines = list(lines(list(counts)))
    hidden = frozenset(key for key, count in counts.items() if 0 < count < k)
    while True:
        more = first_to_hide([line for line in all_lines if exposed(line, hidden, counts, k)], hidden, counts)
        if more is None:
            known = set(determined(all_lines, hidden))
            more = first_to_hide([line for line in all_lines if known & set(line)], hidden, counts)
        if more is None:
            return hidden
        hidden |= {more}


def first_to_hide(open_lines: Sequence[Line], hidden: frozenset[Key], counts: Mapping[Key, int]) -> Key | None:
    """Return what to hide next so that one of these lines closes; None when they hold nothing that is still shown."""
    found = (next_to_hide(line, hidden, counts) for line in open_lines)
    return next((key for key in found if key is not None), None)
