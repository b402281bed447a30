"""Whether a sale is paid, and from what: a pure function, so that it is tested alone and replayed for a hearing.

`decide(sale, standing, rules) → decision`. The sale is what the till sent; the standing, all that the ledger knew at
that moment; the rules, those in force on the sale's day. A rule that a programme breaks takes that programme's money
out; the sale is declined when none is left. A limit on money lets what is left of it be paid.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

import msgspec

from services.cards.deciding import cash, covering, limits
from services.cards.deciding.covering import Caps, Cover, Draw, LinePaid, LotStanding
from services.cards.deciding.limits import NOTHING, Room, Spent
from services.cards.deciding.programmes import Rules
from services.cards.deciding.reasons import DeclineCode, Figures, Rule, RuleResult
from services.cards.deciding.standings import Sale, Standing
from services.kit.clock import month_of


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a sale: paid, in whole or in part, or declined, with every rule that was looked at on the way."""

    decline_code: DeclineCode | None
    amount_minor: int = 0
    bonus_minor: int = 0
    discount_minor: int = 0
    """What the shop takes off its price."""
    draws: list[Draw] = []
    offer_id: UUID | None = None
    discount_offer_id: UUID | None = None
    lines: list[LinePaid] = []
    """The basket, by category; nothing of it is paid when the sale is declined."""
    rules: list[RuleResult] = []


Failed = Figures | None
"""What a check answers: None when the rule is kept, else what to tell."""


def decide(sale: Sale, standing: Standing, rules: Mapping[str, Rules]) -> Decision:
    """Return the decision on a sale."""
    results: list[RuleResult] = []
    for rule, refused in refusals(sale, standing):
        results.append(RuleResult(rule=rule, passed=not refused))
        if refused:
            return declined(sale, rule, results)
    lots = [lot for lot in standing.lots if lot.expires_on >= sale.today and lot.remaining_minor > 0]
    usable = {lot.programme: rules[lot.programme] for lot in lots if lot.programme in rules}
    if not usable:
        results.append(RuleResult(rule="insufficient_funds", passed=False))
        return declined(sale, "insufficient_funds", results)
    for rule, applies, check in CHECKS:
        looked_at = {
            name: check(each, standing.spent_of(name), sale, standing) for name, each in usable.items() if applies(each)
        }
        if not looked_at:
            continue
        told = next((figures for figures in looked_at.values() if figures is not None), None)
        results.append(RuleResult(rule=rule, passed=told is None, figures=told or {}))
        usable = {name: each for name, each in usable.items() if looked_at.get(name) is None}
        if not usable or (rule in FOR_ALL and told is not None):
            return declined(sale, rule, results)
    return settle(sale, standing, [lot for lot in lots if lot.programme in usable], usable, results)


def declined(sale: Sale, code: DeclineCode, results: list[RuleResult]) -> Decision:
    """Return a decline: all of the basket remains to pay."""
    lines = [
        LinePaid(
            category=line.category,
            amount_minor=line.amount_minor,
            paid_minor=0,
            bonus_minor=0,
            remainder_minor=line.amount_minor,
        )
        for line in sale.basket
    ]
    return Decision(decline_code=code, lines=lines, rules=results)


def refusals(sale: Sale, standing: Standing) -> Iterable[tuple[Rule, bool]]:
    """Yield each rule that refuses a sale whatever programmes say, in the order in which they are looked at."""
    yield "card_refused", standing.card_status != "active"
    if sale.code != "absent":
        yield "phone_code_refused", sale.code == "refused"
    yield "merchant_refused", not standing.merchant_accepting
    yield "currency_refused", standing.wallet_currency != sale.currency
    yield "pin_blocked", sale.pin == "blocked"
    yield "pin_wrong", sale.pin == "wrong"


def outside_area(rules: Rules, spent: Spent, sale: Sale, standing: Standing) -> Failed:
    """Look whether the till stands where the card pays; a till of which that is not known does not."""
    return None if standing.area is not None and standing.area.startswith(rules.areas) else {}


def outside_hours(rules: Rules, spent: Spent, sale: Sale, standing: Standing) -> Failed:
    """Look whether the card pays at this hour, and when it does next."""
    now = sale.at.time()
    if any(sale.at.isoweekday() in each.weekdays and each.opens <= now < each.closes for each in rules.hours):
        return None
    for later in range(8):
        day = sale.today + timedelta(days=later)
        opens = [
            each.opens for each in rules.hours if day.isoweekday() in each.weekdays and (later or each.opens > now)
        ]
        if opens:
            return {"free_on": day.isoformat(), "free_at": f"{min(opens):%H:%M}"}
    return {}


def too_soon(rules: Rules, spent: Spent, sale: Sale, standing: Standing) -> Failed:
    """Look whether this card's last payment is long enough ago."""
    if spent.card_paid_at is None:
        return None
    free_at = spent.card_paid_at + timedelta(minutes=rules.payment_interval_minutes)
    return {"free_at": f"{free_at.astimezone(sale.at.tzinfo):%H:%M}"} if sale.at < free_at else None


def too_many(made: int, most: int | None, free_on: date) -> Failed:
    """Look whether payments are left."""
    return {"limit": most, "free_on": free_on.isoformat()} if most is not None and made >= most else None


def tomorrow(sale: Sale) -> date:
    """Return the day after the sale's."""
    return sale.today + timedelta(days=1)


def next_month(sale: Sale) -> date:
    """Return the first day after the sale's month."""
    return month_of(sale.today, later=1)


Check = Callable[[Rules, Spent, Sale, Standing], Failed]
CHECKS: tuple[tuple[Rule, Callable[[Rules], object], Check], ...] = (
    ("area_denied", lambda rules: rules.areas, outside_area),
    ("outside_hours", lambda rules: rules.hours, outside_hours),
    ("too_soon", lambda rules: rules.payment_interval_minutes, too_soon),
    (
        "too_many_today",
        lambda rules: rules.household.day_count_max,
        lambda rules, spent, sale, _: too_many(
            spent.household.day_count, rules.household.day_count_max, tomorrow(sale)
        ),
    ),
    (
        "too_many_this_month",
        lambda rules: rules.household.month_count_max,
        lambda rules, spent, sale, _: too_many(
            spent.household.month_count, rules.household.month_count_max, next_month(sale)
        ),
    ),
    (
        "card_too_many_today",
        lambda rules: rules.card.day_count_max,
        lambda rules, spent, sale, _: too_many(spent.card.day_count, rules.card.day_count_max, tomorrow(sale)),
    ),
    (
        "card_too_many_this_month",
        lambda rules: rules.card.month_count_max,
        lambda rules, spent, sale, _: too_many(spent.card.month_count, rules.card.month_count_max, next_month(sale)),
    ),
    (
        "pin_required",
        lambda rules: True,
        lambda rules, _, sale, __: (
            {} if (sale.cash or sale.amount_minor > rules.pin_above_minor) and sale.pin != "right" else None
        ),
    ),
    (
        "pin_due",
        lambda rules: rules.pin_after_sales,
        lambda rules, _, sale, standing: (
            {"limit": rules.pin_after_sales}
            if standing.sales_without_pin >= rules.pin_after_sales and sale.pin != "right"
            else None
        ),
    ),
)
"""What is asked of each programme: the rule, whether the programme has it, and the check."""
FOR_ALL: frozenset[Rule] = frozenset({"pin_required", "pin_due"})
"""The PIN is asked for when any of the programmes wants it: with it, all of them pay."""


def rooms_of(name: str, rules: Rules, sale: Sale, standing: Standing) -> list[Room]:
    """Return what a programme's limits on money leave."""
    spent = standing.spent_of(name)
    return [
        *limits.rooms(rules.household, spent.household, sale.today, limits.HOUSEHOLD),
        *limits.rooms(rules.card, spent.card, sale.today, limits.CARD),
    ]


def settle(
    sale: Sale,
    standing: Standing,
    lots: Sequence[LotStanding],
    rules: Mapping[str, Rules],
    results: list[RuleResult],
) -> Decision:
    """Return what lots and pot pay of the sale, or a decline when they pay nothing or the till needs all of it."""
    rooms = {name: rooms_of(name, each, sale, standing) for name, each in rules.items()}
    spent = limits.added(each.card for each in standing.spent) if standing.spent else NOTHING
    own = list(limits.rooms(standing.card_limits, spent, sale.today, limits.CARD))
    caps = Caps(
        programmes={name: min(room.left_minor for room in each) for name, each in rooms.items() if each},
        all_minor=min((room.left_minor for room in own), default=sale.amount_minor),
    )
    purse, rules = (cash.purse(lots, rules), cash.rules_for(rules)) if sale.cash else (lots, rules)
    covered = covering.cover(sale.basket, purse, standing.offers, rules, caps)
    results += money_results(sale, covered, rooms, own, by_quota=cash.quota_binds(sale.basket, lots, purse))
    paid = covered.amount_minor + covered.bonus_minor
    if paid == 0 or (paid < covered.price_minor and not sale.partial):
        failed = [each.rule for each in results if not each.passed and each.rule in MONEY]
        return declined(sale, failed[0] if paid else failed[-1], results)
    return Decision(
        decline_code=None,
        amount_minor=covered.amount_minor,
        bonus_minor=covered.bonus_minor,
        discount_minor=covered.discount_minor,
        draws=covered.draws,
        offer_id=covered.offer.id if covered.offer else None,
        discount_offer_id=covered.discount.id if covered.discount else None,
        lines=covered.lines,
        rules=results,
    )


MONEY: frozenset[Rule] = frozenset(
    {
        "category_denied",
        "mixed_payment",
        *limits.HOUSEHOLD,
        *limits.CARD,
        "insufficient_funds",
        "cash_refused",
        "cash_quota_exceeded",
    }
)


def money_results(
    sale: Sale, covered: Cover, rooms: Mapping[str, Sequence[Room]], own: Sequence[Room], *, by_quota: bool
) -> Iterable[RuleResult]:
    """Yield how each rule about money has cut the sale, in the order in which they are told.

    `by_quota` says whether it holds more than can be withdrawn.
    """
    denied: Rule = "cash_refused" if sale.cash else "category_denied"
    yield RuleResult(rule=denied, passed=covered.eligible_minor == covered.price_minor)
    if covered.eligible_minor == 0:
        return
    if covered.coverable_minor < covered.eligible_minor:
        yield RuleResult(rule="mixed_payment", passed=False, figures={"left_minor": covered.coverable_minor})
    short = covered.amount_minor + covered.bonus_minor < covered.coverable_minor
    looked_at = [(room, covered.by_programme[name]) for name, each in rooms.items() for room in each]
    looked_at += [(room, covered.amount_minor) for room in own]
    bound = False
    for rule in (*limits.HOUSEHOLD, *limits.CARD):
        cutting = [room for room, drawn in looked_at if room.rule == rule and short and room.left_minor == drawn]
        if any(room.rule == rule for room, _ in looked_at):
            bound = bound or bool(cutting)
            yield RuleResult(rule=rule, passed=not cutting, figures=figures_of(cutting[0]) if cutting else {})
    lacking = short and not bound
    yield RuleResult(rule="insufficient_funds", passed=not lacking or by_quota)
    if sale.cash:
        figures: Figures = {"left_minor": covered.amount_minor} if lacking and by_quota else {}
        yield RuleResult(rule="cash_quota_exceeded", passed=not figures, figures=figures)


def figures_of(room: Room) -> Figures:
    """Return what a limit leaves, as it is told."""
    figures: Figures = {"limit_minor": room.limit_minor, "left_minor": room.left_minor}
    return figures if room.free_on is None else figures | {"free_on": room.free_on.isoformat()}
