"""Whoever reads the bank's files in reads the same two kinds, and knows the own ids among all references."""

from uuid import UUID

import pytest

from services.kit.iso20022 import answers
from tests import bank
from tests.kit.iso20022.test_documents import SENT, fault_of

FILE = UUID(int=7)


def test_an_answer_is_read_by_its_kind_and_another_message_refused() -> None:
    kind, _ = answers.read(bank.report(SENT, group="RJCT"))
    assert kind == "pain.002"
    other = bank.report(SENT).replace(b"pain.002", b"camt.052")
    assert fault_of(answers.read, other).endswith("is a camt.052; a pain.002 or camt.053 can be read.")


def test_an_id_of_ours_is_found_with_and_without_the_number_of_its_batch() -> None:
    assert answers.id_in(FILE.hex) == answers.id_in(f"{FILE.hex}-1") == FILE


@pytest.mark.parametrize("reference", ["", None, "RENT 2026", "NOTPROVIDED", "0190b000", "x" * 35, "ü" * 32])
def test_a_reference_of_others_is_not_ours(reference: str | None) -> None:
    assert answers.id_in(reference) is None


def test_a_control_sum_is_in_minor_units_and_none_where_it_is_no_amount() -> None:
    assert (answers.sum_in("12.345", "JOD"), answers.sum_in("12.345", "EUR")) == (12345, None)
