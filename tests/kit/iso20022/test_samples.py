"""Messages that another program made as a bank, of a file that our writer wrote: mock-bank 0.9.0 (PyPI, MIT).

Of three payments it settled the first and the third and refused the second, whose account is closed. Its own validator
found nothing wrong with our file.
"""

from pathlib import Path

from lxml import etree

from services.kit.iso20022 import camt053, pain002
from services.kit.iso20022.documents import Money
from tests import bank

FOLDER = Path(__file__).parent / "samples"
FILE = "0190b0000000700080000000000000f1"
IDS = [f"0190b0000000700080000000000000e{place}" for place in (1, 2, 3)]


def test_a_report_of_another_program_is_read() -> None:
    report = pain002.read((FOLDER / "pain.002.001.10.xml").read_bytes())
    assert (report.message_id, report.file_id) == ("MB-P002-000001", FILE)
    assert [(status.level, status.reference, status.code, status.reason) for status in report.statuses] == [
        ("file", FILE, "PART", None),
        ("batch", f"{FILE}-1", "PART", None),
        ("transfer", IDS[0], "ACCP", None),
        ("transfer", IDS[1], "RJCT", "AC04"),
        ("transfer", IDS[2], "ACCP", None),
    ]
    assert {(status.count, status.control_sum) for status in report.statuses[:2]} == {(3, "165.00")}


def test_a_statement_of_another_program_is_valid_and_read() -> None:
    content = (FOLDER / "camt.053.001.08.xml").read_bytes()
    bank.SCHEMAS["camt.053.001.08"].assertValid(etree.fromstring(content))
    (account,) = camt053.read(content).accounts
    assert account.iban == "GR1601101050000010547023795"
    assert [(entry.bank_reference, entry.credit, entry.booked_on.isoformat()) for entry in account.entries] == [
        ("MB-PMT-1", False, "2026-02-03"),
        ("MB-PMT-3", False, "2026-02-03"),
    ]
    parts = [(part.end_to_end_id, part.money) for entry in account.entries for part in entry.parts]
    assert parts == [
        (IDS[0], Money(amount_minor=10800, currency="EUR")),
        (IDS[2], Money(amount_minor=700, currency="EUR")),
    ]
