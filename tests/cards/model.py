"""What cards should hold after any sequence of commands, told once more by plain sums over plain values.

It shares nothing with the service. Money of a household is a list of lots; a sale takes from the one that ends soonest;
what is given back returns the way it went.
"""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import msgspec

from tests.cards.lot_model import Dispute, Lot
from tests.cards.offer_model import shared
from tests.cards.shop_model import ShopModel

PIN_ABOVE = 50_00
PAYMENT_MAX = 1000_00
GRACE = timedelta(days=30)
NOT_PAID = {"7995"}
Decided = tuple[str, int, int, int]


class Hold(msgspec.Struct, kw_only=True):
    """Money that is reserved for a shop, by lot in the order in which it was taken."""

    household: UUID
    shop: UUID
    parts: list[tuple[Lot, int]]
    ends: date

    def left(self) -> int:
        """What can still be captured."""
        return sum(part for _, part in self.parts)


class Household(msgspec.Struct, kw_only=True):
    """A household, what it holds, and whether its card works."""

    wallet_id: UUID
    share: int
    """What is credited to its card each month."""
    lots: list[Lot] = []
    card: str = ""
    works: bool = True
    credited: set[date] = set()
    right: UUID | None = None
    """By which it can be topped up."""
    gone_into: UUID | None = None
    gone: bool = False

    def open(self) -> list[Lot]:
        """The lots that hold something, the one that ends soonest first."""
        return sorted((lot for lot in self.lots if lot.left), key=lambda lot: lot.ends)

    def held(self) -> int:
        """What it holds in all."""
        return sum(lot.left for lot in self.lots)


class Sale(msgspec.Struct, kw_only=True):
    """A sale that was paid, and what went back of it."""

    household: UUID
    shop: UUID
    on: date
    paid: int
    bonus: int
    from_lots: list[tuple[Lot, int]]
    back: int = 0
    back_bonus: int = 0
    cash: bool = False
    grace: list[Lot] = []
    """What came back of it for some days only."""
    answer: dict[str, Any]


class Model:
    """All money of a town."""

    def __init__(self) -> None:
        self.granted = 0
        self.line = 0
        self.reserved_for_accounts = 0
        self.pot = 0
        self.households: dict[UUID, Household] = {}
        self.sales: dict[str, Sale] = {}
        self.disputes: dict[str, Dispute] = {}
        self.holds: dict[str, Hold] = {}
        self.shops: dict[UUID, int] = {}
        self.days: dict[date, int] = {}
        self.purses = ShopModel()
        self.closed_through = date(2026, 1, 1)

    def fund(self, amount: int, *, pot: bool = False) -> None:
        """Money comes from outside."""
        self.granted += amount
        if pot:
            self.pot += amount
        else:
            self.line += amount

    def due(self, month: date) -> list[Household]:
        """Who has not had a month yet."""
        return [one for one in self.households.values() if one.share and not one.gone and month not in one.credited]

    def run(self, month: date, ends: date) -> None:
        """Credit a month to whoever has not had it; as much is reserved for their accounts."""
        for one in self.due(month):
            one.credited.add(month)
            one.lots.append(Lot(month=month, ends=ends, left=one.share, cash=one.share // 2))
            self.line -= 2 * one.share
            self.reserved_for_accounts += one.share

    def open_day(self, today: date) -> date:
        """The day with which today's sales are settled: the first that is open."""
        return max(today, date.fromordinal(self.closed_through.toordinal() + 1))

    def top_up(self, household: Household, amount: int, month: date, ends: date) -> None:
        """Credit once more, beside what the month brings."""
        household.lots.append(Lot(month=month, ends=ends, left=amount, cash=amount // 2))
        self.line -= amount

    def respend(self, payer: UUID, payee: UUID, wanted: int, today: date) -> tuple[str, int]:
        """A shop pays another one of what it got on open days, or is refused; the pot adds for what sales brought."""
        if wanted > self.purses.free(payer, self.closed_through, self.shops[payer]):
            return "not_enough_received", 0
        bonus = self.purses.pay(payer, payee, wanted, (self.closed_through, self.open_day(today)), self.pot)
        self.pot -= bonus
        self.settle(payer, today, bonus - wanted)
        self.settle(payee, today, wanted)
        return "", bonus

    def settle(self, shop: UUID, today: date, amount: int) -> None:
        """A shop is owed more, or less, for the first day that is open."""
        day = self.open_day(today)
        self.shops[shop] += amount
        self.days[day] = self.days.get(day, 0) + amount

    def decide(self, household: Household, basket: dict[str, int], today: date, **asked: Any) -> Decided:
        """What a sale has to end in: why it is declined if it is, what is paid, the bonus, what the shop takes off."""
        total = sum(basket.values())
        living = [lot for lot in household.open() if lot.ends >= today and lot.free]
        if not household.works:
            return "card_refused", 0, 0, 0
        if not living:
            return "insufficient_funds", 0, 0, 0
        if total > PIN_ABOVE and not asked["pin"]:
            return "pin_required", 0, 0, 0
        good = sum(amount for category, amount in basket.items() if category not in NOT_PAID)
        if good == 0:
            return "category_denied", 0, 0, 0
        off = asked["discount"].off(good) if asked["discount"] else 0
        funds = sum(lot.free for lot in living)
        paid, bonus = shared(
            asked["bonus"], good - off, min(funds, PAYMENT_MAX), self.earned(household, today), self.pot
        )
        if paid + bonus < total - off and not asked["partial"]:
            short = "amount_above_limit" if paid == PAYMENT_MAX else "insufficient_funds"
            return "category_denied" if good < total else short, 0, 0, 0
        return "", paid, bonus, off

    def earned(self, household: Household, today: date) -> int:
        """What bonuses a household has had this month and kept."""
        month = today.replace(day=1)
        own = [sale for sale in self.sales.values() if self.households[sale.household] is household]
        return sum(sale.bonus - sale.back_bonus for sale in own if sale.on.replace(day=1) == month)

    def withdraw(self, household: Household, amount: int, today: date) -> str:
        """What asking for cash has to end in: half of each credit may be withdrawn."""
        living = [lot for lot in household.open() if lot.ends >= today and lot.free]
        if not household.works or not living:
            return "insufficient_funds" if household.works else "card_refused"
        quota = sum(min(lot.free, lot.cash) for lot in living)
        if amount <= min(quota, PAYMENT_MAX):
            return ""
        if quota >= PAYMENT_MAX:
            return "amount_above_limit"
        return "cash_quota_exceeded" if any(lot.free > lot.cash for lot in living) else "insufficient_funds"

    def chosen(self, household: Household, wanted: int, today: date, *, cash: bool = False) -> list[tuple[Lot, int]]:
        """Which lots give how much: the one that ends soonest first."""
        parts = []
        for lot in household.open():
            part = min(lot.free, wanted, lot.cash if cash else wanted) if lot.ends >= today else 0
            wanted -= part
            parts.append((lot, part))
        assert wanted == 0
        return [(lot, part) for lot, part in parts if part]

    def sell(self, key: str, sale: Sale, today: date) -> None:
        """A sale was paid: lots and pot pay, the shop receives."""
        sale.from_lots = self.chosen(self.households[sale.household], sale.paid, today, cash=sale.cash)
        for lot, part in sale.from_lots:
            lot.left -= part
            lot.cash -= part * sale.cash
        self.receive(key, sale, today)

    def receive(self, key: str, sale: Sale, today: date) -> None:
        """The pot pays its bonus, the shop receives all."""
        self.pot -= sale.bonus
        self.settle(sale.shop, today, sale.paid + sale.bonus)
        for lot, part in sale.from_lots:
            self.purses.note(sale.shop, self.open_day(today), (1, lot.month), part)
        self.purses.note(sale.shop, self.open_day(today), (1, None), sale.bonus)
        self.sales[key] = sale

    def hold(self, key: str, hold: Hold, amount: int, today: date) -> None:
        """Money is reserved: of the lots that a sale would take."""
        hold.parts = self.chosen(self.households[hold.household], amount, today)
        for lot, part in hold.parts:
            lot.held += part
        self.holds[key] = hold

    def capture(self, hold: Hold, paid: int, bonus: int) -> list[tuple[Lot, int]]:
        """A shop takes of what is held for it; so much as the pot adds becomes free. Return what the lots paid."""
        drawn, kept, to_draw, to_free = [], [], paid, bonus
        for lot, part in hold.parts:
            take = min(part, to_draw)
            free = min(part - take, to_free)
            to_draw, to_free = to_draw - take, to_free - free
            lot.left -= take
            lot.held -= take + free
            drawn.append((lot, take))
            kept.append((lot, part - take - free))
        assert (to_draw, to_free) == (0, 0)
        hold.parts = kept
        return [(lot, part) for lot, part in drawn if part]

    def let_go(self, hold: Hold) -> None:
        """What is still held becomes free."""
        for lot, part in hold.parts:
            lot.held -= part
        hold.parts = []
        self.follow(self.households[hold.household])

    def parted(self, sale: Sale, wanted: int) -> tuple[int, int]:
        """How much of what goes back is the lots' and how much the pot's: the bonus in its share."""
        left, left_bonus = sale.paid - sale.back, sale.bonus - sale.back_bonus
        share = int(Fraction(wanted * sale.bonus, sale.paid + sale.bonus))
        bonus = min(left_bonus, max(share, wanted - left))
        return wanted - bonus, bonus

    def give_back(self, sale: Sale, wanted: int, today: date) -> tuple[int, int]:
        """A shop gives goods' worth back: into the lots it came from, last taken first, and into a lot of grace
        for one that has ended; the bonus in its share."""
        amount, bonus = self.parted(sale, wanted)
        to_return = amount
        for place in reversed(range(len(sale.from_lots))):
            lot, part = sale.from_lots[place]
            back = min(part, to_return)
            lot.cash += back * sale.cash
            if lot.ends >= today:
                lot.left += back
            elif back:
                grace = Lot(month=lot.month, ends=today + GRACE, left=back, cash=min(lot.cash, back), credit=lot.credit)
                lot.cash -= grace.cash
                sale.grace.append(grace)
                self.households[sale.household].lots.append(grace)
            sale.from_lots[place] = (lot, part - back)
            self.purses.note(sale.shop, self.open_day(today), (1, lot.month), -back)
            to_return -= back
        assert to_return == 0
        sale.back += amount
        sale.back_bonus += bonus
        self.pot += bonus
        self.purses.note(sale.shop, self.open_day(today), (1, None), -bonus)
        self.settle(sale.shop, today, -wanted)
        return amount, bonus

    def close(self, household: Household) -> None:
        """A household is no more: its money returns to the line, its cards stop."""
        household.works = False
        household.gone = True
        self.follow(household)

    def follow(self, household: Household) -> None:
        """What came to a household that is no more goes on to where its money went."""
        for lot in household.open() if household.gone else []:
            self.line += lot.go_back()

    def split(self, household: Household, basis_points: int) -> list[Lot]:
        """Those who live apart take their share of each lot, rounded down."""
        return [lot.move(lot.free * basis_points // 10_000) for lot in household.open()]
