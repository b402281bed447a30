"""The register of movements: written once, page by page."""

import asyncpg
import pytest

from tests.cards.factories import OFFICER, Town


async def test_the_register_is_written_once(town: Town) -> None:
    async with town.worker.pool.acquire() as connection:
        await connection.execute(f"SET koinon.municipalities = '{{{town.client.tenant.id}}}'")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE budget_movements SET decision_number = '0'")


async def test_movements_are_listed_page_by_page(town: Town) -> None:
    await town.fund(str(town.line_id), 500)
    path = f"/budget-lines/{town.line_id}/movements"
    first = await town.client.get(f"{path}?limit=1", by=OFFICER)
    second = await town.client.get(f"{path}?limit=1&cursor={first['next']}", by=OFFICER)
    assert [each["amount_minor"] for each in first["items"] + second["items"]] == [1_000_000, 500]
    assert second["next"] is None


async def test_a_line_that_is_not_there_has_no_register(town: Town) -> None:
    path = f"/budget-lines/{town.merchant_id}/movements"
    assert (await town.client.refused("GET", path, by=OFFICER))[:2] == (404, "not-found")
