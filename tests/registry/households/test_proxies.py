"""Who shops or collects for a household: an adult, as the holder consents, until it ends."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from services.kit.db import Connection
from tests.clients import Client, etag
from tests.registry import factories
from tests.registry.changes import TODAY, agree, alone, change, death, ids, refused


async def consenting(client: Client) -> dict[str, Any]:
    """A household whose holder consents to a proxy."""
    formed = await factories.household(client)
    await client.post("/consents", {"person_id": ids(formed)[0], "purpose": "proxy"})
    return formed


async def neighbour(client: Client, born_on: str = "1980-05-01") -> str:
    person = await client.post("/persons", factories.person(born_on))
    return str(person["id"])


async def appointed(client: Client, formed: dict[str, Any], person_id: str, **fields: Any) -> dict[str, Any]:
    return await change(client, formed, "proxies", {"person_id": person_id, "may": ["shop", "collect"]} | fields)


async def ended(client: Client, formed: dict[str, Any]) -> list[str | None]:
    listed = await client.get(f"/households/{formed['id']}/proxies")
    return [proxy["ended_for"] for proxy in listed["items"]]


async def test_a_neighbour_may_shop_until_it_is_ended(paggaio: Client, events: Callable[[], Any]) -> None:
    formed, someone = await consenting(paggaio), await neighbour(paggaio)
    proxy = await appointed(paggaio, formed, someone, ends_on="2026-06-30")
    assert (proxy["consented_by"], proxy["may"]) == (ids(formed)[0], ["collect", "shop"])
    over = await paggaio.post(f"/proxies/{proxy['id']}/end", {"reason": "asked_for"}, If_Match=etag(proxy))
    assert (over["ended_on"], over["ended_for"]) == (TODAY, "asked_for")
    again = await paggaio.refused("POST", f"/proxies/{proxy['id']}/end", {"reason": "asked_for"}, If_Match=etag(over))
    assert again[:2] == (409, "proxy-over")
    (_, begun), (_, end) = await events()
    assert begun == {
        "proxy_id": proxy["id"],
        "household_id": formed["id"],
        "person_id": someone,
        "may": ["collect", "shop"],
        "starts_on": TODAY,
        "ends_on": "2026-06-30",
    }
    assert end["ended_on"] == TODAY


async def test_nobody_is_appointed_without_the_holders_consent(paggaio: Client) -> None:
    formed = await factories.household(paggaio)
    await paggaio.post("/consents", {"person_id": ids(formed)[1], "purpose": "proxy"})
    body = {"person_id": await neighbour(paggaio), "may": ["shop"]}
    assert await refused(paggaio, formed, "proxies", body) == (409, "holder-consent-missing")


async def test_a_minor_the_dead_the_erased_and_the_holder_are_no_proxies(paggaio: Client) -> None:
    formed = await consenting(paggaio)
    minor, dead, erased = [await neighbour(paggaio, born_on) for born_on in ("2008-01-13", "1980-01-01", "1981-01-01")]
    await death(paggaio, dead)
    await paggaio.post(f"/persons/{erased}/erase", by="eleni supervisor", If_Match='"1"')
    for unfit in (minor, dead, erased, ids(formed)[0]):
        body = {"person_id": unfit, "may": ["shop"]}
        assert await refused(paggaio, formed, "proxies", body) == (409, "proxy-not-allowed")
    paggaio.now = "2026-01-13T10:00:00+02:00"
    assert (await appointed(paggaio, formed, minor))["person_id"] == minor


async def test_one_person_is_appointed_once_at_a_time(paggaio: Client) -> None:
    formed, someone = await consenting(paggaio), await neighbour(paggaio)
    await appointed(paggaio, formed, someone, ends_on="2026-01-31")
    body = {"person_id": someone, "may": ["shop"]}
    assert await refused(paggaio, formed, "proxies", body) == (409, "proxy-known")
    paggaio.now = "2026-02-01T10:00:00+02:00"
    await appointed(paggaio, formed, someone)
    assert await ended(paggaio, formed) == ["term", None]


async def test_a_proxy_ends_with_its_holder_its_household_and_its_life(
    paggaio: Client, events: Callable[[], Any]
) -> None:
    first, second, third, fourth = [await consenting(paggaio) for _ in range(4)]
    people = [await neighbour(paggaio) for _ in range(4)]
    for formed, someone in zip((first, second, third, fourth), people, strict=True):
        await appointed(paggaio, formed, someone)
    await change(paggaio, first, "holder", {"person_id": ids(first)[1], "changed_on": TODAY})
    await agree(paggaio, await change(paggaio, second, "closures", {"closed_on": TODAY}))
    await death(paggaio, people[2])
    (consent,) = (await paggaio.get(f"/persons/{ids(fourth)[0]}/consents"))["items"]
    await paggaio.post(f"/consents/{consent['id']}/withdraw", {})
    reasons = [(await ended(paggaio, formed))[0] for formed in (first, second, third, fourth)]
    assert reasons == ["holder_changed", "moved_away", "died", "consent_withdrawn"]
    over = [data["person_id"] for kind, data in await events() if kind == "registry.proxy_ended.v1"]
    assert sorted(over) == sorted(people)


async def test_who_acts_for_others_is_not_erased_meanwhile(paggaio: Client) -> None:
    formed, someone = await consenting(paggaio), await neighbour(paggaio)
    await appointed(paggaio, formed, someone)
    refusal = await paggaio.refused("POST", f"/persons/{someone}/erase", by="eleni supervisor", If_Match='"1"')
    assert refusal[:2] == (409, "person-still-entitled")


@pytest.mark.parametrize(
    "fields", [{"starts_on": "2026-01-11"}, {"ends_on": "2026-01-11"}, {"may": []}, {"may": ["x"]}]
)
async def test_a_proxy_that_makes_no_sense_is_refused(paggaio: Client, fields: dict[str, Any]) -> None:
    formed = await consenting(paggaio)
    body = {"person_id": await neighbour(paggaio), "may": ["shop"]} | fields
    assert await refused(paggaio, formed, "proxies", body) == (400, "malformed")


async def test_the_database_refuses_the_holder_as_proxy(paggaio: Client, connection: Connection) -> None:
    formed = await alone(paggaio)
    holder = ids(formed)[0]
    with pytest.raises(asyncpg.CheckViolationError, match="another_than_the_holder"):
        await connection.execute(
            "INSERT INTO proxies "
            "(id, household_id, person_id, consented_by, may, starts_on, appointed_at, appointed_by) "
            "VALUES (gen_random_uuid(), $1, $2, $2, '{shop}', '2026-01-12', '2026-01-12T08:00:00Z', $2)",
            formed["id"],
            holder,
        )
