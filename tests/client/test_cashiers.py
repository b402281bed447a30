"""A cashier at a till: each command is signed, and a PIN is sent in the body alone."""

from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from services.client import __main__ as command
from services.client import tills
from tests.client.shop import Shop

CASHIER = {"id": str(uuid4()), "number": 3, "rights": ["sell"]}
LINE = {"kind": "sale", "cashier_number": 3, "times": 2, "amount_minor": 900, "bonus_minor": 0}
REPORT = {
    "till_id": str(uuid4()),
    "period": 4,
    "currency": "EUR",
    "net_minor": 900,
    "closed_at": "2026-02-10T18:00:00Z",
}


def test_a_cashier_chooses_a_pin_signs_on_and_ends_the_day(
    shop: Shop, till: tills.Till, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "till.json"
    tills.save(till, file)
    report = REPORT | {
        "lines": [LINE | {"remainder_minor": 0, "net_minor": 900}],
        "closed_by_number": 3,
        "closed_at": "2026-02-10T18:00:00Z",
    }
    shop.script = [(201, CASHIER), (201, CASHIER), None, (201, report), (201, {"till_id": REPORT["till_id"]})]
    commands = (
        ["choose-pin", "--code", "7K3M-PQ2R-W8XZ", "--pin", "2580"],
        ["sign-on", "--number", "3", "--pin", "2580"],
        ["end-day"],
        ["sign-off"],
    )
    assert [command.main(["--till", str(file), *words]) for words in commands] == [0, 0, 0, 0]
    assert all(claim is not None for claim, _, _ in shop.seen)
    assert msgspec.json.decode(shop.seen[1][2]) == {"number": 3, "pin": "2580"}
    assert shop.seen[2][1] == shop.seen[3][1], "a lost report is asked for again under the same key"
    assert '"net_minor": 900' in capsys.readouterr().out
