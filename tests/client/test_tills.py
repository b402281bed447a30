import base64
from pathlib import Path
from uuid import uuid4

import httpx
import msgspec
import pytest

from contracts import till_keys
from services.client import tills
from services.client.answers import Unanswered
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


def test_a_key_is_kept_before_it_is_sent_and_sent_again_after_a_lost_answer(
    shop: Shop, till: tills.Till, http: httpx.Client, tmp_path: Path
) -> None:
    file = tmp_path / "till.json"
    tills.save(till, file)
    shop.script = [None, None, None, None]
    with pytest.raises(Unanswered):
        tills.change_key(http, file, merchants_url=shop.url)
    made = tills.load(file).next_private_key
    assert made
    assert tills.load(file).key_id == till.key_id, "until it is answered the till signs with the key that it has"
    shop.script = [(201, {"id": str(till.till_id), "merchant_id": str(till.merchant_id), "key_id": "k"})]
    changed = tills.change_key(http, file)
    assert (changed.private_key, tills.load(file)) == (made, changed)
    sent = msgspec.json.decode(shop.seen[-1][2])
    signature = base64.urlsafe_b64decode(sent["signature"] + "==")
    raw = till.key.public_key().public_bytes_raw()
    assert till_keys.agrees(
        till.till_id, changed.key.public_key().public_bytes_raw(), public_key=raw, signature=signature
    )
