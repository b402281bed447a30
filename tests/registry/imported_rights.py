"""Rights that another body decided, recorded and confirmed by two people."""

from typing import Any

from tests.clients import Client, etag
from tests.registry import factories

SUPERVISOR = "eleni supervisor"


async def household(client: Client) -> tuple[dict[str, Any], str]:
    """A household of four and its applicant's AMKA."""
    body = factories.couple_with_two_children()
    return await factories.household(client, body), body["members"][0]["person"]["identifiers"][0]["number"]


def decision(amka: str, **fields: Any) -> dict[str, Any]:
    """A decision of the national body for an applicant, valid unless the test says otherwise."""
    return {
        "programme": "gmi",
        "reference": "OPEKA-2025-000123",
        "holder": {"kind": "amka", "number": amka},
        "applied_on": "2025-12-15",
        "monthly_amount_minor": 40_000,
        "starts_on": "2026-01-01",
        "ends_on": "2026-06-30",
    } | fields


async def recorded(client: Client, **fields: Any) -> dict[str, Any]:
    """A decision that waits for a second person."""
    _, amka = await household(client)
    answer: dict[str, Any] = await client.post("/decisions-elsewhere", decision(amka, **fields))
    return answer


async def confirmed(client: Client, **fields: Any) -> dict[str, Any]:
    """A decision that a second person has agreed to."""
    found = await recorded(client, **fields)
    body, path = {"payload_hash": found["payload_hash"]}, f"/decisions-elsewhere/{found['id']}/confirm"
    answer: dict[str, Any] = await client.post(path, body, by=SUPERVISOR, If_Match=etag(found))
    return answer
