"""Records: what a payment keeps of its decision makes the same decision again, bit for bit."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.deciding import programmes, records
from services.cards.deciding.covering import BasketLine, LotStanding
from services.cards.deciding.decisions import decide
from services.cards.deciding.limits import Limits, Spent, Sums
from services.cards.deciding.records import Asked, Record, RulesGone
from services.cards.deciding.standings import Sale, Standing
from tests.cards.deciding.test_decisions import NOON, lot, offer, sale, standing

amounts = st.integers(1, 9_000)
sums = st.builds(Sums, amounts, st.integers(0, 9), amounts, st.integers(0, 40))
lots = st.builds(
    LotStanding,
    id=st.uuids(),
    programme=st.just("gmi"),
    expires_on=st.dates(date(2026, 2, 1), date(2026, 9, 30)),
    remaining_minor=amounts,
    cash_left_minor=amounts,
    categories=st.none() | st.lists(st.sampled_from(["5411", "5912"]), min_size=1, max_size=2, unique=True),
)
sales = st.builds(
    lambda lines, **more: Sale(amount_minor=sum(line.amount_minor for line in lines), basket=lines, **more),
    lines=st.lists(
        st.builds(BasketLine, category=st.sampled_from(["5411", "5912", "7995"]), amount_minor=amounts),
        min_size=1,
        max_size=4,
    ),
    currency=st.sampled_from(["EUR", "JOD"]),
    partial=st.booleans(),
    cash=st.booleans(),
    pin=st.sampled_from(["absent", "right", "wrong", "blocked"]),
    at=st.just(NOON),
)
standings = st.builds(
    Standing,
    card_status=st.sampled_from(["active", "active", "active", "lost", None]),
    wallet_currency=st.sampled_from(["EUR", "EUR", "JOD", None]),
    merchant_accepting=st.sampled_from([True, True, False]),
    lots=st.lists(lots, max_size=4, unique_by=lambda each: each.id),
    offers=st.just([]) | st.just([offer(1_000, pot=300)]),
    area=st.none() | st.just("64006"),
    card_limits=st.builds(Limits, payment_minor_max=st.none() | amounts, day_minor_max=st.none() | amounts),
    sales_without_pin=st.integers(0, 9),
    spent=st.just([]) | st.builds(lambda a, b: [Spent("gmi", a, b, NOON - timedelta(minutes=5))], sums, sums),
)


def again(asked: Sale, known: Standing) -> records.Replay:
    rules = programmes.rules_on(asked.today)
    kept = records.keep(asked, known, decide(asked, known, rules), rules)
    columns = Asked(
        amount_minor=asked.amount_minor, currency=asked.currency, category=asked.basket[0].category, at=asked.at
    )
    return records.replay(msgspec.convert(msgspec.json.decode(kept), Record), columns)


@given(asked=sales, known=standings)
def test_a_stored_decision_is_made_again_bit_for_bit(asked: Sale, known: Standing) -> None:
    made = again(asked, known)
    assert made.identical
    assert msgspec.json.encode(made.stored) == msgspec.json.encode(
        decide(asked, known, programmes.rules_on(asked.today))
    )
    assert made.sale == asked


def test_rules_that_are_not_here_any_more_are_named() -> None:
    record = Record(versions={"gmi": "2014-01-01#00000000"})
    columns = Asked(amount_minor=1, currency="EUR", category="5411", at=datetime(2026, 2, 10, tzinfo=NOON.tzinfo))
    with pytest.raises(RulesGone):
        records.replay(record, columns)


def test_a_record_is_brief() -> None:
    rules = programmes.rules_on(NOON.date())
    asked, known = sale(("5411", 700)), standing(lot(1, 10_800))
    assert len(records.keep(asked, known, decide(asked, known, rules), rules)) < 200
    assert UUID(int=1).hex.encode() in records.keep(asked, known, decide(asked, known, rules), rules)
