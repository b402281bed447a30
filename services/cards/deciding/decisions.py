"""Whether a sale is paid, and from what: a pure function, so that it is tested alone and replayed for a hearing.

`decide(sale, standing) → decision`. The sale is what the till sent; the standing, all that the ledger knew at that
moment. Money is drawn soonest expiry first; an offer's bonus comes from its programme's pot and is never more than the
sale; what neither covers is the remainder, paid in cash.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from contracts.types import MerchantCategory, PositiveMinorUnits
from services.cards.deciding.programmes import Programme
from services.kit.sentences import Sentence, sentence

PinState = Literal["absent", "right", "wrong", "blocked"]
DeclineCode = Literal[
    "card_refused",
    "merchant_refused",
    "currency_refused",
    "pin_blocked",
    "pin_wrong",
    "pin_required",
    "category_denied",
    "amount_above_limit",
    "insufficient_funds",
]
BASIS = 10_000

SAID: dict[str, Sentence] = {
    "card_refused": sentence("This card cannot be used. Please ask at the card desk of the municipality."),
    "merchant_refused": sentence("This shop cannot take the card at the moment. The list of shops names others."),
    "currency_refused": sentence("This card pays in another currency."),
    "pin_blocked": sentence("The PIN was wrong three times. The card desk can reset it when you are there."),
    "pin_wrong": sentence("The PIN is not right. Please try again."),
    "pin_required": sentence("Please enter the PIN for this amount."),
    "category_denied": sentence("The card cannot pay for these goods. You can pay for them in cash."),
    "amount_above_limit": sentence("This is more than one payment may be. You can split the purchase."),
    "insufficient_funds": sentence("There is not enough money on the card. The balance is on this receipt."),
}
"""What the holder is told, by decline code; translated in the service's catalogue. No programme is ever named."""


class BasketLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is bought of one category (ISO 18245)."""

    category: MerchantCategory
    amount_minor: PositiveMinorUnits


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """A sale as the till sent it, with the state of the PIN that was tried before."""

    amount_minor: int
    currency: str
    basket: list[BasketLine]
    partial: bool
    """Whether the till can take the rest in cash."""
    pin: PinState
    today: date


class LotStanding(msgspec.Struct, frozen=True, kw_only=True):
    """A lot that the wallet holds now."""

    id: UUID
    programme: str
    budget_line_id: UUID
    month: date
    expires_on: date
    remaining_minor: int


class OfferStanding(msgspec.Struct, frozen=True, kw_only=True):
    """An offer that this shop takes part in, and what its programme's pot holds."""

    id: UUID
    programme: str
    bonus_basis_points: int
    bonus_minor_max: int
    pot_wallet_id: UUID
    pot_line_id: UUID
    pot_minor: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger knows about card, wallet and shop when the sale is decided."""

    card_status: str | None
    wallet_currency: str | None
    merchant_accepting: bool
    lots: list[LotStanding]
    offers: list[OfferStanding]


class Draw(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken from one lot."""

    lot_id: UUID
    amount_minor: int


class RuleResult(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was looked at, and what it said."""

    rule: str
    passed: bool


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a sale: captured or declined, with every rule that was looked at on the way."""

    decline_code: DeclineCode | None
    amount_minor: int = 0
    bonus_minor: int = 0
    draws: list[Draw] = []
    offer: OfferStanding | None = None
    rules: list[RuleResult] = []


def decide(sale: Sale, standing: Standing, programmes: Mapping[str, Programme]) -> Decision:
    """Return the decision on a sale."""
    lots = [lot for lot in standing.lots if lot.expires_on >= sale.today and lot.remaining_minor > 0]
    rules: list[RuleResult] = []
    for code, refused in refusals(sale, standing, [programmes[lot.programme] for lot in lots]):
        rules.append(RuleResult(rule=code, passed=not refused))
        if refused:
            return Decision(decline_code=code, rules=rules)
    return cover(sale, standing, lots, programmes, rules)


def refusals(sale: Sale, standing: Standing, programmes: Sequence[Programme]) -> Iterable[tuple[DeclineCode, bool]]:
    """Yield each rule that can refuse the sale as a whole, in the order in which they are looked at."""
    yield "card_refused", standing.card_status != "active"
    yield "merchant_refused", not standing.merchant_accepting
    yield "currency_refused", standing.wallet_currency != sale.currency
    yield "pin_blocked", sale.pin == "blocked"
    yield "pin_wrong", sale.pin == "wrong"
    yield "insufficient_funds", not programmes
    yield "amount_above_limit", sale.amount_minor > min(each.payment_minor_max for each in programmes)
    needs_pin = sale.amount_minor > min(each.pin_above_minor for each in programmes)
    yield "pin_required", needs_pin and sale.pin != "right"


def cover(
    sale: Sale,
    standing: Standing,
    lots: Sequence[LotStanding],
    programmes: Mapping[str, Programme],
    rules: list[RuleResult],
) -> Decision:
    """Return what lots and pot pay of the sale, or a decline when they pay nothing or the till needs all of it."""
    denied = {name: programmes[name].denied_categories for name in {lot.programme for lot in lots}}
    allowed = [line for line in sale.basket if any(line.category not in each for each in denied.values())]
    eligible = sum(line.amount_minor for line in allowed)
    rules.append(RuleResult(rule="category_denied", passed=eligible > 0))
    if eligible == 0:
        return Decision(decline_code="category_denied", rules=rules)
    funds = sum(draw.amount_minor for draw in draw_lots(lots, allowed, denied, eligible))
    offer = best_offer(standing.offers, {lot.programme for lot in lots}, eligible)
    amount, bonus = split(eligible, funds, offer)
    enough = amount + bonus == sale.amount_minor or (sale.partial and amount + bonus > 0)
    rules.append(RuleResult(rule="insufficient_funds", passed=enough))
    if not enough:
        return Decision(decline_code="insufficient_funds", rules=rules)
    return Decision(
        decline_code=None,
        amount_minor=amount,
        bonus_minor=bonus,
        draws=draw_lots(lots, allowed, denied, amount),
        offer=offer if bonus else None,
        rules=rules,
    )


def draw_lots(
    lots: Sequence[LotStanding],
    basket: Sequence[BasketLine],
    denied: Mapping[str, frozenset[str]],
    wanted_minor: int,
) -> list[Draw]:
    """Return what to take from each lot, soonest expiry first, each only for categories that its programme pays."""
    left = [line.amount_minor for line in basket]
    draws: list[Draw] = []
    for lot in sorted(lots, key=lambda each: (each.expires_on, each.id)):
        taken = 0
        for place, line in enumerate(basket):
            if line.category not in denied[lot.programme]:
                part = min(left[place], lot.remaining_minor - taken, wanted_minor - taken)
                left[place] -= part
                taken += part
        wanted_minor -= taken
        if taken:
            draws.append(Draw(lot_id=lot.id, amount_minor=taken))
    return draws


def best_offer(offers: Sequence[OfferStanding], programmes: set[str], eligible_minor: int) -> OfferStanding | None:
    """Return the offer that adds most to this sale; offers do not stack."""
    fitting = [offer for offer in offers if offer.programme in programmes and full_bonus(offer, eligible_minor) > 0]
    return max(fitting, key=lambda offer: (full_bonus(offer, eligible_minor), offer.id), default=None)


def full_bonus(offer: OfferStanding, covered_minor: int) -> int:
    """Return the bonus on an amount, rounded down, within the offer's cap and what its pot holds."""
    return min(covered_minor * offer.bonus_basis_points // BASIS, offer.bonus_minor_max, offer.pot_minor)


def split(eligible_minor: int, funds_minor: int, offer: OfferStanding | None) -> tuple[int, int]:
    """Return what the household's lots pay and what the pot adds.

    The bonus is a share of what is covered (lots and pot together). Where the lots cannot pay the rest, they pay all
    they have, and the pot adds its share of that: an empty pot means less bonus, never a decline.
    """
    if offer is None:
        return min(eligible_minor, funds_minor), 0
    bonus = full_bonus(offer, eligible_minor)
    if funds_minor >= eligible_minor - bonus:
        return eligible_minor - bonus, bonus
    rate = offer.bonus_basis_points
    most = eligible_minor - funds_minor
    share = most if rate == BASIS else funds_minor * rate // (BASIS - rate)
    return funds_minor, min(share, most, offer.bonus_minor_max, offer.pot_minor)
