"""Changes of households as staff enter them; a second person agrees where two are needed."""

from typing import Any

from tests.clients import Client, etag
from tests.registry import factories

SUPERVISOR = "eleni supervisor"
TODAY = "2026-01-12"
LATER = "2026-03-10T10:00:00+02:00"


def ids(household: dict[str, Any]) -> list[str]:
    """The persons of a household, the holder first."""
    return [member["person_id"] for member in household["members"]]


async def change(client: Client, household: dict[str, Any], path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Change a household, as it was seen, and return what is answered."""
    changed: dict[str, Any] = await client.post(f"/households/{household['id']}/{path}", body, If_Match=etag(household))
    return changed


async def refused(client: Client, household: dict[str, Any], path: str, body: dict[str, Any]) -> tuple[int, str]:
    """Try to change a household and return status and type of the refusal."""
    status, problem, _ = await client.refused(
        "POST", f"/households/{household['id']}/{path}", body, If_Match=etag(household)
    )
    return status, problem


async def read(client: Client, household: dict[str, Any], on: str = "") -> dict[str, Any]:
    """A household as it is, or was on a day."""
    found: dict[str, Any] = await client.get(f"/households/{household['id']}" + (f"?on={on}" if on else ""))
    return found


async def agree(client: Client, proposal: dict[str, Any], by: str = SUPERVISOR) -> Any:
    """The answer to a second person who agrees."""
    body = {"payload_hash": proposal["payload_hash"]}
    return await client.send("POST", f"/household-proposals/{proposal['id']}/confirm", body, by=by)


async def split(client: Client, household: dict[str, Any], members: list[tuple[str, str]], **fields: Any) -> str:
    """Split a household by two people and return the new one's id."""
    body = {
        "split_on": TODAY,
        "members": [{"person_id": person_id, "relation": relation} for person_id, relation in members],
        "share_basis_points": 4_000,
    } | fields
    proposal = await change(client, household, "splits", body)
    answer = await agree(client, proposal)
    assert answer.status_code == 201, answer.text
    homes = await client.get(f"/persons/{members[0][0]}/households")
    new_id: str = homes["stays"][-1]["household_id"]
    return new_id


async def death(client: Client, person_id: str, **fields: Any) -> Any:
    """The answer to the entry of a death."""
    person = await client.get(f"/persons/{person_id}")
    return await client.send("POST", f"/persons/{person_id}/death", {"died_on": TODAY} | fields, If_Match=etag(person))


async def alone(client: Client, **fields: Any) -> dict[str, Any]:
    """A household of one."""
    return await factories.household(
        client, {"members": [{"person": factories.person(), "relation": "applicant"}]} | fields
    )
