"""What shops hold of open days, by month of the benefit and by how many shops have held it; None is a pot's money."""

from collections import Counter
from datetime import date
from uuid import UUID

SHARE, CAP = 2, 10_00
"""The bonus in hundredths, and the most of it; for what came from a sale."""

Origin = tuple[int, date | None]


class ShopModel:
    """Plain sums over what came and went."""

    def __init__(self) -> None:
        self.notes: Counter[tuple[UUID, date, Origin]] = Counter()

    def note(self, shop: UUID, day: date, origin: Origin, amount: int) -> None:
        """Money of an origin came to a shop for a day, or went."""
        self.notes[shop, day, origin] += amount

    def held(self, shop: UUID, closed: date) -> dict[Origin, int]:
        """What a shop holds of the days that are open."""
        sums: Counter[Origin] = Counter()
        for (whose, day, origin), amount in self.notes.items():
            if whose == shop and day > closed:
                sums[origin] += amount
        return sums

    def free(self, shop: UUID, closed: date, owed: int) -> int:
        """What it can spend again, being owed so much in all."""
        held = self.held(shop, closed)
        return max(0, min(sum(held.values()), owed))

    def pay(self, payer: UUID, payee: UUID, wanted: int, days: tuple[date, date], pot: int) -> int:
        """A shop pays another one on a day, all before which is closed; return what the pot adds."""
        closed, today = days
        earning = 0
        in_order = sorted(self.held(payer, closed).items(), key=lambda each: (each[0][0], each[0][1] or date.max))
        for (hop, month), amount in in_order:
            part = min(max(amount, 0), wanted)
            wanted -= part
            earning += part if hop == 1 else 0
            self.note(payer, today, (hop, month), -part)
            self.note(payee, today, (hop + 1, month), part)
        assert wanted == 0
        bonus = min(earning * SHARE // 100, CAP, pot)
        self.note(payer, today, (2, None), bonus)
        return bonus
