"""What lots and pot pay of a sale: soonest expiry first, each lot only for what it is for, never above a limit.

A shop's discount lowers the price first. An offer's bonus comes from its programme's pot and is never more than the
sale; what neither covers is the remainder, paid another way.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from contracts.types import MerchantCategory, PositiveMinorUnits
from services.cards.deciding import offers as offering
from services.cards.deciding.offers import Goods, OfferStanding
from services.cards.deciding.programmes import WHOLE, Rules


class BasketLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is bought of one category (ISO 18245)."""

    category: MerchantCategory
    amount_minor: PositiveMinorUnits


class LotStanding(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that the wallet holds now, as far as a decision asks."""

    id: UUID
    programme: str
    expires_on: date
    remaining_minor: int
    categories: list[str] | None = None
    """What it is for; None is all that its programme allows."""
    cash_left_minor: int = 0
    """How much of it may still be withdrawn as cash."""


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken from one lot."""

    lot_id: UUID
    amount_minor: int


class LinePaid(msgspec.Struct, frozen=True, kw_only=True):
    """What is bought of one category; what the shop takes off, the card pays, the pot adds, and what remains to pay."""

    category: str
    amount_minor: int
    discount_minor: int = 0
    paid_minor: int
    bonus_minor: int
    remainder_minor: int


class Cover(msgspec.Struct, frozen=True, kw_only=True):
    """How a sale is covered: of its price, less the shop's discount, `eligible_minor` may be paid for, and
    `coverable_minor` by the programmes' shares."""

    price_minor: int
    discount_minor: int
    eligible_minor: int
    coverable_minor: int
    amount_minor: int
    bonus_minor: int
    draws: list[Draw]
    offer: OfferStanding | None
    discount: OfferStanding | None
    lines: list[LinePaid]
    by_programme: dict[str, int]


def pays_for(lot: LotStanding, rules: Rules, category: str) -> bool:
    """Return whether a lot may be spent on a category. Cash is withdrawn, not bought."""
    return (
        category not in rules.denied_categories
        and category not in rules.cash_categories
        and (not rules.allowed_categories or category in rules.allowed_categories)
        and (lot.categories is None or category in lot.categories)
    )


def cover(
    basket: Sequence[BasketLine],
    lots: Sequence[LotStanding],
    offers: Sequence[OfferStanding],
    rules: Mapping[str, Rules],
    caps: "Caps",
) -> Cover:
    """Return what lots and pot pay of a basket; `lots` are of programmes in `rules` only."""
    lots = sorted(lots, key=lambda each: (each.expires_on, each.id))
    wanted = Wanted(basket, lots, rules)
    chosen = offering.choose(offers, wanted.goods) if offers else NO_OFFER
    if chosen.discount is not None:
        wanted = Wanted(lowered(basket, chosen.off), lots, rules)
    offer = chosen.bonus
    eligible = offering.eligible_minor(offer, wanted.goods) if offer else 0
    reserved = offering.given_minor(offer, eligible) if offer else 0
    limits = {name: min(share, caps.programmes.get(name, share)) for name, share in wanted.shares.items()}
    if offer is not None and rules[offer.programme].local_share_basis_points < WHOLE:
        limits[offer.programme] = min(limits[offer.programme], wanted.shares[offer.programme] - reserved)
    funds = min(sum(draw(wanted, limits, wanted.coverable_minor).taken.values()), caps.all_minor)
    amount, bonus = split(wanted.coverable_minor, funds, offer, eligible)
    drawn = draw(wanted, limits, amount)
    return Cover(
        price_minor=sum(line.amount_minor for line in wanted.basket),
        discount_minor=chosen.discount_minor,
        eligible_minor=wanted.eligible_minor,
        coverable_minor=wanted.coverable_minor,
        amount_minor=amount,
        bonus_minor=bonus,
        draws=[Draw(lot_id=lot_id, amount_minor=taken) for lot_id, taken in drawn.taken.items()],
        offer=offer if bonus else None,
        discount=chosen.discount,
        lines=lines_paid(wanted, drawn.by_line, bonus, offer, chosen.off),
        by_programme=drawn.by_programme,
    )


NO_OFFER: offering.Chosen[OfferStanding] = offering.Chosen()


def lowered(basket: Sequence[BasketLine], off: Sequence[int]) -> list[BasketLine]:
    """Return a basket at the prices that a discount leaves."""
    return [
        BasketLine(category=line.category, amount_minor=line.amount_minor - less)
        for line, less in zip(basket, off, strict=True)
    ]


class Caps(msgspec.Struct, frozen=True, kw_only=True):
    """The most that lots may pay: of each programme that has a limit, and of all together."""

    programmes: dict[str, int]
    all_minor: int


class Wanted:
    """What of a basket each lot may pay for, and the share of it that each programme pays at most."""

    def __init__(self, basket: Sequence[BasketLine], lots: Sequence[LotStanding], rules: Mapping[str, Rules]) -> None:
        self.basket = basket
        self.lots = lots
        self.fits = [[pays_for(lot, rules[lot.programme], line.category) for line in basket] for lot in lots]
        self.lines: dict[str, list[bool]] = {}
        for lot, fits in zip(lots, self.fits, strict=True):
            known = self.lines.get(lot.programme)
            self.lines[lot.programme] = fits if known is None else [a or b for a, b in zip(known, fits, strict=True)]
        of_any = [any(column) for column in zip(*self.lines.values(), strict=True)]
        self.eligible_minor = self.sum_of(of_any)
        self.shares = {
            name: self.sum_of(fits) * rules[name].local_share_basis_points // WHOLE for name, fits in self.lines.items()
        }
        self.coverable_minor = min(self.eligible_minor, sum(self.shares.values()))
        self.rules = rules

    @property
    def goods(self) -> Goods:
        """Return what offers ask about."""
        return Goods(
            categories=[line.category for line in self.basket],
            prices=[line.amount_minor for line in self.basket],
            fits=self.lines,
            shares={name: self.rules[name].local_share_basis_points for name in self.lines},
        )

    def sum_of(self, fits: Sequence[bool]) -> int:
        """Return the price of the lines that fit."""
        return sum(line.amount_minor for line, fit in zip(self.basket, fits, strict=True) if fit)


class Drawn(msgspec.Struct):
    """What is taken by lot, by line of the basket and by programme."""

    taken: dict[UUID, int]
    by_line: list[int]
    by_programme: dict[str, int]


def draw(wanted: Wanted, limits: Mapping[str, int], wanted_minor: int) -> Drawn:
    """Return what to take from each lot, soonest expiry first, up to each programme's limit."""
    drawn = Drawn(taken={}, by_line=[0] * len(wanted.basket), by_programme=dict.fromkeys(wanted.lines, 0))
    for lot, fits in zip(wanted.lots, wanted.fits, strict=True):
        most = min(lot.remaining_minor, wanted_minor, limits[lot.programme] - drawn.by_programme[lot.programme])
        taken = 0
        for place, line in enumerate(wanted.basket):
            if fits[place] and taken < most:
                part = min(line.amount_minor - drawn.by_line[place], most - taken)
                drawn.by_line[place] += part
                taken += part
        if taken:
            drawn.taken[lot.id] = taken
            drawn.by_programme[lot.programme] += taken
            wanted_minor -= taken
    return drawn


def lines_paid(
    wanted: Wanted, by_line: Sequence[int], bonus_minor: int, offer: OfferStanding | None, off: Sequence[int]
) -> list[LinePaid]:
    """Return what is paid of each line: the bonus goes first to what its offer is for, then to what others pay for."""
    bonus = [0] * len(by_line)
    own = wanted.goods.for_offer(offer) if offer else []
    for fits in (own, [any(column) for column in zip(*wanted.lines.values(), strict=True)]):
        for place, fit in enumerate(fits):
            if fit:
                part = min(bonus_minor, wanted.basket[place].amount_minor - by_line[place] - bonus[place])
                bonus[place] += part
                bonus_minor -= part
    return [
        LinePaid(
            category=line.category,
            amount_minor=line.amount_minor + less,
            discount_minor=less,
            paid_minor=paid,
            bonus_minor=added,
            remainder_minor=line.amount_minor - paid - added,
        )
        for line, less, paid, added in zip(wanted.basket, off or [0] * len(by_line), by_line, bonus, strict=True)
    ]


def split(
    coverable_minor: int, funds_minor: int, offer: OfferStanding | None, eligible_minor: int | None = None
) -> tuple[int, int]:
    """Return what the household's lots pay and what the pot adds.

    The bonus is a share of what is covered (lots and pot together), and of the goods that its offer is for. Where the
    lots cannot pay the rest, they pay all they have, and the pot adds its share of that: an empty pot means less bonus,
    never a decline.
    """
    if offer is None:
        return min(coverable_minor, funds_minor), 0
    bonus = offering.given_minor(
        offer, coverable_minor if eligible_minor is None else min(coverable_minor, eligible_minor)
    )
    if funds_minor >= coverable_minor - bonus:
        return coverable_minor - bonus, bonus
    rate = offer.bonus_basis_points
    most = coverable_minor - funds_minor
    share = most if rate == WHOLE else funds_minor * rate // (WHOLE - rate)
    return funds_minor, min(share, most, bonus)
