"""Which money a shop spends again, and what is added, by examples and for any holdings."""

from datetime import date
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.cards.deciding.programmes import Respending
from services.cards.deciding.respending import Decision, Holding, Known, Record, decide

TERMS = Respending(valid_from=date(2026, 1, 1), bonus_basis_points=1_000, bonus_minor_max=50, bonus_hops=1)
LINE = UUID(int=1)


def holding(amount: int, *, hop: int = 1, programme: str = "gmi", month: int = 1) -> Holding:
    return Holding(programme=programme, budget_line_id=LINE, month=date(2026, month, 1), hop=hop, amount_minor=amount)


def known(*holdings: Holding, pot: int = 1_000, balance: int | None = None, terms: Respending = TERMS) -> Known:
    owed = sum(each.amount_minor for each in holdings)
    return Known(
        payer_accepting=True,
        payee_accepting=True,
        open_minor=owed,
        balance_minor=owed if balance is None else balance,
        holdings=list(holdings),
        terms={"gmi": terms},
        pots={"gmi": pot},
    )


def paid(decision: Decision) -> list[tuple[int, int, int]]:
    """What was taken: month, hop on arrival, amount."""
    return [(part.month.month if part.month else 0, part.hop, part.amount_minor) for part in decision.parts]


def test_what_the_fewest_have_held_goes_first_and_then_the_oldest() -> None:
    found = decide(250, known(holding(100, hop=2), holding(100, month=2), holding(100, month=1)))
    assert paid(found) == [(1, 2, 100), (2, 2, 100), (1, 3, 50)]
    assert (found.bonus_minor, found.left_minor) == (20, 70)


def test_money_that_a_shop_spent_before_earns_nothing_again() -> None:
    assert decide(100, known(holding(100, hop=2))).bonus_minor == 0
    twice = msgspec.structs.replace(TERMS, bonus_hops=2)
    assert decide(100, known(holding(100, hop=2), terms=twice)).bonus_minor == 10


@pytest.mark.parametrize(("amount", "pot", "bonus"), [(100, 1_000, 10), (99, 1_000, 9), (900, 1_000, 50), (100, 3, 3)])
def test_the_bonus_stays_within_its_share_its_cap_and_the_pot(amount: int, pot: int, bonus: int) -> None:
    assert decide(amount, known(holding(900), pot=pot)).bonus_minor == bonus


@pytest.mark.parametrize(
    ("amount", "standing", "code", "left"),
    [
        (101, known(holding(100)), "not_enough_received", 100),
        (100, known(holding(100), balance=60), "not_enough_received", 60),
        (1, known(holding(100), holding(-120, month=2)), "not_enough_received", 0),
        (100, known(holding(40), holding(60, programme="closed")), "programme_forbids", 40),
        (1, msgspec.structs.replace(known(holding(5)), payer_accepting=False), "payer_refused", 5),
        (1, msgspec.structs.replace(known(holding(5)), payee_accepting=False), "payee_refused", 5),
    ],
)
def test_a_refusal_names_its_rule_and_what_is_left(amount: int, standing: Known, code: str, left: int) -> None:
    found = decide(amount, standing)
    assert (found.decline_code, found.left_minor, found.parts, found.bonuses) == (code, left, [], {})
    assert [each.rule for each in found.looked_at if not each.passed] == [code]


HOLDINGS = st.lists(
    st.builds(
        holding,
        st.integers(-300, 1_000),
        hop=st.integers(1, 4),
        programme=st.sampled_from(["gmi", "closed"]),
        month=st.integers(1, 12),
    ),
    max_size=6,
)


@given(holdings=HOLDINGS, wanted=st.integers(1, 2_000), balance=st.integers(-100, 3_000), pot=st.integers(0, 60))
def test_nothing_is_spent_that_is_not_there(holdings: list[Holding], wanted: int, balance: int, pot: int) -> None:
    standing = known(*holdings, balance=balance, pot=pot)
    found = decide(wanted, standing)
    assert Record(requested_minor=wanted, known=standing, decision=found).is_same_again
    if found.decline_code is not None:
        assert wanted > found.left_minor or not holdings
        return
    assert sum(part.amount_minor for part in found.parts) == wanted <= min(standing.open_minor, balance)
    assert {part.programme for part in found.parts} == {"gmi"}
    assert found.bonus_minor <= min(pot, 50, wanted)
    assert found.left_minor >= 0
