"""A right that was ended by mistake goes on as another right of the same decision; what has ended does not change."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client
from tests.registry import factories, rights
from tests.registry.changes import alone, death, ids
from tests.registry.households.test_death_revocations import revoked


async def continued(client: Client, *, suspended: bool = False) -> list[Any]:
    """The rights of a household of one who was said to have died: the ended one and the one that goes on."""
    formed = await alone(client)
    right = await rights.decide(client, await client.post("/applications", factories.application(formed)))
    if suspended:
        await rights.suspend(client, right)
    await death(client, ids(formed)[0])
    await revoked(client, ids(formed)[0])
    found: list[Any] = (await client.get(f"/memberships?household_id={formed['id']}"))["items"]
    return found


async def test_a_right_that_was_suspended_goes_on_suspended(paggaio: Client) -> None:
    ended, going = await continued(paggaio, suspended=True)
    assert (ended["state"], going["state"], going["arrears"]) == ("exited", "suspended", [])


async def test_the_case_shows_the_right_that_goes_on(paggaio: Client) -> None:
    ended, going = await continued(paggaio)
    assert (going["application_id"], going["continues_id"]) == (ended["application_id"], ended["id"])
    assert (await paggaio.get(f"/memberships/{ended['id']}"))["exited_on"] == going["starts_on"]


@pytest.mark.parametrize("continues", ["continues_id", "NULL"])
async def test_a_right_is_continued_once_and_a_decision_gives_one(
    paggaio: Client, connection: Connection, continues: str
) -> None:
    _, going = await continued(paggaio)
    with pytest.raises(asyncpg.UniqueViolationError):
        await connection.execute(
            "INSERT INTO memberships (id, application_id, household_id, holder_id, granted_to, continues_id, "
            "programme, state, currency, monthly_amount_minor, card_share_minor, account_share_minor, starts_on, "
            "ends_on) "
            "SELECT gen_random_uuid(), application_id, household_id, holder_id, granted_to, "
            f"{continues}, programme, 'active', currency, monthly_amount_minor, card_share_minor, "
            "account_share_minor, '2027-01-01', '2027-06-30' FROM memberships WHERE id = $1",
            going["id"],
        )
