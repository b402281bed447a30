"""Trials: the payments of a month decided again as if a draft of rules had been in force from its first day.

Each payment is decided on the lots, offers and PIN that were there; what limits count is what the draft would have let
the payments before it take. Pure: nothing is looked up and nothing written.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from services.cards.deciding import records
from services.cards.deciding.decisions import Decision, decide
from services.cards.deciding.limits import Spent, Sums
from services.cards.deciding.programmes import Rules
from services.cards.deciding.reasons import Rule
from services.cards.deciding.records import Asked, Record, RulesGone
from services.cards.deciding.standings import Standing


class Past(msgspec.Struct, frozen=True, kw_only=True):
    """A payment or hold as it was decided. `spent` is what had been spent before, where the record does not tell."""

    id: UUID
    card_id: UUID | None
    asked: Asked
    record: Record
    spent: list[Spent] = []


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that the draft decides otherwise; sums in minor units, with the bonus."""

    payment_id: UUID
    on: date
    before_minor: int
    after_minor: int
    rule: Rule
    """Which rule cuts it now, or cut it and does no more."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What the draft makes of a payment. `change` is absent where all stays; `undecided`, where rules are gone."""

    change: Change | None = None
    undecided: bool = False


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What a payment took and would have taken, by programme."""

    card_id: UUID | None
    at: datetime
    before: dict[str, int]
    after: dict[str, int]
    without_pin: bool
    sales_without_pin: int
    """Before this one, as it was counted."""


def try_out(payments: Sequence[Past], programme: str, draft: Rules) -> Iterator[Tried]:
    """Yield what a draft makes of one household's payments of a month, in their order."""
    done: list[Done] = []
    for past in payments:
        try:
            before, again, then = decided(past, programme, draft, done)
        except RulesGone:
            yield Tried(undecided=True)
            continue
        done.append(
            Done(
                card_id=past.card_id,
                at=past.asked.at,
                before=drawn_of(before, then),
                after=drawn_of(again, then),
                without_pin=past.record.pin != "right",
                sales_without_pin=past.record.sales_without_pin,
            )
        )
        yield Tried(change=change_of(past, before, again))


def decided(past: Past, programme: str, draft: Rules, done: Sequence[Done]) -> tuple[Decision, Decision, Standing]:
    """Return a payment's decision as it was stored and as the draft makes it. Raises RulesGone."""
    then = records.standing_of(past.record, past.asked)
    stored = records.decision_of(past.record, past.asked)
    if all(lot.programme != programme for lot in then.lots):
        return stored, stored, then
    rules = records.rules_then(past.record)
    known = any(each.look_back for each in rules.values()) or past.record.card_limits.look_back
    spent = adjusted(past.record.spent if known else past.spent, past, done)
    standing = msgspec.structs.replace(then, spent=spent, sales_without_pin=pinless(past, done))
    return stored, decide(records.sale_of(past.record, past.asked), standing, rules | {programme: draft}), then


def drawn_of(decision: Decision, standing: Standing) -> dict[str, int]:
    """Return what a decision draws of each programme."""
    programmes = {lot.id: lot.programme for lot in standing.lots}
    sums: dict[str, int] = {}
    for draw in decision.draws:
        sums[programmes[draw.lot_id]] = sums.get(programmes[draw.lot_id], 0) + draw.amount_minor
    return sums


def adjusted(spent: Sequence[Spent], past: Past, done: Sequence[Done]) -> list[Spent]:
    """Return what would have been spent before a payment: what was, and by how much the draft has changed that."""
    known = {each.programme: each for each in spent}
    for name in {name for each in done for name in each.before | each.after}:
        known.setdefault(name, Spent(name))
    return [adjusted_of(each, past, done) for _, each in sorted(known.items())]


def adjusted_of(spent: Spent, past: Past, done: Sequence[Done]) -> Spent:
    """Return what would have been spent of one programme."""
    household, card, paid_at = spent.household, spent.card, spent.card_paid_at
    own = [each for each in done if each.card_id == past.card_id]
    for each in done:
        household = moved(household, each, spent.programme, past)
    for each in own:
        card = moved(card, each, spent.programme, past)
    gone = {each.at for each in own if each.before.get(spent.programme) and not each.after.get(spent.programme)}
    paid = [each.at for each in own if each.after.get(spent.programme)]
    latest = max([*paid, *([paid_at] if paid_at is not None and paid_at not in gone else [])], default=None)
    return Spent(spent.programme, household, card, latest)


def moved(sums: Sums, each: Done, programme: str, past: Past) -> Sums:
    """Return sums with what the draft has changed of one payment; what was given back of it is not taken off twice."""
    before, after = each.before.get(programme, 0), each.after.get(programme, 0)
    if before == after:
        return sums
    amount, count = after - before, bool(after) - bool(before)
    today = each.at.date() == past.asked.at.date()
    return Sums(
        max(0, sums.day_minor + amount * today),
        max(0, sums.day_count + count * today),
        max(0, sums.month_minor + amount),
        max(0, sums.month_count + count),
    )


def pinless(past: Past, done: Sequence[Done]) -> int:
    """Return how many sales the card would have made since its PIN was last right, from its first this month on."""
    own = [each for each in done if each.card_id == past.card_id]
    count = own[0].sales_without_pin if own else past.record.sales_without_pin
    for each in own:
        if each.after:
            count = count + 1 if each.without_pin else 0
    return count


def change_of(past: Past, before: Decision, after: Decision) -> Change | None:
    """Return how a payment changes, and by which rule."""
    paid = [each.amount_minor + each.bonus_minor for each in (before, after)]
    if paid[0] == paid[1]:
        return None
    failed: list[list[Rule]] = [[each.rule for each in made.rules if not each.passed] for made in (before, after)]
    lost, new = (failed[1], failed[0]) if paid[1] < paid[0] else (failed[0], failed[1])
    decline = (after if paid[1] < paid[0] else before).decline_code
    cut = [each for each in lost if each not in new] or lost or ["insufficient_funds"]
    return Change(
        payment_id=past.id,
        on=past.asked.at.date(),
        before_minor=paid[0],
        after_minor=paid[1],
        rule=cut[0] if decline is None else decline,
    )
