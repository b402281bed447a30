"""Previews: what offers would give on a basket at a shop today, those that run and one that is only thought of.

Nothing is paid and nobody is asked about: the card is one that holds enough of a programme, or as much as is said, and
has had nothing of any offer this month.
"""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from contracts.types import BasisPoints, MerchantCategory, MinorUnits, PositiveMinorUnits
from services.cards.deciding import covering, offers, programmes
from services.cards.deciding.covering import BasketLine, Caps, Cover, LinePaid, LotStanding
from services.cards.deciding.offers import Funding, OfferStanding
from services.cards.shops import network
from services.kit.db import Transaction, uuid7
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.kit.web import Body, ShortText

queries = load_queries(__file__)


class DraftOffer(Body, frozen=True, kw_only=True):
    """An offer that nobody has proposed yet, as merchants would say it."""

    funded_by: Funding = "pot"
    bonus_basis_points: BasisPoints
    bonus_minor_max: PositiveMinorUnits
    categories: Annotated[list[MerchantCategory], Meta(max_length=50)] = msgspec.field(default_factory=list)
    minimum_minor: MinorUnits = 0
    household_month_minor_max: PositiveMinorUnits | None = None
    stacks: bool = False


class OfferPreview(Body, frozen=True, kw_only=True):
    """A basket at a shop, and the money that would pay it."""

    merchant_id: UUID
    area: ShortText | None = None
    """Where the till would stand."""
    programme: ShortText
    basket: Annotated[list[BasketLine], Meta(min_length=1, max_length=50)]
    funds_minor: MinorUnits | None = None
    """What the card holds of the programme; enough, where it is not said."""
    draft: DraftOffer | None = None


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """An offer, what it alone would give on the basket, and whether it counts."""

    offer_id: UUID | None
    """None is the draft."""
    funded_by: Funding
    worth_minor: int
    counts: bool


class Previewed(msgspec.Struct, frozen=True, kw_only=True):
    """Who would pay what of the basket; amounts in minor units."""

    currency: str
    requested_minor: int
    discount_minor: int
    amount_minor: int
    """What the card would pay."""
    bonus_minor: int
    remainder_minor: int
    basket: list[LinePaid]
    offers: list[Weighed]


async def preview(transaction: Transaction, asked: OfferPreview) -> Previewed:
    """Return what offers would give on a basket. Raises NotFound for a shop or programme that is not known here."""
    shop = await network.get_shop(transaction, asked.merchant_id)
    rules = {name: each for name, each in programmes.rules_on(transaction.today).items() if name == asked.programme}
    if not rules:
        raise NotFound(f"No programme named {asked.programme} pays today.")
    requested = sum(line.amount_minor for line in asked.basket)
    funds = requested if asked.funds_minor is None else asked.funds_minor
    running = await transaction.fetch_structs(
        OfferStanding, queries.running, shop.id, shop.currency, transaction.today, asked.area or ""
    )
    draft = drafted(asked)
    pot = await transaction.fetchval(queries.pot, asked.programme, shop.currency)
    known = [*running, *([msgspec.structs.replace(draft, pot_minor=pot or 0)] if draft else [])]
    money = LotStanding(id=uuid7(), programme=asked.programme, expires_on=transaction.today, remaining_minor=funds)
    covered = covering.cover(asked.basket, [money], known, rules, Caps(programmes={}, all_minor=funds))
    goods = covering.Wanted(asked.basket, [money], rules).goods
    return Previewed(
        currency=shop.currency,
        requested_minor=requested,
        discount_minor=covered.discount_minor,
        amount_minor=covered.amount_minor,
        bonus_minor=covered.bonus_minor,
        remainder_minor=covered.price_minor - covered.amount_minor - covered.bonus_minor,
        basket=covered.lines,
        offers=[
            Weighed(
                offer_id=None if draft and each.id == draft.id else each.id,
                funded_by=each.funded_by,
                worth_minor=offers.worth(each, goods),
                counts=counts(each, covered),
            )
            for each in known
        ],
    )


def drafted(asked: OfferPreview) -> OfferStanding | None:
    """Return the draft as a decision would know it."""
    if asked.draft is None:
        return None
    return OfferStanding(
        id=uuid7(),
        programme=asked.programme,
        bonus_basis_points=asked.draft.bonus_basis_points,
        bonus_minor_max=asked.draft.bonus_minor_max,
        pot_minor=0,
        funded_by=asked.draft.funded_by,
        categories=tuple(asked.draft.categories),
        minimum_minor=asked.draft.minimum_minor,
        month_left_minor=asked.draft.household_month_minor_max,
        stacks=asked.draft.stacks,
    )


def counts(offer: OfferStanding, covered: Cover) -> bool:
    """Return whether an offer is one of those that count."""
    return offer.id in {each.id for each in (covered.offer, covered.discount) if each is not None}
