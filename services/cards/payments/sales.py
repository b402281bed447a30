"""A sale on its way: what a till asks for, and what the ledger writes once it is decided."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from contracts.cards import Draw as DrawnMoney
from contracts.cards import PaymentCaptured, PaymentDeclined
from contracts.envelope import Event
from contracts.types import Currency, PositiveMinorUnits
from services.cards.deciding import programmes
from services.cards.deciding.covering import BasketLine, LotStanding
from services.cards.deciding.decisions import Decision
from services.cards.deciding.limits import Limits, Spent
from services.cards.deciding.standings import PinState, Sale
from services.cards.holders import cards
from services.cards.holders.phones import ShownCode
from services.cards.holders.pins import CardNumber
from services.cards.shops.signatures import SignedTill
from services.kit.errors import Fault, Malformed
from services.kit.web import Body

AskedKind = Literal["sale", "hold", "withdrawal"]


class SaleRequest(Body, frozen=True, kw_only=True):
    """A sale as a till sends it. The basket's lines add up to the amount; without any, the shop's category counts."""

    card_token: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22}([A-Za-z0-9_-]{102})?$(?!\n)")] | None = None
    """What a printed card's QR says, or the code that a phone shows (`contracts.phone_code`)."""
    card_number: CardNumber | None = None
    """Instead of it the number that is printed on the card, which a cashier has typed; it counts with the PIN only."""
    amount_minor: PositiveMinorUnits
    currency: Currency
    basket: Annotated[list[BasketLine], Meta(max_length=50)] = msgspec.field(default_factory=list)
    partial: bool = True
    """Whether the till can take the rest in cash."""
    pin: Annotated[str, Meta(pattern=r"^[0-9]{4}$(?!\n)")] | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A sale that waits for its posting."""

    request: SaleRequest
    till: SignedTill
    idempotency_key: str
    fingerprint: bytes
    pin: PinState
    now: datetime
    today: date
    kind: AskedKind = "sale"
    phone: ShownCode | None = None
    """What the code was worth, where a phone has shown one; the card, where it was not named by its token."""

    @property
    def takes_bonus(self) -> bool:
        """Return whether offers add to it now: to a hold they add when it is captured."""
        return self.kind == "sale"

    @property
    def token_hash(self) -> bytes:
        """Return the digest by which the card is found."""
        return self.phone.token_hash if self.phone else cards.token_hash(self.request.card_token or "")


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the batch has read about one sale besides lots and offers."""

    merchant_kind: str
    categories: list[str]
    merchant_currency: str
    merchant_wallet_id: UUID
    accepted_from: date
    suspended_from: date | None
    card_id: UUID | None
    card_status: str | None
    card_expires_on: date | None
    wallet_id: UUID | None
    wallet_currency: str | None
    balance_minor: int | None
    area: str | None
    payment_minor_max: int | None
    day_minor_max: int | None
    month_minor_max: int | None
    sales_without_pin: int | None
    till_period: int
    cashier_id: UUID | None
    """Who is signed on at the till."""
    spent: list[Spent] = []
    """By programme, where a limit asks for it."""

    @property
    def card_limits(self) -> Limits:
        """Return the card's own limits."""
        return Limits(
            payment_minor_max=self.payment_minor_max,
            day_minor_max=self.day_minor_max,
            month_minor_max=self.month_minor_max,
        )

    def accepts(self, today: date, currency: str) -> bool:
        """Return whether the shop takes cards of this currency today."""
        started = self.accepted_from <= today
        return (
            started
            and (self.suspended_from is None or today < self.suspended_from)
            and (currency == self.merchant_currency)
        )


class HeldLot(LotStanding, frozen=True, kw_only=True):
    """A lot that the wallet holds now, with where its money comes from."""

    budget_line_id: UUID
    month: date


class Bonus(msgspec.Struct, frozen=True, kw_only=True):
    """The pot that pays a sale's bonus."""

    programme: str
    pot_wallet_id: UUID
    pot_line_id: UUID


class Booked(msgspec.Struct, frozen=True, kw_only=True):
    """A decided sale with everything that is written about it."""

    payment_id: UUID
    asked: Asked
    standing: Standing
    decision: Decision
    record: bytes
    """The decision as it is stored, with all that it was made on."""
    bonus: Bonus | None
    counts_pin: bool
    """Whether a rule asks how many sales the card has made without its PIN."""
    settlement_date: date
    lots: list[HeldLot]
    """The wallet's open lots after this sale, soonest expiry first."""
    transfer_id: UUID
    drawn: list[DrawnMoney]

    @property
    def captured(self) -> bool:
        """Return whether the sale was paid."""
        return self.decision.decline_code is None


def check_request(request: SaleRequest) -> None:
    """Raise Malformed when the card is not named once, or the basket's lines do not add up to the amount."""
    if (request.card_token is None) == (request.card_number is None):
        fault = Fault(pointer="/card_token", detail="Give what the card's QR says, or its number; one of them.")
        raise Malformed("The card is not named once.", errors=[fault])
    if request.card_number is not None and request.pin is None:
        fault = Fault(pointer="/pin", detail="Whoever has seen the card knows its number; the PIN proves it.")
        raise Malformed("A card that is named by its number wants its PIN.", errors=[fault])
    total = sum(line.amount_minor for line in request.basket)
    if request.basket and total != request.amount_minor:
        fault = Fault(pointer="/basket", detail=f"The lines add up to {total}, the amount is {request.amount_minor}.")
        raise Malformed("The basket has to add up to the amount.", errors=[fault])


def sale_of(asked: Asked, standing: Standing, zone: ZoneInfo) -> Sale:
    """Return what is decided about; days and hours are those of the tenant's zone."""
    whole = [BasketLine(category=category_of(asked, standing), amount_minor=asked.request.amount_minor)]
    return Sale(
        amount_minor=asked.request.amount_minor,
        currency=asked.request.currency,
        basket=asked.request.basket or whole,
        partial=asked.request.partial,
        cash=asked.kind == "withdrawal",
        pin=asked.pin,
        at=asked.now.astimezone(zone),
        code=asked.phone.state if asked.phone else "absent",
    )


def category_of(asked: Asked, standing: Standing) -> str:
    """Return the category under which a sale is counted: that of the basket's largest line, else the shop's first.

    Cash is counted under the shop's first category by which shops give cash, where it has one.
    """
    if asked.kind == "withdrawal":
        giving = {name for rules in programmes.rules_on(asked.today).values() for name in rules.cash_categories}
        return next((name for name in standing.categories if name in giving), standing.categories[0])
    largest = max(asked.request.basket, key=lambda line: line.amount_minor, default=None)
    return largest.category if largest else standing.categories[0]


def row_of(booked: Booked) -> tuple[object, ...]:
    """Return a decided sale as a row of `insert_payments`."""
    asked, decision, paid = booked.asked, booked.decision, booked.captured
    request, standing = asked.request, booked.standing
    soonest = booked.lots[0].expires_on if booked.lots else None
    expiring = sum(lot.remaining_minor for lot in booked.lots if lot.expires_on == soonest)
    return (
        booked.payment_id,
        asked.till.municipality_id,
        asked.till.id,
        asked.till.merchant_id,
        asked.idempotency_key,
        asked.fingerprint,
        standing.card_id,
        standing.wallet_id,
        "captured" if paid else "declined",
        decision.decline_code,
        request.currency,
        category_of(asked, standing),
        request.amount_minor,
        decision.amount_minor,
        decision.bonus_minor,
        request.amount_minor - decision.discount_minor - decision.amount_minor - decision.bonus_minor,
        standing.balance_minor,
        soonest,
        expiring if soonest else None,
        decision.offer_id,
        booked.transfer_id if paid else None,
        booked.settlement_date if paid else None,
        booked.record.decode(),
        asked.now,
        asked.kind == "withdrawal",
        decision.discount_minor,
        decision.discount_offer_id,
        standing.cashier_id,
        standing.till_period,
    )


def event_of(booked: Booked) -> Event:
    """Return what is told about a decided sale."""
    asked, decision = booked.asked, booked.decision
    if decision.decline_code is not None:
        return PaymentDeclined(
            payment_id=booked.payment_id,
            merchant_id=asked.till.merchant_id,
            till_id=asked.till.id,
            currency=asked.request.currency,
            requested_minor=asked.request.amount_minor,
            decline_code=decision.decline_code,
        )
    assert booked.standing.wallet_id is not None
    return PaymentCaptured(
        payment_id=booked.payment_id,
        wallet_id=booked.standing.wallet_id,
        merchant_id=asked.till.merchant_id,
        till_id=asked.till.id,
        category=category_of(asked, booked.standing),
        currency=asked.request.currency,
        requested_minor=asked.request.amount_minor,
        amount_minor=decision.amount_minor,
        bonus_minor=decision.bonus_minor,
        discount_minor=decision.discount_minor,
        remainder_minor=(
            asked.request.amount_minor - decision.discount_minor - decision.amount_minor - decision.bonus_minor
        ),
        settlement_date=booked.settlement_date,
        draws=booked.drawn,
        cash=asked.kind == "withdrawal",
        offer_id=decision.offer_id,
        discount_offer_id=decision.discount_offer_id,
    )
