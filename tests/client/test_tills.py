from pathlib import Path
from uuid import uuid4

import httpx
import msgspec
import pytest

from services.client import tills
from tests.client.shop import Shop


def test_a_till_makes_its_key_and_keeps_it_to_itself(shop: Shop, http: httpx.Client, tmp_path: Path) -> None:
    enrolled = {"id": str(uuid4()), "merchant_id": str(uuid4()), "key_id": "k"}
    shop.script = [None, (201, enrolled)]
    till = tills.enrol(http, merchants_url=shop.url, cards_url=shop.url, code="7K3M-PQ2R-W8XZ")
    first, second = (msgspec.json.decode(body) for _, _, body in shop.seen)
    assert first == second, "a code enrols one key, so the repeated try has to bring the same"
    assert till.key.private_bytes_raw() not in shop.seen[0][2]
    tills.save(till, tmp_path / "till.json")
    assert tills.load(tmp_path / "till.json") == till
    assert (tmp_path / "till.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        tills.save(till, tmp_path / "till.json")
