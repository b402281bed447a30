"""Booking a batch in memory: each sale is decided on what the ones before it have left."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import asyncpg
import msgspec

from services.cards.deciding import decisions
from services.cards.deciding.decisions import LotStanding, OfferStanding
from services.cards.deciding.programmes import Programme
from services.cards.payments import sales
from services.cards.payments.sales import Asked, Booked, Standing
from services.kit.db import uuid7


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A running offer and the pot that pays it."""

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
    pot_wallet_id: UUID
    pot_line_id: UUID

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
        )


class Books(msgspec.Struct):
    """What the batch may draw on, as it stands after the sales booked so far."""

    balances: dict[UUID, int]
    lots: dict[UUID, list[LotStanding]]
    pots: dict[UUID, int]
    offers: list[Offer]
    programmes: Mapping[str, Programme]

    @classmethod
    def of(
        cls,
        standings: Sequence[Standing],
        lots: Sequence[asyncpg.Record],
        pots: Sequence[asyncpg.Record],
        offers: Sequence[asyncpg.Record],
        programmes: Mapping[str, Programme],
    ) -> "Books":
        """Return the books of what was read."""
        by_wallet: dict[UUID, list[LotStanding]] = {}
        names = LotStanding.__struct_fields__
        for row in lots:
            lot = msgspec.convert({name: row[name] for name in names}, LotStanding)
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
            programmes=programmes,
        )


def book(books: Books, asked: Asked, standing: Standing, *, settlement_date: date) -> Booked:
    """Decide a sale, take what it draws from the books, and return what is to be written about it."""
    lots = books.lots.get(standing.wallet_id, []) if standing.wallet_id else []
    if standing.wallet_id is not None:
        standing = msgspec.structs.replace(standing, balance_minor=books.balances[standing.wallet_id])
    decision = decisions.decide(
        sales.sale_of(asked, standing),
        decisions.Standing(
            card_status=standing.card_status,
            wallet_currency=standing.wallet_currency,
            merchant_accepting=standing.accepts(asked.today, asked.request.currency),
            lots=lots,
            offers=[
                standing_of(books, offer) for offer in books.offers if asked.takes_bonus and offer.fits(asked, standing)
            ],
        ),
        books.programmes,
    )
    drawn = sales.drawn_money(lots, decision)
    if decision.decline_code is None:
        take(books, standing, decision, pays=asked.kind != "hold")
    left = books.lots.get(standing.wallet_id, []) if standing.wallet_id else []
    balance = books.balances.get(standing.wallet_id) if standing.wallet_id else None
    return Booked(
        payment_id=uuid7(),
        asked=asked,
        standing=msgspec.structs.replace(standing, balance_minor=balance),
        decision=decision,
        settlement_date=settlement_date,
        lots=left,
        transfer_id=uuid7(),
        drawn=drawn,
    )


def standing_of(books: Books, offer: Offer) -> OfferStanding:
    """Return an offer with what its pot holds now."""
    return OfferStanding(
        id=offer.id,
        programme=offer.programme,
        bonus_basis_points=offer.bonus_basis_points,
        bonus_minor_max=offer.bonus_minor_max,
        pot_wallet_id=offer.pot_wallet_id,
        pot_line_id=offer.pot_line_id,
        pot_minor=books.pots[offer.pot_wallet_id],
    )


def take(books: Books, standing: Standing, decision: decisions.Decision, *, pays: bool) -> None:
    """Take what a sale draws from the books; a hold takes it from the lots and leaves the balance."""
    assert standing.wallet_id is not None
    if pays:
        books.balances[standing.wallet_id] -= decision.amount_minor
    books.lots[standing.wallet_id] = sales.after_draws(books.lots[standing.wallet_id], decision)
    if decision.offer is not None:
        books.pots[decision.offer.pot_wallet_id] -= decision.bonus_minor
