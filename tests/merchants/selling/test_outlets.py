"""Where a merchant sells."""

import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.merchants import factories
from tests.merchants.conftest import Said, refusal


async def test_an_outlet_belongs_to_its_merchant(paggaio: Client, al_koura: Client) -> None:
    merchant = await paggaio.post("/merchants", factories.application())
    places = [await factories.outlet(paggaio, merchant, name=name) for name in ("Α", "Β", "Γ")]
    first = await paggaio.get(f"/merchants/{merchant['id']}/outlets?limit=2")
    rest = await paggaio.get(f"/merchants/{merchant['id']}/outlets?cursor={first['next']}")
    assert first["items"] + rest["items"] == places
    assert (await paggaio.get(f"/outlets/{places[0]['id']}"))["area"] == "Ελευθερούπολη"
    assert (await al_koura.send("GET", f"/outlets/{places[0]['id']}")).status_code == 404
    assert await refusal(al_koura, f"/outlets/{places[0]['id']}/enrolment-codes") == "404 not-found"


async def test_an_owner_opens_outlets_of_the_own_merchant_only(paggaio: Client) -> None:
    own = await paggaio.post("/merchants", factories.application(), by=factories.OWNER)
    other = await paggaio.post("/merchants", factories.application())
    body = {"name": "Κεντρικό", "area": "Κάβαλα"}
    await paggaio.post(f"/merchants/{own['id']}/outlets", body, by=factories.OWNER)
    assert await refusal(paggaio, f"/merchants/{other['id']}/outlets", body, by=factories.OWNER) == "404 not-found"


@pytest.mark.parametrize(
    ("place", "pointer"),
    [({"latitude": 40.9}, "/longitude"), ({"longitude": 24.2}, "/latitude"), ({"latitude": 91, "longitude": 0}, "")],
)
async def test_half_a_position_is_refused(paggaio: Client, place: dict[str, float], pointer: str) -> None:
    merchant = await paggaio.post("/merchants", factories.application())
    body = {"name": "Κεντρικό", "area": "Κάβαλα"} | place
    answer = await paggaio.send("POST", f"/merchants/{merchant['id']}/outlets", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] in (pointer, "/latitude")


async def test_the_database_keeps_no_half_position(paggaio: Client, connection: Connection) -> None:
    place = await factories.outlet(paggaio, await paggaio.post("/merchants", factories.application()))
    await connection.execute("RESET ROLE")
    with pytest.raises(Exception, match="outlets_position"):
        await connection.execute("UPDATE outlets SET latitude = 40 WHERE id = $1", place["id"])


async def test_an_outlet_that_moves_takes_its_tills_to_the_new_area(paggaio: Client, said: Said) -> None:
    till = await factories.till(paggaio)
    outlet = await paggaio.get(f"/outlets/{till['outlet_id']}")
    body = {"name": "Κεντρικό", "area": "Νικήσιανη", "latitude": 40.94, "longitude": 24.15}
    moved = await paggaio.send("PUT", f"/outlets/{outlet['id']}", body, If_Match=etag(outlet))
    assert (moved.status_code, moved.json()["area"], moved.json()["latitude"]) == (200, "Νικήσιανη", 40.94)
    type, told = (await said())[-1]
    assert (type, told["till_id"], told["area"], told["key_id"]) == (
        "till_enrolled", till["id"], "Νικήσιανη", till["key_id"],
    )  # fmt: skip
    stale = await paggaio.send("PUT", f"/outlets/{outlet['id']}", body, If_Match=etag(outlet))
    assert stale.json()["type"] == "/problems/stale"


async def test_a_closed_outlet_stops_its_tills_and_takes_no_new_ones(paggaio: Client, said: Said) -> None:
    till = await factories.till(paggaio)
    path = f"/outlets/{till['outlet_id']}"
    closed = await paggaio.post(f"{path}/close")
    assert closed["closed_at"] is not None
    assert (await paggaio.get(f"/tills/{till['id']}"))["status"] == "stopped"
    type, told = (await said())[-1]
    assert (type, told["till_id"], told["reason"]) == ("till_stopped", till["id"], "closed")
    assert await refusal(paggaio, f"{path}/close") == "409 outlet-closed"
    assert await refusal(paggaio, f"{path}/enrolment-codes") == "409 outlet-closed"
    body = {"name": "Κεντρικό", "area": "Κάβαλα"}
    assert (await paggaio.send("PUT", path, body, If_Match=etag(closed))).json()["type"] == "/problems/outlet-closed"
