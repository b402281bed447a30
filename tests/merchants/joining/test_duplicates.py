"""Whoever verifies a merchant has compared it with those that look like it."""

from typing import Any

import pytest

from services.kit.db import Connection
from tests.clients import Client, etag, person_id
from tests.merchants import factories
from tests.merchants.conftest import refusal

RULING = {"reason": "Mother and daughter, two shops, one account."}


async def pair(client: Client, **shared: Any) -> tuple[Any, Any]:
    """Two shops that have something in common, and different names."""
    first = await client.post("/merchants", factories.application(trade_name="Φούρνος Παγγαίου", **shared))
    return first, await client.post("/merchants", factories.application(trade_name="Ψαράδικο Νηρέας", **shared))


@pytest.mark.parametrize(
    ("shared", "likeness"),
    [
        ({"bank_account": factories.bank_account()}, "same_account"),
        ({"contact": {"name": "Άννα", "phone": factories.phone()}}, "same_phone"),
    ],
    ids=["account", "phone"],
)
async def test_a_shared_number_stops_the_verification_until_an_officer_has_ruled(
    paggaio: Client, shared: Any, likeness: str
) -> None:
    first, second = await pair(paggaio, **shared)
    path = f"/merchants/{second['id']}"
    (found,) = await paggaio.get(f"{path}/duplicates")
    assert (found["id"], found["likenesses"], found["ruled_by"]) == (first["id"], [likeness], None)
    assert await refusal(paggaio, f"{path}/verify", by=factories.SECOND, If_Match=etag(second)) == (
        "409 duplicate-suspected"
    )
    (ruled,) = await paggaio.post(f"{path}/duplicates/{first['id']}/dismiss", RULING, by=factories.SECOND)
    assert (ruled["ruled_by"], ruled["reason"]) == (str(person_id("nikos")), RULING["reason"])
    await paggaio.post(f"{path}/verify", by=factories.SECOND, If_Match=etag(second))
    # The ruling is about both: the other one is not stopped either.
    await paggaio.post(f"/merchants/{first['id']}/verify", by=factories.SECOND, If_Match=etag(first))


async def test_a_similar_name_is_shown_in_either_script_and_stops_nothing(paggaio: Client) -> None:
    first = await paggaio.post("/merchants", factories.application(trade_name="Φούρνος Παγγαίου"))
    second = await paggaio.post("/merchants", factories.application(trade_name="FOURNOS PANGAIOU"))
    (found,) = await paggaio.get(f"/merchants/{second['id']}/duplicates")
    assert (found["id"], found["likenesses"]) == (first["id"], ["similar_name"])
    await paggaio.post(f"/merchants/{second['id']}/verify", by=factories.SECOND, If_Match=etag(second))


async def test_the_owner_does_not_rule_on_the_own_shop(paggaio: Client) -> None:
    account = factories.bank_account()
    first, second = await pair(paggaio, bank_account=account, owner_id=str(person_id("anna")))
    path = f"/merchants/{second['id']}/duplicates/{first['id']}/dismiss"
    assert await refusal(paggaio, path, RULING, by=factories.OFFICER) == "409 same-actor"


async def test_only_what_looks_alike_is_ruled_on(paggaio: Client) -> None:
    first, second = await pair(paggaio)
    path = f"/merchants/{second['id']}/duplicates/{first['id']}/dismiss"
    assert await refusal(paggaio, path, RULING) == "404 not-found"


async def test_a_merchant_that_has_left_is_no_duplicate(paggaio: Client) -> None:
    account = factories.bank_account()
    first = await paggaio.post("/merchants", factories.application(bank_account=account))
    ending = {"ends_on": "2026-02-02", "reason": "closed_down"}
    await paggaio.post(f"/merchants/{first['id']}/leave", ending)
    second = await paggaio.post("/merchants", factories.application(bank_account=account))
    assert await paggaio.get(f"/merchants/{second['id']}/duplicates") == []


async def test_a_ruling_is_written_once(paggaio: Client, connection: Connection) -> None:
    first, second = await pair(paggaio, bank_account=factories.bank_account())
    path = f"/merchants/{second['id']}/duplicates/{first['id']}/dismiss"
    await paggaio.post(path, RULING)
    (again,) = await paggaio.post(path, {"reason": "another"})
    assert again["reason"] == RULING["reason"]
    await connection.execute("RESET ROLE")
    with pytest.raises(Exception, match="duplicate_rulings"):
        await connection.execute("DELETE FROM duplicate_rulings")
