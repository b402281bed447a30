"""An attack on everything that is told: no two views, of months, kinds, areas or trails, leave a few people over."""

import random
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from contracts import merchants
from services.kit.db import uuid7
from services.reporting.counting import buckets, confidentiality
from services.reporting.counting.confidentiality import EVERYWHERE, joined
from services.reporting.counting.suppression import Key, to_hide
from tests.reporting.conftest import Readings
from tests.reporting.factories import JANUARY, PAGGAIO, Town
from tests.reporting.log import Log

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
KINDS: tuple[merchants.MerchantKind, ...] = ("private", "public", "social_enterprise")
AREAS = ("640 04", "640 08", "641 00")
PAIRS = 200


class Sale(msgspec.Struct, frozen=True):
    """What the attacker wants to know: who spent what, where and when."""

    month: str
    programme: str
    kind: str
    area: str
    line: str
    benefit: str
    wallet: UUID
    amount_minor: int


View = tuple[tuple[str, str], ...]
"""What is asked for: values of fields of a sale."""


def economy(chance: random.Random) -> tuple[Log, list[Sale]]:
    """Three programmes, two lines each, households that shop mostly in one place and some who do not."""
    log = Log()
    towns = [Town(log, PAGGAIO, programme=programme) for programme in ("gmi", "waste", "youth") for _ in range(2)]
    shops = [(kind, area, towns[0].accept(kind, area=area)) for kind in KINDS for area in AREAS]
    sales = []
    for number, town in enumerate(towns):
        town.fund(1)
        wallets = [uuid7() for _ in range((90, 4, 60, 40, 30, 3)[number])]
        for month, sold_in in ((JANUARY, FEBRUARY), (JANUARY, MARCH), (FEBRUARY, MARCH)):
            town.month = month
            for wallet in wallets:
                far = chance.random() < 0.2
                kind, area, shop = chance.choice(shops) if far else shops[number % 4]
                amount = chance.randint(100, 9_000)
                town.pay(wallet, shop, amount, day=sold_in.replace(day=3))
                what = (town.programme, kind, area, str(town.line), month.isoformat())
                sales.append(Sale(sold_in.isoformat(), *what, wallet, amount))
    return log, sales


async def told(readings: Readings, sales: list[Sale]) -> dict[View, int]:
    """Return every figure that a programme manager is shown of what was spent."""
    found: dict[View, int | None] = {}
    for month in {sale.month for sale in sales}:
        for each in await readings.get(f"/spending?month={month}"):
            places = {"programme": each["programme"], "kind": each["merchant_kind"], "area": each["area"]}
            view = (("month", month), *((name, value) for name, value in places.items() if value is not None))
            found[view] = each["amount_minor"]
    for line in {sale.line for sale in sales}:
        trail: Any = await readings.get(f"/budget-lines/{line}/trail")
        found[("line", line),] = trail["stages"]["spent_minor"]
        for month in trail["months"]:
            found[("line", line), ("benefit", month["month"])] = month["spent_minor"]
        for kind in trail["kinds"]:
            found[("line", line), ("kind", kind["merchant_kind"])] = kind["amount_minor"]
    return {view: amount for view, amount in found.items() if amount is not None}


def of(view: View, sales: list[Sale]) -> set[Sale]:
    """Return the sales behind a view."""
    return {sale for sale in sales if all(getattr(sale, name) == value for name, value in view)}


def recovered(views: dict[View, int], sales: list[Sale], chance: random.Random) -> list[tuple[View, View]]:
    """Return the pairs, of those tried, whose difference is what one to four people spent."""
    nested = [(whole, part) for whole in views for part in views if whole != part and set(whole) < set(part)]
    found = [(view, view) for view in views if 0 < len({sale.wallet for sale in of(view, sales)}) < 5]
    for whole, part in chance.choices(nested, k=PAIRS) if nested else ():
        rest = of(whole, sales) - of(part, sales)
        if 0 < len({sale.wallet for sale in rest}) < 5:
            assert views[whole] - views[part] == sum(sale.amount_minor for sale in rest)
            found.append((whole, part))
    return found


def hide_nothing(counts: dict[Key, int], **_: Any) -> frozenset[Key]:
    return frozenset()


def hide_only_the_small(counts: dict[Key, int], **_: Any) -> frozenset[Key]:
    return frozenset(key for key, count in counts.items() if 0 < count < 5)


async def test_no_two_views_leave_a_few_people_over(readings: Readings, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(11)
    log, sales = economy(chance)
    await readings.hear_all(log)
    views = await told(readings, sales)
    assert len(views) > 40
    assert recovered(views, sales, chance) == []
    for off in (hide_nothing, hide_only_the_small):
        for module in (buckets, confidentiality):
            monkeypatch.setattr(module, "to_hide", off)
        assert recovered(await told(readings, sales), sales, chance), off.__name__


def test_what_all_months_of_sales_tell_gives_no_line_away() -> None:
    """Both lines and all months but one are large: with three of four figures shown the fourth would follow."""
    counts: dict[Key, int] = {("a", None, None): 50, ("b", None, None): 40}
    sold: dict[Key, int] = {("sold", "2026-01-01"): 3, ("sold", "2026-02-01"): 80}
    hidden = to_hide(counts | sold | {EVERYWHERE: 0}, more=joined(counts, sold), fixed=frozenset(sold))
    assert hidden == {("sold", "2026-01-01"), ("b", None, None)}
