"""The figures of a dry run: costs before and after, who gains and who loses, counted so that no household shows.

Sums are exact for those who answer for a budget. What is broken down is not: groups of one to four households are
hidden, and so is what would give them away by subtraction from the sum.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from services.registry.assessing.entitlements import Entitlement, decide
from services.registry.assessing.facts import HouseholdFacts
from services.registry.assessing.rules import Rules

SMALLEST_GROUP = 5
BUCKETS_MAX = 20

Kind = Literal["single", "couple", "single_parent", "family", "other"]
KINDS: tuple[Kind, ...] = ("single", "couple", "single_parent", "family", "other")
"""One person; two who are a couple; one adult with children; several adults with children; several adults."""


class Tally(msgspec.Struct, kw_only=True):
    """What has been counted of some households. It is added to and never shown as it is."""

    households: int = 0
    eligible_before: int = 0
    eligible_after: int = 0
    monthly_before_minor: int = 0
    monthly_after_minor: int = 0
    gaining: int = 0
    losing: int = 0
    newly_eligible: int = 0
    no_longer_eligible: int = 0

    def add(self, before: Entitlement, after: Entitlement) -> int:
        """Count one household and return by how much its month changes."""
        change = after.monthly_minor - before.monthly_minor
        self.households += 1
        self.eligible_before += before.eligible
        self.eligible_after += after.eligible
        self.monthly_before_minor += before.monthly_minor
        self.monthly_after_minor += after.monthly_minor
        self.gaining += change > 0
        self.losing += change < 0
        self.newly_eligible += after.eligible and not before.eligible
        self.no_longer_eligible += before.eligible and not after.eligible
        return change


class Counted(msgspec.Struct, kw_only=True):
    """Everything that a dry run counts."""

    kinds: dict[Kind, Tally] = msgspec.field(default_factory=lambda: defaultdict(Tally))
    changes: Counter[int] = msgspec.field(default_factory=Counter)
    """How many households' month changes by so much."""

    def total(self, name: str) -> int:
        """Return a count over all kinds of households."""
        return sum(getattr(tally, name) for tally in self.kinds.values())


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """Households whose month changes by something from `from_minor` to `to_minor`, both included.

    A side is open where fewer than five gain, or lose, at all; then their number is hidden too.
    """

    from_minor: int | None
    to_minor: int | None
    households: int | None


class KindFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of household. What is None is hidden: a group of fewer than five, or what would give one away."""

    kind: Kind
    households: int | None
    gaining: int | None
    losing: int | None
    newly_eligible: int | None
    no_longer_eligible: int | None
    monthly_change_minor: int | None


def count(counted: Counted, before: Rules, after: Rules, rows: Sequence[str]) -> None:
    """Decide on households, kept as JSON, by both sets of rules and count what differs."""
    decoder = msgspec.json.Decoder(HouseholdFacts)
    for row in rows:
        facts = decoder.decode(row)
        found = decide(before, facts)
        change = counted.kinds[kind_of(found, before)].add(found, decide(after, facts))
        counted.changes[change] += 1


def kind_of(found: Entitlement, rules: Rules) -> Kind:
    """Return what kind of household it is by those who count in it."""
    members, adult_age = found.count.members, rules.household.adult_age
    adults = len([member for member in members if member.age_years >= adult_age])
    if adults < len(members):
        return "family" if adults > 1 else "single_parent"
    if adults <= 1:
        return "single"
    partners = any(member.relation == "spouse" or member.relation == "partner" for member in members)
    return "couple" if adults == 2 and partners else "other"


def histogram(changes: Mapping[int, int]) -> list[Bucket]:
    """Return how many households change by how much, the largest loss first; no bucket mixes gains with losses."""
    gains = {change: number for change, number in changes.items() if change > 0}
    losses = {-change: number for change, number in changes.items() if change < 0}
    width = bucket_width(max([*gains, *losses], default=0))
    lost = [
        Bucket(from_minor=negative(each.to_minor), to_minor=negative(each.from_minor), households=each.households)
        for each in reversed(list(buckets(losses, width)))
    ]
    unchanged = changes.get(0, 0)
    same = [Bucket(from_minor=0, to_minor=0, households=unchanged if unchanged >= SMALLEST_GROUP else None)]
    return [*lost, *(same if unchanged else []), *buckets(gains, width)]


def negative(amount_minor: int | None) -> int | None:
    """Return the amount of a loss."""
    return None if amount_minor is None else -amount_minor


def bucket_width(largest: int) -> int:
    """Return a round width (1, 2 or 5 and noughts) by which the largest change is reached in at most twenty buckets."""
    power = 1
    while True:
        for digit in (1, 2, 5):
            if digit * power * BUCKETS_MAX >= largest:
                return digit * power
        power *= 10


def buckets(changes: Mapping[int, int], width: int) -> Iterator[Bucket]:
    """Yield buckets of equal width, joined with the next where they hold fewer than five households."""
    if not changes:
        return
    if sum(changes.values()) < SMALLEST_GROUP:
        yield Bucket(from_minor=1, to_minor=None, households=None)
        return
    by_place: Counter[int] = Counter()
    for change, number in changes.items():
        by_place[(change - 1) // width] += number
    closed: list[tuple[int, int, int]] = []
    first, number = min(by_place), 0
    for place in range(first, max(by_place) + 1):
        number += by_place[place]
        if number >= SMALLEST_GROUP:
            closed.append((first, place, number))
            first, number = place + 1, 0
    if number:
        # What is left over is joined with the bucket before it.
        begun, _, of_last = closed.pop()
        closed.append((begun, max(by_place), of_last + number))
    for begins, ends, households in closed:
        yield Bucket(from_minor=begins * width + 1, to_minor=(ends + 1) * width, households=households)


def by_kind(kinds: Mapping[Kind, Tally]) -> list[KindFigures]:
    """Return the figures of each kind of household, small groups hidden."""
    names = ("households", "gaining", "losing", "newly_eligible", "no_longer_eligible")
    columns = {
        name: hide_small({kind: getattr(kinds[kind], name) for kind in KINDS if kind in kinds}) for name in names
    }
    return [
        KindFigures(
            kind=kind,
            **{name: columns[name][kind] for name in names},
            monthly_change_minor=None
            if columns["gaining"][kind] is None or columns["losing"][kind] is None
            else kinds[kind].monthly_after_minor - kinds[kind].monthly_before_minor,
        )
        for kind in KINDS
        if kind in kinds
    ]


def hide_small(column: Mapping[Kind, int]) -> dict[Kind, int | None]:
    """Return a column whose sum is known with small groups hidden, and enough besides that none can be worked out."""
    hidden = {kind for kind, number in column.items() if 0 < number < SMALLEST_GROUP}
    while hidden and (len(hidden) == 1 or sum(column[kind] for kind in hidden) < SMALLEST_GROUP):
        shown = [kind for kind in column if kind not in hidden]
        if not shown:
            break
        hidden.add(min(shown, key=lambda kind: (column[kind] == 0, column[kind])))
    return {kind: None if kind in hidden else number for kind, number in column.items()}
