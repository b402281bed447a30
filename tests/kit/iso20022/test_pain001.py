"""The bank file is valid by the ISO schema, in each currency's own decimals, and adds up."""

import re
import time
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from services.kit.iso20022.amounts import amount_of, amount_text
from services.kit.iso20022.pain001 import NAMESPACE, Instruction, Payer, Transfer, write
from services.kit.iso20022.transliteration import bank_name, romanised
from tests import bank

SCHEMA = bank.SENT
GREEK = Payer(name="Dimos Pangaiou", iban="GR1601101050000010547023795", bic="ETHNGRAA", service_level="SEPA")
JORDANIAN = Payer(name="JOHUD", iban="JO94CBJO0010000000000131000302", bic="CBJOJOAX")


def instruction(payer: Payer, currency: str, amounts: list[int]) -> Instruction:
    return Instruction(
        message_id="0190b00000007000800000000000000a",
        created_at=datetime(2026, 2, 4, 9, 30, 0, 123456, tzinfo=UTC),
        execution_date=date(2026, 2, 5),
        currency=currency,
        payer=payer,
        transfers=[
            Transfer(
                end_to_end_id=f"{place:032x}",
                name="Eleni & Sons <Papadopoulou>",
                iban=payer.iban,
                amount_minor=amount,
                remittance="x" * 200,
            )
            for place, amount in enumerate(amounts, 1)
        ],
    )


@pytest.mark.parametrize(
    ("amount_minor", "currency", "text"),
    [
        (12345, "EUR", "123.45"),
        (12345, "JOD", "12.345"),
        (1, "EUR", "0.01"),
        (1, "JOD", "0.001"),
        (10_000, "JOD", "10.000"),
        (1_000_000_000_000, "EUR", "10000000000.00"),
        (500, "JPY", "500"),
    ],
)
def test_an_amount_has_its_currencys_decimals(amount_minor: int, currency: str, text: str) -> None:
    assert amount_text(amount_minor, currency) == text


@pytest.mark.parametrize(("payer", "currency"), [(GREEK, "EUR"), (JORDANIAN, "JOD")])
def test_a_file_is_valid_and_adds_up(payer: Payer, currency: str) -> None:
    amounts = [12345, 1, 999_999, 70]
    document = etree.fromstring(write(instruction(payer, currency, amounts)))
    SCHEMA.assertValid(document)
    sums = {each.text for each in document.iter(f"{{{NAMESPACE}}}CtrlSum")}
    counts = {each.text for each in document.iter(f"{{{NAMESPACE}}}NbOfTxs")}
    written = [Decimal(each.text or "") for each in document.iter(f"{{{NAMESPACE}}}InstdAmt")]
    assert sums == {amount_text(sum(amounts), currency)}
    assert counts == {"4"}
    assert f"{sum(written)}" in sums


def test_the_same_instruction_gives_the_same_bytes() -> None:
    order = instruction(GREEK, "EUR", [100])
    assert write(order) == write(order)


def test_five_thousand_lines_are_written_in_five_seconds() -> None:
    started = time.perf_counter()
    document = etree.fromstring(write(instruction(GREEK, "EUR", [12345] * 5000)))
    SCHEMA.assertValid(document)
    assert time.perf_counter() - started < 5


NAMES = st.text(alphabet="ΑΒΓΔΕΖαβγδεζηθικλμνξοπρστυφχψωάέήίόύώςابتجدرسشعلمنهويXYZxyz &'-«»()", min_size=1, max_size=90)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(min_value=1, max_value=10**12), NAMES.map(romanised)), min_size=1, max_size=30),
    st.sampled_from([(GREEK, "EUR"), (JORDANIAN, "JOD"), (msgspec.structs.replace(GREEK, bic=None), "EUR")]),
)
def test_any_names_and_amounts_are_valid_and_come_out_exact(
    paid: list[tuple[int, str]], payer_and_currency: tuple[Payer, str]
) -> None:
    payer, currency = payer_and_currency
    named = [(amount, name) for amount, name in paid if any(each.isalnum() for each in name)] or [(1, "X")]
    transfers = [
        Transfer(
            end_to_end_id=f"{place:032x}",
            name=bank_name(name),
            iban=payer.iban,
            bic=None if payer.service_level else payer.bic,
            amount_minor=amount,
            remittance="Payment for 02/2026",
        )
        for place, (amount, name) in enumerate(named, 1)
    ]
    order = msgspec.structs.replace(instruction(payer, currency, []), transfers=transfers)
    found = bank.take(write(order))
    assert [amount_of(each.amount, currency) for each in found.orders] == [amount for amount, _ in named]
    assert amount_of(found.total, currency) == sum(amount for amount, _ in named)
    assert all(re.fullmatch(r"[A-Za-z0-9/\-?:().,'+ ]{1,70}", each.name) for each in found.orders)
