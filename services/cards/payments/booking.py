"""Booking a batch in memory: each sale is decided on what the ones before it have left."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from services.cards.deciding import decisions, programmes, records, standings
from services.cards.deciding.offers import Funding, OfferStanding
from services.cards.payments import draws, offer_caps, sales, spending
from services.cards.payments.offer_caps import Given
from services.cards.payments.sales import Asked, Bonus, Booked, HeldLot, Standing
from services.cards.payments.spending import Made
from services.kit.db import uuid7


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A running offer and the pot that pays it; a discount has none."""

    id: UUID
    municipality_id: UUID
    programme: str
    merchant_kind: str | None
    merchant_id: UUID | None
    bonus_basis_points: int
    bonus_minor_max: int
    currency: str
    valid_from: date
    valid_until: date
    funded_by: Funding
    categories: tuple[str, ...]
    areas: tuple[str, ...]
    minimum_minor: int
    household_month_minor_max: int | None
    stacks: bool
    pot_wallet_id: UUID | None
    pot_line_id: UUID | None

    def fits(self, asked: Asked, standing: Standing) -> bool:
        """Return whether a sale takes part in this offer."""
        here = self.merchant_id == asked.till.merchant_id or (
            self.merchant_id is None and self.merchant_kind == standing.merchant_kind
        )
        return (
            here
            and self.municipality_id == asked.till.municipality_id
            and self.currency == asked.request.currency
            and self.valid_from <= asked.today <= self.valid_until
            and (not self.areas or (standing.area or "").startswith(self.areas))
        )


class Books(msgspec.Struct):
    """What the batch may draw on, as it stands after the sales booked so far."""

    balances: dict[UUID, int]
    lots: dict[UUID, list[HeldLot]]
    pots: dict[UUID, int]
    offers: list[Offer]
    zones: Mapping[UUID, ZoneInfo]
    """The time zones of the batch's tenants."""
    made: list[Made] = []
    """What the batch has paid."""
    sales_without_pin: dict[UUID, int] = {}
    """Of the cards that have paid in this batch."""
    given: Given = {}
    """What offers with a monthly cap have given."""

    @classmethod
    def of(
        cls,
        standings: Sequence[Standing],
        lots: Sequence[asyncpg.Record],
        pots: Sequence[asyncpg.Record],
        offers: Sequence[asyncpg.Record],
        zones: Mapping[UUID, ZoneInfo],
    ) -> "Books":
        """Return the books of what was read."""
        by_wallet: dict[UUID, list[HeldLot]] = {}
        names = HeldLot.__struct_fields__
        for row in lots:
            lot = msgspec.convert({name: row[name] for name in names}, HeldLot)
            by_wallet.setdefault(row["wallet_id"], []).append(lot)
        return cls(
            balances={
                each.wallet_id: each.balance_minor
                for each in standings
                if each.wallet_id is not None and each.balance_minor is not None
            },
            lots=by_wallet,
            pots={row["id"]: row["balance_minor"] for row in pots},
            offers=[msgspec.convert(dict(row), Offer) for row in offers],
            zones=zones,
        )

    def local_time(self, asked: Asked) -> datetime:
        """Return when a sale is made, in its tenant's time zone."""
        return asked.now.astimezone(self.zones[asked.till.municipality_id])

    def capped(self, new: Sequence[Asked], standings: Mapping[int, Standing]) -> list[offer_caps.Key]:
        """Return of which offers and households the month so far has to be known."""
        capped = [offer.id for offer in self.offers if offer.household_month_minor_max is not None]
        return [
            (standing.wallet_id, offer_id, offer_caps.month_begin(self.local_time(new[place])))
            for place, standing in standings.items()
            if standing.wallet_id and new[place].takes_bonus
            for offer_id in capped
        ]

    def lots_of(self, standing: Standing) -> list[HeldLot]:
        """Return what a card's wallet holds now."""
        return self.lots.get(standing.wallet_id, []) if standing.wallet_id else []


def book(books: Books, asked: Asked, standing: Standing, *, settlement_date: date) -> Booked:
    """Decide a sale, take what it draws from the books, and return what is to be written about it."""
    lots = books.lots_of(standing)
    offers = {offer.id: offer for offer in books.offers if asked.takes_bonus and offer.fits(asked, standing)}
    sale = sales.sale_of(asked, standing, books.zones[asked.till.municipality_id])
    month = offer_caps.month_begin(sale.at)
    known = known_of(books, asked, standing, [standing_of(books, each, standing, month) for each in offers.values()])
    rules = programmes.rules_on(sale.today)
    decision = decisions.decide(sale, known, rules)
    drawn = draws.drawn_money(lots, decision)
    offer = offers[decision.offer_id] if decision.offer_id else None
    if decision.decline_code is None:
        take(books, asked, standing, decision, spending.by_programme(drawn))
        if offer is not None and offer.pot_wallet_id is not None:
            books.pots[offer.pot_wallet_id] -= decision.bonus_minor
        offer_caps.note(books.given, standing.wallet_id, month, decision)
    balance = books.balances.get(standing.wallet_id) if standing.wallet_id else None
    return Booked(
        payment_id=uuid7(),
        asked=asked,
        standing=msgspec.structs.replace(standing, balance_minor=balance),
        decision=decision,
        record=records.keep(sale, known, decision, rules),
        bonus=bonus_from(offer) if offer else None,
        counts_pin=any(rules[lot.programme].pin_after_sales for lot in lots if lot.programme in rules),
        settlement_date=settlement_date,
        lots=books.lots_of(standing),
        transfer_id=uuid7(),
        drawn=drawn,
    )


def bonus_from(offer: Offer) -> Bonus:
    """Return which pot pays an offer's bonus."""
    assert offer.pot_wallet_id is not None  # a discount adds no bonus
    assert offer.pot_line_id is not None
    return Bonus(programme=offer.programme, pot_wallet_id=offer.pot_wallet_id, pot_line_id=offer.pot_line_id)


def known_of(books: Books, asked: Asked, standing: Standing, offers: list[OfferStanding]) -> standings.Standing:
    """Return what the decision may know, with what the batch has done so far."""
    zone = books.zones[asked.till.municipality_id]
    pinless = standing.sales_without_pin or 0
    return standings.Standing(
        card_status=status_on(standing, asked.today),
        wallet_currency=standing.wallet_currency,
        merchant_accepting=standing.accepts(asked.today, asked.request.currency),
        lots=books.lots_of(standing),
        offers=offers,
        area=standing.area,
        card_limits=standing.card_limits,
        sales_without_pin=books.sales_without_pin.get(standing.card_id, pinless) if standing.card_id else 0,
        spent=spending.carried(standing.spent, books.made, asked, standing, zone)
        if looks_back(books, asked.today, standing)
        else [],
    )


def status_on(standing: Standing, today: date) -> str | None:
    """Return a card's state; one whose last day is over has expired, also before anybody has stopped it."""
    over = standing.card_expires_on is not None and standing.card_expires_on < today
    return "expired" if over and standing.card_status == "active" else standing.card_status


def looks_back(books: Books, today: date, standing: Standing) -> bool:
    """Return whether a limit asks what was paid before: the card's own, or one of a programme whose money it holds."""
    if standing.wallet_id is None:
        return False
    rules = programmes.rules_on(today)
    return standing.card_limits.look_back or any(
        rules[lot.programme].look_back for lot in books.lots_of(standing) if lot.programme in rules
    )


def standing_of(books: Books, offer: Offer, standing: Standing, month: datetime) -> OfferStanding:
    """Return an offer with what its pot holds now, and what is left of its monthly cap for this household."""
    cap, given = offer.household_month_minor_max, books.given.get((standing.wallet_id, offer.id, month), 0)
    return OfferStanding(
        id=offer.id,
        programme=offer.programme,
        bonus_basis_points=offer.bonus_basis_points,
        bonus_minor_max=offer.bonus_minor_max,
        pot_minor=books.pots[offer.pot_wallet_id] if offer.pot_wallet_id else 0,
        funded_by=offer.funded_by,
        categories=offer.categories,
        minimum_minor=offer.minimum_minor,
        month_left_minor=None if cap is None else max(0, cap - given),
        stacks=offer.stacks,
    )


def take(books: Books, asked: Asked, standing: Standing, decision: decisions.Decision, drawn: dict[str, int]) -> None:
    """Take what a sale draws from the books, and remember it for the limits of the sales after it.

    A hold takes it from the lots and leaves the balance.
    """
    assert standing.wallet_id is not None
    assert standing.card_id is not None
    if asked.kind != "hold":
        books.balances[standing.wallet_id] -= decision.amount_minor
    books.lots[standing.wallet_id] = draws.after_draws(
        books.lots[standing.wallet_id], decision, cash=asked.kind == "withdrawal"
    )
    made = Made(wallet_id=standing.wallet_id, card_id=standing.card_id, at=asked.now, drawn=drawn)
    books.made.append(made)
    before = books.sales_without_pin.get(standing.card_id, standing.sales_without_pin or 0)
    books.sales_without_pin[standing.card_id] = 0 if asked.pin == "right" else before + 1
