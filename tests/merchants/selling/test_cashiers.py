"""Cashiers of an outlet: appointed by its owner, known by a number, their names nowhere but in the vault."""

import hashlib
from typing import Any

from tests.clients import Client, etag, person_id
from tests.merchants import factories
from tests.merchants.conftest import Said, refusal

NEW = {"name": "Μαρία Ιωάννου", "rights": ["sell", "refund"]}


async def opened(client: Client) -> Any:
    """An outlet of Eleni's shop."""
    return await factories.outlet(client, await factories.accepted(client, owner_id=str(person_id("eleni"))))


async def test_an_owner_appoints_a_cashier_and_nobody_is_told_the_name(paggaio: Client, said: Said) -> None:
    place = await opened(paggaio)
    path = f"/outlets/{place['id']}/cashiers"
    first = await paggaio.post(path, NEW, by=factories.OWNER)
    second = await paggaio.post(path, NEW | {"rights": ["close_day", "close_day"]}, by=factories.OWNER)
    assert [first["number"], second["number"], second["rights"]] == [1, 2, ["close_day"]]
    assert next(told for type, told in await said() if type == "cashier_appointed") == {
        "cashier_id": first["id"],
        "merchant_id": place["merchant_id"],
        "outlet_id": place["id"],
        "number": 1,
        "rights": ["refund", "sell"],
    }
    listed = await paggaio.get(f"/merchants/{place['merchant_id']}/cashiers", by=factories.OWNER)
    assert listed["items"] == [first, second]
    named = await paggaio.get(f"/cashiers/{first['id']}/name", by=factories.OWNER)
    assert named == {"id": first["id"], "name": NEW["name"]}
    other = "kostas merchant_owner"
    assert await refusal(paggaio, path, NEW, by=other) == "404 not-found"
    assert (await paggaio.refused("GET", f"/cashiers/{first['id']}/name", by=other))[:2] == (404, "not-found")


async def test_a_code_is_shown_once_and_only_its_digest_is_said(paggaio: Client, said: Said) -> None:
    cashier = await paggaio.post(f"/outlets/{(await opened(paggaio))['id']}/cashiers", NEW)
    given = await paggaio.post(f"/cashiers/{cashier['id']}/pin-codes")
    digest = hashlib.sha256(given["code"].replace("-", "").encode()).hexdigest()
    assert (await said())[-1] == (
        "cashier_code_given",
        {"cashier_id": cashier["id"], "code_digest": digest, "expires_at": given["expires_at"]},
    )
    assert given["expires_at"] == "2026-02-02T07:40:00Z"


async def test_rights_change_by_version(paggaio: Client, said: Said) -> None:
    cashier = await paggaio.post(f"/outlets/{(await opened(paggaio))['id']}/cashiers", NEW)
    path = f"/cashiers/{cashier['id']}"
    changed = await paggaio.put(path, {"rights": ["sell"]}, If_Match=etag(cashier))
    assert (changed["rights"], (await said())[-1][1]["rights"]) == (["sell"], ["sell"])
    assert (await paggaio.refused("PUT", path, {"rights": ["sell"]}, If_Match=etag(cashier)))[0] == 412
    assert (await paggaio.refused("PUT", path, {"rights": []}, If_Match=etag(changed)))[1] == "malformed"


async def test_a_cashier_who_leaves_is_forgotten_and_so_are_all_when_the_outlet_closes(
    paggaio: Client, said: Said
) -> None:
    place = await opened(paggaio)
    one, two = [await paggaio.post(f"/outlets/{place['id']}/cashiers", NEW) for _ in range(2)]
    ended = await paggaio.post(f"/cashiers/{one['id']}/end")
    assert (await said())[-1] == ("cashier_ended", {"cashier_id": one["id"]})
    assert await paggaio.get(f"/cashiers/{one['id']}") == ended
    assert await paggaio.get(f"/cashiers/{one['id']}/name") == {"id": one["id"], "name": None}
    for command in ("end", "pin-codes"):
        assert await refusal(paggaio, f"/cashiers/{one['id']}/{command}") == "409 cashier-gone"
    await paggaio.post(f"/outlets/{place['id']}/close")
    assert (await paggaio.get(f"/cashiers/{two['id']}"))["ended_at"] is not None
    assert await refusal(paggaio, f"/outlets/{place['id']}/cashiers", NEW) == "409 outlet-closed"
