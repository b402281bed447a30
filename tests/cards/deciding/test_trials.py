"""Trials: a draft decides a month as if it had been in force; the rules that were change nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.deciding import programmes, records
from services.cards.deciding.covering import BasketLine
from services.cards.deciding.decisions import decide
from services.cards.deciding.limits import Limits, Spent, Sums
from services.cards.deciding.programmes import Rules
from services.cards.deciding.records import Asked, Record
from services.cards.deciding.standings import Sale, Standing
from services.cards.deciding.trials import Past, try_out
from tests.cards.deciding.test_decisions import NOON, lot
from tests.cards.deciding.test_limits import all_limits, under

BEGIN = NOON.replace(day=1, hour=8)
CARDS = [UUID(int=number) for number in (1, 2)]
sales = st.lists(
    st.tuples(st.integers(1, 900), st.integers(0, 60 * 24), st.sampled_from(CARDS), st.booleans()), max_size=12
)


LIMITED = """
[[rules]]
valid_from = 2014-01-01
pin_above_minor = 5000
pin_after_sales = 2
payment_interval_minutes = 30
household = { day_minor_max = 1500, month_count_max = 8 }
card = { day_count_max = 3 }
"""
IN_FORCE = ["the programme's own", "limits that look back"]


@pytest.fixture(scope="module", params=IN_FORCE)
def in_force(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rules]:
    """The rules by which the month was decided: those of the file, or others that ask for what was spent."""
    if request.param != IN_FORCE[0]:
        text = (programmes.FOLDER / "gmi.toml").read_text("utf-8")
        folder = tmp_path_factory.mktemp("programmes")
        (folder / "gmi.toml").write_text(text[: text.index("[[rules]]")] + LIMITED, encoding="utf-8")
        programmes.reading.folder = folder
    yield programmes.rules_on(NOON.date())["gmi"]
    programmes.reading.folder = programmes.FOLDER


class Month:
    """A household that pays, sale by sale, under one set of rules, told by a slow model."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.paid: list[tuple[datetime, UUID, int]] = []
        self.pinless: Counter[UUID] = Counter()
        self.pasts: list[Past] = []

    def spent(self, at: datetime, card_id: UUID) -> list[Spent]:
        """Sum up what was paid before, one payment at a time."""
        if not self.paid:
            return []
        sums = []
        for own in (self.paid, [each for each in self.paid if each[1] == card_id]):
            today = [amount for when, _, amount in own if when.date() == at.date()]
            sums.append(Sums(sum(today), len(today), sum(amount for *_, amount in own), len(own)))
        last = max((when for when, card, _ in self.paid if card == card_id), default=None)
        return [Spent("gmi", sums[0], sums[1], last)]

    def pay(self, at: datetime, amount: int, card_id: UUID, *, with_pin: bool) -> int:
        """Decide one sale, and keep it as a payment of the past."""
        number = len(self.pasts)
        sale = Sale(
            amount_minor=amount,
            currency="EUR",
            basket=[BasketLine(category="5411", amount_minor=amount)],
            partial=True,
            pin="right" if with_pin else "absent",
            at=at,
        )
        spent = self.spent(at, card_id)
        standing = Standing(
            card_status="active",
            wallet_currency="EUR",
            merchant_accepting=True,
            lots=[lot(1, 10**6)],
            offers=[],
            spent=spent if self.rules.look_back else [],
            sales_without_pin=self.pinless[card_id] if self.rules.pin_after_sales else 0,
        )
        decision = decide(sale, standing, {"gmi": self.rules})
        kept = records.keep(sale, standing, decision, {"gmi": self.rules})
        asked = Asked(amount_minor=amount, currency="EUR", category="5411", at=at)
        record = msgspec.json.decode(kept, type=Record)
        self.pasts.append(Past(id=UUID(int=100 + number), card_id=card_id, asked=asked, record=record, spent=spent))
        if decision.amount_minor:
            self.paid.append((at, card_id, decision.amount_minor))
            self.pinless[card_id] = 0 if with_pin else self.pinless[card_id] + 1
        return decision.amount_minor

    def pay_all(self, made: Sequence[tuple[int, int, UUID, bool]]) -> list[int]:
        """Return what is paid of each sale; each is some minutes after the one before."""
        at, paid = BEGIN, []
        for amount, minutes, card_id, with_pin in made:
            at += timedelta(minutes=minutes)
            paid.append(self.pay(at, amount, card_id, with_pin=with_pin))
        return paid


@given(made=sales)
def test_the_rules_that_were_in_force_change_nothing(in_force: Rules, made: list[tuple[int, int, UUID, bool]]) -> None:
    month = Month(in_force)
    month.pay_all(made)
    assert [tried.change for tried in try_out(month.pasts, "gmi", in_force)] == [None] * len(made)


@given(
    made=sales,
    draft=st.builds(
        under,
        household=all_limits,
        card=all_limits,
        payment_interval_minutes=st.sampled_from([0, 60]),
        pin_after_sales=st.integers(0, 3),
    ),
)
def test_a_draft_pays_what_it_would_have_paid_from_the_first_of_the_month(
    in_force: Rules, made: list[tuple[int, int, UUID, bool]], draft: Rules
) -> None:
    month, model = Month(in_force), Month(draft)
    before, after = month.pay_all(made), model.pay_all(made)
    found = [tried.change for tried in try_out(month.pasts, "gmi", draft)]
    assert [(each.before_minor, each.after_minor) if each else None for each in found] == [
        (old, new) if old != new else None for old, new in zip(before, after, strict=True)
    ]


@pytest.fixture
def own_rules(monkeypatch: pytest.MonkeyPatch) -> Rules:
    """The rules of the programme's own file."""
    monkeypatch.setattr(programmes.reading, "folder", programmes.FOLDER)
    return programmes.rules_on(NOON.date())["gmi"]


def test_a_change_names_the_rule_that_cuts_and_the_one_that_does_no_more(own_rules: Rules) -> None:
    month = Month(own_rules)
    month.pay_all([(900, 1, CARDS[0], True), (700, 1, CARDS[0], False), (6_000, 1, CARDS[0], False)])
    draft = Rules(valid_from=NOON.date(), pin_above_minor=10**6, household=Limits(day_minor_max=1_000))
    changes = [tried.change for tried in try_out(month.pasts, "gmi", draft)]
    assert [(each.before_minor, each.after_minor, each.rule) if each else None for each in changes] == [
        None,
        (700, 100, "day_limit_reached"),
        None,
    ]
    generous = Rules(valid_from=NOON.date(), pin_above_minor=10**6)
    (last,) = [tried.change for tried in try_out(month.pasts, "gmi", generous) if tried.change]
    assert (last.before_minor, last.after_minor, last.rule) == (0, 6_000, "pin_required")


def test_another_programmes_money_and_rules_that_are_gone_are_left_alone(own_rules: Rules) -> None:
    month = Month(own_rules)
    month.pay_all([(900, 1, CARDS[0], True)])
    nothing = Rules(valid_from=NOON.date(), pin_above_minor=0, denied_categories=frozenset({"5411"}))
    assert [tried.change for tried in try_out(month.pasts, "training", nothing)] == [None]
    (past,) = month.pasts
    gone = msgspec.structs.replace(past, record=msgspec.structs.replace(past.record, versions={"gmi": "2013-01-01#0"}))
    assert [tried.undecided for tried in try_out([gone], "gmi", nothing)] == [True]
