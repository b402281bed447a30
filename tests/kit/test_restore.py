"""After the key of a vault was changed, every tenant's keys are wrapped by the newest, and the former may go."""

import pytest

from services.kit import vault
from services.kit.clock import wall_time
from services.kit.db import Context, Database, uuid7
from services.kit.restore import rewrap_all

FIRST = {"vault": bytes(32), "blind_index": bytes([1]) * 32}
NEWEST = {"vault_2": bytes([2]) * 32, "blind_index": bytes([1]) * 32}


async def test_keys_wrapped_anew_open_without_the_former_key_and_the_erased_stay_erased(own_database: Database) -> None:
    kept, erased = uuid7(), uuid7()
    contexts = [Context(now=wall_time(), municipality_ids=(each,)) for each in own_database.tenants]
    vault.unlock(FIRST)
    for context in contexts:
        async with own_database.transaction(context) as transaction:
            await vault.seal(transaction, kept, {"name": "Maria"})
            await vault.seal(transaction, erased, {"name": "Eleni"})
            await vault.shred(transaction, erased)
    vault.unlock(FIRST | NEWEST)
    assert [await rewrap_all(own_database), await rewrap_all(own_database)] == [len(contexts), 0]
    vault.unlock(NEWEST)
    for context in contexts:
        async with own_database.transaction(context) as transaction:
            assert await vault.open_fields(transaction, kept, purpose="assessment") == {"name": "Maria"}
            with pytest.raises(vault.PersonErased):
                await vault.open_fields(transaction, erased, purpose="assessment")
