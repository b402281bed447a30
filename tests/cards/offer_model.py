"""What offers should give, told once more by plain sums."""

from fractions import Fraction

import msgspec


class Bonus(msgspec.Struct, kw_only=True):
    """What the pot adds at a shop: a part of the price, at most so much for a sale and for a household's month."""

    rate: Fraction
    most: int
    month: int


class Discount(msgspec.Struct, kw_only=True):
    """What a shop takes off its price: a part of it, at most so much, when enough is bought."""

    rate: Fraction
    most: int
    least: int

    def off(self, good: int) -> int:
        """What it takes off."""
        return min(int(good * self.rate), self.most) if good >= self.least else 0


def shared(offer: Bonus | None, good: int, funds: int, earned: int, pot: int) -> tuple[int, int]:
    """Who pays what: the pot its share of all that is paid, within its caps, and the lots the rest."""
    if offer is None:
        return min(good, funds), 0
    most = min(offer.most, max(0, offer.month - earned), pot)
    bonus = min(int(good * offer.rate), most)
    if funds + bonus >= good:
        return good - bonus, bonus
    return funds, min(int(funds * offer.rate / (1 - offer.rate)), good - funds, most)
