"""The bank file is valid by the ISO schema, in each currency's own decimals, and adds up."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sepaxml
from lxml import etree

from services.kit.iso20022.amounts import amount_text
from services.kit.iso20022.pain001 import NAMESPACE, Instruction, Payer, Transfer, write

SCHEMA = etree.XMLSchema(file=str(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"))
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
