"""Where a merchant sells."""

from tests.clients import Client
from tests.merchants import factories
from tests.merchants.conftest import refusal


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
