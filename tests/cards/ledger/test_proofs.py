"""A receipt is proven to its shop and to auditors, and a proof is checked by whoever holds it, without the service."""

import base64
from typing import Any

import msgspec
import pytest

from contracts.checkpoints import Checkpoint, ProofFault, open_note
from contracts.ledger_proof import PaymentProof, check_consistency, check_receipt
from services.kit.db import uuid7
from tests.cards.factories import Town

AUDITOR = "irini auditor"


async def proof(town: Town, payment_id: str) -> PaymentProof:
    """Return the proof that an auditor is given."""
    return msgspec.convert(await town.client.get(f"/payments/{payment_id}/proof", by=AUDITOR), PaymentProof)


async def key(town: Town) -> str:
    latest = await town.client.get(f"/checkpoints/latest?municipality={town.client.tenant.id}", by="-")
    return str(latest["verifier_key"])


async def test_a_payment_with_its_refund_is_proven(town: Town) -> None:
    await town.receipt(300)
    receipt = await town.receipt(2_000)
    await town.receipt(400)
    await town.till.send(f"/payments/{receipt['id']}/refunds", b'{"amount_minor": 500}', "back")
    await town.seal()
    shown = await proof(town, receipt["id"])
    checkpoint = check_receipt(shown, await key(town))
    assert (shown.receipt.amount_minor, shown.receipt.refunded_minor, len(shown.transfers)) == (2_000, 500, 2)
    assert checkpoint.origin == "koinon/paggaio/ledger"
    assert "gmi" not in msgspec.json.encode(shown).decode(), "no programme is named"


async def test_a_payment_is_proven_by_the_checkpoint_that_was_published(town: Town) -> None:
    receipt = await town.receipt(2_000)
    await town.seal()
    published = await town.client.get(f"/checkpoints/latest?municipality={town.client.tenant.id}", by="-")
    later = await town.receipt(300)
    await town.seal()
    path = f"/payments/{receipt['id']}/proof?size={published['size']}"
    shown = msgspec.convert(await town.client.get(path, by=AUDITOR), PaymentProof)
    assert check_receipt(shown, await key(town)).size == published["size"]
    assert (await town.till.send(path, b"", "published", method="GET")).status_code == 200
    too_late = f"/payments/{later['id']}/proof?size={published['size']}"
    assert (await town.client.refused("GET", too_late, by=AUDITOR))[:2] == (409, "not-sealed-yet")
    never = f"/payments/{receipt['id']}/proof?size={published['size'] + 100}"
    assert (await town.client.refused("GET", never, by=AUDITOR))[0] == 404


async def test_what_is_not_sealed_yet_is_asked_for_again(town: Town) -> None:
    await town.seal()
    receipt = await town.receipt(1_000)
    refused = await town.client.refused("GET", f"/payments/{receipt['id']}/proof", by=AUDITOR)
    assert refused[:2] == (409, "not-sealed-yet")
    await town.seal()
    await town.till.send(f"/payments/{receipt['id']}/refunds", b'{"amount_minor": 500}', "back")
    refused = await town.client.refused("GET", f"/payments/{receipt['id']}/proof", by=AUDITOR)
    assert refused[:2] == (409, "not-sealed-yet")


async def test_a_shop_is_shown_its_own_payments_only(town: Town) -> None:
    receipt = await town.receipt(1_000)
    await town.seal()
    path = f"/payments/{receipt['id']}/proof"
    assert (await town.till.send(path, b"", "proof-1", method="GET")).status_code == 200
    stranger = await town.enrol_till(await town.accept_merchant("private"))
    assert (await stranger.send(path, b"", "proof-2", method="GET")).status_code == 404
    assert (await town.client.refused("GET", path, by="maria caseworker"))[0] == 403
    assert (await town.client.refused("GET", f"/payments/{uuid7()}/proof", by=AUDITOR))[0] == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount_minor", 2_001),
        ("bonus_minor", 1),
        ("currency", "JOD"),
        ("merchant_id", "0190c000-0000-7000-8000-000000000001"),
        ("id", "0190c000-0000-7000-8000-000000000002"),
    ],
)
async def test_a_receipt_that_says_something_else_is_refused(town: Town, field: str, value: Any) -> None:
    receipt = await town.receipt(2_000)
    await town.seal()
    shown = msgspec.to_builtins(await proof(town, receipt["id"]))
    shown["receipt"][field] = value
    with pytest.raises(ProofFault):
        check_receipt(msgspec.convert(shown, PaymentProof), await key(town))


async def test_two_checkpoints_are_consistent_and_a_made_up_one_is_not(town: Town) -> None:
    notes: list[Checkpoint] = []
    for amount in (100, 200, 300):
        await town.receipt(amount)
        await town.receipt(amount)
        await town.seal()
        latest = await town.client.get(f"/checkpoints/latest?municipality={town.client.tenant.id}", by="-")
        notes.append(open_note(latest["checkpoint"], latest["verifier_key"]))
    for earlier in notes:
        query = f"municipality={town.client.tenant.id}&earlier={earlier.size}&later={notes[-1].size}"
        shown = await town.client.get(f"/checkpoints/consistency?{query}", by="-")
        path = [base64.b64decode(one) for one in shown["path"]]
        check_consistency(earlier, notes[-1], path)
        with pytest.raises(ProofFault):
            check_consistency(msgspec.structs.replace(earlier, root=bytes(32)), notes[-1], path)
    query = f"municipality={town.client.tenant.id}&earlier=1&later=9999"
    assert (await town.client.refused("GET", f"/checkpoints/consistency?{query}", by="-"))[0] == 404
