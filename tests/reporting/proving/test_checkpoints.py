"""Signed roots are published as they were told, and a receipt is checked by them and not by what it brings along."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.cards import LedgerSealed
from contracts.checkpoints import Checkpoint, open_note, sign, verifier_key
from contracts.envelope import encode
from contracts.ledger_proof import PaymentProof
from services.kit.db import uuid7
from services.kit.events.inbox import ATTEMPTS, Outcome
from tests.client.test_receipts import KEY, ORIGIN, VERIFIER, proof
from tests.reporting.conftest import Readings
from tests.reporting.factories import AL_KOURA, PAGGAIO
from tests.reporting.log import Log

BEGIN = datetime(2026, 2, 3, 10, tzinfo=UTC)


def sealed(size: int, *, root: bytes = bytes(32), key: Ed25519PrivateKey = KEY, days: int = 0) -> LedgerSealed:
    """Return what cards says when it has sealed so many transfers."""
    checkpoint = Checkpoint(origin=ORIGIN, size=size, root=root, sealed_at=BEGIN + timedelta(days=days, minutes=size))
    return LedgerSealed(
        checkpoint_id=uuid7(),
        size=size,
        root=base64.b64encode(root).decode(),
        checkpoint=sign(checkpoint, key),
        verifier_key=verifier_key(ORIGIN, key.public_key().public_bytes_raw()),
    )


async def hear(readings: Readings, *events: LedgerSealed) -> None:
    log = Log()
    for event in events:
        log.say(PAGGAIO, event)
    await readings.hear_all(log)


async def transparency(readings: Readings) -> dict[str, Any]:
    found: dict[str, Any] = await readings.get(f"/transparency?municipality={PAGGAIO}", role="")
    return found


async def check(readings: Readings, shown: PaymentProof, **headers: str) -> dict[str, Any]:
    """Let anybody check a receipt."""
    body = msgspec.json.encode(shown)
    answer = await readings.http.post(
        f"/public/receipt-checks?municipality={PAGGAIO}", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_anybody_reads_every_checkpoint_newest_first(readings: Readings) -> None:
    await hear(readings, *(sealed(size) for size in range(1, 6)))
    sizes, cursor = list[int](), ""
    while True:
        path = f"/public/checkpoints?municipality={PAGGAIO}&limit=2{cursor}"
        page = await readings.get(path, role="")
        sizes += [each["size"] for each in page["items"]]
        assert {open_note(each["checkpoint"], VERIFIER).size for each in page["items"]} <= set(range(1, 6))
        if page.get("next") is None:
            break
        cursor = f"&cursor={page['next']}"
    assert sizes == [5, 4, 3, 2, 1]


async def test_the_newest_and_each_days_last_are_shown_with_the_key(readings: Readings) -> None:
    await hear(readings, sealed(1), sealed(2), sealed(3, days=1), sealed(4, days=2), sealed(5, days=40))
    found = await transparency(readings)
    assert found["latest"]["size"] == 5
    assert [each["size"] for each in found["days"]] == [5]
    assert [(each["verifier_key"], each["checkpoints"]) for each in found["keys"]] == [(VERIFIER, 5)]
    assert found["sizes_told_twice"] == []


async def test_a_ledger_that_was_told_in_two_ways_shows(readings: Readings) -> None:
    other = Ed25519PrivateKey.generate()
    await hear(readings, sealed(1), sealed(2), sealed(2, root=bytes(31) + b"\x01", key=other))
    found = await transparency(readings)
    assert found["sizes_told_twice"] == [2]
    assert len(found["keys"]) == 2


@pytest.mark.parametrize("wrong", ["signature", "size", "root"])
async def test_what_the_key_has_not_signed_is_a_dead_letter(readings: Readings, wrong: str) -> None:
    said, other = sealed(3), sealed(4, root=bytes(31) + b"\x01", key=Ed25519PrivateKey.generate())
    changes: dict[str, dict[str, Any]] = {
        "signature": {"checkpoint": other.checkpoint},
        "size": {"size": 4},
        "root": {"root": other.root},
    }
    log = Log()
    log.say(PAGGAIO, msgspec.structs.replace(said, **changes[wrong]))
    (message,) = [encode(envelope) for envelope in log.envelopes]
    outcomes = [await readings.hear_one(message) for _ in range(ATTEMPTS)]
    assert outcomes[-1] is Outcome.DEAD
    assert (await readings.ask(f"/transparency?municipality={PAGGAIO}", role="")).status_code == 404


async def test_a_receipt_is_checked_by_the_published_key(readings: Readings) -> None:
    shown = proof()
    assert await check(readings, shown) == {
        "holds": False, "says": "Nothing of this ledger was published yet.", "size": None, "sealed_at": None,
        "is_published": False,
    }  # fmt: skip
    root = open_note(shown.checkpoint, VERIFIER).root
    await hear(readings, sealed(1))
    found = await check(readings, shown)
    assert (found["holds"], found["is_published"]) == (True, False)
    await hear(readings, sealed(2, root=root))
    found = await check(readings, shown)
    assert (found["holds"], found["is_published"], found["size"]) == (True, True, 2)
    changed = msgspec.structs.replace(shown, receipt=msgspec.structs.replace(shown.receipt, amount_minor=2_000))
    found = await check(readings, changed)
    assert found["holds"] is False
    assert "The receipt says" in found["says"]
    (transfer,) = shown.transfers
    broken = msgspec.structs.replace(shown, transfers=[msgspec.structs.replace(transfer, path=["not base64"])])
    assert (await check(readings, broken))["holds"] is False


async def test_a_receipt_that_brings_its_own_key_proves_nothing(readings: Readings) -> None:
    await hear(readings, sealed(1, key=Ed25519PrivateKey.generate()))
    found = await check(readings, proof())
    assert (found["holds"], found["says"]) == (False, "It is not signed by this key.")


async def test_one_tenants_checkpoints_are_not_anothers(readings: Readings) -> None:
    await hear(readings, sealed(1))
    assert (await readings.ask(f"/transparency?municipality={AL_KOURA}", role="")).status_code == 404
    assert (await readings.get(f"/public/checkpoints?municipality={AL_KOURA}", role=""))["items"] == []
