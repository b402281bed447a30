"""Reports of tills: the owner sees the own shop's, newest first, of one till or all; nobody else's."""

from contracts.cards import TillReportMade
from services.kit.db import uuid7
from services.kit.events.inbox import Outcome
from tests.clients import Client
from tests.merchants import factories
from tests.merchants.factories import new_id
from tests.merchants.settling.test_grants import message
from tests.rolled_back import Deliver


async def test_an_owner_sees_what_the_own_tills_have_sold(paggaio: Client, deliver: Deliver) -> None:
    shop, other = await factories.accepted(paggaio), await factories.accepted(paggaio)
    first, second = str(new_id()), str(new_id())
    for place, (till_id, of) in enumerate([(first, shop), (second, shop), (first, shop), (str(new_id()), other)]):
        report_id = uuid7()
        about = {"report_id": str(report_id), "merchant_id": of["id"], "till_id": till_id, "period": place + 1}
        assert await deliver(message(paggaio, TillReportMade, report_id, **about)) is Outcome.APPLIED
    path = f"/merchants/{shop['id']}/till-reports"
    listed = (await paggaio.get(path))["items"]
    assert [each["period"] for each in listed] == [3, 2, 1]
    assert (listed[0]["net_minor"], listed[0]["lines"][0]["cashier_number"]) == (1_300, 3)
    of_one = await paggaio.get(f"{path}?till_id={first}&limit=1")
    assert [each["period"] for each in of_one["items"]] == [3]
    rest = await paggaio.get(f"{path}?till_id={first}&cursor={of_one['next']}")
    assert [each["period"] for each in rest["items"]] == [1]
    assert (await paggaio.refused("GET", path, by=f"{new_id()} merchant_owner"))[0] == 404
