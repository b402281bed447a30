"""Which offers take part in a sale: a bonus that a programme's pot adds, a discount that the shop takes off its price.

Of each source one offer counts, the one that is worth most; both count together only where both say that they stack.
What an offer is worth is told of the goods that its programme pays for, in its categories, within its caps.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, Literal, TypeVar
from uuid import UUID

import msgspec

from services.cards.deciding.programmes import WHOLE

Funding = Literal["pot", "merchant"]


class Terms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What not every offer says. Whatever is left out does not restrict."""

    funded_by: Funding = "pot"
    """Who bears it: the programme's pot, as a bonus, or the shop, as a discount."""
    categories: tuple[str, ...] = ()
    """What has to be bought (ISO 18245); none is all that its programme pays for."""
    minimum_minor: int = 0
    """The least that is bought of it at once."""
    month_left_minor: int | None = None
    """What it may still give this household this month."""
    stacks: bool = False
    """Whether it counts beside an offer of the other source that stacks too."""


class OfferStanding(Terms, frozen=True, kw_only=True, omit_defaults=False):
    """An offer that this shop takes part in, and what its programme's pot holds; a discount does not ask for it."""

    id: UUID
    programme: str
    bonus_basis_points: int
    """What it adds or takes off, of the goods that it is for."""
    bonus_minor_max: int
    """The most for one payment."""
    pot_minor: int


AnyOffer = TypeVar("AnyOffer", bound=OfferStanding)


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """What is bought, line by line, and which lines each programme pays for up to which share (basis points)."""

    categories: Sequence[str]
    prices: Sequence[int]
    fits: Mapping[str, Sequence[bool]]
    shares: Mapping[str, int]

    def for_offer(self, offer: OfferStanding) -> list[bool]:
        """Return which lines an offer is for."""
        return [
            fit and (not offer.categories or category in offer.categories)
            for category, fit in zip(self.categories, self.fits.get(offer.programme, ()), strict=False)
        ]

    def price_of(self, lines: Iterable[bool]) -> int:
        """Return the price of some lines."""
        return sum(price for price, wanted in zip(self.prices, lines, strict=False) if wanted)

    def lowered(self, off: Sequence[int]) -> "Goods":
        """Return the goods at lower prices."""
        return msgspec.structs.replace(
            self, prices=[price - less for price, less in zip(self.prices, off, strict=True)]
        )


class Chosen(msgspec.Struct, Generic[AnyOffer], frozen=True, kw_only=True):
    """The offers that take part, and what the discount takes off each line."""

    discount: AnyOffer | None = None
    bonus: AnyOffer | None = None
    off: Sequence[int] = ()

    @property
    def discount_minor(self) -> int:
        """Return what the shop takes off its price."""
        return sum(self.off)


def eligible_minor(offer: OfferStanding, goods: Goods) -> int:
    """Return of how much an offer gives its share: below its least purchase, of nothing.

    A pot adds to what its programme may pay; a shop lowers its whole price.
    """
    price = goods.price_of(goods.for_offer(offer))
    if price < offer.minimum_minor:
        return 0
    return price if offer.funded_by == "merchant" else price * goods.shares.get(offer.programme, 0) // WHOLE


def given_minor(offer: OfferStanding, amount_minor: int) -> int:
    """Return what an offer gives on an amount, rounded down, within its caps and what its pot holds."""
    given = min(amount_minor * offer.bonus_basis_points // WHOLE, offer.bonus_minor_max)
    if offer.funded_by == "pot":
        given = min(given, offer.pot_minor)
    return given if offer.month_left_minor is None else min(given, max(0, offer.month_left_minor))


def worth(offer: OfferStanding, goods: Goods) -> int:
    """Return what an offer gives when the card pays all that it may."""
    return given_minor(offer, eligible_minor(offer, goods))


def best(offers: Iterable[AnyOffer], goods: Goods) -> AnyOffer | None:
    """Return the offer that gives most; of equal ones the latest."""
    found = max(((worth(offer, goods), offer.id, offer) for offer in offers), key=lambda each: each[:2], default=None)
    return found[2] if found and found[0] > 0 else None


def choose(offers: Sequence[AnyOffer], goods: Goods) -> Chosen[AnyOffer]:
    """Return the offers that together give most. Where it is the same, the shop's money goes before the public's."""
    bonuses = [offer for offer in offers if offer.funded_by == "pot"]
    discounts = [offer for offer in offers if offer.funded_by == "merchant"]
    bonus, discount = best(bonuses, goods), best(discounts, goods)
    if discount is None:
        return Chosen(bonus=bonus)
    alone = Chosen(discount=discount, off=taken_off(discount, goods))
    ways = [alone, Chosen(bonus=bonus)]
    stacking = best([offer for offer in discounts if offer.stacks], goods)
    if stacking is not None:
        off = taken_off(stacking, goods)
        beside = best([offer for offer in bonuses if offer.stacks], goods.lowered(off))
        ways.append(Chosen(discount=stacking, bonus=beside, off=off))
    return max(ways, key=lambda way: gain(way, goods))


def gain(chosen: Chosen[AnyOffer], goods: Goods) -> int:
    """Return what the household saves."""
    if chosen.bonus is None:
        return chosen.discount_minor
    lowered = goods.lowered(chosen.off) if chosen.off else goods
    return chosen.discount_minor + worth(chosen.bonus, lowered)


def taken_off(discount: OfferStanding, goods: Goods) -> list[int]:
    """Return what a discount takes off each line: off all that it is for in the same measure, to the cent."""
    lines = goods.for_offer(discount)
    whole, total = goods.price_of(lines), worth(discount, goods)
    off, passed, given = [], 0, 0
    for price, wanted in zip(goods.prices, lines, strict=True):
        passed += price if wanted else 0
        part = total * passed // whole - given if wanted else 0
        given += part
        off.append(part)
    return off
