"""A job offer to a member is recorded once, and answered once."""

from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from services.registry.memberships.job_offers import TRANSITIONS
from tests.clients import Client, etag
from tests.registry import rights

REFUSED = {"outcome": "refused", "reason": "too_far", "justified": False}


async def offer(client: Client, right: dict[str, Any], reference: str = "OFF/1") -> Any:
    """An offer to the holder of a right."""
    body = {"person_id": right["holder_id"], "reference": reference, "offered_on": "2026-01-10"}
    return await client.post(f"/memberships/{right['id']}/job-offers", body)


async def answer(client: Client, made: dict[str, Any], **body: Any) -> Any:
    return await client.post(f"/job-offers/{made['id']}/answer", body, If_Match=etag(made))


async def test_an_offer_is_recorded_once(paggaio: Client) -> None:
    right = await rights.begun(paggaio)
    made = await offer(paggaio, right)
    assert (made["state"], made["answered_on"]) == ("made", None)
    path = f"/memberships/{right['id']}/job-offers"
    body = {"person_id": right["holder_id"], "reference": "OFF/1", "offered_on": "2026-01-10"}
    assert (await paggaio.refused("POST", path, body))[:2] == (409, "offer-known")


async def test_an_offer_is_for_a_member_and_not_of_the_future(paggaio: Client) -> None:
    right, other = await rights.begun(paggaio), await rights.begun(paggaio)
    path = f"/memberships/{right['id']}/job-offers"
    body = {"person_id": other["holder_id"], "reference": "OFF/1", "offered_on": "2026-01-10"}
    assert (await paggaio.refused("POST", path, body))[:2] == (409, "not-of-household")
    body = {"person_id": right["holder_id"], "reference": "OFF/1", "offered_on": "2026-01-13"}
    assert (await paggaio.refused("POST", path, body))[0] == 400


@pytest.mark.parametrize(
    "body",
    [
        {"outcome": "refused"},
        {"outcome": "refused", "reason": "too_far"},
        {"outcome": "accepted", "reason": "too_far"},
        {"outcome": "accepted", "justified": True},
        {"outcome": "refused", "reason": "too_far\n", "justified": True},
    ],
)
async def test_a_refusal_says_why_and_only_a_refusal(paggaio: Client, body: dict[str, Any]) -> None:
    made = await offer(paggaio, await rights.begun(paggaio))
    assert (await paggaio.refused("POST", f"/job-offers/{made['id']}/answer", body, If_Match=etag(made)))[0] == 400


@pytest.mark.parametrize("first", [{"outcome": "accepted"}, REFUSED])
@pytest.mark.parametrize("second", [{"outcome": "accepted"}, REFUSED])
async def test_an_offer_is_answered_once(paggaio: Client, first: dict[str, Any], second: dict[str, Any]) -> None:
    answered = await answer(paggaio, await offer(paggaio, await rights.begun(paggaio)), **first)
    assert answered["state"] in TRANSITIONS["made"]
    path = f"/job-offers/{answered['id']}/answer"
    assert (await paggaio.refused("POST", path, second, If_Match=etag(answered)))[:2] == (409, "transition-forbidden")


async def test_an_answer_is_whole_in_the_database_too(paggaio: Client, connection: Connection) -> None:
    made = await offer(paggaio, await rights.begun(paggaio))
    for change, rule in (
        ("state = 'accepted'", "offer_answered_whole"),
        ("state = 'refused', answered_on = offered_on, answered_by = recorded_by", "offer_refused_whole"),
    ):
        with pytest.raises(asyncpg.CheckViolationError, match=rule):
            async with connection.transaction():
                await connection.execute(f"UPDATE job_offers SET {change} WHERE id = $1", made["id"])
