"""Matching moves each payout along its steps and never beyond, in whatever order and however often the bank speaks."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.kit.iso20022.camt053 import Account, Entry, Part, Statement
from services.kit.iso20022.documents import Money
from services.merchants.settling.matching import Known, KnownPayout, match_statement

IBAN = "GR1601101050000010547023795"
FILE = UUID(int=1)


def payout(number: int) -> KnownPayout:
    """A payout of 10.00 that the bank was told to make."""
    return KnownPayout(
        id=UUID(int=100 + number),
        bank_file_id=FILE,
        merchant_id=UUID(int=200 + number),
        bank_account_id=UUID(int=300 + number),
        currency="EUR",
        amount_minor=1_000,
        status="instructed",
        paid_on=None,
        paid_reference=None,
        returned_on=None,
        returned_reference=None,
    )


def entry(number: int, *, credit: bool, place: int) -> Entry:
    """A booking of one payout under a reference of its own."""
    money = Money(amount_minor=1_000, currency="EUR")
    part = Part(place=f"/{place}", end_to_end_id=UUID(int=100 + number).hex, money=money, reason=None)
    return Entry(
        place=f"/{place}",
        credit=credit,
        reversal=False,
        booked_on=date(2026, 2, 3),
        money=money,
        bank_reference=f"B{place}",
        file_reference=None,
        parts=[part],
    )


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=20))
def test_each_payout_is_paid_at_most_once_and_comes_back_at_most_once(bookings: list[tuple[int, bool]]) -> None:
    known = Known(iban=IBAN, payouts={each.id: each for each in map(payout, range(3))})
    applied: dict[tuple[UUID, str], int] = {}
    for place, (number, credit) in enumerate(bookings):
        account = Account(place="/", iban=IBAN, entries=[entry(number, credit=credit, place=place)])
        for finding in match_statement(Statement(message_id="S", accounts=[account]), known):
            assert (finding.outcome == "difference") == (finding.difference is not None)
            for payout_id in finding.payout_ids if finding.outcome == "applied" else []:
                applied[payout_id, finding.kind] = applied.get((payout_id, finding.kind), 0) + 1
    assert set(applied.values()) <= {1}
    for each in known.payouts.values():
        done = {kind for payout_id, kind in applied if payout_id == each.id}
        assert each.status == ("returned" if "returned" in done else "paid" if done else "instructed")
