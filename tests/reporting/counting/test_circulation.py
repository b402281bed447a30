"""How money goes round, against a slow exact computation on generated economies."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from services.kit.db import uuid7
from services.reporting.counting.circulation import velocity
from tests.reporting.conftest import Readings
from tests.reporting.economy import KINDS, Economy, lm3
from tests.reporting.factories import PAGGAIO, Town
from tests.reporting.log import Log

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)


def test_velocity_is_what_was_paid_by_what_was_there() -> None:
    """The published example (DOMAIN §A5): 975 603.85 by 101 781.15 is 9.59, here in half a year."""
    found = velocity(stock_minor=10_178_115, moved_minor=97_560_385, days=365, auditor=True)
    assert (found.in_period_basis_points, found.in_year_basis_points) == (95_853, 95_853)
    assert velocity(stock_minor=0, moved_minor=0, days=30, auditor=True).in_year_basis_points is None
    assert velocity(stock_minor=100, moved_minor=50, days=73, auditor=False).in_year_basis_points == 25_000


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_figure_is_the_slow_ones(readings: Readings, seed: int) -> None:
    economy = Economy(seed)
    await readings.hear_all(economy.log)
    await compare_multipliers(readings, economy)
    await compare_circulation(readings, economy)


async def compare_multipliers(readings: Readings, economy: Economy) -> None:
    """Hold LM3 of all, of a programme, of months and of kinds of shop against moves of money."""
    asked = {
        "": economy.of(),
        "?programme=waste": economy.of(programme="waste"),
        "?month=2026-02-01&until_month=2026-03-01": economy.of(months=(FEBRUARY, MARCH)),
    }
    for query, moves in asked.items():
        (found,) = await readings.get(f"/multiplier{query}", role="auditor")
        assert found["low_basis_points"] == lm3(moves)
        every = Fraction(sum(move.amount for move in moves), sum(move.amount for move in moves if not move.hop))
        assert found["all_rounds_basis_points"] == int(every * 10_000)
    for kind in KINDS:
        first = [move for move in economy.moves if move.hop == 1 and economy.shops.get(move.shop or uuid7()) == kind]
        second = [move for move in economy.moves if move.hop == 2 and economy.shops.get(move.payer or uuid7()) == kind]
        spent, passed_on = sum(move.amount for move in first), sum(move.amount for move in second)
        (found,) = await readings.get(f"/multiplier?merchant_kind={kind}", role="auditor")
        assert found["low_basis_points"] == int(Fraction(2 * spent + passed_on, spent) * 10_000)


async def compare_circulation(readings: Readings, economy: Economy) -> None:
    """Hold velocity, hops, first spending and shares of two months against moves of money."""
    first, last = FEBRUARY, date(2026, 3, 31)
    (found,) = await readings.get("/circulation?month=2026-02-01&until_month=2026-03-01", role="auditor")
    within = [move for move in economy.moves if first <= move.day <= last]
    spent = [move for move in within if move.hop == 1]
    total = sum(move.amount for move in spent)
    stock = economy.stock(economy.moves, first, last)
    assert (found["households"]["stock_minor"], found["households"]["moved_minor"]) == (round(stock), total)
    passed_on = sum(move.amount for move in within if move.hop > 1)
    assert found["shops"]["moved_minor"] == passed_on
    assert abs(found["hops_basis_points"] - Fraction(total + passed_on, total) * 10_000) <= 1
    by_shop: Counter[object] = Counter()
    for move in spent:
        by_shop[move.shop] += move.amount
    shares = sorted((Fraction(amount, total) for amount in by_shop.values()), reverse=True)
    assert found["shops_count"] == len(by_shop)
    assert abs(found["concentration_basis_points"] - sum(share**2 for share in shares) * 10_000) <= 1
    assert abs(found["largest_five_basis_points"] - sum(shares[:5]) * 10_000) <= 1
    days = []
    given = [move for move in within if move.hop == 0]
    for credit in given:
        used = [move.day for move in economy.moves if move.hop == 1 and move.household == credit.household
                and (move.programme, move.month) == (credit.programme, credit.month)]  # fmt: skip
        days += [(min(used) - credit.day).days] if used else []
    assert found["first_spending"]["days_median"] == sorted(days)[(len(days) - 1) // 2]
    assert found["first_spending"]["unused_basis_points"] == (len(given) - len(days)) * 10_000 // len(given)


async def test_few_households_leave_no_trace(readings: Readings) -> None:
    log = Log()
    town, wallet = Town(log, PAGGAIO), uuid7()
    town.credit([wallet], 10_000)
    town.pay(wallet, town.accept("private"), 5_000)
    await readings.hear_all(log)
    (found,) = await readings.get("/circulation?month=2026-02-01")
    assert {found[name] for name in ("households", "shops", "first_spending", "shops_count", "hops_basis_points")} == {
        None
    }
    (seen,) = await readings.get("/circulation?month=2026-02-01", role="auditor")
    assert seen["shops_count"] == 1
    assert (await readings.get("/multiplier"))[0]["low_basis_points"] is None


async def test_a_period_ends_after_it_begins(readings: Readings) -> None:
    assert (await readings.ask("/circulation?month=2026-02-01&until_month=2026-01-01")).status_code == 400
