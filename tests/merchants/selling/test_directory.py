"""The public directory shows who takes the card today, and nothing personal."""

from typing import Any

from tests.clients import Client
from tests.merchants import factories


async def listed(client: Client, query: str = "") -> Any:
    """What everybody sees, without a token."""
    answer = await client.send("GET", f"/merchants?municipality={client.tenant.slug}{query}", by="-")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_everybody_sees_who_takes_the_card(paggaio: Client, al_koura: Client) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.outlet(paggaio, merchant)
    await paggaio.post("/merchants", factories.application())
    assert await listed(paggaio) == [
        {
            "id": merchant["id"],
            "trade_name": "Παντοπωλείο Η Γωνιά",
            "kind": "private",
            "categories": ["5411"],
            "accepted_from": "2026-02-02",
            "bonus_basis_points": 0,
            "offers": [],
            "outlets": [
                {
                    "name": "Κεντρικό",
                    "area": "Ελευθερούπολη",
                    "address": "Φιλίππου 4",
                    "latitude": None,
                    "longitude": None,
                }
            ],
        }
    ]
    assert await listed(al_koura) == []


async def test_an_offer_shows_on_its_days(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio)
    for points in (300, 500):
        offer = await paggaio.post("/offers", factories.offer(merchant_id=merchant["id"], bonus_basis_points=points))
        approval = {"payload_hash": offer["payload_hash"]}
        await paggaio.post(f"/offers/{offer['id']}/publish", approval, by=factories.SECOND)
    (entry,) = await listed(paggaio)
    assert entry["bonus_basis_points"] == 500
    assert [each["bonus_basis_points"] for each in entry["offers"]] == [300, 500]
    terms = set(factories.OPEN_TERMS) - {"stacks"}
    assert set(entry["offers"][0]) == {"bonus_basis_points", "bonus_minor_max", "currency", "valid_until"} | terms
    paggaio.now = "2027-02-02T09:00:00+02:00"
    assert (await listed(paggaio))[0]["bonus_basis_points"] == 0


async def test_the_directory_follows_the_days_of_acceptance(paggaio: Client) -> None:
    merchant = await factories.verified(paggaio)
    body = factories.accepting(paggaio, accepted_from="2026-02-05")
    await paggaio.post(f"/merchants/{merchant['id']}/accept", body)
    ending = {"ends_on": "2026-02-08", "reason": "closed_down"}
    await paggaio.post(f"/merchants/{merchant['id']}/leave", ending)
    seen = []
    for day in (4, 5, 7, 8):
        paggaio.now = f"2026-02-0{day}T12:00:00+02:00"
        seen.append(len(await listed(paggaio)))
    assert seen == [0, 1, 1, 0]


async def test_the_directory_is_searched_by_category_and_area(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio, categories=["5462"])
    await factories.outlet(paggaio, merchant, area="Νικήσιανη")
    await factories.accepted(paggaio)
    assert [each["id"] for each in await listed(paggaio, "&category=5462")] == [merchant["id"]]
    assert [each["id"] for each in await listed(paggaio, "&area=Νικήσιανη")] == [merchant["id"]]
    assert await listed(paggaio, "&category=7995") == []


async def test_an_unknown_municipality_is_not_found(paggaio: Client) -> None:
    assert (await paggaio.send("GET", "/merchants?municipality=nowhere", by="-")).status_code == 404
    assert (await paggaio.send("GET", "/merchants", by="-")).status_code == 400


async def drawn(client: Client, query: str = "") -> Any:
    """The map that everybody sees."""
    answer = await client.send("GET", f"/outlets-map?municipality={client.tenant.slug}{query}", by="-")
    assert answer.headers["content-type"] == "application/geo+json"
    return answer.json()


async def test_the_map_shows_outlets_with_a_position_as_geojson(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio, categories=["5462"])
    await factories.outlet(paggaio, merchant)
    placed = await factories.outlet(paggaio, merchant, latitude=40.9125, longitude=24.2586)
    assert await drawn(paggaio) == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": placed["id"],
                "geometry": {"type": "Point", "coordinates": [24.2586, 40.9125]},
                "properties": {
                    "merchant_id": merchant["id"],
                    "trade_name": "Παντοπωλείο Η Γωνιά",
                    "kind": "private",
                    "categories": ["5462"],
                    "bonus_basis_points": 0,
                    "name": "Κεντρικό",
                    "area": "Ελευθερούπολη",
                    "address": "Φιλίππου 4",
                },
            }
        ],
    }
    assert (await drawn(paggaio, "&category=5411"))["features"] == []
    await paggaio.post(f"/outlets/{placed['id']}/close")
    assert (await drawn(paggaio))["features"] == []
    assert [len(each["outlets"]) for each in await listed(paggaio)] == [1]


async def test_a_merchant_that_has_left_is_still_named_and_an_applicant_never(paggaio: Client) -> None:
    gone, applicant = await factories.accepted(paggaio), await paggaio.post("/merchants", factories.application())
    ending = {"ends_on": "2026-02-03", "reason": "closed_down"}
    await paggaio.post(f"/merchants/{gone['id']}/leave", ending)
    paggaio.now = "2026-02-10T12:00:00+02:00"
    assert await listed(paggaio) == []
    asked = f"/merchant-names?municipality=paggaio&merchant_id={gone['id']}&merchant_id={applicant['id']}"
    assert (await paggaio.send("GET", asked, by="-")).json()["items"] == [
        {"id": gone["id"], "trade_name": "Παντοπωλείο Η Γωνιά"}
    ]


async def test_areas_are_those_where_the_card_is_taken_today(paggaio: Client) -> None:
    merchant = await factories.accepted(paggaio)
    await factories.outlet(paggaio, merchant)
    await factories.outlet(paggaio, merchant)
    areas = (await paggaio.send("GET", "/outlet-areas?municipality=paggaio", by="-")).json()["items"]
    assert areas == [{"name": "Ελευθερούπολη", "outlets": 2}]
