"""Patterns that suggest abuse, by rules that are data with dates (`rules/alerts.toml`). Each is a question to a person.

Cards for food have long been watched in this way (transaction reports of 7 CFR 278.6(a), on shops that take SNAP):
many sales of one household in a short time, round sums, unusual hours. None of it proves anything; each rule says in
figures what it has seen.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from services.kit.clock import month_of
from services.kit.db import Transaction
from services.kit.sentences import Parameter, Sentence, sentence
from services.kit.sql import load_queries

queries = load_queries(__file__)

Kind = Literal["split_sales", "refunds_to_cash", "one_till_many_cards", "closed_shop_hours", "colluding_pairs"]
KINDS: Final[tuple[Kind, ...]] = (
    "split_sales", "refunds_to_cash", "one_till_many_cards", "closed_shop_hours", "colluding_pairs",
)  # fmt: skip
Amounts = dict[str, int]
"""Minor units by currency."""


class SplitSales(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When several sales count as one that was cut up."""

    sales_min: int
    within_minutes: int
    single_minor_max: Amounts
    total_minor_min: Amounts


class RefundsToCash(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often in a month cash may follow goods given back, and how soon."""

    times_min: int
    within_minutes: int


class OneTillManyCards(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many cards in how short a time are no queue of people."""

    cards_min: int
    within_minutes: int


class ClosedShopHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When shops are closed by local time, and how a shop that is open then is known by its weeks before."""

    closed_from: time
    opens_at: time
    sales_min: int
    usual_weeks: int
    usual_sales_min: int
    usual_share_basis_points_max: int


class ColludingPairs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a card and a shop, or two shops, have too much to do with each other in a month."""

    sales_min: int
    round_minor: Amounts
    total_minor_min: Amounts
    respends_min: int
    returned_basis_points_min: int


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts from a day on."""

    valid_from: date
    split_sales: SplitSales
    refunds_to_cash: RefundsToCash
    one_till_many_cards: OneTillManyCards
    closed_shop_hours: ClosedShopHours
    colluding_pairs: ColludingPairs


class Versions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules that were ever in force, the oldest first."""

    versions: list[Rules]


VERSIONS: Final = msgspec.toml.decode(
    (Path(__file__).parent.parent / "rules" / "alerts.toml").read_bytes(), type=Versions
).versions


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A pattern that was seen: on a day, in the week or in the month that begins with `seen_on`, by its kind.

    `movement_ids` are the payments and refunds that show it.
    """

    kind: Kind
    rules_from: date
    seen_on: date
    merchant_id: UUID
    other_merchant_id: UUID | None
    till_id: UUID | None
    wallet_id: UUID | None
    currency: str
    figures: dict[str, Parameter]
    movement_ids: list[UUID]


def in_force(first: date, last: date, versions: list[Rules]) -> Iterator[tuple[Rules, date, date]]:
    """Yield the rules of some days, each with the first and the last of the days for which they count."""
    ends = [later.valid_from - timedelta(days=1) for _, later in pairwise(versions)]
    for rules, end in zip(versions, [*ends, date.max], strict=True):
        begin, until = max(first, rules.valid_from), min(last, end)
        if begin <= until:
            yield rules, begin, until


def looked_through(until: date) -> date:
    """Return the first day that is looked through again: the month of a week ago, as sales are heard late."""
    return month_of(until - timedelta(days=7))


async def find(transaction: Transaction, kind: Kind, until: date, versions: list[Rules] = VERSIONS) -> list[Finding]:
    """Return the patterns of a kind in the last month or two, up to a day, by the rules in force on each day."""
    found: list[Finding] = []
    for rules, first, last in in_force(looked_through(until), until, versions):
        for query, arguments, said in questions(transaction, kind, rules):
            rows = await transaction.fetch(query, first, last, *arguments)
            for row in rows:
                kept: dict[str, Any] = {**row, "figures": {**row["figures"], **said}}
                found.append(Finding(kind=kind, rules_from=rules.valid_from, **kept))
    return found


Question = tuple[str, tuple[Any, ...], dict[str, Parameter]]
"""A query, its arguments after the two days, and what of the rules belongs to the figures."""


def questions(transaction: Transaction, kind: Kind, rules: Rules) -> list[Question]:
    """Return what to ask for a kind of pattern."""
    match kind:
        case "split_sales":
            split = rules.split_sales
            limits = [(name, split.single_minor_max[name], least) for name, least in split.total_minor_min.items()]
            within = timedelta(minutes=split.within_minutes)
            said: dict[str, Parameter] = {"within_minutes": split.within_minutes}
            return [(queries.find_split_sales, (split.sales_min, within, *columns(limits)), said)]
        case "refunds_to_cash":
            back = rules.refunds_to_cash
            within = timedelta(minutes=back.within_minutes)
            return [(queries.find_refunds_to_cash, (back.times_min, within), {"within_minutes": back.within_minutes})]
        case "one_till_many_cards":
            till = rules.one_till_many_cards
            within = timedelta(minutes=till.within_minutes)
            said = {"within_minutes": till.within_minutes}
            return [(queries.find_one_till_many_cards, (till.cards_min, within), said)]
        case "closed_shop_hours":
            return [nightly(transaction, rules.closed_shop_hours)]
        case "colluding_pairs":
            return paired(rules.colluding_pairs)


def nightly(transaction: Transaction, rules: ClosedShopHours) -> Question:
    """Return what to ask for sales while shops are closed."""
    arguments = (
        rules.sales_min,
        transaction.municipality.zone.key,
        rules.closed_from,
        rules.opens_at,
        rules.usual_weeks,
        rules.usual_sales_min,
        rules.usual_share_basis_points_max,
        timedelta(weeks=rules.usual_weeks),
    )
    said: dict[str, Parameter] = {"closed_from": f"{rules.closed_from:%H:%M}", "opens_at": f"{rules.opens_at:%H:%M}"}
    return queries.find_closed_shop_hours, arguments, said


def paired(rules: ColludingPairs) -> list[Question]:
    """Return what to ask for a card and a shop, and for two shops."""
    round_sums = [(name, rules.round_minor[name], least) for name, least in rules.total_minor_min.items()]
    shops = (*columns(list(rules.total_minor_min.items())), rules.respends_min, rules.returned_basis_points_min)
    return [
        (queries.find_colluding_cards, (rules.sales_min, *columns(round_sums)), {}),
        (queries.find_colluding_shops, shops, {}),
    ]


def columns(rows: list[Any]) -> list[list[Any]]:
    """Return rows as columns, for `unnest`."""
    return [list(column) for column in zip(*rows, strict=True)]


def explain(kind: Kind, figures: dict[str, Parameter]) -> Sentence:
    """Return what was seen as a sentence, without saying what it means."""
    match kind:
        case "split_sales":
            return sentence(
                "One card paid {sales_count} times at this shop within {within_minutes} minutes: {total_minor} in all,"
                " never more than {single_minor} at once.",
                **figures,
            )
        case "refunds_to_cash":
            return sentence(
                "Goods were given back on one card {times_count} times in this month, and within {within_minutes}"
                " minutes the shop gave cash on it: {cash_minor} in all.",
                **figures,
            )
        case "one_till_many_cards":
            return sentence(
                "{cards_count} different cards paid at one till within {within_minutes} minutes: {total_minor} in all.",
                **figures,
            )
        case "closed_shop_hours":
            return sentence(
                "In this week the shop sold {sales_count} times between {closed_from} and {opens_at}, {total_minor}"
                " in all. Of its {usual_count} sales in the weeks before, {usual_nights_count} were then.",
                **figures,
            )
        case "colluding_pairs" if "forth_minor" in figures:
            return sentence(
                "Two shops paid each other {times_count} times in this month: {forth_minor} one way, {back_minor} the"
                " other.",
                **figures,
            )
        case "colluding_pairs":
            return sentence(
                "In this month one card paid round sums at this shop and nothing anywhere else: {sales_count} sales,"
                " {total_minor} in all.",
                **figures,
            )
