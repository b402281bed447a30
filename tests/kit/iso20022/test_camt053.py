"""A statement's bookings are read from both generations of the message; names and texts in it are not."""

from datetime import date

import msgspec
import pytest

from services.kit.iso20022.camt053 import Balance, read
from services.kit.iso20022.documents import MessageUnreadable, Money
from tests import bank


@pytest.mark.parametrize("version", ["02", "08"])
def test_debits_one_by_one_and_returns(version: str) -> None:
    content = bank.statement(
        "GR1601101050000010547023795",
        bank.Booking(
            amount="30.00",
            parts=(bank.Part(end_to_end_id="one", amount="10.00"), bank.Part(end_to_end_id="two", amount="20.00")),
        ),
        bank.Booking(
            amount="10.00", credit=True, reference="R/77", parts=(bank.Part(end_to_end_id="one", reason="AC04"),)
        ),
        bank.Booking(amount="5.00", status="PDNG"),
        version=version,
    )
    (account,) = read(content).accounts
    debit, credit = account.entries
    assert account.iban == "GR1601101050000010547023795"
    assert (debit.credit, debit.booked_on, debit.bank_reference) == (False, date(2026, 2, 3), "2026020300017")
    assert [(part.end_to_end_id, part.money) for part in debit.parts] == [
        ("one", Money(amount_minor=1000, currency="EUR")),
        ("two", Money(amount_minor=2000, currency="EUR")),
    ]
    (part,) = credit.parts
    assert (credit.credit, credit.bank_reference, part.reason) == (True, "R/77", "AC04")
    assert part.money == Money(amount_minor=1000, currency="EUR"), "a single transfer has the booking's amount"


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_file_booked_as_one(version: str) -> None:
    whole = bank.Booking(amount="30.000", batch_id="a" * 32 + "-1")
    within = bank.Booking(amount="30.000", batch_id="b-1", parts=(bank.Part(end_to_end_id="NOTPROVIDED"),))
    content = bank.statement("JO94CBJO0010000000000131000302", whole, within, currency="JOD", version=version)
    first, second = read(content).accounts[0].entries
    assert (first.file_reference, first.parts) == ("a" * 32 + "-1", [])
    assert (second.file_reference, second.parts) == ("b-1", [])
    assert first.money == Money(amount_minor=30_000, currency="JOD")


def test_names_and_texts_are_not_read() -> None:
    part = bank.Part(end_to_end_id="one", amount="1.00", name="Planted Name")
    statement = read(bank.statement("GR1601101050000010547023795", bank.Booking(amount="1.00", parts=(part,))))
    assert b"Planted" not in msgspec.json.encode(statement)
    assert b"Payment" not in msgspec.json.encode(statement)


@pytest.mark.parametrize("version", ["02", "08"])
def test_a_statement_has_its_number_and_the_balances_that_it_leads_from_and_to(version: str) -> None:
    number = bank.Number(reference="2026-031", sequence=31, day="2026-02-16", opening="100.00", closing="-3.07")
    content = bank.statement("GR1601101050000010547023795", number=number, version=version)
    (account,) = read(content).accounts
    assert (account.reference, account.sequence) == ("2026-031", 31)
    assert account.opening == Balance(day=date(2026, 2, 16), amount_minor=100_00, currency="EUR")
    assert account.closing == Balance(day=date(2026, 2, 16), amount_minor=-3_07, currency="EUR")


def test_a_balance_brought_forward_is_an_opening_one_and_one_without_direction_is_refused() -> None:
    content = bank.statement("GR1601101050000010547023795", number=bank.Number(sequence=None))
    (account,) = read(content.replace(b"OPBD", b"PRCD")).accounts
    assert account.opening is not None
    assert account.sequence is None
    with pytest.raises(MessageUnreadable) as refused:
        read(content.replace(b"<CdtDbtInd>CRDT</CdtDbtInd>", b""))
    assert "Bal[" in str(refused.value.members)
