"""A proof is checked offline: a changed figure, another key and a cut path are each refused by name."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.checkpoints import Checkpoint, sign, verifier_key
from contracts.ledger_proof import PaymentProof, ProvenReceipt, TransferProof, leaf_hash, node_hash
from services.client import __main__ as command

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "koinon/paggaio/ledger"
VERIFIER = verifier_key(ORIGIN, KEY.public_key().public_bytes_raw())
PAYMENT, SHOP = uuid4(), uuid4()
LEAF = "\n".join(
    [
        "koinon-transfer/1", str(uuid4()), str(uuid4()), "payment", str(PAYMENT), "2026-02-03T10:00:00.000000Z",
        "2026-02-03", "household - EUR -1000", f"merchant {SHOP} EUR 1050", "pot - EUR -50", "entries " + "0" * 64, "",
    ]
)  # fmt: skip
BESIDE = leaf_hash(b"another transfer")


def proof(**receipt: object) -> PaymentProof:
    said = {"id": PAYMENT, "merchant_id": SHOP, "currency": "EUR", "amount_minor": 1000, "bonus_minor": 50} | receipt
    root = node_hash(leaf_hash(LEAF.encode()), BESIDE)
    checkpoint = Checkpoint(origin=ORIGIN, size=2, root=root, sealed_at=datetime(2026, 2, 3, 10, 5, tzinfo=UTC))
    return PaymentProof(
        receipt=msgspec.convert(said, ProvenReceipt),
        transfers=[TransferProof(leaf=LEAF, place=0, path=[base64.b64encode(BESIDE).decode()])],
        checkpoint=sign(checkpoint, KEY),
        verifier_key=VERIFIER,
    )


def check(tmp_path: Path, shown: PaymentProof, key: str = VERIFIER) -> int:
    file = tmp_path / "receipt.json"
    file.write_bytes(msgspec.json.encode(shown))
    return command.main(["verify-receipt", str(file), "--key", key])


def test_a_receipt_is_checked_without_a_network(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, proof()) == 0
    assert '"ledger": "koinon/paggaio/ledger"' in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [{"amount_minor": 999}, {"merchant_id": uuid4()}, {"refunded_minor": 1}])
def test_what_the_receipt_says_otherwise_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    assert check(tmp_path, proof(**wrong)) == 1


def test_another_key_and_another_leaf_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stranger = verifier_key(ORIGIN, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    assert check(tmp_path, proof(), stranger) == 1
    assert "not signed by this key" in capsys.readouterr().err
    (transfer,) = proof().transfers
    changed = msgspec.structs.replace(transfer, leaf=LEAF.replace("-1000", "-2000"))
    assert check(tmp_path, msgspec.structs.replace(proof(), transfers=[changed])) == 1
    assert "not in the ledger" in capsys.readouterr().err
