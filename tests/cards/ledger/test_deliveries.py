"""A checkpoint leaves the database after it was committed, once, and none is replaced by what contradicts it."""

from pathlib import Path
from typing import Any

from contracts.checkpoints import open_note
from tests.cards.factories import Town
from tests.cards.ledger.test_tree_verification import superuser as superuser

SAID = "SELECT data FROM outbox WHERE type = 'cards.ledger_sealed.v1' ORDER BY position"


async def test_the_newest_checkpoint_is_a_file_and_an_event_once(town: Town, superuser: Any) -> None:
    await town.seal()
    await town.seal()
    await town.receipt(1_000)
    await town.seal()
    said = [row["data"] for row in await superuser.fetch(SAID)]
    assert len(said) == 2
    (path,) = Path(town.settings.checkpoints_dir).glob("paggaio/*.checkpoint")
    latest = await town.client.get(f"/checkpoints/latest?municipality={town.client.tenant.id}", by="-")
    assert path.read_text("utf-8") == latest["checkpoint"]
    assert latest["checkpoint"].splitlines()[0] in said[-1]
    assert open_note(path.read_text("utf-8"), latest["verifier_key"]).size == latest["size"]


async def test_a_file_that_tells_of_more_is_kept(town: Town, superuser: Any) -> None:
    await town.seal()
    await town.receipt(1_000)
    await town.seal()
    (path,) = Path(town.settings.checkpoints_dir).glob("paggaio/*.checkpoint")
    told = path.read_text("utf-8")
    await superuser.execute("DELETE FROM ledger_checkpoints WHERE size = (SELECT max(size) FROM ledger_checkpoints)")
    await superuser.execute("UPDATE ledger_trees SET delivered_size = 0")
    await town.seal()
    assert path.read_text("utf-8") == told
