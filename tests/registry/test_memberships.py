"""A membership is what an approval made it, and follows another without overlap."""

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.registry import factories


async def test_a_new_application_follows_the_right_that_ends(paggaio: Client) -> None:
    first = await factories.decided(paggaio)
    paggaio.now = "2026-07-20T09:30:00+03:00"
    formed = await paggaio.get(f"/households/{first['household_id']}")
    case = await paggaio.post("/applications", factories.application(formed))
    moved = await paggaio.post(f"/applications/{case['id']}/recommend", {"outcome": "approved"}, If_Match=etag(case))
    body, by = {"outcome": "approved"}, "eleni supervisor"
    await paggaio.post(f"/applications/{case['id']}/decide", body, by=by, If_Match=etag(moved))
    listed = (await paggaio.get(f"/memberships?household_id={formed['id']}"))["items"]
    assert [(one["starts_on"], one["ends_on"]) for one in listed] == [
        ("2026-02-01", "2026-07-31"),
        ("2026-08-01", "2027-01-31"),
    ]
    in_august = await paggaio.get(f"/memberships?household_id={formed['id']}&on=2026-08-15")
    assert [one["id"] for one in in_august["items"]] == [listed[1]["id"]]


async def test_the_shares_add_up_in_the_database_too(paggaio: Client, connection: Connection) -> None:
    case = await factories.decided(paggaio)
    with pytest.raises(asyncpg.CheckViolationError, match="shares_add_up"):
        await connection.execute(
            "UPDATE memberships SET card_share_minor = card_share_minor + 1 WHERE application_id = $1", case["id"]
        )


async def test_another_tenant_does_not_see_a_membership(paggaio: Client, al_koura: Client) -> None:
    case = await factories.decided(paggaio)
    (membership,) = (await paggaio.get(f"/memberships?household_id={case['household_id']}"))["items"]
    assert (await paggaio.get(f"/memberships/{membership['id']}"))["state"] == "active"
    assert (await al_koura.send("GET", f"/memberships/{membership['id']}")).status_code == 404
    assert (await al_koura.get("/memberships"))["items"] == []
