"""Codes for phones: made without a network, good for the service, and the till asks what has become of the sale."""

from pathlib import Path

import msgspec
import pytest

from contracts import sale_code
from services.client import __main__ as command
from services.client import tills
from services.client.sale_codes import SaleResult, Shown
from tests.client.shop import RECEIPT, Shop


def test_a_code_is_shown_offline_and_its_result_asked_for(
    shop: Shop, till: tills.Till, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "till.json"
    tills.save(till, file)
    assert command.main(["--till", str(file), "show-code", "--amount-minor", "1250", "--currency", "EUR"]) == 0
    assert shop.seen == []
    shown = msgspec.json.decode(capsys.readouterr().out, type=Shown)
    code = sale_code.read(shown.code)
    assert (code.asked.sale_id, code.asked.merchant_id) == (shown.sale_id, till.merchant_id)
    assert (code.key_id, code.asked.amount_minor, code.asked.partial) == (till.key_id, 1250, True)
    sale_code.verify(code, public_key=till.key.public_key().public_bytes_raw(), origin=shop.url)
    sale_code.check_time(code, now=int(shown.expires_at.timestamp()) - sale_code.LIFETIME_SECONDS_MAX)
    shop.script = [None, (200, {"sale_id": str(shown.sale_id), "payment": RECEIPT})]
    assert command.main(["--till", str(file), "sale-result", "--sale", str(shown.sale_id)]) == 0
    answer = msgspec.json.decode(capsys.readouterr().out, type=SaleResult)
    assert answer.payment is not None
    assert str(answer.payment.id) == RECEIPT["id"]
