"""People who are entered twice: the second time in Latin letters and without the numbers that would tell."""

from typing import Any

from tests.clients import Client, etag
from tests.registry import factories

BORN_ON = "1984-02-29"
SUPERVISOR = "eleni supervisor"


def once(**fields: Any) -> dict[str, Any]:
    """The entry with all numbers."""
    return factories.person(BORN_ON, given_name="Κωνσταντίνα", family_name="Παπαδοπούλου", father_name="Ηλίας") | fields


def again(**fields: Any) -> dict[str, Any]:
    """The second entry of the same person."""
    names = {"given_name": "Konstantina", "family_name": "Papadopoulou", "born_on": BORN_ON}
    return names | {"father_name": "Ilias", "phone": "6912345678"} | fields


async def pair(client: Client, **fields: Any) -> dict[str, Any]:
    """A suspected pair of persons who live in no household."""
    await client.post("/persons", once())
    second = await client.post("/persons", again(**fields))
    (suspicion,) = second["suspected"]
    found: dict[str, Any] = await client.get(f"/duplicates/{suspicion['id']}")
    return found


async def alone(client: Client, person: dict[str, Any]) -> dict[str, Any]:
    """A household of one person, who is registered with it or has an id."""
    member = {"person": person, "relation": "applicant", "work": "registered_unemployed"}
    return await factories.household(client, {"members": [member]})


async def households(client: Client) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Two households whose holders are a suspected pair, and the pair."""
    first, second = await alone(client, once()), await alone(client, again())
    (suspicion,) = second["suspected"]
    return first, second, await client.get(f"/duplicates/{suspicion['id']}")


async def merged(client: Client, found: dict[str, Any], survivor_id: str) -> dict[str, Any]:
    """The pair after two people have merged it."""
    path = f"/duplicates/{found['id']}"
    await client.post(f"{path}/propose-merge", {"survivor_id": survivor_id}, If_Match=etag(found))
    shown = await client.get(path)
    agreeing = {"payload_hash": shown["proposal"]["payload_hash"]}
    done: dict[str, Any] = await client.post(f"{path}/merge", agreeing, by=SUPERVISOR, If_Match=etag(shown))
    return done


async def alone_by_id(client: Client, person_id: str) -> dict[str, Any]:
    """A household of one person who is registered."""
    return await factories.household(client, {"members": [{"person_id": person_id, "relation": "applicant"}]})
