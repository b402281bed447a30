"""Whom a shop could buy from: near ones first, then whom it has paid, then social enterprises; never itself."""

from typing import Any

from tests.clients import Client, person_id
from tests.merchants import factories
from tests.rolled_back import Deliver


async def names(client: Client, merchant: Any, query: str = "", *, by: str = factories.OFFICER) -> list[str]:
    """The suggested shops by name."""
    found = await client.get(f"/merchants/{merchant['id']}/suppliers{query}", by=by)
    return [each["trade_name"] for each in found["suppliers"]]


async def test_near_suppliers_come_first_then_known_ones(paggaio: Client, deliver: Deliver) -> None:
    asking = await factories.accepted(paggaio, trade_name="Own", owner_id=str(person_id("eleni")))
    kinds = {"Near": "private", "Known": "private", "Social": "social_enterprise", "Any": "private"}
    shops = {name: await factories.accepted(paggaio, trade_name=name, kind=kind) for name, kind in kinds.items()}
    await factories.verified(paggaio, trade_name="Not yet")
    baker = await factories.accepted(paggaio, trade_name="Baker", categories=["5462"])
    for shop, area in ((asking, "64006"), (shops["Near"], "64006"), (shops["Known"], "64100")):
        await factories.outlet(paggaio, shop, area=area)
    await deliver(factories.respend(paggaio, asking["id"], shops["Known"]["id"], 1_000, 0))
    await deliver(factories.respend(paggaio, shops["Any"]["id"], asking["id"], 1_000, 0))
    assert await names(paggaio, asking, "?category=5411") == ["Near", "Known", "Social", "Any"]
    assert await names(paggaio, asking, "?category=5462", by=factories.OWNER) == ["Baker"]
    assert len(await names(paggaio, asking)) == 5
    found = await paggaio.get(f"/merchants/{asking['id']}/suppliers", by=factories.OFFICER)
    told = {each["trade_name"]: (each["near"], each["paid_before"], each["areas"]) for each in found["suppliers"]}
    assert (told["Near"], told["Known"], told["Any"]) == ((True, 0, ["64006"]), (False, 1, ["64100"]), (False, 0, []))
    answer = await paggaio.send("GET", f"/merchants/{baker['id']}/suppliers", by=factories.OWNER)
    assert answer.status_code == 404
