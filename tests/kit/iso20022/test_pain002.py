"""What a bank says of a file is read from both generations of the message, whole and one by one."""

import pytest

from services.kit.iso20022.documents import Money
from services.kit.iso20022.pain002 import read
from tests import bank
from tests.kit.iso20022.test_documents import SENT


@pytest.mark.parametrize("version", ["03", "12"])
def test_a_file_refused_as_a_whole(version: str) -> None:
    found = read(bank.report(SENT, group="RJCT", reason="AM05", version=version))
    (status,) = found.statuses
    assert (found.message_id, found.file_id) == ("RPT-1", "a" * 32)
    assert (status.level, status.code, status.reason) == ("file", "RJCT", "AM05")
    assert (status.count, status.control_sum) == (1, "10.00")


@pytest.mark.parametrize("version", ["03", "12"])
def test_a_file_taken_in_part(version: str) -> None:
    content = bank.report(
        SENT,
        bank.Said(end_to_end_id="one", status="ACCP"),
        bank.Said(end_to_end_id="two", status="RJCT", reason="AC04", amount=("12.345", "JOD")),
        group="PART",
        batch="PART",
        version=version,
    )
    whole, batch, first, second = read(content).statuses
    assert (whole.level, whole.code, batch.level, batch.code) == ("file", "PART", "batch", "PART")
    assert (first.reference, first.code, first.reason, first.money) == ("one", "ACCP", None, None)
    assert (second.reference, second.code, second.reason) == ("two", "RJCT", "AC04")
    assert second.money == Money(amount_minor=12345, currency="JOD")
    assert second.place == "Document/CstmrPmtStsRpt[1]/OrgnlPmtInfAndSts[1]/TxInfAndSts[2]"
