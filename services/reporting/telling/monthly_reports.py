"""Monthly reports: what a month brought and what became of it, as a paper that may be given to anybody.

Whoever asks for it, it holds only what everybody may know: buckets of five households or more, and ledger totals.
"""

import itertools
from datetime import date
from pathlib import Path
from typing import Final, Literal

import msgspec
from babel.numbers import get_currency_precision

from services.kit import pdf
from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.errors import NotFound
from services.kit.sql import load_queries
from services.reporting.counting import circulation, multiplier
from services.reporting.counting.buckets import Bucket, key_of
from services.reporting.counting.indicators import measure
from services.reporting.counting.multiplier import BASIS
from services.reporting.counting.spending import read_month
from services.reporting.counting.suppression import K_MIN, Key, to_hide
from services.reporting.counting.totals import Figures, first_of_month, read_benefits_of, read_figures
from services.reporting.telling import pictures
from services.reporting.telling.pictures import Link, Picture, Point
from services.reporting.telling.writing import Writer

queries = load_queries(__file__)

PAPER: Final = Path(__file__).parent.parent / "paper" / "monthly.typ"
MONTHS: Final = 12
LIMITS: Final = (100, 200, 300, 400)
"""Where the amounts of households are parted, in whole units of the currency."""
SHOWN: Final = (
    ("funded_minor", "Put on budget lines"),
    ("credited_minor", "Credited on cards"),
    ("account_minor", "Paid to accounts"),
    ("spent_minor", "Spent at shops"),
    ("bonus_minor", "Bonuses of the programme"),
    ("refunded_minor", "Refunded"),
    ("respent_minor", "Paid by shops to shops"),
    ("settled_minor", "Settled with shops"),
    ("paid_minor", "Paid out by banks"),
)
KINDS: Final = {
    "private": "Private shops",
    "public": "Public shops",
    "social_enterprise": "Social enterprises",
    "unknown": "Other shops",
}
STEPS: Final = (
    ("applications_approved", "Applications approved"),
    ("memberships_active", "Households entitled now"),
    ("households_credited", "Households credited"),
)
NOTE: Final = (
    "Figures that would show fewer than five households are hidden, and others with them from which they follow."
)
Language = Literal["ar", "el", "en"]


def as_anybody(transaction: Transaction) -> Transaction:
    """Return the transaction as of somebody without a role, to whom what is hidden from most is hidden."""
    context = msgspec.structs.replace(transaction.context, actor_roles=frozenset())
    return Transaction(transaction.connection, context, transaction.tenants)


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody may know of a month: both sums are absent where they would show a few households."""

    given_minor: int | None
    spent_minor: int | None
    buckets: list[Bucket]


async def render(transaction: Transaction, month: date, language: Language | None) -> bytes:
    """Return a month's report as a PDF, in the municipality's language without one. Raises NotFound, Malformed."""
    anybody, tenant = as_anybody(transaction), transaction.municipality
    writer = Writer(language or tenant.language, tenant.currency)
    months = await year_until(anybody, month, writer.currency)
    figures = [await figures_of(anybody, each, writer.currency) for each in (month, month_of(month, later=-1))]
    both = list(zip((months[-1], months[-2]), figures, strict=True))
    content = {
        "language": writer.language,
        "office": tenant.name.get(writer.language) or tenant.slug,
        "title": writer.said("Monthly report of the benefit card"),
        "month": writer.month(month),
        "head": [writer.said("Money"), writer.said("This month"), writer.said("The month before")],
        "figures": [
            [writer.said(title), *(writer.amount(shown(told, known, name)) for told, known in both)]
            for name, title in SHOWN
        ],
        "pictures": await draw(anybody, month, writer, months),
        "measures_title": writer.said("How the money goes round"),
        "measures": await measures(anybody, month, writer),
        "note": writer.said(NOTE),
    }
    return await pdf.render(PAPER, content)


async def illustrate(transaction: Transaction, month: date, language: Language | None) -> list[Picture]:
    """Return the pictures of a month's report, for a page. Raises NotFound, Malformed."""
    anybody, tenant = as_anybody(transaction), transaction.municipality
    writer = Writer(language or tenant.language, tenant.currency)
    return await draw(anybody, month, writer, await year_until(anybody, month, writer.currency))


async def year_until(transaction: Transaction, month: date, currency: str) -> list[Month]:
    """Return twelve months up to one that is over. Raises NotFound, Malformed."""
    if first_of_month(month) >= transaction.today.replace(day=1):
        raise NotFound("A month is reported on when it is over.")
    wanted = [month_of(month, later=-back) for back in reversed(range(MONTHS))]
    given = await read_benefits_of(transaction, wanted, auditor=False)
    return [await look(transaction, each, currency, given[each]) for each in wanted]


async def look(transaction: Transaction, month: date, currency: str, given: list[Bucket]) -> Month:
    """Return what anybody may know of a month of which these benefits are told."""
    benefits = [each for each in given if each.currency == currency]
    buckets = [each for each in await read_month(transaction, month, auditor=False) if each.currency == currency]
    nothing = Bucket(currency=currency, households_count=0, amount_minor=0)
    return Month(
        given_minor=next((each for each in benefits if each.programme is None), nothing).amount_minor,
        spent_minor=next((each for each in buckets if key_of(each) == (None, None, None)), nothing).amount_minor,
        buckets=buckets,
    )


def shown(month: Month, figures: Figures, name: str) -> int | None:
    """Return a figure of a month; what was given or spent is hidden with the sum that it is a part of."""
    whole = {"funded_minor": 0, "credited_minor": month.given_minor, "account_minor": month.given_minor}
    figure: int = getattr(figures, name)
    return None if whole.get(name, month.spent_minor) is None else figure


async def figures_of(transaction: Transaction, month: date, currency: str) -> Figures:
    """Return the ledger's figures of a month in a currency."""
    found = {each.currency: each for each in await read_figures(transaction, month)}
    return found.get(currency, Figures(currency=currency))


async def draw(transaction: Transaction, month: date, writer: Writer, months: list[Month]) -> list[Picture]:
    """Return the pictures of a month."""
    buckets, rtl = months[-1].buckets, writer.rtl
    return [
        writer.picture(
            "Given and spent",
            "What was given counts in the month that it is for, what was spent on the day of the sale, less refunds.",
            series(month, writer, months),
        ),
        writer.picture(
            "Where the money went",
            "From the budget to households and kinds of shops, on to shops that supply them, or out by the bank.",
            await stations(transaction, month, writer, months[-1]),
        ),
        writer.picture(
            "Spending by area",
            "A shop counts in the area of its newest till. The darker, the more was spent.",
            pictures.tile_map(areas(writer, buckets), rtl=rtl),
        ),
        writer.picture(
            "Households by what they were given",
            "On cards and to accounts together, in whole units of the currency.",
            pictures.bars(await amounts(transaction, month, writer), rtl=rtl),
        ),
        writer.picture(
            "From the application to the shop",
            "Since the beginning.",
            pictures.funnel(await steps(transaction, writer), rtl=rtl),
        ),
    ]


def series(month: date, writer: Writer, months: list[Month]) -> str:
    """Return what was given and spent in each of the last months; a line has a gap where a month is hidden."""
    labels = [writer.month_short(month_of(month, later=-back)) for back in reversed(range(MONTHS))]
    given, spent = [each.given_minor for each in months], [each.spent_minor for each in months]
    named = [(writer.said("Given"), given), (writer.said("Spent"), spent)]
    top = max(value or 0 for value in (*given, *spent))
    return pictures.time_series(labels, named, writer.amount(top), rtl=writer.rtl)


def areas(writer: Writer, buckets: list[Bucket]) -> list[Point]:
    """Return what was spent in each area."""
    found = [each for each in buckets if each.programme is None and each.merchant_kind is None and each.area]
    names = [writer.said("elsewhere") if each.area == "unknown" else each.area or "" for each in found]
    return [writer.point(name, each.amount_minor) for name, each in zip(names, found, strict=True)]


async def stations(transaction: Transaction, month: date, writer: Writer, now: Month) -> str:
    """Return the stations of a month's money, and what went from each to the next."""
    told = now.spent_minor is not None
    rows = await transaction.fetch(queries.select_passed_on, writer.currency, month) if told else []
    passed_on = {(row["payer_kind"], row["payee_kind"]): row["amount_minor"] for row in rows}
    return picture_flow(writer, now, await figures_of(transaction, month, writer.currency), passed_on)


def picture_flow(writer: Writer, now: Month, figures: Figures, passed_on: dict[tuple[str, str], int]) -> str:
    """Draw where a month's money went; `passed_on` is in minor units what shops of a kind paid shops of another."""
    wholes = [each for each in now.buckets if each.programme is None and each.area is None and each.merchant_kind]
    spent = {each.merchant_kind or "": each.amount_minor for each in wholes}
    payees = sorted({payee for _, payee in passed_on})
    got = {payee: sum(amount for (_, to), amount in passed_on.items() if to == payee) for payee in payees}
    columns = [
        [writer.point(writer.said("Budget"), now.given_minor)],
        [
            writer.point(writer.said("On cards"), shown(now, figures, "credited_minor")),
            writer.point(writer.said("To accounts"), shown(now, figures, "account_minor")),
        ],
        [writer.point(writer.said(KINDS[kind]), amount) for kind, amount in spent.items()]
        or [writer.point(writer.said("Shops"), now.spent_minor)],
        [
            *(writer.point(writer.said(KINDS[kind]), got[kind]) for kind in payees),
            writer.point(writer.said("By the bank"), shown(now, figures, "paid_minor")),
        ],
    ]
    links = [Link(start=(0, 0), end=(1, place), value=point.value or 0) for place, point in enumerate(columns[1])]
    for place, (kind, amount) in enumerate(spent.items()):
        links.append(Link(start=(1, 0), end=(2, place), value=amount or 0))
        onward = [passed_on.get((kind, payee), 0) if amount else 0 for payee in payees]
        rest = max((amount or 0) - sum(onward), 0)
        links += [Link(start=(2, place), end=(3, to), value=value) for to, value in enumerate([*onward, rest])]
    return pictures.flow(columns, links, rtl=writer.rtl)


async def amounts(transaction: Transaction, month: date, writer: Writer) -> list[Point]:
    """Return how many households were given how much."""
    unit = 10 ** get_currency_precision(writer.currency)
    limits = [limit * unit for limit in LIMITS]
    rows = await transaction.fetch(queries.count_by_amount, writer.currency, month, limits)
    found = {row["place"]: row["households_count"] for row in rows}
    counts: dict[Key, int] = {(str(place),): found.get(place, 0) for place in range(len(LIMITS) + 1)}
    hidden = to_hide({**counts, (None,): sum(counts.values())})
    labels = [writer.between(*(writer.number(each) for each in pair)) for pair in itertools.pairwise((0, *LIMITS))]
    labels.append(writer.said("{limit} or more", limit=writer.number(LIMITS[-1])))
    values = [None if key in hidden else value for key, value in counts.items()]
    return [
        Point(label=label, value=value, shown=writer.number(value)) for label, value in zip(labels, values, strict=True)
    ]


async def steps(transaction: Transaction, writer: Writer) -> list[Point]:
    """Return how many came how far: approved, entitled, credited, seen at a shop."""
    found = {each.code: each.value for each in await measure(transaction)}
    bought: int | None = await transaction.fetchval(queries.count_buyers, writer.currency)
    values = [(writer.said(title), found[code]) for code, title in STEPS]
    values.append((writer.said("Households that bought"), bought if not bought or bought >= K_MIN else None))
    return [Point(label=label, value=value, shown=writer.number(value)) for label, value in values]


async def measures(transaction: Transaction, month: date, writer: Writer) -> list[list[str]]:
    """Return the multiplier and what else tells how money goes round."""
    chosen = multiplier.Chosen(month=month)
    lm3 = [each for each in await multiplier.observe(transaction, chosen, BASIS) if each.currency == writer.currency]
    found = await circulation.observe(transaction, month, None, None)
    round_ = next((each for each in found if each.currency == writer.currency), None)
    rows = [
        [
            writer.said("Local multiplier (LM3), from what was seen to what is possible"),
            writer.between(writer.ratio(lm3[0].low_basis_points), writer.ratio(lm3[0].high_basis_points))
            if lm3 and lm3[0].low_basis_points is not None
            else "–",
        ]
    ]
    if round_ is not None:
        households, first = round_.households, round_.first_spending
        rows += [
            [
                writer.said("Turns of households' money in a year"),
                writer.ratio(households.in_year_basis_points if households else None),
            ],
            [writer.said("Shops that money passes before it leaves"), writer.ratio(round_.hops_basis_points)],
            [
                writer.said("Days to the first spending (median)"),
                writer.number(first.days_median) if first and first.days_median is not None else "–",
            ],
            [
                writer.said("Share of social enterprises"),
                writer.percent(round_.social_enterprise_basis_points),
            ],
            [
                writer.said("Concentration of shops (1: one shop has all)"),
                writer.ratio(round_.concentration_basis_points),
            ],
        ]
    return rows
