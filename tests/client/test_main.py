from pathlib import Path
from uuid import uuid4

import pytest

from services.client import __main__ as command
from services.client import tills
from tests.client.shop import RECEIPT, SALE, Shop


def test_the_command_enrols_sells_and_says_by_its_exit_what_happened(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "till.json"
    shop.script = [(201, {"id": str(uuid4()), "merchant_id": str(uuid4()), "key_id": "k"})]
    enrol = ["--till", str(file), "enrol", "--merchants", shop.url, "--cards", shop.url, "--code", "7K3M-PQ2R-W8XZ"]
    assert command.main(enrol) == 0
    shop.key = tills.load(file).key
    pay = ["--till", str(file), "pay", "--card", SALE.card_token, "--amount-minor", "1250", "--currency", "EUR"]
    declined = RECEIPT | {"status": "declined", "decline_code": "funds_missing"}
    shop.script = [(201, RECEIPT), (201, declined), (403, {"title": "Stopped"}), None, None, None, None]
    assert [command.main(pay) for _ in range(4)] == [0, 1, 1, 2]
    assert '"amount_minor": 1000' in capsys.readouterr().out
