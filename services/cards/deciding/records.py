"""What a payment keeps of its decision: all that it was decided on, briefly, so that it can be decided again.

The record holds what the payment's own columns do not. What is as usual is left out; a lot and an offer are kept as far
as a decision asks about them; of the rules that were looked at, a bit each.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from services.cards.deciding.covering import BasketLine, Draw, LinePaid, LotStanding
from services.cards.deciding.decisions import Decision, decide
from services.cards.deciding.limits import NO_LIMITS, Limits, Spent
from services.cards.deciding.offers import OfferStanding, Terms
from services.cards.deciding.programmes import Rules, rules_of, version_of
from services.cards.deciding.reasons import RULES, Figures, Rule, RuleResult
from services.cards.deciding.standings import CodeState, PinState, Sale, Standing
from services.kit.errors import Problem


class RulesGone(Problem):
    """The rules of that day are not in this installation any more, so the payment cannot be decided again."""


class KeptLot(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """A lot as a decision knew it, and what the decision drew from it."""

    id: UUID
    programme: str
    expires_on: date
    remaining_minor: int
    drawn_minor: int = 0
    categories: list[str] | None = None
    cash_left_minor: int = 0
    """Kept where cash was asked for."""


class KeptOffer(msgspec.Struct, frozen=True, array_like=True):
    """An offer as a decision knew it."""

    id: UUID
    programme: str
    bonus_basis_points: int
    bonus_minor_max: int
    pot_minor: int
    terms: Terms | None = None
    """What else it says, where it says more."""


class KeptLine(msgspec.Struct, frozen=True, array_like=True):
    """A line of a basket, and what was paid of it."""

    category: str
    amount_minor: int
    paid_minor: int
    bonus_minor: int
    discount_minor: int = 0


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A decision with everything that it was decided on, besides the payment's own amount, currency and time."""

    versions: dict[str, str] = {}
    """Which rules of each programme were in force."""
    looked_at: int = 0
    """A bit for each rule by its place in `RULES`."""
    failed: dict[Rule, Figures] = {}
    """Those that stopped the sale or a part of it."""
    decline_code: Rule | None = None
    bonus_minor: int = 0
    offer: int | None = None
    """The place of the offer that paid the bonus."""
    discount_minor: int = 0
    discount: int | None = None
    """The place of the offer by which the shop has lowered its price."""
    lots: list[KeptLot] = []
    offers: list[KeptOffer] = []
    basket: list[KeptLine] = []
    """Nothing where all is of one category: that of the payment."""
    partial: bool = True
    cash: bool = False
    pin: PinState = "absent"
    code: CodeState = "absent"
    card_status: str | None = "active"
    wallet_currency: str | UnsetType | None = UNSET
    """Unset where it is the sale's."""
    merchant_accepting: bool = True
    area: str | None = None
    card_limits: Limits = NO_LIMITS
    sales_without_pin: int = 0
    spent: list[Spent] = []


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the payment's own columns tell of its sale."""

    amount_minor: int
    currency: str
    category: str
    at: datetime


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was stored, what it was decided on, and the decision made again."""

    sale: Sale
    standing: Standing
    versions: dict[str, str]
    stored: Decision
    again: Decision

    @property
    def identical(self) -> bool:
        """Return whether both decisions are the same, byte for byte."""
        return msgspec.json.encode(self.stored) == msgspec.json.encode(self.again)


ENCODER = msgspec.json.Encoder(uuid_format="hex")


def keep(sale: Sale, standing: Standing, decision: Decision, rules: Mapping[str, Rules]) -> bytes:
    """Return the record of a decision."""
    drawn = {draw.lot_id: draw.amount_minor for draw in decision.draws}
    offers = [each.id for each in standing.offers]
    record = Record(
        versions={
            name: version_of(rules[name]) for name in sorted({lot.programme for lot in standing.lots}) if name in rules
        },
        looked_at=sum(1 << PLACES[result.rule] for result in decision.rules),
        failed={result.rule: result.figures for result in decision.rules if not result.passed},
        decline_code=decision.decline_code,
        bonus_minor=decision.bonus_minor,
        offer=offers.index(decision.offer_id) if decision.offer_id else None,
        discount_minor=decision.discount_minor,
        discount=offers.index(decision.discount_offer_id) if decision.discount_offer_id else None,
        lots=[kept_lot(lot, drawn.get(lot.id, 0), cash=sale.cash) for lot in standing.lots],
        offers=[kept_offer(each) for each in standing.offers],
        basket=[
            KeptLine(line.category, line.amount_minor, line.paid_minor, line.bonus_minor, line.discount_minor)
            for line in decision.lines
        ]
        if len(sale.basket) > 1
        else [],
        partial=sale.partial,
        cash=sale.cash,
        pin=sale.pin,
        code=sale.code,
        card_status=standing.card_status,
        wallet_currency=UNSET if standing.wallet_currency == sale.currency else standing.wallet_currency,
        merchant_accepting=standing.merchant_accepting,
        area=standing.area,
        card_limits=standing.card_limits,
        sales_without_pin=standing.sales_without_pin,
        spent=list(standing.spent),
    )
    return ENCODER.encode(record)


def kept_lot(lot: LotStanding, drawn_minor: int, *, cash: bool) -> KeptLot:
    """Return a lot as far as the decision has asked about it."""
    told = lot.id, lot.programme, lot.expires_on, lot.remaining_minor
    return KeptLot(*told, drawn_minor, lot.categories, lot.cash_left_minor if cash else 0)


def kept_offer(offer: OfferStanding) -> KeptOffer:
    """Return an offer as the decision has known it."""
    terms = Terms(**{name: getattr(offer, name) for name in Terms.__struct_fields__})
    told = offer.id, offer.programme, offer.bonus_basis_points, offer.bonus_minor_max, offer.pot_minor
    return KeptOffer(*told, None if terms == Terms() else terms)


PLACES = {rule: place for place, rule in enumerate(RULES)}


def results_of(record: Record) -> list[RuleResult]:
    """Return the rules that were looked at, with their results."""
    return [
        RuleResult(rule=rule, passed=rule not in record.failed, figures=record.failed.get(rule, {}))
        for place, rule in enumerate(RULES)
        if record.looked_at >> place & 1
    ]


def lines_of(record: Record, whole: KeptLine) -> list[LinePaid]:
    """Return what was paid of each category; `whole` where all is of one."""
    kept = record.basket or [whole]
    return [
        LinePaid(
            category=line.category,
            amount_minor=line.amount_minor,
            paid_minor=line.paid_minor,
            discount_minor=line.discount_minor,
            bonus_minor=line.bonus_minor,
            remainder_minor=line.amount_minor - line.discount_minor - line.paid_minor - line.bonus_minor,
        )
        for line in kept
    ]


def sale_of(record: Record, asked: Asked) -> Sale:
    """Return the sale that a record was made for."""
    lines = [(line.category, line.amount_minor) for line in record.basket] or [(asked.category, asked.amount_minor)]
    return Sale(
        amount_minor=asked.amount_minor,
        currency=asked.currency,
        basket=[BasketLine(category=category, amount_minor=amount) for category, amount in lines],
        partial=record.partial,
        cash=record.cash,
        pin=record.pin,
        code=record.code,
        at=asked.at,
    )


def standing_of(record: Record, asked: Asked) -> Standing:
    """Return what the ledger knew when a record was made."""
    lots = [
        LotStanding(
            id=lot.id,
            programme=lot.programme,
            expires_on=lot.expires_on,
            remaining_minor=lot.remaining_minor,
            categories=lot.categories,
            cash_left_minor=lot.cash_left_minor,
        )
        for lot in record.lots
    ]
    offers = [
        OfferStanding(
            id=offer.id,
            programme=offer.programme,
            bonus_basis_points=offer.bonus_basis_points,
            bonus_minor_max=offer.bonus_minor_max,
            pot_minor=offer.pot_minor,
            **msgspec.structs.asdict(offer.terms or Terms()),
        )
        for offer in record.offers
    ]
    return Standing(
        card_status=record.card_status,
        wallet_currency=asked.currency if record.wallet_currency is UNSET else record.wallet_currency,
        merchant_accepting=record.merchant_accepting,
        lots=lots,
        offers=offers,
        area=record.area,
        card_limits=record.card_limits,
        sales_without_pin=record.sales_without_pin,
        spent=record.spent,
    )


def decision_of(record: Record, asked: Asked) -> Decision:
    """Return the decision as it was made."""
    paid = sum(lot.drawn_minor for lot in record.lots)
    lots = sorted(record.lots, key=lambda lot: (lot.expires_on, lot.id))
    return Decision(
        decline_code=record.decline_code,
        amount_minor=paid,
        bonus_minor=record.bonus_minor,
        discount_minor=record.discount_minor,
        draws=[Draw(lot_id=lot.id, amount_minor=lot.drawn_minor) for lot in lots if lot.drawn_minor],
        offer_id=None if record.offer is None else record.offers[record.offer].id,
        discount_offer_id=None if record.discount is None else record.offers[record.discount].id,
        lines=lines_of(
            record, KeptLine(asked.category, asked.amount_minor, paid, record.bonus_minor, record.discount_minor)
        ),
        rules=results_of(record),
    )


def rules_then(record: Record) -> dict[str, Rules]:
    """Return the rules that a record was made by. Raises RulesGone."""
    found = {}
    for name, version in record.versions.items():
        rules = rules_of(name, version)
        if rules is None:
            raise RulesGone(f"Version {version} of {name} is not here any more.", programme=name, version=version)
        found[name] = rules
    return found


def replay(record: Record, asked: Asked) -> Replay:
    """Decide again on what a record holds. Raises RulesGone."""
    sale, standing = sale_of(record, asked), standing_of(record, asked)
    again = decide(sale, standing, rules_then(record))
    return Replay(
        sale=sale,
        standing=standing,
        versions=record.versions,
        stored=decision_of(record, asked),
        again=msgspec.structs.replace(again, rules=sorted(again.rules, key=lambda each: PLACES[each.rule])),
    )
