"""Checkpoints are signed notes that the service's key, and no other, has signed."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.checkpoints import ProofFault, open_note, verifier_key
from services.cards.ledger import checkpoints
from tests.cards.factories import Town


async def test_a_checkpoint_is_asked_for_by_anybody_and_only_of_a_tenant(town: Town) -> None:
    path = f"/checkpoints/latest?municipality={town.client.tenant.id}"
    assert (await town.client.refused("GET", path, by="-"))[0] == 404
    await town.seal()
    latest = await town.client.get(path, by="-")
    assert open_note(latest["checkpoint"], latest["verifier_key"]).size == latest["size"]
    stranger = verifier_key(latest["origin"], Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    with pytest.raises(ProofFault, match="not signed by this key"):
        open_note(latest["checkpoint"], stranger)
    elsewhere = "/checkpoints/latest?municipality=0190c000-0000-7000-8000-000000000000"
    assert (await town.client.refused("GET", elsewhere, by="-"))[0] == 404


async def test_without_a_directory_nothing_lies_outside(town: Town) -> None:
    assert checkpoints.read_outside(town.settings, town.client.tenant) == {}
